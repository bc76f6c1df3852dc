"""The outbox: which notices are due, who has them in hand, and how it went."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Executable,
    Integer,
    Interval,
    Select,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.urgency import Urgency
from bot.chat.adapter import Receipt
from bot.store.columns import Moment
from bot.store.notices import DEAD, DISCARDED, DROPPED, GIVE_UP_AFTER, NEWS, PENDING, SENT, Notice
from bot.store.rows import all_made, fields_of, new_handle, one_of, update_many
from bot.store.tables import channels, members, notices

RANKS = tuple(sorted(urgency.rank for urgency in Urgency))

_NOW = bindparam("now", type_=Moment())
_MOST = bindparam("most", type_=Integer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What should have been sent by now."""

    count: int
    oldest: datetime | None
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A notice that did not arrive, for an operator: no words that people wrote."""

    id: int
    kind: str
    to: str
    state: str
    attempt: int
    reason: str
    due_at: datetime


class Outbox:
    """Notices on their way. Leases run by the database's clock, so that replicas need not agree on the time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._run = connection.execute
        self._sqlite = connection.dialect.name == "sqlite"

    async def take(self, now: datetime, limit: int, together: Collection[str], lease: timedelta) -> list[Notice]:
        """Take up to `limit` notices that may be tried now, most urgent first. Nobody else gets them until the
        lease ends. One whose lease ran out was in somebody's hands when they died: it is marked `maybe_sent`.

        Of the kinds `together`, all that may be tried for the same person comes along, and all that is due about
        the same thing, whatever holds it back: of several only the newest is said.
        """
        at = datetime.now(UTC)
        given = {"token": new_handle(), "now": now, "most": limit, "at": at, "for": lease, "until": at + lease}
        found = await self._taken(_due(free(self._sqlite), self._sqlite), given)
        theirs = [one for one in found if one.kind in together and one.member is not None]
        if theirs:
            whose = one_of(self._connection, notices.c.member, {one.member for one in theirs})
            same = one_of(self._connection, notices.c.about, {one.about for one in theirs})
            ready = or_(notices.c.wake_at <= _NOW, and_(same, notices.c.due_at <= _NOW))
            which = _first(whose, notices.c.kind.in_(together), ready, free(self._sqlite))
            found += await self._taken(_taking(which, self._sqlite), given | {"most": limit * 4})
        return sorted(found, key=lambda notice: (notice.rank, notice.wake_at, notice.id))

    async def in_groups(self, groups: Iterable[Sequence[Notice]]) -> list[Sequence[Notice]]:
        """What was taken, in groups that are each sent as one message: several under a key that stands for all."""
        named = [_named(group) for group in groups]
        given = [{"id": one.id, "sent_as": one.sent_as} for _, changed in named for one in changed]
        await update_many(self._connection, notices, given, by=["id"])
        return [group for group, _ in named]

    async def put_off(self, waiting: Iterable[tuple[Notice, datetime]]) -> None:
        """Not before these times, because of a limit: until then free for anybody."""
        changes = [{"id": notice.id, "wake_at": at} for notice, at in waiting]
        await update_many(self._connection, notices, changes, by=["id"], lease=None, lease_until=None)

    async def sent(self, all_sent: Sequence[tuple[Notice, Receipt, datetime]]) -> None:
        """The platform has them."""
        changes = [
            {
                "id": notice.id, "lease": notice.lease, "sent_at": at,
                "platform": receipt.address.platform, "tenant": receipt.address.tenant,
                "external": receipt.address.channel, "thread": receipt.address.thread or "",
                "message": receipt.message, "link": receipt.link,
            }
            for notice, receipt, at in all_sent
        ]  # fmt: skip
        await update_many(
            self._connection, notices, changes, by=["id", "lease"],
            state=SENT, lease=None, lease_until=None, error=None,
        )  # fmt: skip

    async def dropped(self, untrue: Sequence[Notice]) -> None:
        """No longer true, or said by a newer one, so not said."""
        if untrue:
            await self._finish(untrue, state=DROPPED)

    async def dead(self, notice: Notice, reason: str) -> None:
        """It will not arrive unless somebody sees to it."""
        await self._finish([notice], state=DEAD, error=reason[:200])

    async def again(self, notice: Notice, at: datetime, reason: str, *, maybe_sent: bool) -> None:
        """Not before that time. It keeps its due time, so that it can say how late it is."""
        await self._finish(
            [notice],
            wake_at=at,
            attempt=notice.attempt + 1,
            maybe_sent=maybe_sent,
            sent_as=notice.sent_as if maybe_sent else None,
            error=reason[:200],
        )

    async def hand_back(self, untried: Sequence[Notice]) -> None:
        """Not tried: free for anybody at once."""
        changes = [{"id": one.id, "lease": one.lease} for one in untried]
        await update_many(self._connection, notices, changes, by=["id", "lease"], lease=None, lease_until=None)

    async def not_there(self, missing: Sequence[Notice]) -> None:
        """The platform was asked, and does not have them: as if they had never been tried."""
        await self._finish(missing, maybe_sent=False, sent_as=None)

    async def after_clock_moved_back(self, now: datetime) -> None:
        """What waits for a time by the clock as it was before is tried anew."""
        due = case((notices.c.due_at > now, notices.c.due_at), else_=now)
        await self._run(
            update(notices)
            .where(notices.c.state == PENDING, notices.c.wake_at > now, notices.c.wake_at > notices.c.due_at)
            .values(wake_at=due)
        )

    async def next_wake(self, after: datetime) -> datetime | None:
        """When the next pending notice that nobody has in hand may be tried."""
        found: datetime | None = (await self._run(_NEXT, {"after": after})).scalar_one()
        return found

    async def next_orphan(self) -> timedelta | None:
        """In how long the first lease runs out."""
        now: ColumnElement[Any] = literal(datetime.now(UTC), Moment()) if self._sqlite else func.clock_timestamp()
        first = select(func.min(notices.c.lease_until), now).where(notices.c.lease.is_not(None))
        ends, at = (await self._run(first)).one()
        return None if ends is None else ends - at

    async def backlog(self, now: datetime) -> Backlog:
        """What is due and not sent. What waits for a later try counts by its own due time."""
        due = notices.c.wake_at <= now
        counted = [
            select(func.count().label("n"), func.min(notices.c.due_at).label("at")).where(
                notices.c.state == PENDING, notices.c.rank == rank, due
            )
            for rank in RANKS
        ]
        retried = select(func.count().label("n"), func.min(notices.c.due_at).label("at")).where(
            notices.c.state == PENDING, notices.c.attempt > 0, notices.c.wake_at > now
        )
        both = union_all(*counted, retried).subquery()
        count, oldest = (await self._run(select(func.sum(both.c.n), func.min(both.c.at)))).one()
        dead = (await self._run(select(func.count()).where(notices.c.state == DEAD))).scalar_one()
        return Backlog(count=int(count), oldest=oldest, dead=int(dead))

    async def stuck(self, limit: int) -> list[Stuck]:
        """What did not arrive: the dead, then what is still being tried."""
        rows = await self._run(
            select(
                notices.c.id, notices.c.kind, notices.c.state, notices.c.attempt, notices.c.error,
                notices.c.due_at, members.c.name.label("who"), channels.c.name.label("place"),
            )
            .outerjoin(members, members.c.id == notices.c.member)
            .outerjoin(channels, channels.c.id == notices.c.channel)
            .where(or_(notices.c.state == DEAD, (notices.c.state == PENDING) & (notices.c.attempt > 0)))
            .order_by(notices.c.state, notices.c.due_at)
            .limit(limit)
        )  # fmt: skip
        return [
            Stuck(
                id=row.id, kind=row.kind, to=row.who or f"#{row.place}", state=row.state, attempt=row.attempt,
                reason=row.error or "", due_at=row.due_at,
            )
            for row in rows
        ]  # fmt: skip

    async def retry(self, now: datetime, id: int | None) -> int:
        """Try the dead, and those that wait for a later try, anew: one, also if discarded, or all. Returns how
        many."""
        failed = or_(notices.c.state == DEAD, (notices.c.state == PENDING) & (notices.c.attempt > 0))
        which = failed if id is None else or_(failed, notices.c.state == DISCARDED) & (notices.c.id == id)
        where = [which, notices.c.lease.is_(None)]
        done = await self._run(
            update(notices)
            .where(*where)
            .values(state=PENDING, wake_at=now, give_up_at=now + GIVE_UP_AFTER, attempt=0)
        )
        if not self._sqlite:
            await self._run(select(func.pg_notify(NEWS, "")))
        return int(done.rowcount)

    async def _taken(self, statement: Executable, given: dict[str, object]) -> list[Notice]:
        return all_made(Notice, await self._run(statement, given))

    async def _finish(self, these: Sequence[Notice], **values: object) -> None:
        """Write how it went, unless the lease was lost to somebody else meanwhile: then it is theirs to say."""
        lease = these[0].lease
        held = notices.c.lease.is_(None) if lease is None else notices.c.lease == lease
        await self._run(
            update(notices)
            .where(one_of(self._connection, notices.c.id, [one.id for one in these]), held)
            .values(lease=None, lease_until=None, **values)
        )


