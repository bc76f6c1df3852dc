"""The heartbeat: whether all is well, as numbers for a monitor, and told to a human outside the bot.

A service such as healthchecks alarms somebody when it is not called for a while, or called at `…/fail`. So it also
notices a bot that is dead, which the bot itself never could.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import httpx
import structlog
from prometheus_client import Counter, Gauge

from bot.reasons import in_words
from bot.router import Clock
from bot.scheduler import Scheduler
from bot.store.database import Database
from bot.store.lanes import LOCKED_OUT
from bot.store.work import open_work

log = structlog.get_logger()

EVERY_S = 60.0
ANSWERS_WITHIN_S = 10.0
LATE = timedelta(minutes=5)
"""What has been due for so long is worth waking somebody for."""

DUE = Gauge("stitch_notices_due", "Notices that are due and not sent")
OLDEST = Gauge("stitch_notices_due_oldest_seconds", "For how long the oldest of them has been due")
DEAD = Gauge("stitch_notices_dead", "Notices that were given up, until they are sent again or discarded")
FAILING = Gauge("stitch_destinations_failing", "Channels, people and platforms that take nothing at present")
REFUSING = Gauge("stitch_platforms_refusing", "Platforms that refuse the bot itself, such as for a revoked token")
BEATS = Counter("stitch_heartbeats_total", "Calls of HEARTBEAT_URL, by what was told", ["told"])


class Heartbeat:
    """Looks every minute, and calls the URL if there is one."""

    def __init__(self, url: str, database: Database, scheduler: Scheduler, clock: Clock) -> None:
        self._url = url.rstrip("/")
        self._database = database
        self._scheduler = scheduler
        self._clock = clock
        self._dead: int | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Beat from now on."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Beat no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def beat(self) -> list[str]:
        """Look once, and tell. Returns what is wrong, in sentences that hold no word that people wrote."""
        try:
            problems = await self._looked()
        except Exception as problem:
            log.error("heartbeat", error=type(problem).__name__)
            problems = ["The database does not answer."]
        if not self._scheduler.ticking:
            problems.append("The clock has not been heard for a minute.")
        if self._url:
            await self._tell(problems)
        return problems

    async def _run(self) -> None:
        while True:
            await self.beat()
            await asyncio.sleep(EVERY_S)

    async def _looked(self) -> list[str]:
        now = self._clock.now()
        async with open_work(self._database) as work:
            backlog = await work.outbox.backlog(now)
            failing = await work.lanes.failing()
        refusing = sorted({place for _, place, reason in failing if reason == LOCKED_OUT})
        late = now - backlog.oldest if backlog.oldest is not None else timedelta()
        DUE.set(backlog.count)
        OLDEST.set(max(0.0, late.total_seconds()))
        DEAD.set(backlog.dead)
        FAILING.set(len(failing))
        REFUSING.set(len(refusing))
        problems = [f"{name} refuses the bot. Look at its token." for name in refusing]
        if late > LATE:
            minutes = int(late.total_seconds() // 60)
            problems.append(f"Due and not sent: {backlog.count}, the oldest for {minutes} minutes.")
            problems += [f"{name} takes nothing: {in_words(reason)}." for name, _, reason in failing[:5]]
        if self._dead is not None and backlog.dead > self._dead:
            problems.append(f"Given up: {backlog.dead - self._dead}. Look at them with: stitch outbox")
        self._dead = backlog.dead
        return problems

    async def _tell(self, problems: list[str]) -> None:
        url, told = (f"{self._url}/fail", "problem") if problems else (self._url, "well")
        try:
            async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, follow_redirects=False) as client:
                answer = await client.post(url, content="\n".join(problems) or "All is well.")
            if answer.status_code >= 300:
                told = "not taken"
        except httpx.HTTPError:
            told = "not taken"
        BEATS.labels(told).inc()
        if told == "not taken":
            log.warning("HEARTBEAT_URL does not take the heartbeat")
