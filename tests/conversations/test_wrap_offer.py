"""Before a shift ends a wrap is offered, once, to whoever has something left that is not planned for later."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.handing import copy


def offers(chat: Chat, who: str) -> list[Shown]:
    return [one for one in chat.dms(who) if one.key.startswith("wrap:")]


@pytest.fixture
async def day(chat: Chat) -> Chat:
    """It is 07:00. Nina and Sam have told their hours, and have an item each; Omar has one and no hours."""
    for who in ("Nina", "Sam"):
        await chat.say(who, "/profile hours 7:00-15:00")
    await chat.say("Nina", "/task restock the fridge at 2:50pm")
    await chat.say("Nina", "/task fax the referral for K-4 tomorrow 9am")
    await chat.say("Sam", "/task call about K-17 tomorrow 9am")
    await chat.say("Omar", "/task restock the cart at 2:50pm")
    return chat


async def test_it_comes_once_with_a_button_that_begins(day: Chat) -> None:
    await day.advance(hours=7, minutes=39)
    assert offers(day, "Nina") == []
    await day.advance(minutes=1)
    (told,) = offers(day, "Nina")
    assert (
        told.text
        == """\
Your shift ends: Mon 23 Nov, 15:00 (America/Chicago)
Open, and not planned for later: 1
It is offered before each shift ends. Not any more: /wrap off
[Wrap]"""
    )
    first = await day.press("Nina", "Wrap", copy(told))
    assert first.text.splitlines()[:2] == ["Wrap 1 of 2: Task #1", "restock the fridge"]
    await day.advance(hours=2)
    assert [len(offers(day, who)) for who in PEOPLE] == [1, 0, 0, 0]


@ON_ONE_DATABASE
async def test_who_has_wrapped_in_the_shift_is_not_asked_again_until_the_next(day: Chat) -> None:
    await day.advance(hours=5)
    await day.say("Nina", "/wrap", where="@")
    await day.press("Nina", "Done")
    await day.press("Nina", "As planned")
    assert "Everything of yours is looked after." in day.last().text
    await day.say("Nina", "/task weigh K-21 at 2:30pm")
    await day.advance(hours=4)
    assert offers(day, "Nina") == []
    await day.advance(hours=24)
    assert len(offers(day, "Nina")) == 1


@ON_ONE_DATABASE
async def test_who_does_not_want_it_says_so_and_who_has_no_hours_can_ask_for_it(day: Chat) -> None:
    assert (await day.say("Nina", "/wrap later")).text.startswith(
        "What shall I do? For example: /wrap, /wrap off, /wrap on"
    )
    off = await day.say("Nina", "/wrap off")
    assert off.text.startswith("I do not offer you a wrap before your shifts end any more.")
    on = await day.say("Omar", "/wrap on")
    assert on.text.startswith("I offer you a wrap 20 minutes before each of your shifts ends")
    await day.advance(hours=12)
    assert [len(offers(day, who)) for who in PEOPLE] == [0, 1, 0, 0]


@ON_ONE_DATABASE
async def test_a_night_in_which_the_clock_changes_has_it_before_its_real_end_and_who_is_off_hears_nothing(
    chat: Chat,
) -> None:  # fmt: skip
    chat.clock.at = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)  # Saturday, 18:00; the clocks go back in the night
    for who in ("Lea", "Omar"):
        await chat.say(who, "/task restock the cart sunday 6:50am")
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea @omar")
    await chat.say("Nina", "/shift nights today off @omar")
    end = datetime(2026, 11, 1, 13, 0, tzinfo=UTC)  # 07:00 by the new time
    await chat.advance(hours=13, minutes=39)
    assert chat.clock.at == end - timedelta(minutes=21)
    assert offers(chat, "Lea") == []
    await chat.advance(minutes=1)
    assert [one.text.splitlines()[0] for one in offers(chat, "Lea")] == [
        "Your shift ends: Sun 1 Nov, 07:00 (America/Chicago)"
    ]
    assert offers(chat, "Omar") == []
    await chat.jump(hours=25)  # an outage over the next end: what is over is not offered any more
    assert len(offers(chat, "Lea")) == 1
