"""Linking: one person on two platforms, proven by a code, confirmed by a press, undone by another."""

import asyncio

import pytest
from sqlalchemy import select

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.rows import Stale
from bot.store.tables import link_codes
from bot.store.work import open_work
from tests.conversations.chat import TENANT, Chat, Shown
from tests.conversations.test_leave import on_offer, status


async def telegram(chat: Chat) -> Chat:
    """The same ward on Telegram, where Omar has been heard too."""
    other = chat.beside(Platform.telegram)
    async with open_work(chat.database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        await work.members.attach(Platform.telegram, TENANT, workspace.id)
    await other.say("Omar", "/help", where="@")
    other.stage.messages.clear()
    return other


async def code_of(chat: Chat, who: str) -> str:
    """A code for somebody, as it stands in the line to be typed."""
    answer = await chat.say(who, "/link", where="@")
    return answer.text.splitlines()[2].removeprefix("/link ")


async def linked(chat: Chat, other: Chat, who: str = "Omar") -> Shown:
    """One person on both. Returns the answer to the press."""
    question = await other.say(who, f"/link {await code_of(chat, who)}", where="@")
    return await other.press(who, "Yes, that is me", question)


async def test_a_code_is_asked_for_typed_and_confirmed(chat: Chat) -> None:
    other = await telegram(chat)
    answer = await chat.say("Omar", "/link", where="@")
    code = answer.text.splitlines()[2].removeprefix("/link ")
    assert (
        answer.text
        == f"""\
Your code: {code}
Write this to me on the other platform, within ten minutes:
/link {code}
Keep it to yourself: whoever has it can become you."""
    )
    assert set(code.replace("-", "")) <= set("BCDFGHJKMNPQRSTVWXYZ")
    assert len(code.replace("-", "")) == 8
    assert code not in answer.card.fallback
    question = await other.say("Omar", f"/link {code.lower().replace('-', ' ')}", where="@")
    assert (
        question.text
        == """\
Are you Omar Haddad on web?
Then you are one person to me: items, teams and reminders of both come together.
Press Yes only if you asked for the code yourself, a moment ago.
[Yes, that is me] [No]"""
    )
    done = await other.press("Omar", "Yes, that is me", question)
    assert done.text.splitlines()[0] == "You and Omar Haddad are one person now."
    assert (
        chat.dms("Omar")[-1].text
        == """\
Your account was linked: Omar Haddad on Telegram is you from now on.
If it was not you who did that, press the button: it is undone at once.
[That was not me]"""
    )


async def test_items_teams_and_reminders_come_together(chat: Chat) -> None:
    other = await telegram(chat)
    await other.say("Omar", "/task call the lab about K-17 at 9am, urgent", where="@")
    await chat.say("Omar", "/task book transport for K-21 at 4pm")
    await linked(chat, other)
    assert (await chat.say("Omar", "/mine")).text.splitlines()[0] == "Yours (2)"
    assert (await other.say("Omar", "/mine", where="@")).text.splitlines()[0] == "Yours (2)"
    assert (await chat.say("Nina", "/team", where="@")).text.count("Omar Haddad") == 1
    await chat.advance(minutes=1)
    await other.say("Omar", "/mine", where="@")
    await chat.advance(hours=2)
    assert other.dms("Omar")[-1].text.splitlines()[0] == "Now due: #1"  # where they were seen last, once
    assert "Now due: #1" not in [shown.text.splitlines()[0] for shown in chat.dms("Omar")]


async def test_the_opened_chats_token_is_a_code(chat: Chat) -> None:
    other = await telegram(chat)
    code = await code_of(chat, "Omar")
    question = await other.start("Omar", token=code.replace("-", ""))
    assert question.text.splitlines()[0] == "Are you Omar Haddad on web?"


async def test_a_code_works_once_and_for_ten_minutes(chat: Chat) -> None:
    other = await telegram(chat)
    wrong = "That code is wrong or too old. You get a new one on the other platform: /link"
    code = await code_of(chat, "Omar")
    question = await other.say("Omar", f"/link {code}", where="@")
    assert (await other.say("Omar", f"/link {code}", where="@")).text == wrong
    assert (await other.press("Omar", "No", question)).text.startswith("Left as it was.")
    code = await code_of(chat, "Omar")
    await chat.advance(minutes=10)
    assert (await other.say("Omar", f"/link {code}", where="@")).text == wrong
    first, second = await code_of(chat, "Omar"), await code_of(chat, "Omar")
    assert (await other.say("Omar", f"/link {first}", where="@")).text == wrong
    assert (await other.say("Omar", f"/link {second}", where="@")).text.startswith("Are you")


async def test_only_who_typed_the_code_confirms_it_once_and_in_time(chat: Chat) -> None:
    other = await telegram(chat)
    question = await other.say("Omar", f"/link {await code_of(chat, 'Omar')}", where="@")
    refused = "That button is no longer valid. Begin again on the other platform: /link"
    copy = Shown(id="copy", where="@sam", card=question.card)
    assert (await other.press("Sam", "Yes, that is me", copy)).text == refused
    await chat.advance(minutes=11)
    assert (await other.press("Omar", "Yes, that is me", question)).text == refused
    assert (await chat.say("Nina", "/team", where="@")).text.count("Omar Haddad") == 2


async def test_pressing_yes_twice_links_once(chat: Chat) -> None:
    other = await telegram(chat)
    question = await other.say("Omar", f"/link {await code_of(chat, 'Omar')}", where="@")
    copies = [Shown(id=f"copy{n}", where="@omar", card=question.card) for n in range(2)]
    answers = await asyncio.gather(*(other.press("Omar", "Yes, that is me", copy) for copy in copies))
    heads = sorted(answer.text.splitlines()[0] for answer in answers)
    assert heads[0].startswith("That button is no longer valid.")
    assert heads[1] == "You and Omar Haddad are one person now."


async def test_five_wrong_codes_in_an_hour_are_enough(chat: Chat) -> None:
    other = await telegram(chat)
    code = await code_of(chat, "Omar")
    for _ in range(5):
        answer = await other.say("Omar", "/link BBBB-BBBB", where="@")
        assert answer.text.startswith("That code is wrong")
    assert (await other.say("Omar", f"/link {code}", where="@")).text == (
        "Too many wrong codes. Please try again in an hour."
    )
    assert (await other.say("Lea", f"/link {code}", where="@")).text.startswith("Are you")
    await chat.advance(minutes=61)
    code = await code_of(chat, "Omar")
    assert (await other.say("Omar", f"/link {code}", where="@")).text.startswith("Are you")


async def test_what_is_no_code_is_not_counted(chat: Chat) -> None:
    other = await telegram(chat)
    for _ in range(6):
        answer = await other.say("Omar", "/link please", where="@")
        assert answer.text.startswith("A code has eight letters.")
    assert (await other.say("Omar", f"/link {await code_of(chat, 'Omar')}", where="@")).text.startswith("Are you")


async def test_the_code_itself_is_not_kept(chat: Chat, database: Database) -> None:
    code = (await code_of(chat, "Omar")).replace("-", "")
    async with open_work(database) as work:
        rows = (await work.connection.execute(select(link_codes))).all()
    assert len(rows) == 1
    assert code not in repr(rows)


async def test_where_others_read_no_code_is_given_and_one_that_was_written_is_spent(chat: Chat) -> None:
    other = await telegram(chat)
    assert (await chat.say("Omar", "/link")).text == (
        "Please write /link to me in a direct message: here others read along."
    )
    code = await code_of(chat, "Omar")
    assert "no longer valid" in (await other.say("Omar", f"/link {code}", where="group")).text
    assert (await other.say("Sam", f"/link {code}", where="@")).text.startswith("That code is wrong")


async def test_oneself_and_a_colleague_on_the_same_platform_are_refused(chat: Chat) -> None:
    code = await code_of(chat, "Omar")
    assert (await chat.say("Omar", f"/link {code}", where="@")).text == (
        "That is your own code. Write it to me on the other platform."
    )
    assert (await chat.say("Sam", f"/link {code}", where="@")).text.startswith(
        "You are both on the same platform."
    )


async def test_a_code_of_another_workspace_is_none(chat: Chat) -> None:
    other = chat.beside(Platform.telegram)
    async with open_work(chat.database) as work:
        workspace = await work.members.workspace("Clinic", zone="UTC", demo=False)
        await work.members.attach(Platform.telegram, TENANT, workspace.id)
    answer = await other.say("Omar", f"/link {await code_of(chat, 'Omar')}", where="@")
    assert answer.text.startswith("That code is wrong or too old.")


async def test_that_was_not_me_gives_everything_back_and_locks_the_other(chat: Chat) -> None:
    other = await telegram(chat)
    await chat.say("Omar", "/task book transport for K-21 at 4pm", where="@")
    await other.say("Mallory", "/task call the lab about K-17 at 9am", where="@")
    code = await code_of(chat, "Omar")
    await chat.advance(minutes=1)
    question = await other.say("Mallory", f"/link {code}", where="@")
    await other.press("Mallory", "Yes, that is me", question)
    assert (await other.say("Mallory", "/mine", where="@")).text.splitlines()[0] == "Yours (2)"
    assert not any("was linked" in shown.text for shown in other.dms("Mallory"))  # though seen there last
    undone = await chat.press("Omar", "That was not me", chat.dms("Omar")[-1])
    assert (
        undone.text
        == """\
The link with Mallory is undone: you are two people again.
Their account may do nothing until a lead allows it: /team unlock @Mallory"""
    )
    assert (await other.say("Mallory", "/mine", where="@")).text.startswith("Your access has ended.")
    mine = (await chat.say("Omar", "/mine", where="@")).text
    assert "K-21" in mine
    assert "K-17" not in mine
    assert chat.dms("Nina")[-1].text.splitlines()[0] == (
        "Omar Haddad says that the account of Mallory is not theirs. The link is undone."
    )
    assert (await chat.say("Sam", "/team unlock @mallory")).text.startswith("Only a lead")
    assert (await chat.say("Nina", "/team unlock @mallory")).text == "Mallory can use me again."
    mine = (await other.say("Mallory", "/mine", where="@")).text
    assert mine.splitlines()[0] == "Yours (1)"
    assert "K-17" in mine


async def test_undone_by_the_joined_side_nobody_is_locked(chat: Chat) -> None:
    other = await telegram(chat)
    done = await linked(chat, other)
    undone = await other.press("Omar", "Undo", done)
    assert undone.text == "The link with Omar Haddad is undone: you are two people again."
    assert chat.dms("Omar")[-1].text.startswith("The link with Omar Haddad is undone")
    assert (await other.say("Omar", "/mine", where="@")).text.startswith("Yours")
    assert (await chat.say("Omar", "/mine", where="@")).text.startswith("Yours")


async def test_a_stranger_undoes_nothing(chat: Chat) -> None:
    other = await telegram(chat)
    await linked(chat, other)
    notice = chat.dms("Omar")[-1]
    copy = Shown(id="copy", where="@sam", card=notice.card)
    assert (await chat.press("Sam", "That was not me", copy)).text == "That button is no longer valid."
    assert (await chat.say("Nina", "/team", where="@")).text.count("Omar Haddad") == 1


async def test_a_lead_who_was_linked_leads_and_undoing_it_takes_that_back(chat: Chat) -> None:
    other = await telegram(chat)
    await other.say("Zoe", "/help", where="@")
    await chat.say("Nina", "/team lead @zoe")
    await other.press(
        "Zoe", "Yes, that is me", await other.say("Zoe", f"/link {await code_of(chat, 'Omar')}", where="@")
    )
    assert (await chat.say("Omar", "/team lead @sam")).text == "Who leads: Nina Alvarez, Omar Haddad, Sam Okafor"
    await chat.press("Omar", "That was not me", chat.dms("Omar")[-1])
    assert (await chat.say("Omar", "/team lead @lea")).text.startswith("Only a lead can do that.")
    assert (await other.say("Zoe", "/mine", where="@")).text.startswith("Yours")  # a lead is not locked out


async def test_both_in_one_team_and_in_one_channel_are_in_it_once(chat: Chat) -> None:
    other = await telegram(chat)
    await chat.say("Nina", "/team new pharmacy")
    await chat.say("Nina", "/team add pharmacy @sam")
    await other.say("Yan", "/help", where="@")
    await chat.say("Sam", "/team add pharmacy @yan")
    await other.press(
        "Yan", "Yes, that is me", await other.say("Yan", f"/link {await code_of(chat, 'Sam')}", where="@")
    )
    assert (await chat.say("Sam", "/team pharmacy")).text.splitlines()[1:-1] == ["Sam Okafor · pharmacy"]
    await other.press("Yan", "Undo", other.last())
    assert (await chat.say("Sam", "/team pharmacy")).text.splitlines()[1:-1] == [
        "Sam Okafor · pharmacy", "Yan · pharmacy",
    ]  # fmt: skip


async def test_ones_own_backup_and_handoff_to_oneself_end(chat: Chat) -> None:
    other = await telegram(chat)
    await other.say("Yan", "/help", where="@")
    await chat.say("Sam", "/team backup @yan")
    handle = await on_offer(chat, "Sam", "Yan")
    await other.press(
        "Yan", "Yes, that is me", await other.say("Yan", f"/link {await code_of(chat, 'Sam')}", where="@")
    )
    assert "Backup: none" in (await chat.say("Sam", "/profile")).text
    assert (await status(chat, handle)).value == "cancelled"


async def test_what_the_joined_one_chose_is_kept_where_the_other_chose_nothing(chat: Chat) -> None:
    other = await telegram(chat)
    await chat.say("Omar", "/profile hours 7:00-15:00")
    await other.say("Omar", "/profile hours 9:00-17:00", where="@")
    await other.say("Omar", "/profile zone Europe/Berlin", where="@")
    await linked(chat, other)
    lines = (await chat.say("Omar", "/profile")).text.splitlines()
    assert lines[1:3] == ["Time zone: Europe/Berlin", "Working hours: 07:00-15:00"]


async def test_undo_after_linking_does_not_bring_the_old_owner_back(chat: Chat) -> None:
    other = await telegram(chat)
    await chat.say("Omar", "/task call the lab about K-17 at 9am")
    question = await other.say("Omar", f"/link {await code_of(chat, 'Omar')}", where="@")
    await other.say("Omar", "/task book transport for K-21 at 4pm", where="@")
    await other.say("Omar", "/snooze 2 5pm", where="@")
    await other.press("Omar", "Yes, that is me", question)
    told = len(chat.dms("Omar"))
    await other.say("Omar", "/undo", where="@")  # the item as it was: with whoever was joined
    assert (await chat.say("Omar", "/mine", where="@")).text.splitlines()[0] == "Yours (2)"
    assert len(chat.dms("Omar")) == told


async def test_leaving_one_platform_ends_both(chat: Chat) -> None:
    other = await telegram(chat)
    await linked(chat, other)
    await chat.leaves("Omar")
    assert (await other.say("Omar", "/mine", where="@")).text.startswith("Your access has ended.")


async def test_whoever_read_an_item_before_cannot_write_the_joined_owner_back(
    chat: Chat, database: Database
) -> None:
    other = await telegram(chat)
    await other.say("Omar", "/task call the lab at 9am", where="@")
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        before = await work.tasks.by_number(workspace.id, 1)
        assert before is not None
    question = await other.say("Omar", f"/link {await code_of(chat, 'Omar')}", where="@")
    await chat.say("Omar", "/profile quiet none", where="@")
    await other.say("Omar", "/profile quiet none", where="@")
    await other.press("Omar", "Yes, that is me", question)
    with pytest.raises(Stale):
        async with open_work(database) as work:
            await work.tasks.set_alarm(before)
    assert (await chat.say("Omar", "/mine", where="@")).text.splitlines()[0] == "Yours (1)"
