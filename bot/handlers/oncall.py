"""`/oncall`: who is on duty, now or at a time, and who comes next."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cards import shift as cards
from bot.care.errors import CareError
from bot.care.members import Team
from bot.chat.card import Reply
from bot.chat.incoming import Command
from bot.chat.text import clean
from bot.language.schedule import read_when
from bot.turn import Turn, local_now


async def oncall(turn: Turn, heard: Command) -> Reply:
    """`/oncall`, `/oncall pharmacy`, `/oncall pharmacy tomorrow 22:00`."""
    words = clean(heard.text)
    teams, at = _asked(turn, words)
    return turn.card(cards.oncall(teams, at or turn.now, turn.reader))


def _asked(turn: Turn, words: str) -> tuple[Sequence[Team], datetime | None]:
    """Which teams, and when; a team that has no shifts is shown only when it is asked for, or none has."""
    people, roster = turn.people, turn.people.roster
    with_shifts = [team for team in people.teams.values() if roster.has(team.id, turn.now)]
    everybody = with_shifts or list(people.teams.values())
    parts = words.split()
    for count in range(len(parts), -1, -1):
        found = people.team_or_shift(" ".join(parts[:count])) if count else None
        if count and found is None:
            continue
        teams = [found[0]] if found else everybody
        rest = " ".join(parts[count:])
        if not rest:
            return teams, None
        if (at := _moment(turn, rest)) is not None:
            return teams, at
        if found:
            raise CareError("When, and which team? For example: /oncall pharmacy tomorrow 22:00")
    raise CareError("There is no team {team} yet. Make it: /team new {team}", team=words[:40])


def _moment(turn: Turn, words: str) -> datetime | None:
    now, zone = local_now(turn)
    reading = read_when(words, now, zone, turn.actor.locale)
    if reading.when is None or reading.doubts or reading.whole_day:
        return None
    return reading.when.astimezone(UTC)
