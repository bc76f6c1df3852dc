"""A time in an if/then that says only the face of the clock ("by 10:50"): which half is meant, in whose words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.contingency import if_then, watch_times
from bot.language.halves import by_day

_HALVES = ("am", "pm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote it, when: it is read by their clock and in their language."""

    at: datetime
    zone: ZoneInfo
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """When it is looked at, and the same words for the `other` half of the clock, as long as that is in doubt."""

    at: datetime
    other: tuple[datetime, str] | None = None


def watched(text: str, by: Writer) -> Watched | None:
    """The time of an if/then as it is read; None when the clock cannot watch it. By day it is in no doubt."""
    times = _times(text, by)
    if not times:
        return None
    if len(times) == 1 or _plain(times[0], by):
        return Watched(at=times[0])
    other = said_as(text, times[1], by)
    return Watched(at=times[0], other=(times[1], other) if other else None)


def settled_by_shift(text: str, by: Writer, start: datetime, end: datetime) -> str:
    """The if/then with the half of the clock said, if only one of the two is in the shift that takes over."""
    times = _times(text, by)
    inside = [one for one in times if start <= one <= end]
    if len(times) != 2 or len(inside) != 1:
        return text
    return said_as(text, inside[0], by) or text


def said_as(text: str, meant: datetime, by: Writer) -> str | None:
    """The text with the half of the clock behind its time, when it is read as that moment then; else None."""
    local = meant.astimezone(by.zone)
    for end in _faces(text, local):
        said = f"{text[:end]} {_HALVES[local.hour >= 12]}{text[end:]}"
        if _times(said, by) == (meant,):
            return said
    return None


def _times(text: str, by: Writer) -> tuple[datetime, ...]:
    return watch_times(if_then(text).condition, by.at, by.zone, by.locale)


def _plain(at: datetime, by: Writer) -> bool:
    """Whether nobody would take it for the other half: later today, by day."""
    local = at.astimezone(by.zone)
    return by_day(local) and local.date() == by.at.astimezone(by.zone).date()


def _faces(text: str, local: datetime) -> Iterator[int]:
    """Where the face of this time, in figures, ends."""
    minutes = rf"\s?[:.h]\s?{local.minute:02}" if local.minute else r"(?:\s?[:.h]\s?00)?"
    for found in re.finditer(rf"(?<![\d:.])0?{local.hour % 12 or 12}{minutes}(?![\d:])", text, re.I):
        yield found.end()
