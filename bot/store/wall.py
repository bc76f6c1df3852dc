"""The wall between workspaces: each transaction says for whom it works, and finds nothing of anybody else's.

PostgreSQL holds it by row-level security, for every table that the metadata knows. Where there is none (SQLite),
and besides, queries carry the workspace, and rows and keys of another one are refused (`here`, `ours`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Table, bindparam, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.care.members import WorkspaceId
from bot.store.kept_tables import data_keys
from bot.store.sealing import EVERY, Whose, whose_in_use
from bot.store.tables import metadata, tenants

log = structlog.get_logger()

BESIDE = timedelta(minutes=15)
"""So long the version before, which says nothing of a workspace, may go on while replicas are upgraded."""

_LOCK = 0x5717CA
_SAID = "(SELECT current_setting('stitch.workspace', true))"
_TELL = "SELECT set_config('stitch.workspace', {whose}, true) AS said"
_ENTER = """WITH told AS MATERIALIZED ({tell})
SELECT said, (SELECT max(id) FROM data_keys WHERE said IS NOT NULL) FROM told"""
_BY_ID = text(_ENTER.format(tell=_TELL.format(whose=":whose")))
_BY_TENANT = text(_ENTER.format(tell=_TELL.format(
    whose="coalesce((SELECT workspace::text FROM tenants WHERE platform = :platform AND tenant = :tenant), '')"
)))  # fmt: skip

# Put together once: each transaction begins with one of them.
_NEWEST = select(func.max(data_keys.c.id))
_NEWEST_OF = _NEWEST.where(data_keys.c.workspace == bindparam("whose"))


async def enter(connection: AsyncConnection, whose: Whose) -> int | None:
    """This transaction works for `whose`. Returns the newest key that there is for them."""
    if connection.dialect.name == "sqlite":
        return await _newest(connection, whose)
    said = "all" if whose == EVERY else "" if whose is None else str(whose)
    return (await connection.execute(_BY_ID, {"whose": said})).one()[1]  # type: ignore[no-any-return]


async def enter_all(connection: AsyncConnection) -> None:
    """As `enter` for every workspace, where there may be no tables yet."""
    await connection.execute(text(_TELL.format(whose="'all'")))


async def enter_tenant(connection: AsyncConnection, platform: str, tenant: str) -> tuple[Whose, int | None]:
    """This transaction works for the workspace that a platform's tenant belongs to, or for nobody; and its newest
    key. One way there and back."""
    if connection.dialect.name == "sqlite":
        where = tenants.c.platform == platform, tenants.c.tenant == tenant
        found = (await connection.execute(select(tenants.c.workspace).where(*where))).scalar_one_or_none()
        whose = None if found is None else WorkspaceId(found)
        return whose, await _newest(connection, whose)
    said, newest = (await connection.execute(_BY_TENANT, {"platform": platform, "tenant": tenant})).one()
    return (WorkspaceId(int(said)) if said else None), newest


def here(table: Table) -> ColumnElement[bool]:
    """Only rows of the workspace for which is worked."""
    whose = whose_in_use()
    return true() if whose == EVERY else table.c.workspace == whose


async def raise_walls(engine: AsyncEngine) -> None:
    """Give every table of ours its wall that has none, one after the other, so that nobody waits for nobody.

    Where people are at work already, what says nothing sees all for a while longer: the version before.
    """
    async with engine.begin() as connection:
        missing = [table for table in metadata.sorted_tables if table.name not in await walled(connection)]
        if not missing:
            await _close(connection)
            return
        await enter_all(connection)
        used = (await connection.execute(text("SELECT 1 FROM workspaces LIMIT 1"))).first() is not None
    for table in missing:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            for statement in _statements(table, until=datetime.now(UTC) + BESIDE if used else None):
                await connection.execute(text(statement))
    log.info("raised the wall between workspaces", tables=len(missing))


async def walled(connection: AsyncConnection) -> set[str]:
    """The tables that have their wall."""
    rows = await connection.execute(text(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'wall'"
        " WHERE c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = current_schema()::regnamespace"
    ))  # fmt: skip
    return set(rows.scalars())


async def bypassed(engine: AsyncEngine) -> str | None:
    """The role that we are in the database, if no wall holds it."""
    async with engine.connect() as connection:
        found = await connection.execute(text(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
        ))  # fmt: skip
        return found.scalar_one_or_none()


async def _newest(connection: AsyncConnection, whose: Whose) -> int | None:
    asked, which = (_NEWEST, {}) if whose == EVERY else (_NEWEST_OF, {"whose": whose})
    found: int | None = (await connection.execute(asked, which)).scalar_one()
    return found


def _statements(table: Table, until: datetime | None) -> Iterator[str]:
    yield f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS wall ON {table.name}"
    yield f"CREATE POLICY wall ON {table.name} USING ({_SAID} = 'all' OR {_own(table)})"
    if until is not None:
        unsaid = "current_setting('stitch.workspace', true) IS NULL"
        yield f"CREATE POLICY until_{until:%Y%m%dT%H%M} ON {table.name} USING ({unsaid} AND now() < '{until}')"


def _own(table: Table) -> str:
    """Which rows belong to the workspace that was said: by a column of theirs, or as what they are a part of."""
    if table.name == "workspaces":
        return f"id::text = {_SAID}"
    if table.name == "tenants":
        return f"coalesce({_SAID}, '') IN ('', workspace::text)"  # asked for whom to work
    if table.name == "lanes":
        return "place IN (SELECT platform || ':' || tenant FROM tenants)"
    if "workspace" not in table.c:
        for column in table.columns:
            for key in column.foreign_keys:
                if not column.nullable:
                    parent = key.column.table.name
                    return f"EXISTS (SELECT FROM {parent} WHERE {parent}.id = {table.name}.{column.name})"
        return "false"  # of the whole process: no turn's
    if table.c.workspace.nullable:
        return f"coalesce(workspace::text, '') = coalesce({_SAID}, '')"  # a stranger's
    return f"workspace::text = {_SAID}"


async def _close(connection: AsyncConnection) -> None:
    """Take away what let the version before go on, once its time is over."""
    over = await connection.execute(text(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
        " AND policyname LIKE 'until\\_%' AND policyname < :now"
    ), {"now": f"until_{datetime.now(UTC):%Y%m%dt%H%M}"})  # fmt: skip
    for table, policy in over.all():
        await connection.execute(text(f"DROP POLICY {policy} ON {table}"))
