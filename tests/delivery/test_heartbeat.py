"""The heartbeat: somebody outside is told that all is well, or what is not, and never a word that people wrote."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from aiohttp import web

from bot.chat.adapter import TryLater, Undeliverable
from bot.chat.incoming import Removed
from bot.heartbeat import Heartbeat
from bot.store.work import open_work
from tests.conversations.chat import Chat
from tests.delivery.outbox import member, place, put
from tests.delivery.test_failure import Broken, pass_time, stage

__all__ = ["stage"]


@dataclass
class Monitor:
    """Like healthchecks: it is called at its address, or with `/fail` behind it."""

    status: int = 200
    calls: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.calls.append((request.path, await request.text()))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


@pytest.fixture
async def monitor() -> AsyncIterator[Monitor]:
    found = Monitor()
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", found.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/1"
    yield found
    await runner.cleanup()


@pytest.fixture
def heart(chat: Chat, monitor: Monitor) -> Heartbeat:
    return Heartbeat(monitor.url, chat.database, chat.scheduler, chat.clock)


async def test_while_all_is_well_it_says_so(chat: Chat, heart: Heartbeat, monitor: Monitor) -> None:
    await put(chat, "hello", channel=await place(chat, "ward"))
    await chat.scheduler.catch_up()
    await heart.beat()
    assert monitor.calls == [("/1", "All is well.")]


async def test_a_channel_that_takes_nothing_is_told_once_something_is_late(
    chat: Chat, stage: Broken, heart: Heartbeat, monitor: Monitor
) -> None:
    stage.problem, stage.where = TryLater("http_503", sent=True), {"ward"}
    await put(chat, "zebrafish", channel=await place(chat, "ward"))
    await pass_time(chat, timedelta(minutes=4), timedelta(seconds=30))
    assert await heart.beat() == []
    await pass_time(chat, timedelta(minutes=4), timedelta(seconds=30))
    await heart.beat()
    assert monitor.calls[1:] == [
        (
            "/1/fail",
            "Due and not sent: 1, the oldest for 8 minutes.\n"
            "web:T1:ward takes nothing: the platform is out of order (http_503).",
        )
    ]
    stage.problem = None
    await pass_time(chat, timedelta(minutes=6), timedelta(seconds=30))
    await heart.beat()
    assert monitor.calls[-1] == ("/1", "All is well.")


async def test_a_revoked_token_is_told_at_once(
    chat: Chat, stage: Broken, heart: Heartbeat, monitor: Monitor
) -> None:
    stage.problem = Undeliverable("token_revoked")
    await put(chat, "hello", to=await member(chat, "Nina"))
    await chat.scheduler.catch_up()
    await heart.beat()
    assert monitor.calls == [("/1/fail", "web:T1 refuses the bot. Look at its token.")]


async def test_a_bot_that_is_removed_sends_nothing_more_until_it_is_back(
    chat: Chat, stage: Broken, heart: Heartbeat, monitor: Monitor
) -> None:
    base = chat._base("Nina", "@", None)
    await chat.hear(Removed(**base | {"sender": replace(base["sender"], user="")}))
    await put(chat, "hello", to=await member(chat, "Nina"))
    await chat.scheduler.catch_up()
    assert chat.dms("Nina") == []
    await heart.beat()
    assert monitor.calls == [("/1/fail", "web:T1 refuses the bot. Look at its token.")]
    await pass_time(chat, timedelta(minutes=1), timedelta(seconds=5))
    assert len(chat.dms("Nina")) == 1
    async with open_work(chat.database) as work:
        assert [one.detail for one in await work.audit.about(about="")] == ["removed from web"]


async def test_what_was_given_up_is_told_once(
    chat: Chat, stage: Broken, heart: Heartbeat, monitor: Monitor
) -> None:
    await heart.beat()
    stage.problem = Undeliverable("channel_not_found")
    await put(chat, "hello", channel=await place(chat, "ward"))
    await chat.scheduler.catch_up()
    assert await heart.beat() == ["Given up: 1. Look at them with: stitch outbox"]
    assert await heart.beat() == []


async def test_a_clock_that_stands_still_is_told(
    chat: Chat, heart: Heartbeat, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.scheduler.STUCK_S", -1.0)
    assert await heart.beat() == ["The clock has not been heard for a minute."]


async def test_a_monitor_that_is_gone_or_sends_us_elsewhere_harms_nothing(
    chat: Chat, heart: Heartbeat, monitor: Monitor
) -> None:
    monitor.status = 302
    assert await heart.beat() == []
    assert [path for path, _ in monitor.calls] == ["/1"], "nobody is followed"
    assert await Heartbeat("http://127.0.0.1:9/1", chat.database, chat.scheduler, chat.clock).beat() == []
