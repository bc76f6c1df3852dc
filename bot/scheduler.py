"""The scheduler: APScheduler ticks; the database says what is due. No job per reminder, nothing to lose."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import Counter, Gauge

from bot.delivery import Delivery
from bot.router import Clock, Router
from bot.store.database import Database
from bot.store.listening import listen
from bot.store.work import open_work

log = structlog.get_logger()

LOOK_EVERY = timedelta(seconds=20)
"""The longest sleep: what nobody told us about is found after this."""

AGAIN = timedelta(seconds=1)
"""After a tick that failed, or that left to another replica what is due."""

PULSE_S = 1.0
JUMP = timedelta(seconds=1.5)
LONG_AGO = timedelta(days=3650)
LONG_PAST = datetime.min.replace(tzinfo=UTC)
STUCK_S = 60.0

LAST_TICK = Gauge("stitch_last_tick_timestamp_seconds", "When the clock was last heard")
MISSED = Counter("stitch_ticks_missed_total", "Ticks that failed or came too late")
JUMPS = Counter("stitch_clock_jumps_total", "Jumps of the host's clock", ["direction"])
LOOP_LAG = Gauge("stitch_loop_lag_seconds", "How late the process itself is")


class Scheduler:
    """Sleeps until the next row is due, or somebody has left something to send."""

    def __init__(self, router: Router, delivery: Delivery, clock: Clock, database: Database) -> None:
        self._router = router
        self._delivery = delivery
        self._clock = clock
        self._database = database
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._working: list[asyncio.Task[None]] = []
        self._watching: list[asyncio.Task[None]] = []
        self._due = asyncio.Event()
        self._stopping = False
        self._busy = asyncio.Lock()
        self._ticked_at = time.monotonic()
        self._asked_at = LONG_PAST
        self._speaks_at = LONG_PAST
        """By when a handler has something to do, as it was known when they were last asked."""

    def start(self) -> None:
        """Tick from now on."""
        self._ticks.start()
        self._ticked_at = time.monotonic()
        self._wake_in(timedelta())
        self._working = [
            asyncio.create_task(self._tick_when_due()),
            asyncio.create_task(self._deliver_when_woken()),
        ]
        self._watching = [
            asyncio.create_task(self._watch_clock()),
            asyncio.create_task(listen(self._database, self._router.wake.set)),
        ]

    async def stop(self) -> None:
        """Tick no more; what is being sent is finished, what was only claimed is handed back."""
        if self._ticks.running:
            self._ticks.shutdown(wait=False)
        self._stopping = True
        self._delivery.stop()
        for task in self._watching:
            task.cancel()
        # Whoever is in the middle of a transaction comes to its end: cut off, it would keep the database locked.
        self._due.set()
        self._router.wake.set()
        await asyncio.gather(*self._working, *self._watching, return_exceptions=True)
        async with self._busy:
            pass
        await self._delivery.settle()

    async def catch_up(self) -> None:
        """Let the clock speak and deliver until nothing is due any more."""
        async with self._busy:
            while await self._router.tick(self._clock.now()) or await self._delivery.run_once():
                pass
            self._ticked()

    @property
    def ticking(self) -> bool:
        """Whether the clock has been heard of late."""
        return time.monotonic() - self._ticked_at < STUCK_S

    async def _ring(self) -> None:
        self._due.set()

    async def _tick_when_due(self) -> None:
        while await self._set(self._due):
            await self._tick()

    async def _tick(self) -> None:
        wait = AGAIN
        try:
            now = self._clock.now()
            if now >= self._speaks_at:
                async with self._busy:
                    while await self._router.tick(now):
                        pass
                await self._ask(now)
            elif now >= self._asked_at + LOOK_EVERY:
                await self._ask(None)
            wait = await self._deliver(now)
        except Exception:
            # The next tick tries again; a clock that stops for one bad row would stop for all.
            log.exception("tick failed")
            MISSED.inc()
        self._wake_in(wait)

    async def _deliver_when_woken(self) -> None:
        while await self._set(self._router.wake):
            try:
                await self._ask(None)
                wait = await self._deliver(None)
            except Exception:
                log.exception("delivery failed")
                wait = AGAIN
            self._wake_in(wait)

    async def _set(self, event: asyncio.Event) -> bool:
        """Wait for it. False when it is time to stop."""
        await event.wait()
        event.clear()
        return not self._stopping

    async def _ask(self, ticked: datetime | None) -> None:
        """When the handlers have something to say next. Until then notices are sent without asking anew."""
        async with open_work(self._database) as work:
            now = self._clock.now()
            left = _left(await work.due.next_after(now - LONG_AGO), now, ticked, LONG_AGO)
            if await work.due.at_once():
                # What is still there after a tick could not be seen to yet.
                left = min(left, timedelta() if ticked is None else LOOK_EVERY)
        if ticked is None:
            # It is known anew what is due; when they were called last stays as it was.
            self._speaks_at = min(self._speaks_at, now + left)
        else:
            self._speaks_at = now + left
        self._asked_at = now
        if self._speaks_at > now:
            self._ticked()

    async def _deliver(self, ticked: datetime | None) -> timedelta:
        """Send until nothing is due, or until it is time for the handlers. Returns how long to sleep. What was due
        at `ticked` already, and still is, is looked at again a little later."""
        while await self._delivery.dispatch():
            if self._clock.now() >= self._speaks_at:
                return timedelta()
            if not self._delivery.more:
                break
        async with open_work(self._database) as work:
            due = await work.outbox.next_wake(self._clock.now() - LONG_AGO)
            orphan = await work.outbox.next_orphan()
        now = self._clock.now()
        wait = min(self._speaks_at - now, _left(due, now, ticked, LOOK_EVERY))
        if orphan is not None:
            wait = min(wait, max(orphan, AGAIN))
        return max(wait, timedelta())

    def _wake_in(self, wait: timedelta) -> None:
        if self._ticks.running:
            self._ticks.add_job(
                self._ring, "date", run_date=datetime.now(UTC) + wait, id="tick", replace_existing=True,
                misfire_grace_time=None,
            )  # fmt: skip

    def _ticked(self) -> None:
        LAST_TICK.set(self._clock.now().timestamp())
        self._ticked_at = time.monotonic()

    async def _watch_clock(self) -> None:
        """Notice by a clock that cannot be set when the host's was: APScheduler would sleep on until the old time
        comes round, and so would what waits for it."""
        ahead = self._ahead()
        while True:
            began = time.monotonic()
            await asyncio.sleep(PULSE_S)
            LOOP_LAG.set(max(0.0, time.monotonic() - began - PULSE_S))
            jumped, ahead = self._ahead() - ahead, self._ahead()
            if abs(jumped) > JUMP:
                await self._jumped(jumped)
            elif time.monotonic() - self._ticked_at > 2 * LOOK_EVERY.total_seconds():
                MISSED.inc()
                self._wake_in(timedelta())

    async def _jumped(self, jumped: timedelta) -> None:
        JUMPS.labels("back" if jumped < timedelta() else "forward").inc()
        log.warning("the host's clock was set", seconds=round(jumped.total_seconds(), 1))
        self._asked_at = self._speaks_at = LONG_PAST
        try:
            if jumped < timedelta():
                async with open_work(self._database) as work:
                    await work.outbox.after_clock_moved_back(self._clock.now())
                    await work.lanes.after_clock_moved_back(self._clock.now())
        except Exception:
            log.exception("after the clock was set")
        self._wake_in(timedelta())

    def _ahead(self) -> timedelta:
        return self._clock.now() - datetime.fromtimestamp(time.monotonic(), UTC)


def _left(due: datetime | None, now: datetime, ticked: datetime | None, most: timedelta) -> timedelta:
    """Until then, but at most so long."""
    if due is None:
        return most
    return min(most, max(due - now, AGAIN if ticked is not None and due <= ticked else timedelta()))
