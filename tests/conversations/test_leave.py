"""Leaving: nothing that somebody had is left without an owner, and everybody concerned hears of it."""

from datetime import timedelta

from bot.care import handoffs
from bot.care.handoffs import HandedPatient, Handoff, HandoffId, HandoffStatus, Severity
from bot.care.tasks import Status
from bot.store.database import Database
from bot.store.rows import new_handle
from bot.store.work import Work, open_work
from tests.conversations.chat import Chat


async def everybody(work: Work) -> dict[str, object]:
    workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
    return {one.name.split()[0]: one for one in await work.members.everyone(workspace.id)}


async def owners(database: Database) -> dict[int, str]:
    """By number, who has each open item: a first name, or a team's."""
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        people = await work.people(workspace.id)
        found = {}
        for task in await work.tasks.open_where(workspace.id):
            owner, team = people.member(task.owner), people.team(task.team)
            found[task.number] = owner.name.split()[0] if owner else f"team {team.name}" if team else "nobody"
        return found


async def on_offer(chat: Chat, sender: str, receiver: str | None, team: str | None = None) -> str:
    """A handoff that waits to be accepted. Returns its handle."""
    async with open_work(chat.database) as work:
        people = await everybody(work)
        workspace = people[sender].workspace  # type: ignore[attr-defined]
        teams = {one.name: one for one in await work.members.teams(workspace)}
        patient = HandedPatient(patient="K-17", severity=Severity.watcher, summary="", contingencies=())
        draft = Handoff(
            id=HandoffId(0), workspace=workspace, number=await work.members.next_number(workspace),
            handle=new_handle(), status=HandoffStatus.draft, sender=people[sender].id,  # type: ignore[attr-defined]
            receiver=people[receiver].id if receiver else None,  # type: ignore[attr-defined]
            team=teams[team].id if team else None, created_at=chat.clock.at, patients=(patient,),
        )  # fmt: skip
        return (await work.handoffs.add(handoffs.send(draft, chat.clock.at))).handle


async def status(chat: Chat, handle: str) -> HandoffStatus:
    async with open_work(chat.database) as work:
        people = await everybody(work)
        found = await work.handoffs.by_handle(people["Nina"].workspace, handle)  # type: ignore[attr-defined]
        assert found is not None
        return found.status


async def test_items_go_to_the_backup_who_hears_of_it_as_the_channel_does(chat: Chat) -> None:
    await chat.say("Omar", "/team backup @lea")
    await chat.say("Omar", "/task call the lab about K-17 at 9am")
    await chat.say("Omar", "/followup check prior auth for K-21 tomorrow at 10am")
    await chat.leaves("Omar")
    assert (
        chat.dms("Lea")[-1].text
        == """\
Omar Haddad has left. Now with you: #1, #2
#1 call the lab about K-17 · Mon 23 Nov, 09:00 (America/Chicago)
#2 check prior auth · K-21 · Tue 24 Nov, 10:00 (America/Chicago)"""
    )
    (post,) = chat.posts()
    assert post.text.splitlines()[0] == "Omar Haddad has left. Now with Lea Brandt: #1, #2"
    item = await chat.press("Lea", "#1", chat.dms("Lea")[-1])
    assert (await chat.press("Lea", "Accept", item)).text.splitlines()[0] == "#1 is yours"


