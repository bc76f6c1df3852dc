"""Amounts of time that say when: in 2 hours, 3 days from tomorrow, the next two weeks, wait for 5 minutes."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.language.amounts import Amount, amount_of_each, amounts
from bot.language.clock import Clock
from bot.language.dates import Day, DayWord, Setting, Weekday, plus_months
from bot.language.lexicon import Line
from bot.language.vocabulary import rule


@dataclass(frozen=True, slots=True)
class Ahead:
    """An amount of time from now."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something takes, or how long ago it was: it says nothing about when it is due."""

    amount: Amount | None = None


Found = tuple[int, int, Ahead | Lasting | Day | Clock]
Dated = list[tuple[int, int, DayWord]]
Timed = list[tuple[int, int, Clock]]
_THE_DAY = rule("THE? (?P<u>DAYUNIT|WEEKUNIT) (?= EARLIER | AFTER)")
_IN_TWENTY = rule("(?:IN|WITHIN) (?P<n>INT|SPELLED) (?= $ | COMMA | STOP | DOT)")
_THE_HOUR = rule("(?:IN|WITHIN|OVER) THE NEXT? HOURUNIT")


def ahead(line: Line, at: Setting, days: Dated, clocks: Timed) -> list[Found]:
    """Every amount in the line that is said of a moment or of a length of time."""
    an_hour = Ahead(Amount(seconds=3600, fine=True))
    found: list[Found] = [(m.start(), m.end(), an_hour) for m in _THE_HOUR.finditer(line.code)]
    for m in _IN_TWENTY.finditer(line.code):
        minutes = line.number(m, "n", "INT") or line.number(m, "n", "COUNT") or 0
        if minutes % 5 == 0 and 5 <= minutes <= 90:
            found.append((m.start(), m.end(), Ahead(Amount(seconds=minutes * 60, fine=True))))
    for m in _THE_DAY.finditer(line.code):
        one = amount_of_each(line, m.start("u"))
        if one and (moved := _from_a_day(line, at, days, m.start(), m.end(), one[1])):
            found.append(moved)
    for start, end, amount in amounts(line):
        if _is(line, start - 1, "EVERY"):
            continue
        if _is(line, start - 1, "TO", "HYPHEN", "OR") and _is(line, start - 2, "COUNT"):
            start -= 2  # in 2-3 days: the later of the two
        if _is(line, end, "AGO") or _is(line, start - 1, "TIMES", "TWICE"):
            found.append((start, end + 1, Lasting()))
        elif moved := _from_a_day(line, at, days, start, end, amount) or _from_a_time(
            line, clocks, start, end, amount
        ):
            found.append(moved)
        elif said := _from_now(line, start, end, amount):
            found.append(said)
        elif at.whole and start <= 1 and end >= len(line.tokens) - 1 and not _vague(line, start):
            found.append((start, _tail(line, end), Ahead(amount)))
    return found


def _vague(line: Line, start: int) -> bool:
    """Whether an amount that stands alone is only a manner of speaking: a few hours, couple of days."""
    return _is(line, start, "COUPLE", "FEW") or _is(line, start + 1, "COUPLE", "FEW")


def _from_a_day(line: Line, at: Setting, days: Dated, start: int, end: int, amount: Amount) -> Found | None:
    """Two weeks from January 15, 3 days before Christmas, a week today; "for 10 days from 18th Dec" only lasts."""
    british = amount.days and amount.days % 7 == 0 and (_is(line, end, "RELDAY") or _is(line, end, "ON", "WDAY"))
    if not (british or _is(line, end, "AFTER", "FROM", "EARLIER")) or (
        _is(line, start - 1, "FOR") and not _is(line, end + 1, "RELDAY")
    ):
        return None
    back = _is(line, end, "EARLIER")
    if british:
        fits = [(stop, day) for first, stop, day in days if first in (end, end + _is(line, end, "ON"))]
    else:
        fits = [(stop, day) for first, stop, day in days if end < first <= end + 1 or (first == end < stop - 1)]
    if not fits:
        return None
    stop, day = max(fits, key=lambda fit: fit[0])
    moved = _moved(day, Amount(-amount.months, -amount.days) if back else amount, at)
    return (start - _is(line, start - 1, "IN"), stop, moved) if moved else None


