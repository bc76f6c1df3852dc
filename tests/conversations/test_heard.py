"""Accepted if/thens: they come on time, end when something is heard, and go with the patient."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.handing import accept, copy, heads, mine, with_member

MRI = "if the MRI is not back by 14:00, then call radiology"
DAUGHTER = "unless the daughter has rung back in 4 h, ring her"
POTASSIUM = "if potassium is above 6, page renal"


async def hand_over(chat: Chat, sender: str, to: str, *texts: str) -> Shown:
    """K-17 goes with these if/thens and is accepted. Returns what the receiver sees then."""
    form = await chat.say(sender, f"/handoff @{to.lower()} K-17")
    values = {"contingencies": "\n".join(texts)} if texts else {}
    await chat.fill_in(sender, form, severity="watcher", summary="day 2", **values)
    await chat.press(sender, "Send")
    return await accept(chat, to, chat.dms(to)[-1], "all of it")


@pytest.fixture
async def armed(chat: Chat) -> Chat:
    """Lea watches the MRI until 14:00 and the daughter until 11:00; it is 07:00."""
    await hand_over(chat, "Nina", "Lea", MRI, DAUGHTER, POTASSIUM)
    return chat


async def test_what_is_watched_can_be_seen_by_who_is_part_of_it(armed: Chat) -> None:
    assert (
        (await armed.say("Lea", "/heard")).text
        == f"""\
