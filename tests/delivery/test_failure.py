"""Failure: an outage loses and doubles nothing and is caught up with in order; the dead are sent again."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.care.urgency import Urgency
from bot.chat.adapter import Receipt, TryLater, Undeliverable
from bot.chat.card import Card, Reply
from bot.chat.incoming import Address, Command
from bot.cli import app
from bot.store.work import open_work
from tests.conftest import ENTRY
from tests.conversations.chat import Chat, Stage
from tests.delivery.outbox import member, place, put, said, states


@dataclass
class Broken(Stage):
    """Raises what it is told to, in the channels that it is told, else everywhere."""

    problem: Exception | None = None
    where: set[str] = field(default_factory=set)
    tries: int = 0

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        if self.problem is not None and (not self.where or to.channel in self.where):
            self.tries += 1
            raise self.problem
        return await super().send(to, card, key)


@pytest.fixture
def stage(chat: Chat) -> Broken:
    broken = Broken(chat.platform, True)
    chat.stage = broken
    chat.delivery._adapters = {chat.platform: broken}
    return broken


async def pass_time(chat: Chat, length: timedelta, step: timedelta) -> None:
    until = chat.clock.at + length
    while chat.clock.at < until:
        chat.clock.at += step
        await chat.scheduler.catch_up()


async def test_after_an_hour_of_outage_all_arrives_once_and_the_most_urgent_first(
    chat: Chat, stage: Broken
) -> None:
    stage.problem = TryLater("http_503", sent=True)
    rooms = [await place(chat, f"c{number}") for number in range(10)]
    for number in range(40):
        urgency = Urgency.stat if number in (13, 27, 36, 38) else Urgency.routine
        await put(chat, f"n{number:02}", channel=rooms[number % 10], urgency=urgency)
    await pass_time(chat, timedelta(hours=1), timedelta(seconds=30))
    assert stage.tries < 1500, "a platform that is down is not hammered"
    assert stage.messages == []
    stage.problem = None
    await pass_time(chat, timedelta(minutes=7), timedelta(seconds=3))
    texts = [one.text for one in stage.messages]
    assert sorted(texts) == [f"n{number:02}" for number in range(40)]
    assert set(texts[:6]) >= {"n13", "n27", "n36", "n38"}, "but for one or two that found out that it works again"


async def test_stale_reminders_of_one_item_collapse_into_one_that_says_how_late_it_is(
    chat: Chat, stage: Broken
) -> None:
    await chat.say("Nina", "/task call the lab at 8am, urgent")
    await chat.advance(minutes=40)
    stage.problem = TryLater("connection")
    await chat.advance(hours=3)
    stage.problem = None
    told = len(chat.dms("Nina"))
    await chat.advance(minutes=7)
    (late,) = chat.dms("Nina")[told:]
    assert "late" in late.text
    assert late.text.startswith("Still open: #1")


async def test_a_person_whose_many_reminders_waited_gets_one_message_that_says_how_late(
    chat: Chat, stage: Broken
) -> None:
    for number in range(6):
        await chat.say("Nina", f"/task weigh K-{number} today at {8 + number % 3}:15am")
    stage.problem = TryLater("connection")
    await chat.advance(hours=4)
    stage.problem = None
    told = len(chat.dms("Nina"))
    await chat.advance(minutes=7)
    (together,) = chat.dms("Nina")[told:]
    assert together.text.splitlines()[0] == "Reminders for 6 items"
    assert "late." in together.text


async def test_what_never_arrived_is_listed_in_words_without_what_it_says_and_can_be_sent_again(
    chat: Chat, stage: Broken, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.problem, stage.where = Undeliverable("not_in_channel"), {"ward"}
    await put(chat, "zebrafish", channel=await place(chat, "ward"))
    await put(chat, "fine", channel=await place(chat, "clinic"))
    await chat.scheduler.catch_up()
    assert await states(chat) == {"zebrafish": "dead", "fine": "sent"}
    monkeypatch.setenv("DATABASE_URL", database_url)

    async def stitch(*words: str) -> str:
        result = await asyncio.to_thread(CliRunner().invoke, app, ["outbox", *words])
        return f"{result.exit_code} {result.output}"

    listed = await stitch()
    assert "zebrafish" not in listed
    assert "1  late_reply" in listed
    assert "to #ward" in listed
    assert "given up: the bot is not in the channel; invite it (not_in_channel)" in listed
    assert (await stitch("retry", "2")).startswith("1 Notice 2 is not among those")
    assert (await stitch("retry", "two")).startswith("2 two is not the id of a notice. For example")

    stage.problem = None
    assert await stitch("retry", "1") == "0 To be sent again: 1\n"
    chat.clock.at = datetime.now(UTC) + timedelta(seconds=1)
    await chat.scheduler.catch_up()
    assert said(chat, "ward") == ["zebrafish"]
    assert await stitch() == "0 Everything has arrived.\n"


async def test_what_is_given_up_on_purpose_alarms_nobody_is_listed_with_the_reason_and_can_be_sent_again(
    chat: Chat, stage: Broken, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.problem, stage.where = Undeliverable("not_in_channel"), {"ward"}
    await put(chat, "zebrafish", channel=await place(chat, "ward"))
    await put(chat, "walrus", channel=await place(chat, "ward"))
    await chat.scheduler.catch_up()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STITCH_KEY", ENTRY)

    async def stitch(*words: str) -> str:
        result = await asyncio.to_thread(CliRunner().invoke, app, ["outbox", *words])
        return f"{result.exit_code} {result.output}"

    assert await stitch("discarded") == "0 Nothing was given up on purpose.\n"
    assert (await stitch("discard", "all")).startswith("2 Please say why. For example: stitch outbox discard 17")
    assert (await stitch("discard", "9", "--reason", "x")).startswith("1 Notice 9 is not among those")
    assert (await stitch("discard", "1", "--reason", "Ward 4 has closed", "--by", "Ruth Meyer")) == (
        "0 Given up on purpose: 1. Send it all the same: stitch outbox retry 1\n"
    )
    async with open_work(chat.database) as work:
        assert (await work.outbox.backlog(chat.clock.now())).dead == 1
        (noted,) = await work.audit.about(about="notice:1")
        assert noted.detail == "discard"
        (found,) = await work.discards.all(10)
        assert found.reason == "Ward 4 has closed"
        raw = await work.connection.execute(text("SELECT discarded_because FROM notices WHERE id = 1"))
        assert "Ward 4" not in raw.scalar_one()
    listed = await stitch("discarded")
    assert "zebrafish" not in listed
    assert "to #ward" in listed
    assert listed.endswith("by Ruth Meyer: Ward 4 has closed\n")
    assert (await stitch()).endswith("Given up on purpose: 1. See them: stitch outbox discarded\n")

    stage.problem = None
    assert await stitch("retry", "all") == "0 To be sent again: 1\n"
    chat.clock.at = datetime.now(UTC) + timedelta(seconds=1)
    await chat.scheduler.catch_up()
    assert said(chat, "ward") == ["walrus"]
    assert await stitch("retry", "1") == "0 To be sent again: 1\n"
    chat.clock.at = datetime.now(UTC) + timedelta(seconds=1)
    await chat.scheduler.catch_up()
    assert said(chat, "ward") == ["walrus", "zebrafish"]
    assert await stitch() == "0 Everything has arrived.\n"
    assert await stitch("discarded") == "0 Nothing was given up on purpose.\n"


async def test_a_channel_that_is_closed_to_the_bot_is_told_to_who_set_up_the_huddle(
    chat: Chat, stage: Broken
) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    stage.problem, stage.where = Undeliverable("not_in_channel"), {"ward"}
    await chat.advance(hours=1)
    (told,) = [one for one in chat.dms("Nina") if "cannot post" in one.text]
    assert told.text == (
        "I cannot post in #ward any more. Please invite me there again, or take a channel that no other "
        "organisation reads.\nThe huddle was not posted."
    )


async def test_and_to_who_made_an_item_that_nobody_there_has_claimed(chat: Chat, stage: Broken) -> None:
    await chat.say("Sam", "/team new pharmacy")
    await chat.say("Sam", "/team pharmacy add @sam")
    await chat.say("Nina", "/task check the dose of K-17 @pharmacy by 9am")
    stage.problem, stage.where = Undeliverable("channel_not_found"), {"ward"}
    await chat.advance(hours=3)
    told = next(one for one in chat.dms("Nina") if "cannot post" in one.text)
    lines = told.text.splitlines()
    assert lines[0].startswith("I cannot post in #ward any more. Please invite me there again, or take ")
    assert "check the dose of K-17" in lines[1]
    assert told.button("Open")


async def test_a_revoked_token_gives_nothing_up(chat: Chat, stage: Broken) -> None:
    nina = await member(chat, "Nina")
    stage.problem = Undeliverable("token_revoked")
    await put(chat, "hello", to=nina)
    await pass_time(chat, timedelta(hours=30), timedelta(minutes=30))
    assert await states(chat) == {"hello": "pending"}
    stage.problem = None
    await pass_time(chat, timedelta(minutes=2), timedelta(seconds=5))
    assert said(chat, "@nina") == ["hello"]


async def test_a_notice_that_breaks_us_holds_up_no_other_in_its_channel(chat: Chat, stage: Broken) -> None:
    ward = await place(chat, "ward")
    async with open_work(chat.database) as work:
        workspace = (await work.members.workspace("Ward", zone="UTC", demo=False)).id
        await work.notices.add(workspace, "late_reply", "heard:web", key="test:bad", channel=ward, extra="{",
                               due_at=chat.clock.now())  # fmt: skip
    await put(chat, "good", channel=ward)
    await chat.scheduler.catch_up()
    assert await states(chat) == {"bad": "pending", "good": "sent"}


async def test_a_crash_of_ours_after_many_tries_for_a_day_ends_in_the_dead_letters(
    chat: Chat, stage: Broken
) -> None:
    stage.problem = TryLater("http_500", sent=True)
    await put(chat, "hello", channel=await place(chat, "ward"))
    await pass_time(chat, timedelta(hours=23), timedelta(minutes=15))
    assert await states(chat) == {"hello": "pending"}
    await pass_time(chat, timedelta(hours=2), timedelta(minutes=15))
    assert await states(chat) == {"hello": "dead"}


async def test_an_answer_that_the_platform_did_not_take_is_brought_as_soon_as_it_has_waited_long_enough(
    chat: Chat,
) -> None:
    async def lost(_reply: Reply) -> None:
        raise TryLater("connection")

    await chat.say("Nina", "/mine")
    command = Command(**chat._base("Nina", "ward", None), name="mine", text="")
    await chat.router.hear(command, lost)
    async with open_work(chat.database) as work:
        assert await work.due.next_after(chat.clock.at) == chat.clock.at + timedelta(seconds=30)
    before = len(chat.dms("Nina"))
    await chat.advance(seconds=30)
    assert len(chat.dms("Nina")) == before + 1
