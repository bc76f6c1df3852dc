"""Each conversation on a database of its own, SQLite and PostgreSQL alike."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from bot.store.database import Database, open_database
from bot.store.migrate import migrate
from tests.conversations.chat import PEOPLE, Chat, database_file


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "stitch.db"
    asyncio.run(_migrated(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a PostgreSQL database with all tables, to be used as a template."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    asyncio.run(_migrated(postgres.replace("/postgres?", "/migrated?")))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of one's own with all tables, on each kind of database in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "stitch.db")
        return database_file(tmp_path)
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS conversation WITH (FORCE)")
        connection.execute(f"CREATE DATABASE conversation TEMPLATE {template}")
    return server.replace("/postgres?", "/conversation?")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = open_database(database_url)
    yield found
    await found.close()


@pytest.fixture
async def chat(database: Database) -> Chat:
    """A ward where Nina, Omar, Lea and Sam have said hello."""
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    chat.stage.messages.clear()
    return chat


async def _migrated(url: str) -> None:
    found = open_database(url)
    await migrate(found)
    await found.close()
