"""If … then …: one contingency as its condition, what to do then, and the time by which it can be watched."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.language import nursing
from bot.language.facts import Sort
from bot.language.said import clauses
from bot.language.when import Said, read_time


@dataclass(frozen=True, slots=True, kw_only=True)
class IfThen:
    """`condition` is in its own words ("the MRI is not back by 14:00", "unless they have rung"); empty when the
    text has none."""

    condition: str
    then: str


_IF = r"if|when|whenever|should|in case|unless|si|cuando|a menos que|salvo que"
_ARROW = re.compile(r"\s*(?:->|=>|→|⇒)\s*")
_FRONT = re.compile(rf"(?:{_IF})\b\s*(?P<rest>.+)", re.I | re.S)
_THEN = re.compile(r"\s*[,;:]?\s*\b(?:then|entonces)\b[,:]?\s+", re.I)
_COMMA = re.compile(r"\s*[,;:]\s+(?!and\b|or\b|y\b|o\b)", re.I)
_BACK = re.compile(rf"(?P<then>.+?)\s*,?\s+\b(?P<when>(?:{_IF})\b\s+.+)", re.I | re.S)
_UNLESS = re.compile(r"(?:unless|a menos que|salvo que)\b", re.I)
_DOING = re.compile(
    r"\s(?=(?:then )?(?:call|ring|phone|page|tell|notify|ask|give|start|stop|hold|send|order|escalate|repeat|"
    r"check|recheck|get|book|text|message|llame|llamar|avise|avisar|dar|suspender)\b)",
    re.I,
)
_LEADS = re.compile(
    r"(?:\b(?:by|before|at|until|till|in|within|after|around|come|antes de(?: las)?|a las|para las|en|dentro de)"
    r"\s*(?:the next |about |las |próximas )?)$",
    re.I,
)
_BEGINS = re.compile(
    r"(?:by|before|at|until|till|in|within|after|noon|midnight|tomorrow|tonight|antes|a las|en)\b", re.I
)
_SHORTEST = timedelta(minutes=30)
"""A shorter wait ("does not stop in 10 minutes") counts from something that has yet to happen."""

DAY_ENDS = 17
"""The hour by which something is expected that is to come on a day."""

_CAME = re.compile(
    r"\b(?:back|here|came|has come|arrived|rang|rung|called|phoned"
    r"|lleg(?:ó|aron|ado)|volvi(?:ó|eron)|llam(?:ó|aron|ado))\b",
    re.I,
)
_NOT_YET = re.compile(
    r"\b(?:not|no|never|nobody|none|still|yet|if|when|will|wait\w*|i|we|sin|nadie|nunca|todavía|aún|cuando|si"
    r"|espera\w*|yo|(?:call|phon|r[aiu]ng)\w*\s+\w+\s+back)\b|n['’]t\b|\?",
    re.I,
)

_NEGATED = re.compile(
    r"\b(?:unless|not|no|never|nobody|none|nothing|without|a menos que|salvo que|sin|nadie|nunca|ninguna?|todavía)"
    r"\b|n['’]t\b",
    re.I,
)
_CHEMISTRY = frozenset(("potassium", "sodium", "magnesium", "phosphate", "creatinine", "glucose"))
_COUNT = frozenset(("hemoglobin", "hematocrit", "platelets", "whitecount"))
_PANELS = {
    "electrolytes": _CHEMISTRY, "bloodcount": _COUNT,
    "vital": frozenset(("temperature", "bloodpressure", "heartrate", "resprate", "oxygen", "map")),
    "lab": _CHEMISTRY | _COUNT | {"lactate", "troponin", "inr"},
}  # fmt: skip
"""What is looked at together under one name."""


def if_then(text: str) -> IfThen:
    """The two halves, whichever comes first."""
    text = text.strip().rstrip(".")
    if len(halves := _ARROW.split(text, maxsplit=1)) == 2:
        front = _FRONT.match(halves[0])
        return IfThen(condition=_condition(halves[0], front), then=halves[1])
    if front := _FRONT.match(text):
        condition, then = _halves(front["rest"])
        return IfThen(condition=_condition(text, front, condition), then=then)
    if back := _BACK.fullmatch(text):
        front = _FRONT.match(back["when"])
        return IfThen(condition=_condition(back["when"], front), then=back["then"])
    return IfThen(condition="", then=text)


def watch_at(condition: str, said_at: datetime, zone: ZoneInfo, locale: str) -> datetime | None:
    """When the condition is to be looked at, read as of when it was written; None when it names no time."""
    return next(iter(watch_times(condition, said_at, zone, locale)), None)


def watch_times(condition: str, said_at: datetime, zone: ZoneInfo, locale: str) -> tuple[datetime, ...]:
    """As `watch_at`, and behind it the other half of the clock, where only its face was said. Empty without a
    time."""
    said = read_time(condition, said_at.astimezone(zone), zone, locale) if condition else None
    if said is None or said.when is None or said.rrule or said.interval or not said.spans:
        return ()
    start, end = said.spans[0]
    if not (_LEADS.search(condition[:start]) or _BEGINS.match(condition[start:end])):
        return ()
    at = _moment(said)
    if at - said_at < (_SHORTEST if _wait(condition[start:end]) else timedelta()):
        return ()
    return tuple(one.astimezone(UTC) for one in (at, said.other) if one is not None)


def speaks_of(words: str, text: str) -> bool:
    """Whether a few words ("MRI back") are about this if/then."""
    wanted, known = names(words), names(text)
    return bool(wanted & known) and len(wanted & known) >= len(wanted) / 2


def awaits(condition: str) -> bool:
    """Whether it is about something that has yet to come ("the MRI is not back", "unless she has rung"), so that
    hearing of it ends it; and not about something that may turn out ("potassium is above 6")."""
    return bool(_NEGATED.search(condition))


def bears_on(words: str, condition: str) -> bool:
    """Whether an item or an answer ("repeat K drawn 22:00", "BMP") is about what a condition turns on."""
    said, wanted = names(words), names(condition)
    said = said.union(*(_PANELS.get(one, frozenset()) for one in said))
    return bool(wanted & said) and len(wanted & said) >= len(wanted) / 2


def says_it_came(words: str) -> bool:
    """Whether an answer ("it is back", "they rang at 13:40") says so. In doubt ("not yet", "ok") it does not."""
    return bool(_CAME.search(words)) and not _NOT_YET.search(words)


def names(text: str) -> frozenset[str]:
    """The concepts in a text that say what it is about."""
    facts = (fact for clause in clauses(text) for fact in clause.facts if fact.sort is Sort.word)
    return frozenset(fact.name for fact in facts if fact.name not in nursing.GENERIC | nursing.RELATIONS)


def _condition(whole: str, front: re.Match[str] | None, rest: str | None = None) -> str:
    """Without its "if", but with its "unless", which turns it round."""
    if front is None:
        return whole.strip()
    said = front["rest"] if rest is None else rest
    unless = _UNLESS.match(whole)
    return f"{unless[0]} {said}".strip() if unless else said.strip()


def _halves(rest: str) -> tuple[str, str]:
    for between in (_THEN, _COMMA, _DOING):
        parts = between.split(rest, maxsplit=1)
        if len(parts) == 2 and parts[0].strip() and parts[1].strip():
            return parts[0].strip(), parts[1].strip()
    return rest.strip(), ""


def _moment(said: Said) -> datetime:
    assert said.when is not None  # noqa: S101 - asked for by the caller
    return said.when.replace(hour=DAY_ENDS) if said.whole_day else said.when


def _wait(words: str) -> bool:
    """Whether a time is a length ("4 h", "10 minutes") and not a moment."""
    return re.search(r"\d\s*(?:m|min|mins|minutes?|minutos?|h|hrs?|hours?|horas?)\b", words, re.I) is not None
