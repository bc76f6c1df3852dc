"""A ward to talk in, on each kind of database in turn."""

import pytest

from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat


@pytest.fixture
async def chat(database: Database) -> Chat:
    """A ward where Nina, Omar, Lea and Sam have said hello."""
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    chat.stage.messages.clear()
    return chat
