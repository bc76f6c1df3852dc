"""What belongs into a handoff: what the next shift must do, and how ill somebody is as it was said this shift."""

from datetime import UTC, datetime, timedelta

from bot.care.handoffs import HandedPatient, Handoff
from bot.care.members import MemberId
from bot.care.people import People
from bot.care.roster import Duty
from bot.care.tasks import Task

SHIFT = timedelta(hours=12)
"""How long a shift lasts where no roster says it."""
DAY = timedelta(days=1)


def stale(one: HandedPatient, now: datetime, shift: timedelta) -> bool:
    """Whether how ill they are was said longer ago than a shift lasts: it is said again before it is sent."""
    if one.patient is None or one.severity is None:
        return False
    return one.severity_at is None or now - one.severity_at > shift


def shift_length(member: MemberId, people: People, now: datetime) -> timedelta:
    """How long the shift lasts that somebody is on, or was on last within a day."""
    since = people.roster.duties(now - DAY, now + timedelta(seconds=1))
    theirs = [one for one in since if member in one.people and one.start <= now]
    last = max(theirs, key=lambda one: one.end, default=None)
    return last.end.astimezone(UTC) - last.start.astimezone(UTC) if last else SHIFT


def receiving(handoff: Handoff, people: People, now: datetime) -> Duty | None:
    """The shift that it is handed to. None without a roster."""
    roster = people.roster
    if handoff.receiver is not None:
        return roster.shift_of(handoff.receiver, now) or roster.next_of(handoff.receiver, now)
    if handoff.team is not None and handoff.shift:
        coming = roster.duties(now, now + 2 * SHIFT, team=handoff.team)
        return next((one for one in coming if one.name == handoff.shift), None)
    return roster.next_shift(handoff.team, now) if handoff.team is not None else None


def shift_until(handoff: Handoff, people: People, now: datetime) -> datetime | None:
    """When the shift ends that it is handed to: what is due later is not for them. None without a roster."""
    duty = receiving(handoff, people, now)
    return duty.end if duty else None


def is_later(task: Task, until: datetime | None) -> bool:
    """Whether an item is due after the shift that takes over: it stays with who has it by day."""
    return until is not None and task.due_at is not None and task.due_at > until
