"""Longer than a day: this week, the end of next month, mid April, first week of May, the weekend, Q3, summer."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.dates import Day, Days, Setting, month_span, plus_months
from bot.language.lexicon import Line
from bot.language.vocabulary import anchor, rule

Builder = Callable[[Line, "re.Match[str]", Setting], Days | Day | None]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class _Cut:
    """Which days of a longer stretch a word leaves, by unit: from and until, in days from its first."""

    week: tuple[int, int | None]
    month: tuple[int, int | None]
    quarter: tuple[int, int | None]
    year: tuple[int, int | None]

    def of(self, whole: Days) -> Days:
        low, high = {"week": self.week, "month": self.month, "quarter": self.quarter}.get(whole.unit, self.year)
        first = whole.first + timedelta(days=low)
        return Days(first, whole.until if high is None else whole.first + timedelta(days=high))


_EARLY = _Cut((0, 3), (0, 10), (0, 31), (0, 90))
_MIDDLE = _Cut((2, 4), (14, 20), (31, 60), (151, 212))
_LATE = _Cut((3, None), (20, None), (60, None), (273, None))


def _whole(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    """The stretch that the groups of `_OF_WHAT` name, from its first day even if that is past."""
    groups = m.groupdict()
    if groups.get("m"):
        return _named_month(line, m, at)
    if groups.get("yy"):
        year = line.number(m, "yy", "YEAR")
        return Days(date(year, 1, 1), date(year + 1, 1, 1), "year") if year else None
    word = line.word(m, "u")
    several = word.endswith("s") and not word.endswith(("'s", "’s")) and not groups.get("which")
    if several and word != "mes":
        return None
    unit = next(unit for unit, kind in _UNIT_KINDS if line.value(m, "u", kind) is not None)
    return _counted(unit, _ahead(line, m), at.today)


_UNIT_KINDS = (("week", "WEEKUNIT"), ("month", "MONTHUNIT"), ("quarter", "QUARTERUNIT"), ("year", "YEARUNIT"))


def _ahead(line: Line, m: re.Match[str]) -> int:
    """How many units ahead: 0 for this one, 1 for the next, 2 for the one after next."""
    groups = m.groupdict()
    if groups.get("after"):
        return 2
    nexts = ("TRULYNEXT", "UPCOMING")
    said = groups.get("which") and any(line.value(m, "which", kind) is not None for kind in nexts)
    return 1 if said or groups.get("later") or groups.get("coming") else 0


def _counted(unit: str, ahead: int, today: date) -> Days:
    match unit:
        case "week":
            first = monday(today) + timedelta(days=7 * ahead)
            return Days(first, first + timedelta(days=7), "week", ahead)
        case "quarter":
            first = plus_months(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3 * ahead)
            return Days(first, plus_months(first, 3), "quarter", ahead)
        case "year":
            first = date(today.year + ahead, 1, 1)
            return Days(first, date(first.year + 1, 1, 1), "year", ahead)
        case _:
            first = plus_months(today.replace(day=1), ahead)
            return Days(first, plus_months(first, 1), "month", ahead)


def _from_today(days: Days, at: Setting) -> Days:
    """What is left of a stretch that has begun."""
    return Days(at.today, days.until, days.unit, days.ahead) if days.first < at.today < days.until else days


def _stretch(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    whole = _whole(line, m, at)
    return _from_today(whole, at) if whole else None


def _cut(cut: _Cut) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Days | None:
        whole = _whole(line, m, at)
        if whole is None:
            return None
        part = cut.of(whole)
        if part.until <= at.today and "m" in m.re.groupindex and m["m"] and not m["y"]:
            part = cut.of(Days(plus_months(whole.first, 12), plus_months(whole.until, 12), "month"))
        return _from_today(part, at)

    return build


def _end(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    whole = _whole(line, m, at)
    return _last_day(whole, at) if whole else None


def _end_of_this(unit: str) -> Builder:
    return lambda line, m, at: _last_day(_counted(unit, 0, at.today), at)


def _last_day(whole: Days, at: Setting) -> Day:
    """The last one of a month or a year, of a week its Friday."""
    if whole.unit == "week":
        friday = whole.first + timedelta(days=4)
        return Day(friday if friday >= at.today else friday + timedelta(days=7))
    return Day(whole.until - timedelta(days=1))


def _half(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    whole, nth = _whole(line, m, at), line.number(m, "n", "ORDWEEK")
    if whole is None or whole.unit == "week" or (nth or 2) > 2:
        return None
    middle = plus_months(whole.first, 6) if whole.unit == "year" else whole.first + timedelta(days=15)
    return Days(whole.first, middle) if nth == 1 else Days(middle, whole.until)


def _week_in(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    """First week of May, last two weeks of the month: weeks begin on the Mondays within it."""
    whole, nth = _whole(line, m, at), line.number(m, "n", "ORDWEEK")
    if whole is None or whole.unit == "week":
        return None
    count = line.number(m, "count", "COUNT") or 1
    if nth is None:
        first = monday(whole.until - timedelta(days=1)) - timedelta(days=7 * (count - 1))
    else:
        start = whole.first + timedelta(days=-whole.first.weekday() % 7)
        first = start + timedelta(days=7 * (nth - 1))
    days = Days(first, first + timedelta(days=7 * count))
    if days.until <= at.today and m["m"] and not m["y"]:
        return None
    return _from_today(days, at)


def _day_in(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    """First day of next month, last day of the week."""
    whole, nth = _whole(line, m, at), line.number(m, "n", "ORD")
    if whole is None:
        return None
    day = whole.until - timedelta(days=1) if nth is None else whole.first + timedelta(days=nth - 1)
    return Day(day) if whole.first <= day < whole.until and day >= at.today else None


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
    if year is None:
        next_one = "TRULYNEXT" in line.tokens[m.start()].kinds and number == at.today.month
        year = at.today.year + (number < at.today.month or next_one)
    return month_span(year, number)


def _capital_month(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    return _named_month(line, m, at) if line.text.strip()[:1].isupper() or len(line.text) > 5 else None


def _months(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    """From May to October 2020."""
    first, number = _named_month(line, m, at), line.number(m, "m2", "MONTH")
    if first is None or not number:
        return None
    last = month_span(first.first.year + (number < first.first.month), number)
    return Days(first.first, last.until)


def _nth_quarter(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    """Q3, the third quarter of 2027."""
    shouted = line.word(m, "q") != "q" or line.text[line.tokens[m.start("q")].start] == "Q"
    nth = line.number(m, "n", "ORDWEEK") or line.number(m, "n", "INT")
    if not shouted or not nth or nth > 4:
        return None
    year = line.number(m, "y", "YEAR")
    first = date(year or at.today.year, 3 * nth - 2, 1)
    if year is None and plus_months(first, 3) <= at.today:
        first = plus_months(first, 12)
    return _from_today(Days(first, plus_months(first, 3), "quarter"), at)


_SEASONS = ((3, 20), (6, 21), (9, 23), (12, 21))


def _season(line: Line, m: re.Match[str], at: Setting) -> Days | None:
    number = line.number(m, "season", "SEASON")
    if number is None or not (m["which"] or m["y"] or (at.whole and line.word(m, "season") != "fall")):
        return None
    if m.end() < len(line.tokens) and "WORD" in line.tokens[m.end()].kinds:
        return None
    year = line.number(m, "y", "YEAR")
    first = date(year or at.today.year, *_SEASONS[number])
    until = date(first.year + (number == 3), *_SEASONS[(number + 1) % 4])
    if year is None and until <= at.today:
        first, until = plus_months(first, 12), plus_months(until, 12)
    if _ahead(line, m) and first <= at.today:
        first, until = plus_months(first, 12), plus_months(until, 12)
    return _from_today(Days(first, until, "season"), at)


_UNIT = "(?P<u>WEEKUNIT|MONTHUNIT|QUARTERUNIT|YEARUNIT)"
_OF_WHAT = (
    f"(?:THE|AN)? (?: (?P<which>THIS|TRULYNEXT|UPCOMING)? {_UNIT} (?P<later>QUE VIENE)?"
    " | (?P<m>MONTH) DOT? (?:OF|COMMA)? (?P<y>YEAR)? | (?P<yy>YEAR))"
)
_SOME = "(?P<n>ORDWEEK|LASTWORD)"
RULES: tuple[tuple[re.Pattern[str], frozenset[str], Builder], ...] = tuple(
    (rule(pattern), anchor(pattern), build)
    for pattern, build in (
        (f"(?:THE|LATER)? (?P<which>THIS|TRULYNEXT|UPCOMING) {_UNIT} (?P<later>QUE VIENE)?", _stretch),
        (f"THIS (?P<coming>UPCOMING|TRULYNEXT) {_UNIT}", _stretch),
        (f"THE? {_UNIT} (?P<later>QUE VIENE)", _stretch),
        (f"THE? {_UNIT} (?P<after>AFTER TRULYNEXT)", _stretch),
        ("THE? (?P<u>WEEKUNIT|MONTHUNIT) (?<! MONTH ) (?P<which>TRULYNEXT)", _stretch),
        (f"THE? REST OF {_OF_WHAT}", _stretch),
        (f"EARLY (?:IN|ON)? {_OF_WHAT}", _cut(_EARLY)),
        (f"THE? BEGINNING OF ATLIKE? {_OF_WHAT}", _cut(_EARLY)),
        (f"THE? MID HYPHEN? (?:OF|IN)? {_OF_WHAT}", _cut(_MIDDLE)),
        (f"LATE (?:IN|ON)? {_OF_WHAT}", _cut(_LATE)),
        ("(?:THIS|ON|THE|IN)* ENDWORD OF SEMANA", _weekend(0)),
        (f"THE? ENDWORD OF? ATLIKE? {_OF_WHAT}", _end),
        (f"THE? {_SOME} HALFWORD OF {_OF_WHAT}", _half),
        (f"THE? {_SOME} (?P<count>COUNT)? WEEKUNIT (?:IN|OF) {_OF_WHAT}", _week_in),
        (f"THE? (?P<n>ORD|LASTWORD) DAYUNIT (?:IN|OF) {_OF_WHAT}", _day_in),
        ("(?:THIS|THE|OVER|ON|AT|UPCOMING)* WEEKENDWORD", _weekend(0)),
        ("THE? TRULYNEXT WEEKENDWORD", _weekend(1)),
        ("THE? WEEKENDWORD AFTER TRULYNEXT", _weekend(2)),
        ("(?:THIS|ON|THE)* WEEKUNIT HYPHEN ENDWORD", _weekend(0)),
        ("(?P<m>MONTH) DOT? (?:COMMA|OF|SLASH)? (?P<y>YEAR)", _named_month),
        ("(?P<m>MONTHNO) SLASH (?P<y>YEAR)", _named_month),
        ("(?P<y>YEAR) HYPHEN (?P<m>MONTHNO) (?! HYPHEN | INT)", _named_month),
        ("(?:IN|DURING|TRULYNEXT|THIS|BY|BEFORE|UNTIL) (?:THE|AN)? (?P<m>MONTH) (?! INT | WORD)", _named_month),
        ("(?:IN|DURING) (?:THE|AN)? (?P<m>MONTH)", _named_month),
        ("^ (?P<m>MONTH) $", _capital_month),
        ("(?:IN|DURING) (?P<yy>YEAR) (?! HYPHEN | SLASH)", _stretch),
        ("(?:FROM|BETWEEN) (?P<m>MONTH) (?= (?:TO|DASH|AND) (?!INT|ORDDAY))", _named_month),
        ("(?P<from>FROM|BETWEEN) (?P<m>MONTH) (?:TO|DASH|AND) (?P<m2>MONTH) (?P<y>YEAR)?", _months),
        ("(?P<m>MONTH) (?:TO|DASH) (?P<m2>MONTH) (?P<y>YEAR)? (?! INT | ORDDAY)", _months),
        ("(?P<q>QLETTER) (?P<n>AFTERLETTER) (?! UNIT) (?: (?:OF|IN|COMMA)? (?P<y>YEAR))?", _nth_quarter),
        ("(?P<y>YEAR) HYPHEN? (?P<q>QLETTER) (?P<n>AFTERLETTER)", _nth_quarter),
        ("THE? (?P<n>ORDWEEK) (?P<q>QUARTERUNIT) (?: (?:OF|IN)? (?P<y>YEAR))?", _nth_quarter),
        ("(?:IN|DURING)? THE? (?P<which>THIS|TRULYNEXT|UPCOMING)? (?P<season>SEASON)"
         " (?: OF? (?P<y>YEAR))?", _season),
        ("EOW", _end_of_this("week")),
        ("EOM", _end_of_this("month")),
        ("EOY", _end_of_this("year")),
    )
)  # fmt: skip
