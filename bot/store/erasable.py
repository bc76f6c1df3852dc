"""Erasing: what people wrote, table by table: whose patient it is about, when it is over, and how it goes.

Rows of items and the like stay, without their words, so that what is counted still adds up; forms, replies and
notices go. Every table with sealed columns has its rule here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.contingencies import LIVE
from bot.care.members import WorkspaceId
from bot.care.retention import Kept
from bot.care.tasks import CLOSED, Status
from bot.store.acks import acks
from bot.store.columns import PatientListing, of_row, sealed_columns
from bot.store.concerns import concerns
from bot.store.contingencies import contingencies
from bot.store.escalations import escalations
from bot.store.glasses import glasses
from bot.store.handoffs import handoff_questions
from bot.store.holds import holds
from bot.store.patients import patients, protections
from bot.store.readbacks import readbacks
from bot.store.sealing import writing_for
from bot.store.tables import (
    handoff_patients,
    handoffs,
    incoming,
    metadata,
    notices,
    questions,
    task_events,
    task_words,
    tasks,
    thoughts,
)
from bot.store.words import has_words

REASON = "—"
"""In place of the reason of what was dropped: the ledger knows that there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`within` is the column by which a row is part of another, which says when it is over. What `goes` leaves no
    row behind."""

    table: Table
    kind: Kept | None
    over: ColumnElement[bool] = true()  # noqa: RUF009 - nothing changes it
    since: ColumnElement[Any] | None = None
    within: Column[Any] | None = None
    goes: bool = False


RULES = {
    rule.table.name: rule
    for rule in (
        Rule(table=task_events, kind=Kept.items, within=task_events.c.task),
        Rule(table=tasks, kind=Kept.items, over=tasks.c.status.in_(CLOSED), since=tasks.c.closed_at),
        Rule(
            table=escalations, kind=Kept.items, over=escalations.c.ended_at.is_not(None),
            since=escalations.c.ended_at,
        ),
        Rule(table=handoff_patients, kind=Kept.handoffs, within=handoff_patients.c.handoff),
        Rule(table=handoff_questions, kind=Kept.handoffs, within=handoff_questions.c.handoff),
        Rule(
            table=handoffs, kind=Kept.handoffs, over=handoffs.c.status.in_(("accepted", "declined", "cancelled")),
            since=func.coalesce(handoffs.c.decided_at, handoffs.c.created_at),
        ),
        Rule(
            table=contingencies, kind=Kept.handoffs, over=contingencies.c.watch.not_in(LIVE),
            since=func.coalesce(contingencies.c.ended_at, contingencies.c.created_at),
        ),
        Rule(table=concerns, kind=Kept.calls, over=concerns.c.closed_at.is_not(None), since=concerns.c.closed_at),
        Rule(
            table=readbacks, kind=Kept.calls, over=readbacks.c.heard != "waiting",
            since=func.coalesce(readbacks.c.typed_at, readbacks.c.created_at),
        ),
        Rule(table=acks, kind=Kept.calls, over=acks.c.ended_at.is_not(None), since=acks.c.ended_at),
        Rule(table=glasses, kind=Kept.calls, since=glasses.c.ends_at),
        Rule(table=questions, kind=Kept.messages, since=questions.c.asked_at, goes=True),
        Rule(table=thoughts, kind=Kept.messages, since=thoughts.c.created_at, goes=True),
        Rule(
            table=incoming, kind=Kept.messages, since=incoming.c.heard_at, goes=True,
            over=or_(incoming.c.reply.is_(None), incoming.c.answered_at.is_not(None)),
        ),
        Rule(
            table=notices, kind=Kept.notices, over=notices.c.state != "pending", since=notices.c.due_at, goes=True
        ),
        # No days of theirs: what an alias stands for goes when the patient is erased, and so does a hold's reason.
        Rule(table=patients, kind=None, goes=True),
        Rule(table=protections, kind=None, goes=True),
        Rule(table=holds, kind=None, over=holds.c.ended_at.is_not(None), goes=True),
    )
}  # fmt: skip


def of_workspace(table: Table, workspace: WorkspaceId) -> ColumnElement[bool] | None:
    """The rows of a workspace; None of a table that belongs to none."""
    if "workspace" in table.c:
        return table.c.workspace == workspace
    for column, target in _needed(table):
        inner = of_workspace(target, workspace)
        if inner is not None:
            return column.in_(select(target.c.id).where(inner))
    return None


def over(rule: Rule, workspace: WorkspaceId, before: datetime | None = None) -> ColumnElement[bool]:
    """What is over, or was before a moment."""
    if rule.within is not None:
        whole = RULES[_target(rule.within).name]
        return rule.within.in_(select(whole.table.c.id).where(over(whole, workspace, before)))
    found = and_(_here(rule.table, workspace), rule.over)
    return found if before is None or rule.since is None else and_(found, rule.since < before)


def of_patients(
    table: Table, aliases: Collection[str], index: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """The rows about patients: by their alias, by what they are part of, by what is part of them.

    `index` widens the items to those in whose words the alias seems to be.
    """
    if table is patients:
        return patients.c.alias.in_(aliases)
    if "patient" in table.c:
        own = and_(table.c.patient.is_not(None), table.c.patient.in_(aliases))
        return or_(own, index) if table is tasks and index is not None else own
    parts = [
        table.c.id.in_(select(column).where(of_patients(other, aliases)))
        for other in metadata.sorted_tables
        if "patient" in other.c
        for column in other.c
        if sealed_columns(table) and _points(column, table)
    ]
    wholes = [
        and_(column.is_not(None), column.in_(select(target.c.id).where(of_patients(target, aliases, index))))
        for column, target in _references(table)
        if target is not table and sealed_columns(target)
    ]
    return or_(false(), *parts, *wholes)


def named_in_index(aliases: Collection[str], workspace: WorkspaceId) -> ColumnElement[bool]:
    """Items in whose words an alias seems to be: its letters and its number, anywhere."""
    return or_(false(), *(and_(*has_words(alias, workspace)) for alias in aliases))


def with_words(rule: Rule) -> ColumnElement[bool]:
    """What there is something left to erase of."""
    if rule.goes:
        return true()
    if rule.table is tasks:
        return type_coerce(tasks.c.what, Text) != ""
    plain = [one for one in sealed_columns(rule.table) if not isinstance(one.type, PatientListing)]
    return or_(*(type_coerce(one, Text) != "" for one in plain))


async def erase(
    connection: AsyncConnection, rule: Rule, workspace: WorkspaceId, rows: Collection[tuple[Any, ...]]
) -> None:
    """Let these rows' words go, by their keys, unless one is open again; and the notices about them."""
    if not rows:
        return
    table, run = rule.table, connection.execute
    here = tuple_(*table.primary_key.columns).in_([tuple(row) for row in rows])
    if rule.goes:
        await run(delete(table).where(here))
        return
    writing_for(workspace)
    values: dict[Any, Any] = {one: _nothing(one) for one in sealed_columns(table)}
    if "version" in table.c and table is not task_events:
        values[table.c.version] = table.c.version + 1
    if table is tasks:
        await _erase_items(connection, and_(here, rule.over), values)
    else:
        await run(update(table).where(here, rule.over).values(values))
    if table is tasks:
        emptied = select(tasks.c.id).where(here, type_coerce(tasks.c.what, Text) == "")
        await run(delete(task_words).where(task_words.c.task.in_(emptied)))
    if "handle" in table.c and "workspace" in table.c:
        about = [f"{_singular(table)}:{row[0]}" for row in rows]
        told = and_(notices.c.workspace == workspace, notices.c.state != "pending", notices.c.about.in_(about))
        await run(delete(notices).where(told))


