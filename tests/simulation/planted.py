"""Planted bugs: mistakes that somebody could make, put into the bot at run time, to see that each is caught."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import true, update

import bot.care.huddles
import bot.care.recurrence
import bot.care.tasks
import bot.delivery
import bot.handlers
import bot.parcels
import bot.router
import bot.store.contingencies
import bot.store.handoffs
import bot.store.huddles
import bot.store.outbox
import bot.store.tasks
from bot.cards import reminder as cards
from bot.care.tasks import Alarm, TaskId
from bot.chat.adapter import Receipt
from bot.chat.incoming import Address, Platform
from bot.delivery import Delivery
from bot.router import Router
from bot.store.heard import HeardEvents
from bot.store.lanes import Lanes
from bot.store.outbox import Outbox
from bot.store.rows import columns
from bot.store.tables import notices
from tests.simulation.loop import changed
from tests.simulation.run import Ran, simulate

Change = tuple[Any, str, Any]


def caught(name: str, seeds: Iterable[int], days: float) -> tuple[int, Ran] | None:
    """The first of the seeds that a planted bug does not get through, and how it went."""
    with planted(name):
        for seed in seeds:
            ran = simulate(seed, days)
            if ran.failure is not None:
                return seed, ran
    return None


@contextmanager
def planted(name: str) -> Any:
    """Within, the bot has this bug."""
    with changed(PLANTED[name]()):
        yield


def _lease_ignored() -> list[Change]:
    anybody = true()
    return [(bot.store.outbox, "free", lambda _sqlite: anybody)]


def _orphans_forgotten() -> list[Change]:
    async def none(_self: Outbox) -> None: ...

    nobody = notices.c.lease.is_(None)
    return [(bot.store.outbox, "free", lambda _sqlite: nobody), (Outbox, "next_orphan", none)]


def _marked_before_sent() -> list[Change]:
    real = Delivery._by

    async def by(self: Delivery, way: Any, parcel: Any) -> Any:
        to = Address(platform=Platform(way.platform), tenant=way.tenant, channel="", private=True)
        for one in parcel.notices:
            await self._mark((one, Receipt(address=to, message="soon"), self._clock.now()))
        return await real(self, way, parcel)

    return [(Delivery, "_by", by)]


def _summer_time_forgotten() -> list[Change]:
    def at_wall(wall: datetime, zone: str) -> datetime:
        winter = wall.replace(month=1, day=1, tzinfo=ZoneInfo(zone)).utcoffset()
        assert winter is not None
        return (wall - winter).replace(tzinfo=UTC)

    return [(bot.care.recurrence, "at_wall", at_wall)]


def _twice_in_the_fold() -> list[Change]:
    real = bot.care.recurrence.following

    def following(rule: str, start: datetime, after: datetime, zone: str) -> datetime | None:
        local = after.astimezone(ZoneInfo(zone))
        again = local.replace(fold=1).astimezone(UTC)
        if again > after and real(rule, start, after - timedelta(seconds=1), zone) == after:
            return again
        return real(rule, start, after, zone)

    return [(one, "following", following) for one in (bot.care.recurrence, bot.care.huddles, bot.care.tasks)]


def _events_not_unique() -> list[Change]:
    real = HeardEvents.record

    async def record(self: HeardEvents, heard: Any) -> bool:
        if (await self._run(update(TABLE).where(_is(heard)).values(heard_at=heard.at))).rowcount == 0:
            await real(self, heard)
        return True

    from bot.store.heard import _is
    from bot.store.tables import incoming as TABLE

    return [(HeardEvents, "record", record)]


def _last_write_wins() -> list[Change]:
    async def save(connection: Any, table: Any, value: Any) -> None:
        new = columns(value, table) | {"version": value.version + 1}
        await connection.execute(update(table).where(table.c.id == value.id).values(new))

    stores = (bot.store.tasks, bot.store.handoffs, bot.store.huddles, bot.store.contingencies)
    return [(one, "save", save) for one in stores]


def _said_as_it_was() -> list[Change]:
    async def compose(work: Any, notice: Any, reader: Any) -> Any:
        step, _, _ = notice.extra.partition(":")
        task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
        return cards.reminder(task, Alarm.due if step == Alarm.unfinished else Alarm(step), None, reader)

    known = {**bot.handlers.NOTICES, "reminder": compose}
    return [(bot.handlers, "NOTICES", known), (bot.router, "NOTICES", known)]


def _sent_again_without_looking() -> list[Change]:
    async def before(*_: Any) -> tuple[None, bool]:
        return None, False

    return [(Delivery, "_before", before)]


def _repeats_without_a_word() -> list[Change]:
    return [(bot.delivery, "repeated", lambda card: card)]


def _limits_ignored() -> list[Change]:
    real = Lanes.failed

    async def failed(self: Lanes, path: Any, reason: str, after: Any, now: datetime, **more: Any) -> Any:
        return (now, False) if after is not None else await real(self, path, reason, after, now, **more)

    return [(Lanes, "failed", failed)]


def _late_ones_flood() -> list[Change]:
    def none(_due: Sequence[Any], _kinds: Any) -> list[Any]:
        return []

    return [(bot.parcels, "superseded", none)]


def _answers_lost() -> list[Change]:
    kept = {name: hear for name, hear in bot.handlers.EVERY_TICK.items() if name != "late_reply"}
    return [(bot.handlers, "EVERY_TICK", kept), (bot.router, "EVERY_TICK", kept)]


def _ok_before_it_is_stored() -> list[Change]:
    real = Router.hear

    async def hear(self: Router, heard: Any, respond: Any) -> None:
        asyncio.get_running_loop().create_task(real(self, heard, respond))

    return [(Router, "hear", hear)]


PLANTED: dict[str, Callable[[], list[Change]]] = {
    "the lease is not checked": _lease_ignored,
    "a crash forgets what was claimed": _orphans_forgotten,
    "marked before it is sent": _marked_before_sent,
    "summer time is forgotten": _summer_time_forgotten,
    "what comes in the fold comes twice": _twice_in_the_fold,
    "events are not unique": _events_not_unique,
    "no compare-and-set": _last_write_wins,
    "a reminder is not composed at sending": _said_as_it_was,
    "sent again without looking": _sent_again_without_looking,
    "a repetition does not say so": _repeats_without_a_word,
    "limits are ignored": _limits_ignored,
    "late notices flood": _late_ones_flood,
    "answers that are lost are not brought": _answers_lost,
    "ok is said before it is stored": _ok_before_it_is_stored,
}
"""Each with what it changes in the bot."""
