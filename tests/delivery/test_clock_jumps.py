"""The host's clock is set while the bot runs: nothing waits for the old time to come round, or comes twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.adapter import Limits, Rate, TryLater
from bot.delivery import Delivery
from bot.scheduler import Scheduler
from bot.store.work import open_work
from tests.conversations.chat import Chat
from tests.delivery.outbox import place, put, said
from tests.delivery.test_failure import Broken, stage

__all__ = ["stage"]


class Host:
    """A host's clock: it runs, and can be set."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def host(chat: Chat) -> Host:
    found = Host()
    chat.clock = found  # type: ignore[assignment]
    return found


@pytest.fixture
async def running(
    chat: Chat, stage: Broken, host: Host, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scheduler]:
    """The scheduler as it runs in the bot, but looking at the clock more often."""
    monkeypatch.setattr("bot.scheduler.PULSE_S", 0.05)
    chat.router._clock = host
    delivery = Delivery(chat.database, chat.router, {chat.platform: stage}, host)
    scheduler = Scheduler(chat.router, delivery, host, chat.database)
    scheduler.start()
    await asyncio.sleep(0.2)
    yield scheduler
    await scheduler.stop()


async def soon(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(8):
        while not true():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


async def stuck(chat: Chat) -> int:
    """How many wait for a later try."""
    async with open_work(chat.database) as work:
        return len(await work.outbox.stuck(10))


async def test_set_forward_what_has_fallen_due_by_that_comes_at_once(
    chat: Chat, host: Host, running: Scheduler
) -> None:
    await put(chat, "in an hour", channel=await place(chat, "ward"), due_at=host.now() + timedelta(hours=1))
    await asyncio.sleep(0.3)
    assert said(chat, "ward") == []
    host.ahead = timedelta(hours=1, seconds=5)
    await soon(lambda: said(chat, "ward") == ["in an hour"])


async def test_set_back_what_waits_for_a_later_try_does_not_wait_for_the_old_time(
    chat: Chat, stage: Broken, host: Host, running: Scheduler
) -> None:
    ward = await place(chat, "ward")
    stage.problem = TryLater("rate_limited", after=30)
    await put(chat, "again", channel=ward, due_at=host.now() - timedelta(hours=2))
    chat.router.wake.set()
    while not await stuck(chat):  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(0.02)
    stage.problem = None
    host.ahead = -timedelta(minutes=40)
    await soon(lambda: said(chat, "ward") == ["again"])


async def test_set_back_a_channel_that_was_just_written_to_is_not_closed_for_as_long(
    chat: Chat, stage: Broken, host: Host, running: Scheduler
) -> None:
    stage.limits = Limits(channel=(Rate(every=1.0),))
    ward = await place(chat, "ward")
    await put(chat, "before", channel=ward)
    chat.router.wake.set()
    await soon(lambda: said(chat, "ward") == ["before"])
    host.ahead = -timedelta(minutes=40)
    await asyncio.sleep(0.3)
    await put(chat, "after", channel=ward)
    chat.router.wake.set()
    await soon(lambda: said(chat, "ward") == ["before", "after"])


async def test_set_back_nothing_that_was_sent_comes_again(chat: Chat, host: Host, running: Scheduler) -> None:
    ward = await place(chat, "ward")
    await put(chat, "once", channel=ward)
    chat.router.wake.set()
    await soon(lambda: said(chat, "ward") == ["once"])
    host.ahead = -timedelta(days=1)
    await asyncio.sleep(0.3)
    host.ahead = timedelta(days=1)
    await put(chat, "last", channel=ward)
    chat.router.wake.set()
    await soon(lambda: "last" in said(chat, "ward"))
    assert said(chat, "ward") == ["once", "last"]
