"""Parts of a day: this afternoon, tonight, after lunch, by EOD, before rounds, end of shift."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.language.dates import Setting
from bot.language.lexicon import Line
from bot.language.vocabulary import anchor, rule


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in hours from its midnight (30 is six the next morning); `half` as in `Clock`.

    `said` when the day is part of the word ("tonight"). `weak` ones count only beside a day; `edge` is the side of
    a part that is still to be named: late Friday (afternoon).
    """

    start: float
    end: float
    half: int = 0
    said: bool = False
    weak: bool = False
    edge: str = ""

    def at_its(self, edge: str) -> "Part":
        """The early or late side of it: 6 to 9 of the morning, 15 to 17 of the afternoon."""
        start, end = self.start, self.end
        if edge == "first":
            return Part(7, 9, 1)
        if edge == "early":
            start, end = (start - 2, start + 1) if self.half == 1 else (start, start + 2)
        elif edge == "late":
            start += 2
        return Part(start, max(end, start + 1), self.half, self.said)


Builder = Callable[[Line, "re.Match[str]", Setting], Part | None]

END_OF_DAY = Part(16, 17, 2)
# The hours a team keeps when nothing else is known; a workspace that keeps others says so in words ("at 8").
ROUNDS, HUDDLE, SHIFTS = 9.0, 7.5, (7.0, 19.0)


def _part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    value = line.value(m, "p", "PART") or line.value(m, "p", "AMPART") or line.value(m, "p", "MEAL")
    if not isinstance(value, tuple):
        return None
    start, end, half = float(value[0]), float(value[1]), value[2]
    groups = m.groupdict()
    if groups.get("mid"):
        start, end = (9.0, 11.0) if half == 1 else (14.0, 16.0) if start < 18 else (22.0, 24.0)
    part = Part(start, max(end, start + 1), half, said=groups.get("this") is not None)
    return part.at_its("early" if groups.get("early") else "late" if groups.get("late") else "")


def _weak_part(line: Line, m: re.Match[str], at: Setting) -> Part | None:
    """A part of the day that counts only beside a day or a time: night shift, confused at night."""
    part, counted = _part(line, m, at), m.start() > 0 and "COUNT" in line.tokens[m.start("p") - 1].kinds
    if counted and line.word(m, "p").endswith("s"):
        return None  # a stay of 4 nights
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


_LEAD = "(?P<lead>AT|ATLIKE|BY|BEFORE|AFTER)"
_IN = "(?:IN|DURING|FOR|ON)"
RULES: tuple[tuple[re.Pattern[str], frozenset[str], Builder], ...] = tuple(
    (rule(pattern), anchor(pattern), build)
    for pattern, build in (
        ("THE? ENDWORD OF (?= RELDAY | WDAY)", _eod),
        (f"{_IN} THE? (?P<early>EARLY)? (?P<late>LATE)? (?P<mid>MID)? (?P<p>PART)", _part),
        ("(?P<this>THIS) (?P<p>AMPART)", _part),
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
        (f"{_LEAD} OF? THE? (?P<p>MEAL)", _meal),
        ("(?P<p>MEAL)", _lone_part),
        ("TONIGHTWORD", _tonight),
        ("EARLY ON? (?= RELDAY | WDAY)", lambda line, m, at: Part(7, 9, 1, edge="early")),
        ("LATE ON? (?= RELDAY | WDAY)", lambda line, m, at: Part(15, 17, 2, edge="late")),
        ("AFTER WORKWORD", _fixed(17, 18, 2)),
        ("FIRST THING", lambda line, m, at: Part(7, 9, 1, edge="first")),
        ("FIRST THING IN THE (?P<p>PART)", _fixed(7, 9, 1)),
        ("EOD", _eod),
        ("CLOSEWORD OF BUSINESS", _eod),
        ("THE? ENDWORD OF? (?:THE|THIS)? DAYUNIT", _eod),
        ("THE? ENDWORD OF? (?:THE|THIS|MY)? SHIFTWORD", _end_of_shift),
        ("(?:BY|AT|BEFORE) EOS", _end_of_shift),
        ("EOS (?= $ | STOP | COMMA)", _end_of_shift),
        ("ENDWORD OF? (?:THE|THIS)? BUSINESS DAYUNIT", _eod),
        ("(?P<lead>AT|BY|BEFORE|AFTER|WITH) SHIFTWORD SHIFTCHANGE", _shift_change),
        ("(?P<lead>AT|BY|BEFORE|AFTER|TO) OF? SHIFTCHANGE OF SHIFTWORD", _shift_change),
        (f"{_LEAD} (?:OF|THE)* (?:PART)? ROUNDS", _around(ROUNDS)),
        (f"{_LEAD} (?:THE)? (?:PART)? HUDDLE", _around(HUDDLE)),
        ("(?<= MANANA ) EARLY | (?<= RELDAY ) EARLY", _fixed(6, 9, 1)),
    )
)  # fmt: skip
