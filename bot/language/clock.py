"""Times of day: 9am, 15:30, 0800, half past seven, noon, seven thirty pm."""

import re
from dataclasses import dataclass, replace

from bot.language.lexicon import Line
from bot.language.vocabulary import rule


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `half` is 1 before noon, 2 after it, 0 when the hour says it, None when nobody knows.

    `weak` ones count only beside a day, `day` is 1 for the midnight that ends a day.
    """

    hour: int
    minute: int = 0
    second: int = 0
    half: int | None = 0
    weak: bool = False
    day: int = 0
    bare: bool = False

    @property
    def known(self) -> bool:
        """Whether it is one moment of the day and not two."""
        return self.half is not None

    def in_half(self, half: int) -> "Clock":
        """The same face of the clock before (1) or after (2) noon."""
        return replace(self, hour=self.hour % 12 + (12 if half == 2 else 0), half=0)


_MER = "(?P<x>(?:LETTERP|LETTERA|GLUED) DOT LETTERM DOT? | MER | (?<= SPELLED ) (?:LETTERP|LETTERA) LETTERM)"
_TAIL = (
    "(?! MER | DASH INT POINT | COLON | SLASH | HYPHEN INT | PERCENT | POINT INT | TIGHTCOMMA INT | AMOUNT | UNIT | STUCK | OF | WDAYS )"
)
_LEAD = "(?:AT | ATLIKE | ATSIGN | BY | BEFORE | AFTER)"
_PAST = "(?<! MONEY ) (?<! COLON ) (?<! SLASH ) (?<! POINT ) (?<! PERCENT ) "

_COLON = rule(
    _PAST + f"(?P<h>HOUR) (?:COLON|LOOSECOLON) (?P<m>MINUTE) (?:COLON (?P<s>MINUTE) (?:POINT INT)?)?"
    f" (?:{_MER}|(?P<hrs>HOURS24))? (?! COLON | SLASH | PERCENT | STUCK)"
)
_DOTTED = rule(
    _PAST + f"(?P<at>{_LEAD}?) (?P<h>HOUR) POINT (?P<m>MINUTE) {_MER}?"
    " (?! COLON | SLASH | PERCENT | POINT INT | AMOUNT | UNIT)"
)
_DASHED = rule(f"(?P<at>{_LEAD}) (?P<h>HOUR12) HYPHEN (?P<m>MINUTE) {_MER}")
_HOUR_MER = rule(
    _PAST + f"(?<! HYPHEN ) (?P<h>HOUR12|SPELLEDHOUR) (?:ISH | OCLOCK | LETTERO CLOCKWORD)? {_MER} DOT?"
)
_HYPHEN_HOUR_MER = rule(f"(?<= HYPHEN ) (?P<h>HOUR12|SPELLEDHOUR) {_MER}")
_OCLOCK = rule("(?P<h>HOUR12|SPELLEDHOUR) (?:OCLOCK | LETTERO CLOCKWORD | HYPHEN? ISH)")
_COMPACT_MER = rule(_PAST + f"(?P<c>CLOCK3|CLOCK4) {_MER}")
_COMPACT = rule(_PAST + f"(?P<at>{_LEAD}) (?P<c>CLOCK4) (?P<hrs>HOURS24 | HOURSEP)? {_TAIL}")
_COMPACT_HOURS = rule(_PAST + "(?P<c>CLOCK4) (?:HOURSEP | (?<= NOTYEAR ) HOURS24)")
_COMPACT_WEAK = rule(_PAST + f"(?P<c>CLOCK4) (?<! HASH) {_TAIL}")
_FRENCH = rule("(?P<h>HOUR) HOURSEP (?P<m>MINUTE) (?! UNIT)")
_FRENCH_HOUR = rule(f"(?P<at>{_LEAD}) (?P<h>HOUR) HOURSEP (?! INT)")
_SPELLED = rule(f"(?P<h>SPELLEDHOUR) HYPHEN? (?P<m>SPELLEDMINUTE) {_MER}")
_SPELLED_AT = rule(f"(?P<at>{_LEAD}|FROM|BETWEEN|TO|UNTIL) (?P<h>SPELLEDHOUR) (?P<m>SPELLEDMINUTE) (?! UNIT)")
_SPACED_AT = rule(f"(?P<at>{_LEAD}) (?P<h>HOUR12) (?P<m>MINUTE) {_TAIL}")
_HUNDRED = rule(f"(?P<h>SPELLEDHOUR) HUNDRED (?:AND (?P<m>SPELLEDMINUTE))? {_MER}")
_HUNDRED_AT = rule(f"(?P<at>{_LEAD}) (?P<h>SPELLEDHOUR) HUNDRED (?:AND (?P<m>SPELLEDMINUTE))?")
_PAST_HOUR = rule(
    "(?:AN? (?P<q>QUARTERWORD) | (?P<f>HALFWORD) | (?P<n>MINUTE|SPELLED) (?P<u>UNIT)?) (?P<way>AFTER|PASTWORD|TO)"
    f" (?P<h>HOUR12|SPELLEDHOUR) (?P<m>SPELLEDMINUTE)? {_MER}? (?! COLON | UNIT | AMOUNT)"
)
_NOON = rule("(?P<h>HOUR12)? (?P<w>NOONWORD | MIDNIGHTWORD | MID HYPHEN? DAYUNIT)")
_FROM_FOR = rule("FROM (?P<h>HOUR|SPELLEDHOUR) (?= FOR (?:COUNT|AN|HALFWORD))")
_BEFORE_PART = rule(
    "(?: ^ | (?<= FOR | AT | BY | WDAY | RELDAY | ATLIKE ))"
    "(?P<h>HOUR12|SPELLEDHOUR) (?:(?P<m>SPELLEDMINUTE))? (?= COMMA? (?:IN|OF) THE PART)"
)
_ALARM = rule(f"(?<= WAITWORD ) FOR (?P<h>HOUR|SPELLEDHOUR) {_TAIL}")
_LATE_FRENCH_HOUR = rule("(?P<h>HOUR) HOURSEP (?! INT | COUNT)")
_BARE = rule(f"(?P<at>{_LEAD} OF? {_LEAD}{{0,3}}) (?P<h>HOUR|SPELLEDHOUR) {_TAIL}")


def clocks(line: Line, whole: bool) -> list[tuple[int, int, Clock]]:
    """Every time of day in the line as (first token, token after the last, clock). `whole`: short, nothing else."""
    code = line.code
    found: list[tuple[int, int, Clock]] = []

    def keep(match: re.Match[str], clock: Clock | None, start: str = "") -> None:
        if clock is not None:
            found.append((match.start(start) if start else match.start(), match.end(), clock))

    for m in _COLON.finditer(code):
        keep(m, _face(line, m))
    for m in _DOTTED.finditer(code):
        sure = m["x"] is not None or (m["at"] and line.tokens[m.start("h") + 1].word == ".")
        keep(m, _face(line, m) if sure else None)
    for pattern in (_DASHED, _HOUR_MER, _HYPHEN_HOUR_MER, _FRENCH, _SPELLED, _HUNDRED):
        for m in pattern.finditer(code):
            keep(m, _face(line, m))
    for pattern in (_OCLOCK, _FROM_FOR, _FRENCH_HOUR, _SPELLED_AT, _SPACED_AT, _HUNDRED_AT):
        for m in pattern.finditer(code):
            keep(m, _face(line, m))
    for pattern in (_COMPACT_MER, _COMPACT, _COMPACT_HOURS):
        for m in pattern.finditer(code):
            keep(m, _compact(line, m))
    for m in _COMPACT_WEAK.finditer(code):
        clock = _compact(line, m)
        strong = line.value(m, "c", "NOTYEAR") is not None and (whole or line.word(m, "c")[0] == "0")
        keep(m, replace(clock, weak=not strong) if clock else None)
    for m in _PAST_HOUR.finditer(code):
        keep(m, _past_the_hour(line, m))
    for m in _NOON.finditer(code):
        keep(m, _noon(line, m))
    for pattern in (_BEFORE_PART, _ALARM):
        for m in pattern.finditer(code):
            clock = _face(line, m)
            keep(m, replace(clock, bare=True) if clock else None)
    for m in _LATE_FRENCH_HOUR.finditer(code):
        clock = _face(line, m)
        keep(m, replace(clock, weak=not whole) if clock and clock.hour > 12 else None)
    for m in _BARE.finditer(code):
        if not _names_a_place(line, m.end()):
            clock = _face(line, m)
            keep(m, replace(clock, bare=True) if clock else None)
    return found


def bare_hour(line: Line, at: int) -> Clock | None:
    """The token as an hour without any sign of being one; the caller has other evidence."""
    if not 0 <= at < len(line.tokens):
        return None
    kinds = line.tokens[at].kinds
    hour = kinds.get("HOUR", kinds.get("SPELLEDHOUR"))
    if not isinstance(hour, int) or line.hidden(at):
        return None
    return Clock(hour % 24, half=_half(hour, line.tokens[at].word), day=hour // 24, bare=True)


def _face(line: Line, m: re.Match[str]) -> Clock | None:
    groups = m.re.groupindex
    hour = line.number(m, "h", "HOUR")
    if hour is None:
        hour = line.number(m, "h", "SPELLEDHOUR")
    if hour is None:
        return None
    minute = second = 0
    if "m" in groups:
        minute = line.number(m, "m", "MINUTE") or line.number(m, "m", "SPELLEDMINUTE") or 0
    if "s" in groups:
        second = line.number(m, "s", "MINUTE") or 0
    half = _meridiem(line, m) if "x" in groups else None
    return _clock(hour, minute, second, half, line.word(m, "h"))


def _clock(hour: int, minute: int, second: int, half: int | None, written: str) -> Clock | None:
    if hour == 24:
        return Clock(0, day=1) if minute == second == 0 and half is None else None
    if half is not None:
        if hour > 12:
            return Clock(hour, minute, second) if half == 2 else None
        if hour == 0:
            return None
        return Clock(hour % 12 + (12 if half == 2 else 0), minute, second)
    return Clock(hour, minute, second, half=_half(hour, written))


def _half(hour: int, written: str) -> int | None:
    """0 if the hour itself says which half of the day it is in: 15, 08, 0, 12 as noon."""
    return 0 if hour >= 12 or hour == 0 or written[0] == "0" else None


def _meridiem(line: Line, m: re.Match[str]) -> int | None:
    if m["x"] is None:
        return None
    value = line.number(m, "x", "MER")
    if value:
        return value
    return 2 if line.word(m, "x").startswith("p") else 1


def _compact(line: Line, m: re.Match[str]) -> Clock | None:
    value = line.number(m, "c", "CLOCK4")
    short = value is None
    if value is None:
        value = line.number(m, "c", "CLOCK3")
    if value is None:
        return None
    half = _meridiem(line, m) if "x" in m.re.groupindex else None
    hour, minute = divmod(value, 100)
    clock = _clock(hour, minute, 0, half if hour <= 12 else None, line.word(m, "c"))
    return clock if short or clock is None or half is not None else replace(clock, half=0)


def _past_the_hour(line: Line, m: re.Match[str]) -> Clock | None:
    hour = line.number(m, "h", "HOUR12") or line.number(m, "h", "SPELLEDHOUR")
    if hour is None:
        return None
    after = line.value(m, "way", "TO") is None
    if m["q"]:
        minute = 15
    elif m["f"]:
        if not after:
            return None
        minute = 30
    else:
        minute = line.number(m, "n", "MINUTE") or line.number(m, "n", "SPELLED") or 0
        if not m["u"] and (minute % 5 or not after):
            return None
    if m["m"] is not None:
        minute -= line.number(m, "m", "SPELLEDMINUTE") or 0
    total = hour * 60 + (minute if after else -minute)
    half = _meridiem(line, m)
    return _clock(total // 60 or 12, total % 60, 0, half, "x")


def _noon(line: Line, m: re.Match[str]) -> Clock | None:
    if m["h"] is not None and line.number(m, "h", "HOUR12") != 12:
        return None
    if line.value(m, "w", "MIDNIGHTWORD") is not None:
        return Clock(0)
    return Clock(12)


def _names_a_place(line: Line, at: int) -> bool:
    """Whether a capital word of no known kind follows: at 5 East."""
    if at >= len(line.tokens):
        return False
    token = line.tokens[at]
    return "WORD" in token.kinds and line.text[token.start].isupper()
