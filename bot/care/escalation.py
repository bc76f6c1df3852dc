"""Escalation: one after the other is told until somebody has it. While it runs there is a next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.concerns import ConcernId
from bot.care.errors import CareError
from bot.care.handoffs import HandoffId
from bot.care.members import Member, MemberId, Team, TeamId, WorkspaceId, awake
from bot.care.people import People
from bot.care.readbacks import ReadbackId
from bot.care.tasks import CLOSED, Status, Task, TaskId
from bot.care.urgency import Urgency

EscalationId = NewType("EscalationId", int)

_MINUTE = timedelta(minutes=1)
LONGEST = timedelta(days=2)


class Rung(StrEnum):
    """Who is told, from the owner upwards."""

    owner = "owner"
    backup = "backup"
    duty = "duty"
    lead = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung, and how long who stands on it has before the next one is told."""

    rung: Rung
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rungs in their order. The last one repeats, ever more seldom."""

    steps: tuple[Step, ...]


class About(StrEnum):
    """What is told from rung to rung."""

    item = "item"
    handoff = "handoff"
    concern = "concern"
    readback = "readback"


class End(StrEnum):
    """Why an escalation is over: somebody has it, it was closed, given to somebody else, or called off."""

    accepted = "accepted"
    closed = "closed"
    moved = "moved"
    called_off = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who was told, on which rung, and when for the first time."""

    member: MemberId
    rung: Rung
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Something that nobody has answered. `ladder` is the policy of when it began."""

    id: EscalationId
    workspace: WorkspaceId
    handle: str
    about: About
    item: TaskId | None = None
    handoff: HandoffId | None = None
    concern: ConcernId | None = None
    readback: ReadbackId | None = None
    owner: MemberId | None = None
    team: TeamId | None = None
    """Who had it when it began: when somebody else has it, it is over."""
    unaccepted: bool = False
    """It began because nobody had accepted; else because it was late, or somebody asked for it."""
    urgency: Urgency
    reason: str = ""
    began_by: MemberId | None = None
    """None for the clock."""
    began_at: datetime
    ladder: Ladder
    position: int = 0
    """The rung that comes next; past the last one, the last one again, and how often it was told again."""
    next_at: datetime | None
    """When the next step is due; None when it is over."""
    end: End | None = None
    ended_by: MemberId | None = None
    ended_at: datetime | None = None
    version: int = 1
    told: tuple[Told, ...] = ()

    @property
    def raised(self) -> bool:
        """Somebody besides who has it was told, or there is nobody else."""
        return self.position >= len(self.ladder.steps) or any(one.rung is not Rung.owner for one in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Whom to tell now, and when the step after this one is due."""

    rung: Rung
    members: tuple[MemberId, ...]
    position: int
    next_at: datetime


DEFAULTS = {
    Urgency.stat: (5, 5, 10),
    Urgency.asap: (10, 15, 20),
    Urgency.urgent: (15, 30, 60),
    Urgency.routine: (60, 240, 480),
}
"""Minutes that owner, backup and who is on duty have; the lead is told again after the last, then ever later."""

SELDOM = {
    Urgency.stat: timedelta(hours=1),
    Urgency.asap: timedelta(hours=4),
    Urgency.urgent: timedelta(hours=8),
    Urgency.routine: timedelta(hours=24),
}
"""At the top of the ladder each wait is double the one before, up to this: nobody is nagged for nothing, and
nothing falls through."""


def ladder(minutes: Sequence[int]) -> Ladder:
    """The ladder with these waits."""
    waits = [*minutes, minutes[-1]]
    steps = (Step(rung=rung, wait=wait * _MINUTE) for rung, wait in zip(Rung, waits, strict=True))
    return Ladder(steps=tuple(steps))


def minutes_of(numbers: Sequence[str]) -> tuple[int, ...]:
    """The three waits as somebody typed them. Raises CareError."""
    if len(numbers) != 3 or not all(one.isascii() and one.isdigit() and len(one) < 5 for one in numbers):
        raise CareError(
            "Three times in minutes, please: for the owner, the backup, and who is on duty. "
            "For example: /escalate policy pharmacy stat 5 10 15"
        )
    found = tuple(int(one) for one in numbers)
    if not all(_MINUTE <= minutes * _MINUTE <= LONGEST for minutes in found):
        raise CareError("Each wait is between 1 minute and 2 days (2880 minutes).")
    return found


def unanswered(task: Task) -> bool:
    """Whether it starts a ladder by itself: urgent, and nobody has accepted it."""
    return task.status is Status.requested and task.urgency is not Urgency.routine


def first_at(task: Task, steps: Ladder, since: datetime) -> datetime:
    """When somebody else is told of what was not accepted: after the owner's wait, and unless it is stat not
    before it is due."""
    at = since + steps.steps[0].wait
    return at if task.urgency is Urgency.stat or task.due_at is None else max(at, task.due_at)


