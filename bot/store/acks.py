"""Announcements, and who has acknowledged them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ColumnElement, Integer, String, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.acks import Ack, AckId, Asked
from bot.care.members import MemberId, WorkspaceId
from bot.care.urgency import Urgency
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _partial, _to, metadata
from bot.store.wall import here

acks = Table(
    "acks",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("sender", "members", null=False),
    _to("team", "teams", null=False),
    Column("shift", String(40), nullable=False),
    Column("words", PatientText, nullable=False),
    Column("urgency", Choice(Urgency), nullable=False),
    _to("channel", "channels"),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    _partial("ix_acks_open", "workspace", where="ended_at IS NULL"),
)

# One member who has to acknowledge it, and when they are asked next.
ack_asked = Table(
    "ack_asked",
    metadata,
    _to("ack", "acks", key=True),
    _to("member", "members", key=True),
    Column("acked_at", Moment),
    Column("alarm_at", Moment),
    Column("nudges", Integer, nullable=False),
    CheckConstraint("acked_at IS NULL OR alarm_at IS NULL", name="acked_is_left_alone"),
    _partial("ix_ack_asked_due", "alarm_at", where="alarm_at IS NOT NULL"),
)

ALARM = Alarm(ack_asked.c.alarm_at)


class Acks:
    """Announcements, open and over."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, ack: Ack) -> Ack:
        """Keep a new one with everybody who is asked."""
        writing_for(ack.workspace)
        statement = insert(acks).values(columns(ack, acks)).returning(acks.c.id)
        added = replace(ack, id=AckId((await self._run(statement)).scalar_one()))
        for one in ack.asked:
            await self._run(insert(ack_asked).values(columns(one, ack_asked) | {"ack": added.id}))
        self._noted(added, Act.create, "asked")
        return added

    async def save(self, ack: Ack, before: Ack) -> Ack:
        """Write a changed copy of `before`. Returns it with its new version. Raises Stale."""
        await save(self._connection, acks, ack)
        for one in ack.asked:
            if one not in before.asked:
                where = ack_asked.c.ack == ack.id, ack_asked.c.member == one.member
                await self._run(update(ack_asked).where(*where).values(columns(one, ack_asked)))
        self._noted(ack, Act.change, "over" if ack.ended_at else "asked")
        return replace(ack, version=ack.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Ack | None:
        """The one that a button names."""
        found = await self._many(acks.c.workspace == workspace, acks.c.handle == handle)
        return found[0] if found else None

    async def by_id(self, id: AckId) -> Ack | None:
        """The one with this key."""
        found = await self._many(acks.c.id == id, here(acks))
        return found[0] if found else None

    async def open(self, workspace: WorkspaceId) -> list[Ack]:
        """Those that somebody still has to acknowledge."""
        return await self._many(acks.c.workspace == workspace, acks.c.ended_at.is_(None))

    async def alarming(self, now: datetime, limit: int) -> list[Ack]:
        """Those of which somebody is to be asked; locked, so that no other replica takes them too."""
        due = select(ack_asked.c.ack).where(ALARM.due(now))
        statement = select(acks.c.id).where(acks.c.id.in_(due)).order_by(acks.c.id).limit(limit)
        ids = (await self._run(statement.with_for_update(skip_locked=True))).scalars().all()
        return await self._many(acks.c.id.in_(ids)) if ids else []

    def _noted(self, one: Ack, act: Act, detail: str) -> None:
        self._audit.note(act, f"ack:{one.id}", workspace=one.workspace, detail=detail)

    async def _many(self, *where: ColumnElement[bool]) -> list[Ack]:
        rows = (await self._run(select(acks).where(*where).order_by(acks.c.id))).all()
        asked: dict[int, list[Asked]] = {}
        for one in await self._run(
            select(ack_asked).where(ack_asked.c.ack.in_([row.id for row in rows])).order_by(ack_asked.c.member)
        ):
            asked.setdefault(one.ack, []).append(
                Asked(member=MemberId(one.member), acked_at=one.acked_at, alarm_at=one.alarm_at, nudges=one.nudges)
            )
        return [made(Ack, row, asked=tuple(asked.get(row.id, ()))) for row in rows]
