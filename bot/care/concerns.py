"""Concerns: somebody is worried about a patient, and says so. Whom it was put to cannot close it alone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, NotAllowed
from bot.care.members import ChannelId, Member, MemberId, TeamId, WorkspaceId

ConcernId = NewType("ConcernId", int)


class Heed(StrEnum):
    """Nobody is on it; somebody is; they say that it is settled; and whoever raised it, or a lead, says so too."""

    raised = "raised"
    heeded = "heeded"
    settled = "settled"
    closed = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One concern. `unnamed`: who raised it is kept for the audit, and shown to nobody else."""

    id: ConcernId
    workspace: WorkspaceId
    handle: str
    patient: str
    words: str
    raiser: MemberId
    unnamed: bool = False
    target: MemberId | None = None
    team: TeamId | None = None
    channel: ChannelId | None = None
    heed: Heed = Heed.raised
    heeded_by: MemberId | None = None
    closed_by: MemberId | None = None
    closed_at: datetime | None = None
    alarm_at: datetime | None = None
    """When whoever raised it is asked whether it is settled."""
    asked: int = 0
    version: int = 1
    created_at: datetime


WAITS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""How long after somebody is on it whoever raised it is asked, again and again; the last one repeats."""
LEADS_AFTER = 2
"""After so many times without an answer, leads are asked as well."""


def heed(concern: Concern, by: Member, now: datetime) -> Concern:
    """Somebody is on it."""
    _must_be_open(concern)
    if by.id == concern.raiser:
        raise NotAllowed("You raised it yourself: somebody else sees to it.")
    return replace(concern, heed=Heed.heeded, heeded_by=by.id, alarm_at=now + WAITS[0], asked=0)


def settle(concern: Concern, by: Member, now: datetime) -> Concern:
    """Whoever is on it says that it is settled; that alone closes nothing."""
    _must_be_open(concern)
    if by.id not in (concern.target, concern.heeded_by):
        raise NotAllowed("Only whoever is on it can say that. Press “I am on it” first.")
    return replace(concern, heed=Heed.settled, heeded_by=by.id, alarm_at=now + WAITS[0], asked=0)


def still(concern: Concern, by: Member) -> Concern:
    """It is not settled: somebody else has to hear of it."""
    _must_be_open(concern)
    if by.id != concern.raiser:
        raise NotAllowed("Only whoever raised it can say that. Raise your own: /concern K-17 she looks grey @lea")
    return replace(concern, heed=Heed.raised, heeded_by=None, alarm_at=None, asked=0)


def may_close(concern: Concern, by: Member) -> bool:
    """Whoever raised it; or a lead, of what somebody else says is settled. Never whom it was put to."""
    if by.id == concern.raiser:
        return True
    return by.lead and concern.heed is Heed.settled and by.id not in (concern.target, concern.heeded_by)


def close(concern: Concern, by: Member, now: datetime) -> Concern:
    """Two say that it is settled, or whoever raised it takes it back."""
    _must_be_open(concern)
    if not may_close(concern, by):
        raise NotAllowed(
            "A concern is not closed by one alone: whoever raised it, or a lead who is not on it, says so too."
        )
    return replace(concern, heed=Heed.closed, alarm_at=None, closed_by=by.id, closed_at=now)


def asked(concern: Concern, now: datetime) -> Concern:
    """Whoever raised it was asked once more; the next time is set."""
    step = min(concern.asked + 1, len(WAITS) - 1)
    return replace(concern, asked=concern.asked + 1, alarm_at=now + WAITS[step])


def _must_be_open(concern: Concern) -> None:
    if concern.heed is Heed.closed:
        raise AlreadyClosed("That concern is closed already. Those that are open: /concern")
