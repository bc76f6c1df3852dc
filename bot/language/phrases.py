"""Phrases of time: neighbouring times, days, parts of the day and amounts are put together, with their offsets."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.language.amounts import Amount, amounts
from bot.language.clock import Clock, bare_hour, clocks
from bot.language.days import RULES as DAY_RULES
from bot.language.days import Day, Days, DayWord, MonthDay, Setting, Weekday, plus_months
from bot.language.holidays_said import holidays_in
from bot.language.lexicon import Line
from bot.language.periods import RULES as PERIOD_RULES
from bot.language.periods import Part
from bot.language.ranges import ClockRange, DayRange, ranges
from bot.language.repeats import Repeat, repeats
from bot.language.vocabulary import rule


@dataclass(frozen=True, slots=True)
class Ahead:
    """An amount of time from now."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something takes: it says nothing about when."""


@dataclass(frozen=True, slots=True)
class Now:
    """Right now."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone that a time was said in, as the word for it."""

    word: str


Word = DayWord | Clock | ClockRange | DayRange | Part | Ahead | Lasting | Now | Zone | Repeat
Atom = tuple[int, int, Word]


@dataclass(slots=True)
class Phrase:
    """What one stretch of tokens says about time. `spans` are token ranges, more than one when words stand between."""

    spans: list[tuple[int, int]]
    days: list[DayWord] = field(default_factory=list)
    until: DayWord | None = None
    weekday: Weekday | None = None
    clocks: list[Clock] = field(default_factory=list)
    clock_until: Clock | None = None
    part: Part | None = None
    ahead: Amount | None = None
    repeat: Repeat | None = None
    zone: str | None = None
    now: bool = False
    lasting: bool = False

    @property
    def strength(self) -> float:
        """How much evidence of a time it is; 0 for none."""
        if self.repeat:
            detail = bool(self.repeat.days or self.repeat.month_days or self.repeat.seconds or self.clocks)
            return 5 + detail
        strong_clock = any(not clock.weak for clock in self.clocks)
        if self.days and (self.clocks or self.part):
            return 4 if self.clocks else 3.8
        if self.days or self.weekday:
            return 1.8 if all(isinstance(day, Days) for day in self.days) and not self.weekday else 3
        if self.ahead:
            return 3.2
        if self.clocks and (strong_clock or self.part):
            return 3 if self.part or any(clock.known for clock in self.clocks) else 2.5
        if self.part:
            return 2.0 if not self.part.weak else 0
        return 1.5 if self.now else 0


_JOIN = ("COMMA", "AT", "ATLIKE", "ATSIGN", "ON", "IN", "THE", "OF", "BY", "FOR", "FROM", "BEFORE", "OPEN", "CLOSE", "DASH",
         "SOMETIME", "DUE", "STARTING", "AND", "ABOUT", "TO", "COLON", "LOOSECOLON", "AFTER", "BETWEEN", "THIS", "SLASH",
         "LOOSESLASH", "SAME", "WITHIN", "OR", "TLETTER")  # fmt: skip
_LEADS = ("AT", "ATLIKE", "ATSIGN", "ON", "IN", "BY", "FOR", "FROM", "THE", "BEFORE", "BETWEEN", "WITHIN", "DUE", "SOMETIME",
          "STARTING", "OPEN", "ABOUT", "UNTIL", "AFTER", "DURING")  # fmt: skip
_NOW = rule(
    "RIGHT NOWWORD | AT THE MOMENT | (?<! FOR ) (?<! BY ) (?<! FROM ) (?<! TO ) NOWWORD (?= COMMA|STOP|DOT|$)"
)
_THE_HOUR = rule("(?:IN|WITHIN|OVER) THE NEXT? HOURUNIT")


def phrases(line: Line, at: Setting) -> list[Phrase]:
    """Every stretch of the line that says a time, left to right; `line` has been cleared of clinical numbers."""
    found = _atoms(line, at)
    if not found:
        return []
    made: list[Phrase] = []
    last_end = -1
    for start, end, word in found:
        gap = line.tokens[last_end:start] if made else []
        joined = made and start - last_end <= 4 and all(any(k in t.kinds for k in _JOIN) for t in gap)
        if joined and _add(made[-1], word, [token.kinds for token in gap]):
            made[-1].spans[0] = (made[-1].spans[0][0], end)
        else:
            phrase = Phrase([(start, end)])
            _add(phrase, word, [])
            made.append(phrase)
        last_end = end
    for phrase in made:
        _lead_and_tail(line, phrase)
    return made