What you watch
K-17 · {DAUGHTER} · Mon 23 Nov, 11:00 (America/Chicago) · you
K-17 · {MRI} · Mon 23 Nov, 14:00 (America/Chicago) · you
K-17 · {POTASSIUM} · you
[It has come] [Not needed]
[It has come] [Not needed]
[Needed now] [Not needed]"""
    )
    assert POTASSIUM in (await armed.say("Nina", "/open K-17")).text
    assert "If … then …" not in (await armed.say("Sam", "/open K-17")).text
    assert (await armed.say("Sam", "/heard K-17")).text.startswith("Watched for K-17\nNothing is watched.")


async def test_it_comes_on_time_as_an_item_that_is_theirs(armed: Chat) -> None:
    await armed.say("Lea", "/heard K-17 daughter rang")
    told = len(armed.dms("Lea"))
    await armed.advance(hours=6, minutes=59)
    assert len(armed.dms("Lea")) == told
    await armed.advance(minutes=1)
    assert armed.dms("Lea")[-1].text.splitlines()[:4] == [
        "K-17: nothing was heard, so #2 is due now", "call radiology",
        "K-17 · Mon 23 Nov, 14:00 (America/Chicago) · you · urgent", MRI,
    ]  # fmt: skip
    assert "MRI" not in armed.dms("Lea")[-1].card.fallback
    assert await mine(armed, "Lea") == ["#2"]
    await armed.advance(minutes=15)
    assert heads(armed, "Lea")[-1] == "Still open: #2"
    await armed.say("Lea", "/done 2")
    await armed.advance(hours=8)
    assert sum(head.startswith("K-17: nothing was heard") for head in heads(armed, "Lea")) == 1


async def test_what_was_heard_does_not_come(armed: Chat) -> None:
    heard = await armed.say("Lea", "/heard K-17 MRI back")
    assert heard.text.startswith("Heard. I do not watch it any more.\nK-17 · if the MRI")
    told = await armed.say("Nina", "/heard K-17 the daughter rang")
    assert told.text.startswith("Heard.")
    assert heads(armed, "Lea")[-1] == "Nina Alvarez has heard about K-17: not watched any more."
    count = len(armed.dms("Lea"))
    await armed.advance(hours=8)
    assert len(armed.dms("Lea")) == count


async def test_words_that_fit_none_or_several_ask_with_buttons(armed: Chat) -> None:
    asked = await armed.say("Lea", "/heard K-17 something else")
    assert asked.text.startswith("Which one has come for K-17?")
    assert asked.text.count("[Not needed]") == 3
    refused = await armed.say("Lea", "/heard MRI back")
    assert refused.text.startswith("Which patient? For example: /heard K-17 MRI back")


async def test_called_off_only_with_a_reason_and_only_once(armed: Chat) -> None:
    listed = copy(await armed.say("Lea", "/heard"))
    form = await armed.press("Lea", "Not needed", listed)
    refused = await armed.fill_in("Lea", form, reason=" ")
    assert refused.text.startswith("reason: Why is it not needed?")
    told = await armed.fill_in("Lea", form, reason="she is in the room")
    assert told.text.startswith("Called off. I do not watch it any more.")
    again = await armed.press("Lea", "It has come", listed)
    assert again.text.startswith("That if/then is over already.")
    await armed.advance(hours=5)
    assert not any("nothing was heard" in head for head in heads(armed, "Lea"))


async def test_a_stranger_cannot_end_it(armed: Chat) -> None:
    listed = copy(await armed.say("Lea", "/heard"))
    assert (await armed.press("Sam", "It has come", listed)).text.startswith("There is no such if/then")
    await armed.advance(hours=4)
    assert heads(armed, "Lea")[-1] == "K-17: nothing was heard, so #2 is due now"


async def test_it_has_come_after_all_drops_the_item_that_it_became(armed: Chat) -> None:
    await armed.advance(hours=4)
    told = await armed.press("Lea", "It has come", copy(armed.dms("Lea")[-1]))
    assert told.text.startswith("Heard: #2 is not needed any more.")
    assert await mine(armed, "Lea") == []


@ON_ONE_DATABASE
async def test_a_reply_says_that_it_has_come_and_what_says_something_else_is_asked_about(armed: Chat) -> None:
    await armed.advance(hours=4)
    said = armed.dms("Lea")[-1]
    for words in ("not back yet", "I have rung them", "called them back", "ok", "when it is back I tell you"):
        doubt = await armed.say("Lea", words, where="@", quoting=said)
        assert doubt.text.splitlines()[0] == "Has it come?"
        assert "[It has come] [Not needed]" in doubt.text
    assert await mine(armed, "Lea") == ["#2"]
    told = await armed.say("Lea", "she rang at 10:55", where="@", quoting=said)
    assert told.text.startswith("Heard: #2 is not needed any more.")
    assert await mine(armed, "Lea") == []


@ON_ONE_DATABASE
async def test_what_ends_while_a_handoff_waits_comes_once_and_goes_with_the_patient(armed: Chat) -> None:
    form = await armed.say("Lea", "/handoff @sam K-17")
    await armed.fill_in("Lea", form, severity="watcher", summary="day 2", contingencies=f"{MRI}\n{DAUGHTER}")
    await armed.press("Lea", "Send")
    offered = copy(armed.dms("Sam")[-1])
    await armed.say("Lea", "/heard K-17 MRI back")
    await armed.advance(hours=4, minutes=5)
    assert "#3" in await mine(armed, "Lea"), "nobody has rung back by 11:00"
    await accept(armed, "Sam", offered, "all of it")
    assert await mine(armed, "Lea") == []
    assert await mine(armed, "Sam") == ["#3"]
    await armed.advance(hours=4)
    assert not [head for head in heads(armed, "Sam") if head.startswith("K-17: nothing was heard")]


async def test_it_goes_with_the_patient_and_keeps_its_time(armed: Chat) -> None:
    await armed.advance(hours=1)
    form = await armed.say("Lea", "/handoff @sam K-17")
    assert form.question.fields[-2].value == f"{DAUGHTER}\n{MRI}\n{POTASSIUM}"
    await armed.press("Lea", "Drop", await armed.fill_in("Lea", form, severity="stable", summary="fine"))
    await hand_over(armed, "Lea", "Sam")
    assert (await armed.say("Lea", "/heard")).text.startswith("What you watch\nNothing is watched.")
    assert (await armed.say("Sam", "/heard")).text.count("· you") == 3
    await armed.advance(hours=3)
    assert heads(armed, "Sam")[-1].startswith("K-17: nothing was heard")
    assert not any("nothing was heard" in head for head in heads(armed, "Lea"))


async def test_a_followup_with_an_outcome_ends_it_and_one_without_an_answer_does_not(chat: Chat) -> None:
    await chat.say("Nina", "/followup check the MRI of K-17 at 1pm")
    await hand_over(chat, "Nina", "Lea", MRI)
    await chat.say("Lea", "/done 1 no answer")
    await chat.advance(hours=7)
    assert heads(chat, "Lea")[-1].startswith("K-17: nothing was heard")

    await chat.say("Nina", "/followup check the MRI of K-17 tomorrow 1pm")
    await hand_over(chat, "Nina", "Omar", "if the MRI is not back by tomorrow 14:00, call radiology")
    number = (await mine(chat, "Omar"))[-1].lstrip("#")
    await chat.say("Omar", f"/done {number} normal")
    await chat.advance(hours=30)
    assert not any("nothing was heard" in head for head in heads(chat, "Omar"))


async def test_late_after_an_outage_it_says_how_late_and_comes_once(armed: Chat) -> None:
    await armed.jump(hours=7, minutes=30)
    late = [shown.text for shown in armed.dms("Lea") if "nothing was heard" in shown.text]
    assert len(late) == 2
    assert all("This reminder is" in text and "late." in text for text in late)
    await armed.scheduler.catch_up()
    assert len([shown for shown in armed.dms("Lea") if "nothing was heard" in shown.text]) == 2


async def test_at_two_in_the_night_of_the_clock_change_it_comes_when_four_hours_have_passed(chat: Chat) -> None:
    chat.clock.at = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)  # 31 October, 22:30; the clocks go back at 02:00
    await hand_over(chat, "Nina", "Lea", DAUGHTER)
    await chat.advance(hours=3, minutes=59)
    assert not any("nothing was heard" in head for head in heads(chat, "Lea"))
    await chat.advance(minutes=1)
    assert chat.clock.at == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert "Sun 1 Nov, 01:30" in chat.dms("Lea")[-1].text


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("evening", "said", "comes", "shown"),
    [
        (datetime(2027, 3, 14, 4, 30, tzinfo=UTC), "02:30", datetime(2027, 3, 14, 8, 30, tzinfo=UTC), "03:30"),
        (datetime(2026, 11, 1, 3, 30, tzinfo=UTC), "01:30", datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "01:30"),
    ],
    ids=["a time that spring skips", "a time that autumn has twice"],
)
async def test_by_the_wall_clock_it_comes_once_in_the_night_of_the_clock_change(
    chat: Chat, evening: datetime, said: str, comes: datetime, shown: str
) -> None:
    chat.clock.at = evening
    await hand_over(chat, "Nina", "Lea", f"if the MRI is not back by {said}, then call radiology")
    chat.clock.at = comes - timedelta(seconds=1)
    await chat.scheduler.catch_up()
    assert not any("nothing was heard" in head for head in heads(chat, "Lea"))
    chat.clock.at = comes
    await chat.scheduler.catch_up()
    (told,) = [one.text for one in chat.dms("Lea") if "nothing was heard" in one.text]
    assert shown in told
    await chat.advance(hours=2)
    assert len([head for head in heads(chat, "Lea") if "nothing was heard" in head]) == 1


async def test_who_left_has_it_taken_over(armed: Chat, database: Database) -> None:
    await with_member(database, "Nina", lead=True)
    await with_member(database, "Lea", active=False)
    await armed.advance(hours=4)
    assert heads(armed, "Nina")[-1].startswith("K-17: nothing was heard")


async def test_on_telegram_there_are_no_words(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/handoff @lea K-17")
    await phone.press("Nina", "watcher")
    await phone.say("Nina", "day 2")
    await phone.say("Nina", MRI)
    await phone.press("Nina", "Send", await phone.press("Nina", "Skip"))
    await phone.press("Lea", "Accept", phone.dms("Lea")[-1])
    await phone.say("Lea", "watcher, if the MRI is not back by 14:00 I call radiology", where="@")
    listed = await phone.say("Lea", "/heard")
    assert "K-17 · an if/then · Mon 23 Nov, 14:00" in listed.text
    await phone.advance(hours=7)
    assert phone.dms("Lea")[-1].text.startswith("K-17: nothing was heard, so #2 is due now\nCall\nK-17")
    for shown in (listed, phone.dms("Lea")[-1]):
        assert "radiology" not in shown.text
        assert "MRI" not in shown.text
