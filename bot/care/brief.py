"""The brief: what somebody should know before their shift, each thing once, worst first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.contingencies import Contingency
from bot.care.handoffs import Handoff, HandoffQuestion, Severity
from bot.care.members import Member, MemberId, next_shift, shift_end
from bot.care.tasks import Status, Task, worst_first
from bot.care.waiting import NOTHING, Waiting

AHEAD = timedelta(minutes=15)
"""How long before a shift it comes."""
WATCHED_FOR = timedelta(days=3)
"""Who was handed over as a watcher longer ago than this is not named any more."""
PROMISED_FOR = timedelta(days=1)
"""How far ahead promised calls are named."""

_CALLS = frozenset("call ring phone telephone llamar telefonear".split())
_LATEST = timedelta(hours=4)
"""Of a working day without shifts, how long after its beginning a brief that was late still makes sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A patient who was handed over to somebody as a watcher or unstable, in which handoff."""

    patient: str
    severity: Severity
    handoff: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is in it. `until` is the end of the shift that it is for."""

    until: datetime
    overdue: tuple[Task, ...] = ()
    due: tuple[Task, ...] = ()
    given: tuple[Task, ...] = ()
    """What somebody gave them and they have not said that it is theirs; drafts that wait for an answer."""
    calls: tuple[Task, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    questions: tuple[tuple[Handoff, HandoffQuestion], ...] = ()
    watchers: tuple[Watcher, ...] = ()
    watched: tuple[Contingency, ...] = ()
    waiting: Waiting = NOTHING

    @property
    def unread(self) -> int:
        """How much waits for them to look at it."""
        return len(self.handoffs) + len(self.questions) + len(self.given)

    @property
    def empty(self) -> bool:
        """There is nothing to say."""
        waits = self.unread or self.waiting or self.watchers or self.watched
        return not (self.overdue or self.due or self.calls or waits)


def sorted_out(tasks: Iterable[Task], me: MemberId, now: datetime, until: datetime) -> Brief:
    """Each of the items in its one place, worst first: the most urgent, then the earliest."""
    overdue, given, calls, due = [], [], [], []
    for task in sorted(tasks, key=worst_first):
        if task.overdue(now):
            overdue.append(task)
        elif task.status is Status.draft or (task.status is Status.requested and task.owner == me):
            given.append(task)
        elif is_call(task) and (task.due_at is None or task.due_at <= max(until, now + PROMISED_FOR)):
            calls.append(task)
        elif task.due_at is not None and task.due_at <= until:
            due.append(task)
    return Brief(until=until, overdue=tuple(overdue), due=tuple(due), given=tuple(given), calls=tuple(calls))


def is_call(task: Task) -> bool:
    """Somebody was promised a call."""
    head = task.what.split(maxsplit=1)[:1]
    return bool(head) and head[0].strip(".,:;!").casefold() in _CALLS


def begins(member: Member, now: datetime, wanted: bool | None) -> datetime | None:
    """When the shift begins before which a member is briefed next; None when they are not.

    Unless they said so (`wanted`), only who has shifts or has told us their hours is: of others we do not know
    when their day begins. Shifts in a row are one.
    """
    if wanted is False:
        return None
    if member.roster is not None:
        after = member.roster.shift_end(member.id, now) or now
        if (coming := member.roster.next_of(member.id, after)) is not None:
            return coming.start
    return next_shift(member, now) if wanted or "hours" in member.chosen else None


def still_holds(member: Member, start: datetime, now: datetime, wanted: bool | None) -> bool:
    """Whether a brief for a shift that begins at `start` still is of use."""
    if begins(member, start - timedelta(seconds=1), wanted) != start:
        return False
    on_shift = member.roster.shift_of(member.id, start) if member.roster is not None else None
    return now < (on_shift.end if on_shift is not None else start + _LATEST)


def end_of(member: Member, now: datetime, start: datetime | None = None) -> datetime:
    """The end of the shift that a brief is for: the one that begins at `start`, else the one now."""
    return shift_end(member, max(now, start) if start is not None else now)
