"""Lanes: how soon something may be sent to a destination, or by the bot as a whole. Shared by all replicas."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.adapter import Rate
from bot.store.rows import fields_of, insert_many, made, one_of, update_many
from bot.store.tables import lanes

FAR = timedelta(hours=1)
"""No limit reaches further; one that does was written by a clock that was wrong."""

LONGEST_S = 300.0
LONGEST_PLACE_S = 30.0
LOCKED_OUT = "locked_out"
"""Why nothing gets through where the platform refuses the bot itself."""
OTHERS = 2
"""So many other destinations must fail before their place is believed to."""

PROBE = timedelta(seconds=2)
SOON = timedelta(milliseconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """All that a message has to pass: its destination, and the place (a tenant of a platform) that it is in."""

    place: str
    destination: str
    place_rates: tuple[Rate, ...] = ()
    rates: tuple[Rate, ...] = ()

    def named(self) -> list[tuple[str, Rate | None]]:
        """The lanes by name, each with its rate; the first of each sort carries what is blocked."""
        return [*_numbered(self.place, self.place_rates), *_numbered(self.destination, self.rates)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One limit, by the generic cell rate algorithm."""

    name: str
    place: str
    full_at: datetime
    blocked_until: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """When a message may go. `free` when that is now, or so soon that it is worth waiting for."""

    at: datetime
    free: bool
    failing: bool
    """Its destination or place failed the last time: if it works now, say so with `recovered`."""


_LANES = select(*fields_of(Lane, lanes))


