"""`/oncall`: who is on duty now, and who comes next."""

from bot.cards import shift as cards
from bot.care.errors import CareError
from bot.chat.card import Reply
from bot.chat.incoming import Command
from bot.chat.text import clean
from bot.turn import Turn


async def oncall(turn: Turn, heard: Command) -> Reply:
    """`/oncall`, `/oncall pharmacy`."""
    wanted = clean(heard.text)
    if wanted:
        found = turn.people.team_or_shift(wanted)
        if found is None:
            raise CareError("There is no team {team} yet. Make it: /team new {team}", team=wanted[:40])
        return turn.card(cards.oncall([found[0]], turn.reader))
    roster = turn.people.roster
    with_shifts = [team for team in turn.people.teams.values() if roster.has(team.id, turn.now)]
    return turn.card(cards.oncall(with_shifts or list(turn.people.teams.values()), turn.reader))
