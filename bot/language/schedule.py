"""Schedules and hours as people type them: a huddle's days and time, a snooze, quiet hours."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.read import read
from bot.language.reading import Directory, DoubtAbout, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A wall-clock time and the RFC 5545 rule of the days it comes on, without DTSTART and without the hour."""

    at: time
    rrule: str


_CLOCK = r"(\d{1,2})(?:[:.h](\d\d))?\s*(a\.?m?\.?|p\.?m?\.?)?(?![\w:])"
_TIME = re.compile(
    rf"(?<![\w:.]){_CLOCK}|(?<!\d)(?P<compact>[012]\d[0-5]\d)(?!\d)|\b(?P<noon>noon|midday|mediod[ií]a)\b", re.I
)
_HOURS = re.compile(
    r"\s*(?:from|between|de|desde|entre)?\s*(?:las?\s+)?(?P<first>[\w:.]+(?:\s*[ap]\.?m\.?)?)\s*"
    r"(?:-|–|—|to|until|till|and|a|hasta|y)\s*(?:las?\s+)?(?P<last>[\w:.]+(?:\s*[ap]\.?m\.?)?)\s*",
    re.I,
)
_BARE = re.compile(r"\s*(\d{1,4})\s*")
_SHORT = re.compile(
    r"\s*\d+(?:[.,]\d+)?\s*(?:h|hr|hrs|hours?|horas?|m|min|mins|minutes?|minutos?|d|days?|d[ií]as?|w|wks?|weeks?|"
    r"semanas?)(?:\s*\d+\s*(?:m|min|mins|minutes?))?\s*",
    re.I,
)
_ALL_WEEK = "FREQ=DAILY"
_NAMES = (
    (r"mon(?:day)?s?|lunes|lun|mo", "MO"),
    (r"tue(?:s|sday)?s?|martes|tu", "TU"),
    (r"wed(?:s|nesday)?s?|wensday|mi[eé](?:rcoles)?|we", "WE"),
    (r"thu(?:r|rs|rsday)?s?|jueves|jue|th", "TH"),
    (r"fri(?:day)?s?|viernes|vie|fr", "FR"),
    (r"sat(?:urday)?s?|s[aá]b(?:ado)?s?|sa", "SA"),
    (r"sun(?:day)?s?|dom(?:ingo)?s?|su", "SU"),
)
_DAY = re.compile(
    r"(?<![^\W\d_])(?:" + "|".join(f"(?P<{code}>{names})" for names, code in _NAMES)
    + r"|(?P<every>daily|every\s?day|each day|all week|diario|todos los d[ií]as|7 days)"
    r"|(?P<work>week ?days?|work(?:ing)? ?days?|d[ií]as laborables|business days?|mtwrf|m-f|entre semana)"
    r"|(?P<ends>weekends?|fines? de semana)|(?P<mwf>mwf)|(?P<tth>tth|t/th))(?![^\W\d_])"
    r"(?P<through>(?:\s*[-–]\s*|\s+(?:to|through|thru|a|hasta)\s+)(?=[^\W\d_]))?",
    re.I,
)  # fmt: skip
_SETS = {"every": "", "work": "MO,TU,WE,TH,FR", "ends": "SA,SU", "mwf": "MO,WE,FR", "tth": "TU,TH"}
_ORDER = [code for _, code in _NAMES]


def read_schedule(text: str, zone: ZoneInfo) -> Schedule | None:
    """The days and the time of "7:30 weekdays", "07:30 mon wed fri", "daily at 8"; None without both.

    `zone` is where the time is meant; rules by the wall clock are the same in all of them.
    """
    text = text[:200]
    found = _TIME.search(text)
    at = _time(found) if found else None
    if found is None or at is None:
        return None
    days = _days(text[: found.start()] + " " + text[found.end() :])
    if days is None:
        return None
    return Schedule(at=at, rrule=f"FREQ=WEEKLY;BYDAY={','.join(days)}" if days else _ALL_WEEK)


def read_when(text: str, now: datetime, zone: ZoneInfo, locale: str = "en") -> Reading:
    """A typed snooze: "tomorrow 9", "2h", "monday morning", "20 min"; a bare number is minutes."""
    if (bare := _BARE.fullmatch(text)) and int(bare[1]) > 0:
        when = (now.astimezone(UTC) + timedelta(minutes=int(bare[1]))).astimezone(zone)
        return Reading(what="", when=when)
    spoken = f"in {text.strip()}" if _SHORT.fullmatch(text) else text
    reading = read(spoken, now, zone, Directory(), locale)
    if any(doubt.about is DoubtAbout.in_past for doubt in reading.doubts):
        # Nobody snoozes into the past: the next time is the one that was meant.
        later = next(d.candidates[0].when for d in reading.doubts if d.about is DoubtAbout.in_past)
        doubts = tuple(d for d in reading.doubts if d.about is not DoubtAbout.in_past)
        return replace(reading, when=later, doubts=doubts)
    return reading


def read_hours(text: str) -> tuple[time, time] | None:
    """From and until of "22-7", "22:00-07:00", "7am to 7pm"; None if it is no pair of times."""
    found = _HOURS.fullmatch(text[:80])
    if found is None:
        return None
    first, last = _TIME.fullmatch(found["first"]), _TIME.fullmatch(found["last"])
    if first is None or last is None:
        return None
    start, end = _time(first), _time(last)
    if start is None or end is None:
        return None
    if first[3] is None and last[3] is not None and last[3][0].lower() == "p" and start.hour < 12:
        both_pm = start.hour < int(last[1]) % 12  # 1-5pm is in the afternoon, 9-5pm begins in the morning
        start = start.replace(hour=start.hour + 12) if both_pm else start
    return start, end


def read_days(text: str) -> tuple[int, ...] | None:
    """The days of "mon-fri", "weekdays", "mon, wed and fri" or "every day", 0 for Monday; None for none named."""
    codes = _days(text[:200])
    if codes is None:
        return None
    return tuple(_ORDER.index(code) for code in codes or _ORDER)


def _time(found: re.Match[str]) -> time | None:
    if found["noon"]:
        return time(12)
    if found["compact"]:
        hour, minute, half = int(found["compact"][:2]), int(found["compact"][2:]), None
    else:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0)
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


def _days(text: str) -> list[str] | None:
    """The codes of the named days in the order of the week; an empty list for every day, None for none named."""
    named: set[str] = set()
    first: str | None = None
    for found in _DAY.finditer(text):
        name = next(key for key in (*_ORDER, *_SETS) if found[key])
        if name == "every":
            return []
        codes = _SETS[name].split(",") if name in _SETS else [name]
        if first is not None:
            low, high = _ORDER.index(first), _ORDER.index(codes[0])
            codes += [_ORDER[(low + step) % 7] for step in range((high - low) % 7)]
        named.update(codes)
        first = codes[0] if found["through"] and name not in _SETS else None
    return [code for code in _ORDER if code in named] or None
