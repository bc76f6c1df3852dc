"""Hosts: machines with clocks that are wrong, on which the bot runs until it is stopped, or dies at any step."""

import asyncio
import contextvars
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat.adapter import Adapter
from bot.chat.incoming import Platform
from bot.clock import HostClock
from bot.delivery import Delivery
from bot.router import Router
from bot.scheduler import Scheduler
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import MASTER
from tests.simulation.database import Connection, engine, opened
from tests.simulation.loop import LIFE

if TYPE_CHECKING:
    from tests.simulation.world import World

TENANT = "T1"
WARD = "Ward"


class Host:
    """A machine: its clock, and the process on it, if one runs."""

    def __init__(self, world: "World", name: str, skew: timedelta) -> None:
        self.world = world
        self.name = name
        self.skew = skew
        self.life: Life | None = None
        self._free: list[sqlite3.Connection] = []

    @property
    def alone(self) -> bool:
        """The bot's SQLite has one host; with several, it stands for PostgreSQL."""
        return len(self.world.hosts) == 1

    def now(self) -> datetime:
        """What its clock says."""
        return self.world.now() + self.skew

    def database_now(self) -> datetime:
        """What the database's clock says: SQLite runs here, a server elsewhere."""
        return self.now() if self.alone else self.world.now()

    def start(self) -> None:
        """Run the bot."""
        self.life = Life(self)
        self.life.run(self.life.start())

    def borrow(self) -> sqlite3.Connection:
        """A connection that nobody uses."""
        return self._free.pop() if self._free else opened(self.world.file)

    def give_back(self, raw: sqlite3.Connection) -> None:
        self._free.append(raw)

    def close(self) -> None:
        for raw in self._free:
            raw.close()


class Life:
    """A process, from its start to its end. Everything in it is forgotten when it dies."""

    router: Router
    scheduler: Scheduler

    def __init__(self, host: Host) -> None:
        self.host = host
        self.alive = True
        self.ready = False
        self.fuse = 0
        """It dies after so many steps more; 0 is never."""
        self.tasks: dict[asyncio.Task[object], None] = {}
        self.connections: dict[Connection, None] = {}
        self.hearing = 0
        self.heard_all = asyncio.Event()
        self.heard_all.set()
        self.ended = asyncio.Event()
        self.context = contextvars.copy_context()
        self.context.run(LIFE.set, self)

    def run(self, coroutine) -> "asyncio.Task[object]":  # type: ignore[no-untyped-def]
        """Let the process do this."""
        return self.host.world.loop.create_task(coroutine, context=self.context.copy())

    async def start(self) -> None:
        """What bot/app.py does, with the world's platforms."""
        world, clock = self.host.world, HostClock()
        self.database = Database(engine(), MASTER)
        if not self.host.alone:
            self.database._turns = None
        async with open_work(self.database) as work:
            workspace = await work.members.workspace(WARD, zone=world.zone, demo=False)
            for platform in world.platforms:
                await work.members.attach(platform, TENANT, workspace.id)
        adapters: dict[Platform, Adapter] = {
            name: platform.connected() for name, platform in world.platforms.items()
        }
        forms = frozenset(name for name, platform in world.platforms.items() if platform.forms)
        self.router = Router(self.database, clock, with_forms=forms)
        self.delivery = Delivery(self.database, self.router, adapters, clock)
        self.scheduler = Scheduler(self.router, self.delivery, clock, self.database)
        self.scheduler.start()
        self.ready = True
        world.log("up", self.host.name)
        world.trouble()

    async def count(self) -> None:
        """The bot's own ledger must find everything in exactly one place."""
        async with open_work(self.database) as work:
            workspace = await work.members.workspace(WARD, zone=self.host.world.zone, demo=False)
            counted = await work.ledger.of_all(workspace.id, await work.people(workspace.id), self.host.now())
        if counted.remainder:
            self.host.world.fail(f"the ledger's remainder is 0: it is {counted.remainder}")

    async def stop(self) -> None:
        """Asked to stop: nothing more is taken in, what is in flight is finished."""
        self.ready = False
        await self.heard_all.wait()
        await self.scheduler.stop()
        self._end("stopped")

    def die(self) -> None:
        """Killed at this very step."""
        if self.alive:
            self._end("killed")

    def done(self, task: "asyncio.Task[object]") -> None:
        """A task has ended; what it raised must not have been overlooked."""
        self.tasks.pop(task, None)
        if not task.cancelled() and (problem := task.exception()) is not None and self.alive:
            self.host.world.raised(problem)

    def _end(self, how: str) -> None:
        world = self.host.world
        self.alive = self.ready = False
        world.loop.forget(self)
        for connection in list(self.connections):
            connection.stop()
        for task in list(self.tasks):
            if task is not asyncio.current_task():
                task.cancel()
        self.host.life = None
        world.listeners.pop(self, None)
        self.ended.set()
        world.log(how, self.host.name)
        world.trouble()


async def listen(database: Database, heard: Callable[[], object]) -> None:
    """Stands for PostgreSQL's LISTEN."""
    life = LIFE.get()
    assert life is not None
    if not life.host.alone:
        life.host.world.listeners[life] = heard
    await asyncio.get_running_loop().create_future()
