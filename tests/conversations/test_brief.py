"""The brief: what counts now, worst first; before a shift it comes by itself, once."""

from datetime import UTC, datetime

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.test_heard import MRI, POTASSIUM, hand_over


def briefs(chat: Chat, who: str) -> list[Shown]:
    return [one for one in chat.dms(who) if one.key.startswith("brief:")]


@pytest.fixture
async def busy(chat: Chat) -> Chat:
    """It is 07:30. Lea has a watcher with two if/thens, and is offered K-30; six things are hers to do."""
    await hand_over(chat, "Nina", "Lea", MRI, POTASSIUM)
    for words in (
        "weigh K-21 in 10 min", "send the report of K-22 in 20 min, urgent", "check the pump at 3pm",
        "turn K-21 at 2pm, urgent", "call K-17's daughter at 4pm", "ring the family of K-9 tomorrow 7am",
        "restock the fridge friday 9am",
    ):  # fmt: skip
        await chat.say("Lea", f"/task {words}")
    await chat.say("Sam", "/task fax the referral for K-4 @lea at 11am")
    await chat.say("Nina", "/task call radiology about K-30's MRI at 2pm")
    form = await chat.say("Nina", "/handoff @lea K-30")
    await chat.fill_in("Nina", form, severity="stable", summary="day 2")
    await chat.press("Nina", "Send")
    await chat.advance(minutes=30)
    return chat


async def test_it_has_everything_once_worst_first(busy: Chat) -> None:
    assert (
        (await busy.say("Lea", "/brief")).text
        == f"""\
Your brief · Mon 23 Nov, 07:30 (America/Chicago)
2 overdue · 2 not looked at yet · 1 to watch · 2 due this shift · 2 calls promised
Overdue (2)
#3 send the report of K-22 · Mon 23 Nov, 07:20 (America/Chicago) 10 min overdue · urgent
#2 weigh K-21 · Mon 23 Nov, 07:10 (America/Chicago) 20 min overdue
Handoffs waiting for you (1)
#11 from Nina Alvarez to you · K-30 stable
Given to you, not accepted yet (1)
#9 fax the referral for K-4 · Mon 23 Nov, 11:00 (America/Chicago)
Watch (1)
K-17 · watcher
If … then …
K-17 · {MRI} · Mon 23 Nov, 14:00 (America/Chicago) · you
K-17 · {POTASSIUM} · you
Due this shift (2)
#5 turn K-21 · Mon 23 Nov, 14:00 (America/Chicago) · urgent
#4 check the pump · Mon 23 Nov, 15:00 (America/Chicago)
Calls promised (2)
#6 call K-17's daughter · Mon 23 Nov, 16:00 (America/Chicago)
#7 ring the family of K-9 · Tue 24 Nov, 07:00 (America/Chicago)
[It has come] [Not needed]
[Needed now] [Not needed]"""
    )


async def test_with_nothing_to_say_it_says_so_and_a_long_list_is_cut(chat: Chat) -> None:
    empty = await chat.say("Omar", "/brief")
    assert empty.text.splitlines()[1] == "Nothing waits for you. Enjoy the quiet."
    for number in range(8):
        await chat.say("Omar", f"/task check pump {number} at 3pm")
    assert (await chat.say("Omar", "/brief")).text.splitlines()[-1] == "… and 3 more: /mine"


async def test_who_handed_a_watcher_on_does_not_watch_any_more(chat: Chat) -> None:
    await hand_over(chat, "Nina", "Lea", MRI)
    await hand_over(chat, "Lea", "Sam")
    assert "Watch" not in (await chat.say("Lea", "/brief")).text
    assert "Watch (1)\nK-17 · watcher" in (await chat.say("Sam", "/brief")).text


async def test_before_a_shift_it_comes_once(busy: Chat) -> None:
    await busy.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    await busy.advance(hours=11, minutes=14)  # until 18:44
    assert briefs(busy, "Lea") == []
    await busy.advance(minutes=1)
    (told,) = briefs(busy, "Lea")
    assert told.text.startswith("Your shift begins: Mon 23 Nov, 19:00 (America/Chicago)\n")
    assert "It comes before each shift. Not any more: /brief off" in told.text
    assert "K-17" not in told.card.fallback
    await busy.advance(hours=6)
    assert len(briefs(busy, "Lea")) == 1
    assert briefs(busy, "Sam") == []
    await busy.advance(hours=18)
    assert [one.text.splitlines()[0] for one in briefs(busy, "Lea")][1:] == [
        "Your shift begins: Tue 24 Nov, 19:00 (America/Chicago)"
    ]


async def test_without_shifts_it_comes_to_who_said_their_hours_or_asked_for_it(busy: Chat) -> None:
    await busy.say("Lea", "/profile hours 9:00-17:00")
    assert (await busy.say("Sam", "/brief maybe")).text.startswith(
        "What shall I do? For example: /brief, /brief off"
    )
    await busy.say("Nina", "/brief on")
    await busy.advance(hours=26)
    assert [len(briefs(busy, who)) for who in PEOPLE] == [2, 0, 2, 0]
    assert briefs(busy, "Lea")[0].text.startswith("Your shift begins: Mon 23 Nov, 09:00")
    told = await busy.say("Lea", "/brief off")
    assert told.text.startswith("I do not brief you before your shifts any more.")
    await busy.advance(hours=24)
    assert len(briefs(busy, "Lea")) == 2


async def test_who_has_nothing_or_no_shift_any_more_hears_nothing(busy: Chat) -> None:
    await busy.say("Nina", "/shift nights 19:00-07:00 daily @omar @lea")
    await busy.say("Nina", "/shift nights today off @lea")
    await busy.advance(hours=14)
    assert [len(briefs(busy, who)) for who in PEOPLE] == [0, 0, 0, 0]


async def test_across_a_clock_change_and_after_an_outage_it_comes_for_the_right_shift(chat: Chat) -> None:
    chat.clock.at = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)  # Saturday, 15:00; the clocks go back in the night
    await chat.say("Sam", "/task check the pump sunday 8am")
    await chat.say("Nina", "/shift days 07:00-19:00 daily @sam")
    await chat.jump(hours=17, minutes=30)  # Sunday, 07:30 by the new time: half an hour late
    (told,) = briefs(chat, "Sam")
    assert told.text.splitlines()[0] == "Your shift begins: Sun 1 Nov, 07:00 (America/Chicago)"
    await chat.jump(hours=30)
    assert len(briefs(chat, "Sam")) == 2


async def test_what_came_up_for_the_team_on_duty_is_in_it(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    await chat.say("Omar", "/task refill the cart @nights today 9pm")
    await chat.advance(hours=11, minutes=50)
    assert "#1 refill the cart · Mon 23 Nov, 21:00 (America/Chicago) · nights" in briefs(chat, "Lea")[0].text
    assert "refill" not in (await chat.say("Nina", "/brief")).text


async def test_in_spanish_and_without_words_on_telegram(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/profile language es", where="@")
    await phone.say("Nina", "/task llamar a radiología por la resonancia de K-17 a las 14:00", where="@")
    assert (await phone.say("Nina", "/brief", where="@")).text.splitlines()[1:] == [
        "1 llamadas prometidas", "Llamadas prometidas (1)",
        "#1 Llamar · K-17 · lun 23 nov, 14:00 (America/Chicago)",
    ]  # fmt: skip
