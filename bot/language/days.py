"""Days on the calendar: tomorrow, next Tuesday, 12/3, the 22nd, first Monday of next month, week of 12/7."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.language.dates import Day, DayWord, MonthDay, Setting, Weekday, nth_weekday, plus_months
from bot.language.lexicon import Line
from bot.language.vocabulary import anchor, rule

Builder = Callable[[Line, "re.Match[str]", Setting], DayWord | None]


def dated(setting: Setting, month: int, day: int, year: int | None = None) -> Day | None:
    """A date from its numbers; without a year the first one that is not past. None if there is no such date."""
    if year is not None:
        year = _gregorian(year)
        try:
            return Day(date(year, month, day), year_said=True)
        except ValueError:
            return None
    for ahead in range(9):
        try:
            found = date(setting.today.year + ahead, month, day)
        except ValueError:
            if not (month == 2 and day == 29):
                return None
            continue
        if found >= setting.today:
            return Day(found, rolled=ahead > 0)
    return None


def _gregorian(year: int) -> int:
    return year - 543 if year > 2400 else year


def _month(line: Line, m: re.Match[str]) -> int:
    return line.number(m, "m", "MONTH") or line.number(m, "m", "MONTHNO") or 0


def _dom(line: Line, m: re.Match[str], group: str = "d") -> int:
    for kind in ("ORDDAY", "DAY", "SPELLEDDAY"):
        value = line.number(m, group, kind)
        if value is not None:
            return value
    return 0


def _year(line: Line, m: re.Match[str]) -> int | None:
    if "y" not in m.re.groupindex or m["y"] is None:
        return None
    return line.number(m, "y", "YEAR") or line.number(m, "y", "YEAR2")


def _day_month(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    if line.value(m, "m", "WEAK") is not None and not _month_like(line, m):
        return None
    return dated(at, _month(line, m), _dom(line, m), _year(line, m))


def _month_like(line: Line, m: re.Match[str]) -> bool:
    """Whether "may" after a number is the month: 2 may be discharged, 2 May."""
    token = line.tokens[m.start("m")]
    if token.word not in ("may", "march") or line.text[token.start].isupper():
        return True
    following = line.tokens[m.end()].kinds if m.end() < len(line.tokens) else {}
    return not any(kind in following for kind in ("WORD", "IS", "LABEL", "EVENT")) or m.end() - m.start() > 2


def _numeric(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    first, second = line.number(m, "a", "COUNT"), line.number(m, "b", "COUNT")
    if first is None or second is None or (first, second) == (24, 7):
        return None
    day, month = (first, second) if at.day_first else (second, first)
    year = _year(line, m)
    found = dated(at, month, day, year) or dated(at, day, month, year)
    return replace(found, numeric=True) if found else None


def _iso(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    first, second, year = line.number(m, "a", "COUNT"), line.number(m, "b", "COUNT"), line.number(m, "y", "YEAR")
    if first is None or second is None or year is None:
        return None
    return dated(at, first, second, year) or dated(at, second, first, year)


def _ymd(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    value = line.number(m, "y", "YMD") or 0
    return dated(at, value // 100 % 100, value % 100, value // 10000)


def _relative(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    ahead = line.number(m, "w", "RELDAY") or 0
    return Day(at.today + timedelta(days=ahead), said_today=ahead == 0)


def _today_week(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    """Tomorrow week: seven days after it."""
    return Day(at.today + timedelta(days=7 + (line.number(m, "w", "RELDAY") or 0)))


def _after(days: int) -> Builder:
    return lambda line, m, at: Day(at.today + timedelta(days=days))


def _weekday(line: Line, m: re.Match[str], at: Setting) -> Weekday | None:
    number = line.number(m, "w", "WDAY")
    if number is None:
        return None
    groups = m.groupdict()
    if groups.get("last"):
        return None
    weak = line.value(m, "w", "WEAK") is not None and not (groups.get("next") or groups.get("this"))
    if weak and not _weekday_like(line, m, at):
        return None
    following = groups.get("next") is not None
    return Weekday(number, next=following, this=groups.get("this") is not None)


def _weekday_like(line: Line, m: re.Match[str], at: Setting) -> bool:
    """Whether sat, sun or wed is the day: by what stands before and after it."""
    if m["on"]:
        return True
    if at.whole and ("THE" not in line.tokens[m.start()].kinds or len(line.tokens) == 2):
        return True
    before = line.tokens[m.start() - 1].kinds if m.start() and not line.hidden(m.start() - 1) else {}
    after = line.tokens[m.end()].kinds if m.end() < len(line.tokens) else {}
    if any(kind in before for kind in _OPENS_A_DAY):
        return True
    if m.start() > 1 and ("COMMA" in before or "AND" in before) and "WDAY" in line.tokens[m.start() - 2].kinds:
        return True
    if any(kind in after for kind in _FOLLOWS_A_DAY):
        return True
    token = line.tokens[m.start("w")]
    ends = not after or "STOP" in after or "COMMA" in after or "DOT" in after
    return ends and (m.start() == 0 or line.text[token.start].isupper())


_OPENS_A_DAY = frozenset("ON BY BEFORE AFTER EVERY FROM BETWEEN SLASH WDAY TO FOR DUE RELDAY".split())
_FOLLOWS_A_DAY = frozenset(
    "AT HOUR PART MEAL MONTH ORDDAY ATSIGN NOONWORD AMPART SLASH CLOCK4 AFTER BEFORE WDAY EARLY LATE".split()
)


def _week_weekday(weeks: int) -> Builder:
    def build(line: Line, m: re.Match[str], at: Setting) -> Weekday | None:
        number = line.number(m, "w", "WDAY")
        return None if number is None else Weekday(number, week=weeks)

    return build


def _weekday_week(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    number = line.number(m, "w", "WDAY")
    if number is None:
        return None
    ahead = (number - at.today.weekday()) % 7 or 7
    return Day(at.today + timedelta(days=ahead + 7))


def _weekdays_ahead(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    number = line.number(m, "w", "WDAY")
    if number is None:
        number = line.number(m, "w", "WDAYS")
    count = line.number(m, "n", "COUNT")
    if number is None or not count or count > 520:
        return None
    ahead = (number - at.today.weekday()) % 7 or 7
    return Day(at.today + timedelta(days=ahead + 7 * (count - 1)))


def _weekday_coming(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    """El martes que viene: the next one, today's is not meant."""
    number = line.number(m, "w", "WDAY")
    return None if number is None else Day(at.today + timedelta(days=(number - at.today.weekday()) % 7 or 7))


