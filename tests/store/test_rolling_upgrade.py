"""While one replica after the other is upgraded, the version before reads and writes the tables of the new one."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.store.database import Database
from bot.store.migrate import _config, migrate
from bot.store.work import open_work
from tests.conversations.chat import Chat

FIRST = "0008"
"""From here on each migration only adds. Those before it were never run beside another version."""

Shape = dict[tuple[str, str], tuple[bool, bool]]


def _moved(connection: Connection, to: str, *, down: bool = False) -> None:
    config = _config()
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, to)


def _shape(connection: Connection) -> Shape:
    """Each column with whether it may be left out, and whether it may be empty."""
    look, found = inspect(connection), Shape()
    for table in look.get_table_names():
        for column in look.get_columns(table):
            spared = (
                column["nullable"] or column["default"] is not None or bool(column.get("autoincrement") is True)
            )
            found[table, column["name"]] = (spared, column["nullable"])
    return found


def _rules(connection: Connection) -> set[tuple[str, str]]:
    """What rows have to keep to, by table."""
    look = inspect(connection)
    return {
        (table, str(rule.get("name") or rule))
        for table in look.get_table_names()
        for rule in (*look.get_check_constraints(table), *look.get_unique_constraints(table))
    }


async def test_each_migration_only_adds(database: Database) -> None:
    scripts = ScriptDirectory.from_config(_config())
    revisions = [one.revision for one in scripts.walk_revisions(FIRST, "head")][::-1]
    assert len(revisions) > 3

    def step(connection: Connection) -> None:
        _moved(connection, FIRST, down=True)
        before, rules = _shape(connection), _rules(connection)
        for revision in revisions[1:]:
            _moved(connection, revision)
            after = _shape(connection)
            tables = {table for table, _ in before}
            assert before.keys() <= after.keys(), f"{revision} takes something away"
            for column, (_, empty) in before.items():
                assert after[column][1] or not empty, f"{revision} lets {column} be empty no more"
            for column in after.keys() - before.keys():
                added = column[0] not in tables
                assert added or after[column][0], (
                    f"{revision} wants {column}, of which the version before knows not"
                )
            now = _rules(connection)
            stricter = {(table, rule) for table, rule in now - rules if table in tables}
            assert not stricter, f"{revision} refuses what the version before may write: {stricter}"
            before, rules = after, now

    async with database.engine.begin() as connection:
        await connection.run_sync(step)


async def test_an_older_replica_that_is_restarted_meanwhile_leaves_newer_tables_alone(
    database: Database,
) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.execute(text("ALTER TABLE tasks ADD COLUMN of_the_future VARCHAR"))
    await migrate(database)
    chat = await Chat(database).open()
    assert await chat.say("Nina", "/task weigh K-17 tomorrow at 8am") is not None
    async with open_work(database) as work:
        version = await work.connection.execute(text("SELECT version_num FROM alembic_version"))
        assert version.scalar_one() == "9999"
