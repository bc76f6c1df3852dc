"""`/quality`: how one's own handoffs were, for oneself alone; of a team only the trend, never a ranking."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cards import quality as cards
from bot.care.errors import CareError, NotAllowed
from bot.care.handoffs import Handoff
from bot.care.quality import SPAN, Quality, quality
from bot.chat.card import Reply
from bot.chat.incoming import Command
from bot.turn import Turn

WEEK = timedelta(days=7)


async def quality_command(turn: Turn, heard: Command) -> Reply:
    """`/quality`, `/quality nights`."""
    wanted = heard.text.strip()
    found = await turn.work.handoffs.accepted_since(turn.workspace.id, turn.now - SPAN)
    if not wanted:
        if not turn.channel.private:
            raise CareError("That is for you alone. Ask me in our own chat: /quality")
        mine = [one for one in found if one.sender == turn.actor.id]
        return turn.card(cards.own(await _of(turn, mine), turn.reader))
    team = turn.people.team_called(wanted.casefold())
    if team is None:
        raise CareError("Whose handoffs? Yours: /quality. A team of yours: /quality nights")
    if not turn.actor.lead and turn.actor.id not in team.members:
        raise NotAllowed("Only a lead, or somebody in {team}, can see how its handoffs were.", team=team.name)
    theirs = [one for one in found if one.sender in team.members]
    return turn.card(cards.trend(team.name, await _weeks(turn, theirs), turn.reader))


async def _weeks(turn: Turn, found: Sequence[Handoff]) -> list[tuple[datetime, Quality]]:
    """The last four weeks, the oldest first."""
    weeks = []
    for back in range(SPAN // WEEK, 0, -1):
        begins = turn.now - back * WEEK
        given = [one for one in found if one.decided_at and begins < one.decided_at <= begins + WEEK]
        weeks.append((begins, await _of(turn, given)))
    return weeks


async def _of(turn: Turn, given: Sequence[Handoff]) -> Quality:
    items = await turn.work.tasks.keyed([item for one in given for item in one.items])
    with_items = {(one.id, items[item].patient or "") for one in given for item in one.items if item in items}
    return quality(given, with_items, await turn.work.contingencies.of_handoffs([one.id for one in given]))