def answered(escalation: Escalation, task: Task) -> End | None:
    """How the item itself has ended its escalation; None while that is still needed."""
    if task.status in CLOSED:
        return End.closed
    if (task.owner, task.team) != (escalation.owner, escalation.team):
        return End.accepted if task.status is Status.accepted else End.moved
    return End.accepted if escalation.unaccepted and task.status is Status.accepted else None


def standing(
    owner: Member | None,
    backups: Sequence[Member],
    duty: Sequence[Member],
    leads: Sequence[Member],
    people: People,
) -> dict[Rung, tuple[Member, ...]]:
    """Who stands on each rung now. Where nobody leads, everybody does: somebody has to hear of it."""
    return {
        Rung.owner: (owner,) if owner and owner.active else (),
        Rung.backup: tuple(backups),
        Rung.duty: tuple(duty),
        Rung.lead: tuple(leads) or tuple(people.active()),
    }


def next_step(escalation: Escalation, who: Mapping[Rung, Sequence[Member]], now: datetime) -> Due | None:
    """Whom to tell now; None while it is not time, or when it is over.

    Quiet hours are honoured unless it is stat: who has them is passed over, and told when nobody else is left
    and they are awake. A rung on which everybody was told already is passed over. When everybody was, the highest
    is told again, ever more seldom. Whoever has it is told once: after that their reminders go on.
    """
    if escalation.next_at is None or now < escalation.next_at:
        return None

    def reached(member: Member) -> bool:
        return escalation.urgency is Urgency.stat or awake(member, now) <= now

    steps, known = escalation.ladder.steps, {one.member for one in escalation.told}
    fresh = {
        rung: tuple(one.id for one in members if one.id not in known and reached(one))
        for rung, members in who.items()
    }
    start = min(escalation.position, len(steps))
    for at in (*range(start, len(steps)), *range(start)):
        if found := fresh.get(steps[at].rung):
            position = max(at + 1, start)
            return Due(rung=steps[at].rung, members=found, position=position, next_at=now + steps[at].wait)
    others = {rung: [one for one in members if one.id != escalation.owner] for rung, members in who.items()}
    times = max(0, escalation.position - len(steps)) + 1
    later, position = now + waits_again(escalation.ladder, escalation.urgency, times), len(steps) + times
    for step in reversed(steps):
        if again := tuple(one.id for one in others.get(step.rung, ()) if reached(one)):
            return Due(rung=step.rung, members=again, position=position, next_at=later)
    if wakes := [awake(one, now) for members in others.values() for one in members]:
        return Due(
            rung=steps[-1].rung, members=(), position=escalation.position, next_at=max(min(wakes), now + _MINUTE)
        )
    return Due(rung=steps[-1].rung, members=(), position=position, next_at=later)


def waits_again(steps: Ladder, urgency: Urgency, times: int) -> timedelta:
    """How long after the top was told for so many times again it is told once more: double, up to SELDOM."""
    first = max(steps.steps[-1].wait, _MINUTE)
    return max(first, min(first * (1 << min(times, 12)), SELDOM[urgency]))


def climbed(escalation: Escalation, due: Due, now: datetime) -> Escalation:
    """One step further."""
    known = {one.member for one in escalation.told}
    told = [Told(member=one, rung=due.rung, at=now) for one in due.members if one not in known]
    return replace(escalation, position=due.position, next_at=due.next_at, told=(*escalation.told, *told))


def ended(escalation: Escalation, end: End, by: MemberId | None, now: datetime) -> Escalation:
    """Over, and why."""
    return replace(escalation, next_at=None, end=end, ended_by=by, ended_at=now)


def hurried(escalation: Escalation, now: datetime) -> Escalation:
    """The next step is due now; at the top of the ladder the waits begin anew."""
    position = min(escalation.position, len(escalation.ladder.steps))
    return replace(escalation, next_at=now, position=position) if escalation.next_at is not None else escalation


def unreached(escalation: Escalation, now: datetime) -> Escalation:
    """Somebody who was told cannot be reached: the next step is due now, unless everybody was told already."""
    tried = escalation.position > len(escalation.ladder.steps)
    return escalation if tried or escalation.next_at is None else replace(escalation, next_at=now)


def chosen(
    policies: Mapping[tuple[TeamId | None, Urgency], Sequence[int]],
    urgency: Urgency,
    team: TeamId | None,
    teams: Sequence[Team],
) -> Ladder:
    """The ladder for what belongs to a team, else to a member of these teams; else that of the workspace."""
    own = (team,) if team is not None else tuple(one.id for one in teams)
    for one in (*own, None):
        if minutes := policies.get((one, urgency)):
            return ladder(minutes)
    return ladder(DEFAULTS[urgency])
