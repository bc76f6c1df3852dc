"""Handoffs with their patients and items."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.handoffs import HandedPatient, Handoff, HandoffId, HandoffStatus
from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.tasks import TaskId
from bot.store.rows import columns, made, save
from bot.store.tables import handoff_items, handoff_patients, handoffs


class Handoffs:
    """Transfers, on offer and decided."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._run = connection.execute

    async def add(self, handoff: Handoff) -> Handoff:
        """Keep a new handoff with its patients and items."""
        statement = insert(handoffs).values(columns(handoff, handoffs)).returning(handoffs.c.id)
        added = replace(handoff, id=HandoffId((await self._run(statement)).scalar_one()))
        await self._write_parts(added)
        return added

    async def save(self, handoff: Handoff) -> Handoff:
        """Write a changed handoff, its patients and items. Returns it with its new version. Raises Stale."""
        await save(self._connection, handoffs, handoff)
        await self._run(delete(handoff_patients).where(handoff_patients.c.handoff == handoff.id))
        await self._run(delete(handoff_items).where(handoff_items.c.handoff == handoff.id))
        await self._write_parts(handoff)
        return replace(handoff, version=handoff.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Handoff | None:
        """The handoff that a button names."""
        return await self._one(handoffs.c.workspace == workspace, handoffs.c.handle == handle)

    async def by_number(self, workspace: WorkspaceId, number: int) -> Handoff | None:
        """The handoff that people call `#12`."""
        return await self._one(handoffs.c.workspace == workspace, handoffs.c.number == number)

    async def by_id(self, id: HandoffId) -> Handoff | None:
        """The handoff with this key."""
        return await self._one(handoffs.c.id == id)

    async def waiting_of(self, workspace: WorkspaceId, member: MemberId) -> list[Handoff]:
        """Handoffs on offer that a member sent or is to receive."""
        involved = (handoffs.c.sender == member) | (handoffs.c.receiver == member)
        return await self._many(
            handoffs.c.workspace == workspace, handoffs.c.status == HandoffStatus.requested, involved
        )

    async def waiting_in(self, workspace: WorkspaceId, channel: ChannelId) -> list[Handoff]:
        """Handoffs on offer that were started in a channel."""
        return await self._many(
            handoffs.c.workspace == workspace,
            handoffs.c.channel == channel,
            handoffs.c.status == HandoffStatus.requested,
        )

    async def holding(self, workspace: WorkspaceId, task: TaskId) -> Handoff | None:
        """The handoff on offer that an item is part of."""
        inside = select(handoff_items.c.handoff).where(handoff_items.c.task == task)
        return await self._one(
            handoffs.c.workspace == workspace,
            handoffs.c.status == HandoffStatus.requested,
            handoffs.c.id.in_(inside),
        )

    async def moved(self, handoff: HandoffId, task: TaskId, now: datetime) -> None:
        """Responsibility for this item has moved."""
        await self._run(
            update(handoff_items)
            .where(handoff_items.c.handoff == handoff, handoff_items.c.task == task)
            .values(moved_at=now)
        )

    async def alarming(self, now: datetime, limit: int) -> list[Handoff]:
        """Handoffs whose receiver is to be asked again; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(handoffs)
            .where(handoffs.c.alarm_at.is_not(None), handoffs.c.alarm_at <= now)
            .order_by(handoffs.c.alarm_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [await self._whole(row) for row in rows.all()]

    async def next_alarm(self, after: datetime) -> datetime | None:
        """The first moment after this one at which a receiver is to be asked again."""
        statement = select(func.min(handoffs.c.alarm_at)).where(handoffs.c.alarm_at > after)
        found: datetime | None = (await self._run(statement)).scalar_one()
        return found

    async def give_away(self, from_: MemberId, to: MemberId) -> None:
        """Everything that names one member names another from now on."""
        for column in (handoffs.c.sender, handoffs.c.receiver, handoffs.c.decided_by):
            await self._run(update(handoffs).where(column == from_).values({column: to}))

    async def _write_parts(self, handoff: Handoff) -> None:
        for position, one in enumerate(handoff.patients):
            await self._run(
                insert(handoff_patients).values(
                    handoff=handoff.id,
                    position=position,
                    patient=one.patient,
                    severity=one.severity,
                    summary=one.summary,
                    contingencies=json.dumps(one.contingencies, ensure_ascii=False),
                )
            )
        for task in handoff.items:
            await self._run(insert(handoff_items).values(handoff=handoff.id, task=task))

    async def _one(self, *where: ColumnElement[bool]) -> Handoff | None:
        row = (await self._run(select(handoffs).where(*where))).first()
        return await self._whole(row) if row else None

    async def _many(self, *where: ColumnElement[bool]) -> list[Handoff]:
        rows = (await self._run(select(handoffs).where(*where).order_by(handoffs.c.number))).all()
        return [await self._whole(row) for row in rows]

    async def _whole(self, row) -> Handoff:  # type: ignore[no-untyped-def]
        parts = await self._run(
            select(handoff_patients)
            .where(handoff_patients.c.handoff == row.id)
            .order_by(handoff_patients.c.position)
        )
        patients = tuple(
            HandedPatient(
                patient=part.patient,
                severity=part.severity,
                summary=part.summary,
                contingencies=tuple(json.loads(part.contingencies)),
            )
            for part in parts
        )
        items = await self._run(select(handoff_items.c.task).where(handoff_items.c.handoff == row.id))
        return made(Handoff, row, patients=patients, items=tuple(items.scalars()))