def _atoms(line: Line, at: Setting) -> list[Atom]:
    """All words of time without overlaps: the longer ones win, then the earlier rules."""
    code = line.code
    clock_atoms = clocks(line, at.whole)
    candidates: list[Atom] = [*repeats(line), *clock_atoms]
    day_atoms: list[tuple[int, int, DayWord]] = [*holidays_in(line, at.today)]
    for pattern, build in DAY_RULES:
        for m in pattern.finditer(code):
            try:
                day = build(line, m, at)
            except (OverflowError, ValueError):
                continue
            if day is not None:
                day_atoms.append((m.start(), m.end(), day))
    candidates += day_atoms
    for period_pattern, build_period in PERIOD_RULES:
        for m in period_pattern.finditer(code):
            period = build_period(line, m, at)
            if period is not None:
                candidates.append((m.start(), m.end(), period))
    candidates += [_week_of(atom) for atom in day_atoms if _said_week_of(line, atom)]
    candidates += _amount_atoms(line, at, day_atoms)
    candidates += ranges(line, at, clock_atoms, day_atoms)
    candidates += [(m.start(), m.end(), Now()) for m in _NOW.finditer(code)]
    if not candidates:
        return []
    taken = bytearray(len(line.tokens))
    chosen: list[Atom] = []
    for start, end, word in sorted(candidates, key=lambda atom: atom[0] - atom[1]):
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append((start, end, word))
    chosen.sort(key=lambda atom: atom[0])
    return _with_zones(line, chosen)


def _said_week_of(line: Line, atom: tuple[int, int, DayWord]) -> bool:
    start, _, day = atom
    return isinstance(day, Day) and _is(line, start - 1, "OF") and _is(line, start - 2, "WEEKUNIT")


def _week_of(atom: tuple[int, int, DayWord]) -> Atom:
    """The week of 12/7."""
    start, end, day = atom
    assert isinstance(day, Day)  # noqa: S101 - asked by the caller
    first = day.date - timedelta(days=day.date.weekday())
    return start - 2, end, Days(first, first + timedelta(days=7), "weekof")


def _with_zones(line: Line, atoms: list[Atom]) -> list[Atom]:
    zoned: list[Atom] = []
    for start, end, word in atoms:
        zoned.append((start, end, word))
        if isinstance(word, Clock | ClockRange) and end < len(line.tokens) and "ZONE" in line.tokens[end].kinds:
            zoned.append((end, end + 1, Zone(line.tokens[end].word)))
    return zoned


def _amount_atoms(line: Line, at: Setting, days: list[tuple[int, int, DayWord]]) -> list[Atom]:
    found: list[Atom] = []
    tokens = line.tokens

    def kinds(index: int) -> object:
        return tokens[index].kinds if 0 <= index < len(tokens) else {}

    def has(index: int, *names: str) -> bool:
        return 0 <= index < len(tokens) and any(name in tokens[index].kinds for name in names)

    found += [(m.start(), m.end(), Ahead(Amount(seconds=3600, fine=True))) for m in _THE_HOUR.finditer(line.code)]
    for start, end, amount in amounts(line):
        if has(end, "AGO"):
            found.append((start, end + 1, Lasting()))
            continue
        tail = end
        if tokens[end - 1].word.startswith("week") and has(end, "QUOTE"):
            tail += 1
        if has(tail, "TIMEWORD"):
            tail += 1
        before = start - 1
        if has(before, "THE"):
            before -= 1
        while before > 0 and has(before, "ATLIKE", "ABOUT", "MORE", "THANWORD"):
            before -= 1
        anchor = _anchor(days, tail, line) if has(end, "AFTER", "FROM") else None
        if has(before, "FOR") and not has(end + 1, "RELDAY"):
            anchor = None
        if anchor is not None:
            stop, day = anchor
            moved = _moved(day, amount, at)
            if moved is not None:
                found.append((start - has(start - 1, "IN"), stop, moved))
                continue
        ahead = Ahead(amount)
        if has(tail, "FROM") and has(tail + 1, "NOWWORD"):
            found.append((start - has(start - 1, "IN"), tail + 2, ahead))
        elif has(tail, "HENCE"):
            found.append((start, tail + 1, ahead))
        elif has(before, "IN", "WITHIN", "PLUS") or (
            has(before, "AFTER") and not has(before - 1, "WDAY", "RELDAY")
        ):
            first = before - (has(before, "PLUS") and has(before - 1, "NOWWORD"))
            first -= has(first, "OF") and has(first - 1, "IN")
            found.append((first, tail, ahead))
        elif has(before, "NEXT", "UPCOMING") or any(
            has(index, "UPCOMING", "TRULYNEXT") for index in range(start, end)
        ):
            lead = before - has(before - 1, "IN", "WITHIN", "FOR") if has(before, "NEXT", "UPCOMING") else start
            found.append((lead, tail, ahead))
        elif has(before, "FOR") and has(before - 1, "WAITWORD"):
            found.append((before, tail, ahead))
        elif has(before, "FOR"):
            found.append((before, tail, Lasting()))
        elif at.whole and start <= 1 and end >= len(tokens) - 1:
            found.append((start, tail, ahead))
    return found


