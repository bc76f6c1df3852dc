"""Escalations: those that run, with the ladder that was in force when they began; and the ladders of teams."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Dialect,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from bot.care.concerns import ConcernId
from bot.care.escalation import About, End, Escalation, EscalationId, Ladder, Rung, Step, Told
from bot.care.handoffs import HandoffId, HandoffStatus
from bot.care.members import MemberId, TeamId, WorkspaceId
from bot.care.readbacks import ReadbackId
from bot.care.tasks import CLOSED, Status, TaskId
from bot.care.urgency import Urgency
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Listing, Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _partial, _to, handoffs, metadata, tasks
from bot.store.wall import here


class Frozen(TypeDecorator[Ladder]):
    """A ladder as it was, kept as JSON: `[["owner", 300], …]`, in seconds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Ladder | None, dialect: Dialect) -> str | None:
        steps = value.steps if value else ()
        return json.dumps([[step.rung.value, int(step.wait.total_seconds())] for step in steps])

    def process_result_value(self, value: str | None, dialect: Dialect) -> Ladder | None:
        steps = [Step(rung=Rung(rung), wait=timedelta(seconds=wait)) for rung, wait in json.loads(value or "[]")]
        return Ladder(steps=tuple(steps))


# What is told from one to the next until somebody has it; until its end it has a next step.
escalations = Table(
    "escalations",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("about", Choice(About), nullable=False),
    _to("item", "tasks"),
    _to("handoff", "handoffs"),
    _to("concern", "concerns"),
    _to("readback", "readbacks"),
    _to("owner", "members"),
    _to("team", "teams"),
    Column("unaccepted", Boolean, nullable=False),
    Column("urgency", Choice(Urgency), nullable=False),
    Column("reason", PatientText, nullable=False),
    _to("began_by", "members"),
    Column("began_at", Moment, nullable=False),
    Column("ladder", Frozen, nullable=False),
    Column("position", Integer, nullable=False),
    Column("next_at", Moment),
    Column("end", Choice(End)),
    _to("ended_by", "members"),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    CheckConstraint("(next_at IS NULL) = (ended_at IS NOT NULL)", name="running_has_next_step"),
    _partial("ix_escalations_due", "next_at", where="next_at IS NOT NULL"),
    Index(
        "ix_escalations_running_item",
        "item",
        unique=True,
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index(None, "handoff"),
    Index(None, "concern"),
    Index(None, "readback"),
)

escalation_told = Table(
    "escalation_told",
    metadata,
    _to("escalation", "escalations", key=True),
    _to("member", "members", key=True),
    Column("rung", Choice(Rung), nullable=False),
    Column("at", Moment, nullable=False),
)

# How long each rung has, as a team wants it for an urgency; without a team it holds for the workspace.
ladders = Table(
    "ladders",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    _to("team", "teams"),
    Column("urgency", Choice(Urgency), nullable=False),
    Column("minutes", Listing, nullable=False),
    Index(None, "workspace"),
)

STEPS = {about: Alarm(escalations.c.next_at, only=[escalations.c.about == about]) for about in About}


def over(about: About) -> ColumnElement[bool]:
    """An escalation that still runs although somebody has what it is about, or that is closed."""
    same = and_(
        tasks.c.owner.is_not_distinct_from(escalations.c.owner),
        tasks.c.team.is_not_distinct_from(escalations.c.team),
    )
    accepted = and_(escalations.c.unaccepted, tasks.c.status == Status.accepted)
    items = select(tasks.c.id).where(
        tasks.c.id == escalations.c.item, or_(tasks.c.status.in_(CLOSED), ~same, accepted)
    )
    decided = select(handoffs.c.id).where(
        handoffs.c.id == escalations.c.handoff, handoffs.c.status != HandoffStatus.requested
    )
    return and_(
        escalations.c.next_at.is_not(None), escalations.c.about == about, or_(items.exists(), decided.exists())
    )


class Escalations:
    """Escalations and ladders."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, escalation: Escalation) -> Escalation:
        """Begin one. Raises IntegrityError when the item has one already."""
        writing_for(escalation.workspace)
        statement = insert(escalations).values(columns(escalation, escalations)).returning(escalations.c.id)
        added = replace(escalation, id=EscalationId((await self._run(statement)).scalar_one()))
        await self._tell(added, ())
        self._noted(added, Act.create, "begin")
        return added

    async def save(self, escalation: Escalation, before: Escalation) -> Escalation:
        """Write a changed copy of `before`. Returns it with its new version. Raises Stale."""
        writing_for(escalation.workspace)
        await save(self._connection, escalations, escalation)
        await self._tell(escalation, before.told)
        self._noted(escalation, Act.change, escalation.end or "step")
        return replace(escalation, version=escalation.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Escalation | None:
        """The one that a button names."""
        found = await self._many(escalations.c.workspace == workspace, escalations.c.handle == handle)
        return found[0] if found else None

    async def by_id(self, id: EscalationId) -> Escalation | None:
        """The one with this key."""
        found = await self._many(escalations.c.id == id, here(escalations))
        return found[0] if found else None

    async def of(
        self,
        *,
        item: TaskId | None = None,
        handoff: HandoffId | None = None,
        concern: ConcernId | None = None,
        readback: ReadbackId | None = None,
    ) -> Escalation | None:
        """The one that runs for this."""
        named = {"item": item, "handoff": handoff, "concern": concern, "readback": readback}
        about = and_(*(escalations.c[name] == id for name, id in named.items() if id is not None))
        found = await self._many(about, here(escalations), escalations.c.next_at.is_not(None))
        return found[0] if found else None

    async def last(self, concern: ConcernId) -> Escalation | None:
        """The last one about a concern, whether it runs or is over."""
        found = await self._many(escalations.c.concern == concern, here(escalations))
        return found[-1] if found else None

    async def running(self, workspace: WorkspaceId) -> list[Escalation]:
        """All that run, the longest first."""
        return await self._many(escalations.c.workspace == workspace, escalations.c.next_at.is_not(None))

    async def due(self, about: About, now: datetime, limit: int) -> list[Escalation]:
        """Those about this whose next step is due; locked, so that no other replica takes them too."""
        return await self._locked(STEPS[about].due(now), limit=limit)

    async def over(self, about: About, limit: int) -> list[Escalation]:
        """Those that still run although somebody has what they are about, or it is closed; locked."""
        return await self._locked(over(about), limit=limit)

    async def policies(self, workspace: WorkspaceId) -> dict[tuple[TeamId | None, Urgency], tuple[int, ...]]:
        """The waits in minutes that teams, or the workspace (None), have set."""
        rows = await self._run(select(ladders).where(ladders.c.workspace == workspace).order_by(ladders.c.id))
        return {(row.team, row.urgency): row.minutes for row in rows}

    async def set_policy(
        self, workspace: WorkspaceId, team: TeamId | None, urgency: Urgency, minutes: Sequence[int]
    ) -> None:
        """These waits from now on; none for what comes by itself. What runs keeps those that it began with."""
        whose = ladders.c.team == team if team is not None else ladders.c.team.is_(None)
        same = (ladders.c.workspace == workspace, whose, ladders.c.urgency == urgency)
        await self._run(delete(ladders).where(*same))
        if minutes:
            values = {"workspace": workspace, "team": team, "urgency": urgency, "minutes": tuple(minutes)}
            await self._run(insert(ladders).values(values))
        about = f"team:{team}" if team is not None else ""
        self._audit.note(Act.configure, about, workspace=workspace, detail=f"ladder {urgency}")

    async def _tell(self, escalation: Escalation, known: Sequence[Told]) -> None:
        for one in escalation.told[len(known) :]:
            values = {"escalation": escalation.id, "member": one.member, "rung": one.rung, "at": one.at}
            await self._run(insert(escalation_told).values(values))

    def _noted(self, one: Escalation, act: Act, detail: str) -> None:
        key = one.item or one.handoff or one.concern or one.readback
        about = f"{'task' if one.about is About.item else one.about}:{key}"
        self._audit.note(act, about, workspace=one.workspace, detail=f"escalation {detail}")

    async def _locked(self, *where: ColumnElement[bool], limit: int) -> list[Escalation]:
        statement = select(escalations.c.id).where(*where).order_by(escalations.c.next_at).limit(limit)
        ids = (await self._run(statement.with_for_update(skip_locked=True))).scalars().all()
        return await self._many(escalations.c.id.in_(ids)) if ids else []

    async def _many(self, *where: ColumnElement[bool]) -> list[Escalation]:
        rows = (await self._run(select(escalations).where(*where).order_by(escalations.c.began_at))).all()
        told: dict[int, list[Told]] = {}
        for one in await self._run(
            select(escalation_told)
            .where(escalation_told.c.escalation.in_([row.id for row in rows]))
            .order_by(escalation_told.c.at, escalation_told.c.member)
        ):
            told.setdefault(one.escalation, []).append(Told(member=MemberId(one.member), rung=one.rung, at=one.at))
        return [made(Escalation, row, told=tuple(told.get(row.id, ()))) for row in rows]
