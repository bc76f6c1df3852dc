"""Exporting: all that is kept about a patient, or of a member, row by row, opened, for a machine to read."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId, WorkspaceId
from bot.care.protection import NOTICE, spoken_of
from bot.store.audit import Act, Audit
from bot.store.columns import PatientText
from bot.store.concerns import concerns
from bot.store.erasable import of_patients, of_workspace
from bot.store.kept_tables import audit
from bot.store.patients import patients, protections
from bot.store.tables import link_codes, members, metadata, task_words

_INSIDE = frozenset(("handle", "lease", "lease_until", "digest", "version", "workspace"))
"""What says nothing about anybody, or opens something."""


class Exporting:
    """Rows as they may be handed over. That it was done is audited."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit

    async def of_patient(self, workspace: WorkspaceId, alias: str) -> AsyncIterator[dict[str, Any]]:
        """What is about a patient. Of a handoff of several patients, only what is about this one."""
        self._audit.note(Act.export, "", workspace=workspace, patient=alias, detail="patient")
        notice = {"notice": NOTICE} if await self._protected(workspace, (alias,)) else {}
        unnamed = await self._unnamed(workspace)
        for table in metadata.sorted_tables:
            if table is task_words:
                continue
            about = of_patients(table, (alias,))
            own = "patient" in table.c or table is patients
            async for row in self._rows(table, workspace, about, with_words=own or _is_of_one(table)):
                yield _without_raiser(row, unnamed) | notice

    async def of_member(self, workspace: WorkspaceId, member: MemberId) -> AsyncIterator[dict[str, Any]]:
        """What has to do with a member: what they made, had and were told, and what the audit has of them."""
        self._audit.note(Act.export, f"member:{member}", workspace=workspace, detail="member")
        protected, unnamed = await self._protected(workspace), await self._unnamed(workspace, but=member)
        for table in metadata.sorted_tables:
            named = [column for column in table.c if _names_member(column)]
            if table is link_codes or not named:
                continue
            about = or_(*(column == member for column in named))
            async for row in self._rows(table, workspace, about, with_words=True):
                speaks = spoken_of((str(value) for value in row.values()), protected)
                yield _without_raiser(row, unnamed) | ({"notice": NOTICE} if speaks else {})

    async def _protected(self, workspace: WorkspaceId, among: Collection[str] = ()) -> frozenset[str]:
        """The patients under 42 CFR Part 2, of these or of all."""
        found = select(protections.c.patient).where(protections.c.workspace == workspace)
        if among:
            found = found.where(protections.c.patient.in_(among))
        return frozenset((await self._connection.execute(found)).scalars())

    async def _unnamed(self, workspace: WorkspaceId, but: MemberId | None = None) -> dict[str, int]:
        """Who raised each concern that is unnamed, by what the audit calls it; without this member's own."""
        found = select(concerns.c.id, concerns.c.raiser).where(
            concerns.c.workspace == workspace, concerns.c.unnamed, concerns.c.raiser != (but or 0)
        )
        return {f"concern:{id}": raiser for id, raiser in await self._connection.execute(found)}

    async def _rows(
        self, table: Table, workspace: WorkspaceId, about: ColumnElement[bool], *, with_words: bool
    ) -> AsyncIterator[dict[str, Any]]:
        here = of_workspace(table, workspace)
        if here is None:
            return
        wanted = [
            column for column in table.c if column.name not in _INSIDE and (with_words or not _words(column))
        ]
        found = select(*wanted).where(here, about).order_by(*table.primary_key.columns)
        for row in await self._connection.execute(found):
            yield {"table": table.name} | {name: _plain(value) for name, value in row._mapping.items()}


def _without_raiser(row: dict[str, Any], unnamed: Mapping[str, int]) -> dict[str, Any]:
    """The row as others than whoever raised an unnamed concern may read it."""
    about = f"concern:{row['id']}" if row["table"] == concerns.name else str(row.get("about"))
    if about not in unnamed:
        return row
    hidden = [name for name in ("raiser", "closed_by", "actor", "member") if row.get(name) == unnamed[about]]
    return row | dict.fromkeys(hidden)


def _is_of_one(table: Table) -> bool:
    """Rows that are part of what has a patient of its own, such as the history of an item."""
    targets = [key.column.table for column in table.c for key in column.foreign_keys]
    return any("patient" in target.c for target in targets)


def _words(column: Column[Any]) -> bool:
    return isinstance(column.type, PatientText)


def _names_member(column: Column[Any]) -> bool:
    if column.table is members:
        return column.primary_key
    if column.table is audit:
        return column is audit.c.actor
    return any(key.column.table is members for key in column.foreign_keys)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str | int | float | bool | None):
        return value
    return [_plain(one) for one in value] if isinstance(value, Collection) else str(value)
