"""Words as kinds: a message becomes one character per word, so that grammar rules are short regular expressions.

Each word, number or sign of a message has a set of kinds ("second" is an ordinal and a unit). Each distinct set
is given one private character. A rule is written in kind names and compiled to character classes, and runs at
the speed of `re` over a string that is only as long as the message has words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from bot.language.anchors import needed

Value: TypeAlias = int | str | tuple[int, ...]
Kinds: TypeAlias = Mapping[str, Value]

_FIRST = 0xE000  # the private use area: never meets a character that means something to `re`
_UNKNOWN: Kinds = {"WORD": 0}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign: `text[start:end]` of the message, lower-cased, with its kinds and their values."""

    word: str
    start: int
    end: int
    kinds: Kinds


@dataclass(slots=True)
class Line:
    """A message as tokens, and as the string of their characters that the rules run over.

    `names` are the tokens of who and for whom: hidden from the rules, but no values.
    """

    text: str
    tokens: list[Token]
    code: str
    lexicon: "Lexicon" = field(repr=False)
    names: set[int] = field(default_factory=set)

    def value(self, found: re.Match[str], group: str, kind: str) -> Value | None:
        """What the token in `group` is worth as `kind`, None if the group took no part or is of another kind."""
        at = found.start(group)
        return None if at < 0 else self.tokens[at].kinds.get(kind)

    def number(self, found: re.Match[str], group: str, kind: str) -> int | None:
        """Like `value`, for kinds whose values are numbers."""
        value = self.value(found, group, kind)
        return value if isinstance(value, int) else None

    def word(self, found: re.Match[str], group: str) -> str:
        """The lower-cased word in `group`, empty if the group took no part."""
        at = found.start(group)
        return "" if at < 0 else self.tokens[at].word

    def hidden(self, at: int) -> bool:
        """Whether the token was hidden from the rules."""
        return self.code[at] == self.lexicon.character(_HIDDEN)

    def hide(self, start: int, end: int) -> None:
        """Let no later rule see the tokens from `start` up to `end`."""
        mark = self.lexicon.character(_HIDDEN)
        self.code = self.code[:start] + mark * (end - start) + self.code[end:]

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that overlap `text[start:end]`, as a half-open pair of indexes."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= start:
                low = middle + 1
            else:
                high = middle
        last = low
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return low, last


_HIDDEN: Kinds = {"HIDDEN": 0}
_NAME = re.compile(r"(?<![<?a-z])\b[A-Z][A-Z0-9]*\b")
_TOKEN = re.compile(
    r"\d+|(?<=\d)(?:am|pm|th|st|nd|rd)(?=[A-Z])|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s\w]|_",
)
_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th"))


