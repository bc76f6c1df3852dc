"""Longer and shorter than a day: this week, end of the month, the weekend, by EOD, before rounds."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.language.days import Day, Days, Setting, month_span, plus_months
from bot.language.lexicon import Line
from bot.language.vocabulary import anchor, rule


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in hours from its midnight (30 is six the next morning); `half` as in `Clock`.

    `said` when the day is part of the word ("tonight"), `due` when its end is the time that counts ("by EOD").
    """

    start: float
    end: float
    half: int = 0
    said: bool = False
    weak: bool = False


PeriodWord = Part | Days | Day
Builder = Callable[[Line, "re.Match[str]", Setting], PeriodWord | None]

END_OF_DAY = Part(16, 17, 2)
# The hours a team keeps when nothing else is known; a workspace that keeps others says so in words ("at 8").
ROUNDS, HUDDLE, SHIFTS = 9.0, 7.5, (7.0, 19.0)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    value = line.value(m, "p", "PART") or line.value(m, "p", "AMPART") or line.value(m, "p", "MEAL")
    if not isinstance(value, tuple):
        return None
    start, end, half = float(value[0]), float(value[1]), value[2]
    groups = m.groupdict()
    if groups.get("early"):
        start, end = (start - 2, start + 1) if half == 1 else (start, start + 2)
    elif groups.get("late"):
        start += 2
    elif groups.get("mid"):
        start, end = (9.0, 11.0) if half == 1 else (14.0, 16.0) if start < 18 else (22.0, 24.0)
    return Part(start, max(end, start + 1), half, said=groups.get("this") is not None)


def _weak_part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    """A part of the day that counts only beside a day or a time: night shift, confused at night."""
    part = _part(line, m, at)
    return replace(part, weak=not at.whole) if part else None


def _beside_part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    """Only ever beside a day: Saturday am."""
    part = _part(line, m, at)
    return replace(part, weak=True) if part else None


def _next_part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    """The next morning is tomorrow's."""
    part = _part(line, m, at)
    return Part(part.start + 24, part.end + 24, part.half, said=True) if part else None


def _lone_part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    return _part(line, m, at) if len(line.tokens) == 1 else None


def _tonight(line: Line, m: re.Match[str], at: Setting) -> Part:
    return Part(20, 24, 2, said=True)


def _fixed(start: float, end: float, half: int = 0) -> Builder:
    return lambda line, m, at: Part(start, end, half)


def _eod(line: Line, m: re.Match[str], at: Setting) -> Part:
    return END_OF_DAY


def _end_of_shift(line: Line, m: re.Match[str], at: Setting) -> Part:
    hour = at.now.hour + at.now.minute / 60
    ends = next((end for end in (*SHIFTS, SHIFTS[0] + 24) if end > hour), SHIFTS[1])
    return Part(ends - 1, ends)


def _shift_change(line: Line, m: re.Match[str], at: Setting) -> Part:
    hour = at.now.hour + at.now.minute / 60
    change = next((end for end in (*SHIFTS, SHIFTS[0] + 24) if end > hour), SHIFTS[1])
    before = line.value(m, "lead", "BEFORE") is not None or line.value(m, "lead", "BY") is not None
    return Part(change - 1, change) if before else Part(change, change)


def _around(hour: float) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Part | None:
        if line.value(m, "lead", "BEFORE") is not None or line.value(m, "lead", "BY") is not None:
            return Part(hour - 1, hour)
        if line.value(m, "lead", "AFTER") is not None:
            return Part(hour + 0.5, hour + 1.5) if hour == HUDDLE else Part(hour + 1, hour + 2)
        return Part(hour, hour)

    return build


