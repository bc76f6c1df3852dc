"""Rosters: who is on duty when. Patterns, what single dates change, and leave.

A shift belongs to the day on which it begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NewType
from zoneinfo import ZoneInfo

from bot.care.members import MemberId, Team, TeamId, WorkspaceId
from bot.care.recurrence import at_wall

ShiftId = NewType("ShiftId", int)
StintId = NewType("StintId", int)
AbsenceId = NewType("AbsenceId", int)

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
NEXT = "next"
"""The role of whoever is on the shift that begins next."""

HORIZON = timedelta(days=35)
"""How far ahead a next shift is looked for."""

IN_A_ROW = timedelta(hours=25)
"""How long shifts that follow without a pause may be to be one: a day, and the hour that the clock may add."""

SOON = timedelta(hours=48)
"""How far ahead the next shift of a team may lie to be the one that is meant when nobody is on."""

_DAY = timedelta(days=1)


class Turns(StrEnum):
    """Who of a pattern is on: everybody each time, or one after the other, shift by shift or week by week."""

    all = "all"
    daily = "daily"
    weekly = "weekly"


class Source(StrEnum):
    """Where a change of one date comes from. An import takes back only what an import has brought."""

    typed = "typed"
    swap = "swap"
    imported = "imported"


class Away(StrEnum):
    """Planned leave, or out all of a sudden."""

    leave = "leave"
    out = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A pattern: from `start` to `end` by the wall clock of `zone`, over midnight when it does not end later.

    It begins on `days` (0 for Monday), from `first` to `last` (None: until further notice).
    """

    id: ShiftId
    workspace: WorkspaceId
    handle: str
    team: TeamId
    name: str = ""
    """What people call it, when that is not just the team's name."""
    start: time
    end: time
    zone: str
    days: tuple[int, ...] = EVERY_DAY
    turns: Turns = Turns.all
    first: date
    last: date | None = None
    people: tuple[MemberId, ...] = ()
    replaces: ShiftId | None = None
    version: int = 1

    @property
    def overnight(self) -> bool:
        """Ends on the day after it began."""
        return self.end <= self.start

    def begins_on(self, day: date) -> bool:
        """Whether there is one of it on this day."""
        return self.first <= day and (self.last is None or day <= self.last) and day.weekday() in self.days

    def span(self, day: date) -> tuple[datetime, datetime]:
        """Its beginning and end, in UTC, when it begins on this day."""
        ends = day + _DAY if self.overnight else day
        return at_wall(datetime.combine(day, self.start), self.zone), at_wall(
            datetime.combine(ends, self.end), self.zone
        )

    def turn(self, day: date) -> tuple[MemberId, ...]:
        """Who the pattern puts on the shift of this day."""
        if self.turns is Turns.all or not self.people:
            return self.people
        weeks = (_monday(day) - _monday(self.first)).days // 7
        if self.turns is Turns.weekly:
            step = weeks
        else:
            # Shifts are counted, not days: those of the weeks before, and of this week, since the first one.
            step = weeks * len(self.days) + self._before(day.weekday()) - self._before(self.first.weekday())
        return (self.people[step % len(self.people)],)

    def _before(self, weekday: int) -> int:
        """How many of its days come before this one in a week."""
        return sum(one < weekday for one in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """One date: a member is on (or, not `on`, is off) the shift of a pattern, or works from one moment to another.

    Without a `shift` it stands by itself (one that is not `on` takes a member off such a date), and without a
    member it is a shift that nobody has yet.
    """

    id: StintId = StintId(0)
    workspace: WorkspaceId
    handle: str = ""
    team: TeamId
    shift: ShiftId | None = None
    name: str = ""
    day: date
    start_at: datetime
    end_at: datetime
    zone: str
    member: MemberId | None = None
    on: bool = True
    source: Source = Source.typed

    @property
    def slot(self) -> tuple[TeamId, str, datetime, datetime]:
        """What those who work together by single dates have in common."""
        return self.team, self.name.casefold(), self.start_at, self.end_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a file would change in the shifts of a team, from the `first` to the `last` day that it speaks for."""

    team: Team
    zone: str
    first: date
    last: date
    added: Sequence[Stint]
    removed: Sequence[Stint]
    kept: int
    past: int
    """Rows that are over already, and are left out."""
    joins: Sequence[MemberId]
    orphans: Sequence[Stint]
    """What was changed by hand of shifts that the file does not have any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A member is not there from `first` to `last`, whole days of `zone`."""

    id: AbsenceId
    workspace: WorkspaceId
    handle: str
    member: MemberId
    kind: Away
    first: date
    last: date
    zone: str
    said_by: MemberId
    offered_at: datetime | None = None
    """When somebody confirmed that what they hold is offered to others."""
    ended_at: datetime | None = None
    version: int = 1
    created_at: datetime

    @property
    def ends(self) -> datetime:
        """The midnight after its last day."""
        return at_wall(datetime.combine(self.last + _DAY, time()), self.zone)

    @property
    def begins(self) -> datetime:
        """The midnight before its first day."""
        return at_wall(datetime.combine(self.first, time()), self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One shift on one day, with whoever is on it as things stand."""

    team: TeamId
    shift: ShiftId | None
    handle: str
    """Of its pattern, or of the date that stands by itself."""
    name: str
    day: date
    start: datetime
    end: datetime
    zone: str
    people: tuple[MemberId, ...]
    away: tuple[MemberId, ...] = ()
    """Who would be on it, but is on leave."""

    def runs(self, at: datetime) -> bool:
        """Whether it is under way; the moment at which it ends belongs to the next."""
        return self.start <= at < self.end


@dataclass(frozen=True)
class Roster:
    """All shifts of a workspace, as they stand."""

    shifts: tuple[Shift, ...] = ()
    stints: tuple[Stint, ...] = ()
    absences: tuple[Absence, ...] = ()

    def has(self, team: TeamId | None, at: datetime) -> bool:
        """Whether a team has a roster at this moment or later. Without one, everybody of it counts as on duty."""
        return any(
            one.team == team and (one.last is None or (one.last >= one.first and one.span(one.last)[1] > at))
            for one in self.shifts
        ) or any(one.team == team and one.on and one.end_at > at - _DAY for one in self.stints)

    def on_duty(self, team: TeamId, at: datetime) -> tuple[MemberId, ...]:
        """Who of a team is on at this moment; nobody when it has no roster."""
        running = [one for one in self.duties(at, at + _INSTANT, team=team) if one.runs(at)]
        return tuple(dict.fromkeys(member for one in running for member in one.people))

    def shift_at(self, team: TeamId, at: datetime) -> Duty | None:
        """The shift of a team that is under way; of several, the one that began last."""
        running = [one for one in self.duties(at, at + _INSTANT, team=team) if one.runs(at)]
        return running[-1] if running else None

    def next_shift(self, team: TeamId, after: datetime) -> Duty | None:
        """The next shift of a team that begins after this moment and that somebody is on."""
        return next((one for one in self._coming(after, team) if one.people), None)

    def shift_of(self, member: MemberId, at: datetime) -> Duty | None:
        """The shift that a member is on at this moment; of several, the one that ends last."""
        running = [one for one in self.duties(at, at + _INSTANT) if one.runs(at) and member in one.people]
        return max(running, key=lambda one: one.end, default=None)

    def next_of(self, member: MemberId, after: datetime) -> Duty | None:
        """The next shift of a member that begins after this moment."""
        if not self._known(member):
            return None
        return next((one for one in self._coming(after, None) if member in one.people), None)

    def shift_end(self, member: MemberId, at: datetime) -> datetime | None:
        """When the shift that a member is on ends; shifts that follow without a pause are one, unless that is more
        than `IN_A_ROW`, as for who is on call round the clock."""
        if (found := self.shift_of(member, at)) is None:
            return None
        end = found.end
        while (more := self.shift_of(member, end)) is not None and more.end > end:
            end = more.end
            if end - found.start > IN_A_ROW:
                return found.end
        return end

    def absence(self, member: MemberId, at: datetime) -> Absence | None:
        """The leave that a member is on at this moment. A night shift of the day before is worked to its end."""
        for one in self.absences:
            if one.member == member and one.begins <= at < self._over(one) and not self.shift_of(member, at):
                return one
        return None

    def back_at(self, member: MemberId, at: datetime) -> datetime:
        """When a member's leave, and any other that follows it at once, is over; `at` itself without one."""
        while (found := self.absence(member, at)) is not None:
            at = self._over(found)
        return at

    def meant(
        self, team: TeamId, shift: str, since: datetime, at: datetime, without: MemberId | None = None
    ) -> tuple[MemberId, ...]:
        """Who is meant at `at` by a team, by one of its shifts ("nights"), or by its NEXT one as said at `since`.

        Those who are on; while nobody is, those who come on next. Nobody when the roster says nothing.
        """
        found = self._meant(team, shift, since, at, without)
        return found[1] if found else ()

    def meant_from(self, team: TeamId, shift: str, since: datetime, at: datetime) -> datetime:
        """From when on whoever is meant is there: `at` itself while they are, or when the roster says nothing."""
        found = self._meant(team, shift, since, at, None)
        return found[0] if found else at

    def duties(self, since: datetime, until: datetime, *, team: TeamId | None = None) -> list[Duty]:
        """The shifts that lie in a stretch of time, also those that only reach into it, by their beginning."""
        found = [*self._of_patterns(since, until, team), *self._by_themselves(since, until, team)]
        return sorted(found, key=lambda one: (one.start, one.end, one.team, one.name))

    def named(self, team: TeamId) -> tuple[str, ...]:
        """What the shifts of a team are called, each once."""
        names = [one.name for one in self.shifts if one.team == team and one.name]
        names += [one.name for one in self.stints if one.team == team and one.name]
        return tuple({name.casefold(): name for name in names}.values())

    def _meant(
        self, team: TeamId, shift: str, since: datetime, at: datetime, without: MemberId | None
    ) -> tuple[datetime, tuple[MemberId, ...]] | None:
        wanted = shift.casefold()
        if wanted == NEXT:
            first = self.next_shift(team, since)
            at, wanted = (max(at, first.start), first.name.casefold()) if first else (at, "")
        for one in self._running_then_coming(team, at):
            people = tuple(member for member in one.people if member != without)
            if people and (not wanted or one.name.casefold() == wanted):
                begin = max(at, one.start)
                beside = [
                    other for other in self.duties(begin, begin + _INSTANT, team=team)
                    if not wanted or other.name.casefold() == wanted
                ]  # fmt: skip
                everybody = dict.fromkeys(member for other in beside for member in other.people)
                return begin, tuple(member for member in everybody if member != without)
        return None

    def _running_then_coming(self, team: TeamId, at: datetime) -> Iterator[Duty]:
        yield from (one for one in self.duties(at, at + _INSTANT, team=team) if one.runs(at))
        yield from self._coming(at, team, SOON)

    def _coming(self, after: datetime, team: TeamId | None, within: timedelta = HORIZON) -> Iterator[Duty]:
        """The shifts that begin after a moment, looked for piece by piece: mostly the first piece has it."""
        begin, step = after, timedelta(days=2)
        while begin < after + within:
            end = min(begin + step, after + within)
            for one in self.duties(begin, end, team=team):
                if begin <= one.start < end and one.start > after:
                    yield one
            begin, step = end, timedelta(days=7)

    def _of_patterns(self, since: datetime, until: datetime, team: TeamId | None) -> Iterator[Duty]:
        for shift in self.shifts:
            if team is not None and shift.team != team:
                continue
            day, last = _date(since, shift.zone) - _DAY, _date(until, shift.zone)
            while day <= last:
                if shift.begins_on(day):
                    start, end = shift.span(day)
                    if end > since and start < until:
                        yield self._duty(shift, day, start, end)
                day += _DAY

    def _duty(self, shift: Shift, day: date, start: datetime, end: datetime) -> Duty:
        people = dict.fromkeys(shift.turn(day))
        for stint in self._changes.get((shift.id, day), ()):
            if stint.member is not None and stint.on:
                people[stint.member] = None
            elif stint.member is not None:
                people.pop(stint.member, None)
        duty = Duty(
            team=shift.team, shift=shift.id, handle=shift.handle, name=shift.name, day=day, start=start,
            end=end, zone=shift.zone, people=tuple(people),
        )  # fmt: skip
        return self._present(duty)

    def _by_themselves(self, since: datetime, until: datetime, team: TeamId | None) -> Iterator[Duty]:
        found: dict[tuple[object, ...], list[Stint]] = {}
        for one in self.stints:
            lies_in = one.end_at > since and one.start_at < until
            if one.shift is None and lies_in and team in (None, one.team):
                found.setdefault(one.slot, []).append(one)
        for stints in found.values():
            people = dict.fromkeys(one.member for one in stints if one.on and one.member is not None)
            for one in stints:
                if not one.on and one.member is not None:
                    people.pop(one.member, None)
            first = stints[0]
            duty = Duty(
                team=first.team, shift=None, handle=first.handle, name=first.name, day=first.day,
                start=first.start_at, end=first.end_at, zone=first.zone, people=tuple(people),
            )  # fmt: skip
            yield self._present(duty)

    def _present(self, duty: Duty) -> Duty:
        away = tuple(one for one in duty.people if self._off(one, duty.day))
        if not away:
            return duty
        return replace(duty, people=tuple(one for one in duty.people if one not in away), away=away)

    def _off(self, member: MemberId, day: date) -> bool:
        return any(one.member == member and one.first <= day <= one.last for one in self.absences)

    def _over(self, absence: Absence) -> datetime:
        """Its end: the midnight after its last day, or of a night shift that began on that day, the morning."""
        over = absence.ends
        for one in self.duties(over - _INSTANT, over):
            if one.day == absence.last and absence.member in one.away:
                over = max(over, one.end)
        return over

    def _known(self, member: MemberId) -> bool:
        return any(member in one.people for one in self.shifts) or any(one.member == member for one in self.stints)

    @cached_property
    def _changes(self) -> dict[tuple[ShiftId, date], list[Stint]]:
        found: dict[tuple[ShiftId, date], list[Stint]] = {}
        for one in self.stints:
            if one.shift is not None:
                found.setdefault((one.shift, one.day), []).append(one)
        return found


_INSTANT = timedelta(microseconds=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _date(at: datetime, zone: str) -> date:
    return at.astimezone(UTC).astimezone(ZoneInfo(zone)).date()
