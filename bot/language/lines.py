"""Readings for scripts: one JSON object in, one JSON object out, a line each."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.language.read import read
from bot.language.reading import Candidate, Directory, Doubt, DoubtAbout, Kind, Owner, Person, Reading

ME = "me"

_TO_DO = (Kind.task, Kind.followup, Kind.handoff, Kind.order)


def read_line(line: str) -> str:
    """The reading of `{"text", "now", "tz", "locale"?, "members"?, "teams"?}` as one line of JSON.

    Times are local ISO in `tz`, `interval` is in seconds, the owner `"omar"`, `"team:pharmacy"`, `"me"` or null.
    A line that cannot be read is answered by `{"error": ...}`.
    """
    try:
        asked = json.loads(line)
        if not isinstance(asked, dict):
            raise ValueError("a JSON object is needed")
        answer = _answer(asked)
    except (ValueError, TypeError, KeyError, RecursionError, ZoneInfoNotFoundError, OSError) as reason:
        answer = {"error": f"{type(reason).__name__}: {reason}"}
    return json.dumps(answer, ensure_ascii=False)


def _answer(asked: dict[str, object]) -> dict[str, object]:
    zone = ZoneInfo(str(asked.get("tz") or "UTC"))
    now = datetime.fromisoformat(str(asked["now"])) if asked.get("now") else datetime.now(UTC)
    if now.tzinfo is None:
        now = now.replace(tzinfo=zone)
    text = asked["text"]
    if not isinstance(text, str):
        raise ValueError("text must be a string")
    reading = read(text, now, zone, _directory(asked), str(asked.get("locale") or "en"))
    return {
        "when": _local(reading.when, zone),
        "end": _local(reading.end, zone),
        "whole_day": reading.whole_day,
        "rrule": reading.rrule,
        "interval": int(reading.interval.total_seconds()) if reading.interval else None,
        "rest": reading.what,
        "owner": _owner(reading.owner),
        "urgency": str(reading.urgency),
        "kind": str(reading.kind),
        "patient": reading.patient,
        "waiting_on": reading.waiting_on,
        "needs": list(reading.needs),
        "doubts": [_doubt(doubt, zone) for doubt in reading.doubts if _matters(doubt, reading)],
        "spans": _spans(reading),
    }


def _directory(asked: dict[str, object]) -> Directory:
    return Directory(members=_persons(asked.get("members")), teams=_persons(asked.get("teams")), me=ME)


def _persons(names: object) -> tuple[Person, ...]:
    if names is None:
        return ()
    if not isinstance(names, list):
        raise ValueError("members and teams are lists of names")
    return tuple(Person(key=str(name), names=(str(name),)) for name in names)


def _local(when: datetime | None, zone: ZoneInfo) -> str | None:
    return when.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes") if when else None


def _owner(owner: Owner | None) -> str | None:
    if owner is None:
        return None
    return f"team:{owner.key}" if owner.team else owner.key


def _matters(doubt: Doubt, reading: Reading) -> bool:
    """Only what is to be done can lack a time."""
    return doubt.about is not DoubtAbout.no_time or reading.kind in _TO_DO


def _doubt(doubt: Doubt, zone: ZoneInfo) -> dict[str, object]:
    return {
        "about": str(doubt.about),
        "words": doubt.words,
        "candidates": [_candidate(candidate, zone) for candidate in doubt.candidates],
    }


def _candidate(candidate: Candidate, zone: ZoneInfo) -> str | None:
    return _local(candidate.when, zone) if candidate.when else _owner(candidate.owner)


def _spans(reading: Reading) -> list[dict[str, object]]:
    return [{"field": span.field, "start": span.start, "end": span.end} for span in reading.spans]
