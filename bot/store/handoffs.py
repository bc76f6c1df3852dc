"""Handoffs with their patients and items."""

import json
from collections.abc import Collection
from dataclasses import astuple, replace
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Index, String, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.handoffs import HandedPatient, Handoff, HandoffId, HandoffQuestion, HandoffStatus
from bot.care.members import ChannelId, MemberId, TeamId, WorkspaceId
from bot.care.sbar import Sbar
from bot.care.tasks import TaskId
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Moment, PatientText, of_row
from bot.store.rows import columns, made, new_handle, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _to, handoff_items, handoff_patients, handoffs, metadata
from bot.store.wall import here

# What a receiver asked before accepting, and what the sender said.
handoff_questions = Table(
    "handoff_questions",
    metadata,
    _id(),
    Column("handle", String(32), nullable=False, unique=True),
    _to("handoff", "handoffs", null=False),
    _to("asker", "members", null=False),
    Column("question", PatientText, nullable=False),
    Column("answer", PatientText, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Index(None, "handoff"),
)

ALARM = Alarm(handoffs.c.alarm_at)


class Handoffs:
    """Transfers, on offer and decided."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, handoff: Handoff) -> Handoff:
        """Keep a new handoff with its patients and items."""
        writing_for(handoff.workspace)
        statement = insert(handoffs).values(columns(handoff, handoffs)).returning(handoffs.c.id)
        added = replace(handoff, id=HandoffId((await self._run(statement)).scalar_one()))
        await self._write_parts(added)
        self._noted(added, Act.create)
        return added

    async def save(self, handoff: Handoff) -> Handoff:
        """Write a changed handoff. Returns it with its new version. Raises Stale."""
        await save(self._connection, handoffs, handoff)
        self._noted(handoff, Act.change)
        return replace(handoff, version=handoff.version + 1)

    async def save_draft(self, handoff: Handoff) -> Handoff:
        """Write a changed handoff with its patients and items. Returns it with its new version. Raises Stale."""
        saved = await self.save(handoff)
        await self._run(delete(handoff_patients).where(handoff_patients.c.handoff == handoff.id))
        await self._run(delete(handoff_items).where(handoff_items.c.handoff == handoff.id))
        await self._write_parts(handoff)
        return saved

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Handoff | None:
        """The handoff that a button names."""
        return await self._one(handoffs.c.workspace == workspace, handoffs.c.handle == handle)

    async def by_number(self, workspace: WorkspaceId, number: int) -> Handoff | None:
        """The handoff that people call `#12`."""
        return await self._one(handoffs.c.workspace == workspace, handoffs.c.number == number)

    async def by_id(self, id: HandoffId) -> Handoff | None:
        """The handoff with this key."""
        return await self._one(handoffs.c.id == id, here(handoffs))

    async def waiting_for(
        self, workspace: WorkspaceId, member: MemberId, teams: Collection[TeamId]
    ) -> list[Handoff]:
        """Handoffs on offer to a member or one of their teams, from somebody else."""
        return await self._many(
            handoffs.c.workspace == workspace,
            handoffs.c.status == HandoffStatus.requested,
            handoffs.c.sender != member,
            (handoffs.c.receiver == member) | (handoffs.c.receiver.is_(None) & handoffs.c.team.in_(teams)),
        )

    async def sent_by(self, workspace: WorkspaceId, member: MemberId) -> list[Handoff]:
        """Handoffs of a member that nobody has accepted yet, drafts included."""
        return await self._many(
            handoffs.c.workspace == workspace,
            handoffs.c.sender == member,
            handoffs.c.status.in_((HandoffStatus.draft, HandoffStatus.requested)),
        )

    async def waiting_in(self, workspace: WorkspaceId, channel: ChannelId) -> list[Handoff]:
        """Handoffs on offer that were started in a channel."""
        return await self._many(
            handoffs.c.workspace == workspace,
            handoffs.c.channel == channel,
            handoffs.c.status == HandoffStatus.requested,
        )

    async def last_about(
        self, workspace: WorkspaceId, patient: str, member: MemberId, *, parcel: bool = False
    ) -> HandedPatient | None:
        """What was said about a patient in the last handoff that a member gave or got."""
        found = await self.last_with(workspace, patient, member, parcel=parcel)
        return found[1] if found else None

    async def last_with(
        self, workspace: WorkspaceId, patient: str, member: MemberId, *, parcel: bool = False
    ) -> tuple[datetime, HandedPatient] | None:
        """When a member last gave or got a patient in a handoff, and what was said about them then. A `parcel` for
        another department is looked for apart."""
        sbar = handoff_patients.c.sbar
        found = await self._run(
            select(handoffs.c.id)
            .join(handoff_patients, handoff_patients.c.handoff == handoffs.c.id)
            .where(
                handoffs.c.workspace == workspace,
                handoffs.c.status == HandoffStatus.accepted,
                (handoffs.c.sender == member) | (handoffs.c.receiver == member),
                handoff_patients.c.patient == patient,
                sbar.is_not(None) if parcel else sbar.is_(None),
            )
            .order_by(handoffs.c.decided_at.desc())
            .limit(1)
        )
        key = found.scalar_one_or_none()
        handoff = await self.by_id(HandoffId(key)) if key is not None else None
        said = [one for one in handoff.patients if one.patient == patient] if handoff else []
        if handoff is None or handoff.decided_at is None or not said:
            return None
        return handoff.decided_at, said[0]

    async def accepted_since(self, workspace: WorkspaceId, since: datetime) -> list[Handoff]:
        """Handoffs that were accepted after this moment."""
        return await self._many(
            handoffs.c.workspace == workspace,
            handoffs.c.status == HandoffStatus.accepted,
            handoffs.c.decided_at > since,
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
            .where(ALARM.due(now))
            .order_by(handoffs.c.alarm_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [await self._whole(row) for row in rows.all()]

    async def ask(self, handoff: Handoff, asker: MemberId, question: str, now: datetime) -> HandoffQuestion:
        """Keep what a receiver wants to know."""
        writing_for(handoff.workspace)
        values = {
            "handle": new_handle(), "handoff": handoff.id, "asker": asker, "question": question, "answer": "",
            "asked_at": now, "answered_at": None,
        }  # fmt: skip
        statement = (
            insert(handoff_questions).values(of_row(handoff_questions, **values)).returning(handoff_questions)
        )
        return made(HandoffQuestion, (await self._run(statement)).one())

    async def answer(self, question: HandoffQuestion, answer: str, now: datetime) -> bool:
        """Keep what the sender says to it. False when it was answered before."""
        statement = (
            update(handoff_questions)
            .where(handoff_questions.c.id == question.id, handoff_questions.c.answered_at.is_(None))
            .values(of_row(handoff_questions, handle=question.handle, answer=answer, answered_at=now))
        )
        return bool((await self._run(statement)).rowcount == 1)

    async def question(self, workspace: WorkspaceId, handle: str) -> HandoffQuestion | None:
        """The question that a button names."""
        statement = (
            select(handoff_questions)
            .join(handoffs, handoffs.c.id == handoff_questions.c.handoff)
            .where(handoffs.c.workspace == workspace, handoff_questions.c.handle == handle)
        )
        row = (await self._run(statement)).first()
        return made(HandoffQuestion, row) if row else None

    async def questions(self, handoff: HandoffId) -> list[HandoffQuestion]:
        """All that was asked about a handoff, oldest first."""
        statement = (
            select(handoff_questions)
            .where(handoff_questions.c.handoff == handoff)
            .order_by(handoff_questions.c.id)
        )
        return [made(HandoffQuestion, row) for row in await self._run(statement)]

    def _noted(self, handoff: Handoff, act: Act) -> None:
        for patient in [one.patient for one in handoff.patients] or [None]:
            self._audit.note(
                act, f"handoff:{handoff.id}", workspace=handoff.workspace, patient=patient, detail=handoff.status
            )

    async def _write_parts(self, handoff: Handoff) -> None:
        for position, one in enumerate(handoff.patients):
            await self._run(
                insert(handoff_patients).values(
                    of_row(
                        handoff_patients,
                        handoff=handoff.id,
                        position=position,
                        patient=one.patient,
                        severity=one.severity,
                        summary=one.summary,
                        contingencies=json.dumps(one.contingencies, ensure_ascii=False),
                        severity_at=one.severity_at,
                        sbar=astuple(one.sbar) if one.sbar is not None else None,
                    )
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
                contingencies=tuple(json.loads(part.contingencies or "[]")),
                severity_at=part.severity_at,
                sbar=_sbar(part.sbar),
            )
            for part in parts
        )
        items = (
            await self._run(
                select(handoff_items.c.task, handoff_items.c.moved_at)
                .where(handoff_items.c.handoff == row.id)
                .order_by(handoff_items.c.task)
            )
        ).all()
        return made(
            Handoff,
            row,
            patients=patients,
            items=tuple(item.task for item in items),
            moved=tuple(item.task for item in items if item.moved_at is not None),
        )


def _sbar(parts: tuple[str, ...] | None) -> Sbar | None:
    if parts is None:
        return None
    situation, background, assessment, recommendation = parts
    return Sbar(situation=situation, background=background, assessment=assessment, recommendation=recommendation)
