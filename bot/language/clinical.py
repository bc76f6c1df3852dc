"""Numbers that are not times: doses, vitals, rooms, phones, ages; hidden before anything is read."""

import re

from bot.language.lexicon import Line
from bot.language.vocabulary import anchor, rule

_BETWEEN = "(?:DOT | COLON | LOOSECOLON | HASH | OF | IS | DASH | SIGN){0,3}"
_NO_CLOCK = "(?! MER | COLON | SLASH | HOURSEP | ORDINALEND | MONTH | UNIT | POINT)"
_HIDE = tuple(
    (rule(pattern), anchor(pattern))
    for pattern in (
        f"IDLABEL {_BETWEEN} INT (?: HYPHEN INT)* STUCK? (?! SLASH | COLON | MER)",
        f"SCORELABEL {_BETWEEN} INT (?: SLASH INT)+",
        f"LABEL {_BETWEEN} INT (?: (?:POINT|HYPHEN) INT)* PERCENT? {_NO_CLOCK}",
        "(?<! COUNT ) (?<! IN ) (?<! ON ) (?<! THE ) (?:DAYUNIT|WEEKUNIT) (?P<count>INT) (?! MER | COLON | "
        "SLASH | MONTH | UNIT)",
        "INT (?: (?:POINT|HYPHEN|TIGHTCOMMA|SLASH) INT)* HYPHEN? (?:AMOUNT|PERCENT) (?! (?:SLASH|AN|PER)? "
        "(?:DAYUNIT|WEEKUNIT|ADVERB))",
        "INT (?:POINT INT)? STUCK",
        "INT SLASH INT SCORELABEL",
        "INT (?:OUTWORD)? OF THE? INT",
        "PAGEWORD INT SLASH INT",
        "RATELABEL AT INT (?! MER | COLON | CLOCK4)",
        "MONEY INT (?: (?:TIGHTCOMMA|POINT) INT)*",
        "INT (?: TIGHTCOMMA INT)+",
        "INT HYPHEN? YEARUNIT HYPHEN? OLDWORD",
        "XWORD INT UNIT?",
        "INT HYPHEN? UNIT HYPHEN? (?:SUPPLY|OLDWORD|SHIFTWORD)",
    )
)
_SCORE = _HIDE[1][0]
_GLUED_NUMBER = rule(
    "(?<! MONTH ) (?<! TLETTER ) (?<! QLETTER ) (?<! HOURSEP ) (?<! MER ) (?<! WDAY ) AFTERLETTER"
)
# Nothing by mouth after midnight tells the patient what to do, not the team when.
_FASTING = rule(
    "(?:NPO | BY MOUTH | MOUTHWORD) (?:AFTER | FROM | AT | PASTWORD | BEFORE | THE){0,2} "
    "(?:MIDNIGHTWORD | CLOCK4 | HOUR12 MER)"
)
_TITLED = rule("TITLE DOT?")
_OUT_OF = rule("INT SLASH (?P<of>INT)")
_RAW = re.compile(
    r"(?<![\w+(])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[.-]\d{4}(?![\w])"
    r"|(?<![\w-])\d{3}-\d[\d-]*"
    r"|(?<![\w-])\d+(?:-\d+){3,}"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
)
_ADDRESS = re.compile(r"(?<![^\s<(,;:])[^\s@]{1,64}@[^\s@]{1,64}\.\w+|\bhttps?://\S+|<[@#!][^>\s]{1,64}>")


def hide_numbers(line: Line, masked: tuple[tuple[int, int], ...] = ()) -> None:
    """Hide what only looks like a time. `masked`: character spans that are known to be something else."""
    for start, end in masked:
        first, last = line.covering(start, end)
        line.hide(first, last)
        line.names.update(range(first, last))
    _hide_addresses_and_phones(line)
    for found in _TITLED.finditer(line.code):
        _hide_name(line, found.end())
    for found in _FASTING.finditer(line.code):
        line.hide(*found.span())
    if not _ANY_NUMBER.search(line.code):
        return
    for found in _GLUED_NUMBER.finditer(line.code):
        line.hide(*found.span())
    _hide_by_rule(line)


def _hide_addresses_and_phones(line: Line) -> None:
    text = line.text
    if "@" in text or "://" in text:
        for found in _ADDRESS.finditer(text):
            line.hide(*line.covering(*found.span()))
    if any(sign in text for sign in "-.("):
        for found in _RAW.finditer(text):
            line.hide(*line.covering(*found.span()))


def _hide_by_rule(line: Line) -> None:
    out_of = ""
    present = frozenset(line.code)
    for pattern, needs in _HIDE:
        if needs.isdisjoint(present):
            continue
        for found in pattern.finditer(line.code):
            if _is_weekday_with_hour(line, found):
                continue
            if pattern is _SCORE:
                out_of = line.tokens[found.end() - 1].word
            line.hide(*found.span())
    if out_of:  # after one 4/5 the others of the message are no dates either
        for found in _OUT_OF.finditer(line.code):
            if line.word(found, "of") == out_of:
                line.hide(*found.span())


_ANY_NUMBER = rule("INT")


def _hide_name(line: Line, at: int) -> None:
    """Hide the name after a title: Mrs. March, Dr Sun."""
    if at < len(line.tokens):
        token = line.tokens[at]
        named = "WDAY" in token.kinds or "MONTH" in token.kinds
        if named or line.text[token.start].isupper():
            line.hide(at, at + 1)


def _is_weekday_with_hour(line: Line, found: re.Match[str]) -> bool:
    """Sat 9 is a day; sat 98 a saturation."""
    first = line.tokens[found.start()].kinds
    if "WDAY" not in first:
        return False
    values = (token.kinds.get("INT") for token in line.tokens[found.start() : found.end()])
    return not any(isinstance(value, int) and value > 31 for value in values)