async def _erase_items(connection: AsyncConnection, which: ColumnElement[bool], values: dict[Any, Any]) -> None:
    """One by one: what stands in the place of words is sealed for its row."""
    for handle, status in (await connection.execute(select(tasks.c.handle, tasks.c.status).where(which))).all():
        note = REASON if status is Status.cancelled else ""
        sealed = of_row(tasks, handle=handle, needs=(), note=note)
        it = update(tasks).where(tasks.c.handle == handle, tasks.c.status == status, which)
        await connection.execute(
            it.values(values | {tasks.c[name]: value for name, value in sealed.items()} | {tasks.c.link: None})
        )


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    return ""


def _here(table: Table, workspace: WorkspaceId) -> ColumnElement[bool]:
    found = of_workspace(table, workspace)
    return false() if found is None else found


def _references(table: Table) -> list[tuple[Column[Any], Table]]:
    return [(column, key.column.table) for column in table.c for key in column.foreign_keys]


def _needed(table: Table) -> list[tuple[Column[Any], Table]]:
    """What a row cannot be without."""
    return [
        (column, target) for column, target in _references(table) if not column.nullable and target is not table
    ]


def _points(column: Column[Any], table: Table) -> bool:
    return any(key.column.table is table for key in column.foreign_keys)


def _target(column: Column[Any]) -> Table:
    return next(iter(column.foreign_keys)).column.table


def _singular(table: Table) -> str:
    name = table.name
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("es") if name.endswith("sses") else name.removesuffix("s")
