"""Joining two members: every row that names the one names the other, whatever table it stands in.

The tables are asked for their references to members, so that one which is added later is not forgotten.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId
from bot.store.tables import link_codes, links, members, metadata, wrong_codes

# These say who was linked to whom: they stay as they were.
_STAY = (link_codes, links, wrong_codes)
_AT_ONCE = 400


async def move(connection: AsyncConnection, from_: MemberId, to: MemberId) -> str:
    """Let every row that names `from_` name `to`, but where that one is named already (both in one team).

    Returns what moved, for `move_back`.
    """
    moved: list[tuple[str, str, list[list[Any]]]] = []
    for table, column in _references():
        rows = await _free(connection, table, column, from_, to)
        if rows:
            await _set(connection, table, column, rows, from_, to)
            moved.append((table.name, column.name, rows))
    return json.dumps(moved)


async def move_back(connection: AsyncConnection, moved: str, from_: MemberId, to: MemberId) -> None:
    """Let the rows that moved name `from_` again, those that still name `to`."""
    for name, column, rows in json.loads(moved):
        table = metadata.tables[name]
        await _set(connection, table, table.c[column], rows, to, from_)


def identities_in(moved: str) -> list[tuple[str, str, str]]:
    """Of what moved, the identities: platform, tenant, user."""
    return [tuple(row) for name, _, rows in json.loads(moved) if name == "identities" for row in rows]


def _references() -> Iterator[tuple[Table, Column[Any]]]:
    for table in metadata.sorted_tables:
        if table not in _STAY:
            for column in table.columns:
                if any(key.column is members.c.id for key in column.foreign_keys):
                    yield table, column


async def _free(
    connection: AsyncConnection, table: Table, column: Column[Any], from_: MemberId, to: MemberId
) -> list[list[Any]]:
    """The keys of the rows that name `from_` and have no counterpart that names `to`."""
    key = _key(table, column)
    beside = [
        [other for other in constraint.columns if other is not column]
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint) and column in list(constraint.columns)
    ]
    wanted = [*key, *(one for others in beside for one in others)]
    mine = (await connection.execute(select(*(wanted or [column])).where(column == from_))).all()
    found = [(list(row[: len(key)]), row[len(key) :]) for row in mine]
    start = 0
    for others in beside:
        theirs = {
            tuple(row) for row in await connection.execute(select(*(others or [column])).where(column == to))
        }
        end = start + len(others)
        found = [
            (keys, rest)
            for keys, rest in found
            if (tuple(rest[start:end]) not in theirs if others else not theirs)
        ]
        start = end
    return [keys for keys, _ in found]


async def _set(
    connection: AsyncConnection,
    table: Table,
    column: Column[Any],
    rows: Sequence[Sequence[Any]],
    from_: MemberId,
    to: MemberId,
) -> None:
    key = _key(table, column)
    values: dict[str, Any] = {column.name: to}
    if _compared(table):
        # Whoever has read the row before must not write it back as it was.
        values["version"] = table.c.version + 1
    change = update(table).where(column == from_).values(values)
    if len(key) == 1:
        for start in range(0, len(rows), _AT_ONCE):
            wanted = [row[0] for row in rows[start : start + _AT_ONCE]]
            await connection.execute(change.where(key[0].in_(wanted)))
        return
    for row in rows:
        await connection.execute(
            change.where(and_(*(part == value for part, value in zip(key, row, strict=True))))
        )


def _key(table: Table, column: Column[Any]) -> list[Column[Any]]:
    """What names a row, but for the column that changes."""
    return [part for part in table.primary_key.columns if part is not column]


def _compared(table: Table) -> bool:
    """Whether rows are written by compare-and-set on their version, and it is not a part of what they are."""
    return "version" in table.c and not any(
        isinstance(constraint, UniqueConstraint) and "version" in constraint.columns
        for constraint in table.constraints
    )
