"""Tasks and follow-ups: one owner, one due time, one next alarm, until an outcome closes them.

A change is a changed copy. What may not be raises a CareError that is ready to be read.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError
from bot.care.members import ChannelId, Member, MemberId, TeamId, WorkspaceId
from bot.care.recurrence import every, following
from bot.care.urgency import Urgency

TaskId = NewType("TaskId", int)


class Kind(StrEnum):
    """A task is done; a follow-up waits or checks, and closes with an outcome."""

    task = "task"
    followup = "followup"


class Status(StrEnum):
    """FHIR Task statuses, those that we use. Until `accepted` the owner has not said that it is theirs."""

    draft = "draft"
    requested = "requested"
    accepted = "accepted"
    completed = "completed"
    cancelled = "cancelled"


OPEN = (Status.requested, Status.accepted)
CLOSED = (Status.completed, Status.cancelled)


class Outcome(StrEnum):
    """What came of it."""

    done = "done"
    reached = "reached"
    no_answer = "no_answer"
    result_normal = "result_normal"
    result_abnormal = "result_abnormal"
    approved = "approved"
    denied = "denied"
    rescheduled = "rescheduled"
    other = "other"


NOT_YET = (Outcome.no_answer, Outcome.rescheduled)
"""After these what a follow-up waited for is still to come."""


class Alarm(StrEnum):
    """What the next alarm of an open item is for. A draft has one too: it asks whether it is still wanted."""

    ahead = "ahead"
    due = "due"
    nudge = "nudge"
    unfinished = "unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do, or to wait for. Moments are UTC; `zone` is the one that was meant."""

    id: TaskId
    workspace: WorkspaceId
    number: int
    handle: str
    """Opaque and random: how buttons and links name it."""
    kind: Kind
    status: Status
    what: str
    patient: str | None = None
    owner: MemberId | None = None
    team: TeamId | None = None
    """A team's item has no `owner` until somebody claims it."""
    shift: str = ""
    """The shift of the team that is meant, or `next`: who is on it is looked up when the item comes up."""
    creator: MemberId
    channel: ChannelId | None = None
    link: str | None = None
    """To the message it was made of, where the platform gave one."""
    urgency: Urgency = Urgency.routine
    due_at: datetime | None = None
    whole_day: bool = False
    zone: str = "UTC"
    rrule: str | None = None
    interval_s: int | None = None
    series_start: datetime | None = None
    series_at: datetime | None = None
    """Of a recurring item, the moment that its rule set for this occurrence; snoozing does not touch it."""
    missed: int = 0
    """How many occurrences passed before this one without being closed."""
    waiting_on: str | None = None
    needs: tuple[str, ...] = ()
    doubts: str = ""
    """Of a draft, what is still to be asked, as JSON; empty when nothing is."""
    outcome: Outcome | None = None
    note: str = ""
    """The words said when it was closed, declined or cancelled."""
    closed_at: datetime | None = None
    closed_by: MemberId | None = None
    alarm: Alarm | None = None
    alarm_at: datetime | None = None
    nudges: int = 0
    escalated_at: datetime | None = None
    """Since when a ladder runs for it (see escalation.py); None while none does."""
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def open(self) -> bool:
        """Somebody still has to do something about it."""
        return self.status in OPEN

    @property
    def recurring(self) -> bool:
        """Comes back after it is closed."""
        return self.rrule is not None or self.interval_s is not None

    def overdue(self, now: datetime) -> bool:
        """Open, and its time has come."""
        return self.open and self.due_at is not None and self.due_at <= now


def complete(task: Task, by: Member, outcome: Outcome, note: str, now: datetime) -> Task:
    """Closed with its outcome."""
    _must_be_open(task)
    return _closed(replace(task, status=Status.completed, outcome=outcome, note=note), by, now)


def cancel(task: Task, by: Member, reason: str, now: datetime) -> Task:
    """Dropped, with the reason; nothing is dropped without one."""
    if task.status in CLOSED:
        raise AlreadyClosed("#{number} is closed already.", number=task.number)
    if not reason.strip():
        raise CareError("Why is it dropped? For example: /cancel {number} patient went home", number=task.number)
    return _closed(replace(task, status=Status.cancelled, note=reason.strip()), by, now)