class Lanes:
    """The limits that are in use."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._run = connection.execute

    async def take(self, paths: Sequence[Path], now: datetime, horizon: timedelta) -> list[Slot]:
        """A slot for each, in their order. Those that are free are taken from what the limits allow.

        Of a place that failed, the first one finds out whether it works again; the others wait for that.
        """
        limited = {name: path.place for path in paths for name, rate in path.named() if rate is not None}
        found = await self._made(limited, now) | await self._failing({path.place for path in paths}, now)
        known = {
            name: found.get(name) or Lane(name=name, place=path.place, full_at=now)
            for path in paths
            for name, _ in path.named()
        }
        before = dict(known)
        slots = []
        # Those put off are spread as if they went in this order, so that they do not all come back at once.
        spread = {name: lane.full_at for name, lane in known.items()}
        for path in paths:
            named = path.named()
            blocked = [until for name, _ in named if (until := known[name].blocked_until) and until > now]
            failing = any(known[name].failures for name, _ in named)
            at = max([now, *blocked, *(_allowed(known[name].full_at, rate) for name, rate in named if rate)])
            passed = any(spread[name] > known[name].full_at for name, _ in named)
            if blocked or passed or at > now + horizon:
                late = [_allowed(spread[name], rate) for name, rate in named if rate]
                slots.append(Slot(max([at, *late, now + SOON]), False, failing))
                spread |= {name: _after(rate, spread[name], now, *blocked) for name, rate in named if rate}
                continue
            slots.append(Slot(at, True, failing))
            for name, rate in named:
                if rate is not None:
                    spread[name] = _after(rate, known[name].full_at, now)
                    known[name] = replace(known[name], full_at=spread[name])
            if known[path.place].failures:
                known[path.place] = replace(known[path.place], blocked_until=now + PROBE)
        changed = [
            {"name": name, "full_at": lane.full_at, "blocked_until": lane.blocked_until}
            for name, lane in known.items()
            if lane is not before[name]
        ]
        await update_many(self._connection, lanes, changed, by=["name"])
        return slots

    async def failed(
        self, path: Path, reason: str, after: float | None, now: datetime, *, works: bool, whole: bool = False
    ) -> tuple[datetime, bool]:
        """Nothing gets through there: block it for `after` seconds, or ever longer. Returns until when, and
        whether the whole place is.

        The place is blocked with it when it is known to fail as a `whole`, or when others in it fail too and
        nothing `works` there.
        """
        known = await self._made({name: path.place for name, _ in path.named()}, now)
        others = select(func.count()).where(
            lanes.c.place == path.place,
            lanes.c.failures > 0,
            lanes.c.blocked_until > now - PROBE,
            lanes.c.name.not_in([path.destination, path.place]),
        )
        if not whole and not works:
            whole = known[path.place].failures > 0 or (await self._run(others)).scalar_one() >= OTHERS
        if not whole:
            return await self._block(known[path.destination], reason, after, now, LONGEST_S), False
        until = await self._block(known[path.place], reason, after, now, LONGEST_PLACE_S)
        # All of them wake together, so that the most urgent one is the first to go.
        await self._block(known[path.destination], reason, (until - now).total_seconds(), now, LONGEST_S)
        return until, True

    async def recovered(self, path: Path) -> None:
        """Something got through."""
        await self._run(
            update(lanes)
            .where(lanes.c.name.in_([path.destination, path.place]), lanes.c.failures > 0)
            .values(failures=0, blocked_until=None, reason=None)
        )

    async def failing(self) -> list[tuple[str, str, str]]:
        """The destinations and places that do not work at present: name, place and reason."""
        failed = select(lanes.c.name, lanes.c.place, lanes.c.reason).where(lanes.c.failures > 0)
        rows = await self._run(failed.order_by(lanes.c.name))
        return [(row.name, row.place, row.reason or "") for row in rows]

    async def after_clock_moved_back(self, now: datetime) -> None:
        """What would block until a time by the clock as it was before blocks no more; one try finds out anew."""
        await self._run(update(lanes).where(lanes.c.full_at > now).values(full_at=now))
        await self._run(update(lanes).where(lanes.c.blocked_until > now).values(blocked_until=None))

    async def _block(self, lane: Lane, reason: str, after: float | None, now: datetime, most: float) -> datetime:
        # With jitter, so that many places do not come back at once.
        jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not a secret
        seconds = after if after is not None else min(most, 2.0 ** min(lane.failures, 20)) * jitter
        until = max(lane.blocked_until or now, now + min(timedelta(seconds=seconds), FAR))
        values = {"blocked_until": until, "failures": lane.failures + 1, "reason": reason[:64]}
        await self._run(update(lanes).where(lanes.c.name == lane.name).values(values))
        return until

    async def _made(self, wanted: Mapping[str, str], now: datetime) -> dict[str, Lane]:
        """These lanes, by name and place, made where they are new; locked, so that replicas take turns."""
        found = await self._locked(one_of(self._connection, lanes.c.name, wanted), now) if wanted else {}
        new = sorted(wanted.keys() - found.keys())
        if not new:
            return found
        rows = [{"name": name, "place": wanted[name], "full_at": now, "failures": 0} for name in new]
        if await insert_many(self._connection, lanes, rows) == len(new):
            return found | {name: Lane(name=name, place=wanted[name], full_at=now) for name in new}
        # Another replica has made some of them meanwhile.
        return found | await self._locked(one_of(self._connection, lanes.c.name, new), now)

    async def _failing(self, places: Collection[str], now: datetime) -> dict[str, Lane]:
        """What does not work at present in these places: the only lanes that are kept where there is no limit."""
        return await self._locked((lanes.c.place.in_(places)) & (lanes.c.failures > 0), now)

    async def _locked(self, which: ColumnElement[bool], now: datetime) -> dict[str, Lane]:
        """In one order, so that replicas do not deadlock."""
        rows = await self._run(_LANES.where(which).order_by(lanes.c.name).with_for_update())
        return {row.name: _sane(made(Lane, row), now) for row in rows}


def _numbered(name: str, rates: tuple[Rate, ...]) -> list[tuple[str, Rate | None]]:
    first = rates[0] if rates else None
    return [(name, first), *((f"{name}#{number}", rate) for number, rate in enumerate(rates[1:], start=2))]


def _after(rate: Rate, full_at: datetime, *not_before: datetime) -> datetime:
    return max(full_at, *not_before) + timedelta(seconds=rate.every)


def _allowed(full_at: datetime, rate: Rate) -> datetime:
    return full_at - timedelta(seconds=rate.every * (rate.burst - 1))


def _sane(lane: Lane, now: datetime) -> Lane:
    """After the host's clock went back, what was written before would block for as long as it went."""
    blocked = lane.blocked_until if lane.blocked_until and lane.blocked_until <= now + FAR else None
    if blocked is lane.blocked_until and lane.full_at <= now + FAR:
        return lane
    return replace(lane, full_at=now if lane.full_at > now + FAR else lane.full_at, blocked_until=blocked)
