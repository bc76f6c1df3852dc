"""Members: the people of a workspace, with the hours at which they want to hear from us."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WorkspaceId = NewType("WorkspaceId", int)
MemberId = NewType("MemberId", int)
TeamId = NewType("TeamId", int)
ChannelId = NewType("ChannelId", int)

WORKING_WEEK = (0, 1, 2, 3, 4)


class Stretch(Protocol):
    """A shift, as far as a member's hours are concerned."""

    @property
    def start(self) -> datetime:
        """When it begins."""

    @property
    def end(self) -> datetime:
        """When it ends."""


class Shifts(Protocol):
    """The roster (bot/care/roster.py), as far as a member's hours are concerned."""

    def shift_of(self, member: MemberId, at: datetime) -> Stretch | None:
        """The shift that a member is on."""

    def next_of(self, member: MemberId, after: datetime) -> Stretch | None:
        """The next one that begins after this moment."""

    def shift_end(self, member: MemberId, at: datetime) -> datetime | None:
        """When the one that they are on ends."""

    def back_at(self, member: MemberId, at: datetime) -> datetime:
        """When the leave that they are on ends; `at` itself without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person, on however many platforms. Hours are by the wall clock of `zone`; days are 0 for Monday."""

    id: MemberId
    workspace: WorkspaceId
    name: str
    zone: str = "UTC"
    locale: str = "en"
    work_days: tuple[int, ...] = WORKING_WEEK
    work_start: time = time(8)
    work_end: time = time(17)
    quiet_start: time = time(21)
    quiet_end: time = time(6, 30)
    backup: MemberId | None = None
    lead: bool = False
    active: bool = True
    welcomed: bool = False
    """Has been greeted, once."""
    chosen: tuple[str, ...] = ()
    """What they set themselves (`zone`, `locale`, …): a platform's profile no longer overwrites it."""
    version: int = 1
    roster: Shifts | None = field(default=None, compare=False, repr=False)
    """With the members of a workspace (`People`), whose shifts go before these hours; not kept with the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A department or role group. Its members may take and close what belongs to it."""

    id: TeamId
    workspace: WorkspaceId
    name: str
    members: frozenset[MemberId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One tenant. Nothing crosses workspaces."""

    id: WorkspaceId
    name: str
    zone: str = "UTC"
    locale: str = "en"
    """The language of posts in channels, and of members whose platform does not say theirs."""
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place a team talks, or a direct message (`private`)."""

    id: ChannelId
    workspace: WorkspaceId
    platform: str
    tenant: str
    external: str
    thread: str = ""
    name: str = ""
    zone: str | None = None
    private: bool = False


def quiet(member: Member, at: datetime) -> bool:
    """Whether routine things should leave them alone at this moment: off duty, or in quiet hours."""
    return awake(member, at) != at


def awake(member: Member, at: datetime) -> datetime:
    """The first moment, not before `at`, at which they are on duty and not in quiet hours. In UTC.

    Who has shifts is reached on them, whatever the hour; else on working days, outside of quiet hours. Nobody is
    on leave. A quiet time that ends after midnight belongs to the day on which it began: a person who works
    Fridays and is quiet from 21:00 is reached on Friday until 21:00.
    """
    if member.roster is not None:
        if member.roster.shift_of(member.id, at) is not None:
            return at.astimezone(UTC)
        if (coming := member.roster.next_of(member.id, at)) is not None:
            return coming.start
        back = member.roster.back_at(member.id, at)
        if back > at:
            return awake(member, back)
    zone = ZoneInfo(member.zone)
    for _ in range(16):
        local = at.astimezone(zone)
        if member.work_days and local.weekday() not in member.work_days:
            at = _at(local.date() + timedelta(days=1), member.quiet_end, zone)
        elif _in_hours(local.time(), member.quiet_start, member.quiet_end):
            day = local.date() + timedelta(days=local.time() >= member.quiet_end)
            ends = _at(day, member.quiet_end, zone)
            if ends <= at:
                break  # the clock shows these hours once more; they ended when it first showed their end
            at = ends
        else:
            break
    return at.astimezone(UTC)


def off_duty(member: Member, at: datetime) -> bool:
    """Whether their shifts or their leave say that they are not there; without either nobody can tell."""
    if member.roster is None or member.roster.shift_of(member.id, at) is not None:
        return False
    return member.roster.next_of(member.id, at) is not None or member.roster.back_at(member.id, at) > at


def next_shift(member: Member, now: datetime) -> datetime:
    """The start of their next shift, else working day, in UTC; later today when it has not begun yet."""
    if member.roster is not None:
        if (coming := member.roster.next_of(member.id, now)) is not None:
            return coming.start
        now = member.roster.back_at(member.id, now)
    zone = ZoneInfo(member.zone)
    day = now.astimezone(zone).date()
    for ahead in range(15):
        start = _at(day + timedelta(days=ahead), member.work_start, zone)
        works = not member.work_days or (day + timedelta(days=ahead)).weekday() in member.work_days
        if works and start > now:
            return start.astimezone(UTC)
    return (now + timedelta(days=1)).astimezone(UTC)


def shift_end(member: Member, now: datetime) -> datetime:
    """When their shift, else their working day, ends, in UTC; of those that are over, the next one's end."""
    if member.roster is not None:
        if (end := member.roster.shift_end(member.id, now)) is not None:
            return end
        if (coming := member.roster.next_of(member.id, now)) is not None:
            return coming.end
    zone = ZoneInfo(member.zone)
    end = _at(now.astimezone(zone).date(), member.work_end, zone)
    return end if end > now else _at(now.astimezone(zone).date() + timedelta(days=1), member.work_end, zone)


def working_day(member: Member, now: datetime) -> tuple[datetime, datetime]:
    """Begin and end, in UTC, of the working day that runs, else of the next one. Hours may go past midnight."""
    zone = ZoneInfo(member.zone)
    today = now.astimezone(zone).date()
    overnight = timedelta(days=member.work_end <= member.work_start)
    days = [today + timedelta(days=ahead) for ahead in range(-1, 8)]
    begin_and_end = [
        (_at(day, member.work_start, zone), _at(day + overnight, member.work_end, zone))
        for day in days
        if not member.work_days or day.weekday() in member.work_days
    ]
    return next(one for one in begin_and_end if one[1] > now)


def tomorrow_morning(member: Member, now: datetime) -> datetime:
    """Tomorrow at the hour their work begins, in UTC."""
    zone = ZoneInfo(member.zone)
    return _at(now.astimezone(zone).date() + timedelta(days=1), member.work_start, zone).astimezone(UTC)


def quiet_at_work(member: Member) -> bool:
    """Whether some of their quiet hours lie in their working hours."""
    if member.quiet_start == member.quiet_end:
        return False
    return _in_hours(member.quiet_start, member.work_start, member.work_end) or _in_hours(
        member.work_start, member.quiet_start, member.quiet_end
    )


def choose(member: Member, name: str, **changes: object) -> Member:
    """The member with something that they set themselves."""
    chosen = member.chosen if name in member.chosen else (*member.chosen, name)
    return replace(member, chosen=chosen, **changes)  # type: ignore[arg-type]


def with_profile(member: Member, *, name: str, zone: str | None, locale: str | None) -> Member:
    """The member as their platform describes them now. What it does not say, or they chose themselves, stays."""
    if name.strip():
        member = replace(member, name=name.strip()[:120])
    if zone is not None and is_zone(zone) and "zone" not in member.chosen:
        member = replace(member, zone=zone)
    if locale is not None and "locale" not in member.chosen:
        member = replace(member, locale=language_of(locale))
    return member


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        return bool(name) and len(name) <= 64 and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def language_of(locale: str | None) -> str:
    """The language part of a platform's locale (`es-MX`, `en_US`), English when it says none."""
    return (locale or "en").replace("_", "-").split("-")[0].lower()[:8] or "en"


def named(members: Iterable[Member], name: str) -> list[Member]:
    """The active members who are called so: by full name, first name, or either without case."""
    wanted = name.strip().lstrip("@").casefold()
    return [
        one
        for one in members
        if one.active and wanted and wanted in {one.name.casefold(), one.name.split()[0].casefold()}
    ]


def _in_hours(moment: time, start: time, end: time) -> bool:
    if start == end:
        return False
    return start <= moment < end if start < end else moment >= start or moment < end


def _at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time as a real moment; one that DST skips becomes the first moment after the gap."""
    local = datetime.combine(day, moment, tzinfo=zone)
    return local.astimezone(UTC)