def reopen(task: Task, now: datetime) -> Task:
    """Open again with the same owner and due time; its history stays."""
    if task.status not in CLOSED:
        raise CareError("#{number} is open already.", number=task.number)
    if not task.what:
        raise CareError("The words of #{number} were erased. Make a new one: /task …", number=task.number)
    return replace(
        task,
        status=Status.accepted if task.owner else Status.requested,
        outcome=None,
        note="",
        closed_at=None,
        closed_by=None,
        nudges=0,
        updated_at=now,
    )


def assign(
    task: Task,
    now: datetime,
    *,
    to: Member | None = None,
    team: TeamId | None = None,
    shift: str = "",
    by: Member,
) -> Task:
    """With another owner: a member, or a team (one of its shifts). It is theirs when they accept; to oneself it is
    at once."""
    _must_be_open(task)
    mine = to is not None and to.id == by.id
    return replace(
        task,
        owner=to.id if to else None,
        team=team if team is not None else (task.team if to is not None else None),
        shift=shift if to is None else task.shift,
        status=Status.accepted if mine else Status.requested,
        nudges=0,
        updated_at=now,
    )


def accept(task: Task, by: Member, now: datetime) -> Task:
    """The owner says: it is mine. Of a team's item, whoever says so first becomes the owner."""
    _must_be_open(task)
    if task.owner is not None and task.owner != by.id:
        raise CareError("#{number} has an owner already.", number=task.number)
    if task.status is Status.accepted:
        raise CareError("#{number} is yours already.", number=task.number)
    return replace(task, owner=by.id, status=Status.accepted, updated_at=now)


def decline(task: Task, by: Member, reason: str, now: datetime) -> Task:
    """Not theirs after all, with the reason: it goes back to whoever made it."""
    _must_be_open(task)
    if task.owner != by.id or task.creator == by.id:
        raise CareError(
            "You can decline what somebody gave you. To drop your own: /cancel {number} reason", number=task.number
        )
    if not reason.strip():
        raise CareError("Why not? For example: /decline {number} I am off today", number=task.number)
    return replace(
        task, owner=task.creator, status=Status.requested, note=reason.strip(), nudges=0, updated_at=now
    )


def snooze(task: Task, until: datetime, now: datetime) -> Task:
    """Later. The due time moves; the rule of a recurring item does not (see `series_at`)."""
    _must_be_open(task)
    if until <= now:
        raise CareError("That moment has passed. For example: /snooze {number} 2h", number=task.number)
    if until > now + timedelta(days=366):
        raise CareError(
            "That is more than a year away. For example: /snooze {number} monday 9am", number=task.number
        )
    return replace(task, due_at=until, whole_day=False, nudges=0, updated_at=now)


def successor_at(task: Task, now: datetime) -> datetime | None:
    """When a recurring item comes next, after both its own occurrence and now. None if it does not."""
    if task.series_start is None or task.series_at is None:
        return None
    after = max(task.series_at, now)
    if task.interval_s is not None:
        return every(timedelta(seconds=task.interval_s), task.series_start, after)
    if task.rrule is not None:
        return following(task.rrule, task.series_start, after, task.zone)
    return None


def missed_occurrence(task: Task, now: datetime) -> datetime | None:
    """Of an open recurring item, the latest later occurrence whose time has come too; None while there is none."""
    if not task.open or task.series_at is None:
        return None
    latest = None
    probe = task
    for _ in range(1000):
        coming = successor_at(probe, probe.series_at or now)
        if coming is None or coming > now:
            break
        latest, probe = coming, replace(probe, series_at=coming)
    return latest


def worst_first(task: Task) -> tuple[int, bool, datetime, int]:
    """The order of a list: the most urgent, then the earliest."""
    return task.urgency.rank, task.due_at is None, task.due_at or task.created_at, task.number


def _closed(task: Task, by: Member, now: datetime) -> Task:
    return replace(task, closed_at=now, closed_by=by.id, alarm=None, alarm_at=None, doubts="", updated_at=now)


def _must_be_open(task: Task) -> None:
    if task.status is Status.draft:
        raise CareError("#{number} is not saved yet: answer its question first.", number=task.number)
    if task.status in CLOSED:
        raise AlreadyClosed("#{number} is closed already.", number=task.number)
