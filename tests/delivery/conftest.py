"""What these tests share: a chat on each kind of database, and notices that say anything."""

import pytest

from bot.store.database import Database
from tests.conversations.chat import Chat


@pytest.fixture
async def chat(database: Database) -> Chat:
    return await Chat(database).open()
