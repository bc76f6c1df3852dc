"""The wrap: before somebody goes, what they have open is closed, handed, scheduled or dropped with a reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.members import Member, MemberId, WorkspaceId, working_day
from bot.care.roster import IN_A_ROW
from bot.care.tasks import Status, Task, TaskId

WrapId = NewType("WrapId", int)

RESUMED_FOR = timedelta(hours=16)
"""One that was begun longer ago was for another shift."""
AHEAD = timedelta(minutes=20)
"""How long before the end of a shift a wrap is offered."""

_A_MOMENT = timedelta(microseconds=1)


class Fate(StrEnum):
    """What somebody decided about an item. Skipped is not decided: it is asked again at the end."""

    closed = "closed"
    handed = "handed"
    scheduled = "scheduled"
    dropped = "dropped"
    skipped = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """A walk through what somebody has open, as far as they have come."""

    id: WrapId
    workspace: WorkspaceId
    member: MemberId
    started_at: datetime
    ended_at: datetime | None = None
    fates: Mapping[TaskId, Fate] = field(default_factory=dict)

    def counts(self) -> Counter[Fate]:
        """How many had which fate."""
        return Counter(self.fates.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What of the open items is still to be looked at, was skipped, is to be handed over, and is looked after."""

    left: tuple[Task, ...]
    skipped: tuple[Task, ...]
    to_hand: tuple[Task, ...]
    settled: int

    @property
    def total(self) -> int:
        """All of them, with those that are not open any more."""
        return self.settled + len(self.left) + len(self.skipped) + len(self.to_hand)


def progress(wrap: Wrap, tasks: Iterable[Task], offered: Collection[TaskId], now: datetime) -> Progress:
    """Where the walk stands, by what is open now: what was decided holds only as long as it is true.

    What was closed and opened again, and what was put off to a time that has come, is asked about again.
    """
    left, skipped, to_hand = [], [], []
    open_now, settled = set(), 0
    for task in tasks:
        open_now.add(task.id)
        fate = wrap.fates.get(task.id)
        if task.id in offered or (fate is Fate.scheduled and task.due_at is not None and task.due_at > now):
            settled += 1
        elif fate is Fate.handed:
            to_hand.append(task)
        elif fate is Fate.skipped:
            skipped.append(task)
        else:
            left.append(task)
    settled += sum(id not in open_now for id in wrap.fates)
    return Progress(left=tuple(left), skipped=tuple(skipped), to_hand=tuple(to_hand), settled=settled)


def ending(member: Member, now: datetime, wanted: bool | None) -> tuple[datetime, datetime] | None:
    """Begin and end of the shift before whose end a member is offered a wrap next; None when they are not.

    As with the brief, unless they said so (`wanted`), only who has shifts or has told us their hours is. Shifts in
    a row are one.
    """
    if wanted is False:
        return None
    if (roster := member.roster) is not None:
        if found := roster.shift_of(member.id, now) or roster.next_of(member.id, now):
            begin, end = found.start, roster.shift_end(member.id, found.start) or found.end
            while end - begin < IN_A_ROW and (before := roster.shift_of(member.id, begin - _A_MOMENT)):
                begin = before.start
            return begin, end
        now = roster.back_at(member.id, now)
    return working_day(member, now) if wanted or "hours" in member.chosen else None


def left_at_the_end(
    tasks: Iterable[Task], offered: Collection[TaskId], last: Wrap | None, end: datetime
) -> tuple[Task, ...]:
    """What is open, neither planned for after `end` nor on offer; nothing when they wrapped.

    `last` is the last wrap that they have begun in the shift. What was skipped in one that was left is not asked
    about once more; what was to be handed over and is not on offer is.
    """
    if last is not None and last.ended_at is not None:
        return ()
    fates = last.fates if last is not None else {}
    return tuple(
        task for task in tasks
        if task.id not in offered
        and fates.get(task.id) is not Fate.skipped
        and (task.status is Status.draft or task.due_at is None or task.due_at <= end)
    )  # fmt: skip