def _anchor(days: list[tuple[int, int, DayWord]], at: int, line: Line) -> tuple[int, DayWord] | None:
    """The longest day that begins right after the word at `at` ("from", "after")."""
    fits = [(end, day) for start, end, day in days if at < start <= at + 1 or (start == at and end > at + 1)]
    return max(fits, key=lambda fit: fit[0], default=None)


def _moved(word: DayWord, amount: Amount, at: Setting) -> Day | None:
    if isinstance(word, Weekday):
        ahead = (word.number - at.today.weekday()) % 7 or 7
        day = at.today + timedelta(days=ahead)
        if word.next and ahead + at.today.weekday() < 7:
            day += timedelta(days=7)
    elif isinstance(word, Day):
        day = word.date
    else:
        return None
    try:
        return Day(plus_months(day, int(amount.months)) + timedelta(days=amount.days, seconds=amount.seconds))
    except (OverflowError, ValueError):
        return None


def _add(phrase: Phrase, word: Word, gap: list[object]) -> bool:
    """Add a word to a phrase if the two can be said of one moment."""
    through = any("TO" in kinds or "DASH" in kinds for kinds in gap)  # type: ignore[operator]
    listed = any("AND" in kinds or "COMMA" in kinds or "SLASH" in kinds or "OR" in kinds for kinds in gap)  # type: ignore[operator]
    match word:
        case Repeat():
            if phrase.repeat or phrase.days or phrase.ahead:
                return False
            phrase.repeat = word
        case Clock():
            return _add_clock(phrase, word, through, listed)
        case ClockRange(first, last):
            if phrase.clocks:
                return False
            phrase.clocks, phrase.clock_until = [first], last
        case DayRange(first_day, last_day):
            if phrase.days or phrase.ahead:
                return False
            phrase.days, phrase.until = [first_day], last_day
        case Part():
            if phrase.part or (phrase.repeat and phrase.repeat.seconds):
                return False
            phrase.part = word
        case Ahead(amount):
            if phrase.ahead or phrase.days or phrase.repeat:
                return False
            phrase.ahead = amount
        case Zone(name):
            phrase.zone = name
        case Now():
            phrase.now = True
            return not (phrase.days or phrase.clocks)
        case Lasting():
            phrase.lasting = True
        case _:
            return _add_day(phrase, word, through, listed)
    return True


def _add_clock(phrase: Phrase, clock: Clock, through: bool, listed: bool) -> bool:
    if not phrase.clocks:
        phrase.clocks = [clock]
        return True
    if through and phrase.clock_until is None:
        phrase.clock_until = clock
        return True
    if listed and not clock.weak and (phrase.repeat or phrase.days):
        phrase.clocks.append(clock)
        return True
    return False


def _add_day(phrase: Phrase, word: DayWord, through: bool, listed: bool) -> bool:
    if phrase.ahead or (phrase.repeat and not phrase.repeat.days and isinstance(word, Weekday)):
        return False
    if phrase.now:
        return False
    if not phrase.days:
        phrase.days = [word]
        return True
    last = phrase.days[-1]
    if through and phrase.until is None:
        phrase.until = word
        if isinstance(word, Day) and isinstance(last, Day) and word.year_said and not last.year_said:
            phrase.days[-1] = _in_year(last, word)
        return True
    if isinstance(last, Weekday) and isinstance(word, Day | MonthDay) and phrase.weekday is None:
        phrase.weekday, phrase.days[-1] = last, word
        return True
    if isinstance(last, Day) and isinstance(word, Weekday) and phrase.weekday is None and not listed:
        phrase.weekday = word
        return True
    if isinstance(last, Weekday) and isinstance(word, Days) and word.unit == "week":
        phrase.days[-1] = replace(last, week=1 if word.first.weekday() == 0 else 0)
        return True
    if isinstance(last, Days) and last.unit == "week" and isinstance(word, Weekday):
        phrase.days[-1] = replace(word, week=1 if last.first.weekday() == 0 else 0)
        return True
    if listed and phrase.until is None and len(phrase.days) < 7:
        phrase.days.append(word)
        return True
    adjacent_list = isinstance(last, Weekday) and isinstance(word, Weekday) and not phrase.clocks
    if adjacent_list and len(phrase.days) < 7:
        phrase.days.append(word)
        return True
    return False


