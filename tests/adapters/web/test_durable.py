"""What the web workspace keeps over failures and restarts, and what it sends for the bot."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.adapters.web import Web
from bot.adapters.web.archive import Archive
from bot.chat.adapter import Adapter, CannotStart, Respond, Undeliverable
from bot.chat.incoming import Address, Heard, Platform
from tests.adapters.web.conftest import PEOPLE, ROOMS, Serve, Served, until
from tests.adapters.web.demo_bot import DemoBot, note

ROOM = Address(platform=Platform.web, tenant="demo", channel="care-team")


@dataclass
class SlowBot(DemoBot):
    """Listens only when it is let."""

    let: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)

    async def hear(self, heard: Heard, respond: Respond) -> None:
        self.asked.append(heard.id)
        await self.let.wait()
        await DemoBot.hear(self, heard, respond)


async def test_words_the_bot_could_not_take_in_are_kept_and_heard_again_with_the_same_id(serve: Serve) -> None:
    bot = DemoBot(failures=2)
    async with serve(bot) as chat:
        response = await chat.post("say", who="nina", channel="care-team", text="/followup call", id="s1")
        assert response.status_code == 503
        assert "kept" in response.json()["error"]
        await until(lambda: len(bot.heard) == 1)
        await until(_count(chat, "nina", 2))
    assert bot.heard[0].id == "say:nina:s1"


async def test_words_not_heard_before_the_stop_are_heard_at_the_next_start(serve: Serve) -> None:
    async with serve(DemoBot(failures=99), retries=()) as chat:
        said = await chat.post("say", who="nina", channel="care-team", text="@stitch call @omar", id="s2")
        assert said.status_code == 503
    bot = DemoBot()
    async with serve(bot) as chat:
        await until(lambda: len(bot.heard) == 1)
        await until(_count(chat, "omar", 2))
        assert bot.heard[0].id == "say:nina:s2"
    later = DemoBot()
    async with serve(later) as chat:
        assert len(await chat.messages("omar", "care-team")) == 2
        await chat.say("nina", "care-team", "/help")
        assert len(later.heard) == 1, "what was heard once is not heard again"


async def test_stopping_finishes_the_turn_in_flight_and_takes_in_nothing_more(serve: Serve) -> None:
    bot = SlowBot()
    async with serve(bot) as chat:
        saying = asyncio.create_task(chat.post("say", who="nina", channel="care-team", text="/followup call"))
        await until(lambda: bool(bot.asked))
        stopping = asyncio.create_task(chat.web.stop())
        await asyncio.sleep(0)
        refused = await chat.post("say", who="omar", channel="care-team", text="/followup other")
        assert refused.status_code == 503
        bot.let.set()
        await stopping
        assert (await saying).status_code == 200
    after = DemoBot()
    async with serve(after) as chat:
        await until(lambda: len(after.heard) == 1)
        assert after.heard[0].sender.user == "omar"


async def test_an_answer_drawn_twice_for_the_same_words_stands_once(serve: Serve) -> None:
    """The process may end between the answer and the note that it was heard."""

    class Forgetful(DemoBot):
        async def hear(self, heard: Heard, respond: Respond) -> None:
            await DemoBot.hear(self, heard, respond)
            if len(self.heard) == 1:
                raise RuntimeError("the power is out")

    bot = Forgetful()
    async with serve(bot) as chat:
        await chat.post("say", who="nina", channel="care-team", text="/huddle")
        await until(lambda: len(bot.heard) == 2)
        await until(_count(chat, "omar", 1))


async def test_a_message_sent_twice_with_one_key_stands_once(serve: Serve) -> None:
    async with serve() as chat:
        assert await chat.web.sent_before(ROOM, "k1") is None
        first = await chat.web.send(ROOM, note("Huddle"), "k1")
    async with serve() as chat:
        assert await chat.web.send(ROOM, note("Huddle"), "k1") == first
        assert await chat.web.sent_before(ROOM, "k1") == first
        assert await chat.web.sent_before(ROOM, "k2") is None
        [shown] = await chat.messages("omar", "care-team")
        assert (shown["id"], shown["text"], shown["private"]) == (first.message, "Huddle", False)


async def test_a_direct_message_reaches_its_person_only(chat: Served) -> None:
    await chat.web.send(await chat.web.direct("demo", "omar"), note("Due now"), "k")
    assert [m["text"] for m in await chat.messages("omar", "@stitch")] == ["Due now"]
    assert await chat.messages("nina", "@stitch") == []


async def test_a_message_for_a_thread_stands_in_it(chat: Served) -> None:
    root = await chat.web.send(ROOM, note("Huddle"), "k1")
    await chat.web.send(replace(ROOM, thread=root.message), note("An answer"), "k2")
    await chat.web.send(replace(ROOM, thread="999"), note("Its thread is gone"), "k3")
    assert [m["thread"] for m in await chat.messages("nina", "care-team")] == [None, root.message, None]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (replace(ROOM, channel="nowhere"), "channel_not_found"),
        (replace(ROOM, channel="@eve"), "user_not_found"),
        (replace(ROOM, tenant="T1"), "team_not_found"),
    ],
)
async def test_what_cannot_arrive_is_undeliverable(chat: Served, to: Address, reason: str) -> None:
    with pytest.raises(Undeliverable) as refusal:
        await chat.web.send(to, note("Hello"), "k")
    assert refusal.value.reason == reason


async def test_nobody_unknown_has_a_direct_channel(chat: Served) -> None:
    with pytest.raises(Undeliverable):
        await chat.web.direct("demo", "eve")
    with pytest.raises(Undeliverable):
        await chat.web.direct("T1", "nina")


async def test_a_link_to_the_page_is_given_when_its_address_is_known(serve: Serve) -> None:
    async with serve(link="http://localhost:8710/") as chat:
        assert (await chat.web.send(ROOM, note("x"), "k")).link == "http://localhost:8710/#care-team/1"
        direct = await chat.web.direct("demo", "nina")
        assert (await chat.web.send(direct, note("x"), "k")).link == "http://localhost:8710/#@stitch/2"


async def test_a_file_that_cannot_be_opened_is_a_clear_message(tmp_path: Path) -> None:
    web: Adapter = Web(file=tmp_path, people=PEOPLE, rooms=ROOMS)
    with pytest.raises(CannotStart, match="cannot open its file"):
        await web.start(DemoBot().hear)
    await web.stop()


async def test_a_writer_that_was_cancelled_does_not_block_the_next(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "workspace.db")
    await archive.open()
    for _ in range(20):
        writing = asyncio.create_task(archive.mark_read("nina", "care-team", 1))
        await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        await archive.mark_read("nina", "care-team", 2)
    await archive.close()


async def test_what_is_written_while_it_closes_is_kept_or_refused(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "workspace.db")
    await archive.open()
    writing = [asyncio.create_task(archive.mark_read("nina", "care-team", n)) for n in range(20)]
    await asyncio.sleep(0)
    await archive.close()
    outcomes = await asyncio.gather(*writing, return_exceptions=True)
    assert all(one is None or isinstance(one, sqlite3.OperationalError) for one in outcomes)


def _count(chat: Served, who: str, number: int) -> Callable[[], Awaitable[bool]]:
    async def counted() -> bool:
        return len(await chat.messages(who, "care-team")) == number

    return counted
