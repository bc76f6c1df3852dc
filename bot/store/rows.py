"""Rows and dataclasses: one becomes the other by its field names; a change is compare-and-set."""

import secrets
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Row, Table, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.sealing import writing_for

T = TypeVar("T")


class Stale(Exception):
    """Somebody else changed the row between our reading and our writing. Read again and decide again."""


def new_handle() -> str:
    """An opaque name for a button or a link: 128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)


def made(kind: type[T], row: Row[Any], **more: object) -> T:
    """A dataclass from a row that has a column for each field; `more` are the fields that have none."""
    found = row._mapping
    return kind(**{f.name: found[f.name] for f in fields(kind) if f.name in found} | more)  # type: ignore[arg-type]


def columns(value: object, table: Table) -> dict[str, Any]:
    """The fields of a dataclass that `table` has columns for, except its key."""
    return {
        f.name: getattr(value, f.name)
        for f in fields(value)  # type: ignore[arg-type]
        if f.name in table.c and f.name != "id"
    }


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