def _in_year(first: Day, last: Day) -> Day:
    """10 August - 12 September 2013: the year was said once, for both."""
    try:
        day = first.date.replace(year=last.date.year)
    except ValueError:
        return first
    return Day(day if day <= last.date else day.replace(year=day.year - 1), year_said=True)


def _lead_and_tail(line: Line, phrase: Phrase) -> None:
    """Take in the little words that belong to the phrase: by, on the, due, around; and a bare hour beside a day."""
    start, end = phrase.spans[0]
    tokens = line.tokens
    if phrase.days and not phrase.clocks and not phrase.repeat:
        hour = bare_hour(line, end)
        closes = end + 1 >= len(tokens) or any(k in tokens[end + 1].kinds for k in ("COMMA", "STOP", "DOT"))
        if hour and closes and isinstance(phrase.days[-1], Day | Weekday) and 0 < hour.hour <= 12:
            phrase.clocks, end = [hour], end + 1
    if phrase.part and not phrase.clocks and start == 0 + _is(line, start - 1, "COMMA"):
        hour = bare_hour(line, 0) if start else None
        if hour and hour.hour <= 12:
            phrase.clocks, start = [hour], 0
    elif phrase.part and not phrase.clocks and start > 0:
        before = start - 1 - _is(line, start - 1, "COMMA")
        hour = bare_hour(line, before)
        if hour and hour.hour <= 12 and (before == 0 or before < start - 1 or _is(line, before - 1, "AT")):
            phrase.clocks, start = [hour], before
    while start > 0 and any(kind in tokens[start - 1].kinds for kind in _LEADS) and not line.hidden(start - 1):
        start -= 1
    if end >= len(tokens) - 1 and start > 0 and "IS" in tokens[start - 1].kinds and tokens[start - 1].word != "be":
        start -= 1
    if end < len(tokens) and "CLOSE" in tokens[end].kinds and any("OPEN" in t.kinds for t in tokens[start:end]):
        end += 1
    if end < len(tokens) and "SAME" in tokens[end].kinds:
        end += 1
    if end < len(tokens) and "ATLIKE" in tokens[end].kinds and phrase.clocks:
        end += 1
    phrase.spans[0] = (start, end)


def _is(line: Line, at: int, kind: str) -> bool:
    return 0 <= at < len(line.tokens) and kind in line.tokens[at].kinds


def after_an_event(line: Line, phrase: Phrase) -> bool:
    """Whether the phrase tells when something was: admitted 11/20, last dose at 0400, seen yesterday."""
    start = phrase.spans[0][0]
    lead = line.tokens[start] if start < len(line.tokens) else None
    if lead and any(kind in lead.kinds for kind in ("BY", "BEFORE", "DUE", "UNTIL")):
        return False
    at = start - 1
    while at >= 0 and any(
        kind in line.tokens[at].kinds for kind in ("LOOSECOLON", "COLON", "COMMA", "FROM", "ON")
    ):
        at -= 1
    if at < 0:
        return False
    kinds = line.tokens[at].kinds
    previous = line.tokens[at - 1] if at else None
    if "EVENT" in kinds or "LAST" in kinds:
        return previous is None or previous.word not in (
            "be",
            "get",
            "getting",
            "have",
            "to",
            "needs",
            "need",
            "not",
        )
    if (
        "FROM" in (line.tokens[start].kinds if start < len(line.tokens) else {})
        and line.tokens[start].word == "since"
    ):
        return True
    return previous is not None and ("LAST" in previous.kinds or previous.word == "last") and not (
        {"WDAY", "UNIT", "PART", "MONTH"} & kinds.keys()
    )


def whole_message(code_length: int) -> bool:
    """Whether a message is so short that a bare number or name can only be the time."""
    return code_length <= 3


PATTERN = re.Pattern[str]
