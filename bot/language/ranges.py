"""From one time to another: 7-9am, between 2 and 4pm, July 13 to 15, 10 August - 12 September 2013."""

from dataclasses import dataclass, replace
from datetime import date

from bot.language.clock import Clock, bare_hour
from bot.language.dates import Day, DayWord, MonthDay, Setting, Weekday
from bot.language.lexicon import Line
from bot.language.vocabulary import rule


@dataclass(frozen=True, slots=True)
class ClockRange:
    """From one time of day to another."""

    first: Clock
    last: Clock


@dataclass(frozen=True, slots=True)
class DayRange:
    """From one day to another, both included."""

    first: DayWord
    last: DayWord


Found = tuple[int, int, ClockRange | DayRange]
_THROUGH = ("TO", "DASH", "HYPHEN")
_HOURS = rule(
    "(?P<lead>(?:FROM|BETWEEN|AT)?) (?P<a>HOUR|SPELLEDHOUR) (?:TO|DASH|AND) (?P<b>HOUR|SPELLEDHOUR)"
    " (?! COLON | SLASH | POINT | MER | HYPHEN | UNIT | AMOUNT | PERCENT | STUCK | OF | MONTH | IN (?! THE PART))"
)
_DAY_LIST = rule(
    "(?P<a>ORDDAY|DAY) (?:TO|DASH|LOOSESLASH|SLASH|AND) THE? (?P<b>ORDDAY|DAY) (?:IN|OF)? (?P<n>TRULYNEXT) "
    "MONTHUNIT"
)
_BARE_DAYS = rule("^ FROM? (?P<a>ORDDAY|DAY) (?:TO|DASH) THE? (?P<b>ORDDAY|DAY) $")


def ranges(
    line: Line, at: Setting, clocks: list[tuple[int, int, Clock]], days: list[tuple[int, int, DayWord]]
) -> list[Found]:
    """Every range in the line, longer than the times and days that it is made of."""
    found: list[Found] = []
    if not _HAS_RANGE.search(line.code):
        return found
    starts = {start: (end, clock) for start, end, clock in sorted(clocks, key=lambda c: c[1] - c[0])}
    for start, end, clock in clocks:
        found += _clock_ranges(line, start, end, clock, starts)
    for m in _HOURS.finditer(line.code):
        first, last = bare_hour(line, m.start("a")), bare_hour(line, m.start("b"))
        if (
            first
            and last
            and first.hour <= 24
            and (m["lead"] or _then_part(line, m.end()) or _beside_a_day(line, days, m.start(), m.end()))
        ):
            found.append((m.start(), m.end(), _in_working_hours(first, last)))
    for start, end, day in days:
        found += _day_ranges(line, start, end, day)
    if at.whole:
        for m in _BARE_DAYS.finditer(line.code):
            low, high = _number(line, m.start("a")), _number(line, m.start("b"))
            if low and high and 12 < low < high:
                found.append((m.start(), m.end(), DayRange(MonthDay(low), MonthDay(high))))
    return found


def either(line: Line, clocks: list[tuple[int, int, Clock]]) -> list[tuple[int, int, Clock]]:
    """The bare hour beside a time of day that it stands in for: at 8 or 9, 3 or 4 pm."""
    found = []
    for start, end, clock in clocks:
        if clock.weak:
            continue
        later = bare_hour(line, end + 1) if _is(line, end, "OR") else None
        if later and later.hour <= 12 and not _is(line, end + 2, *_COUNTED, "OF"):
            found.append((end + 1, end + 2, _agreed(clock, later).last))
        earlier = bare_hour(line, start - 2) if _is(line, start - 1, "OR") else None
        if earlier and earlier.hour <= 12 and not _is(line, start - 3, *_COUNTED, "LABEL", "IDLABEL"):
            lead = start - 2 - _is(line, start - 3, "AT", "ATLIKE")
            found.append((lead, start - 1, _agreed(earlier, clock).first))
    return found


_COUNTED = ("UNIT", "AMOUNT", "COLON", "SLASH", "HYPHEN", "POINT")
_HAS_RANGE = rule("TO | DASH | HYPHEN | AND | LOOSESLASH | SLASH")


def _clock_ranges(
    line: Line, start: int, end: int, clock: Clock, starts: dict[int, tuple[int, Clock]]
) -> list[Found]:
    found: list[Found] = []
    if clock.weak and _is(line, end - 1, "YEAR"):
        return found
    between = _is(line, start - 3, "BETWEEN") or _is(line, start - 1, "BETWEEN")
    join = start - 1
    if _is(line, join, *_THROUGH) or (_is(line, join, "AND") and between):
        first = bare_hour(line, join - 1)
        if first and not _is(line, join - 2, "COLON", "SLASH", "POINT", "HYPHEN", "LABEL", "IDLABEL"):
            lead = join - 1 - _is(line, join - 2, "FROM", "BETWEEN", "AT", "ATLIKE")
            found.append((lead, end, _agreed(replace(first, bare=False), clock)))
    if _is(line, end, *_THROUGH) or (_is(line, end, "AND") and _is(line, start - 1, "BETWEEN")):
        other = starts.get(end + 1) or starts.get(end + 2 if _is(line, end + 1, "AT") else -1) or starts.get(end)
        if other:
            lead = start - _is(line, start - 1, "FROM", "BETWEEN", "AT", "ATLIKE")
            found.append((lead, other[0], _agreed(clock, other[1])))
        else:
            last = bare_hour(line, end + 1)
            if last and not _is(line, end + 2, "UNIT", "AMOUNT", "COLON", "SLASH", "HYPHEN", "POINT", "WORD"):
                found.append((start, end + 2, _agreed(clock, last)))
    return found