class Lexicon:
    """The words of a language with their kinds, and the characters given to each set of kinds."""

    def __init__(
        self, words: Mapping[str, Kinds], glued: Mapping[str, Kinds], also: Mapping[str, Kinds] | None = None
    ) -> None:
        """`glued` holds what a short word means directly after a number: the p of 7p, the h of 6h.

        `also` are words of a second language that will be read by the same rules, see `speaking`.
        """
        self._words = dict(words)
        self._glued = dict(glued)
        self._codes: dict[frozenset[str], str] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for kinds in (_UNKNOWN, _HIDDEN, *_number_shapes(), *words.values(), *glued.values(), *_SIGNS.values()):
            self.character(kinds)
        for kinds in (also or {}).values():
            self.character(kinds)
        for spelled in (*_spelled(), *_ordinals()):
            self.character(spelled)
        everyday = (words[word] for word in _EVERYDAY if word in words)
        self._common = frozenset(self.character(kinds) for kinds in (*everyday, *map(_number_kinds, ("2", "12"))))

    def speaking(self, words: Mapping[str, Kinds]) -> "Lexicon":
        """The same kinds and rules over the words of another language."""
        other = Lexicon({}, self._glued)
        other._words, other._codes, other._patterns = dict(words), self._codes, self._patterns
        other._common = self._common
        return other

    def character(self, kinds: Kinds) -> str:
        """The character of a set of kinds."""
        key = frozenset(kinds)
        if key not in self._codes:
            self._codes[key] = chr(_FIRST + len(self._codes))
        return self._codes[key]

    def rule(self, pattern: str) -> re.Pattern[str]:
        """Compile a rule: capital names are kinds, everything else is a regular expression; blanks are nothing."""
        if pattern not in self._patterns:
            self._patterns[pattern] = re.compile(_NAME.sub(lambda m: self._class(m[0]), pattern).replace(" ", ""))
        return self._patterns[pattern]

    def anchor(self, pattern: str) -> frozenset[str]:
        """The characters of which every match has one: the fewest of the kinds that the rule needs."""
        sets: list[frozenset[str]] = []
        for kinds in needed(pattern):
            codes = "".join(c for each, c in self._codes.items() if not kinds.isdisjoint(each))
            sets.append(frozenset(codes))
        return min(sets, key=lambda codes: self._frequency(codes), default=frozenset(self._codes.values()))

    def _frequency(self, codes: frozenset[str]) -> int:
        """How common the characters are, roughly: little words and plain numbers are everywhere."""
        return len(codes) + 100 * sum(code in codes for code in self._common)

    def knows(self, word: str) -> bool:
        """Whether a lower-cased word has kinds of its own."""
        return word in self._words

    def _class(self, kind: str) -> str:
        codes = "".join(code for kinds, code in self._codes.items() if kind in kinds)
        if not codes:
            raise KeyError(f"no word is of the kind {kind}")
        return f"[{codes}]"

    def line(self, text: str) -> Line:
        """Split a message into tokens and give each its character."""
        tokens = list(_merged(self._tokens(text)))
        known, unknown = self._codes, self.character(_UNKNOWN)
        code = "".join([known.get(frozenset(token.kinds), unknown) for token in tokens])
        return Line(text, tokens, code, self)

    def _tokens(self, text: str) -> Iterator[Token]:
        words, glued = self._words, self._glued
        end, last = -1, ""
        for found in _TOKEN.finditer(text):
            start, raw = found.start(), found[0]
            touching = start == end
            end = found.end()
            if raw.isdecimal() and raw.isascii():
                kinds = _number_kinds(raw)
                if touching and last == "word":
                    kinds = {**kinds, "AFTERLETTER": 0}
                last = "number"
            elif raw[0].isalnum():
                shouted = raw in _WARDS
                raw = raw.lower()
                if touching and last == "number" and shouted:
                    kinds = _STUCK
                elif touching and last == "number":
                    kinds = glued.get(raw) or words.get(raw) or _STUCK
                    if raw in _ORDINAL_ENDS:
                        kinds = _ORDINAL_END
                else:
                    kinds = words.get(raw) or self._possessive(raw)
                last = "word"
            else:
                before = start == 0 or text[start - 1].isspace()
                after = end >= len(text) or text[end].isspace()
                kinds = _sign_kinds(raw, loose=before or after)
                last = "sign"
            yield Token(raw, start, end, kinds)

    def _possessive(self, word: str) -> Kinds:
        if word.endswith(("'s", "’s")):
            return self._words.get(word[:-2], _UNKNOWN)
        return _UNKNOWN


