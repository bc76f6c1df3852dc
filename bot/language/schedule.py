"""Schedules and hours as people type them: a huddle's days and time, a snooze, quiet hours."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.read import read
from bot.language.reading import Directory, Reading

_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|a|p)?"
_TIME = re.compile(rf"\b{_CLOCK}\b", re.I)
_HOURS = re.compile(rf"\s*(?:from\s+)?{_CLOCK}\s*(?:-|–|to|until|till)\s*{_CLOCK}\s*", re.I)
_DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.I)
_BARE = re.compile(r"\s*(\d{1,4})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A wall-clock time and the RFC 5545 rule of the days it comes on, without DTSTART and without the hour."""

    at: time
    rrule: str


def read_schedule(text: str, zone: ZoneInfo) -> Schedule | None:
    """ "7:30 weekdays", "daily at 8", "07:30 mon wed fri"; None if there is no time or no day in it."""
    clock = _TIME.search(text)
    at = _time(clock, 0) if clock else None
    if at is None:
        return None
    if re.search(r"week ?days?|workdays?", text, re.I):
        return Schedule(at=at, rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    days = [found[:2].upper() for found in _DAY.findall(text)]
    if days:
        return Schedule(at=at, rrule="FREQ=WEEKLY;BYDAY=" + ",".join(dict.fromkeys(days)))
    if re.search(r"daily|every ?day|each day", text, re.I):
        return Schedule(at=at, rrule="FREQ=DAILY")
    return None


def read_when(text: str, now: datetime, zone: ZoneInfo, locale: str = "en") -> Reading:
    """A typed snooze: "tomorrow 9", "2h", "monday morning"; a bare number is minutes."""
    if bare := _BARE.fullmatch(text):
        return Reading(what="", when=(now + timedelta(minutes=int(bare[1]))).astimezone(zone))
    spoken = f"in {text.strip()}" if re.fullmatch(r"\s*\d+\s*[a-z]+\s*", text, re.I) else text
    return read(spoken, now, zone, Directory(), locale)


def read_hours(text: str) -> tuple[time, time] | None:
    """ "22-7", "22:00-07:00", "7am to 7pm": from and until, by the wall clock."""
    found = _HOURS.fullmatch(text)
    if not found:
        return None
    start, end = _time(found, 0), _time(found, 3)
    return (start, end) if start and end else None


def _time(found: re.Match[str], group: int) -> time | None:
    hour, minute, half = int(found[group + 1]), int(found[group + 2] or 0), found[group + 3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0)
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None