# Put together once: it is asked all the time.
_NEXT = select(
    func.min(
        union_all(
            *(
                select(func.min(notices.c.wake_at).label("at")).where(
                    notices.c.state == PENDING, notices.c.rank == rank, notices.c.lease.is_(None),
                    notices.c.wake_at > bindparam("after", type_=Moment()),
                )
                for rank in RANKS
            )
        )
        .subquery()
        .c.at
    )
)  # fmt: skip


def _named(group: Sequence[Notice]) -> tuple[Sequence[Notice], Sequence[Notice]]:
    """The group with the key of its message, and those of it that are to be written for that."""
    sent_as = f"together:{new_handle()}" if len(group) > 1 else None
    if group[0].maybe_sent or (sent_as is None and group[0].sent_as is None):
        return group, ()
    named = [replace(one, sent_as=sent_as) for one in group]
    return named, named


@cache
def free(sqlite: bool) -> ColumnElement[bool]:
    """What nobody has in hand, or has not in time. SQLite is on this host, and has one process."""
    now: ColumnElement[Any] = bindparam("at", type_=Moment()) if sqlite else func.clock_timestamp()
    return or_(notices.c.lease_until.is_(None), notices.c.lease_until < now)


@cache
def _due(which: ColumnElement[bool], sqlite: bool) -> Executable:
    """Take the first ones. Of each rank by itself, so that the index gives them, however many are pending."""
    each = [_first(notices.c.rank == rank, notices.c.wake_at <= _NOW, which).subquery() for rank in RANKS]
    return _taking(union_all(*(select(one.c.id) for one in each)).limit(_MOST), sqlite)


def _first(*where: ColumnElement[bool]) -> Select[Any]:
    """The first ones of these, past what others are just taking."""
    waiting = select(notices.c.id).where(notices.c.state == PENDING, *where)
    return waiting.order_by(notices.c.wake_at).limit(_MOST).with_for_update(skip_locked=True)


def _taking(ids: Select[Any] | CompoundSelect[Any], sqlite: bool) -> Executable:
    """Found, leased and read in one statement. PostgreSQL finds them first: a plan by how many there may be would
    read the whole table."""
    if sqlite:
        until: ColumnElement[Any] = bindparam("until", type_=Moment())
        chosen: ColumnElement[bool] = notices.c.id.in_(ids)
    else:
        until = func.clock_timestamp() + bindparam("for", type_=Interval())
        chosen = notices.c.id == any_(func.array(ids.scalar_subquery(), type_=ARRAY(BigInteger)))
    doubtful = or_(notices.c.maybe_sent, notices.c.lease.is_not(None))
    taken = update(notices).where(chosen).values(lease=bindparam("token"), lease_until=until, maybe_sent=doubtful)
    return taken.returning(*fields_of(Notice, notices))
