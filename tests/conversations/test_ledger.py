"""The ledger: counts that add up, for who may see them; the clock looks through it, and says what is lost."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.sealing import EVERY
from bot.store.wall import enter
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import offer, with_member, with_team

COUNTS = (
    "open 2 + handed over, not accepted yet 1 + scheduled 1 + closed with an outcome 1 + dropped with a reason 1"
)
LAST = "Every captured item stands in exactly one of these places. The remainder is what is lost."


@pytest.fixture
async def busy(chat: Chat) -> Chat:
    """Nina has one item on offer, one scheduled, one closed, one dropped, an overdue one and a draft."""
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    await offer(chat)
    await chat.say("Nina", "/task order a walker for K-21 by 4pm")
    await chat.say("Nina", "/done 3")
    await chat.say("Nina", "/task weigh K-22 at 3pm")
    await chat.say("Nina", "/cancel 4 went home")
    await chat.say("Nina", "/followup check transport for K-23 by 5pm")
    await chat.say("Nina", "/task restock the fridge in 5 min")
    await chat.say("Nina", "/task ask @maria about the walker at 5pm")
    await chat.advance(minutes=6)
    return chat


async def test_everything_that_was_captured_is_in_one_place(busy: Chat) -> None:
    assert (
        (await busy.say("Nina", "/ledger", where="@")).text
        == f"""\
Ledger
Yours: 6 captured
{COUNTS} · remainder 0
{LAST}"""
    )


async def test_in_a_channel_it_has_the_teams_and_the_channels_too(busy: Chat, database: Database) -> None:
    await with_team(database, "pharmacy", "Sam", "Omar")
    await busy.say("Omar", "/task refill the cart @pharmacy by 5pm")
    shown = (await busy.say("Omar", "/ledger")).text.splitlines()
    assert [line for line in shown if line.endswith(" captured")] == [
        "Yours: 0 captured", "pharmacy: 1 captured", "This channel: 7 captured",
    ]  # fmt: skip
    assert (await busy.say("Omar", "/ledger pharmacy")).text.splitlines()[2].startswith("open 0 + handed")
    assert (await busy.say("Lea", "/ledger pharmacy")).text.startswith("Only a lead, or somebody in pharmacy, can")
    assert (await busy.say("Lea", "/ledger nobody")).text.startswith("Which ledger? For example: /ledger")


async def test_the_whole_is_for_leads(busy: Chat) -> None:
    assert "Everything: 6 captured" in (await busy.say("Nina", "/ledger all")).text
    assert (await busy.say("Omar", "/ledger all")).text.startswith("Only a lead can do that.")


async def test_what_moves_is_counted_with_who_has_it(busy: Chat) -> None:
    await busy.say("Lea", "/ledger")
    await busy.press("Lea", "Decline", busy.dms("Lea")[-1])
    await busy.fill_in("Lea", reason="I am leaving")
    counts = (await busy.say("Nina", "/ledger", where="@")).text.splitlines()[2]
    assert counts.startswith("open 2 + handed over, not accepted yet 0 + scheduled 2")
    await busy.say("Nina", "/assign 1 @omar")
    assert "Yours: 1 captured" in (await busy.say("Omar", "/ledger", where="@")).text
    assert "Yours: 5 captured" in (await busy.say("Nina", "/ledger", where="@")).text


async def test_at_three_in_the_night_the_lead_hears_of_what_is_lost_and_only_then(
    busy: Chat, database: Database
) -> None:
    await with_member(database, "Nina", lead=True)
    until = datetime(2026, 11, 24, 8, 59, tzinfo=UTC) - busy.clock.at  # 02:59 in Chicago
    await busy.advance(seconds=until.total_seconds())
    told = len(busy.dms("Nina"))
    async with database.engine.begin() as connection:  # behind our back, with the guard down
        if database.sqlite:
            await connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            await connection.execute(text("ALTER TABLE tasks DROP CONSTRAINT open_has_alarm"))
        await enter(connection, EVERY)
        await connection.execute(text("UPDATE tasks SET alarm = NULL, alarm_at = NULL WHERE number = 5"))
        if database.sqlite:
            await connection.execute(text("PRAGMA ignore_check_constraints = OFF"))
    await busy.advance(minutes=2)
    assert busy.dms("Nina")[-1].text.splitlines()[:2] == [
        "The ledger does not add up: 1 lost", "#5 · it is open and would never come up again",
    ]  # fmt: skip
    assert len(busy.dms("Nina")) == told + 1
    assert not any("ledger" in shown.text for shown in busy.dms("Lea"))
    assert "remainder 1" in (await busy.say("Nina", "/ledger all")).text


async def test_in_spanish_and_without_words_on_telegram(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/profile language es", where="@")
    await phone.say("Nina", "/task llamar a radiología por la resonancia de K-17 a las 14:00", where="@")
    shown = (await phone.say("Nina", "/ledger", where="@")).text.splitlines()
    assert shown[:3] == [
        "Balance", "Sus pendientes: anotados 1",
        "abiertos 0 + entregados, sin aceptar todavía 0 + "
        "programados 1 + cerrados con resultado 0 + descartados con motivo 0 · resto 0",
    ]  # fmt: skip
