"""Said back: what was heard is shown to both; responsibility moves when all was heard, or both agree."""

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.handing import copy, mine, with_team

IF_THEN = "if the MRI is not back by 14:00, then call radiology"


@pytest.fixture
async def offered(chat: Chat) -> Chat:
    """K-17 with two items and a contingency is on offer to Lea."""
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    await chat.say("Nina", "/task check the left heel of K-17 at 3pm")
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in("Nina", form, severity="watcher", summary="day 2 after hip repair", contingencies=IF_THEN)
    await chat.press("Nina", "Send")
    return chat


async def says(chat: Chat, who: str, words: str, label: str = "Accept", on: Shown | None = None) -> Shown:
    form = await chat.press(who, label, copy(on or chat.dms(who)[-1]))
    return await chat.fill_in(who, form, synthesis=words)


async def test_when_all_of_it_was_heard_it_moves_at_once(offered: Chat) -> None:
    yours = await says(offered, "Lea", "Watcher. Walker, left heel check at 3, no MRI by 2 pm I ring radiology.")
    assert yours.text.splitlines()[:2] == ["Handoff #3 is yours now", "✓ All of it was heard."]
    assert await mine(offered, "Lea") == ["#2", "#1"]


async def test_what_was_not_heard_or_heard_differently_is_shown_to_both_and_nothing_moves(offered: Chat) -> None:
    missed = await says(offered, "Lea", "Watcher, right heel check, MRI not back by 16:00 then call radiology")
    marks = """\
K-17
✓ watcher
✗ #1 order a walker: not heard “order walker”
≠ #2 check the left heel of K-17: heard “right” where “left” was meant
≠ if the MRI is not back by 14:00, then call radiology: heard “16:00” where “14:00” was meant
"""
    assert missed.text == (
        f"Not all of handoff #3 was heard. Nina Alvarez sees it too.\n{marks}"
        "You said back: “Watcher, right heel check, MRI not back by 16:00 then call radiology”\n"
        "[Say the rest] [We have talked it through] [Ask] [Decline]"
    )
    assert offered.dms("Nina")[-1].text == (
        f"Lea Brandt said back handoff #3. Is that right?\n{marks}"
        "In the words of Lea Brandt: “Watcher, right heel check, MRI not back by 16:00 then call radiology”\n"
        "[Yes, that is right] [Not quite] [Take back]"
    )
    assert await mine(offered, "Lea") == ["#3"]


async def test_one_more_message_completes_it(offered: Chat) -> None:
    missed = await says(offered, "Lea", "Watcher, left heel at 3")
    form = await offered.press("Lea", "Say the rest", copy(missed))
    assert "✗ #1 order a walker" in form.text
    assert "heel" not in form.text
    yours = await offered.fill_in("Lea", form, synthesis="walker ordered, MRI not back by 14:00 I call radiology")
    assert yours.text.startswith("Handoff #3 is yours now\n✓ All of it was heard.")
    assert offered.dms("Nina")[-1].text.startswith("Lea Brandt has accepted handoff #3. It is theirs now.")
    assert await mine(offered, "Lea") == ["#2", "#1"]


async def test_the_sender_says_that_it_is_right_and_it_moves_to_who_said_it(offered: Chat) -> None:
    await says(offered, "Lea", "Watcher, left heel at 3, MRI not back by 14:00 I call radiology")
    asked = offered.dms("Nina")[-1]
    told = await offered.press("Nina", "Yes, that is right", copy(asked))
    assert told.text.startswith("Handoff #3 is with Lea Brandt now\nK-17\n✗ #1 order a walker")
    assert "You said that it is right." in told.text
    assert offered.dms("Lea")[-1].text.startswith("Nina Alvarez says that is right: handoff #3 is yours now.")
    assert await mine(offered, "Lea") == ["#2", "#1"]
    again = await offered.press("Nina", "Yes, that is right", copy(asked))
    assert again.text.startswith("Lea Brandt was first: handoff #3 was accepted on")


