"""Virtual time: an event loop that never waits, and the clocks that hosts and the database read within it."""

import asyncio
import random
import secrets
import selectors
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.date
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.clock
import bot.delivery
import bot.parcels
import bot.scheduler
import bot.store.audit
import bot.store.keys
import bot.store.outbox

if TYPE_CHECKING:
    from tests.simulation.hosts import Life

LIFE: ContextVar["Life | None"] = ContextVar("life", default=None)
"""The process that the running code belongs to, from its start to its crash. None is the outside world."""


class _Jumping(selectors.DefaultSelector):
    """Instead of waiting for the next timer, the time is made to be that of the timer."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everything waits for something that will never come")
        if timeout > 0:
            self.loop.at = max(self.loop.at, self.loop._scheduled[0]._when)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs in no time, and in the same order each time. What a dead process has left behind does not run."""

    def __init__(self) -> None:
        selector = _Jumping()
        selector.loop = self
        self.at = 0.0
        super().__init__(selector)
        self.set_task_factory(_task)

    def time(self) -> float:
        return self.at

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: Any, context: Any = None) -> Any:
        return self.call_soon(callback, *args, context=context)

    def forget(self, life: "Life") -> None:
        """No timer of a dead process goes off."""
        for timer in self._scheduled:
            if not timer._cancelled and timer._context.get(LIFE) is life:
                timer.cancel()


def _task(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> "asyncio.Task[Any]":
    context = more.get("context")
    life = LIFE.get() if context is None else context.get(LIFE)
    task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **more)
    # What SQLAlchemy gives back in a task of its own is given back, also by a process that is dead by then.
    if life is not None and coroutine.__qualname__ != AsyncConnection.close.__qualname__:
        if life.alive:
            life.tasks[task] = None
            task.add_done_callback(life.done)
        else:
            task.cancel()
    return task


class _Fake(type):
    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, datetime)


class HostTime(datetime, metaclass=_Fake):
    """`datetime` for code on a host: now is what the host's own clock says."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        life = LIFE.get()
        assert life is not None, "only a host asks for the time"
        return life.host.now().astimezone(tz)

    @classmethod
    def fromtimestamp(cls, seconds: float, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.fromtimestamp(seconds, tz)


class DatabaseTime(HostTime):
    """`datetime` for code that wants the database's clock: a server's own, or that of the one host of SQLite."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        life = LIFE.get()
        assert life is not None
        return life.host.database_now().astimezone(tz)


class _Monotonic:
    """The `time` module, as far as the bot uses it: a clock that cannot be set."""

    @staticmethod
    def monotonic() -> float:
        return asyncio.get_running_loop().time()


@contextmanager
def virtual_time(seed: int) -> Iterator[random.Random]:
    """Within, hosts read virtual clocks, and all chance comes from the seed. Yields the world's own source."""
    source = random.Random(f"{seed}:world")
    opaque = random.Random(f"{seed}:opaque")
    known = random.getstate()
    random.seed(f"{seed}:bot")
    changes: list[tuple[Any, str, Any]] = [
        *((one, "datetime", HostTime) for one in _HOST_CODE),
        (bot.store.outbox, "datetime", DatabaseTime),
        (bot.delivery, "time", _Monotonic),
        (bot.parcels, "time", _Monotonic),
        (bot.scheduler, "time", _Monotonic),
        (secrets, "token_bytes", lambda count=32: opaque.randbytes(count)),
        (secrets, "token_hex", lambda count=32: opaque.randbytes(count).hex()),
        (secrets, "token_urlsafe", lambda count=32: f"{opaque.getrandbits(8 * count):0{2 * count}x}"[:22]),
        (secrets, "choice", opaque.choice),
    ]
    with changed(changes):
        try:
            yield source
        finally:
            random.setstate(known)


@contextmanager
def changed(changes: list[tuple[Any, str, Any]]) -> Iterator[None]:
    """Within, these attributes of these things are others."""
    before = [(thing, name, getattr(thing, name)) for thing, name, _ in changes]
    for thing, name, value in changes:
        setattr(thing, name, value)
    try:
        yield
    finally:
        for thing, name, value in reversed(before):
            setattr(thing, name, value)


def moment(start: datetime, seconds: float) -> datetime:
    """A moment of the simulation, to the millisecond."""
    return start + timedelta(milliseconds=int(seconds * 1000))


_HOST_CODE = (
    bot.clock, bot.scheduler, bot.store.audit, bot.store.keys,
    apscheduler.schedulers.base, apscheduler.executors.base, apscheduler.triggers.date,
)  # fmt: skip
