"""A model's reading as a proposal: its JSON becomes a `Reading`, or is refused and the rules' reading stands."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.urgency import Urgency
from bot.language.reading import Candidate, Directory, Doubt, DoubtAbout, Kind, Owner, Reading

_WORD = re.compile(r"\w+")
_RULE = re.compile(
    r"FREQ=(?:YEARLY|MONTHLY|WEEKLY|DAILY)"
    r"(?:;(?:INTERVAL=\d{1,3}|BYDAY=(?:-?\d?(?:MO|TU|WE|TH|FR|SA|SU),?)+|BYMONTHDAY=(?:-?\d{1,2},?)+"
    r"|BYMONTH=(?:\d{1,2},?)+|BYHOUR=(?:\d{1,2},?)+|BYMINUTE=\d{1,2}))*"
)
_FURTHEST = timedelta(days=366 * 5)
_LONGEST = 20_000


def propose(
    answer: str, text: str, rules: Reading, now: datetime, zone: ZoneInfo, people: Directory
) -> Reading | None:
    """What a model made of `text`, checked against the message and the directory; None if any of it is refused.

    `answer` is JSON with any of what, when, end (ISO, local if without offset), rrule, interval_minutes, owner
    (a key of the directory), urgency, kind, waiting_on, needs. `rules` is the rules' reading: patient, spans and
    everything that the model left out stay as they are. Refused are: other keys, words in `what`, `waiting_on` or
    `needs` that the message does not have, owners whom nobody knows, times in the past or years away, and rules
    that are not plain ones.
    """
    fields = _object(answer)
    if fields is None or not fields.keys() <= _READERS:
        return None
    try:
        made = _reading(fields, text, rules, now, zone, people)
    except (ValueError, TypeError, OverflowError):
        return None
    return made


_READERS = frozenset("what when end rrule interval_minutes owner urgency kind waiting_on needs".split())


def _object(answer: str) -> dict[str, object] | None:
    if len(answer) > _LONGEST:
        return None
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _reading(
    fields: dict[str, object], text: str, rules: Reading, now: datetime, zone: ZoneInfo, people: Directory
) -> Reading:
    when, end = _moment(fields.get("when"), now, zone), _moment(fields.get("end"), now, zone)
    rrule, interval = _rule(fields.get("rrule")), _interval(fields.get("interval_minutes"))
    if (rrule and interval) or (end and (not when or end <= when)):
        raise ValueError("contradicts itself")
    made = rules
    if when or rrule or interval:
        made = replace(made, when=when, end=end, whole_day=False, rrule=rrule, interval=interval)
        made = replace(made, doubts=tuple(d for d in made.doubts if d.about is not DoubtAbout.no_time))
        if rules.when and when and when != rules.when:
            # The rules and the model read different times: that is a question, not an answer.
            both = (Candidate(when=rules.when), Candidate(when=when))
            made = replace(made, doubts=(*made.doubts, Doubt(about=DoubtAbout.which_day, candidates=both)))
    if fields.get("what") is not None:
        made = replace(made, what=_own_words(fields["what"], text))
    if fields.get("waiting_on") is not None:
        made = replace(made, waiting_on=_own_words(fields["waiting_on"], text))
    if fields.get("owner") is not None:
        made = replace(made, owner=_owner(fields["owner"], people))
    if fields.get("urgency") is not None:
        made = replace(made, urgency=Urgency(str(fields["urgency"])))
    if fields.get("kind") is not None:
        made = replace(made, kind=Kind(str(fields["kind"])))
    needs = fields.get("needs")
    if isinstance(needs, list):
        made = replace(made, needs=tuple(_own_words(need, text) for need in needs))
    return made


def _moment(value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    if value is None:
        return None
    when = datetime.fromisoformat(str(value))
    when = when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    if not now - timedelta(minutes=1) <= when <= now + _FURTHEST:
        raise ValueError("not in the near future")
    return when


def _rule(value: object) -> str | None:
    if value is None:
        return None
    rule = str(value).removeprefix("RRULE:")
    if not _RULE.fullmatch(rule):
        raise ValueError("not a plain rule")
    return rule


def _interval(value: object) -> timedelta | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 5 <= value <= 60 * 24 * 60:
        raise ValueError("not a sensible interval")
    return timedelta(minutes=value)


def _own_words(value: object, text: str) -> str:
    """Only words of the message: a model that adds or changes one is not believed."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("no words")
    have = {word.casefold() for word in _WORD.findall(text)}
    if any(word.casefold() not in have for word in _WORD.findall(value)):
        raise ValueError("not the message's own words")
    return value.strip()


def _owner(value: object, people: Directory) -> Owner:
    for person in people.members:
        if person.key == value:
            return Owner(key=person.key)
    for team in people.teams:
        if team.key == value:
            return Owner(key=team.key, team=True)
    raise ValueError("nobody by that key")
