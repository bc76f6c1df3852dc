"""`/ledger`: where everything stands that was captured; and the clock, which looks through it every night."""

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from prometheus_client import Gauge

from bot.cards import ledger as cards
from bot.cards.reader import Reader
from bot.care import policy
from bot.care.errors import CareError, NotAllowed
from bot.care.ledger import Balance, next_check
from bot.care.members import Team
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn

log = structlog.get_logger()

BATCH = 20
REMAINDER = Gauge("stitch_ledger_remainder", "Items that stand nowhere, by workspace", ["workspace"])

_ALL = frozenset("all everything todo todos".split())
_MINE = frozenset("mine me mío mía míos mías mio mia".split())
_HERE = frozenset("here channel aquí aqui canal".split())


async def ledger_command(turn: Turn, heard: Command) -> Reply:
    """`/ledger`: mine, my teams', this channel's; `/ledger pharmacy`; `/ledger all` for leads."""
    wanted = heard.text.strip().casefold()
    if not wanted:
        balances = [await _mine(turn), *[await _of_team(turn, team) for team in turn.my_teams()]]
        if not turn.channel.private:
            balances.append(await _here(turn))
    elif wanted in _ALL:
        policy.must_lead(turn.actor)
        balances = [await _everything(turn)]
    elif wanted in _MINE:
        balances = [await _mine(turn)]
    elif wanted in _HERE and not turn.channel.private:
        balances = [await _here(turn)]
    else:
        balances = [await _of_team(turn, _team(turn, wanted))]
    return turn.card(cards.ledger(balances, turn.reader))


async def check(work: Work, now: datetime) -> int:
    """Look through the ledgers whose night has come, and tell the leads what does not add up. Returns how many."""
    due = await work.ledger.unchecked(now, BATCH)
    for one in due:
        people = await work.people(one.id)
        found = await work.ledger.of_all(one.id, people, now)
        REMAINDER.labels(one.id).set(found.remainder)
        if found.remainder:
            log.error("the ledger does not add up", workspace=one.id, remainder=found.remainder)
            day = now.astimezone(ZoneInfo(one.zone)).date()
            for lead in people.leads():
                await work.notices.add(
                    one.id, "ledger", f"ledger:{one.id}", key=f"ledger:{one.id}:{lead.id}:{day}", to=lead.id,
                    urgency=Urgency.urgent, due_at=now,
                )  # fmt: skip
        await work.ledger.check_again(one.id, next_check(now, one.zone))
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a lead: what stands nowhere now; None when all of it does again."""
    found = await work.ledger.of_all(notice.workspace, reader.people, reader.now)
    return cards.lost(found, reader) if found.remainder else None


async def _mine(turn: Turn) -> tuple[str, Balance]:
    found = await turn.work.ledger.of_member(turn.workspace.id, turn.actor.id, turn.people, turn.now)
    return turn.reader.say("Yours"), found


async def _of_team(turn: Turn, team: Team) -> tuple[str, Balance]:
    return team.name, await turn.work.ledger.of_team(turn.workspace.id, team.id, turn.people, turn.now)


async def _here(turn: Turn) -> tuple[str, Balance]:
    found = await turn.work.ledger.of_channel(turn.workspace.id, turn.channel.id, turn.people, turn.now)
    return turn.reader.say("This channel"), found


async def _everything(turn: Turn) -> tuple[str, Balance]:
    found = await turn.work.ledger.of_all(turn.workspace.id, turn.people, turn.now)
    return turn.reader.say("Everything"), found


def _team(turn: Turn, wanted: str) -> Team:
    """A team that the actor may look at: their own, or any for a lead. Nobody looks at a person."""
    found = turn.people.team_called(wanted)
    if found is None:
        raise CareError("Which ledger? For example: /ledger, /ledger here, /ledger pharmacy, /ledger all")
    if not turn.actor.lead and turn.actor.id not in found.members:
        raise NotAllowed("Only a lead, or somebody in {team}, can see its ledger.", team=found.name)
    return found
