"""Shifts as people type them: the hours, days and turns of a pattern, one date, a stretch of days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.roster import EVERY_DAY, Turns
from bot.language.reading import DoubtAbout
from bot.language.schedule import read_days, read_hours, read_when


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """`nights 19:00-07:00 mon-fri @lea @omar`: the words before the hours, the hours, and who."""

    head: str
    start: time
    end: time
    days: tuple[int, ...] = EVERY_DAY
    turns: Turns = Turns.all
    from_: date | None = None
    on: date | None = None
    """The one date that it is for, if that was said instead of days of the week."""
    unread: str = ""
    """Words between the hours and the people that say nothing about days."""
    who: tuple[str, ...] = ()


_CLOCK = r"\d{1,2}(?:[:.h]?\d\d)?\s*(?:[ap]\.?m\.?)?"
_HOURS = re.compile(
    rf"(?<![\w:/-])(?P<hours>{_CLOCK}\s*(?:-|–|—|\bto\b|\buntil\b|\ba\b|\bhasta\b)\s*{_CLOCK})(?![\w:/-])", re.I
)
_TURNS = re.compile(
    r"\b(?:(?P<weekly>week(?:ly)? (?:about|in turns?|rotation|rotating)|rotat\w* weekly|weekly|semanal(?:mente)?"
    r"|por semanas?)|(?P<daily>in turns?|rotating|rotate|alternating|por turnos?|rotando|alternando))\b",
    re.I,
)
_FROM = re.compile(r"\b(?:from|starting|beginning|desde|a partir de)\s+(?P<day>[^@]+?)\s*$", re.I)
_BETWEEN = re.compile(r"\s*[,@]\s*|\s+(?:and|y|&)\s+", re.I)
_UNTIL = re.compile(r"\s*(?:\s(?:-|–|—)\s|–|—|\b(?:until|till|through|thru|to|hasta|al)\b)\s*", re.I)
_SO_LONG = re.compile(
    r"(?:for|por|durante)?\s*(?:the next|los próximos|las próximas)?\s*(?P<count>\d{1,2}|an?|one|una?|two|dos"
    r"|three|tres)\s+(?P<unit>days?|d[ií]as?|weeks?|semanas?)",
    re.I,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "two": 2, "dos": 2, "three": 3, "tres": 3}
_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)\s*")


def read_pattern(text: str, now: datetime, zone: ZoneInfo, locale: str = "en") -> Pattern | None:
    """The pattern that is typed; None when there are no hours in it."""
    text = text[:500]
    found = next((one for one in _HOURS.finditer(text) if read_hours(one["hours"])), None)
    if found is None:
        return None
    hours = read_hours(found["hours"])
    assert hours is not None  # noqa: S101 - just looked at
    between, at, who = text[found.end() :].partition("@")
    turns = _TURNS.search(between)
    if turns:
        between = between[: turns.start()] + between[turns.end() :]
    from_ = _FROM.search(between)
    begins = read_day(from_["day"], now, zone, locale) if from_ else None
    if from_ and begins:
        between = between[: from_.start()]
    days = read_days(between)
    on = read_day(between, now, zone, locale) if days is None and between.strip() else None
    return Pattern(
        head=text[: found.start()].strip(" ,:"),
        start=hours[0],
        end=hours[1],
        days=days or EVERY_DAY,
        turns=Turns.all if turns is None else Turns.weekly if turns["weekly"] else Turns.daily,
        from_=begins,
        on=on,
        unread=between.strip() if days is None and on is None else "",
        who=names_in(who if at else ""),
    )


def names_in(text: str) -> tuple[str, ...]:
    """The people of "@lea @omar", "@lea, omar and sam", each as it is written."""
    return tuple(dict.fromkeys(piece.strip() for piece in _BETWEEN.split(text[:500]) if piece.strip()))


def read_day(text: str, now: datetime, zone: ZoneInfo, locale: str = "en", *, later: bool = False) -> date | None:
    """The day of "tomorrow", "fri", "24 dec". None when it is none, or, unless the `later` of two is meant
    ("until monday", said on a Monday), when more than one may be meant."""
    if iso := _ISO.fullmatch(text):
        try:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        except ValueError:
            return None
    reading = read_when(text, now, zone, locale)
    unsure = [one for one in reading.doubts if one.about is DoubtAbout.which_day]
    if later and unsure and (last := unsure[0].candidates[-1].when) is not None:
        return last.astimezone(zone).date()
    if reading.when is None or unsure:
        return None
    return reading.when.astimezone(zone).date()


def read_stretch(text: str, now: datetime, zone: ZoneInfo, locale: str = "en") -> tuple[date, date] | None:
    """The first and last day of "24 dec - 26 dec", "until friday", "for 3 days" (both from today); else None."""
    if so_long := _SO_LONG.fullmatch(text.strip()):
        count = _COUNTS.get(so_long["count"].casefold()) or int(so_long["count"])
        today = now.astimezone(zone).date()
        days = count * (7 if so_long["unit"][0] in "wWsS" else 1)
        return (today, today + timedelta(days=days - 1)) if days else None
    pieces = _UNTIL.split(text.strip(), maxsplit=1)
    if len(pieces) == 1:
        day = read_day(text, now, zone, locale)
        return (day, day) if day else None
    first = read_day(pieces[0], now, zone, locale) if pieces[0].strip() else now.astimezone(zone).date()
    last = read_day(pieces[1], now, zone, locale, later=True)
    if first is None or last is None or last < first:
        return None
    return first, last
