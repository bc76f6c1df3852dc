"""Handoffs: responsibility for a list of items and patients moves when the receiver accepts, not before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError, NotAllowed
from bot.care.members import ChannelId, Member, MemberId, TeamId, WorkspaceId
from bot.care.tasks import TaskId

HandoffId = NewType("HandoffId", int)


class HandoffStatus(StrEnum):
    """Until `accepted`, every item stays with its sender."""

    draft = "draft"
    requested = "requested"
    accepted = "accepted"
    declined = "declined"
    cancelled = "cancelled"


class Severity(StrEnum):
    """Illness severity, the I of I-PASS."""

    stable = "stable"
    watcher = "watcher"
    unstable = "unstable"

    @property
    def rank(self) -> int:
        """0 for unstable: sorts the sickest first."""
        return (Severity.unstable, Severity.watcher, Severity.stable).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedPatient:
    """One patient of a handoff. Without an alias: items that belong to no patient."""

    patient: str | None
    severity: Severity
    summary: str
    contingencies: tuple[str, ...]
    """If … then …, one each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A transfer on offer, from one member to another or to a team."""

    id: HandoffId
    workspace: WorkspaceId
    number: int
    handle: str
    status: HandoffStatus
    sender: MemberId
    receiver: MemberId | None = None
    team: TeamId | None = None
    channel: ChannelId | None = None
    notes: str = ""
    synthesis: str = ""
    """What the receiver said back, in their own words."""
    reason: str = ""
    decided_by: MemberId | None = None
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    alarm_at: datetime | None = None
    nudges: int = 0
    version: int = 1
    created_at: datetime
    patients: tuple[HandedPatient, ...] = ()
    items: tuple[TaskId, ...] = ()

    @property
    def waiting(self) -> bool:
        """Sent, and neither accepted nor declined yet."""
        return self.status is HandoffStatus.requested


# How long a receiver has before they are asked again; the last wait repeats.
NUDGES = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
TELL_OTHERS_AFTER = 2
"""After so many nudges the sender and the channel are told that nobody has accepted."""


def send(handoff: Handoff, now: datetime) -> Handoff:
    """On offer from now on."""
    if handoff.status is not HandoffStatus.draft:
        raise AlreadyClosed("Handoff #{number} was sent already.", number=handoff.number)
    return replace(handoff, status=HandoffStatus.requested, sent_at=now, alarm_at=now + NUDGES[0])


def accept(handoff: Handoff, by: Member, synthesis: str, now: datetime) -> Handoff:
    """The receiver says it back and takes it; its items are theirs in the same transaction."""
    _must_be_waiting(handoff)
    if not synthesis.strip():
        raise CareError(
            "Say it back in your own words, so that both know it was heard. "
            "For example: K-17 is a watcher, I call radiology if the MRI is not back by 14:00"
        )
    return replace(
        handoff,
        status=HandoffStatus.accepted,
        receiver=by.id,
        synthesis=synthesis.strip(),
        decided_by=by.id,
        decided_at=now,
        alarm_at=None,
    )


def decline(handoff: Handoff, by: Member, reason: str, now: datetime) -> Handoff:
    """The receiver says no and why; everything stays with the sender."""
    _must_be_waiting(handoff)
    if not reason.strip():
        raise CareError("Why not? For example: I am leaving at 19:00, please give it to Sam")
    return replace(
        handoff,
        status=HandoffStatus.declined,
        reason=reason.strip(),
        decided_by=by.id,
        decided_at=now,
        alarm_at=None,
    )


def cancel(handoff: Handoff, by: Member, now: datetime) -> Handoff:
    """The sender takes it back before it was accepted."""
    if by.id != handoff.sender:
        raise NotAllowed("Only whoever sent handoff #{number} can take it back.", number=handoff.number)
    if handoff.status not in (HandoffStatus.draft, HandoffStatus.requested):
        raise AlreadyClosed("Handoff #{number} was decided already.", number=handoff.number)
    return replace(handoff, status=HandoffStatus.cancelled, decided_by=by.id, decided_at=now, alarm_at=None)


def nudged(handoff: Handoff, now: datetime) -> Handoff:
    """Asked once more; the next time is set."""
    step = min(handoff.nudges + 1, len(NUDGES) - 1)
    return replace(handoff, nudges=handoff.nudges + 1, alarm_at=now + NUDGES[step])


def _must_be_waiting(handoff: Handoff) -> None:
    if not handoff.waiting:
        raise AlreadyClosed("Handoff #{number} was decided already.", number=handoff.number)