def _from_a_time(line: Line, clocks: Timed, start: int, end: int, amount: Amount) -> Found | None:
    """An hour after noon, 30 minutes before 3pm."""
    lasts = _is(line, start - 1, "FOR")
    if lasts or amount.months or amount.days or not _is(line, end, "AFTER", "FROM", "EARLIER"):
        return None
    near = end + 1 + _is(line, end + 1, "THE")
    fits = [(stop, clock) for first, stop, clock in clocks if first in (end, near) and stop > near]
    if not fits:
        return None
    stop, clock = max(fits, key=lambda fit: fit[0])
    seconds = int(-amount.seconds if _is(line, end, "EARLIER") else amount.seconds)
    minutes = clock.hour * 60 + clock.minute + seconds // 60
    if clock.hour == clock.minute == clock.day == 0 and seconds < 0:
        minutes += 1440
    if not 0 <= minutes < 2880:
        return None
    return (
        start,
        stop,
        replace(clock, hour=minutes // 60 % 24, minute=minutes % 60, day=minutes // 1440, weak=False),
    )


def _moved(word: DayWord, amount: Amount, at: Setting) -> Day | None:
    if isinstance(word, Weekday):
        until = (word.number - at.today.weekday()) % 7 or 7
        day = at.today + timedelta(days=until)
        if word.next and until + at.today.weekday() < 7:
            day += timedelta(days=7)
    elif isinstance(word, Day):
        day = word.date
    else:
        return None
    try:
        return Day(plus_months(day, int(amount.months)) + timedelta(days=amount.days, seconds=amount.seconds))
    except (OverflowError, ValueError):
        return None


def _from_now(line: Line, start: int, end: int, amount: Amount) -> Found | None:
    tail = _tail(line, end)
    if _is(line, tail, "OF"):
        return None  # within 48h of discharge: nobody knows when that is
    if _is(line, tail, "FROM") and _is(line, tail + 1, "NOWWORD"):
        return start - _is(line, start - 1, "IN"), tail + 2, Ahead(amount)
    if _is(line, tail, "HENCE"):
        return start, tail + 1, Ahead(amount)
    if _is(line, start - 1, "AGO"):
        return start - 1, tail, Lasting()
    before = start - 1 - _is(line, start - 1, "THE")
    before -= _is(line, before, "OF") and _is(line, before - 1, "IN")
    while before > 0 and _is(line, before, "ATLIKE", "ABOUT", "MORE", "THANWORD"):
        before -= 1
    if _is(line, before, "IN", "WITHIN", "PLUS"):
        return _with_lead(line, before), tail, Ahead(amount)
    if _is(line, before, "AFTER") and not _is(line, before - 1, "WDAY", "RELDAY"):
        return before, tail, Ahead(amount)
    if _is(line, before, "NEXT", "UPCOMING"):
        before -= _is(line, before - 1, "THE")
        return before - _is(line, before - 1, "IN", "WITHIN", "FOR", "OVER", "DURING"), tail, Ahead(amount)
    if any(_is(line, index, "UPCOMING", "TRULYNEXT") for index in range(start, end)):
        return start, tail, Ahead(amount)
    returns = any(_is(line, at, "RETURNS") for at in range(before - 2, before + 1))
    if returns and end == len(line.tokens) and not _is(line, before, "FOR"):
        return start, tail, Ahead(amount)
    if _is(line, before, "FOR"):
        waits = _is(line, before - 1, "WAITWORD")
        return before, tail, Ahead(amount) if waits else Lasting(amount)
    return None


def _with_lead(line: Line, before: int) -> int:
    """The start of "now + 40 minutes" and of "dentro de 3 días"."""
    first = before - (_is(line, before, "PLUS") and _is(line, before - 1, "NOWWORD"))
    return first - (_is(line, first, "OF") and _is(line, first - 1, "IN"))


def _tail(line: Line, end: int) -> int:
    """Past the end of "in three weeks' time" and of "in a day or two"."""
    if _is(line, end, "OR") and _is(line, end + 1, "COUNT") and not _is(line, end + 2, "UNIT", "WORD"):
        end += 2
    end += line.tokens[end - 1].word.startswith("week") and _is(line, end, "QUOTE")
    return end + _is(line, end, "TIMEWORD")


def _is(line: Line, at: int, *kinds: str) -> bool:
    return 0 <= at < len(line.tokens) and any(kind in line.tokens[at].kinds for kind in kinds)
