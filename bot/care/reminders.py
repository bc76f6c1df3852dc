"""Reminders: when an open item speaks up next. Ahead, when due, then nudges that decay, until it is done."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.members import Member, awake
from bot.care.tasks import Alarm, Status, Task, successor_at
from bot.care.urgency import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How insistent an urgency is. `nudges` are the waits after the due time, one after the other; the last
    repeats. After `escalate_after` nudges somebody else is told too."""

    ahead: timedelta | None
    nudges: tuple[timedelta, ...]
    escalate_after: int


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

CADENCES = {
    Urgency.stat: Cadence(
        ahead=None, nudges=(5 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 20 * _MINUTE, _HOUR), escalate_after=2
    ),
    Urgency.asap: Cadence(
        ahead=5 * _MINUTE, nudges=(10 * _MINUTE, 20 * _MINUTE, 40 * _MINUTE, 2 * _HOUR), escalate_after=2
    ),
    Urgency.urgent: Cadence(
        ahead=15 * _MINUTE, nudges=(15 * _MINUTE, 30 * _MINUTE, _HOUR, 4 * _HOUR), escalate_after=2
    ),
    Urgency.routine: Cadence(ahead=30 * _MINUTE, nudges=(_HOUR, 4 * _HOUR, _DAY), escalate_after=2),
}

UNFINISHED_AFTER = 15 * _MINUTE
"""How long a draft waits for the answer to its question before it asks again."""


def with_alarm(task: Task, owner: Member | None, now: datetime) -> Task:
    """The task with its next alarm set from where it stands now; a closed one has none.

    Call it after each change. `owner` is who will hear it (None for a team: its item has no quiet hours).
    """
    match task.status:
        case Status.completed | Status.cancelled:
            return replace(task, alarm=None, alarm_at=None)
        case Status.draft:
            waits = UNFINISHED_AFTER * 4**task.nudges
            return replace(task, alarm=Alarm.unfinished, alarm_at=now + min(waits, _DAY))
        case Status.requested | Status.accepted:
            alarm, at = _next(task, owner, now)
            coming = successor_at(task, now)
            if coming is not None and coming < at:
                # A recurring item that is still open when it comes again speaks up then.
                alarm, at = Alarm.due, coming
            if task.urgency is Urgency.routine and owner is not None:
                at = awake(owner, at)
            if alarm is Alarm.ahead and task.due_at is not None and at >= task.due_at:
                alarm = Alarm.due
            return replace(task, alarm=alarm, alarm_at=at)


def replanned(task: Task, owner: Member, now: datetime) -> Task:
    """The task with its alarm where the owner's hours, changed since it was set, put it now.

    Due times stay as they are, what has rung does not ring again, and nothing is put off by more than the new
    hours ask for.
    """
    if not task.open or task.alarm is None or task.alarm_at is None:
        return task
    alarm, at = task.alarm, max(_undelayed(task, task.alarm_at, owner, now), now)
    coming = successor_at(task, now)
    if coming is not None and coming < at:
        alarm, at = Alarm.due, coming
    if task.urgency is Urgency.routine:
        at = awake(owner, at)
    if alarm is Alarm.ahead and task.due_at is not None and at >= task.due_at:
        alarm = Alarm.due
    return replace(task, alarm=alarm, alarm_at=at)


def unheard(task: Task) -> bool:
    """Whether a recurring item comes again before the alarm of the time before has rung: nobody let it pass."""
    if task.series_at is None or task.alarm_at is None or task.alarm not in (Alarm.ahead, Alarm.due):
        return False
    coming = successor_at(task, task.series_at)
    return coming is not None and task.alarm_at < coming


def escalates(task: Task) -> bool:
    """Whether somebody else is to be told now: after so many nudges, or when a recurring item was missed."""
    if not task.open or task.escalated_at is not None:
        return False
    return task.missed > 0 or task.nudges >= CADENCES[task.urgency].escalate_after


def _next(task: Task, owner: Member | None, now: datetime) -> tuple[Alarm, datetime]:
    """What comes next and when, quiet hours aside. An item without a due time is brought back daily."""
    cadence = CADENCES[task.urgency]
    if task.due_at is None:
        return Alarm.nudge, now + _DAY
    ahead = _ahead(task, task.due_at, owner, cadence, now)
    if ahead is not None and ahead > now:
        return Alarm.ahead, ahead
    if task.due_at > now:
        return Alarm.due, task.due_at
    step = min(task.nudges, len(cadence.nudges) - 1)
    return Alarm.nudge, now + cadence.nudges[step]


def _undelayed(task: Task, set_for: datetime, owner: Member, now: datetime) -> datetime:
    """When the alarm would come if its owner had no quiet hours."""
    cadence = CADENCES[task.urgency]
    match task.alarm:
        case Alarm.ahead if task.due_at is not None and task.whole_day:
            return _day_begins(task, task.due_at, owner)
        case Alarm.ahead if task.due_at is not None and cadence.ahead is not None:
            return task.due_at - cadence.ahead
        case Alarm.due if task.due_at is not None and not (task.recurring and task.due_at <= now):
            return task.due_at
        case Alarm.nudge if task.due_at is not None:
            return min(set_for, now + cadence.nudges[min(task.nudges, len(cadence.nudges) - 1)])
        case _:
            return set_for


def _day_begins(task: Task, due: datetime, owner: Member | None) -> datetime:
    zone = ZoneInfo(task.zone)
    begins = owner.work_start if owner else time(8)
    return datetime.combine(due.astimezone(zone).date(), begins, tzinfo=zone).astimezone(UTC)


def _ahead(task: Task, due: datetime, owner: Member | None, cadence: Cadence, now: datetime) -> datetime | None:
    """When to speak up before the due time. What is due "that day" is brought up as the day's work begins."""
    if task.whole_day:
        return _day_begins(task, due, owner)
    if cadence.ahead is None:
        return None
    # Only when there is real time in between: nobody wants "soon" a minute after they typed it.
    at = due - cadence.ahead
    return at if at > now + cadence.ahead else None
