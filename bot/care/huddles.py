"""Huddles: a short team brief that is posted into a channel on schedule."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.recurrence import following

HuddleId = NewType("HuddleId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Huddle:
    """A channel's schedule: at a wall-clock time of its zone, on the days of its rule."""

    id: HuddleId
    workspace: WorkspaceId
    handle: str
    channel: ChannelId
    at: time
    rrule: str
    zone: str
    skip: str | None = None
    """The local date (ISO) of the one occurrence that is left out."""
    active: bool = True
    next_at: datetime | None = None
    set_by: MemberId
    started_at: datetime
    version: int = 1


def scheduled(huddle: Huddle, after: datetime) -> Huddle:
    """The huddle with its next post set: the first one after `after` that is not skipped.

    Once a day however the clock changes: a time that comes twice is the first of the two.
    """
    if not huddle.active:
        return replace(huddle, next_at=None)
    zone = ZoneInfo(huddle.zone)
    start = datetime.combine(huddle.started_at.astimezone(zone).date() - timedelta(days=1), huddle.at, tzinfo=zone)
    # The time is said in the rule: the start may lie where the clock skips it, and is an hour off then.
    rule = f"{huddle.rrule};BYHOUR={huddle.at.hour};BYMINUTE={huddle.at.minute}"
    moment = following(rule, start.astimezone(UTC), after, huddle.zone)
    while moment is not None and huddle.skip == slot(huddle, moment):
        moment = following(rule, start.astimezone(UTC), moment, huddle.zone)
    return replace(huddle, next_at=moment)


def slot(huddle: Huddle, moment: datetime) -> str:
    """The local date of a post: there is one a day, and this names it."""
    return moment.astimezone(ZoneInfo(huddle.zone)).date().isoformat()


def skipping(huddle: Huddle, day: date, now: datetime) -> Huddle:
    """Leave out the post of that day."""
    return scheduled(replace(huddle, skip=day.isoformat()), now)
