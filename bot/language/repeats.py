"""What comes back: every other Monday, q4h, tuesdays and thursdays, first Friday of each month, weekdays."""

import re
from collections.abc import Callable

from bot.language.amounts import amount_of_each
from bot.language.lexicon import Line
from bot.language.periods import SHIFTS
from bot.language.series import CODES, FREQ, WEEKEND, WORKDAYS, Repeat, listed
from bot.language.vocabulary import anchor, rule

_SEP = "(?:COMMA | AND | OR | SLASH | EVERY | ON)"
_WLIST = f"(?:WDAY|WDAYS) DOT? (?: {_SEP}{{0,2}} (?:WDAY|WDAYS) DOT?){{0,6}}"
_WRANGE = "(?:WDAY|WDAYS) DOT? (?:TO|DASH|HYPHEN) (?:WDAY|WDAYS) DOT?"
_STEP = "(?P<step>OTHER | ORD | COUNT)"
_OLIST = "ORDDAY (?: (?:COMMA | AND){1,2} ORDDAY){0,6}"
_NLIST = "(?:ORDWEEK|LASTWORD) (?: (?:COMMA | AND){1,2} (?:ORDWEEK|LASTWORD)){0,4}"

_HEADS = (
    (
        "unit",
        f"(?:EVERY|ALL THE?|ONCE (?:PER|AN|EVERY)|ONCE FOR|AN ONCE (?:EVERY|FOR|TO|AT THE)) {_STEP}? (?P<u>UNIT)",
    ),
    ("part", "(?:IN|ON|AT)? THE? (?P<plural>PARTS)"),
    ("part", "EVERY (?P<p>PART|AMPART)"),
    ("part", "ALL THE (?P<p>PART)"),
    ("parts", "EVERY (?P<p>PART) AND EVERY? (?P<p2>PART)"),
    ("parts", "(?P<p>PARTS) AND (?P<p2>PARTS)"),
    ("bareq", "(?P<q>QLETTER) (?P<n>AFTERLETTER) (?! UNIT | HYPHEN INT | POINT INT)"),
    ("shift", "(?:EVERY|QLETTER) SHIFTWORD"),
    ("unit", "(?P<step>ALTERNATE) (?P<u>UNIT)"),
    ("q", "EVERY (?P<n>INT) (?:TO|HYPHEN|OR) INT (?P<u>UNIT)"),
    ("amount", "EVERY (?= HALFWORD | COUPLE | FEW | AN | UNIT | COUNT | INT)"),
    ("weekdays", "(?:ON|AT)? THE? (?P<w>WEEKENDS)"),
    ("workdays", f"(?:EVERY|ALL|ON) {_STEP}? (?:BUSINESS|WORKWORD) (?P<d>DAYUNIT)"),
    ("workdays", "(?P<letters>DAYLETTER) HYPHEN (?P<last>DAYLETTER)"),
    ("times", "(?P<n>COUNT) TIMES (?:AN|PER|EVERY|SLASH|TO|FOR)? THE? (?P<u>DAYUNIT|WEEKUNIT)"),
    ("times", "(?P<n>COUNT) TIMES (?P<a>ADVERB)"),
    ("aweek", "(?P<n>COUNT) DAYUNIT (?:AN|PER|EVERY|SLASH) WEEKUNIT"),
    ("times", "(?P<twice>TWICE) (?:(?:AN|PER|EVERY|SLASH)? (?P<u>DAYUNIT|WEEKUNIT) | (?P<a>ADVERB))"),
    ("week", f"EVERY {_STEP}? (?P<w>WEEKENDWORD|WEEKDAYS)"),
    ("days", f"EVERY {_STEP}? (?P<days>{_WRANGE})"),
    ("days", f"EVERY {_STEP}? (?P<days>{_WLIST})"),
    ("plural", f"ON? THE? (?P<days>{_WRANGE})"),
    ("plural", f"ON? THE? (?P<days>{_WLIST})"),
    ("plural", "ALL THE (?P<days>WDAY (?: (?:COMMA | AND){1,2} WDAY){0,6})"),
    ("weekdays", "ON? (?P<w>WEEKDAYS)"),
    ("adverb", "(?<! TWICE ) (?<! XWORD ) (?<! TIMES ) (?P<a>ADVERB)"),
    ("monthday", f"(?:ON|THE|EVERY)* (?P<list>{_OLIST}) DAYUNIT? (?:OF|IN)? EVERY {_STEP}? (?P<u>MONTHUNIT)"),
    ("monthday", f"EVERY (?P<list>{_OLIST}) DAYUNIT? OF THE? (?P<u>MONTHUNIT)"),
    ("monthday", f"EVERY (?P<list>{_OLIST}) OF THE? (?P<m>MONTH)"),
    ("date", "EVERY (?P<m>MONTH) THE? (?P<list>(?:ORDDAY|DAY)) (?! COLON)"),
    ("yearday", f"THE? (?P<d>ORD) DAYUNIT? OF EVERY {_STEP}? YEARUNIT"),
    ("nth", f"(?:ON|THE|EVERY)* (?P<list>{_NLIST}) (?P<w>WDAY) (?:OF|IN)? EVERY {_STEP}? (?P<u>MONTHUNIT)"),
    ("nth", f"EVERY (?P<list>{_NLIST}) (?P<w>WDAY) (?:OF|IN) THE? (?P<u>MONTHUNIT)"),
    (
        "nth",
        "(?:ON|THE)* (?P<list>(?:ORDWEEK|LASTWORD) AND THE? (?:ORDWEEK|LASTWORD)) (?P<w>WDAY) (?:OF|IN) THE?"
        " (?P<u>MONTHUNIT)",
    ),
    ("nth", "EVERY (?P<list>(?:ORDWEEK|LASTWORD) AND (?:ORDWEEK|LASTWORD)) (?P<w>WDAY)"),
    ("edge", "THE? (?P<edge>BEGINNING|ENDWORD) OF EVERY MONTHUNIT"),
    ("edge", "(?:ON|THE)* (?P<edge>LASTWORD) DAYUNIT OF EVERY MONTHUNIT"),
    ("edge", "EVERY (?P<edge>LASTWORD) DAYUNIT (?:OF THE? MONTHUNIT)?"),
    ("months", "(?:EVERY|IN EVERY) (?P<list>MONTH (?: (?:COMMA | AND){1,2} MONTH){0,5}) (?! INT | ORDDAY | THE)"),
    ("monthday", f"(?:ON|THE)* EVERY (?P<list>{_OLIST}) (?! WDAY | UNIT | MONTH | OF | WEEKENDWORD | WEEKDAYS)"),
    ("q", "QLETTER HYPHEN? (?P<n>INT) (?: HYPHEN INT)? (?P<u>UNIT|HOURS24)"),
    ("letters", "(?P<days>DAYLETTER (?: SLASH (?:DAYLETTER|WDAY|WDAY2|ORDINALEND)){1,4})"),
)
_COMPILED = tuple((name, rule(pattern), anchor(pattern)) for name, pattern in _HEADS)

