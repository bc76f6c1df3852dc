"""Concerns that somebody has raised."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.concerns import Concern, ConcernId, Heed
from bot.care.members import WorkspaceId
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _partial, _to, metadata
from bot.store.wall import here

# While nobody is on it a ladder runs; from then on whoever raised it is asked whether it is settled.
concerns = Table(
    "concerns",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("patient", String(16), nullable=False),
    Column("words", PatientText, nullable=False),
    _to("raiser", "members", null=False),
    Column("unnamed", Boolean, nullable=False),
    _to("target", "members"),
    _to("team", "teams"),
    _to("channel", "channels"),
    Column("heed", Choice(Heed), nullable=False),
    _to("heeded_by", "members"),
    _to("closed_by", "members"),
    Column("closed_at", Moment),
    Column("alarm_at", Moment),
    Column("asked", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(heed IN ('heeded', 'settled')) = (alarm_at IS NOT NULL)", name="heeded_is_asked_about"),
    CheckConstraint("(heed = 'closed') = (closed_by IS NOT NULL)", name="closed_by_somebody"),
    _partial("ix_concerns_due", "alarm_at", where="alarm_at IS NOT NULL"),
    _partial("ix_concerns_open", "workspace", where="heed <> 'closed'"),
)

ALARM = Alarm(concerns.c.alarm_at)


class Concerns:
    """Concerns, open and closed."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, concern: Concern) -> Concern:
        """Keep a new one."""
        writing_for(concern.workspace)
        statement = insert(concerns).values(columns(concern, concerns)).returning(concerns.c.id)
        added = replace(concern, id=ConcernId((await self._run(statement)).scalar_one()))
        self._noted(added, Act.create)
        return added

    async def save(self, concern: Concern) -> Concern:
        """Write a changed one. Returns it with its new version. Raises Stale."""
        await save(self._connection, concerns, concern)
        self._noted(concern, Act.change)
        return replace(concern, version=concern.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Concern | None:
        """The one that a button names."""
        found = await self._many(concerns.c.workspace == workspace, concerns.c.handle == handle)
        return found[0] if found else None

    async def by_id(self, id: ConcernId) -> Concern | None:
        """The one with this key."""
        found = await self._many(concerns.c.id == id, here(concerns))
        return found[0] if found else None

    async def open(self, workspace: WorkspaceId) -> list[Concern]:
        """Those that are not closed, the oldest first."""
        return await self._many(concerns.c.workspace == workspace, concerns.c.heed != Heed.closed)

    async def alarming(self, now: datetime, limit: int) -> list[Concern]:
        """Those about which somebody is to be asked; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(concerns)
            .where(ALARM.due(now))
            .order_by(concerns.c.alarm_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Concern, row) for row in rows.all()]

    def _noted(self, one: Concern, act: Act) -> None:
        about = f"concern:{one.id}"
        self._audit.note(act, about, workspace=one.workspace, patient=one.patient, detail=one.heed)

    async def _many(self, *where: ColumnElement[bool]) -> list[Concern]:
        rows = await self._run(select(concerns).where(*where).order_by(concerns.c.id))
        return [made(Concern, row) for row in rows.all()]
