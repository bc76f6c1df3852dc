"""Each conversation on a database of its own, SQLite and PostgreSQL alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from bot.store.migrate import migrate
from tests.conversations.chat import PEOPLE, Chat, database_file


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    found = open_database(database_file(tmp_path))
    await migrate(found)
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