def _agreed(first: Clock, last: Clock) -> ClockRange:
    """Give the side without am or pm the half that keeps the range short: 7-9am, 11-1pm, 3:30 to 6 pm."""
    if not first.known and last.known:
        halves = [first.in_half(half) for half in (1, 2)]
        end = _minutes(last) or 1440
        first = max((c for c in halves if _minutes(c) < end), key=_minutes, default=halves[0])
    elif first.known and not last.known:
        halves = [last.in_half(half) for half in (1, 2)]
        last = min(halves, key=lambda c: (_minutes(c) - _minutes(first)) % 1440)
    elif not first.known and not last.known:
        return _in_working_hours(first, last)
    return ClockRange(replace(first, weak=False), replace(last, weak=False))


def _in_working_hours(first: Clock, last: Clock) -> ClockRange:
    """Both sides bare: 9-5, 3-5, 12-4. The first as a working hour, the last the next time after it."""
    if first.known and last.known:
        return ClockRange(first, last)
    if not first.known:
        return ClockRange(first, last)
    return _agreed(first, last)


def _minutes(clock: Clock) -> int:
    return clock.hour * 60 + clock.minute


def _day_ranges(line: Line, start: int, end: int, day: DayWord) -> list[Found]:
    found: list[Found] = []
    if isinstance(day, Day):
        join = start - 1
        if _is(line, join, "TO", "DASH", "LOOSESLASH", "SLASH", "AND"):
            before = join - 1
            low = _number(line, before)
            numbered = _number(line, start) or _number(line, start + 1)
            if (
                low
                and numbered
                and low < 32
                and not _is(line, before - 1, "COLON", "SLASH", "POINT", "MONTH", "MONEY")
            ):
                first = _same_month(day.date, low)
                if first:
                    lead = before
                    while _is(line, lead - 1, "THE", "FROM", "BETWEEN"):
                        lead -= 1
                    found.append((lead, end, DayRange(Day(first), day)))
        join = end
        if _is(line, join, "TO", "DASH", "AND"):
            after = join + 1 + _is(line, join + 1, "THE")
            high = _number(line, after)
            if high and _is(line, end - 1, "ORDDAY", "DAY", "SPELLEDDAY") and _plain_end(line, after):
                found.append(_up_to(line, day, start, after, high))
    return found


def _up_to(line: Line, day: Day, start: int, after: int, high: int) -> Found:
    year, stop = None, after + 1
    comma = _is(line, stop, "COMMA")
    if _is(line, stop + comma, "YEAR"):
        year, stop = line.tokens[stop + comma].kinds["YEAR"], stop + comma + 1
    first = day.date
    if isinstance(year, int):
        first = _same_year(first, year) or first
    last = _same_month(first, high)
    if last is None or last < first:
        return start, stop, DayRange(Day(first), MonthDay(high))
    return start, stop, DayRange(Day(first, rolled=day.rolled), Day(last))


def _plain_end(line: Line, at: int) -> bool:
    return not _is(
        line, at + 1, "COLON", "MER", "MONTH", "SLASH", "POINT", "UNIT", "AMOUNT", "OF", "HYPHEN", "STUCK"
    )


def _number(line: Line, at: int) -> int | None:
    if not 0 <= at < len(line.tokens) or line.hidden(at):
        return None
    kinds = line.tokens[at].kinds
    value = kinds.get("ORDDAY", kinds.get("DAY"))
    return value if isinstance(value, int) else None


def _same_month(day: date, number: int) -> date | None:
    try:
        return day.replace(day=number)
    except ValueError:
        return None


def _same_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _then_part(line: Line, at: int) -> bool:
    return _is(line, at, "PART") or (
        _is(line, at, "IN") and _is(line, at + 1, "THE") and _is(line, at + 2, "PART")
    )


def _beside_a_day(line: Line, days: list[tuple[int, int, DayWord]], start: int, end: int) -> bool:
    """Whether a day ends just before or begins just after these tokens."""
    return any(
        (day_end in (start, start - 1) or day_start in (end, end + 1)) and isinstance(day, Day | Weekday)
        for day_start, day_end, day in days
        if day_end <= start or day_start >= end
    )


def _is(line: Line, at: int, *kinds: str) -> bool:
    return 0 <= at < len(line.tokens) and any(kind in line.tokens[at].kinds for kind in kinds)
