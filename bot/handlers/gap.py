"""Gaps: a shift that nobody is on is announced to whoever leads, once and in time."""

from datetime import UTC, datetime, timedelta

from bot.cards import shift as cards
from bot.cards.reader import Reader
from bot.care.members import Member
from bot.care.people import People
from bot.care.roster import Duty
from bot.chat.card import Card
from bot.duties import INSTANT, told_at
from bot.store.notices import Notice
from bot.store.rosters import TeamRoster
from bot.store.work import Work

BATCH = 50
AHEAD = timedelta(hours=48)
"""How long before it begins a shift that nobody is on is announced."""
AGAIN = timedelta(days=1)
"""Looked at this often anyway: every change of shifts or leave has them looked at once, but people leave, too."""


async def ring(work: Work, now: datetime) -> int:
    """Tell the leads of shifts that nobody is on; mark leave that is over, so that it is not read again. Returns
    how many there were.
    """
    due = await work.rosters.due(now, BATCH)
    for one in due:
        await _look(work, one, now)
    over = await work.rosters.absences_over(now, BATCH)
    for absence in over:
        await work.rosters.end_absence(absence, now)
    return len(due) + len(over)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a lead: nobody is on it; None when somebody is by now, or it is over."""
    start, _, handle = notice.extra.partition(":")
    begins = datetime.fromtimestamp(int(start), tz=UTC)
    for one in reader.people.roster.duties(begins, begins + INSTANT):
        if one.start == begins and one.handle == handle and one.end > reader.now and _empty(one, reader.people):
            return cards.gap(one, reader)
    return None


async def _look(work: Work, one: TeamRoster, now: datetime) -> None:
    people = await work.people(one.workspace)
    again = now + AGAIN
    for duty in people.roster.duties(now, again + AHEAD, team=one.team):
        if duty.start <= now or not _empty(duty, people):
            continue
        if duty.start - AHEAD > now:
            again = min(again, duty.start - AHEAD)
            continue
        for lead in people.leads_of(people.teams[one.team]):
            await _tell(work, one, duty, lead, now)
    await work.rosters.checked(one, again, now)


def _empty(one: Duty, people: People) -> bool:
    """Nobody is on it, or only people who have left."""
    return not any(member.active for id in one.people if (member := people.member(id)))


async def _tell(work: Work, one: TeamRoster, duty: Duty, lead: Member, now: datetime) -> None:
    start = int(duty.start.timestamp())
    later, urgency = told_at(lead, duty.start, now)
    await work.notices.add(
        one.workspace, "gap", f"team:{one.team}", key=f"gap:{one.team}:{duty.handle}:{start}:{lead.id}",
        to=lead.id, extra=f"{start}:{duty.handle}", urgency=urgency, due_at=later,
    )  # fmt: skip
