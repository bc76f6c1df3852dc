"""Capture: what people say becomes items, and what is in doubt is asked."""

from datetime import timedelta

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat, Shown


async def test_an_item_for_somebody_else_reaches_them_with_accept_and_decline(chat: Chat) -> None:
    answer = await chat.say("Nina", "/task order a walker for K-17 @omar by friday 3pm")
    assert (
        answer.text
        == """\
Saved as task #1
order a walker for K-17
Fri 27 Nov, 15:00 (America/Chicago) · Omar Haddad
[Edit] [Undo]"""
    )
    (told,) = chat.dms("Omar")
    assert (
        told.text
        == """\
Nina Alvarez has #1 for you
order a walker for K-17
Fri 27 Nov, 15:00 (America/Chicago) · you
Not accepted yet
[Accept] [Decline] [Done] [Snooze] [Edit] [Drop] [Escalate]"""
    )


async def test_without_a_time_it_asks_and_keeps_a_draft(chat: Chat) -> None:
    question = await chat.say("Nina", "/followup call Mrs K")
    assert (
        question.text
        == """\
When shall I bring this back?
call Mrs K
Kept as a draft, #1.
[Mon 23 Nov, 08:00 (America/Chicago)] [Mon 23 Nov, 17:00 (America/Chicago)] \
[Tue 24 Nov, 08:00 (America/Chicago)] [No time] [Edit] [Drop]"""
    )
    saved = await chat.press("Nina", "Mon 23 Nov, 17:00 (America/Chicago)", question)
    assert "Saved as follow-up #1" in saved.text
    assert "Mon 23 Nov, 17:00" in saved.text


async def test_nine_said_late_in_the_evening_is_asked(chat: Chat) -> None:
    await chat.jump(hours=16)  # 23:00
    question = await chat.say("Nina", "/followup call the lab at 9")
    labels = [button.label for button in question.buttons()]
    assert labels[:2] == ["Tue 24 Nov, 09:00 (America/Chicago)", "Tue 24 Nov, 21:00 (America/Chicago)"]


async def test_two_people_of_one_name_are_asked_for(chat: Chat) -> None:
    for who in ("Maria Gomez", "Maria Lopez"):
        await chat.say(who, "/mine")
    question = await chat.say("Nina", "/task @maria book transport for K-17 tomorrow at 10am")
    assert question.text.splitlines()[0] == "More than one “@maria”: who is it for?"
    saved = await chat.press("Nina", "Maria Lopez", question)
    assert "Maria Lopez" in saved.text


async def test_somebody_unknown_is_asked_for_and_nothing_is_lost(chat: Chat) -> None:
    question = await chat.say("Nina", "/task @bob call the family of K-17 at 3pm")
    assert "I do not know “@bob” yet" in question.text
    saved = await chat.press("Nina", "Sam Okafor", question)
    assert saved.text.splitlines()[:3] == [
        "Saved as task #1",
        "call the family of K-17",
        "Mon 23 Nov, 15:00 (America/Chicago) · Sam Okafor",
    ]


async def test_a_draft_that_is_left_alone_asks_again(chat: Chat) -> None:
    await chat.say("Nina", "/followup call Mrs K")
    await chat.advance(minutes=16)
    (asked,) = chat.dms("Nina")
    assert asked.text.startswith("When shall I bring this back?")


async def test_a_refused_command_shows_what_was_typed(chat: Chat) -> None:
    answer = await chat.say("Nina", "/snooze 99 2h please")
    assert (
        answer.text
        == """\
There is no item #99 that you can see. See what you have: /mine
You wrote: /snooze 99 2h please"""
    )


async def test_plain_words_in_a_direct_message_become_an_item(chat: Chat) -> None:
    answer = await chat.say("Nina", "remind me to call K-17's daughter tomorrow at 9", where="@")
    assert answer.text.splitlines()[1:3] == [
        "call K-17's daughter",
        "Tue 24 Nov, 09:00 (America/Chicago) · you",
    ]


async def test_plain_words_in_a_channel_are_none_of_our_business(chat: Chat) -> None:
    assert await chat.say("Nina", "remind me to call K-17's daughter tomorrow at 9") is None
    assert (await chat.say("Nina", "/mine")).text.startswith("Yours\nNothing open")


async def test_a_mention_in_a_channel_is_read(chat: Chat) -> None:
    answer = await chat.say("Nina", "remind me to call K-17's daughter tomorrow at 9", to_bot=True)
    assert "Saved as" in answer.text


async def test_a_message_becomes_an_item_that_links_to_it(chat: Chat) -> None:
    answer = await chat.say("Nina", "/task tomorrow 9am", quoted_text="Please fax the referral for K-21")
    assert answer.text.splitlines()[1:3] == [
        "fax the referral",
        "K-21 · Tue 24 Nov, 09:00 (America/Chicago) · you",
    ]


