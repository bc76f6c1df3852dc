"""Discards: notices that did not arrive and that an operator has given up on purpose, with who, when and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.store.audit import Act, Audit
from bot.store.columns import row_columns, row_name, sealed_in
from bot.store.notices import DEAD, DISCARDED, PENDING
from bot.store.sealing import writing_for
from bot.store.tables import channels, members, notices

_GONE = notices.c.state == DISCARDED
_STUCK = or_(notices.c.state == DEAD, (notices.c.state == PENDING) & (notices.c.attempt > 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarded:
    """A notice that was given up on purpose, for an operator: never what it says."""

    id: int
    kind: str
    to: str
    due_at: datetime
    at: datetime
    by: str
    reason: str


class Discards:
    """What is not to arrive any more. It can be sent again all the same, by its id."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._run = connection.execute
        self._audit = audit

    async def discard(self, id: int | None, *, by: str, reason: str, now: datetime) -> int:
        """Give up what did not arrive: one, or all. What is being sent just now is left out. Returns how many."""
        where = [_STUCK, notices.c.lease.is_(None)] + ([notices.c.id == id] if id is not None else [])
        rows = (await self._run(select(notices).where(*where).order_by(notices.c.id).with_for_update())).all()
        for row in rows:
            writing_for(WorkspaceId(row.workspace))
            name = row_name(getattr(row, one) for one in row_columns(notices))
            why = sealed_in(name, {"discarded_because": reason}, notices)
            gone = update(notices).where(notices.c.id == row.id)
            await self._run(gone.values(state=DISCARDED, discarded_at=now, discarded_by=by, **why))
            self._audit.note(
                Act.change, f"notice:{row.id}", workspace=WorkspaceId(row.workspace), detail="discard", at=now
            )
        return len(rows)

    async def count(self) -> int:
        """How many there are."""
        found: int = (await self._run(select(func.count()).where(_GONE))).scalar_one()
        return found

    async def all(self, limit: int) -> list[Discarded]:
        """Those that were not sent again since, the last one first."""
        rows = await self._run(
            select(
                notices.c.id, notices.c.kind, notices.c.due_at, notices.c.discarded_at, notices.c.discarded_by,
                notices.c.discarded_because, members.c.name.label("who"), channels.c.name.label("place"),
            )
            .outerjoin(members, members.c.id == notices.c.member)
            .outerjoin(channels, channels.c.id == notices.c.channel)
            .where(_GONE)
            .order_by(notices.c.discarded_at.desc(), notices.c.id)
            .limit(limit)
        )  # fmt: skip
        return [
            Discarded(
                id=row.id, kind=row.kind, to=row.who or f"#{row.place}", due_at=row.due_at, at=row.discarded_at,
                by=row.discarded_by, reason=row.discarded_because,
            )
            for row in rows
        ]  # fmt: skip
