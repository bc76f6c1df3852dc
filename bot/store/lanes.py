"""Lanes: how soon something may be sent to a destination, or by the bot as a whole. Shared by all replicas."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.adapter import Rate
from bot.store.rows import all_made, fields_of, insert_many, one_of, update_many
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


@dataclass(slots=True)
class Lane:
    """One limit, by the generic cell rate algorithm, while slots are taken from it."""

    name: str
    place: str
    full_at: datetime
    blocked_until: datetime | None = None
    failures: int = 0
    spread: datetime | None = None
    """As `full_at` would be if those put off went in their order, so that they do not all come back at once."""
    changed: bool = False


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
        ways = [path.named() for path in paths]
        places = {name: path.place for path, way in zip(paths, ways, strict=True) for name, _ in way}
        known = await self._locked(places, now)
        new = {name: Lane(name, place, now) for name, place in places.items() if name not in known}
        every = known | new
        slots = [_slot([(every[name], rate) for name, rate in way], now, horizon) for way in ways]
        passed = _changed(known, "name", "full_at", "blocked_until")
        await update_many(self._connection, lanes, passed, by=["name"])
        first = _changed(new, "name", "place", "full_at")
        lost = {one["name"] for one in first}.difference(await insert_many(self._connection, lanes, first))
        if not lost:
            return slots
        # Another replica has made these meanwhile: who wants to go there asks again.
        return [
            slot if lost.isdisjoint(name for name, _ in way) else Slot(now + SOON, False, slot.failing)
            for way, slot in zip(ways, slots, strict=True)
        ]

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
        """Something got through. What has no limit is kept only while it fails."""
        kept = {name: rate is not None for name, rate in path.named()}
        await self._run(delete(lanes).where(lanes.c.name.in_(name for name in kept if not kept[name])))
        await self._run(
            update(lanes)
            .where(lanes.c.name.in_(name for name in kept if kept[name]), lanes.c.failures > 0)
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
        """These lanes, by name and place, made where they are new."""
        rows = [{"name": name, "place": wanted[name], "full_at": now} for name in sorted(wanted)]
        await insert_many(self._connection, lanes, rows)
        return await self._locked(wanted, now)

    async def _locked(self, names: Collection[str], now: datetime) -> dict[str, Lane]:
        """Those that there are, for replicas to take turns: in one order, so that they do not deadlock."""
        which = one_of(self._connection, lanes.c.name, names)
        rows = await self._run(_LANES.where(which).order_by(lanes.c.name).with_for_update())
        return {lane.name: _sane(lane, now) for lane in all_made(Lane, rows)}


def _slot(way: Sequence[tuple[Lane, Rate | None]], now: datetime, horizon: timedelta) -> Slot:
    """When all these lanes let the next one go; taken from what they allow, if it is free."""
    at = blocked = now
    failing = passed = False
    for lane, rate in way:
        failing = failing or lane.failures > 0
        passed = passed or lane.spread is not None
        blocked = max(blocked, lane.blocked_until or now)
        if rate is not None:
            at = max(at, _allowed(lane.full_at, rate))
    if blocked > now or passed or at > now + horizon:
        at = max(at, blocked, now + SOON)
        for lane, rate in way:
            if rate is not None:
                spread = lane.spread or lane.full_at
                at = max(at, _allowed(spread, rate))
                lane.spread = _after(rate, spread, blocked)
        return Slot(at, False, failing)
    for lane, rate in way:
        if rate is not None:
            lane.full_at, lane.changed = _after(rate, lane.full_at, now), True
    place, _ = way[0]
    if place.failures:
        place.blocked_until, place.changed = now + PROBE, True
    return Slot(at, True, failing)


def _changed(known: Mapping[str, Lane], *columns: str) -> list[dict[str, object]]:
    return [{name: getattr(known[one], name) for name in columns} for one in sorted(known) if known[one].changed]


def _numbered(name: str, rates: tuple[Rate, ...]) -> list[tuple[str, Rate | None]]:
    first = rates[0] if rates else None
    return [(name, first), *((f"{name}#{number}", rate) for number, rate in enumerate(rates[1:], start=2))]


def _after(rate: Rate, full_at: datetime, not_before: datetime) -> datetime:
    return max(full_at, not_before) + timedelta(seconds=rate.every)


def _allowed(full_at: datetime, rate: Rate) -> datetime:
    return full_at - timedelta(seconds=rate.every * (rate.burst - 1))


def _sane(lane: Lane, now: datetime) -> Lane:
    """After the host's clock went back, what was written before would block for as long as it went."""
    if lane.blocked_until and lane.blocked_until > now + FAR:
        lane.blocked_until = None
    if lane.full_at > now + FAR:
        lane.full_at = now
    return lane
