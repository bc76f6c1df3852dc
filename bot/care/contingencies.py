"""Contingencies: an accepted if/then, watched until it is needed, heard of, or called off with a reason."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import HandoffId
from bot.care.members import Member, MemberId, WorkspaceId
from bot.care.tasks import TaskId

ContingencyId = NewType("ContingencyId", int)
AskingId = NewType("AskingId", int)

UNDO_FOR = timedelta(minutes=10)
A_NO_HOLDS = timedelta(hours=4)
"""For so long nobody who goes through all that stands is asked once more about what was answered with no."""


class Watch(StrEnum):
    """Armed until a time; standing while none is known; then one of the ends."""

    armed = "armed"
    standing = "standing"
    fired = "fired"
    heard = "heard"
    cancelled = "cancelled"


LIVE = (Watch.armed, Watch.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingency:
    """One if/then about a patient, with whoever is to act on it."""

    id: ContingencyId
    workspace: WorkspaceId
    handle: str
    handoff: HandoffId
    patient: str
    text: str
    condition: str
    """Without its "if"; empty when the text has none."""
    action: str
    owner: MemberId
    zone: str
    watch: Watch
    alarm_at: datetime | None = None
    """When it is needed unless something was heard; None while standing and after the end."""
    item: TaskId | None = None
    """The item that it speaks of: once that is done, it is not needed any more."""
    raised: TaskId | None = None
    """The item that it became when its time came."""
    reason: str = ""
    ended_by: MemberId | None = None
    ended_at: datetime | None = None
    version: int = 1
    created_at: datetime

    @property
    def live(self) -> bool:
        """Still watched."""
        return self.watch in LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whether it has come to what an if/then stands for, asked because of one event that `by` brought."""

    id: AskingId
    workspace: WorkspaceId
    handle: str
    contingency: ContingencyId
    about: str
    by: MemberId
    asked_at: datetime
    denied_by: MemberId | None = None
    denied_at: datetime | None = None
    version: int = 1


def deny(asking: Asking, by: Member, now: datetime) -> Asking:
    """It has not; it goes on standing."""
    return replace(asking, denied_by=by.id, denied_at=now)


def take_back_no(asking: Asking, by: Member, now: datetime) -> Asking:
    """Whoever said no says so no more."""
    if asking.denied_at is None or asking.denied_by != by.id:
        raise CareError("Only whoever did that can undo it.")
    if now - asking.denied_at > UNDO_FOR:
        raise CareError("That was more than ten minutes ago. What is watched: /heard")
    return replace(asking, denied_by=None, denied_at=None)


def hand_on(contingency: Contingency, to: Member, handoff: HandoffId) -> Contingency:
    """With the next shift; its time stays."""
    return replace(contingency, owner=to.id, handoff=handoff)


def fire(
    contingency: Contingency, raised: TaskId, now: datetime, by: MemberId | None = None
) -> Contingency:  # fmt: skip
    """Its time has come and nothing was heard, or somebody says that it has come to that: it is an item now."""
    _must_be_live(contingency)
    return replace(
        contingency, watch=Watch.fired, raised=raised, alarm_at=None, ended_by=by, ended_at=now
    )  # fmt: skip


def stand_again(contingency: Contingency, by: Member, now: datetime) -> Contingency:
    """Whoever said that it had come to that takes it back."""
    if contingency.watch is not Watch.fired or contingency.ended_by != by.id or contingency.ended_at is None:
        raise CareError("Only whoever did that can undo it.")
    if now - contingency.ended_at > UNDO_FOR:
        raise CareError("That was more than ten minutes ago. What is watched: /heard")
    return replace(contingency, watch=Watch.standing, raised=None, ended_by=None, ended_at=None)


def hear(contingency: Contingency, by: MemberId | None, words: str, now: datetime) -> Contingency:
    """What it waited for has come."""
    _must_be_live(contingency)
    return replace(contingency, watch=Watch.heard, alarm_at=None, ended_by=by, ended_at=now, reason=words.strip())


def cancel(contingency: Contingency, by: Member, reason: str, now: datetime) -> Contingency:
    """Called off, with the reason."""
    _must_be_live(contingency)
    if not reason.strip():
        raise CareError("Why is it not needed? For example: the MRI was cancelled")
    return replace(
        contingency, watch=Watch.cancelled, alarm_at=None, ended_by=by.id, ended_at=now, reason=reason.strip()
    )


def must_stand(contingency: Contingency) -> None:
    """Return if it has no time, and can be said to be needed now."""
    _must_be_live(contingency)
    if contingency.watch is not Watch.standing:
        raise CareError("That if/then has a time and comes by itself. See what is watched: /heard")


def _must_be_live(contingency: Contingency) -> None:
    if not contingency.live:
        raise AlreadyClosed("That if/then is over already. See what is watched: /heard")
