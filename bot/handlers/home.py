"""The bot's own page, as Slack's App Home shows it: what is mine and what waits for me."""

from bot.cards import home as cards
from bot.chat.card import Reply
from bot.chat.incoming import Command, Press
from bot.turn import Turn
from bot.waiting import waits


async def home(turn: Turn, heard: Command) -> Reply:
    """The page was opened."""
    return await _page(turn)


async def press_home(turn: Turn, press: Press) -> Reply:
    """The Refresh button."""
    return await _page(turn)


async def _page(turn: Turn) -> Reply:
    tasks = await turn.work.tasks.open_of(turn.workspace.id, turn.actor.id)
    handoffs = await turn.work.handoffs.waiting_for(
        turn.workspace.id, turn.actor.id, [team.id for team in turn.my_teams()]
    )
    waiting = await waits(turn.work, turn.actor, turn.people)
    return Reply(card=cards.home(tasks, handoffs, waiting, turn.reader), home=True)