_ON = "(?:ON|THE|IN|AT|OF|COMMA)*"
_TAILS = tuple(
    (name, rule(pattern))
    for name, pattern in (
        ("yearly", f"{_ON} (?P<list>{_NLIST}) (?P<w>WDAY) (?:IN|OF) (?P<m>MONTH)"),
        (
            "date",
            f"{_ON} (?P<m>MONTH) THE? (?P<list>(?:ORDDAY|DAY) (?: (?:COMMA | AND){{1,2}} (?:ORDDAY|DAY))*) (?! "
            f"COLON | MER)",
        ),
        ("date", f"{_ON} (?P<list>(?:ORDDAY|DAY)) OF? (?P<m>MONTH)"),
        ("nth", f"{_ON} (?P<list>{_NLIST}) (?P<w>WDAY)"),
        ("monthday", f"{_ON} (?P<list>{_OLIST}) DAYUNIT? (?:OF THE? MONTHUNIT)?"),
        ("weekno", "(?:IN|ON|THE|OF)+ WEEKUNIT (?P<list>COUNT (?: AND WEEKUNIT? COUNT)*)"),
        ("yearday", "(?:IN|ON|THE|OF)+ DAYUNIT (?P<list>COUNT (?: AND DAYUNIT? COUNT)*)"),
        ("edge", "(?:AT|ON|IN|THE)+ (?P<edge>BEGINNING|ENDWORD)"),
        (
            "except",
            f"(?:EXCEPT|COMMA)+ (?:FOR|ON|THE)* (?:(?P<days>{_WLIST}) | (?P<w>WEEKENDWORD|WEEKDAYS|WEEKENDS))",
        ),
        ("range", f"{_ON} (?P<days>{_WRANGE})"),
        ("days", f"{_ON} (?P<days>{_WLIST})"),
        ("week", "(?:ON|THE|IN)* (?P<w>WEEKENDWORD|WEEKDAYS)"),
    )
)
_LETTERS = {"m": 0, "t": 1, "tu": 1, "tue": 1, "w": 2, "th": 3, "r": 3, "f": 4, "sa": 5, "su": 6, "s": 5}
_LETTER_SETS = ({0, 2, 4}, {1, 3}, {1, 3, 5}, {0, 2}, {0, 3}, {2, 4}, {1, 4})


