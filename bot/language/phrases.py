"""Phrases of time: neighbouring times, days, parts of the day and amounts are put together, with their offsets."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.language.ahead import Ahead, Lasting, ahead
from bot.language.amounts import Amount
from bot.language.clock import Clock, bare_hour, clocks
from bot.language.dates import Day, Days, DayWord, MonthDay, Setting, Weekday, coming_day
from bot.language.days import RULES as DAY_RULES
from bot.language.holidays_said import holidays_in
from bot.language.lexicon import Kinds, Line
from bot.language.periods import RULES as PERIOD_RULES
from bot.language.periods import Part
from bot.language.ranges import ClockRange, DayRange, either, ranges
from bot.language.repeats import repeats
from bot.language.series import Repeat
from bot.language.stretches import RULES as STRETCH_RULES
from bot.language.stretches import monday
from bot.language.vocabulary import rule


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
    """What one stretch of tokens says about time. `spans` are token ranges: two if words stand between."""

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
    lasting: Amount | None = None

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


_DAY_RULES = (*DAY_RULES, *STRETCH_RULES)
_JOIN = frozenset(
    "COMMA AT ATLIKE ATSIGN ON IN THE OF BY FOR FROM BEFORE OPEN CLOSE DASH SOMETIME DUE STARTING "
    "AND ABOUT TO COLON LOOSECOLON AFTER BETWEEN THIS SLASH LOOSESLASH SAME WITHIN OR TLETTER".split()
)
_LEADS = frozenset(
    "AT ATLIKE ATSIGN ON IN BY FOR FROM THE BEFORE BETWEEN WITHIN LATER DUE SOMETIME STARTING OPEN ABOUT "
    "UNTIL AFTER DURING".split()
)
_ALL_DAY = rule("ALL (?P<u>SINGLEDAY) | THE? REST OF THE (?P<d>SINGLEDAY)")
_NOW = rule(
    "RIGHT NOWWORD | NOWWORD SAME | AT THE MOMENT"
    " | (?<! FOR ) (?<! BY ) (?<! FROM ) (?<! TO ) NOWWORD (?= COMMA|STOP|DOT|$)"
)


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
        until = [line.tokens[start]] if "UNTIL" in line.tokens[start].kinds else []
        if joined and _add(made[-1], word, [token.kinds for token in (*gap, *until)]):
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
    clock_atoms += either(line, clock_atoms)
    candidates: list[Atom] = [*repeats(line), *clock_atoms]
    day_atoms: list[tuple[int, int, DayWord]] = [*holidays_in(line, at.today)]
    present = frozenset(code)
    for pattern, anchor, build in _DAY_RULES:
        if anchor.isdisjoint(present):
            continue
        for m in pattern.finditer(code):
            try:
                day = build(line, m, at)
            except (OverflowError, ValueError):
                continue
            if day is not None:
                day_atoms.append((m.start(), m.end(), day))
    candidates += day_atoms
    for period_pattern, anchor, build_period in PERIOD_RULES:
        if anchor.isdisjoint(present):
            continue
        for m in period_pattern.finditer(code):
            period = build_period(line, m, at)
            if period is not None:
                candidates.append((m.start(), m.end(), period))
    candidates += [week for atom in day_atoms if (week := _week_of(line, atom, at) or _weekday_beside(line, atom))]
    candidates += [(m.start(), m.end(), Lasting()) for m in _ALL_DAY.finditer(code)]
    candidates += ahead(line, at, day_atoms, clock_atoms)
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


def _week_of(line: Line, atom: tuple[int, int, DayWord], at: Setting) -> Atom | None:
    """The week of 12/7, the weekend of the 18th, the week after Christmas."""
    start, end, word = atom
    before = start - 1 - _is(line, start - 1, "THE")
    of, after = _is(line, before, "OF"), _is(line, before, "AFTER")
    week, weekend = _is(line, before - 1, "WEEKUNIT"), _is(line, before - 1, "WEEKENDWORD")
    if not (of or after) or not (week or weekend):
        return None
    if isinstance(word, MonthDay):
        word = coming_day(word.day, at)
    if not isinstance(word, Day):
        return None
    first = monday(word.date) + timedelta(days=7 * after + 5 * weekend)
    lead = before - 1 - _is(line, before - 2, "THE")
    return lead, end, Days(first, first + timedelta(days=2 if weekend else 7), "weekof")


def _weekday_beside(line: Line, atom: tuple[int, int, DayWord]) -> Atom | None:
    """The Friday after Thanksgiving, the Monday before 12/25."""
    start, end, word = atom
    before = start - 1 - _is(line, start - 1, "THE")
    after = _is(line, before, "AFTER")
    number = line.tokens[before - 1].kinds.get("WDAY") if before > 0 else None
    if not (after or _is(line, before, "EARLIER")) or not isinstance(word, Day) or not isinstance(number, int):
        return None
    days = (number - word.date.weekday()) % 7 or 7 if after else -((word.date.weekday() - number) % 7 or 7)
    lead = before - 1 - _is(line, before - 2, "THE")
    return lead, end, Day(word.date + timedelta(days=days))


def _with_zones(line: Line, atoms: list[Atom]) -> list[Atom]:
    zoned: list[Atom] = []
    for start, end, word in atoms:
        zoned.append((start, end, word))
        if isinstance(word, Clock | ClockRange) and end < len(line.tokens) and "ZONE" in line.tokens[end].kinds:
            zoned.append((end, end + 1 + _is(line, end + 1, "TIMEWORD"), Zone(line.tokens[end].word)))
    return zoned


def _add(phrase: Phrase, word: Word, gap: list[Kinds]) -> bool:
    """Add a word to a phrase if the two can be said of one moment."""
    through = any("TO" in kinds or "DASH" in kinds for kinds in gap)
    listed = any(not _LISTS.isdisjoint(kinds) for kinds in gap)
    match word:
        case Clock():
            either_or = any("OR" in kinds for kinds in gap)
            return _add_clock(phrase, word, through, listed, either_or=either_or)
        case Day() | Weekday() | MonthDay() | Days():
            return _add_day(phrase, word, through, listed, until=any("TO" in kinds for kinds in gap))
        case Repeat():
            if phrase.repeat or phrase.days or phrase.ahead:
                return False
            phrase.repeat = word
        case ClockRange(first, last):
            if phrase.clocks or (phrase.repeat and phrase.repeat.seconds):
                return False
            phrase.clocks, phrase.clock_until = [first], last
        case DayRange(first_day, last_day):
            if phrase.days or phrase.ahead:
                return False
            phrase.days, phrase.until = [first_day], last_day
        case _:
            return _add_other(phrase, word)
    return True


_LISTS = frozenset(("AND", "COMMA", "SLASH", "OR"))


def _add_other(phrase: Phrase, word: Part | Ahead | Lasting | Now | Zone) -> bool:
    match word:
        case Part():
            if phrase.part and word.said and phrase.part.half == word.half:
                phrase.part = replace(phrase.part, said=True)
                return True
            if (phrase.part and not phrase.part.edge) or (phrase.repeat and phrase.repeat.seconds):
                return False
            phrase.part = word.at_its(phrase.part.edge) if phrase.part else word
        case Ahead(amount) if phrase.repeat and not phrase.repeat.seconds:
            phrase.lasting = amount
        case Ahead(amount):
            if phrase.ahead or phrase.days or phrase.repeat:
                return False
            phrase.ahead = amount
        case Zone(name):
            phrase.zone = name
        case Now():
            phrase.now = True
            return not (phrase.days or phrase.clocks)
        case Lasting(length):
            phrase.lasting = length
            return not (length and phrase.repeat and phrase.repeat.seconds)
    return True


def _add_clock(phrase: Phrase, clock: Clock, through: bool, listed: bool, *, either_or: bool) -> bool:
    if not phrase.clocks and phrase.repeat and through and not phrase.until:
        return False  # every 2 hours until 6pm: that is not when it begins, and is left in the text
    if not phrase.clocks:
        phrase.clocks = [clock]
        return True
    if (through or (phrase.until and not phrase.days)) and phrase.clock_until is None and not phrase.repeat:
        phrase.clock_until = clock
        return True
    if listed and not clock.weak and (phrase.repeat or phrase.days or (either_or and not phrase.part)):
        phrase.clocks.append(clock)
        return True
    return False


def _add_day(phrase: Phrase, word: DayWord, through: bool, listed: bool, *, until: bool) -> bool:
    if phrase.ahead or phrase.now or (phrase.repeat and phrase.repeat.seconds):
        return False
    ends_it = phrase.until is None and ((phrase.repeat and through) or (until and _only_timed(phrase)))
    if ends_it:
        phrase.until = word
        return True
    if phrase.repeat and not phrase.repeat.days and isinstance(word, Weekday):
        return False
    if not phrase.days:
        phrase.days = [word]
        return True
    return _add_further_day(phrase, word, through, listed)


def _only_timed(phrase: Phrase) -> bool:
    """From 2pm, which may last until tomorrow."""
    return bool(phrase.clocks) and not phrase.days and phrase.clock_until is None


def _add_further_day(phrase: Phrase, word: DayWord, through: bool, listed: bool) -> bool:
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
        phrase.days[-1] = replace(last, week=word.ahead)
        return True
    if isinstance(last, Days) and last.unit == "month" and isinstance(word, MonthDay):
        phrase.days[-1] = Day(last.first.replace(day=1) + timedelta(days=word.day - 1))
        return True
    if isinstance(last, Days) and last.unit == "week" and isinstance(word, Weekday):
        phrase.days[-1] = replace(word, week=last.ahead)
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
    """Take in the little words that belong to the phrase: by, on the, due, around; and a bare hour beside it."""
    _take_bare_hour(line, phrase)
    start, end = phrase.spans[0]
    tokens = line.tokens
    while start > 0 and not _LEADS.isdisjoint(tokens[start - 1].kinds) and not line.hidden(start - 1):
        if tokens[start - 1].word == "by" and tokens[start].word == "at":
            break  # swing by at four
        start -= 1
    start -= start > 0 and tokens[start - 1].word == "al"
    while _is(line, start - 1, "OF") and _is(line, start - 2, "BEFORE"):
        start -= 2
    if _is(line, start - 1, "NOWWORD") and _is(line, start - 2, "FROM"):
        start -= 2
    if _is(line, start - 1, "AND") and _is(line, start - 2, "NOWWORD") and _is(line, start - 3, "BETWEEN"):
        start -= 3
    if _is(line, start - 1, "THANWORD") and _is(line, start - 2, "LATER") and _is(line, start - 3, "NOTWORD"):
        start -= 3
    if _is(line, start - 1, "TIMEWORD") and _is(line, start - 2, "ANYWORD"):
        start -= 2
    closes = end >= len(tokens) - 1 and start > 0
    if closes and "IS" in tokens[start - 1].kinds and tokens[start - 1].word != "be":
        start -= 1
    if _is(line, end, "CLOSE") and any("OPEN" in token.kinds for token in tokens[start:end]):
        end += 1
    exactly = _is(line, end, "ATLIKE") and (end + 1 == len(tokens) or tokens[end].word in ("sharp", "exactly"))
    exactly = exactly or _is(line, end, "ISH")
    if _is(line, end, "SAME") or (phrase.clocks and exactly):
        end += 1
    phrase.spans[0] = (start, end)


def _take_bare_hour(line: Line, phrase: Phrase) -> None:
    """Tomorrow 9; 9 tomorrow evening; 7, this morning."""
    start, end = phrase.spans[0]
    if phrase.clocks or phrase.repeat:
        return
    if phrase.days and isinstance(phrase.days[-1], Day | Weekday):
        hour = bare_hour(line, end)
        closes = end + 1 >= len(line.tokens) or any(_is(line, end + 1, sign) for sign in ("COMMA", "STOP", "DOT"))
        if hour and closes and 0 < hour.hour <= 12:
            phrase.clocks, phrase.spans[0] = [hour], (start, end + 1)
            return
    if phrase.part and start > 0:
        comma = _is(line, start - 1, "COMMA")
        before = start - 1 - comma
        hour = bare_hour(line, before)
        if hour and hour.hour <= 12 and (before == 0 or comma or _is(line, before - 1, "AT")):
            phrase.clocks, phrase.spans[0] = [hour], (before, end)


def _is(line: Line, at: int, *kinds: str) -> bool:
    return 0 <= at < len(line.tokens) and any(kind in line.tokens[at].kinds for kind in kinds)
