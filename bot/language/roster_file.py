"""Rosters from files: the shifts of a CSV or ICS file, and what in it cannot be read, by line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from bot.care.errors import CareError
from bot.care.recurrence import at_wall
from bot.language.schedule import read_hours

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person on one shift, as it stands in the file; nobody when `who` is empty."""

    line: int
    who: str
    name: str
    """What the file calls the shift; empty when it says nothing."""
    start: datetime
    end: datetime


class NotARoster(CareError):
    """The file as a whole, or a line of it, cannot be read; the text says why."""

    def __str__(self) -> str:
        return self.text.format(**self.values)

    @classmethod
    def of(cls, problem: "Problem") -> "NotARoster":
        """A problem, to be said."""
        return cls(problem.text, **dict(problem.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What cannot be read, and why: English with `{placeholders}` for `values`."""

    line: int
    text: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def why(self) -> str:
        """In English."""
        return str(NotARoster.of(self))


def problem_of(line: int, error: NotARoster) -> Problem:
    """Why this line cannot be read."""
    return Problem(line=line, text=error.text, values=tuple(error.values.items()))


_COLUMNS = {
    "who": frozenset("who name person member staff nombre persona quien".split()),
    "day": frozenset("day date fecha dia".split()),
    "start": frozenset("start from begin begins inicio desde".split()),
    "end": frozenset("end to until ends fin hasta".split()),
    "shift": frozenset("shift turno".split()),
}
_NOBODY = frozenset(("", "-", "–", "nobody", "nadie", "open", "unfilled"))
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_SLASHED = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")
_BOTH = re.compile(r"(?P<day>\S+)[T ]+(?P<time>\d.*)")
_TOO_OFTEN = re.compile(rb"FREQ=(?:SECONDLY|MINUTELY|HOURLY)", re.I)
_PIECES = re.compile(r"\s*(?:[:;,/|()\[\]]|\s[-–—]\s|–|—|\s(?:and|y|&)\s)\s*")


def read_csv(data: bytes, zone: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a CSV file with the columns who, date, start, end and, if need be, shift.

    Hours are by the wall clock of `zone`. Raises NotARoster.
    """
    text = _text(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    columns: dict[str, int] | None = None
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if columns is None:
                columns = _columns(cells)
                continue
            read = _row(cells, columns, zone, reader.line_num)
            rows.append(read) if isinstance(read, Row) else problems.append(read)
    except csv.Error as problem:
        raise NotARoster("line {line}: {problem}", line=reader.line_num, problem=problem) from None
    if columns is None:
        raise NotARoster(
            "the file is empty. The first line names the columns, for example: {example}", example=EXAMPLE
        )
    if len(rows) > MOST_ROWS:
        raise NotARoster("more than {count} shifts", count=MOST_ROWS)
    return rows, problems


def read_ics(data: bytes, zone: str, since: datetime, until: datetime) -> tuple[list[Row], list[Problem]]:
    """The events of a calendar between two moments, with those that repeat; each names who is on in its summary.

    `who` is the whole summary, or the attendees' names: whoever knows the people tells them apart from the shift's
    name (`pieces`). Events without a zone are by the wall clock of `zone`. Raises NotARoster.
    """
    text = _text(data)
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except Exception as problem:  # whatever its parsers stumble over
        raise NotARoster("this is no calendar: {problem}", problem=problem) from None
    if not isinstance(calendar, icalendar.Calendar):
        raise NotARoster("this is no calendar")
    begins = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "BEGIN:VEVENT"]
    events = list(calendar.walk("VEVENT"))
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for event, line in zip(events, begins, strict=False):
        lines.setdefault(str(event.get("UID", "")), line)
        if event.errors or "DTSTART" not in event:
            why = "; ".join(f"{name}: {said}" for name, said in event.errors)
            error = (
                NotARoster("it cannot be read: {problem}", problem=why)
                if why
                else NotARoster("it has no beginning (DTSTART)")
            )
            problems.append(problem_of(line, error))
        elif _TOO_OFTEN.search(event.to_ical()):
            problems.append(problem_of(line, NotARoster("it comes back every few minutes")))
    if problems:
        return [], problems
    rows = []
    for uid in dict.fromkeys(str(event.get("UID", "")) for event in events):
        try:
            for event in _occurrences(calendar, uid, since, until):
                rows.append(_event(event, lines[uid], zone))
        except Exception as problem:  # the library raises whatever its parsers do
            error = NotARoster("its repetition cannot be read: {problem}", problem=problem)
            problems.append(problem_of(lines[uid], error))
    if len(rows) > MOST_ROWS:
        raise NotARoster("more than {count} shifts", count=MOST_ROWS)
    return sorted(rows, key=lambda row: (row.start, row.line)), problems


def pieces(who: str) -> list[str]:
    """The parts of a summary: `Nights: Lea Brandt, Omar` is the shift's name and two people."""
    return [piece for piece in (each.strip() for each in _PIECES.split(who)) if piece]


EXAMPLE = "who,date,start,end,shift"


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise NotARoster("line {line} is not UTF-8. Save the file as UTF-8", line=line) from None


def _columns(cells: list[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for number, cell in enumerate(cells):
        plain = cell.casefold().replace("í", "i").replace("é", "e")
        for column, names in _COLUMNS.items():
            if plain in names:
                known.setdefault(column, number)
    missing = [column for column in ("who", "start", "end") if column not in known]
    if missing:
        raise NotARoster(
            "there is no column {columns}. The first line names the columns, for example: {example}",
            columns=", ".join(missing), example=EXAMPLE,
        )  # fmt: skip
    return known


def _row(cells: list[str], columns: dict[str, int], zone: str, line: int) -> Row | Problem:
    said = {name: cells[number] if number < len(cells) else "" for name, number in columns.items()}
    try:
        start, end = _span(said.get("day", ""), said["start"], said["end"], zone)
    except NotARoster as error:
        return problem_of(line, error)
    if not timedelta(0) < end - start <= timedelta(days=7):
        none = NotARoster("a shift from {start} to {end} is none", start=said["start"], end=said["end"])
        return problem_of(line, none)
    who = "" if said["who"].casefold() in _NOBODY else said["who"]
    return Row(line=line, who=who, name=said.get("shift", "")[:40], start=start, end=end)


def _span(day: str, start: str, end: str, zone: str) -> tuple[datetime, datetime]:
    """Its beginning and end in UTC. Hours alone belong to `day`; over midnight when they do not end later."""
    first, last = _BOTH.fullmatch(start), _BOTH.fullmatch(end)
    begins_on = _date(first["day"] if first else day)
    hours = read_hours(f"{_clock(first['time'] if first else start)}-{_clock(last['time'] if last else end)}")
    if hours is None:
        raise NotARoster(
            "“{start}” and “{end}” are no times of day, such as 19:00 and 07:00", start=start, end=end
        )
    ends_on = _date(last["day"]) if last else begins_on + timedelta(days=hours[1] <= hours[0])
    return _at(begins_on, hours[0], zone), _at(ends_on, hours[1], zone)


def _clock(text: str) -> str:
    """`19:00:00` without its seconds."""
    return re.sub(r"^(\d\d?:\d\d):\d\d\b", r"\1", text.strip())


def _date(text: str) -> date:
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DOTTED.fullmatch(text):
        day, month, year = found.groups()
    elif found := _SLASHED.fullmatch(text):
        one, two, year = found.groups()
        if int(one) <= 12 and int(two) <= 12 and one != two:
            raise NotARoster("“{said}” may be two days. Write it as {day}", said=text,
                             day=f"{year}-{int(one):02}-{int(two):02}")  # fmt: skip
        month, day = (one, two) if int(one) <= 12 else (two, one)
    else:
        raise (
            NotARoster("“{said}” is no date, such as 2026-11-24", said=text)
            if text
            else NotARoster("there is no date")
        )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotARoster("there is no {said}", said=text) from None


def _occurrences(
    calendar: icalendar.Calendar, uid: str, since: datetime, until: datetime
) -> Iterator[icalendar.Event]:
    """The times of one series, with its changed and cancelled ones."""
    only = icalendar.Calendar()
    for part in calendar.subcomponents:
        if part.name == "VTIMEZONE" or (part.name == "VEVENT" and str(part.get("UID", "")) == uid):
            only.add_component(part)
    for event in recurring_ical_events.of(only).between(since, until):
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield event


def _event(event: icalendar.Event, line: int, zone: str) -> Row:
    start, end = _moment(event.start, zone), _moment(event.end, zone)
    if not timedelta(0) < end - start <= timedelta(days=7):
        raise NotARoster("it has no end, or is longer than a week")
    invited = event.get("ATTENDEE", [])
    attendees = [str(one.params.get("CN", "")) for one in (invited if isinstance(invited, list) else [invited])]
    who = str(event.get("SUMMARY", "")).strip()
    if any(attendees):
        who = ", ".join([who, *(name for name in attendees if name)])
    return Row(line=line, who=who, name="", start=start, end=end)


def _moment(at: date, zone: str) -> datetime:
    if not isinstance(at, datetime):
        return _at(at, time(), zone)
    return at.astimezone(UTC) if at.tzinfo is not None else at_wall(at, zone).astimezone(UTC)


def _at(day: date, hour: time, zone: str) -> datetime:
    ZoneInfo(zone)
    return at_wall(datetime.combine(day, hour), zone).astimezone(UTC)
