"""Announcements that everybody of a team has to acknowledge; each of them is asked until they have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NewType

from bot.care.errors import AlreadyClosed, NotAllowed
from bot.care.members import ChannelId, Member, MemberId, TeamId, WorkspaceId, awake
from bot.care.people import People
from bot.care.urgency import Urgency

AckId = NewType("AckId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One member who has to acknowledge. `alarm_at` is when they are asked next; None once they have."""

    member: MemberId
    acked_at: datetime | None = None
    alarm_at: datetime | None = None
    nudges: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """One announcement, with whoever was of the team when it was made."""

    id: AckId
    workspace: WorkspaceId
    handle: str
    sender: MemberId
    team: TeamId
    shift: str = ""
    words: str
    urgency: Urgency = Urgency.routine
    channel: ChannelId | None = None
    ended_at: datetime | None = None
    """When all had, or it was ended."""
    version: int = 1
    created_at: datetime
    asked: tuple[Asked, ...] = ()

    def missing(self, people: People) -> tuple[MemberId, ...]:
        """Who has not acknowledged yet, and has not left."""
        return tuple(
            one.member for one in self.asked
            if one.acked_at is None and (member := people.member(one.member)) is not None and member.active
        )  # fmt: skip

    @property
    def have(self) -> tuple[Asked, ...]:
        """Who has, in their order."""
        return tuple(
            sorted((one for one in self.asked if one.acked_at), key=lambda one: (one.acked_at, one.member))
        )


WAITS = {
    Urgency.stat: (timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=30)),
    Urgency.asap: (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)),
    Urgency.urgent: (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=4)),
    Urgency.routine: (timedelta(hours=2), timedelta(hours=8), timedelta(days=1)),
}
"""How long each has before they are asked again; the last one repeats."""
TELL_AFTER = 2
"""After so many times, whoever announced it hears who has not."""


def heard_at(member: Member, urgency: Urgency, now: datetime) -> datetime:
    """When a member is asked: at once if it is stat, else when they are on duty and not in quiet hours."""
    return now if urgency is Urgency.stat else awake(member, now)


def nudged(ack: Ack, one: Asked, member: Member, now: datetime) -> Asked:
    """Asked; the next time is set."""
    waits = WAITS[ack.urgency]
    at = now + waits[min(one.nudges, len(waits) - 1)]
    return replace(one, nudges=one.nudges + 1, alarm_at=heard_at(member, ack.urgency, at))


def left(one: Asked) -> Asked:
    """They are not here any more: nobody asks them."""
    return replace(one, alarm_at=None)


def asked_again(ack: Ack, asked: Sequence[Asked], people: People, now: datetime) -> Ack:
    """With these times; over when nobody is left who has to."""
    after = replace(ack, asked=tuple(asked))
    return after if after.missing(people) else replace(after, ended_at=now)


def acknowledge(ack: Ack, by: Member, people: People, now: datetime) -> Ack:
    """They have seen it. When nobody is left who has not, it is over."""
    mine = next((one for one in ack.asked if one.member == by.id), None)
    if mine is None:
        raise NotAllowed("That was not for you to acknowledge.")
    if mine.acked_at is not None:
        raise AlreadyClosed("You have acknowledged that already.")
    if ack.ended_at is not None:
        raise AlreadyClosed("That is over: nobody has to acknowledge it any more.")
    seen = replace(mine, acked_at=now, alarm_at=None)
    after = replace(ack, asked=tuple(seen if one.member == by.id else one for one in ack.asked))
    return after if after.missing(people) else replace(after, ended_at=now)


def end(ack: Ack, by: Member, now: datetime) -> Ack:
    """Nobody has to any more."""
    if by.id != ack.sender and not by.lead:
        raise NotAllowed("Only whoever announced it, or a lead, can end it.")
    if ack.ended_at is not None:
        raise AlreadyClosed("That is over: nobody has to acknowledge it any more.")
    return replace(ack, ended_at=now, asked=tuple(replace(one, alarm_at=None) for one in ack.asked))
