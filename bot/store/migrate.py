"""Migrations: brought up to date at every start, by one process at a time."""

from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import work  # noqa: F401 - the metadata knows the tables of every room
from bot.store.database import Database
from bot.store.wall import enter_all, raise_walls

log = structlog.get_logger()

_LOCK = 0x5717C4  # any number, the same in every replica


async def migrate(database: Database) -> None:
    """Bring the tables up to date. Several replicas may start at once: one works, the others wait. Tables of a
    newer version are left as they are."""
    async with database.engine.connect() as connection:
        if database.sqlite:
            await _foreign_keys(connection, "OFF")
        try:
            async with connection.begin():
                if not database.sqlite:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                    await enter_all(connection)
                known = await connection.run_sync(_upgrade)
                if database.sqlite:
                    await _must_hold(connection)
        finally:
            if database.sqlite:
                await _foreign_keys(connection, "ON")
    if known and not database.sqlite:
        await raise_walls(database.engine)


async def schema(database: Database) -> tuple[str | None, str | None]:
    """The revision that the database has, and the one that this version wants."""
    async with database.engine.connect() as connection:
        has = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return has, ScriptDirectory.from_config(_config()).get_current_head()


async def _foreign_keys(connection: AsyncConnection, state: str) -> None:
    """SQLite changes a table by making it anew: those that point to it must not mind while it is gone. This can
    only be said outside of a transaction."""
    connected = await connection.get_raw_connection()
    if connected.driver_connection is not None:
        await connected.driver_connection.execute(f"PRAGMA foreign_keys={state}")


async def _must_hold(connection: AsyncConnection) -> None:
    """Whatever pointed to something still does."""
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
    if broken is not None:
        raise RuntimeError(f"the migrations left {broken[0]} pointing to a missing row of {broken[2]}")


def _upgrade(connection: Connection) -> bool:
    """False when the tables are those of a newer version, which sees to everything itself."""
    config = _config()
    if _is_newer(connection, config):
        # A newer replica has been here, in the middle of an upgrade. What it has added is in nobody's way.
        log.warning("the tables are those of a newer version")
        return False
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _is_newer(connection: Connection, config: Config) -> bool:
    """Whether the tables are of a revision that this version does not know."""
    has = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return has is not None and has not in known


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