async def test_a_platform_mention_is_the_owner_and_reads_as_a_name(chat: Chat) -> None:
    answer = await chat.say(
        "Nina", "/task ask @sam about the dose for K-17 @omar at 3pm", mentions=("Omar", "Sam")
    )
    assert "@" not in answer.text


async def test_what_is_waited_for_is_kept(chat: Chat) -> None:
    answer = await chat.say(
        "Nina", "/followup check K-21's MRI tomorrow at 10am, waiting on prior auth from Aetna"
    )
    assert "Waiting for: prior auth from Aetna" in answer.text


async def test_a_team_gets_it_in_the_channel_with_claim(chat: Chat) -> None:
    await chat.say("Sam", "/team new pharmacy")
    await chat.say("Sam", "/team pharmacy add @sam")
    answer = await chat.say("Nina", "/task check interactions for K-17 @pharmacy by 3pm")
    assert "pharmacy" in answer.text
    post = chat.posts()[-1]
    assert post.text.splitlines()[0] == "Nina Alvarez has #1 for pharmacy"
    claimed = await chat.press("Sam", "Claim", post)
    assert claimed.text.splitlines()[0] == "#1 is yours"


async def test_the_same_event_delivered_again_has_one_effect(chat: Chat) -> None:
    for _ in range(3):
        await chat.say("Nina", "/task call the lab at 3pm", event="E1")
    assert (await chat.say("Nina", "/mine")).text.splitlines()[0] == "Yours (1)"


async def test_undo_takes_it_back(chat: Chat) -> None:
    echo = await chat.say("Nina", "/task call the lab at 3pm")
    undone = await chat.press("Nina", "Undo", echo)
    assert undone.text.splitlines()[0] == "Undone: #1 is gone"
    assert (await chat.say("Nina", "/mine")).text.startswith("Yours\nNothing open")


async def test_undo_is_only_for_who_did_it_and_only_for_a_while(chat: Chat) -> None:
    echo = await chat.say("Nina", "/task call the lab at 3pm")
    assert (await chat.press("Omar", "Undo", _copy(echo))).text == "Only whoever did that can undo it."
    chat.clock.at += timedelta(minutes=11)
    late = await chat.press("Nina", "Undo", _copy(echo))
    assert late.text.startswith("That was more than ten minutes ago.")


async def test_an_order_is_not_taken(chat: Chat) -> None:
    answer = await chat.say("Nina", "give 5 mg morphine to K-17 now", where="@")
    assert answer.text.startswith("I take no orders")


async def test_on_telegram_no_more_than_alias_verb_and_time_is_shown(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    answer = await chat.say("Nina", "/followup call Mr K's daughter about the lost MRI !K-17 by 9am, urgent")
    assert (
        answer.text
        == """\
Saved as follow-up #1
Call
K-17 · Mon 23 Nov, 09:00 (America/Chicago) · you · urgent
[Edit] [Undo]"""
    )


def _copy(shown: Shown) -> Shown:
    """The same message, as somebody else may have it before them."""
    return Shown(id=f"copy-{shown.id}", where=shown.where, card=shown.card)


@ON_ONE_DATABASE
async def test_a_time_of_either_half_is_saved_as_read_and_one_press_takes_the_other(
    chat: Chat,
) -> None:
    assert "I mean" not in (await chat.say("Nina", "/followup call the lab by 10:50")).text, "by day it is clear"
    await chat.advance(hours=15, minutes=40)
    saved = await chat.say("Nina", "/followup call the lab by 10:50")
    assert saved.text.splitlines()[2:] == [
        "Mon 23 Nov, 22:50 (America/Chicago) · you",
        "[I mean Tue 24 Nov, 10:50 (America/Chicago)] [Edit] [Undo]",
    ]
    changed = await chat.press("Nina", "I mean Tue 24 Nov, 10:50 (America/Chicago)", saved)
    assert changed.text.splitlines()[0] == "Changed: #2"
    assert "Tue 24 Nov, 10:50" in (await chat.say("Nina", "/open #2")).text
    await chat.press("Nina", "Undo", changed)
    assert "Mon 23 Nov, 22:50" in (await chat.say("Nina", "/open #2")).text


@ON_ONE_DATABASE
async def test_a_time_at_which_its_owner_is_on_a_shift_is_clear(chat: Chat) -> None:
    await chat.say("Nina", "/team nights add @nina")
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @nina")
    await chat.advance(hours=15, minutes=40)
    saved = await chat.say("Nina", "/followup call the lab by 10:50")
    assert "22:50" in saved.text
    assert "I mean" not in saved.text
