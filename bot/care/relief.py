"""Relief: what somebody who is out holds, spread over those who are there, and moved as each of them accepts.

Until somebody has accepted it, an item stays with whoever is out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.contingencies import Contingency, ContingencyId
from bot.care.errors import AlreadyClosed, NotAllowed
from bot.care.handoffs import Severity
from bot.care.members import Member, MemberId, WorkspaceId, off_duty
from bot.care.people import People
from bot.care.roster import Absence, AbsenceId
from bot.care.tasks import Task, TaskId
from bot.care.urgency import Urgency

ReliefId = NewType("ReliefId", int)


class ReliefStatus(StrEnum):
    """`over`: it was closed, moved in another way, or its owner is back."""

    proposed = "proposed"
    offered = "offered"
    accepted = "accepted"
    over = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """One item, or one watched if/then, of somebody who is out, for somebody who may take it."""

    id: ReliefId
    workspace: WorkspaceId
    handle: str
    absence: AbsenceId
    holder: MemberId
    task: TaskId | None = None
    contingency: ContingencyId | None = None
    to: MemberId
    refused: tuple[MemberId, ...] = ()
    status: ReliefStatus = ReliefStatus.proposed
    decided_by: MemberId | None = None
    alarm_at: datetime | None = None
    led: int = 0
    """How often those who lead were told that nobody has taken it."""
    version: int = 1
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something that has to be taken over, with what its place in the order depends on."""

    task: Task | None = None
    watch: Contingency | None = None
    severity: Severity | None = None

    @property
    def patient(self) -> str | None:
        """Whose it is."""
        return self.task.patient if self.task else self.watch.patient if self.watch else None

    @property
    def due_at(self) -> datetime | None:
        """By when it is needed."""
        return self.task.due_at if self.task else self.watch.alarm_at if self.watch else None

    @property
    def urgency(self) -> Urgency:
        """A watched if/then becomes an urgent item when its time comes."""
        return self.task.urgency if self.task else Urgency.urgent


_MINUTE = timedelta(minutes=1)
WAITS = {
    Urgency.stat: 5 * _MINUTE,
    Urgency.asap: 10 * _MINUTE,
    Urgency.urgent: 20 * _MINUTE,
    Urgency.routine: 60 * _MINUTE,
}
"""How long a receiver has before those who lead are told."""
AGAIN = (60 * _MINUTE, 240 * _MINUTE, timedelta(days=1))
"""How long until those who lead are told again; the last wait repeats."""
WEIGHTS = {Urgency.stat: 8, Urgency.asap: 4, Urgency.urgent: 3, Urgency.routine: 1}


def weight(task: Task, now: datetime) -> int:
    """How heavy an open item weighs on whoever has it; more when it is overdue."""
    return WEIGHTS[task.urgency] + task.overdue(now)


def needs(task: Task, absence: Absence, back: datetime, now: datetime) -> bool:
    """Whether it cannot wait until its owner is back. Of leave that is still to come, what is due in it."""
    if absence.begins > now:
        return task.due_at is not None and absence.begins <= task.due_at < back
    return task.due_at is None or task.due_at < back or task.urgency is not Urgency.routine


def able(holder: Member, people: People, at: datetime) -> list[Member]:
    """Who may be asked to take over: those of the holder's teams and their backup, else whoever leads, else
    anybody; not who is away, and who is on duty before who is not."""
    here = [
        one for one in people.active()
        if one.id != holder.id and people.roster.absence(one.id, at) is None
    ]  # fmt: skip
    near = {member for team in people.teams_of(holder.id) for member in team.members} | {holder.backup}
    pool = [one for one in here if one.id in near] or [one for one in here if one.lead] or here
    return [one for one in pool if not off_duty(one, at)] or pool


def spread(held: Sequence[Held], loads: Mapping[MemberId, int], now: datetime) -> list[tuple[Held, MemberId]]:
    """Who should have what: the sickest and most pressing first, each to who has least to do.

    What belongs to one patient goes to one person. `loads` has everybody who may be asked.
    """
    if not loads:
        return []
    carried, of_patient = dict(loads), dict[str, MemberId]()
    found = []
    for one in sorted(held, key=_pressing):
        to = of_patient.get(one.patient) if one.patient else None
        if to is None:
            to = min(carried, key=lambda member: (carried[member], member))
        if one.patient:
            of_patient[one.patient] = to
        carried[to] += weight(one.task, now) if one.task else WEIGHTS[Urgency.urgent]
        found.append((one, to))
    return found


def offer(relief: Relief, urgency: Urgency, from_: datetime) -> Relief:
    """On offer to its receiver, who can be reached from this moment on."""
    return replace(relief, status=ReliefStatus.offered, alarm_at=from_ + WAITS[urgency])


def accept(relief: Relief, by: Member) -> Relief:
    """Theirs now. Whoever leads may take it as well."""
    must_be_offered(relief)
    if relief.to != by.id and not by.lead:
        raise NotAllowed("That was offered to somebody else. See what you have: /mine")
    return replace(relief, status=ReliefStatus.accepted, decided_by=by.id, alarm_at=None)


def pass_on(relief: Relief, by: Member, to: MemberId | None, now: datetime) -> Relief:
    """They cannot: it is on offer to the next, or, when nobody is left, those who lead are told at once."""
    must_be_offered(relief)
    if relief.to != by.id:
        raise NotAllowed("That was offered to somebody else. See what you have: /mine")
    refused = replace(relief, refused=tuple(dict.fromkeys((*relief.refused, by.id))))
    return replace(refused, to=to) if to is not None else replace(refused, alarm_at=now)


def tell_leads(relief: Relief, now: datetime) -> Relief:
    """Nobody has taken it: those who lead hear of it, and again until somebody has."""
    wait = AGAIN[min(relief.led, len(AGAIN) - 1)]
    return replace(relief, led=relief.led + 1, alarm_at=now + wait)


def end(relief: Relief) -> Relief:
    """Nothing is to be taken over any more."""
    return replace(relief, status=ReliefStatus.over, alarm_at=None)


def must_be_offered(relief: Relief) -> None:
    """Return if it can still be taken, else raise AlreadyClosed."""
    match relief.status:
        case ReliefStatus.offered:
            return
        case ReliefStatus.accepted:
            raise AlreadyClosed("Somebody was first: it is taken already.")
        case ReliefStatus.proposed | ReliefStatus.over:
            raise AlreadyClosed("That is not on offer any more. See what you have: /mine")


def _pressing(one: Held) -> tuple[int, int, bool, datetime | None]:
    rank = one.severity.rank if one.severity else len(Severity)
    return rank, one.urgency.rank, one.due_at is None, one.due_at
