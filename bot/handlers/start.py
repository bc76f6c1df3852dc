"""Hello: the welcome to whoever starts the chat, and once to whoever uses the bot for the first time."""

from bot.cards import start as cards
from bot.cards.reader import Reader
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn


async def start(turn: Turn, heard: Command) -> Reply:
    """The chat was opened, or `/start`."""
    await turn.work.members.welcome(turn.actor.id)
    return turn.card(cards.welcome(turn.reader))


async def greet(turn: Turn) -> None:
    """Somebody used the bot: the first time, they are told where it will write to them."""
    if not turn.actor.welcomed and await turn.work.members.welcome(turn.actor.id):
        await turn.tell("welcome", f"member:{turn.actor.id}", key=f"welcome:{turn.actor.id}", to=turn.actor.id)


async def compose_welcome(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The short welcome."""
    return cards.notice(reader)
