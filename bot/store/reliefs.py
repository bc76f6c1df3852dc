"""Reliefs: what of somebody who is out is on offer to whom, and what came of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.relief import Relief, ReliefId, ReliefStatus
from bot.care.roster import AbsenceId
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Listing, Moment
from bot.store.rows import columns, made, save
from bot.store.tables import _id, _partial, _to, metadata
from bot.store.wall import here

# One item, or one watched if/then, of somebody who is out.
reliefs = Table(
    "reliefs",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("absence", "absences", null=False),
    _to("holder", "members", null=False),
    _to("task", "tasks"),
    _to("contingency", "contingencies"),
    _to("to", "members", null=False),
    Column("refused", Listing, nullable=False),
    Column("status", Choice(ReliefStatus), nullable=False),
    _to("decided_by", "members"),
    Column("alarm_at", Moment),
    Column("led", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(status = 'offered') = (alarm_at IS NOT NULL)", name="offered_has_time"),
    CheckConstraint("(task IS NULL) <> (contingency IS NULL)", name="one_thing"),
    Index(None, "absence"),
    _partial("ix_reliefs_due", "alarm_at", where="alarm_at IS NOT NULL"),
)

ALARM = Alarm(reliefs.c.alarm_at)


class Reliefs:
    """What is to be taken over from whom."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, relief: Relief) -> Relief:
        """Keep a new one."""
        statement = insert(reliefs).values(columns(relief, reliefs)).returning(reliefs.c.id)
        return replace(relief, id=ReliefId((await self._run(statement)).scalar_one()))

    async def save(self, relief: Relief) -> Relief:
        """Write a changed one. Raises Stale."""
        await save(self._connection, reliefs, relief)
        about = f"task:{relief.task}" if relief.task is not None else f"contingency:{relief.contingency}"
        detail = f"relief {relief.status}"
        self._audit.note(Act.change, about, workspace=relief.workspace, detail=detail)
        return replace(relief, version=relief.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Relief | None:
        """The one that a button names."""
        where = reliefs.c.workspace == workspace, reliefs.c.handle == handle
        row = (await self._run(select(reliefs).where(*where))).first()
        return made(Relief, row) if row else None

    async def of(self, absence: AbsenceId) -> list[Relief]:
        """All that somebody's absence has brought about, in the order of the proposal."""
        rows = await self._run(
            select(reliefs).where(reliefs.c.absence == absence, here(reliefs)).order_by(reliefs.c.id)
        )
        return [made(Relief, row) for row in rows]

    async def alarming(self, now: datetime, limit: int) -> list[Relief]:
        """Those whose time has come; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(reliefs)
            .where(ALARM.due(now))
            .order_by(reliefs.c.alarm_at, reliefs.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Relief, row) for row in rows.all()]
