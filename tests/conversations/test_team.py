"""Teams: who is here, who is in them, backups and leads, and who may say so."""

import asyncio

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.work import open_work
from tests.conversations.chat import Chat


async def test_the_first_member_leads_and_the_channel_shows_who_has_been_seen(chat: Chat) -> None:
    await chat.say("Nina", "/team new pharmacy")
    await chat.say("Nina", "/team add pharmacy @sam")
    await chat.say("Sam", "/team backup @omar")
    await chat.changes("Lea", zone="Europe/Berlin")
    assert (
        (await chat.say("Nina", "/team")).text
        == """\
Seen in this channel
Lea Brandt · Europe/Berlin
Nina Alvarez · lead
Omar Haddad
Sam Okafor · pharmacy · backup: Omar Haddad
Teams: pharmacy. More on one: /team pharmacy"""
    )


async def test_who_was_not_seen_in_a_channel_is_not_listed_there(chat: Chat) -> None:
    answer = await chat.say("Omar", "/team", where="discharge")
    assert answer.text == "Seen in this channel\nOmar Haddad\nNo teams yet. Make one: /team new pharmacy"
    assert (await chat.say("Omar", "/team", where="@")).text.startswith("Everybody\nLea Brandt")


async def test_a_follow_up_for_a_new_team_goes_to_it(chat: Chat) -> None:
    await chat.say("Nina", "/team new Pharmacy")
    await chat.say("Nina", "/team add pharmacy @sam and @omar")
    assert chat.dms("Sam")[-1].text == (
        "Nina Alvarez has put you into Pharmacy: what is for the team is yours to claim."
    )
    answer = await chat.say("Nina", "/followup check the dose for K-17 @pharmacy by 3pm")
    assert "Mon 23 Nov, 15:00 (America/Chicago) · Pharmacy" in answer.text
    claimed = await chat.press("Omar", "Claim", chat.posts()[-1])
    assert claimed.text.splitlines()[0] == "#1 is yours"


async def test_names_are_unique_whatever_their_case(chat: Chat) -> None:
    await chat.say("Nina", "/team new Social Work")
    answer = await chat.say("Omar", "/team new social  work")
    assert answer.text.splitlines()[0] == "There is a team Social Work already. See it: /team Social Work"


async def test_two_who_make_the_same_team_at_once_make_one(chat: Chat, database: Database) -> None:
    await asyncio.gather(chat.say("Nina", "/team new Pharmacy"), chat.say("Omar", "/team new pharmacy"))
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        assert len(await work.members.teams(workspace.id)) == 1


async def test_a_name_that_would_be_misread_is_refused(chat: Chat) -> None:
    for name, why in {
        "": "What is the team called? For example: /team new pharmacy",
        "K-17": "A team needs a short name of letters and digits. For example: /team new social work",
        "x" * 41: "A team needs a short name of letters and digits. For example: /team new social work",
        "backup": "That name means something else to me. For example: /team new night shift",
        "omar": "Omar Haddad is called so. For example: /team new night shift",
    }.items():
        assert (await chat.say("Nina", f"/team new {name}")).text.splitlines()[0] == why


async def test_only_leads_and_the_teams_own_members_change_it(chat: Chat) -> None:
    await chat.say("Nina", "/team new pharmacy")
    refused = "Only a lead, or somebody in pharmacy, can change who is in it."
    assert (await chat.say("Omar", "/team add pharmacy @omar")).text.splitlines()[0] == refused
    assert (await chat.say("Omar", "/team remove pharmacy @sam")).text.splitlines()[0] == refused
    assert (await chat.say("Nina", "/team add pharmacy @sam")).text == "Now in pharmacy: Sam Okafor"
    assert (await chat.say("Sam", "/team add pharmacy @omar")).text == "Now in pharmacy: Omar Haddad"
    assert (await chat.say("Omar", "/team remove pharmacy @omar")).text == "No longer in pharmacy: you"
    assert (await chat.say("Omar", "/team add pharmacy @omar")).text.splitlines()[0] == refused


async def test_who_makes_a_team_is_in_it_unless_they_lead(chat: Chat) -> None:
    answer = await chat.say("Sam", "/team new pharmacy")
    assert answer.text.splitlines()[0] == "There is a team pharmacy now, and you are in it."
    assert (await chat.say("Sam", "/team pharmacy add @lea")).text == "Now in pharmacy: Lea Brandt"
    assert (await chat.say("Sam", "/team pharmacy")).text.splitlines()[:3] == [
        "pharmacy", "Lea Brandt · pharmacy", "Sam Okafor · pharmacy",
    ]  # fmt: skip


