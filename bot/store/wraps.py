"""Wraps: how far somebody has come with what they have open, and when a wrap is offered next."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Row, Table, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId, WorkspaceId
from bot.care.tasks import TaskId
from bot.care.wrap import RESUMED_FOR, Fate, Wrap, WrapId
from bot.store.alarms import Alarm
from bot.store.columns import Choice, Moment
from bot.store.looks import Looks, looks_table, never_looked, wishes_table
from bot.store.rows import made
from bot.store.tables import _id, _to, metadata

_RUNS = text("ended_at IS NULL")

# A walk through what a member has open; at most one of each runs.
wraps = Table(
    "wraps",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    _to("member", "members", null=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_wraps_running", "member", unique=True, sqlite_where=_RUNS, postgresql_where=_RUNS),
)

# What was decided about one item; the last word counts.
wrap_items = Table(
    "wrap_items",
    metadata,
    _to("wrap", "wraps", key=True),
    _to("task", "tasks", key=True),
    Column("fate", Choice(Fate), nullable=False),
    Column("at", Moment, nullable=False),
)

wrap_looks = looks_table("wrap_looks")
wrap_wishes = wishes_table("wrap_wishes")

LOOK = Alarm(wrap_looks.c.look_at)
NEVER_LOOKED = never_looked(wrap_looks)


class Wraps(Looks):
    """Walks that run, what was decided in them, and when one is offered."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, wrap_looks, wrap_wishes)

    async def running(self, workspace: WorkspaceId, member: MemberId, now: datetime) -> Wrap:
        """The one that a member is in the middle of, else a new one."""
        where = wraps.c.workspace == workspace, wraps.c.member == member, wraps.c.ended_at.is_(None)
        row = (await self._run(select(wraps).where(*where))).first()
        if row is not None and now - row.started_at > RESUMED_FOR:
            await self.end(WrapId(row.id), now)
            row = None
        if row is None:
            added = insert(wraps).values(workspace=workspace, member=member, started_at=now).returning(wraps.c.id)
            id = WrapId((await self._run(added)).scalar_one())
            return Wrap(id=id, workspace=workspace, member=member, started_at=now)
        return await self._made(row)

    async def since(self, member: MemberId, at: datetime) -> Wrap | None:
        """The last one that a member has begun since then."""
        where = wraps.c.member == member, wraps.c.started_at >= at
        row = (await self._run(select(wraps).where(*where).order_by(wraps.c.id.desc()).limit(1))).first()
        return await self._made(row) if row is not None else None

    async def decide(self, wrap: WrapId, task: TaskId, fate: Fate, now: datetime) -> None:
        """What is to become of an item, or did."""
        of_it = (wrap_items.c.wrap == wrap, wrap_items.c.task == task)
        changed = await self._run(update(wrap_items).where(*of_it).values(fate=fate, at=now))
        if not changed.rowcount:
            await self._run(insert(wrap_items).values(wrap=wrap, task=task, fate=fate, at=now))

    async def ask_again(self, wrap: WrapId) -> None:
        """What was skipped is asked about once more."""
        skipped = (wrap_items.c.wrap == wrap, wrap_items.c.fate == Fate.skipped)
        await self._run(delete(wrap_items).where(*skipped))

    async def end(self, wrap: WrapId, now: datetime) -> None:
        """It is over."""
        await self._run(update(wraps).where(wraps.c.id == wrap).values(ended_at=now))

    async def _made(self, row: Row[Any]) -> Wrap:
        fates = await self._run(select(wrap_items).where(wrap_items.c.wrap == row.id))
        return made(Wrap, row, fates={TaskId(one.task): one.fate for one in fates})
