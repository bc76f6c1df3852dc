"""The wrap: before somebody goes, what they have open is closed, handed, scheduled or dropped with a reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.members import MemberId, WorkspaceId
from bot.care.tasks import Task, TaskId

WrapId = NewType("WrapId", int)

RESUMED_FOR = timedelta(hours=16)
"""One that was begun longer ago was for another shift."""


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
