"""The migrations make the tables that the code expects, on both kinds of database, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot.store.database import Database
from bot.store.migrate import _config, migrate
from bot.store.tables import metadata
from bot.store.work import Work

assert Work, "every room of the store has added its tables"


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_they_make_the_tables_of_the_code(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_second_start_changes_nothing(database: Database) -> None:
    await migrate(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_they_can_be_taken_back(database: Database) -> None:
    def down(connection: Connection) -> set[str]:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return set(inspect(connection).get_table_names())

    async with database.engine.begin() as connection:
        assert await connection.run_sync(down) <= {"alembic_version"}