_EVERYDAY = ("at", "on", "the", "a", "in", "of", "for", "to", "by", "and", "is", "this", "from", "with")
# 3D is a ward, 3d three days.
_WARDS = frozenset("DMSWY")
_STUCK: Kinds = {"STUCK": 0}
_ORDINAL_END: Kinds = {"ORDINALEND": 0}

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = tuple("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50}
_ORDINAL_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL_TEENS = tuple(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
    "twentieth".split()
)


def spelled_number(value: int) -> Kinds:
    """The kinds of a number that is written as a word."""
    kinds: dict[str, Value] = {"SPELLED": value, "COUNT": value}
    if 1 <= value <= 12:
        kinds["SPELLEDHOUR"] = value
    if 1 <= value <= 31:
        kinds["SPELLEDDAY"] = value
    if 5 <= value <= 59:
        kinds["SPELLEDMINUTE"] = value
    return kinds


def ordinal(value: int) -> Kinds:
    """The kinds of an ordinal, written 3rd or third."""
    kinds: dict[str, Value] = {"ORD": value}
    if 1 <= value <= 31:
        kinds["ORDDAY"] = value
    if 1 <= value <= 5:
        kinds["ORDWEEK"] = value
    return kinds


def english_numbers() -> dict[str, Kinds]:
    """The number words of English; twenty one and twenty-first are put together from two."""
    words: dict[str, Kinds] = {word: spelled_number(at) for at, word in enumerate((*_UNITS, *_TEENS), 1)}
    words |= {word: {**spelled_number(value), "TENS": value} for word, value in _TENS.items()}
    words |= {word: ordinal(at) for at, word in enumerate(_ORDINAL_UNITS, 1)}
    words |= {word: ordinal(at) for at, word in enumerate(_ORDINAL_TEENS, 10)}
    words["thirtieth"] = ordinal(30)
    return words


def _merged(tokens: Iterator[Token]) -> Iterator[Token]:
    """Put 22 and nd, twenty and one, twenty and - and first together."""
    held: Token | None = None
    dash: Token | None = None
    for token in tokens:
        if held is not None:
            both = None
            if "ORDINALEND" in token.kinds:
                if dash is None and token.start == held.end and held.word.isdecimal():
                    both = ordinal(int(held.word)) if len(held.word) < 4 else None
            elif "TENS" in held.kinds:
                both = _twenty_one(held.kinds["TENS"], token.kinds)
            if both is not None:
                yield Token(f"{held.word} {token.word}", held.start, token.end, both)
                held = dash = None
                continue
            if dash is None and token.word == "-" and "TENS" in held.kinds:
                dash = token
                continue
            yield held
            if dash is not None:
                yield dash
            held = dash = None
        if "INT" in token.kinds or "TENS" in token.kinds:
            held = token
        else:
            yield token
    if held is not None:
        yield held
    if dash is not None:
        yield dash


def _twenty_one(tens: Value, kinds: Kinds) -> Kinds | None:
    if isinstance(tens, int):
        one, first = kinds.get("SPELLED"), kinds.get("ORD")
        if isinstance(one, int) and one < 10:
            return spelled_number(tens + one)
        if isinstance(first, int) and first < 10 and tens < 40:
            return ordinal(tens + first)
    return None


def _spelled() -> list[Kinds]:
    return [spelled_number(value) for value in range(60)]


def _ordinals() -> list[Kinds]:
    return [ordinal(value) for value in (1, 6, 32)]


@cache
def _number_kinds(digits: str) -> Kinds:
    """What a number can be, by its digits: hour, minute, day, month, year, a clock without a colon."""
    if len(digits) > 8:
        return {"INT": 0, "LONG": 0}
    value = int(digits)
    kinds: dict[str, Value] = {"INT": value}
    if len(digits) <= 3:
        kinds["COUNT"] = value
    if len(digits) <= 2:
        kinds["LEADING" if digits[0] == "0" else "PLAIN"] = 0
        kinds |= {name: value for name, low, high in _RANGES if low <= value <= high}
    if len(digits) == 2:
        kinds["YEAR2"] = 2000 + value
        if value < 60:
            kinds["MINUTE"] = value
    if len(digits) in (3, 4) and value % 100 < 60 and (value // 100 < 24 or value == 2400):
        kinds["CLOCK4" if len(digits) == 4 else "CLOCK3"] = value
    if len(digits) == 4:
        if 1900 <= value <= 2199:
            kinds["YEAR"] = value
        if digits[0] == "0" or not 1900 <= value <= 2199:
            kinds["NOTYEAR"] = 0
    if len(digits) == 8 and 19000101 <= value <= 21991231:
        kinds["YMD"] = value
    return kinds


_RANGES = (("HOUR", 0, 24), ("HOUR12", 1, 12), ("DAY", 1, 31), ("MONTHNO", 1, 12))


def _number_shapes() -> list[Kinds]:
    short = [str(n) for n in range(100)] + [f"{n:02}" for n in range(10)]
    longer = (
        "100 130 175 999 0800 0861 1430 1475 1930 1975 2015 2075 2400 2500 2575 9999 12345 123456 1234567 "
        "20200701 12345678 123456789"
    ).split()
    shapes = [_number_kinds(digits) for digits in (*short, *longer)]
    return [*shapes, *({**kinds, "AFTERLETTER": 0} for kinds in shapes), _STUCK, _ORDINAL_END]


_SIGNS: dict[str, Kinds] = {
    ":": {"COLON": 0},
    "/": {"SLASH": 0},
    "-": {"DASH": 0, "HYPHEN": 0},
    ".": {"POINT": 0, "DOT": 0},
    ",": {"COMMA": 0, "TIGHTCOMMA": 0},
    "@": {"ATSIGN": 0},
    "~": {"ABOUT": 0},
    "+": {"PLUS": 0},
    "&": {"AND": 0},
    "(": {"OPEN": 0},
    ")": {"CLOSE": 0},
    "$": {"MONEY": 0},
    "%": {"PERCENT": 0},
    "'": {"QUOTE": 0},
    ";": {"STOP": 0},
    "!": {"STOP": 0},
    "?": {"STOP": 0},
    "#": {"HASH": 0},
    "\n": {"STOP": 0},
    " :": {"LOOSECOLON": 0},
    " /": {"LOOSESLASH": 0},
    " -": {"DASH": 0},
    " .": {"DOT": 0},
    " ,": {"COMMA": 0},
    "*": {"SIGN": 0},
}
_ALIKE = {
    "–": "-",
    "—": "-",
    "−": "-",
    "’": "'",
    "‘": "'",
    '"': "'",
    "“": "'",
    "”": "'",
    "…": ".",
    "¿": "?",
    "¡": "!",
}


def _sign_kinds(sign: str, *, loose: bool) -> Kinds:
    sign = _ALIKE.get(sign, sign)
    if loose and f" {sign}" in _SIGNS:
        return _SIGNS[f" {sign}"]
    return _SIGNS.get(sign, _SIGNS["*"])
