"""The scheduler: APScheduler ticks; the database says what is due. No job per reminder, nothing to lose."""

import asyncio
from contextlib import suppress

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import Gauge

from bot.delivery import Delivery
from bot.router import Clock, Router

log = structlog.get_logger()

EVERY_S = 1.0
LAST_TICK = Gauge("stitch_last_tick_timestamp_seconds", "When the clock was last heard")


class Scheduler:
    """Lets the clock speak every second, and delivers at once what turns leave behind."""

    def __init__(self, router: Router, delivery: Delivery, clock: Clock) -> None:
        self._router = router
        self._delivery = delivery
        self._clock = clock
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._sender: asyncio.Task[None] | None = None
        self._busy = asyncio.Lock()

    def start(self) -> None:
        """Tick from now on."""
        self._ticks.add_job(
            self._tick, "interval", seconds=EVERY_S, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._ticks.start()
        self._sender = asyncio.create_task(self._deliver_when_woken())

    async def stop(self) -> None:
        """Tick no more; what is being sent is finished, what was only claimed is handed back."""
        if self._ticks.running:
            self._ticks.shutdown(wait=False)
        self._delivery.stop()
        async with self._busy:
            pass
        if self._sender is not None:
            self._sender.cancel()
            with suppress(asyncio.CancelledError):
                await self._sender

    async def catch_up(self) -> None:
        """Let the clock speak and deliver until nothing is due any more."""
        async with self._busy:
            while await self._router.tick(self._clock.now()) or await self._delivery.run_once():
                pass
            LAST_TICK.set(self._clock.now().timestamp())

    async def _tick(self) -> None:
        try:
            await self.catch_up()
        except Exception:
            # The next tick tries again; a clock that stops for one bad row would stop for all.
            log.exception("tick failed")

    async def _deliver_when_woken(self) -> None:
        while True:
            await self._router.wake.wait()
            self._router.wake.clear()
            await self._tick()
