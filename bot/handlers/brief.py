"""`/brief`: what counts now, worst first; and the clock, which brings it before each shift, once."""

from datetime import UTC, datetime, timedelta

from bot.cards import brief as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import brief as rules
from bot.care.brief import AHEAD, Brief
from bot.care.errors import CareError
from bot.care.handoffs import Handoff, HandoffQuestion
from bot.care.members import Member
from bot.care.people import People
from bot.care.tasks import Task
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command
from bot.language.switch import switch
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn
from bot.waiting import waits

BATCH = 50
A_SECOND = timedelta(seconds=1)
LOOK_EVERY = timedelta(hours=6)
"""The longest time from one look at the shifts to the next."""


async def brief(turn: Turn, heard: Command) -> Reply:
    """`/brief`; `/brief off` and `/brief on`: not before my shifts any more, or again."""
    if not heard.text.strip():
        found = await _of(turn.work, turn.people, turn.actor, turn.now)
        return turn.card(cards.brief(found, None, turn.reader))
    wanted = switch(heard.text)
    if wanted is None:
        raise CareError("What shall I do? For example: /brief, /brief off, /brief on")
    await turn.work.briefs.wish(turn.workspace.id, turn.actor.id, wanted, turn.now)
    say = turn.reader.say
    told = say("I do not brief you before your shifts any more. Whenever you like: /brief")
    if wanted:
        told = say("I brief you 15 minutes before each of your shifts, when there is something to say.")
    return turn.card(note(told, say))


async def look_ahead(work: Work, now: datetime) -> int:
    """Whose shift begins soon is briefed before it. Returns how many workspaces were looked through."""
    due = await work.briefs.due(now, BATCH)
    for one in due:
        people, again = await work.people(one.id), now + LOOK_EVERY
        wishes = await work.briefs.wishes(one.id)
        # What began while nobody looked is not left out.
        since = min(now, one.look_at + AHEAD - A_SECOND) if one.look_at is not None else now
        for member in people.active():
            start = rules.begins(member, since, wishes.get(member.id))
            while start is not None and start - AHEAD <= now:
                await _announce(work, member, start)
                start = rules.begins(member, start, wishes.get(member.id))
            if start is not None:
                again = min(again, max(start - AHEAD, now + timedelta(minutes=1)))
        await work.briefs.looked(one, again)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a member, as things stand now; None when their shift is another by now, or there is nothing to say."""
    member, start = reader.people.member(notice.member), datetime.fromtimestamp(int(notice.extra), tz=UTC)
    if member is None:
        return None
    wanted = (await work.briefs.wishes(notice.workspace)).get(member.id)
    if not rules.still_holds(member, start, reader.now, wanted):
        return None
    found = await _of(work, reader.people, member, reader.now, start)
    return None if found.empty else cards.brief(found, start, reader)


async def _announce(work: Work, member: Member, start: datetime) -> None:
    mark = int(start.timestamp())
    await work.notices.add(
        member.workspace, "brief", f"member:{member.id}", key=f"brief:{member.id}:{mark}", to=member.id,
        extra=str(mark), due_at=start - AHEAD,
    )  # fmt: skip


async def _of(
    work: Work, people: People, member: Member, now: datetime, start: datetime | None = None
) -> Brief:  # fmt: skip
    """All that waits for a member in the shift that begins at `start`, else in this one."""
    until = rules.end_of(member, now, start)
    tasks = [
        *await work.tasks.open_of(member.workspace, member.id),
        *await _unclaimed(work, people, member, until),
    ]
    found = rules.sorted_out(tasks, member.id, now, until)
    teams = [team.id for team in people.teams_of(member.id)]
    offered = await work.handoffs.waiting_for(member.workspace, member.id, teams)
    sent = [one for one in await work.handoffs.sent_by(member.workspace, member.id) if one.waiting]
    asked: list[tuple[Handoff, HandoffQuestion]] = []
    for one in sent:
        asked += [(one, found) for found in await work.handoffs.questions(one.id) if found.answered_at is None]
    watched = await work.contingencies.live(member.workspace, owner=member.id)
    return Brief(
        until=until, overdue=found.overdue, due=found.due, given=found.given, calls=found.calls,
        handoffs=tuple(one for one in offered if member.id not in one.refused), questions=tuple(asked),
        watchers=tuple(await work.briefs.watchers(member.workspace, member.id, now)),
        watched=tuple(one for one in watched if one.alarm_at is None or one.alarm_at <= until),
        waiting=await waits(work, member, people),
    )  # fmt: skip


async def _unclaimed(work: Work, people: People, member: Member, until: datetime) -> list[Task]:
    """What comes up for one of their teams in this shift, and nobody has taken, as far as it is for who is on."""
    found: list[Task] = []
    for team in people.teams_of(member.id):
        for task in await work.tasks.open_where(member.workspace, team=team.id, due_before=until):
            on = people.on_duty(team, min(until, task.due_at or until), shift=task.shift, since=task.created_at)
            if task.owner is None and member.id in [one.id for one in on]:
                found.append(task)
    return found