def _weekday_after_next(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    number = line.number(m, "w", "WDAY")
    if number is None:
        return None
    ahead = (number - at.today.weekday()) % 7 or 7
    return Day(at.today + timedelta(days=ahead + 7))


def _weekday_and_day(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    """Friday the 6th, Monday 21: the next month in which they agree; the number wins when none does soon."""
    number, day = line.number(m, "w", "WDAY"), _dom(line, m)
    numeric = line.value(m, "d", "ORDDAY") is None
    if number is None or not day or (numeric and day <= 12):
        return None
    first = at.today.replace(day=1)
    for ahead in range(24):
        month = plus_months(first, ahead)
        if day <= monthrange(month.year, month.month)[1]:
            found = month.replace(day=day)
            if found >= at.today and found.weekday() == number:
                return Day(found) if ahead < 14 else None
    return None


def _month_day(line: Line, m: re.Match[str], at: Setting) -> MonthDay | None:
    day = _dom(line, m)
    after = line.tokens[m.end()] if m.end() < len(line.tokens) else None
    numeric = line.tokens[m.start("d")].word[0].isdigit()
    if after is not None:
        if not _NO_DATE.isdisjoint(after.kinds) or (not numeric and _MAY_FOLLOW.isdisjoint(after.kinds)):
            return None
        if "WORD" in after.kinds and not (numeric and m["on"]):
            return None
    if m["the"] is None and (not numeric or (m["on"] is None and not at.whole)):
        return None
    return MonthDay(day) if day else None


_MAY_FOLLOW = frozenset(
    "STOP COMMA DOT DASH CLOSE AT ATSIGN AND OR TO IN ON BY BEFORE AFTER FOR FROM PART".split()
)
_NO_DATE = frozenset("LABEL AMOUNT UNIT SHIFTWORD HALFWORD MONTH TIMEWORD IDLABEL QUARTERUNIT".split())


def _plain_day(line: Line, m: re.Match[str], at: Setting) -> MonthDay | None:
    """On 15 at 8pm."""
    day = _dom(line, m)
    return MonthDay(day) if 12 < day <= 31 else None


def _dia(line: Line, m: re.Match[str], at: Setting) -> MonthDay | None:
    """El día 15."""
    day = _dom(line, m)
    return MonthDay(day) if 0 < day <= 31 else None


def _day_of_month(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    ahead = 0 if line.value(m, "which", "THIS") is not None or m["which"] is None else 1
    day = _dom(line, m)
    if m["which"] is None and day < at.today.day:
        ahead = 1
    month = plus_months(at.today.replace(day=1), ahead)
    if not 1 <= day <= monthrange(month.year, month.month)[1]:
        return None
    found = month.replace(day=day)
    return Day(found) if found >= at.today else None


def _nth_in_month(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    number, nth = line.number(m, "w", "WDAY"), line.number(m, "n", "ORDWEEK")
    month, year = _month(line, m), _year(line, m)
    if number is None or not month:
        return None
    for ahead in range(2):
        found = nth_weekday(year or at.today.year + ahead, month, number, -1 if nth is None else nth)
        if found and (year or found >= at.today):
            return Day(found)
    return None


def _nth_of_month(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    number, nth = line.number(m, "w", "WDAY"), line.number(m, "n", "ORDWEEK")
    if number is None:
        return None
    groups = m.groupdict()
    if groups.get("count"):
        ahead = line.number(m, "count", "COUNT") or 0
    else:
        ahead = 1 if line.value(m, "which", "NEXT") is not None else 0
    if ahead > 120:
        return None
    month = plus_months(at.today.replace(day=1), ahead)
    found = nth_weekday(month.year, month.month, number, -1 if nth is None else nth)
    if found and found < at.today and not groups.get("count"):
        month = plus_months(month, 1)
        found = nth_weekday(month.year, month.month, number, -1 if nth is None else nth)
    return Day(found) if found else None


def _first_day_of_year(line: Line, m: re.Match[str], at: Setting) -> Day | None:
    nth, year = line.number(m, "d", "ORD"), _year(line, m) or at.today.year
    if not nth or nth < 32 or nth > 366:
        return None
    found = date(year, 1, 1) + timedelta(days=nth - 1)
    return Day(found) if found >= at.today else None


# In order of how much they say: of two that overlap the longer one counts, of equal ones the earlier rule.
_DATE = "(?P<d>ORDDAY | DAY)"
RULES: tuple[tuple[re.Pattern[str], frozenset[str], Builder], ...] = tuple(
    (rule(pattern), anchor(pattern), build)
    for pattern, build in (
        ("(?P<y>YEAR) (?P<sep>HYPHEN|SLASH) (?P<a>COUNT) (?:HYPHEN|SLASH) (?P<b>COUNT) (?! HYPHEN | SLASH)", _iso),
        ("(?P<y>YEAR) (?:HYPHEN|SLASH) (?P<m>MONTH) (?:HYPHEN|SLASH) (?P<d>DAY)", _day_month),
        ("(?P<y>YEAR) (?:HYPHEN|SLASH) (?P<d>DAY) (?:HYPHEN|SLASH) (?P<m>MONTH)", _day_month),
        ("(?P<y>YMD)", _ymd),
        ("(?<! SLASH ) (?<! POINT ) (?P<a>DAY) SLASH (?P<b>DAY) SLASH (?P<y>YEAR|YEAR2) (?! SLASH)", _numeric),
        ("(?<! SLASH ) (?<! HYPHEN ) (?<! POINT ) (?P<a>DAY) HYPHEN (?P<b>DAY) HYPHEN (?P<y>YEAR) (?! "
         "HYPHEN)", _numeric),
        ("(?<! SLASH ) (?<! HYPHEN ) (?<! POINT ) (?P<a>DAY) POINT (?P<b>DAY) POINT (?P<y>YEAR) (?! POINT "
         "INT)", _numeric),
        ("(?<! SLASH ) (?<! POINT ) (?<! COLON ) (?P<a>DAY) SLASH (?P<b>DAY)"
         " (?! SLASH | POINT INT | PERCENT | UNIT | UNITLETTER | AMOUNT | COLON)", _numeric),
        (f"(?<! MONEY ) THE? {_DATE} DOT? OF? (?:SLASH|HYPHEN)? (?P<m>MONTH) DOT?"
         " (?: (?:COMMA|OF|IN|HYPHEN|SLASH)? (?P<y>YEAR) | QUOTE (?P<y2>YEAR2))? ", _day_month),
        ("(?P<d>SPELLEDDAY) OF? (?P<m>MONTH) (?: COMMA? (?P<y>YEAR))?", _day_month),
        ("THE? (?P<d>ORDDAY) DAYUNIT OF (?P<m>MONTH) (?: (?:COMMA|OF|IN)? (?P<y>YEAR))?", _day_month),
        ("(?P<m>MONTH) DOT? (?:SLASH|HYPHEN)? THE? (?P<d>ORDDAY | DAY | SPELLEDDAY)"
         " (?! COLON | UNIT | AMOUNT | MER | PERCENT | STUCK)"
         " (?: COMMA? (?:IN|OF|FOR)? (?P<y>YEAR) (?:(?:LETTERB)(?:LETTERE))? )?", _day_month),
        ("ON (?P<a>DAY) (?:HYPHEN|POINT) (?P<b>DAY) (?! HYPHEN | POINT | PERCENT | UNIT | UNITLETTER | "
         "AMOUNT | COLON)", _numeric),
        ("^ (?P<a>DAY) (?:HYPHEN|LOOSESLASH) (?P<b>DAY) $", _numeric),
        ("(?P<w>RELDAY)", _relative),
        ("DAYAFTER MANANA", _after(2)),
        ("(?<! THE ) (?<! THIS ) MANANA", _after(1)),
        ("THE? DAYUNIT AFTER (?:RELDAY|MANANA)", _after(2)),
        ("THE? DAYUNIT AFTER TRULYNEXT", _after(2)),
        ("THE? TRULYNEXT DAYUNIT", _after(1)),
        ("THIS DAYUNIT", _after(0)),
        ("(?P<last>LAST) (?P<w>WDAY)", _weekday),
        ("(?P<on>ON)? THE? (?P<this>THIS) NEXT? (?P<w>WDAY) DOT?", _weekday),
        ("(?P<on>ON)? THE? (?P<next>TRULYNEXT) (?P<w>WDAY)", _weekday),
        ("(?P<on>ON)? THE? (?P<w>WDAY) (?P<next>TRULYNEXT) (?! WEEKUNIT|MONTHUNIT|UNIT)", _weekday),
        ("(?P<on>ON)? THE? (?P<w>WDAY) QUE VIENE", _weekday_coming),
        ("TRULYNEXT TRULYNEXT (?P<w>WDAY)", _week_weekday(2)),
        ("(?P<on>ON)? THE? UPCOMING? (?P<w>WDAY) (?:DOT (?= COMMA|MONTH|ORDDAY|DAY|HOUR))?", _weekday),
        ("(?P<w>WDAY) DOT? COMMA? OF? THE? TRULYNEXT WEEKUNIT", _week_weekday(1)),
        ("(?P<w>WDAY) DOT? COMMA? OF? THE? WEEKUNIT QUE VIENE", _week_weekday(1)),
        ("TRULYNEXT WEEKUNIT ON? (?P<w>WDAY)", _week_weekday(1)),
        ("(?P<w>WDAY) OF? THIS WEEKUNIT", _week_weekday(0)),
        ("(?P<w>WDAY) WEEKUNIT", _weekday_week),
        ("(?P<w>RELDAY) WEEKUNIT", _today_week),
        ("THE? (?P<w>WDAY) AFTER TRULYNEXT", _weekday_after_next),
        ("(?P<n>COUNT) (?P<w>WDAY|WDAYS) (?:FROM NOWWORD | HENCE)", _weekdays_ahead),
        (f"ON? THE? (?P<w>WDAY) DOT? COMMA? THE? {_DATE} (?! COLON | SLASH | HYPHEN INT | MER | TO | UNIT | "
         f"AMOUNT | MONTH | OF MONTH"
         " | PART | POINT)", _weekday_and_day),
        ("(?P<on>ON|BY)? (?P<the>THE)? (?P<d>ORDDAY) (?! HYPHEN | OF | PERCENT)", _month_day),
        ("(?P<on>ON) (?P<the>THE)? (?P<d>PLAIN) (?= COMMA? (?:AT HOUR|HOUR12 MER)|COMMA? $)", _plain_day),
        ("ON DIAWORD (?P<d>PLAIN) (?! COLON | SLASH | POINT | MONTH | OF)", _dia),
        ("(?P<on>ON|BY|FOR) (?P<the>THE) (?P<d>DAY) (?! COLON | SLASH | HYPHEN | OF | PERCENT | POINT INT | "
         "UNIT | AMOUNT)", _month_day),
        ("THE? (?P<d>ORDDAY|DAY) DAYUNIT? OF? THE? (?P<which>TRULYNEXT|THIS) MONTHUNIT", _day_of_month),
        ("THE? (?P<d>ORDDAY) DAYUNIT? OF THE (?P<which>TRULYNEXT|THIS)? MONTHUNIT", _day_of_month),
        ("THE? (?P<n>ORDWEEK|LASTWORD) (?P<w>WDAY) (?:IN|OF) AN? (?P<m>MONTH) (?: COMMA? "
         "(?P<y>YEAR))?", _nth_in_month),
        ("THE? (?P<n>ORDWEEK|LASTWORD) (?P<w>WDAY) (?:IN|OF)? THE? (?P<which>TRULYNEXT|THIS)? "
         "MONTHUNIT", _nth_of_month),
        ("THE? (?P<n>ORDWEEK|LASTWORD) (?P<w>WDAY) (?:IN|OF) (?P<count>COUNT) MONTHUNIT", _nth_of_month),
        ("(?P<d>ORD) DAYUNIT (?:(?:IN|OF) (?P<y>YEAR))?", _first_day_of_year),
    )
)  # fmt: skip
