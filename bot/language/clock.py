"""Times of day: 9am, 15:30, 0800, half past seven, noon, seven thirty pm."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.language.lexicon import Line
from bot.language.vocabulary import anchor, rule


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
    "(?! MER | DASH INT POINT | COLON | SLASH | HYPHEN INT | PERCENT | POINT INT | TIGHTCOMMA INT | "
    "AMOUNT | UNIT | STUCK | OF | WDAYS )"
)
_LEAD = "(?:AT | ATLIKE | ATSIGN | BY | BEFORE | AFTER | DUE)"
_PAST = "(?<! MONEY ) (?<! COLON ) (?<! SLASH ) (?<! POINT ) (?<! PERCENT ) "

_COLON = (
    _PAST + f"(?P<h>HOUR) (?:COLON|LOOSECOLON) (?P<m>MINUTE) (?:COLON (?P<s>MINUTE) (?:POINT INT)?)?"
    f" (?:{_MER}|(?P<hrs>HOURS24))? (?! COLON | SLASH | PERCENT | STUCK)"
)
_DOTTED = (
    _PAST + f"(?P<at>{_LEAD}?) (?P<h>HOUR) POINT (?P<m>MINUTE) {_MER}?"
    " (?! COLON | SLASH | PERCENT | POINT INT | AMOUNT | UNIT)"
)
_DASHED = f"(?P<at>{_LEAD}) (?P<h>HOUR12) HYPHEN (?P<m>MINUTE) {_MER}"
_HOUR_MER = _PAST + f"(?<! HYPHEN ) (?P<h>HOUR12|SPELLEDHOUR) (?:ISH | OCLOCK | LETTERO CLOCKWORD)? {_MER} DOT?"
_HYPHEN_HOUR_MER = f"(?<= HYPHEN ) (?P<h>HOUR12|SPELLEDHOUR) {_MER}"
_OCLOCK = "(?P<h>HOUR12|SPELLEDHOUR) (?:OCLOCK | LETTERO CLOCKWORD | HYPHEN? ISH)"
_COMPACT_MER = _PAST + f"(?P<c>CLOCK3|CLOCK4) {_MER}"
_COMPACT = _PAST + f"(?P<at>{_LEAD}) (?P<c>CLOCK4) (?P<hrs>HOURS24 | HOURSEP)? {_TAIL}"
_COMPACT_HOURS = _PAST + "(?P<c>CLOCK4) (?:HOURSEP | (?<= NOTYEAR ) HOURS24)"
_COMPACT_WEAK = _PAST + f"(?P<c>CLOCK4) (?<! HASH) {_TAIL}"
_FRENCH = "(?P<h>HOUR) HOURSEP (?P<m>MINUTE) (?! UNIT)"
_FRENCH_HOUR = f"(?P<at>{_LEAD}) (?P<h>HOUR) HOURSEP (?! INT)"
_SPELLED = f"(?P<h>SPELLEDHOUR) HYPHEN? (?P<m>SPELLEDMINUTE) {_MER}"
_OH = f"(?P<h>SPELLEDHOUR) LETTERO (?P<o>SPELLED) {_MER}?"
_SPELLED_BESIDE = (
    "(?: ^ | (?<= RELDAY | TONIGHTWORD | PART ) | (?<= WDAY )) (?P<h>SPELLEDHOUR) (?P<m>SPELLEDMINUTE)"
    " (?= $ | RELDAY | TONIGHTWORD | WDAY | ON WDAY | ON THE? ORDDAY | THIS PART | COMMA)"
)
_SPELLED_AT = f"(?P<at>{_LEAD}|FROM|BETWEEN|TO|UNTIL) (?P<h>SPELLEDHOUR) (?P<m>SPELLEDMINUTE) (?! UNIT)"
_SPACED_AT = f"(?P<at>{_LEAD}) (?P<h>HOUR12) (?P<m>MINUTE) {_TAIL}"
_HUNDRED = f"(?P<h>SPELLEDHOUR) HUNDRED (?:AND (?P<m>SPELLEDMINUTE))? {_MER}"
_HUNDRED_AT = f"(?P<at>{_LEAD}) (?P<h>SPELLEDHOUR) HUNDRED (?:AND (?P<m>SPELLEDMINUTE))?"
_PAST_HOUR = (
    "(?:AN? (?P<q>QUARTERWORD) | (?P<f>HALFWORD) | (?P<n>MINUTE|SPELLED) (?P<u>UNIT)?) (?P<way>AFTER|PASTWORD|TO)"
    f" (?P<h>HOUR12|SPELLEDHOUR|NOONWORD|MIDNIGHTWORD) (?P<m>SPELLEDMINUTE)? {_MER}? (?! COLON | UNIT | AMOUNT)"
)
_Y_MEDIA = (
    f"{_LEAD}+ (?P<h>HOUR12|SPELLEDHOUR) (?P<way>YWORD|MENOSWORD)"
    " (?:(?P<q>QUARTERWORD) | (?P<f>HALFWORD) | (?P<n>SPELLEDMINUTE|MINUTE) (?! UNIT))"
)
_HALF_EIGHT = f"(?:{_LEAD} | ^) HALFWORD (?P<h>HOUR12|SPELLEDHOUR) (?! UNIT | AMOUNT | COLON | POINT)"
_NOON = "(?P<h>HOUR12|SPELLEDHOUR)? (?P<w>NOONWORD | MIDNIGHTWORD | MID HYPHEN? DAYUNIT)"
_FROM_FOR = "FROM (?P<h>HOUR|SPELLEDHOUR) (?= FOR (?:COUNT|AN|HALFWORD))"
_BEFORE_PART = (
    "(?: ^ | (?<= FOR | AT | BY | WDAY | RELDAY | ATLIKE ))"
    "(?P<h>HOUR12|SPELLEDHOUR) (?:(?P<m>SPELLEDMINUTE))? (?= COMMA? (?:IN|OF) THE PART)"
)
_ALARM = f"(?<= WAITWORD ) FOR (?P<h>HOUR|SPELLEDHOUR) {_TAIL}"
_LONE_P = "AT (?P<h>HOUR12|SPELLEDHOUR) (?P<x>LETTERP) DOT? (?= $ | COMMA | STOP | RELDAY | ON)"
_SPACED_HOUR = "AT ATLIKE? (?P<h>HOUR) HOURS24"
_LATE_FRENCH_HOUR = "(?P<h>HOUR) HOURSEP (?! INT | COUNT)"
_BARE = f"(?P<at>{_LEAD} OF? {_LEAD}{{0,3}}) (?P<h>HOUR|SPELLEDHOUR) {_TAIL}"


Reader = Callable[[Line, "re.Match[str]", bool], Clock | None]


def clocks(line: Line, whole: bool) -> list[tuple[int, int, Clock]]:
    """Every time of day as (first token, token after the last, clock). `whole`: the message is nothing else."""
    found: list[tuple[int, int, Clock]] = []
    present = frozenset(line.code)
    for pattern, needs, reader in _RULES:
        if needs.isdisjoint(present):
            continue
        for m in pattern.finditer(line.code):
            clock = reader(line, m, whole)
            if clock is not None:
                found.append((m.start(), m.end(), clock))
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


def _face(line: Line, m: re.Match[str], whole: bool = False) -> Clock | None:
    groups = m.re.groupindex
    hour = line.number(m, "h", "HOUR")
    if hour is None:
        hour = line.number(m, "h", "SPELLEDHOUR")
    if hour is None:
        return None
    minute = second = 0
    if "o" in groups:
        minute = line.number(m, "o", "SPELLED") or 0
    if "m" in groups:
        minute = line.number(m, "m", "MINUTE") or line.number(m, "m", "SPELLEDMINUTE") or 0
    if "s" in groups:
        second = line.number(m, "s", "MINUTE") or 0
    half = _meridiem(line, m) if "x" in groups else None
    return _clock(hour, minute, second, half, line.word(m, "h"))


def _dotted(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    """8.30 pm, at 6.45; a bare 6.45 is a number."""
    return _face(line, m) if m["x"] or m["at"] else None


def _bare(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    clock = None if _names_a_place(line, m.end()) or _divides(line, m) else _face(line, m)
    return replace(clock, bare=True) if clock else None


def _weakly(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    """0800 is a time, 1430 only beside a day: it may be a room or a form."""
    clock = _compact(line, m)
    strong = line.value(m, "c", "NOTYEAR") is not None and (whole or line.word(m, "c")[0] == "0")
    return replace(clock, weak=not strong) if clock else None


def _late_hour(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    """19h is a time, 6h may last as long."""
    clock = _face(line, m)
    return replace(clock, weak=not whole) if clock and clock.hour > 12 else None


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


def _compact(line: Line, m: re.Match[str], whole: bool = False) -> Clock | None:
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


def _past_the_hour(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    hour = line.number(m, "h", "HOUR12") or line.number(m, "h", "SPELLEDHOUR")
    noon_or_midnight = hour is None
    if hour is None:
        hour = 12 if line.value(m, "h", "NOONWORD") is not None else 24
    after = line.value(m, "way", "TO") is None
    if m["q"]:
        minute = 15
    elif m["f"]:
        if not after:
            return None
        minute = 30
    else:
        minute = line.number(m, "n", "MINUTE") or line.number(m, "n", "SPELLED") or 0
        if m["u"] and line.value(m, "u", "UNIT") != (0, 0, 60):
            return None
        if not m["u"] and (minute % 5 or not (after or _said_as_time(line, m, whole))):
            return None
    if m["m"] is not None:
        minute -= line.number(m, "m", "SPELLEDMINUTE") or 0
    total = hour * 60 + (minute if after else -minute)
    if noon_or_midnight:
        return Clock(total // 60 % 24, total % 60, day=total // 1440)
    return _clock(total // 60 or 12, total % 60, 0, _meridiem(line, m), "x")


def _half_eight(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    """At half eight: half past it."""
    clock = _face(line, m)
    return replace(clock, minute=30) if clock and (whole or m.start() > 0 or m.end() - m.start() > 2) else None


def _said_as_time(line: Line, m: re.Match[str], whole: bool) -> bool:
    """Whether "ten to six" is a time and not a range."""
    led = m.start() > 0 and not {"AT", "BY", "BEFORE", "ATLIKE"}.isdisjoint(line.tokens[m.start() - 1].kinds)
    return line.value(m, "n", "SPELLED") is not None and (led or (whole and m.start() == 0))


def _y_media(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    """A las tres y media, a las cinco menos cuarto."""
    hour = line.number(m, "h", "HOUR12") or line.number(m, "h", "SPELLEDHOUR")
    if hour is None:
        return None
    minute = (
        15 if m["q"] else 30 if m["f"] else line.number(m, "n", "SPELLED") or line.number(m, "n", "MINUTE") or 0
    )
    total = hour * 60 + (minute if line.value(m, "way", "YWORD") is not None else -minute)
    return _clock(total // 60 or 12, total % 60, 0, None, "x")


def _noon(line: Line, m: re.Match[str], whole: bool) -> Clock | None:
    if m["h"] is not None and 12 not in (line.number(m, "h", "HOUR12"), line.number(m, "h", "SPELLEDHOUR")):
        return None
    if line.value(m, "w", "MIDNIGHTWORD") is not None:
        return Clock(0)
    return Clock(12)


def _divides(line: Line, m: re.Match[str]) -> bool:
    """Two by four, divided by two."""
    if m.start() == 0 or line.tokens[m.start()].word != "by":
        return False
    before = line.tokens[m.start() - 1]
    return before.word in ("divided", "multiplied", "times") or not {"SPELLED", "HUNDRED"}.isdisjoint(before.kinds)


def _names_a_place(line: Line, at: int) -> bool:
    """Whether a capital word or several of something follow: at 5 East, at 4 tables, at one time."""
    if at >= len(line.tokens):
        return False
    token = line.tokens[at]
    if "TIMEWORD" in token.kinds or token.word in ("north", "south", "east", "west"):
        return True
    several = token.word.endswith("s") and not token.word.endswith(("ss", "'s", "’s"))
    return "WORD" in token.kinds and (line.text[token.start].isupper() or several)


# Of two that overlap the longer one counts, of equal ones the earlier rule.
_RULES: tuple[tuple[re.Pattern[str], frozenset[str], Reader], ...] = tuple(
    (rule(pattern), anchor(pattern), reader)
    for reader, patterns in (
        (_face, (_COLON,)),
        (_dotted, (_DOTTED,)),
        (
            _face,
            (
                _DASHED,
                _HOUR_MER,
                _HYPHEN_HOUR_MER,
                _FRENCH,
                _SPELLED,
                _OH,
                _SPELLED_BESIDE,
                _HUNDRED,
                _OCLOCK,
                _FROM_FOR,
            ),
        ),
        (_face, (_LONE_P, _SPACED_HOUR, _FRENCH_HOUR, _SPELLED_AT, _SPACED_AT, _HUNDRED_AT)),
        (_compact, (_COMPACT_MER, _COMPACT, _COMPACT_HOURS)),
        (_weakly, (_COMPACT_WEAK,)),
        (_past_the_hour, (_PAST_HOUR,)),
        (_half_eight, (_HALF_EIGHT,)),
        (_y_media, (_Y_MEDIA,)),
        (_noon, (_NOON,)),
        (_bare, (_BEFORE_PART, _ALARM)),
        (_late_hour, (_LATE_FRENCH_HOUR,)),
        (_bare, (_BARE,)),
    )
    for pattern in patterns
)
