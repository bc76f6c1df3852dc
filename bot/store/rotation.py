"""Rotation: everything sealed again with new data keys, batch by batch, while others may be at work."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, Text, and_, delete, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.columns import row_columns, row_name, sealed_columns
from bot.store.database import Database
from bot.store.kept_tables import data_keys
from bot.store.keys import make
from bot.store.sealing import EVERY, MARK, MARK_OF_BEFORE, MasterKeys, Purpose, Ring, Sealed
from bot.store.tables import metadata, workspaces
from bot.store.wall import enter

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """How many rows were sealed again, how many data keys there are, and how many old ones were dropped."""

    rows: int
    keys: int
    dropped: int


async def rotate(database: Database) -> Rotated:
    """New data keys for every workspace; every text sealed with them for its row; all wrapped by the newest one.

    The keys of before stay until the next rotation: somebody may be writing with them at this moment.
    Raises Sealed when there is no master key, or a text does not open.
    """
    master = database.keys.master
    if master is None:
        raise Sealed("no key is given; set STITCH_KEY")
    before, new = await _new_keys(database, master)
    rows = 0
    for table in metadata.sorted_tables:
        sealed = sealed_columns(table)
        while sealed and (done := await _batch(database, table, sealed, new)):
            rows += done
    async with database.transaction() as connection:
        await enter(connection, EVERY)
        dropped = await _drop(connection, keep=before | new)
        keys = await _rewrap(connection, master)
    database.keys.forget()
    return Rotated(rows=rows, keys=keys, dropped=dropped)


async def _new_keys(database: Database, master: MasterKeys) -> tuple[set[int], set[int]]:
    """The text keys that sealed until now, and those that do from now on."""
    before, new = set(), set()
    async with database.transaction() as connection:
        ring = await database.keys.ring(connection, EVERY, await enter(connection, EVERY))
        for workspace in (await connection.execute(select(workspaces.c.id))).scalars():
            if (newest := ring.newest(workspace, Purpose.text)) is not None:
                before.add(newest.id)
            new.add((await make(connection, master, workspace, Purpose.text, by_row=True)).id)
    return before, new


async def _batch(database: Database, table: Table, sealed: list[Column[Any]], new: set[int]) -> int:
    raw = [type_coerce(column, Text).label(column.name) for column in sealed]
    old = or_(*(and_(one != "", *(one.not_like(f"{MARK}.{key}.%") for key in new)) for one in raw))
    key = list(table.primary_key.columns)
    named = [table.c[name] for name in row_columns(table) if table.c[name] not in set(key)]
    async with database.transaction() as connection:
        ring = await database.keys.ring(connection, EVERY, await enter(connection, EVERY))
        # Updated by key in one order, so that two rotations at once do not wait for each other.
        rows = (await connection.execute(select(*key, *named, *raw).where(old).order_by(*key).limit(BATCH))).all()
        for row in rows:
            await _again(connection, table, sealed, row, ring)
    return len(rows)


async def _again(
    connection: AsyncConnection, table: Table, sealed: list[Column[Any]], row: Row[Any], ring: Ring
) -> None:
    """One row's texts, unless somebody wrote the row meanwhile: the next batch sees it again."""
    found = row._mapping
    name = row_name(found[one] for one in row_columns(table))
    here = [column == found[column.name] for column in table.primary_key.columns]
    values: dict[Column[Any], Any] = {}
    for column in sealed:
        text = found[column.name]
        here.append(type_coerce(column, Text).is_not_distinct_from(text))
        if text:
            place = f"{table.name}.{column.name}"
            opened = ring.open(text, place, name)
            ring.workspace = ring.workspace_of(text)
            values[column] = type_coerce(ring.seal(opened, place, name), Text)
    await connection.execute(update(table).where(*here).values(values))


async def _drop(connection: AsyncConnection, keep: set[int]) -> int:
    """Drop text keys that seal nothing any more."""
    candidates = select(data_keys.c.id).where(data_keys.c.purpose == Purpose.text, data_keys.c.id.not_in(keep))
    dropped = 0
    for number in (await connection.execute(candidates)).scalars().all():
        if not await _used(connection, number):
            await connection.execute(delete(data_keys).where(data_keys.c.id == number))
            dropped += 1
    return dropped


async def _used(connection: AsyncConnection, number: int) -> bool:
    for table in metadata.sorted_tables:
        for column in sealed_columns(table):
            text = type_coerce(column, Text)
            by_it = or_(*(text.like(f"{mark}.{number}.%") for mark in (MARK, MARK_OF_BEFORE)))
            if (await connection.execute(select(column.is_(None)).where(by_it).limit(1))).first():
                return True
    return False


async def _rewrap(connection: AsyncConnection, master: MasterKeys) -> int:
    rows = (await connection.execute(select(data_keys))).all()
    for row in rows:
        secret = master.unwrap(row.master, row.wrapped, row.workspace, row.purpose)
        name, wrapped = master.wrap(secret, row.workspace, row.purpose)
        await connection.execute(
            update(data_keys).where(data_keys.c.id == row.id).values(master=name, wrapped=wrapped)
        )
    return len(rows)