async def test_a_team_of_several_words_needs_no_at_sign(chat: Chat) -> None:
    await chat.say("Nina", "/team new social work")
    assert (await chat.say("Nina", "/team add social work omar")).text == "Now in social work: Omar Haddad"


async def test_the_unknown_and_the_ambiguous_are_asked_back_and_what_was_typed_is_shown(chat: Chat) -> None:
    await chat.say("Nina", "/team new pharmacy")
    for who in ("Maria Gomez", "Maria Lopez"):
        await chat.say(who, "/mine")
    assert (await chat.say("Nina", "/team add pharmacy @maria")).text == (
        "Which maria: Maria Gomez, Maria Lopez? Please write the whole name.\nYou wrote: /team add pharmacy @maria"
    )
    assert (await chat.say("Nina", "/team add pharmacy @Maria Lopez")).text == "Now in pharmacy: Maria Lopez"
    assert "I do not know bob yet" in (await chat.say("Nina", "/team add pharmacy @bob")).text
    assert (await chat.say("Nina", "/team add physio @omar")).text.startswith("There is no team physio yet.")
    assert (await chat.say("Nina", "/team physio")).text.startswith("There is no team physio yet.")


async def test_a_platforms_id_is_taken_before_a_name_that_looks_like_it(chat: Chat) -> None:
    await chat.changes("Lea", name="sam")  # her display name is his user name
    await chat.say("Nina", "/team new pharmacy")
    assert (await chat.say("Nina", "/team add pharmacy @sam")).text == "Now in pharmacy: Sam Okafor"


async def test_a_backup_is_told_hears_of_escalations_and_can_be_ended(chat: Chat) -> None:
    answer = await chat.say("Omar", "/team backup @lea")
    assert answer.text == "Your backup is Lea Brandt now."
    assert chat.dms("Lea")[-1].text == (
        "You are now the backup of Omar Haddad: you hear of it when they do not answer, and may act for them."
    )
    await chat.say("Omar", "/task call the lab at 9am, urgent", where="@")
    await chat.advance(hours=3)
    assert "No answer yet on #1 from Omar Haddad" in chat.dms("Lea")[-1].text
    assert (await chat.say("Omar", "/team backup none")).text == "You have no backup any more."
    assert "backup" not in (await chat.say("Omar", "/team")).text


async def test_only_leads_set_the_backup_of_others(chat: Chat) -> None:
    refused = "Only a lead can set somebody else's backup. Yours: /team backup @lea"
    assert (await chat.say("Sam", "/team backup @omar @lea")).text.splitlines()[0] == refused
    assert (await chat.say("Sam", "/team backup @omar none")).text.splitlines()[0] == refused
    assert (
        await chat.say("Nina", "/team backup @omar @lea")
    ).text == "The backup of Omar Haddad is Lea Brandt now."
    assert (await chat.say("Omar", "/team backup @omar")).text.splitlines()[0].startswith("A backup has to be")
    assert (await chat.say("Omar", "/team backup")).text.startswith("Who stands in for you?")


async def test_only_leads_name_leads_and_the_last_one_stays(chat: Chat) -> None:
    assert (await chat.say("Omar", "/team lead @omar")).text.splitlines()[0] == (
        "Only a lead can do that. Who leads: /team"
    )
    assert (await chat.say("Nina", "/team unlead @nina")).text.splitlines()[0] == (
        "Somebody has to lead. Name another first: /team lead @nina"
    )
    assert (await chat.say("Nina", "/team lead @omar")).text == "Who leads: Nina Alvarez, Omar Haddad"
    assert (await chat.say("Omar", "/team unlead @nina")).text == "Who leads: Omar Haddad"
    assert (await chat.say("Nina", "/team lead @nina")).text.startswith("Only a lead can do that.")


async def test_nobody_of_another_workspace_is_found(chat: Chat, database: Database) -> None:
    other = Chat(database)
    other.clock = chat.clock
    async with open_work(database) as work:
        workspace = await work.members.workspace("Clinic", zone="UTC", demo=False)
        await work.members.attach("slack", "T1", workspace.id)
    other.platform = other.stage.platform = Platform.slack
    await other.say("Zoe", "/help")
    assert "I do not know zoe yet" in (await chat.say("Nina", "/team lead @zoe")).text
    assert "Nina" not in (await other.say("Zoe", "/team", where="@")).text
