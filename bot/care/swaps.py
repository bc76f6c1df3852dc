"""Swaps: a shift that somebody wants to give away, for one of somebody else's, or to whoever of the team takes it.

Until somebody accepts, who is on stays on.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError, NotAllowed
from bot.care.members import Member, MemberId, TeamId, WorkspaceId

SwapId = NewType("SwapId", int)


class SwapStatus(StrEnum):
    """`lapsed`: the shift began before anybody had accepted."""

    asked = "asked"
    accepted = "accepted"
    declined = "declined"
    cancelled = "cancelled"
    lapsed = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """`duty` and `day` name the shift that is given away, `other` and `other_day` the one wanted for it."""

    id: SwapId
    workspace: WorkspaceId
    handle: str
    asker: MemberId
    team: TeamId
    duty: str
    day: date
    start_at: datetime
    giver: MemberId | None = None
    """Who is on it now; None when nobody is, and a lead asks for somebody."""
    to: MemberId | None = None
    """The one who is asked; None when the whole team is."""
    other: str = ""
    other_day: date | None = None
    refused: tuple[MemberId, ...] = ()
    status: SwapStatus = SwapStatus.asked
    decided_by: MemberId | None = None
    alarm_at: datetime | None = None
    told: bool = False
    """Those who lead know that nobody has accepted yet."""
    version: int = 1
    created_at: datetime

    @property
    def waiting(self) -> bool:
        """Neither accepted nor over."""
        return self.status is SwapStatus.asked


HALF_A_DAY, DAY, HOUR = timedelta(hours=12), timedelta(days=1), timedelta(hours=1)


def ask(swap: Swap, now: datetime) -> Swap:
    """Asked from now on. After a day, and in time before the shift, those who lead hear that it still waits."""
    if swap.start_at <= now:
        raise CareError("That shift has begun already. For example: /cover tomorrow")
    at = min(now + DAY, max(swap.start_at - HALF_A_DAY, now + HOUR))
    return replace(swap, alarm_at=min(at, swap.start_at))


def accept(swap: Swap, by: Member) -> Swap:
    """Theirs now: the first yes has it."""
    _must_be_waiting(swap)
    _must_be_asked(swap, by)
    return replace(swap, status=SwapStatus.accepted, decided_by=by.id, alarm_at=None)


def decline(swap: Swap, by: Member, others: bool) -> Swap:
    """They cannot. `others`: somebody else of the team may still say yes."""
    _must_be_waiting(swap)
    _must_be_asked(swap, by)
    refused = replace(swap, refused=tuple(dict.fromkeys((*swap.refused, by.id))))
    if swap.to is None and others:
        return refused
    return replace(refused, status=SwapStatus.declined, decided_by=by.id, alarm_at=None)


def cancel(swap: Swap, by: Member) -> Swap:
    """Whoever asked does not need it any more."""
    _must_be_waiting(swap)
    if by.id != swap.asker:
        raise NotAllowed("Only whoever asked can take that back.")
    return replace(swap, status=SwapStatus.cancelled, decided_by=by.id, alarm_at=None)


def rung(swap: Swap, now: datetime) -> Swap:
    """Those who lead were told; when the shift begins it is over."""
    if swap.start_at <= now:
        return replace(swap, status=SwapStatus.lapsed, alarm_at=None)
    return replace(swap, told=True, alarm_at=swap.start_at)


def _must_be_asked(swap: Swap, by: Member) -> None:
    if by.id == swap.giver:
        raise NotAllowed("You asked yourself: somebody else says yes.")
    if swap.to not in (None, by.id):
        raise NotAllowed("Somebody else was asked.")


def _must_be_waiting(swap: Swap) -> None:
    match swap.status:
        case SwapStatus.asked:
            return
        case SwapStatus.accepted:
            raise AlreadyClosed("Somebody was first: it is accepted already. See the shifts: /shift")
        case SwapStatus.declined | SwapStatus.cancelled | SwapStatus.lapsed:
            raise AlreadyClosed("That is over already. See your shifts: /shift")
