"""Erasing: what is too old, what is about a patient, a whole workspace. Counted first; never what is open."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, delete, false, func, not_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.retention import Hold, Kept, Retention, held_patients, stops_all
from bot.store.audit import Act, Audit
from bot.store.columns import row_columns, row_name, sealed_columns
from bot.store.erasable import (
    RULES,
    Rule,
    erase,
    named_in_index,
    of_patients,
    of_workspace,
    over,
    with_words,
)
from bot.store.kept_tables import audit, audit_heads, data_keys
from bot.store.sealing import Purpose, ring_in_use
from bot.store.tables import metadata, tasks, workspaces

_STAYS = (audit, audit_heads, data_keys, workspaces)
_BY_READING = (Kept.messages, Kept.notices)
"""Only by reading them could one tell of whom they speak: while anybody is held, all of them are."""


@dataclass(slots=True)
class Plan:
    """What of a patient's would be erased, by table; and what is still open, which keeps it from that."""

    rows: dict[str, set[tuple[Any, ...]]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(len(one) for one in self.rows.values())


class Erasing:
    """What goes, and what only would."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def too_old(self, one: Retention, held: Collection[Hold], now: datetime) -> int:
        """How many a sweep would erase, those not counted that are part of another."""
        counts = [
            (await self._run(select(func.count()).select_from(rule.table).where(which))).scalar_one()
            for rule, which in self._too_old(one, held, now)
            if rule.within is None
        ]
        return sum(counts)

    async def sweep(self, one: Retention, held: Collection[Hold], now: datetime, limit: int) -> int:
        """Erase up to `limit` rows of each table that are too old. Returns how many they were."""
        done = 0
        for rule, which in self._too_old(one, held, now):
            key = rule.table.primary_key.columns
            # Locked, so that nobody opens again meanwhile what is being erased.
            found = select(*key).where(which).order_by(*key).limit(limit).with_for_update(skip_locked=True)
            rows = [tuple(row) for row in await self._run(found)]
            await erase(self._connection, rule, one.workspace, rows)
            done += len(rows)
        if done:
            detail = f"kept {one.days}d: {done} {one.kind}"
            self._audit.note(Act.erase, "", workspace=one.workspace, detail=detail, at=now)
        return done

    async def plan(self, workspace: WorkspaceId, alias: str, speaks: re.Pattern[str]) -> Plan:
        """All that is about a patient: by alias, by what belongs together, wherever the words speak of them."""
        plan = Plan()
        for rule in RULES.values():
            rows = await self._about(rule, workspace, alias, speaks)
            plan.rows[rule.table.name] = rows
            if rows and rule.within is None and not rule.goes:
                ended = {tuple(row) for row in await self._run(_keys(rule).where(over(rule, workspace)))}
                plan.open += await self._named(rule, rows - ended)
        return plan

    async def erase_patient(self, workspace: WorkspaceId, alias: str, plan: Plan) -> None:
        """Let all of it go. The rows that stay have no words; the audit stays as it is."""
        for name, rows in plan.rows.items():
            await erase(self._connection, RULES[name], workspace, rows)
            if rows:
                detail = f"{len(rows)} {name}"
                self._audit.note(Act.erase, "", workspace=workspace, patient=alias, detail=detail)

    async def erase_workspace(self, workspace: WorkspaceId) -> int:
        """Everything but the audit, its key and a number in place of the name. Returns how many rows went."""
        gone = 0
        for table in reversed(metadata.sorted_tables):
            which = of_workspace(table, workspace)
            if table not in _STAYS and which is not None:
                gone += int((await self._run(delete(table).where(which))).rowcount)
        await self._run(
            delete(data_keys).where(data_keys.c.workspace == workspace, data_keys.c.purpose != Purpose.audit)
        )
        await self._run(update(workspaces).where(workspaces.c.id == workspace).values(name=f"erased {workspace}"))
        self._audit.note(Act.erase, "", workspace=workspace, detail=f"workspace: {gone} rows")
        return gone

    def _too_old(
        self, one: Retention, held: Collection[Hold], now: datetime
    ) -> list[tuple[Rule, ColumnElement[bool]]]:
        aliases = held_patients(held)
        if stops_all(held) or (aliases and one.kind in _BY_READING):
            return []
        before = now - timedelta(days=one.days)
        index = named_in_index(aliases, one.workspace)
        return [
            (
                rule,
                and_(
                    over(rule, one.workspace, before),
                    with_words(rule),
                    not_(of_patients(rule.table, aliases, index) if aliases else false()),
                ),
            )
            for rule in RULES.values()
            if rule.kind is one.kind
        ]

    async def _about(
        self, rule: Rule, workspace: WorkspaceId, alias: str, speaks: re.Pattern[str]
    ) -> set[tuple[Any, ...]]:
        table, here = rule.table, of_workspace(rule.table, workspace)
        if here is None:
            return set()
        found = {
            tuple(row)
            for row in await self._run(_keys(rule).where(here, of_patients(table, (alias,)), with_words(rule)))
        }
        key, sealed, known_by = list(table.primary_key.columns), sealed_columns(table), row_columns(table)
        named = [table.c[name].label(f"row_{name}") for name in known_by]
        raw = [type_coerce(column, Text) for column in sealed]
        places = [f"{table.name}.{column.name}" for column in sealed]
        rows = await self._run(select(*key, *named, *raw).where(here))
        for row in rows:
            name = row_name(row[len(key) : len(key) + len(named)])
            texts = zip(row[len(key) + len(named) :], places, strict=True)
            if any(text and speaks.search(ring_in_use().open(text, place, name)) for text, place in texts):
                found.add(tuple(row[: len(key)]))
        return found

    async def _named(self, rule: Rule, rows: Collection[tuple[Any, ...]]) -> list[str]:
        """What is still open, as people call it."""
        if not rows:
            return []
        ids = sorted(row[0] for row in rows)
        if "number" in rule.table.c:
            numbers = select(rule.table.c.number).where(rule.table.c.id.in_(ids)).order_by(rule.table.c.number)
            what = "" if rule.table is tasks else f"{rule.table.name.removesuffix('s')} "
            return [f"{what}#{number}" for number in (await self._run(numbers)).scalars()]
        return [f"{rule.table.name}: {len(ids)}"]


def _keys(rule: Rule):  # type: ignore[no-untyped-def]
    return select(*rule.table.primary_key.columns)
