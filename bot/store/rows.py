"""Rows and dataclasses: one becomes the other by its field names; a change is compare-and-set."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, Table, Update, bindparam, cast, column, func, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

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


@cache
def _places(kind: type[Any], names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Where in such a row each field stands."""
    return tuple((field.name, names.index(field.name)) for field in fields(kind) if field.name in names)


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
    """Write each row's values over the one that has the same in the columns `by`; `same` over all of them.

    One statement on PostgreSQL, where each costs a way there and back; on SQLite many, which cost next to nothing.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        await connection.execute(
            _one_by_one(table, tuple(rows[0]), tuple(by)).values(same),
            [{f"the_{name}": value for name, value in row.items()} for row in rows],
        )
        return
    given = {f"all_{name}": [row[name] for row in rows] for name in rows[0]}
    await connection.execute(_all_at_once(table, tuple(rows[0]), tuple(by)).values(same), given)


@cache
def _one_by_one(table: Table, names: tuple[str, ...], by: tuple[str, ...]) -> Update:
    changed = {name: bindparam(f"the_{name}", type_=table.c[name].type) for name in names if name not in by}
    which = [table.c[name] == bindparam(f"the_{name}") for name in by]
    return update(table).where(*which).values(changed)


@cache
def _all_at_once(table: Table, names: tuple[str, ...], by: tuple[str, ...]) -> Update:
    arrays = [
        cast(bindparam(f"all_{name}", type_=ARRAY(table.c[name].type)), ARRAY(table.c[name].type))
        for name in names
    ]
    named = (column(name, table.c[name].type) for name in names)
    given = func.unnest(*arrays).table_valued(*named, name="given").render_derived()
    changed = {name: given.c[name] for name in names if name not in by}
    return update(table).where(*(table.c[name] == given.c[name] for name in by)).values(changed)
