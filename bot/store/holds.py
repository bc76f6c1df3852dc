"""Retention's rows: days for each sort of what is kept, and holds."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.retention import Hold, HoldId, Kept, Retention
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Moment, PatientText
from bot.store.kept_tables import audit
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _partial, _to, metadata

retentions = Table(
    "retentions",
    metadata,
    _to("workspace", "workspaces", key=True),
    Column("kind", Choice(Kept), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("sweep_at", Moment, nullable=False),
    Index(None, "sweep_at"),
)

holds = Table(
    "holds",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("patient", String(16)),
    Column("reason", PatientText, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    _partial("ix_holds_on", "workspace", where="ended_at IS NULL"),
)

KEEP = "keep"
"""How the audit says that somebody has decided how long something is kept."""

SWEEP = Alarm(retentions.c.sweep_at)


class Holds:
    """For how long things are kept, and what is held beyond that."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def retentions(self, workspace: WorkspaceId) -> list[Retention]:
        """What does not stay for good."""
        rows = await self._run(
            select(retentions).where(retentions.c.workspace == workspace).order_by(retentions.c.kind)
        )
        return [made(Retention, row) for row in rows]

    async def decided(self, workspace: WorkspaceId) -> bool:
        """Whether anybody has ever said how long anything is kept, or that it is for good."""
        said = select(audit.c.id).where(
            audit.c.workspace == workspace, audit.c.act == Act.configure, audit.c.detail.like(f"{KEEP} %")
        )
        return (await self._run(said.limit(1))).first() is not None

    async def keep(self, wanted: Retention) -> None:
        """Keep this sort for so many days from now on."""
        await self._forget(wanted.workspace, wanted.kind)
        await self._run(insert(retentions).values(columns(wanted, retentions)))
        self._configured(wanted.workspace, f"{KEEP} {wanted.kind} {wanted.days}")

    async def keep_for_good(self, workspace: WorkspaceId, kind: Kept) -> None:
        """Erase nothing of this sort any more."""
        await self._forget(workspace, kind)
        self._configured(workspace, f"{KEEP} {kind}")

    async def due(self, now: datetime, limit: int) -> list[Retention]:
        """What is to be looked through; locked, so that no other replica does it too."""
        rows = await self._run(
            select(retentions)
            .where(SWEEP.due(now))
            .order_by(retentions.c.sweep_at, retentions.c.kind)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Retention, row) for row in rows]

    async def sweep_again(self, one: Retention, at: datetime) -> None:
        """Look through it again then."""
        here = (retentions.c.workspace == one.workspace, retentions.c.kind == one.kind)
        await self._run(update(retentions).where(*here).values(sweep_at=at))

    async def on(self, workspace: WorkspaceId) -> list[Hold]:
        """The holds that are on, oldest first."""
        rows = await self._run(
            select(holds).where(holds.c.workspace == workspace, holds.c.ended_at.is_(None)).order_by(holds.c.id)
        )
        return [made(Hold, row) for row in rows]

    async def put_on(self, hold: Hold) -> Hold:
        """Hold from now on."""
        writing_for(hold.workspace)
        statement = insert(holds).values(columns(replace(hold, reason=""), holds)).returning(holds.c.id)
        added = replace(hold, id=HoldId((await self._run(statement)).scalar_one()))
        await self._run(update(holds).where(holds.c.id == added.id).values(columns(added, holds)))
        self._configured(hold.workspace, "hold", hold.patient)
        return added

    async def lift(self, on: Collection[Hold], now: datetime) -> None:
        """Hold these no longer. Raises Stale."""
        for one in on:
            await save(self._connection, holds, replace(one, ended_at=now))
            self._configured(one.workspace, "release", one.patient)

    async def _forget(self, workspace: WorkspaceId, kind: Kept) -> None:
        await self._run(delete(retentions).where(retentions.c.workspace == workspace, retentions.c.kind == kind))

    def _configured(self, workspace: WorkspaceId, detail: str, patient: str | None = None) -> None:
        self._audit.note(Act.configure, "", workspace=workspace, patient=patient, detail=detail)
