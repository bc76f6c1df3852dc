"""Reading one message: its words become when, how often, who, how urgent, for which patient, waiting for what."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.urgency import Urgency
from bot.language.reading import Candidate, Directory, Doubt, DoubtAbout, Owner, Reading

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_CLOCK = re.compile(r"(?:\b(?:at|by|@)\s*|\b)(\d{1,2})(?::(\d\d))?\s*(am|pm|a|p)?\b", re.I)
_IN = re.compile(r"\bin (\d+|an?) ?(m|min|minutes?|h|hrs?|hours?|d|days?|weeks?)\b", re.I)
_DAY = re.compile(r"\b(today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I)
_EVERY = re.compile(r"\b(?:every|each) (day|weekday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bdaily\b", re.I)
_PATIENT = re.compile(r"(?<![\w-])!?([a-z]{1,2}-\d+)(?![\w-])", re.I)
_URGENT = re.compile(r",?\s*\b(stat|asap|urgent)\b", re.I)
_WAITING = re.compile(r"\bwaiting (?:on|for) (.+)$", re.I)
_MENTION = re.compile(r"@(\w+)")


def read(text: str, now: datetime, zone: ZoneInfo, people: Directory, locale: str = "en") -> Reading:
    """What one message says; `now` is aware. Words that nothing claims stay in `what`."""
    local = now.astimezone(zone)
    rest = text
    patient = None
    if found := _PATIENT.search(rest):
        patient, rest = found[1].upper(), _without(rest, found)
    urgency, words = Urgency.routine, ""
    if found := _URGENT.search(rest):
        urgency, words, rest = Urgency(found[1].lower()), found[1], _without(rest, found)
    when, end, whole_day, rrule = None, None, False, None
    if found := _IN.search(rest):
        count = int(found[1]) if found[1].isdigit() else 1
        unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[found[2][0].lower()]
        when, rest = now + timedelta(**{unit: count}), _without(rest, found)
        when, whole_day = when.astimezone(zone), unit in ("days", "weeks")
    else:
        day = None
        if found := _EVERY.search(rest):
            word = (found[1] or "day").lower()
            days = "MO,TU,WE,TH,FR" if word == "weekday" else word[:2].upper()
            rrule = "FREQ=DAILY" if word == "day" else f"FREQ=WEEKLY;BYDAY={days}"
            rest = _without(rest, found)
        elif found := _DAY.search(rest):
            word = found[1].lower()
            ahead = {"today": 0, "tonight": 0, "tomorrow": 1}.get(word)
            if ahead is None:
                ahead = (_DAYS.index(word[:2]) - local.weekday()) % 7
            day, rest = local.date() + timedelta(days=ahead), _without(rest, found)
        clock = next(
            (
                c
                for c in _CLOCK.finditer(rest)
                if int(c[1]) < 24 and (c[2] or c[3] or "@" in c[0] or "t " in c[0] or "y " in c[0])
            ),
            None,
        )
        if clock:
            hour = int(clock[1]) % 24
            if clock[3]:
                hour = hour % 12 + (12 if clock[3][0].lower() == "p" else 0)
            at = datetime.combine(day or local.date(), time(hour, int(clock[2] or 0)), zone)
            if day is None and at <= now:
                at += timedelta(days=1)
            when, rest = at, _without(rest, clock)
        elif day:
            when, whole_day = datetime.combine(day, time(0), zone), True
        if rrule and when:
            rrule, when = f"{rrule};BYHOUR={when.hour};BYMINUTE={when.minute}", None
    owner, doubts = None, []
    if found := _MENTION.search(rest):
        name = found[1].casefold()
        fits = [m for m in people.members if name in (n.casefold() for n in m.names)]
        if len(fits) == 1:
            owner, rest = Owner(key=fits[0].key), _without(rest, found)
        else:
            about = DoubtAbout.which_person if fits else DoubtAbout.unknown_person
            candidates = tuple(Candidate(owner=Owner(key=m.key)) for m in fits)
            doubts.append(Doubt(about=about, words=found[0], candidates=candidates))
    elif people.me and re.search(r"\bme\b", rest, re.I):
        owner = Owner(key=people.me)
    waiting = _WAITING.search(rest)
    if when is None and rrule is None:
        doubts.append(Doubt(about=DoubtAbout.no_time))
    return Reading(
        what=" ".join(rest.split()).strip(" ,.-"),
        when=when,
        end=end,
        whole_day=whole_day,
        rrule=rrule,
        owner=owner,
        urgency=urgency,
        urgency_words=words,
        patient=patient,
        waiting_on=waiting[1].strip(" .") if waiting else None,
        doubts=tuple(doubts),
    )


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]