def _meal(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    value = line.value(m, "p", "MEAL")
    if not isinstance(value, tuple):
        return None
    start, end = float(value[0]), float(value[1])
    if line.value(m, "lead", "BEFORE") is not None or line.value(m, "lead", "BY") is not None:
        return Part(start - 1, start, value[2])
    if line.value(m, "lead", "AFTER") is not None:
        return Part(end, end + 1, 2)
    return Part(start, end, value[2])


def _week(ahead: int, *, rest: bool = False) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Days:
        first = monday(at.today) + timedelta(days=7 * ahead)
        return Days(at.today if ahead == 0 else first, first + timedelta(days=7), "week")

    return build


def _month(ahead: int) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Days:
        first = plus_months(at.today.replace(day=1), ahead)
        return Days(at.today if ahead == 0 else first, plus_months(first, 1), "month")

    return build


def _year(ahead: int) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Days:
        first = date(at.today.year + ahead, 1, 1)
        return Days(at.today if ahead == 0 else first, date(first.year + 1, 1, 1), "year")

    return build


def _weekend(ahead: int) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Days | None:
        named = m.end() - m.start() == 1 and m.end() < len(line.tokens) and "WORD" in line.tokens[m.end()].kinds
        if named:
            return None
        saturday = monday(at.today) + timedelta(days=5 + 7 * ahead)
        return Days(max(saturday, at.today), saturday + timedelta(days=2), "weekend")

    return build


def _named_month(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    number = line.number(m, "m", "MONTH") or line.number(m, "m", "MONTHNO")
    if not number:
        return None
    year = line.number(m, "y", "YEAR") if "y" in m.re.groupindex else None
    if (
        year is None
        and line.value(m, "m", "WEAK") is not None
        and line.word(m, "m") in ("sun", "sat", "wed", "mon")
    ):
        return None
    if year is None:
        year = at.today.year + (number < at.today.month)
    return month_span(year, number)


def _months(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    """From May to October 2020."""
    first, number = _named_month(line, m, at), line.number(m, "m2", "MONTH")
    if first is None or not number:
        return None
    last = month_span(first.first.year + (number < first.first.month), number)
    return Days(first.first, last.until)


def _end_of(unit: str, ahead: int) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> PeriodWord | None:
        match unit:
            case "day":
                return END_OF_DAY
            case "week":
                friday = monday(at.today) + timedelta(days=4 + 7 * ahead)
                return Day(friday if friday >= at.today else friday + timedelta(days=7))
            case "month":
                return Day(plus_months(at.today.replace(day=1), ahead + 1) - timedelta(days=1))
            case _:
                return Day(date(at.today.year + ahead, 12, 31))

    return build


def _end_of_named_month(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    month = _named_month(line, m, at)
    return Day(month.until - timedelta(days=1)) if month else None


def _beginning_of_named_month(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    month = _named_month(line, m, at)
    if month and month.first < at.today:
        month = Days(plus_months(month.first, 12), plus_months(month.until, 12))
    return Days(month.first, month.first + timedelta(days=10)) if month else None


def _middle_of_named_month(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    month = _named_month(line, m, at)
    return Days(month.first + timedelta(days=14), month.first + timedelta(days=20)) if month else None


def _beginning_of(unit: str, ahead: int) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Days:
        if unit == "week":
            first = monday(at.today) + timedelta(days=7 * ahead)
            return Days(first, first + timedelta(days=3))
        first = plus_months(at.today.replace(day=1), ahead)
        return Days(first, first + timedelta(days=10))

    return build


_LEAD = "(?P<lead>AT|BY|BEFORE|AFTER)"
_IN = "(?:IN|DURING|FOR|ON)"
RULES: tuple[tuple[re.Pattern[str], frozenset[str], Builder], ...] = tuple(
    (rule(pattern), anchor(pattern), build)
    for pattern, build in (
        ("THE? ENDWORD OF (?= RELDAY | WDAY)", _eod),
        (f"{_IN} THE? (?P<early>EARLY)? (?P<late>LATE)? (?P<mid>MID)? (?P<p>PART)", _part),
        ("(?P<this>THIS) (?P<early>EARLY)? (?P<late>LATE)? (?P<p>PART)", _part),
        ("(?P<early>EARLY) (?:IN THE | HOURS24 OF THE | IN THE HOURS24 OF THE)? (?P<p>PART)", _part),
        ("IN THE EARLY HOURS24 OF THE (?P<p>PART)", _part),
        ("(?P<late>LATE) AT? (?:IN THE)? (?P<p>PART)", _part),
        ("(?P<early>EARLY) IN THE DAYUNIT", _fixed(6, 9, 1)),
        ("(?P<mid>MID) HYPHEN? (?P<p>PART)", _part),
        ("(?P<p>OVERNIGHTWORD)", _fixed(22, 30, 2)),
        ("(?:OF|AT|TO)? THE? (?P<p>PART)", _weak_part),
        ("IN THE (?P<p>AMPART)", _part),
        ("(?<= WORD ) IN (?P<p>AMPART)", _part),
        ("(?P<p>AMPART)", _beside_part),
        ("THE? TRULYNEXT (?P<p>PART)", _next_part),
        (f"{_LEAD} THE? (?P<p>MEAL)", _meal),
        ("(?P<p>MEAL)", _lone_part),
        ("TONIGHTWORD", _tonight),
        ("FIRST THING (?:IN THE (?P<p>PART))?", _fixed(7, 9, 1)),
        ("EOD", _eod),
        ("CLOSEWORD OF BUSINESS", _eod),
        ("THE? ENDWORD OF? (?:THE|THIS)? DAYUNIT", _eod),
        ("THE? ENDWORD OF? (?:THE|THIS|MY)? SHIFTWORD", _end_of_shift),
        ("ENDWORD OF? (?:THE|THIS)? BUSINESS DAYUNIT", _eod),
        ("(?P<lead>AT|BY|BEFORE|AFTER|WITH) SHIFTWORD SHIFTCHANGE", _shift_change),
        (f"{_LEAD} (?:OF|THE)* (?:PART)? ROUNDS", _around(ROUNDS)),
        (f"{_LEAD} (?:THE)? (?:PART)? HUDDLE", _around(HUDDLE)),
        ("(?P<this>THIS) WEEKUNIT", _week(0)),
        ("THE? REST OF (?:THE|THIS) WEEKUNIT", _week(0)),
        ("LATER THIS WEEKUNIT", _week(0)),
        ("LATER THIS MONTHUNIT", _month(0)),
        ("THE? TRULYNEXT WEEKUNIT", _week(1)),
        ("THE? (?:TRULYNEXT)? WEEKUNIT QUE VIENE", _week(1)),
        ("THE? WEEKUNIT AFTER TRULYNEXT", _week(2)),
        ("THIS MONTHUNIT", _month(0)),
        ("THE? TRULYNEXT MONTHUNIT", _month(1)),
        ("THE? MONTHUNIT QUE VIENE", _month(1)),
        ("THE? MONTHUNIT (?<! MONTH ) TRULYNEXT", _month(1)),
        ("THE? WEEKUNIT TRULYNEXT", _week(1)),
        ("(?<= MANANA ) EARLY | (?<= RELDAY ) EARLY", _fixed(6, 9, 1)),
        ("THE? MONTHUNIT AFTER TRULYNEXT", _month(2)),
        ("THIS YEARUNIT", _year(0)),
        ("THE? TRULYNEXT YEARUNIT", _year(1)),
        ("(?:THIS|THE|OVER|ON|AT)* WEEKENDWORD", _weekend(0)),
        ("THE? TRULYNEXT WEEKENDWORD", _weekend(1)),
        ("(?:THIS|ON|THE)* WEEKUNIT HYPHEN ENDWORD", _weekend(0)),
        ("(?:THIS|THE)* ENDWORD OF WEEKUNIT", _end_of("week", 0)),
        ("(?P<m>MONTH) DOT? (?:COMMA|OF|SLASH)? (?P<y>YEAR)", _named_month),
        ("(?P<m>MONTHNO) SLASH (?P<y>YEAR)", _named_month),
        ("(?P<y>YEAR) HYPHEN (?P<m>MONTHNO) (?! HYPHEN | INT)", _named_month),
        ("(?:IN|DURING|TRULYNEXT|THIS|BY|BEFORE|UNTIL) (?:THE|AN)? (?P<m>MONTH) (?! INT | WORD)", _named_month),
        ("(?:IN|DURING) (?:THE|AN)? (?P<m>MONTH)", _named_month),
        ("(?:FROM|BETWEEN) (?P<m>MONTH) (?= (?:TO|DASH|AND) (?!INT|ORDDAY))", _named_month),
        ("(?P<from>FROM|BETWEEN) (?P<m>MONTH) (?:TO|DASH|AND) (?P<m2>MONTH) (?P<y>YEAR)?", _months),
        ("(?P<from>FROM|BETWEEN)? (?P<m>MONTH) (?:TO|DASH|AND) (?P<m2>MONTH) (?P<y>YEAR)", _months),
        ("THE? ENDWORD OF? THE? (?P<m>MONTH) (?P<y>YEAR)?", _end_of_named_month),
        ("THE? BEGINNING OF (?P<m>MONTH) (?P<y>YEAR)?", _beginning_of_named_month),
        ("THE? MID HYPHEN? OF? (?P<m>MONTH) (?P<y>YEAR)?", _middle_of_named_month),
        *(
            (f"{lead} OF? ATLIKE? {which} {name}", build(unit, ahead))
            for lead, build in (("THE? ENDWORD", _end_of), ("THE? BEGINNING", _beginning_of))
            for which, ahead in (("(?:THE|THIS)?", 0), ("THE? NEXT", 1))
            for name, unit in (("WEEKUNIT", "week"), ("MONTHUNIT", "month"))
        ),
        ("THE? ENDWORD OF? (?:THE|THIS)? YEARUNIT", _end_of("year", 0)),
        ("EOW", _end_of("week", 0)),
        ("EOM", _end_of("month", 0)),
        ("EOY", _end_of("year", 0)),
    )
)  # fmt: skip
