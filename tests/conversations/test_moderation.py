"""Nobody can flood the bot: past a limit it asks to wait, shows what was typed, and buttons still work."""

from bot.router import Router
from bot.store.database import Database
from tests.conversations.chat import Chat


async def _limited(database: Database, per_minute: int) -> Chat:
    chat = await Chat(database).open()
    chat.router = Router(database, chat.clock, with_forms=frozenset({chat.platform}), per_minute=per_minute)
    return chat


async def test_a_flood_is_asked_to_wait_and_loses_nothing_typed(database: Database) -> None:
    chat = await _limited(database, 3)
    item = await chat.say("Nina", "/task call the lab at 9am")
    for _ in range(2):
        await chat.say("Nina", "/mine")
    refused = (await chat.say("Nina", "/task weigh K-17 at 10am")).text
    assert "wait a minute" in refused
    assert "/task weigh K-17 at 10am" in refused
    assert "Omar" not in (await chat.say("Omar", "/mine")).text  # somebody else's turn is their own
    assert "Undone: #1" in (await chat.press("Nina", "Undo", item)).text  # buttons are not held back
    await chat.advance(minutes=2)
    assert "Saved as task" in (await chat.say("Nina", "/task weigh K-17 at 10am")).text


async def test_a_whole_workspace_has_a_limit_too(database: Database) -> None:
    chat = await _limited(database, 2)
    answers = [(await chat.say(f"Member{n}", "/mine")).text for n in range(22)]
    assert "wait a minute" not in answers[19]
    assert "coming in just now" in answers[21]