async def test_without_a_backup_they_go_to_the_team_the_creator_or_a_lead(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/team new pharmacy")
    await chat.say("Nina", "/team add pharmacy @omar @sam")
    await chat.say("Lea", "/task check the dose for K-17 @pharmacy by 3pm")
    await chat.press("Omar", "Claim", chat.posts()[-1])
    await chat.say("Lea", "/task @omar book transport for K-17 at 4pm")
    await chat.say("Omar", "/task call the lab at 5pm")
    assert await owners(database) == {1: "Omar", 2: "Omar", 3: "Omar"}
    await chat.leaves("Omar")
    assert await owners(database) == {1: "team pharmacy", 2: "Lea", 3: "Nina"}
    heads = [post.text.splitlines()[0] for post in chat.posts()]
    assert sorted(heads[-3:]) == [
        "Omar Haddad has left. Now with Lea Brandt: #2",
        "Omar Haddad has left. Now with Nina Alvarez: #3",
        "Omar Haddad has left. Now with pharmacy: #1",
    ]


async def test_what_was_said_in_a_direct_message_is_told_to_the_receiver_only(chat: Chat) -> None:
    await chat.say("Omar", "/task call the lab about K-17 at 5pm", where="@")
    await chat.leaves("Omar")
    assert chat.posts() == []
    assert chat.dms("Nina")[-1].text.splitlines()[0] == "Omar Haddad has left. Now with you: #1"


async def test_an_unfinished_draft_becomes_an_item_of_the_heir(chat: Chat, database: Database) -> None:
    await chat.say("Omar", "/followup call Mrs K")
    assert await owners(database) == {}
    await chat.leaves("Omar")
    assert await owners(database) == {1: "Nina"}


async def test_the_new_owner_is_reminded_by_their_own_hours(chat: Chat) -> None:
    await chat.say("Nina", "/profile quiet 16:00-17:30")
    await chat.say("Omar", "/task call the lab at 5pm")
    await chat.leaves("Omar")
    told = len(chat.dms("Nina"))
    await chat.advance(hours=10, minutes=29)  # 17:29
    assert len(chat.dms("Nina")) == told
    await chat.advance(minutes=2)
    assert chat.dms("Nina")[-1].text.splitlines()[0] == "Now due: #1"


async def test_the_last_one_of_a_team_leaves_its_unclaimed_items_to_who_asked(
    chat: Chat, database: Database
) -> None:
    await chat.say("Nina", "/team new pharmacy")
    await chat.say("Nina", "/team add pharmacy @omar")
    await chat.say("Lea", "/task check the dose for K-17 @pharmacy by 3pm")
    await chat.leaves("Omar")
    assert await owners(database) == {1: "Lea"}


async def test_handoffs_to_the_leaver_go_back_and_those_from_them_are_withdrawn(chat: Chat) -> None:
    to_omar = await on_offer(chat, "Lea", "Omar")
    from_omar = await on_offer(chat, "Omar", "Sam")
    between = await on_offer(chat, "Lea", "Sam")
    await chat.leaves("Omar")
    assert await status(chat, to_omar) is HandoffStatus.declined
    assert await status(chat, from_omar) is HandoffStatus.cancelled
    assert await status(chat, between) is HandoffStatus.requested
    assert chat.dms("Lea")[-1].text == (
        "Omar Haddad has left: your handoff #1 to them is with you again. Give it to somebody else: /handoff"
    )
    assert chat.dms("Sam")[-1].text.startswith("Omar Haddad has left: their handoff #2 to you is withdrawn")


async def test_a_handoff_to_a_team_goes_back_when_nobody_is_left_in_it(chat: Chat) -> None:
    await chat.say("Nina", "/team new nights")
    await chat.say("Nina", "/team add nights @omar @sam")
    handle = await on_offer(chat, "Lea", None, "nights")
    await chat.leaves("Omar")
    assert await status(chat, handle) is HandoffStatus.requested
    await chat.leaves("Sam")
    assert await status(chat, handle) is HandoffStatus.declined


async def test_whoever_had_them_as_backup_is_told(chat: Chat) -> None:
    await chat.say("Omar", "/team backup @lea")
    await chat.leaves("Lea")
    assert chat.dms("Omar")[-1].text == (
        "Lea Brandt was your backup and has left. Name another: /team backup @lea"
    )
    assert "Backup: none" in (await chat.say("Omar", "/profile")).text


async def test_when_the_last_lead_leaves_their_backup_leads(chat: Chat) -> None:
    await chat.say("Nina", "/team backup @sam")
    await chat.leaves("Nina")
    assert "you lead now" in chat.dms("Sam")[-1].text
    assert (await chat.say("Sam", "/team lead @lea")).text == "Who leads: Lea Brandt, Sam Okafor"


async def test_they_are_refused_and_hear_nothing_more(chat: Chat) -> None:
    await chat.say("Nina", "/task @omar call the lab at 9am, urgent")
    told = len(chat.dms("Omar"))
    item = chat.dms("Omar")[-1]
    await chat.leaves("Omar")
    await chat.advance(days=2)
    assert len(chat.dms("Omar")) == told
    assert (await chat.press("Omar", "Done", item)).text.startswith("Your access has ended.")
    assert await chat.opens_home("Omar") is None


async def test_what_was_still_to_be_sent_to_them_is_not(chat: Chat, database: Database) -> None:
    async with open_work(database) as work:
        omar = (await everybody(work))["Omar"]
        await work.notices.add(
            omar.workspace, "welcome", f"member:{omar.id}", key="later", to=omar.id,  # type: ignore[attr-defined]
            due_at=chat.clock.at + timedelta(minutes=5),
        )  # fmt: skip
    await chat.leaves("Omar")
    await chat.jump(minutes=6)
    assert chat.dms("Omar") == []


async def test_leaving_twice_changes_nothing_more(chat: Chat) -> None:
    await chat.say("Omar", "/task call the lab at 9am")
    await chat.leaves("Omar")
    posts, dms = len(chat.posts()), len(chat.dms("Nina"))
    await chat.leaves("Omar")
    assert (len(chat.posts()), len(chat.dms("Nina"))) == (posts, dms)


async def test_what_comes_back_to_somebody_who_left_goes_on(chat: Chat, database: Database) -> None:
    await chat.say("Lea", "/task @omar call the lab at 9am")
    await chat.say("Lea", "/assign 1 @sam")
    await chat.leaves("Omar")
    await chat.say("Lea", "/undo")  # the item as it was: with Omar
    assert await owners(database) == {1: "Lea"}
    assert "Omar Haddad has left. Now with you: #1" in chat.dms("Lea")[-1].text


async def test_a_closed_item_of_theirs_that_is_reopened_goes_on_too(chat: Chat, database: Database) -> None:
    await chat.say("Omar", "/task call the lab at 9am")
    await chat.say("Omar", "/done 1")
    await chat.leaves("Omar")
    assert await owners(database) == {}
    await chat.say("Nina", "/reopen 1")
    assert await owners(database) == {1: "Nina"}


async def test_an_escalation_finds_a_lead_when_owner_and_creator_cannot_answer(chat: Chat) -> None:
    await chat.say("Omar", "/task @sam call the lab at 9am, urgent", where="@")
    await chat.leaves("Omar")
    await chat.advance(hours=3)
    assert chat.dms("Nina")[-1].text.startswith("No answer yet on #1 from Sam Okafor")


async def test_nothing_is_without_an_owner_even_when_everybody_but_one_leaves(
    chat: Chat, database: Database
) -> None:
    for who in ("Nina", "Omar", "Lea", "Sam"):
        await chat.say(who, "/task call the lab at 9am")
        await chat.say(who, "/followup call Mrs K")
    for who in ("Nina", "Omar", "Lea"):
        await chat.leaves(who)
        chat.clock.at += timedelta(minutes=1)
    assert set((await owners(database)).values()) == {"Sam"}
    async with open_work(database) as work:
        everything = await work.tasks.by_ids(range(1, 9))
    kept = [task for task in everything if task.status is Status.draft or task.alarm_at is not None]
    assert len(kept) == 8


async def test_when_the_very_last_one_leaves_the_items_wait_for_the_next(chat: Chat, database: Database) -> None:
    await chat.say("Sam", "/task call the lab at 9am")
    for who in ("Nina", "Omar", "Lea", "Sam"):
        await chat.leaves(who)
    assert await owners(database) == {1: "Sam"}
    await chat.say("Zoe", "/mine")
    assert await owners(database) == {1: "Zoe"}
    assert (await chat.say("Zoe", "/team", where="@")).text.splitlines()[1] == "Zoe · lead"


async def test_what_is_for_a_team_that_nobody_is_in_goes_to_who_said_it_and_both_hear_of_it(
    chat: Chat, database: Database
) -> None:
    await chat.say("Nina", "/team new nights")
    await chat.say("Nina", "/team remove nights @nina")
    await chat.say("Omar", "/task @nights check the pump at 3pm")
    assert await owners(database) == {1: "Omar"}
    for shown in (chat.dms("Omar")[-1], chat.posts()[-1]):
        assert shown.text.splitlines()[0].startswith("Nobody is in nights. Now with ")
