"""The world of one seed: hosts, platforms and people on one clock, what goes wrong, and the log of it all."""

import asyncio
import math
import random
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.incoming import Heard
from tests.simulation.hosts import Host, Life
from tests.simulation.loop import LIFE, VirtualLoop, moment
from tests.simulation.people import People
from tests.simulation.platforms import CALM, SimulatedPlatform, Weather, platforms
from tests.simulation.watch import EVENT, Watch

ZONES = ("America/Chicago", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
SETTLED_S = 600.0
"""After trouble, everything that is due must have gone out within this."""

STORMS = (
    Weather(shares=(("refused", 15), ("lost", 15), ("answer lost", 20), ("error", 20), ("limited", 5)), slow=4.0),
    Weather(shares=(("answer lost", 50),), slow=1.0),
    Weather(shares=(("error", 60),)),
    Weather(shares=(("limited", 40),)),
    Weather(slow=9.0),
    Weather(down=True),
    Weather(revoked=True),
)
OUTAGE = Weather(down=True)
"""For hours, just after much was promised: several reminders of one item wait together."""


class Failed(Exception):
    """A promise was broken. Says which, and what led to it."""


class World:
    """Everything in one simulation."""

    def __init__(self, seed: int, days: float, chance: random.Random, loop: VirtualLoop, file: Path) -> None:
        from tests.simulation.database import Turns

        self.seed, self.days, self.chance, self.loop, self.file = seed, days, chance, loop, file
        self.zone = chance.choice(ZONES)
        self.began_at = _beginning(chance, self.zone, days)
        self.turns = Turns()
        self.listeners: dict[Life, Callable[[], object]] = {}
        self.choppy = 0.0
        """How often the database lets others go first."""
        self.seldom = chance.choice((1, 2, 4))
        """The more, the longer everything works between two troubles: not every hospital has one each shift."""
        self.storms = 0
        self.calm_since = 0.0
        self.clocks_right_since = 0.0
        self.over = asyncio.Event()
        self.failure: str | None = None
        self.steps = 0
        self._digest = sha256()
        self.lines: deque[str] = deque(maxlen=60)
        self.hosts: list[Host] = []
        for number in range(chance.choices((1, 2, 3), (5, 3, 2))[0]):
            skew = timedelta(seconds=chance.choice((0, 0, chance.uniform(-2, 2))))
            self.hosts.append(Host(self, f"host{number + 1}", skew))
        self.platforms = platforms(self)
        self.watch = Watch(self)
        self.people = People(self)

    def now(self) -> datetime:
        """The true time."""
        return moment(self.began_at, self.loop.at)

    def log(self, *words: object) -> None:
        """One line of what happened. Two runs of a seed have the same lines."""
        line = f"{self.now():%d %H:%M:%S.%f} {' '.join(str(one) for one in words)}"
        self._digest.update(line.encode())
        self.lines.append(line)

    @property
    def digest(self) -> str:
        """What stands for all lines so far."""
        return self._digest.hexdigest()[:16]

    def trouble(self, lasts: float = 0.0) -> None:
        """Something went wrong, or will have until then: what is due may be late for a while."""
        self.calm_since = max(self.calm_since, self.loop.at + lasts)

    def settled(self) -> bool:
        """Whether everything has worked for so long that nothing may be late."""
        up = any(host.life is not None and host.life.ready for host in self.hosts)
        return up and not self.storms and self.loop.at - self.calm_since > SETTLED_S

    def fail(self, promise: str) -> None:
        """A promise is broken; the first one counts."""
        if self.failure is None:
            self.failure = promise
            self.log("BROKEN", promise)
            self.over.set()

    def raised(self, problem: BaseException) -> None:
        """A task of the bot has died."""
        import traceback

        told = "".join(traceback.format_exception(problem)[-4:])
        self.fail(f"a task of the bot died: {told}")

    async def step(self) -> None:
        """A process goes on to its next step: others may come first, or it may die."""
        life = LIFE.get()
        assert life is not None
        self.steps += 1
        if not life.alive:
            raise asyncio.CancelledError
        if life.fuse:
            life.fuse -= 1
            if not life.fuse:
                life.die()
                raise asyncio.CancelledError
        if self.choppy and self.chance.random() < self.choppy:
            await asyncio.sleep(self.chance.random() * 0.02)

    def committed(self, life: Life, written: set[str]) -> None:
        """A transaction of a host has been committed."""
        self.log("commit", life.host.name, *sorted(written))
        self.watch.committed(life, written)
        if "+notices" in written:
            for other, heard in self.listeners.items():
                self.loop.call_later(self.chance.random() * 0.1, heard, context=other.context)

    async def run(self) -> None:
        """All of it, to the end or to the first broken promise."""
        tasks = [
            asyncio.create_task(one) for one in (self._days(), self._weather(), self._clocks(), self._checks())
        ]
        tasks += [asyncio.create_task(self._fate_of(host)) for host in self.hosts]
        self.people.arrive()
        try:
            await self.over.wait()
        finally:
            for task in tasks:
                task.cancel()
            for host in self.hosts:
                if host.life is not None:
                    host.life.die()
                host.close()
            self.people.leave()
        for task in tasks:
            if task.done() and not task.cancelled() and (problem := task.exception()):
                raise problem
        if self.failure:
            raise Failed(self.failure)

    async def deliver(self, there: SimulatedPlatform, heard: Heard) -> None:
        """A platform tells the bot what somebody did, until it hears that it was taken in, or more often."""
        chance = self.chance
        for wait in (*there.retries, None):
            await asyncio.sleep(chance.random() * (0.2 if not self.storms else 5.0))
            ready = [host.life for host in self.hosts if host.life is not None and host.life.ready]
            stormy = there.weather is not CALM
            lost = there.weather.down or (stormy and chance.random() < 0.2)
            if ready and not lost:
                life = chance.choice(ready)
                if await self._heard_by(life, there, heard) and not (stormy and chance.random() < 0.3):
                    break
            if wait is None:
                return
            await asyncio.sleep(wait)
        while chance.random() < 0.15:
            await asyncio.sleep(chance.choice((0.0, 0.05, 30.0, 3600.0)) * chance.random())
            for host in self.hosts:
                if host.life is not None and host.life.ready:
                    await self._heard_by(host.life, there, heard)

    async def _heard_by(self, life: Life, there: SimulatedPlatform, heard: Heard) -> bool:
        client = there.connected()
        context = life.context.copy()
        context.run(EVENT.set, heard)
        self.log("heard", life.host.name, there.name, heard.id)

        async def respond(reply) -> None:  # type: ignore[no-untyped-def]
            await client.respond(heard, reply)

        life.hearing += 1
        life.heard_all.clear()
        hearing = self.loop.create_task(life.router.hear(heard, respond), context=context)
        await asyncio.wait([hearing])
        life.hearing -= 1
        if not life.hearing:
            life.heard_all.set()
        if hearing.cancelled() or not life.alive:
            return False
        if problem := hearing.exception():
            self.raised(problem)
            return False
        self.watch.acknowledged(heard)
        return True

    async def _days(self) -> None:
        for host in self.hosts:
            host.start()
        await asyncio.sleep(self.days * 86400)
        self.people.rest()
        self._end_of_trouble = True
        await asyncio.sleep(3 * 3600)
        self.watch.last_check()
        for host in self.hosts:
            if host.life is not None and host.life.ready:
                await host.life.run(host.life.count())
        self.over.set()

    async def _checks(self) -> None:
        while True:
            await asyncio.sleep(900)
            self.watch.check()

    async def _weather(self) -> None:
        chance = self.chance
        while not self._end_of_trouble:
            await asyncio.sleep(chance.expovariate(1 / (10 * 3600 * self.seldom)))
            if self._end_of_trouble:
                return
            where = chance.choice(([*self.platforms.values()], [chance.choice([*self.platforms.values()])]))
            storm, lasts = chance.choice(STORMS), min(7200.0, chance.expovariate(1 / 1200))
            if chance.random() < 0.25:
                storm, lasts = OUTAGE, chance.uniform(3600, 10800)
                self.people.promise_much()
                await asyncio.sleep(120)
            self.choppy = chance.choice((0.0, 0.05, 0.3))
            for platform in where:
                platform.weather = storm
            self.storms += 1
            self.log("storm", *(one.name for one in where), storm)
            self.people.left_to_themselves(lasts)
            await asyncio.sleep(lasts)
            for platform in where:
                platform.weather = CALM
            self.choppy = chance.choice((0.0, 0.02))
            self.storms -= 1
            self.log("calm")
            self.trouble()

    async def _clocks(self) -> None:
        """Clocks are set, and set right again."""
        chance = self.chance
        while True:
            await asyncio.sleep(chance.expovariate(1 / (5 * 86400)))
            if self._end_of_trouble:
                return
            host = chance.choice(self.hosts)
            right = host.skew
            off = chance.choice((2.0, 20.0, 300.0, 7200.0)) * chance.uniform(-1, 1)
            host.skew = right + timedelta(seconds=off)
            self.clocks_right_since = math.inf
            self.log("clock", host.name, round(off))
            lasts = chance.uniform(60, 7200)
            self.trouble(lasts + abs(off) + 600)
            await asyncio.sleep(lasts)
            host.skew = right
            self.clocks_right_since = self.loop.at
            self.log("clock", host.name, "right")

    async def _fate_of(self, host: Host) -> None:
        chance = self.chance
        while True:
            await asyncio.sleep(chance.expovariate(1 / (12 * 3600 * self.seldom)))
            life = host.life
            if self._end_of_trouble or life is None:
                return
            if chance.random() < 0.2:
                await asyncio.wait([life.run(life.stop())])
            else:
                life.fuse = chance.randrange(1, 150)
                await life.ended.wait()
            await asyncio.sleep(chance.choice((0.5, 3.0, 30.0, 600.0, 7200.0)) * chance.random())
            host.start()

    _end_of_trouble = False


def _beginning(chance: random.Random, zone: str, days: float) -> datetime:
    """Some day of two years; more often than not one before which clocks change within the time."""
    day = datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(days=chance.randrange(730))
    if chance.random() < 0.4:
        return day
    for ahead in range(370):
        one = day + timedelta(days=ahead)
        if (
            one.astimezone(ZoneInfo(zone)).utcoffset()
            != (one + timedelta(days=1)).astimezone(ZoneInfo(zone)).utcoffset()
        ):
            return one - timedelta(days=chance.uniform(0, max(0.5, min(days - 1, 5))))
    return day