async def test_not_quite_sends_what_was_meant_and_the_receiver_says_it_again(offered: Chat) -> None:
    await says(offered, "Lea", "Watcher, walker, right heel at 3, MRI not back by 14:00 I call radiology")
    form = await offered.press("Nina", "Not quite", copy(offered.dms("Nina")[-1]))
    await offered.fill_in("Nina", form, correction="it is the left heel")
    told = offered.dms("Lea")[-1]
    assert told.text.splitlines()[:2] == ["Nina Alvarez says about handoff #3: not quite", "“it is the left heel”"]
    yours = await says(offered, "Lea", "left heel check at 3", "Say the rest", told)
    assert yours.text.startswith("Handoff #3 is yours now")


async def test_talked_through_it_moves_without_waiting_and_that_is_on_record(offered: Chat) -> None:
    missed = await says(offered, "Lea", "got it")
    yours = await offered.press("Lea", "We have talked it through", copy(missed))
    assert yours.text.startswith("Handoff #3 is yours now")
    assert "Lea Brandt said that you have talked it through." in offered.dms("Nina")[-1].text
    assert await mine(offered, "Lea") == ["#2", "#1"]


async def test_both_are_asked_again_until_they_agree(offered: Chat) -> None:
    await says(offered, "Lea", "got it")
    await offered.advance(minutes=15)
    assert offered.dms("Nina")[-1].text.startswith("Lea Brandt said back handoff #3. Is that right?")
    assert offered.dms("Lea")[-1].text.startswith("Still waiting for you: handoff #3")
    assert "[Say the rest] [We have talked it through]" in offered.dms("Lea")[-1].text


async def test_only_who_is_part_of_it_can_settle_it(offered: Chat) -> None:
    missed = await says(offered, "Lea", "got it")
    asked = offered.dms("Nina")[-1]
    assert "is not for you" in (await offered.press("Sam", "We have talked it through", copy(missed))).text
    assert (await offered.press("Lea", "Yes, that is right", copy(asked))).text.startswith("Only Nina Alvarez")
    await offered.press("Nina", "Take back", copy(asked))
    late = await offered.press("Lea", "We have talked it through", copy(missed))
    assert late.text.startswith("Nina Alvarez took back handoff #3")
    assert await mine(offered, "Lea") == []


async def test_in_a_team_another_can_still_be_first(chat: Chat, database: Database) -> None:
    await with_team(database, "nights", "Lea", "Sam")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    form = await chat.say("Nina", "/handoff nights K-17")
    await chat.fill_in("Nina", form, severity="stable", summary="fine")
    await chat.press("Nina", "Send")
    await says(chat, "Lea", "got it")
    old = copy(chat.dms("Nina")[-1])
    await says(chat, "Sam", "also got it")
    stale = await chat.press("Nina", "Yes, that is right", old)
    assert stale.text.startswith("That button is no longer valid")
    yours = await says(chat, "Lea", "stable, order the walker")
    assert yours.text.startswith("Handoff #2 is yours now")
    assert chat.dms("Sam")[-1].text.startswith("Lea Brandt was first: handoff #2 is theirs.")


async def test_on_telegram_there_are_marks_and_no_words(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/task order a walker for K-17 by 4pm")
    await phone.say("Nina", "/handoff @lea K-17")
    await phone.press("Nina", "watcher")
    await phone.say("Nina", "day 2")
    await phone.press("Nina", "Next")
    await phone.say("Nina", IF_THEN)
    await phone.press("Nina", "Send", await phone.press("Nina", "Skip"))
    await phone.press("Lea", "Accept", phone.dms("Lea")[-1])
    missed = await phone.say("Lea", "watcher, MRI not back by 16:00 I call radiology", where="@")
    for shown in (missed, phone.dms("Nina")[-1]):
        assert "✓ watcher\n✗ #1: not heard\n≠ if/then 1: heard differently" in shown.text
        assert "radiology" not in shown.text
