"""The outbox: which notices are due, who has them in hand, and how it went."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.urgency import Urgency
from bot.chat.adapter import Receipt
from bot.store.notices import DEAD, DISCARDED, DROPPED, GIVE_UP_AFTER, NEWS, PENDING, SENT, Notice
from bot.store.rows import made, new_handle, update_many
from bot.store.tables import channels, members, notices

RANKS = tuple(sorted(urgency.rank for urgency in Urgency))


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

    async def due(self, now: datetime, limit: int, together: Collection[str]) -> list[Notice]:
        """Up to `limit` notices that may be tried now, most urgent first; locked until the transaction ends.

        Of the kinds `together`, all that is due for the same person comes along.
        """
        free = or_(notices.c.lease_until.is_(None), notices.c.lease_until < await self._database_now())
        found: dict[int, Notice] = {}
        for rank in RANKS:
            # One rank at a time: so the index gives the first ones, however many are pending.
            waiting = _pending(notices.c.rank == rank, notices.c.wake_at <= now, free)
            statement = waiting.order_by(notices.c.wake_at).limit(limit - len(found))
            found |= await self._locked(statement)
            if len(found) >= limit:
                break
        whose = {one.member for one in found.values() if one.kind in together and one.member is not None}
        if whose:
            where = (notices.c.member.in_(whose), notices.c.kind.in_(together), notices.c.wake_at <= now)
            found |= await self._locked(_pending(*where, free).limit(limit * 4))
        return sorted(found.values(), key=lambda notice: (notice.rank, notice.wake_at, notice.id))

    async def take(self, groups: Iterable[Sequence[Notice]], lease: timedelta) -> list[list[Notice]]:
        """Take what `due` has found, in groups that are each sent as one message. Nobody else gets them until the
        lease ends. One whose lease ran out was in somebody's hands when they died: it is marked `maybe_sent`."""
        token = new_handle()
        taken = []
        stale = set()
        for group in groups:
            stale |= {one.id for one in group if one.sent_as is not None}
            sent_as = f"together:{new_handle()}" if len(group) > 1 else None
            taken.append([
                replace(one, lease=token, maybe_sent=True) if one.maybe_sent or one.lease is not None
                else replace(one, lease=token, sent_as=sent_as)
                for one in group
            ])  # fmt: skip
        every = [one for group in taken for one in group]
        if not every:
            return taken
        until = await self._database_now() + lease
        # Those in doubt, and those that are or were to be sent together, are few; all others differ in nothing.
        apart = [one for one in every if one.maybe_sent or one.sent_as is not None or one.id in stale]
        ids = [one.id for one in every]
        await self._run(update(notices).where(notices.c.id.in_(ids)).values(lease=token, lease_until=until))
        given = [{"id": one.id, "maybe_sent": one.maybe_sent, "sent_as": one.sent_as} for one in apart]
        await update_many(self._connection, notices, given, by=["id"])
        return taken

    async def put_off(self, waiting: Iterable[tuple[Notice, datetime]]) -> None:
        """Not before these times, because of a limit."""
        changes = [{"id": notice.id, "wake_at": at} for notice, at in waiting]
        await update_many(self._connection, notices, changes, by=["id"])

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
        """Not tried: free for anybody at once. Whoever had it before may have sent it all the same."""
        changes = [{"id": one.id, "lease": one.lease, "maybe_sent": one.maybe_sent} for one in untried]
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
        each = [
            select(func.min(notices.c.wake_at).label("at")).where(
                notices.c.state == PENDING, notices.c.rank == rank, notices.c.wake_at > after,
                notices.c.lease.is_(None),
            )
            for rank in RANKS
        ]  # fmt: skip
        found: datetime | None = (await self._run(select(func.min(union_all(*each).subquery().c.at)))).scalar_one()
        return found

    async def next_orphan(self) -> timedelta | None:
        """In how long the first lease runs out."""
        first: datetime | None = (
            await self._run(select(func.min(notices.c.lease_until)).where(notices.c.lease.is_not(None)))
        ).scalar_one()
        return None if first is None else first - await self._database_now()

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

    async def _locked(self, statement: Select[tuple[object, ...]]) -> dict[int, Notice]:
        rows = await self._run(statement.with_for_update(skip_locked=True))
        return {row.id: made(Notice, row) for row in rows}

    async def _finish(self, these: Sequence[Notice], **values: object) -> None:
        """Write how it went, unless the lease was lost to somebody else meanwhile: then it is theirs to say."""
        lease = these[0].lease
        held = notices.c.lease.is_(None) if lease is None else notices.c.lease == lease
        await self._run(
            update(notices)
            .where(notices.c.id.in_([one.id for one in these]), held)
            .values(lease=None, lease_until=None, **values)
        )

    async def _database_now(self) -> datetime:
        """SQLite is on this host, and has one process."""
        if self._sqlite:
            return datetime.now(UTC)
        found: datetime = (await self._run(select(func.clock_timestamp()))).scalar_one()
        return found.astimezone(UTC)


def _pending(*where: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return select(notices).where(notices.c.state == PENDING, *where)
