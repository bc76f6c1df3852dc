"""Rows and dataclasses: one becomes the other by its field names; a change is compare-and-set."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    CursorResult,
    Dialect,
    FromClause,
    Insert,
    Row,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as lite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from bot.store.columns import row_columns, row_name, sealed_columns, sealed_in
from bot.store.sealing import ours, writing_for

T = TypeVar("T")


class Stale(Exception):
    """Somebody else changed the row between our reading and our writing. Read again and decide again."""


def new_handle() -> str:
    """An opaque name for a button or a link: 128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)


def made(kind: type[T], row: Row[Any], **more: object) -> T:
    """A dataclass from a row that has a column for each field; `more` are the fields that have none. Raises Walled
    when the row is another workspace's than what is done."""
    values = {name: row[place] for name, place in _places(kind, row._fields)}  # type: ignore[arg-type]
    if "workspace" in values:
        ours(values["workspace"])
    return kind(**(values | more))


def all_made(kind: type[T], rows: CursorResult[Any]) -> list[T]:
    """A dataclass from each row of a result, as `made`."""
    places = _places(kind, tuple(rows.keys()))  # type: ignore[arg-type]
    found = [{name: row[place] for name, place in places} for row in rows]
    for workspace in {one["workspace"] for one in found if "workspace" in one}:
        ours(workspace)
    return [kind(**one) for one in found]


@cache
def _places(kind: type[Any], names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Where in such a row each field stands."""
    return tuple((field.name, names.index(field.name)) for field in fields(kind) if field.name in names)


def fields_of(kind: type[Any], table: Table) -> list[Column[Any]]:
    """The columns that such a dataclass is made from."""
    return [table.c[field.name] for field in fields(kind) if field.name in table.c]


def one_of(connection: AsyncConnection, which: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column has one of many numbers or texts: the same statement for any number of them. They are rows,
    because a plan from when the table was small would go through all of an array for each of its rows."""
    given = bindparam(None, json.dumps(list(values)), type_=Text)
    if connection.dialect.name == "sqlite":
        return which.in_(select(func.json_each(given).table_valued("value").c.value))
    return which.in_(select(cast(func.json_array_elements_text(cast(given, JSON)).column_valued(), which.type)))


def columns(value: object, table: Table) -> dict[str, Any]:
    """The fields of a dataclass that `table` has columns for, except its key; texts are bound to its row."""
    values = {
        f.name: getattr(value, f.name)
        for f in fields(value)  # type: ignore[arg-type]
        if f.name in table.c and f.name != "id"
    }
    if not sealed_columns(table):
        return values
    return sealed_in(row_name(getattr(value, name) for name in row_columns(table)), values, table)


async def save(connection: AsyncConnection, table: Table, value: Any) -> None:
    """Write a changed copy over the row with its id, if the row still has the version that was read.

    The row's version goes up by one. Raises Stale when somebody else was first.
    """
    if hasattr(value, "workspace"):
        writing_for(value.workspace)
    changed = columns(value, table) | {"version": value.version + 1}
    statement = update(table).where(table.c.id == value.id, table.c.version == value.version).values(changed)
    if (await connection.execute(statement)).rowcount != 1:
        raise Stale(f"{table.name} {value.id}")


async def update_many(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str],
    **same: Any,
) -> None:
    """Write each row's values over the one that has the same in the columns `by`; `same` over all of them. One
    statement, whatever their number."""
    if rows:
        statement = _updating(table, tuple(rows[0]), tuple(by), connection.dialect.name == "sqlite")
        await connection.execute(statement.values(same), {"rows": _packed(rows, table, connection.dialect)})


async def insert_many(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Write new rows, in their order, unless they are there already. Returns the keys of those that were new."""
    if not rows:
        return []
    statement = _inserting(table, tuple(rows[0]), connection.dialect.name == "sqlite")
    done = await connection.execute(statement, {"rows": _packed(rows, table, connection.dialect)})
    return list(done.scalars())


def _packed(rows: Sequence[Mapping[str, Any]], table: Table, dialect: Dialect) -> str:
    """Rows as one JSON text, each value as its column keeps it: read sooner than so many parameters."""
    kept = [(name, keep) for name in rows[0] if (keep := table.c[name].type.bind_processor(dialect))]
    return json.dumps([{**row, **{name: keep(row[name]) for name, keep in kept}} for row in rows], default=str)


@cache
def _updating(table: Table, names: tuple[str, ...], by: tuple[str, ...], sqlite: bool) -> Update:
    given = _unpacked(table, names, sqlite)
    changed = {name: given.c[name] for name in names if name not in by}
    return update(table).where(*(table.c[name] == given.c[name] for name in by)).values(changed)


@cache
def _inserting(table: Table, names: tuple[str, ...], sqlite: bool) -> Insert:
    given = _unpacked(table, names, sqlite)
    every = select(*(given.c[name] for name in names))
    if sqlite:
        # Without a WHERE it would take what follows for a join.
        new: Any = lite.insert(table).from_select(names, every.where(true()))
    else:
        new = postgresql.insert(table).from_select(names, every)
    return new.on_conflict_do_nothing().returning(*table.primary_key)  # type: ignore[no-any-return]


def _unpacked(table: Table, names: tuple[str, ...], sqlite: bool) -> FromClause:
    rows = bindparam("rows", type_=Text)
    if sqlite:
        each = func.json_each(rows).table_valued("value", name="each")
        return select(*(func.json_extract(each.c.value, f"$.{name}").label(name) for name in names)).subquery()
    types = ((name, table.c[name].type) for name in names)
    typed = (column(name, kind.impl_instance if isinstance(kind, TypeDecorator) else kind) for name, kind in types)
    return func.json_to_recordset(cast(rows, JSON)).table_valued(*typed).render_derived(with_types=True)
