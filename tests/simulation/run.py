"""One seed from its beginning to its end."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

import bot.scheduler
from tests.simulation.database import file_of_a_database, locks_are_seen
from tests.simulation.hosts import listen
from tests.simulation.loop import LIFE, VirtualLoop, changed, virtual_time
from tests.simulation.world import Failed, World

LOOK_EVERY = timedelta(hours=3)
PULSE_S = 300.0
"""Idle looks and pulses cost time and find nothing; far between, they also hide no wake that was lost."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a seed went. `failure` is the promise that was broken, with the log's last lines."""

    seed: int
    days: float
    digest: str
    failure: str | None
    lines: tuple[str, ...]
    counts: Counter[str]

    def __str__(self) -> str:
        if self.failure is None:
            return f"seed {self.seed}: green, {self.digest}"
        told = "\n  ".join(self.lines)
        again = f"python -m tests.simulation --seed {self.seed} --days {self.days:g}"
        return f"seed {self.seed}: {self.failure}\n  {told}\nagain: {again}  (log {self.digest})"


def simulate(seed: int, days: float) -> Ran:
    """Run one seed."""
    changes: list[tuple[Any, str, Any]] = [
        (bot.scheduler, "LOOK_EVERY", LOOK_EVERY),
        (bot.scheduler, "PULSE_S", PULSE_S),
        (bot.scheduler, "listen", listen),
    ]
    loop = VirtualLoop()
    with (
        file_of_a_database() as file, virtual_time(seed) as chance, changed(changes), locks_are_seen(),
        _errors() as told,
    ):  # fmt: skip
        failure = None
        try:
            asyncio.set_event_loop(loop)
            world = World(seed, days, chance, loop, file)
            told.world = world
            try:
                loop.run_until_complete(world.run())
            except Failed as problem:
                failure = str(problem)
            while left := asyncio.all_tasks(loop):
                for task in left:
                    task.cancel()
                loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            world.watch.close()
        finally:
            asyncio.set_event_loop(None)
            loop.close()
    counts = world.watch.counts | Counter(items=len(world.watch.tasks), steps=world.steps)
    return Ran(seed=seed, days=days, digest=world.digest, failure=failure, lines=tuple(world.lines), counts=counts)


class _Told:
    """What the bot logs as an error is a promise broken."""

    world: World | None = None

    def __call__(self, _logger: object, name: str, entry: dict[str, Any]) -> dict[str, Any]:
        life = LIFE.get()
        if (
            self.world is not None
            and life is not None
            and life.alive
            and name in ("error", "exception", "critical")
        ):
            if entry.get("exc_info"):
                import traceback

                entry["exc_info"] = traceback.format_exc(limit=-6)
            if entry["event"] not in EXPECTED:
                self.world.fail(f"the bot logs no error: {entry.pop('event')} {entry}")
        raise structlog.DropEvent


EXPECTED = frozenset(("the platform refuses the bot",))


@contextmanager
def _errors() -> Iterator[_Told]:
    told = _Told()
    before = structlog.get_config()
    jobs = logging.getLogger("apscheduler")  # a process that is killed cancels its tick
    level = jobs.level
    jobs.setLevel(logging.CRITICAL)
    structlog.configure(processors=[told], wrapper_class=structlog.make_filtering_bound_logger(40))  # type: ignore[list-item]
    try:
        yield told
    finally:
        structlog.configure(**before)
        jobs.setLevel(level)
