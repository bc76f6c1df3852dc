"""The ledger: every captured item stands in exactly one place. What stands in none of them is a fault of ours.

| place | what stands there |
|---|---|
| handed | on offer in a handoff that nobody has decided yet; its owner is still accountable |
| scheduled | put down for a time that lies ahead |
| open | its time has come, or none was set; a draft, which waits for the answer to its question |
| closed | done, with an outcome |
| dropped | not needed, with the reason |

Whatever is not over needs somebody who is accountable, and a next alarm; whatever is over has no alarm, no gaps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.care.members import MemberId, TeamId
from bot.care.people import People
from bot.care.tasks import Outcome, Status

CHECKED_AT = time(3)
"""By the clock of the workspace: when the ledger is looked through without anybody asking."""


class Place(StrEnum):
    """Where an item can stand; each stands in one."""

    open = "open"
    handed = "handed"
    scheduled = "scheduled"
    closed = "closed"
    dropped = "dropped"


class Fault(StrEnum):
    """Why an item stands nowhere."""

    nobody = "nobody is accountable for it"
    no_alarm = "it is open and would never come up again"
    no_outcome = "it was closed without an outcome"
    no_reason = "it was dropped without a reason"
    nobody_closed = "it is over, and nobody knows since when or by whom"
    still_rings = "it is over and would still come up"
    half_closed = "it is open and was closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the ledger has to know of a task. `offered`: a handoff of its owner's that waits has it."""

    number: int
    status: Status
    owner: MemberId | None
    team: TeamId | None
    creator: MemberId
    due_at: datetime | None
    alarm_at: datetime | None
    outcome: Outcome | None
    closed_at: datetime | None
    closed_by: MemberId | None
    reasoned: bool
    offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item in the ledger: a place, or the fault for which it has none."""

    number: int
    place: Place | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How many stand where, and those that stand nowhere."""

    open: int = 0
    handed: int = 0
    scheduled: int = 0
    closed: int = 0
    dropped: int = 0
    faults: tuple[Entry, ...] = ()

    @property
    def captured(self) -> int:
        """All that was ever captured."""
        return self.open + self.handed + self.scheduled + self.closed + self.dropped + self.remainder

    @property
    def remainder(self) -> int:
        """What is lost. It is 0, always."""
        return len(self.faults)

    def as_text(self) -> str:
        """The equation in one line."""
        places = " + ".join(f"{place} {getattr(self, place)}" for place in Place)
        return f"captured {self.captured} = {places}; remainder {self.remainder}"

    def as_dict(self) -> dict[str, object]:
        """The same for programs."""
        places = {place.value: getattr(self, place) for place in Place}
        faults = [{"number": one.number, "why": one.fault} for one in self.faults]
        return {"captured": self.captured, **places, "remainder": self.remainder, "faults": faults}


def classify(item: Item, people: People, now: datetime) -> Entry:
    """The one place where an item stands, or why it has none."""
    match item.status:
        case Status.completed:
            fault = Fault.no_outcome if item.outcome is None else _not_over(item)
            place = Place.closed
        case Status.cancelled:
            fault = None if item.reasoned else Fault.no_reason
            fault, place = fault or _not_over(item), Place.dropped
        case Status.draft | Status.requested | Status.accepted:
            fault, place = _not_held(item, people), _where(item, now)
    return Entry(number=item.number, place=None if fault else place, fault=fault)


def balance(entries: Iterable[Entry], *, closed: int = 0, dropped: int = 0) -> Balance:
    """All entries counted, with those that are known to be closed or dropped as it should be."""
    counts = dict.fromkeys(Place, 0)
    counts[Place.closed], counts[Place.dropped] = closed, dropped
    faults = []
    for entry in entries:
        if entry.place is None:
            faults.append(entry)
        else:
            counts[entry.place] += 1
    faults.sort(key=lambda entry: entry.number)
    return Balance(
        open=counts[Place.open], handed=counts[Place.handed], scheduled=counts[Place.scheduled],
        closed=counts[Place.closed], dropped=counts[Place.dropped], faults=tuple(faults),
    )  # fmt: skip


def next_check(now: datetime, zone: str) -> datetime:
    """The next night's look, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    at = _on(local.date(), zone)
    return at if at > now else _on(local.date() + timedelta(days=1), zone)


def _on(day: date, zone: str) -> datetime:
    return datetime.combine(day, CHECKED_AT, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _where(item: Item, now: datetime) -> Place:
    if item.status is Status.draft:
        return Place.open
    if item.offered:
        return Place.handed
    return Place.scheduled if item.due_at is not None and item.due_at > now else Place.open


def _not_held(item: Item, people: People) -> Fault | None:
    """What is missing of what an item needs that is not over."""
    holder = people.member(item.creator if item.status is Status.draft else item.owner)
    team = people.team(item.team) if item.owner is None and item.status is not Status.draft else None
    if not (holder and holder.active) and not (team and people.in_team(team)):
        return Fault.nobody
    if item.alarm_at is None:
        return Fault.no_alarm
    return Fault.half_closed if item.closed_at is not None else None


def _not_over(item: Item) -> Fault | None:
    """What is wrong with an item that is over."""
    if item.closed_at is None or item.closed_by is None:
        return Fault.nobody_closed
    return Fault.still_rings if item.alarm_at is not None else None