def repeats(line: Line) -> list[tuple[int, int, Repeat]]:
    """Every recurrence in the line as (first token, token after the last, rule)."""
    found: list[tuple[int, int, Repeat]] = []
    if not _HAS_ANY.search(line.code):
        return found
    present = frozenset(line.code)
    for name, pattern, needs in _COMPILED:
        if needs.isdisjoint(present):
            continue
        for m in pattern.finditer(line.code):
            end = m.end()
            if name == "amount":
                repeat, end = _amount(line, end)
            else:
                repeat = _head(line, name, m)
            if repeat is None:
                continue
            if name != "q":
                for _ in range(3):
                    further = _tail(line, end, repeat)
                    if further is None:
                        break
                    end = further
            found.append((m.start(), end, repeat))
    return found


_HAS_ANY = rule(
    "EVERY | PER | ALL | ONCE | ADVERB | WDAYS | LOS | WEEKDAYS | TWICE | QLETTER | DAYLETTER | PARTS"
    " | WEEKENDWORD | ALTERNATE | TIMES | ORDWEEK | LASTWORD"
)


def _head(line: Line, name: str, m: re.Match[str]) -> Repeat | None:
    step = _step(line, m)
    return None if step is None else _READERS[name](line, m, step)


def _unit(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    unit = line.value(m, "u", "UNIT")
    if not isinstance(unit, tuple) or ("ALL" in line.tokens[m.start()].kinds and line.word(m, "u")[-1] != "s"):
        return None
    freq, times = FREQ[unit]
    return Repeat(freq, seconds=unit[2] * step) if unit[2] else Repeat(freq, step * times)


def _week(line: Line, m: re.Match[str], step: int) -> Repeat:
    return Repeat("WEEKLY", step, days=_week_part(line, m))


def _week_part(line: Line, m: re.Match[str]) -> list[int]:
    return list(WEEKEND if line.value(m, "w", "WEEKENDWORD") is not None else WORKDAYS)


def _amount(line: Line, at: int) -> tuple[Repeat | None, int]:
    """Every half hour, every couple of days, every hour and a half."""
    read = amount_of_each(line, at)
    if read is None:
        return None, at
    end, amount = read
    if amount.fine:
        seconds = int(amount.days * 86400 + amount.seconds)
        return (Repeat("HOURLY", seconds=seconds) if seconds and not amount.months else None), end
    if amount.months:
        whole = amount.months == int(amount.months) and not amount.days
        return (Repeat("MONTHLY", int(amount.months)) if whole else None), end
    if amount.days != int(amount.days) or not 1 <= amount.days <= 1000:
        return (Repeat("HOURLY", seconds=int(amount.days * 86400)) if amount.days else None), end
    weeks, days = divmod(int(amount.days), 7)
    return (Repeat("DAILY", int(amount.days)) if days else Repeat("WEEKLY", weeks)), end


def _workdays(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    """Every business day; m-f."""
    days = list(WORKDAYS)
    if "letters" in m.re.groupindex:
        first, last = (_LETTERS.get(line.word(m, group)) for group in ("letters", "last"))
        if first != 0 or last is None or last < 3:
            return None
        days = list(range(last + 1))
    return Repeat("WEEKLY", step, days=days)


_HOURS = {1: "", 2: "9,21", 3: "9,15,21", 4: "9,13,17,21"}


def _times(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    """Twice a day, 3 times daily, 2x/day; twice a week does not say on which days."""
    twice = m.groupdict().get("twice")
    count = (2 if line.word(m, "twice") == "twice" else 3) if twice else line.number(m, "n", "COUNT") or 0
    weekly = line.value(m, "u", "WEEKUNIT") is not None if m.groupdict().get("u") else False
    if m.groupdict().get("a"):
        adverb = str(line.value(m, "a", "ADVERB"))
        if adverb not in ("FREQ=DAILY", "FREQ=WEEKLY"):
            return None
        weekly = adverb == "FREQ=WEEKLY"
    if weekly and count == 1:
        return Repeat("WEEKLY")
    if weekly or count not in _HOURS:
        return None
    return Repeat("DAILY", fixed=f"FREQ=DAILY;BYHOUR={_HOURS[count]};BYMINUTE=0" if _HOURS[count] else "")


def _days_a_week(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    count = line.number(m, "n", "COUNT")
    return Repeat("DAILY") if count == 7 else Repeat("WEEKLY", days=list(WORKDAYS)) if count == 5 else None


def _both_parts(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    """Every morning and evening."""
    parts = [line.value(m, group, "PART") for group in ("p", "p2")]
    hours = [part[0] % 24 for part in parts if isinstance(part, tuple)]
    return Repeat("DAILY", fixed=f"FREQ=DAILY;BYHOUR={listed(hours)};BYMINUTE=0")


def _named_months(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    if "WEAK" in line.tokens[m.start("list")].kinds and m.end() < len(line.tokens):
        return None
    return Repeat("YEARLY", months=_numbers(line, m, "MONTH"))


def _named_days(line: Line, m: re.Match[str], step: int) -> Repeat:
    return Repeat("WEEKLY", step, days=_days(line, m))


def _plural(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    plural = any("WDAYS" in line.tokens[at].kinds for at in range(*m.span("days")))
    spanish = "ALL" in line.tokens[m.start()].kinds or _spanish_plural(line, m)
    return Repeat("WEEKLY", days=_days(line, m)) if plural or spanish else None


def _in_month(line: Line, m: re.Match[str], step: int) -> Repeat:
    month = line.number(m, "m", "MONTH") or 1
    return Repeat("YEARLY", months=[month], month_days=_numbers(line, m, "ORDDAY", "DAY"))


def _year_day(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    day = line.number(m, "d", "ORD")
    return Repeat("YEARLY", step, year_days=[day]) if day else None


def _nth(line: Line, m: re.Match[str], step: int) -> Repeat:
    return Repeat("MONTHLY", step, days=_days(line, m, "w"), nths=_nths(line, m))


def _edge_of_month(line: Line, m: re.Match[str], step: int) -> Repeat:
    return Repeat("MONTHLY", month_days=[_edge(line, m)])


def _spanish_plural(line: Line, m: re.Match[str]) -> bool:
    """los lunes: the article says that it is every one."""
    return m.start("days") > m.start() and line.tokens[m.start("days") - 1].word == "los"


def _step(line: Line, m: re.Match[str]) -> int | None:
    if "step" not in m.re.groupindex or m["step"] is None:
        return 1
    if line.value(m, "step", "OTHER") is not None or line.value(m, "step", "ALTERNATE") is not None:
        return 2
    step = line.number(m, "step", "ORD") or line.number(m, "step", "COUNT")
    return step if step and step <= 1000 else None


def _every_part(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    group = "p" if "p" in m.re.groupindex else "plural"
    value = line.value(m, group, "PART") or line.value(m, group, "AMPART")
    return Repeat("DAILY", hour=value[0] % 24, half=value[2]) if isinstance(value, tuple) else None


def _adverb(line: Line, m: re.Match[str], step: int) -> Repeat:
    value = str(line.value(m, "a", "ADVERB"))
    parts = dict(part.split("=") for part in value.split(";"))
    repeat = Repeat(parts["FREQ"], int(parts.get("INTERVAL", 1)))
    if parts["FREQ"] == "HOURLY":
        repeat.seconds = 3600
    if "BYDAY" in parts:
        repeat.days = [CODES.index(code) for code in parts["BYDAY"].split(",")]
    if "BYHOUR" in parts:
        repeat.fixed = value
    return repeat


def _days(line: Line, m: re.Match[str], group: str = "days") -> list[int]:
    numbers: list[int] = []
    through = False
    for at in range(*m.span(group)):
        kinds = line.tokens[at].kinds
        number = kinds.get("WDAY", kinds.get("WDAYS"))
        if isinstance(number, int):
            if through and numbers:
                numbers += [(numbers[-1] + ahead) % 7 for ahead in range(1, (number - numbers[-1]) % 7)]
            numbers.append(number)
            through = False
        elif "TO" in kinds or "DASH" in kinds:
            through = True
    return numbers


def _numbers(line: Line, m: re.Match[str], *kinds: str) -> list[int]:
    values = (line.tokens[at].kinds.get(kind) for at in range(*m.span("list")) for kind in kinds)
    return [value for value in values if isinstance(value, int)]


def _nths(line: Line, m: re.Match[str]) -> list[int]:
    tokens = (line.tokens[at].kinds for at in range(*m.span("list")))
    return [-1 if "LASTWORD" in k else int(str(k["ORDWEEK"])) for k in tokens if "LASTWORD" in k or "ORDWEEK" in k]


def _except(line: Line, m: re.Match[str], repeat: Repeat) -> bool:
    """Every day except Sunday."""
    if repeat.freq not in ("DAILY", "WEEKLY") or repeat.interval != 1 or repeat.seconds:
        return False
    without = _days(line, m) if m["days"] else _week_part(line, m)
    before = repeat.days or range(7)
    repeat.days, repeat.freq = [day for day in before if day not in without], "WEEKLY"
    return bool(without and repeat.days)


def _edge(line: Line, m: re.Match[str]) -> int:
    return 1 if line.value(m, "edge", "BEGINNING") is not None else -1


def _month_day(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    days = _numbers(line, m, "ORDDAY")
    month = line.number(m, "m", "MONTH") if "m" in m.re.groupindex else None
    if month:
        return Repeat("YEARLY", step, month_days=days, months=[month])
    return Repeat("MONTHLY", step, month_days=days)


def _q(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    count, unit = line.number(m, "n", "INT"), line.value(m, "u", "UNIT")
    unit = (0, 0, 3600) if line.value(m, "u", "HOURS24") is not None else unit
    if not count or not isinstance(unit, tuple) or count > 1000:
        return None
    freq, times = FREQ[unit]
    return Repeat(freq, seconds=unit[2] * count) if unit[2] else Repeat(freq, count * times)


def _bare_q(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    """Turn q2: hours are meant. Q2 is a quarter."""
    count = line.number(m, "n", "INT")
    written = line.text[line.tokens[m.start()].start]
    return (
        Repeat("HOURLY", seconds=3600 * count) if written == "q" and count in (1, 2, 3, 4, 6, 8, 12, 24) else None
    )


def _every_shift(line: Line, m: re.Match[str], step: int) -> Repeat:
    hours = listed([int(hour) for hour in SHIFTS])
    return Repeat("DAILY", fixed=f"FREQ=DAILY;BYHOUR={hours};BYMINUTE=0")


def _letters(line: Line, m: re.Match[str], step: int) -> Repeat | None:
    days: list[int] = []
    for at in range(*m.span("days")):
        token = line.tokens[at]
        number = token.kinds.get("WDAY", _LETTERS.get(token.word))
        if isinstance(number, int):
            days.append(number)
    return Repeat("WEEKLY", days=days) if set(days) in _LETTER_SETS else None


def _tail(line: Line, at: int, repeat: Repeat) -> int | None:
    """Take one more piece of the rule that stands at this token; its end, or None."""
    if repeat.seconds:
        return None
    for name, pattern in _TAILS:
        m = pattern.match(line.code, at)
        if m and _take(line, name, m, repeat):
            return m.end()
    return None


def _take(line: Line, name: str, m: re.Match[str], repeat: Repeat) -> bool:
    match name:
        case "yearly" if repeat.freq == "YEARLY":
            repeat.days, repeat.nths = _days(line, m, "w"), _nths(line, m)
            repeat.months = [line.number(m, "m", "MONTH") or 1]
        case "date" if repeat.freq == "YEARLY":
            repeat.months = [line.number(m, "m", "MONTH") or 1]
            repeat.month_days = _numbers(line, m, "ORDDAY", "DAY")
        case "nth" if repeat.freq == "MONTHLY":
            repeat.days, repeat.nths = _days(line, m, "w"), _nths(line, m)
        case "monthday" if repeat.freq == "MONTHLY" and not repeat.days and not repeat.month_days:
            repeat.month_days = _numbers(line, m, "ORDDAY")
        case "weekno" if repeat.days or repeat.freq == "YEARLY":
            repeat.freq, repeat.weeks = "YEARLY", _numbers(line, m, "COUNT")
        case "yearday" if repeat.freq == "YEARLY":
            repeat.year_days = _numbers(line, m, "COUNT")
        case "except":
            return any("EXCEPT" in line.tokens[at].kinds for at in range(*m.span())) and _except(line, m, repeat)
        case "edge" if repeat.freq == "MONTHLY" and not repeat.month_days:
            repeat.month_days = [_edge(line, m)]
        case "range" | "days" if (
            repeat.freq in ("WEEKLY", "MONTHLY", "YEARLY") and not repeat.days and not repeat.month_days
        ):
            repeat.days = _days(line, m)
        case "week" if repeat.freq == "WEEKLY" and not repeat.days:
            repeat.days = _week_part(line, m)
        case _:
            return False
    return True


_READERS: dict[str, Callable[[Line, "re.Match[str]", int], Repeat | None]] = {
    "unit": _unit, "part": _every_part, "week": _week, "weekdays": _week, "days": _named_days, "plural": _plural,
    "times": _times, "parts": _both_parts, "aweek": _days_a_week, "workdays": _workdays, "months": _named_months,
    "adverb": _adverb, "monthday": _month_day, "date": _in_month, "yearday": _year_day, "nth": _nth,
    "edge": _edge_of_month, "q": _q, "bareq": _bare_q, "shift": _every_shift, "letters": _letters,
}  # fmt: skip
