"""Patients: what aliases stand for, sealed; and each workspace's policy."""

from dataclasses import replace

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.patients import Patient, PatientId, PatientPolicy, Screening
from bot.care.protection import Protection
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _to, metadata, tasks

patients = Table(
    "patients",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("alias", String(16), nullable=False),
    Column("stands_for", PatientText, nullable=False),
    _to("made_by", "members", null=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace", "alias"),
)

patient_policies = Table(
    "patient_policies",
    metadata,
    _to("workspace", "workspaces", key=True),
    Column("screening", Choice(Screening), nullable=False),
    Column("shown", Boolean, nullable=False),
)


protections = Table(
    "protections",
    metadata,
    _to("workspace", "workspaces", key=True),
    Column("patient", String(16), primary_key=True),
    _to("set_by", "members", null=False),
    Column("set_at", Moment, nullable=False),
)

_PROTECTED = select(protections.c.patient).where(protections.c.workspace == bindparam("workspace"))


class Patients:
    """What aliases stand for. Every look at it is audited by whoever shows it."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def policy(self, workspace: WorkspaceId) -> PatientPolicy:
        """What a workspace wants; until it says so, what is usual."""
        row = await self._run(select(patient_policies).where(patient_policies.c.workspace == workspace))
        found = row.first()
        return made(PatientPolicy, found) if found else PatientPolicy(workspace=workspace)

    async def set_policy(self, policy: PatientPolicy) -> None:
        """Let a workspace have this policy from now on."""
        values = {"screening": policy.screening, "shown": policy.shown}
        there = patient_policies.c.workspace == policy.workspace
        if (await self._run(update(patient_policies).where(there).values(values))).rowcount == 0:
            await self._run(insert(patient_policies).values(workspace=policy.workspace, **values))
        self._audit.note(Act.configure, "", detail=f"patient {policy.screening}", fields=("screening", "shown"))

    async def protected(self, workspace: WorkspaceId) -> frozenset[str]:
        """The aliases of patients under 42 CFR Part 2."""
        return frozenset((await self._run(_PROTECTED, {"workspace": workspace})).scalars())

    async def protect(self, one: Protection) -> None:
        """From now on this patient is."""
        await self._run(insert(protections).values(columns(one, protections)))
        self._audit.note(Act.configure, "", patient=one.patient, detail="42 CFR part 2 on")

    async def lift(self, workspace: WorkspaceId, patient: str) -> None:
        """From now on this patient is not."""
        it = protections.c.workspace == workspace, protections.c.patient == patient
        await self._run(delete(protections).where(*it))
        self._audit.note(Act.configure, "", patient=patient, detail="42 CFR part 2 off")

    async def all(self, workspace: WorkspaceId) -> list[Patient]:
        """All that a workspace has a name or number for."""
        rows = await self._run(
            select(patients).where(patients.c.workspace == workspace).order_by(patients.c.alias)
        )
        return [made(Patient, row) for row in rows.all()]

    async def named(self, workspace: WorkspaceId, alias: str) -> Patient | None:
        """The one with this alias, if it is known what it stands for."""
        row = await self._run(select(patients).where(patients.c.workspace == workspace, patients.c.alias == alias))
        found = row.first()
        return made(Patient, found) if found else None

    async def aliases(self, workspace: WorkspaceId) -> set[str]:
        """All aliases that are taken: by a patient that is known, or by an item."""
        known = select(patients.c.alias).where(patients.c.workspace == workspace)
        used = select(tasks.c.patient).where(tasks.c.workspace == workspace, tasks.c.patient.is_not(None))
        return set((await self._run(union(known, used))).scalars())

    async def add(self, patient: Patient) -> Patient:
        """Keep a new one."""
        writing_for(patient.workspace)
        statement = insert(patients).values(columns(patient, patients)).returning(patients.c.id)
        added = replace(patient, id=PatientId((await self._run(statement)).scalar_one()))
        self._noted(added, Act.create)
        return added

    async def save(self, patient: Patient) -> None:
        """Write a changed one. Raises Stale."""
        await save(self._connection, patients, patient)
        self._noted(patient, Act.change)

    def _noted(self, one: Patient, act: Act) -> None:
        about = f"patient:{one.id}"
        self._audit.note(act, about, workspace=one.workspace, patient=one.alias, fields=("stands_for",))
