"""Contingencies: those that are watched, and what became of the others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    and_,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.contingencies import LIVE, Contingency, ContingencyId, Watch
from bot.care.handoffs import HandoffId
from bot.care.members import MemberId, WorkspaceId
from bot.care.tasks import CLOSED
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _to, metadata, tasks
from bot.store.wall import here

# An accepted if/then: watched until its time, until something is heard, or until it is called off.
contingencies = Table(
    "contingencies",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("handoff", "handoffs", null=False),
    Column("patient", String(16), nullable=False),
    Column("text", PatientText, nullable=False),
    Column("condition", PatientText, nullable=False),
    Column("action", PatientText, nullable=False),
    _to("owner", "members", null=False),
    Column("zone", String(64), nullable=False),
    Column("watch", Choice(Watch), nullable=False),
    Column("alarm_at", Moment),
    _to("item", "tasks"),
    _to("raised", "tasks"),
    Column("reason", PatientText, nullable=False),
    _to("ended_by", "members"),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(watch = 'armed') = (alarm_at IS NOT NULL)", name="armed_has_time"),
    Index(
        "ix_contingencies_due",
        "alarm_at",
        sqlite_where=text("alarm_at IS NOT NULL"),
        postgresql_where=text("alarm_at IS NOT NULL"),
    ),
    Index(None, "workspace", "patient"),
    Index(None, "owner"),
)

ALARM = Alarm(contingencies.c.alarm_at)


class Contingencies:
    """If/thens of accepted handoffs."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute
        self._with_standing: dict[WorkspaceId, frozenset[str]] = {}

    async def add(self, contingency: Contingency) -> Contingency:
        """Keep a new one."""
        writing_for(contingency.workspace)
        statement = insert(contingencies).values(columns(contingency, contingencies)).returning(contingencies.c.id)
        added = replace(contingency, id=ContingencyId((await self._run(statement)).scalar_one()))
        self._noted(added, Act.create)
        return added

    async def save(self, contingency: Contingency) -> Contingency:
        """Write a changed one. Returns it with its new version. Raises Stale."""
        writing_for(contingency.workspace)
        await save(self._connection, contingencies, contingency)
        self._noted(contingency, Act.change)
        return replace(contingency, version=contingency.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Contingency | None:
        """The one that a button names."""
        found = await self._many(contingencies.c.workspace == workspace, contingencies.c.handle == handle)
        return found[0] if found else None

    async def by_id(self, id: ContingencyId) -> Contingency | None:
        """The one with this key."""
        found = await self._many(contingencies.c.id == id, here(contingencies))
        return found[0] if found else None

    async def live(
        self, workspace: WorkspaceId, *, patient: str | None = None, owner: MemberId | None = None
    ) -> list[Contingency]:
        """Those that are watched, for a patient or by a member; those with a time first."""
        where = [contingencies.c.workspace == workspace, contingencies.c.watch.in_(LIVE)]
        if patient is not None:
            where.append(contingencies.c.patient == patient)
        if owner is not None:
            where.append(contingencies.c.owner == owner)
        return await self._many(*where)

    async def awaited(self, workspace: WorkspaceId, patient: str) -> list[Contingency]:
        """Those of a patient for which something can still come: watched, or an open item since its time."""
        table = contingencies.c
        became_open = select(tasks.c.id).where(tasks.c.id == table.raised, tasks.c.status.not_in(CLOSED)).exists()
        by_time = and_(table.watch == Watch.fired, table.ended_by.is_(None), became_open)
        waits = or_(table.watch.in_(LIVE), by_time)
        return await self._many(table.workspace == workspace, table.patient == patient, waits)

    async def standing(self, workspace: WorkspaceId, patient: str) -> list[Contingency]:
        """Those of a patient that have no time. Which patients have any is read once in a piece of work."""
        table = contingencies.c
        stand = table.workspace == workspace, table.watch == Watch.standing
        if workspace not in self._with_standing:
            found = await self._run(select(table.patient).where(*stand).distinct())
            self._with_standing[workspace] = frozenset(found.scalars())
        if patient not in self._with_standing[workspace]:
            return []
        return await self._many(*stand, table.patient == patient)

    async def ended_since(
        self, workspace: WorkspaceId, patient: str, owner: MemberId, since: datetime
    ) -> list[Contingency]:
        """Those of a patient that a member watched, and that have ended since then."""
        table = contingencies.c
        return await self._many(
            table.workspace == workspace, table.patient == patient, table.owner == owner, table.ended_at >= since
        )

    async def of_handoffs(self, ids: Sequence[HandoffId]) -> list[Contingency]:
        """All that these handoffs brought, live or over."""
        return await self._many(contingencies.c.handoff.in_(ids), here(contingencies))

    async def alarming(self, now: datetime, limit: int) -> list[Contingency]:
        """Those whose time has come; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(contingencies)
            .where(ALARM.due(now))
            .order_by(contingencies.c.alarm_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Contingency, row) for row in rows.all()]

    def _noted(self, one: Contingency, act: Act) -> None:
        about = f"contingency:{one.id}"
        self._audit.note(act, about, workspace=one.workspace, patient=one.patient, detail=one.watch)

    async def _many(self, *where: ColumnElement[bool]) -> list[Contingency]:
        in_time = (contingencies.c.alarm_at.is_(None), contingencies.c.alarm_at, contingencies.c.id)
        rows = await self._run(select(contingencies).where(*where).order_by(*in_time))
        return [made(Contingency, row) for row in rows.all()]
