"""Server-sent events: everybody's screen follows the conversation, and catches up after a break."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.chat.incoming import Address, Platform
from tests.adapters.web.conftest import Serve, Served
from tests.adapters.web.demo_bot import note


class Events:
    """The events of a stream, one after the other, without the clock and the heartbeats."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()
        self.comments = 0
        self.clocks: list[dict[str, Any]] = []

    async def next(self) -> tuple[str, str, dict[str, Any]]:
        async with asyncio.timeout(5):
            while True:
                block = await self._block()
                if "data" not in block:
                    continue
                data = json.loads(block["data"])
                if block["event"] == "clock":
                    self.clocks.append(data)
                    continue
                return block["event"], block["id"], data

    async def clock(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                block = await self._block()
                if block.get("event") == "clock":
                    clock: dict[str, Any] = json.loads(block["data"])
                    return clock

    async def heartbeat(self) -> None:
        async with asyncio.timeout(5):
            while not self.comments:
                await self._block()

    async def _block(self) -> dict[str, str]:
        block: dict[str, str] = {}
        async for line in self._lines:
            if not line:
                return block
            if line.startswith(":"):
                self.comments += 1
            name, _, value = line.partition(": ")
            block[name] = value
        raise AssertionError("the stream has ended")


@asynccontextmanager
async def following(chat: Served, who: str, **headers: str) -> AsyncIterator[Events]:
    async with chat.http.stream("GET", "/workspace/stream", params={"as": who}, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        events = Events(response)
        await events.clock()
        yield events


async def test_a_new_message_and_its_change_reach_everybody_who_may_see_them(chat: Served) -> None:
    async with following(chat, "nina") as nina, following(chat, "omar") as omar:
        echo = (await chat.say("nina", "care-team", "/followup call"))["messages"][0]
        await chat.post("press", who="nina", message=echo["id"], button="Done")
        await chat.say("nina", "care-team", "good morning")
        kinds = [await nina.next() for _ in range(4)]
        assert [kind for kind, _, _ in kinds] == ["message", "message", "changed", "message"]
        assert kinds[2][2]["text"] == "Done."
        kind, _, seen = await omar.next()
        assert (kind, seen["text"]) == ("message", "good morning")


async def test_after_a_break_the_stream_goes_on_where_it_stopped(chat: Served) -> None:
    async with following(chat, "omar") as omar:
        await chat.say("nina", "care-team", "one")
        _, number, _ = await omar.next()
    await chat.say("nina", "care-team", "two")
    await chat.say("nina", "discharge-planning", "three")
    async with following(chat, "omar", **{"Last-Event-ID": number}) as omar:
        assert [(await omar.next())[2]["text"] for _ in range(2)] == ["two", "three"]


async def test_what_is_dismissed_goes_from_the_screen(chat: Served) -> None:
    echo = (await chat.say("nina", "care-team", "/followup call"))["messages"][0]
    async with following(chat, "nina") as nina:
        await chat.post("dismiss", who="nina", message=echo["id"])
        kind, _, data = await nina.next()
        assert (kind, data) == ("gone", {"id": echo["id"]})


async def test_what_the_bot_sends_on_its_own_arrives_too(chat: Served) -> None:
    async with following(chat, "lea") as lea:
        room = Address(platform=Platform.web, tenant="demo", channel="care-team")
        await chat.web.send(room, note("Huddle"), "k")
        assert (await lea.next())[2]["text"] == "Huddle"


async def test_moving_the_clock_is_told_to_everybody(chat: Served) -> None:
    async with following(chat, "omar") as omar:
        moved = await chat.http.post("/workspace/clock", json={"advance": "PT2H"})
        assert moved.json()["now"].startswith("2026-11-23T10:12:00")
        assert (await omar.clock())["now"].startswith("2026-11-23T11:12:00")


async def test_a_quiet_stream_has_heartbeats(serve: Serve) -> None:
    async with serve(heartbeat=0.05) as chat, following(chat, "nina") as nina:
        await nina.heartbeat()


async def test_stopping_ends_the_streams(serve: Serve) -> None:
    async with serve() as chat, chat.http.stream("GET", "/workspace/stream", params={"as": "nina"}) as response:
        lines = response.aiter_lines()
        await anext(lines)
        await chat.web.stop()
        async with asyncio.timeout(5):
            async for _ in lines:
                pass
