"""What was said, as concepts and numbers: "ring them at 2 pm" and "call at 14:00" come out alike."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.language import nursing


class Sort(StrEnum):
    """What a fact is: a concept, a number, a time of day, or how often."""

    word = "word"
    number = "number"
    time = "time"
    every = "every"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was said, and the words that said it. `values` are the readings that it may have: minutes
    of the day for a time ("8" is 08:00 and 20:00), minutes for an interval, the number itself otherwise."""

    sort: Sort
    name: str
    values: frozenset[float]
    words: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of speech up to the next comma, full stop or "and"."""

    facts: tuple[Fact, ...]
    negatives: int
    words: str


_UNITS = {
    "minute": 1,
    "minutes": 1,
    "min": 1,
    "mins": 1,
    "m": 1,
    "hour": 60,
    "hours": 60,
    "hrs": 60,
    "hr": 60,
    "h": 60,
}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
_NUMBER_WORD = re.compile(r"\b(" + "|".join(_NUMBERS) + r")\b")
_REWRITES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"[’`]", "'"),
        (r"\bcan(?:no|')t\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b1:1\b|\bone[ -](?:to|on)[ -]one\b", "onetoone"),
        (r"\btype and (?:cross|screen)\b", "crossmatch"),
        (r"\bpeer[ -]to[ -]peer\b", "peertopeer"),
        (r"\bc\.? ?diff(?:icile)?\b", "cdiff"),
        (r"\bno more than\b|\bat most\b", "at most"),
        (r"≥|>=|>", " above "),
        (r"≤|<=|<", " below "),
        (r"½[ -]?hourly|\bhalf[ -]hourly\b", "every 30 minutes"),
        (r"\bhalf past (\w+)\b", r"\1:30"),
        (r"\btwice\b|\btwo times\b", "2"),
        (r"\b(?:noon|midday)\b|\bat 12\b(?!:)", "12:00"),
        (r"\bmidnight\b", "00:00"),
        (r"\btimes (two|three|2|3)\b", r"\1"),
        (r"\bx ?(\d)\b", r"\1"),
        (r"\bq ?(\d+) ?h(?:rs?|ours?)?\b", r"every \1 hours"),
        (r"\bq ?(\d+)\b(?! ?(?:m|h))", r"every \1 hours"),
        (r"(?<=[glq]) ?(?:/|per |an ) ?h(?:r|our)?\b", " "),
        (r"\bun(?=signed|done|answered|available|able|willing|comfortable|changed)", "not "),
        (r"\bq ?(\d+) ?m(?:ins?|inutes?)?\b", r"every \1 minutes"),
        (r"\b(?:hourly|every hour|each hour)\b", "every 1 hours"),
        (r"(?<=\d)(?=(?:mg|ml|kg|meq|mcg|units?|liters?|litres?|l|%)\b)", " "),
        (r"\bnot only\b", "only"),
        (r"\b(?:k|p|mr|mrs)-\d+\b", " "),
    )
)
_CLAUSE = re.compile(r"[;,\n!?:](?!\d)|(?<!\d)\.|\.(?!\d)|\b(?:and|then|plus|but)\b")
_EVERY = re.compile(r"every (\d+)(?:st|nd|rd|th)? ?(minutes?|mins?|hours?|hrs?|h|m)?\b")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?: ?([ap])\.?m\b)?|(\d{1,2}) ?([ap])\.?m\b\.?|\b([01]\d|2[0-3])([0-5]\d)\b")
_PART = re.compile(r"(\d{1,2}) (?:o'clock )?(?:in|at) (?:the )?(morning|evening|night|afternoon)")
_NUMBER = re.compile(
    r"(\d+(?:\.\d+)?)(?: ?(mcg|mg|g|grams?|kg|kilos?|ml|meq|units?|percent|%|lit(?:er|re)s?|l"
    r"|minutes?|mins?|hours?|hrs?|h|days?|degrees?)(?![\w-]))?"
)
_SAME_UNIT = {
    "kilo": "kg",
    "gram": "g",
    "min": "minute",
    "hr": "hour",
    "h": "hour",
    "%": "percent",
    "l": "liter",
    "litre": "liter",
}
_TOKEN = re.compile(
    f"(?P<every>{_EVERY.pattern})|(?P<part>{_PART.pattern})|(?P<time>{_TIME.pattern})|(?P<number>{_NUMBER.pattern})"
    r"|(?P<word>[^\W\d_][\w'+]*)"
)


def clauses(text: str) -> list[Clause]:
    """The text, clause by clause."""
    plain = _plain(text)
    parts = [part.strip() for part in _CLAUSE.split(plain)]
    return [_clause(part) for part in parts if part]


def _plain(text: str) -> str:
    text = text.casefold()
    for pattern, put in _REWRITES:
        text = pattern.sub(put, text)
    return _NUMBER_WORD.sub(lambda found: str(_NUMBERS[found[1]]), text)


def _clause(text: str) -> Clause:
    facts: list[Fact] = []
    tokens = list(_TOKEN.finditer(text))
    negatives, at = 0, 0
    while at < len(tokens):
        token = tokens[at]
        if token.lastgroup is None:
            at += 1
            continue
        if token["word"] is None:
            facts.append(_number(token))
            at += 1
            continue
        name, length = _named(tokens, at)
        words = " ".join(one[0] for one in tokens[at : at + length])
        if words in nursing.NEGATIVES and not (words == "off" and "off to" in text):
            negatives += 1
        if words in nursing.STOPS:
            name = "stop"
        if name:
            facts.append(Fact(Sort.word, name, frozenset(), words))
        at += length
    return Clause(tuple(facts), negatives, text)


def _number(token: re.Match[str]) -> Fact:
    words = token[0].strip()
    if token["every"]:
        found = _EVERY.fullmatch(token["every"])
        assert found is not None  # noqa: S101 - it is the same pattern
        return Fact(Sort.every, "every", frozenset({float(found[1]) * _UNITS.get(found[2] or "hours", 60)}), words)
    if token["part"]:
        found = _PART.fullmatch(token["part"])
        assert found is not None  # noqa: S101 - it is the same pattern
        late = found[2] != "morning"
        return Fact(Sort.time, "time", frozenset({60.0 * (int(found[1]) % 12 + 12 * late)}), words)
    if token["time"]:
        return Fact(Sort.time, "time", _minutes(token["time"]), words)
    counted = _NUMBER.fullmatch(token["number"])
    assert counted is not None  # noqa: S101 - it is the same pattern
    unit = (counted[2] or "number").removesuffix("s")
    return Fact(Sort.number, _SAME_UNIT.get(unit, unit), frozenset({float(counted[1])}), words)


def _minutes(words: str) -> frozenset[float]:
    found = _TIME.match(words)
    assert found is not None  # noqa: S101 - it is the same pattern
    hour, minute, half = (
        int(found[1] or found[4] or found[6]),
        int(found[2] or found[7] or 0),
        found[3] or found[5],
    )
    if half:
        return frozenset({60.0 * (hour % 12 + 12 * (half == "p")) + minute})
    exact = 60.0 * (hour % 24) + minute
    # "7:30" may be either half of the day, "07:30" and "19:30" may not.
    return frozenset({exact, exact + 720} if 1 <= hour < 12 and not words.startswith("0") else {exact})


def _named(tokens: list[re.Match[str]], at: int) -> tuple[str, int]:
    """The concept that begins here and how many words it takes; a word that says nothing has an empty name."""
    for length in range(min(nursing.LONGEST, len(tokens) - at), 0, -1):
        taken = tokens[at : at + length]
        if any(one["word"] is None for one in taken):
            continue
        phrase = " ".join(one[0].removesuffix("'s") for one in taken)
        if length > 1 and phrase.split()[0] in nursing.SILENT and nursing.concept(phrase) is None:
            continue
        if found := nursing.concept(phrase):
            return found, length
    word = tokens[at][0].removesuffix("'s")
    if word in nursing.SILENT or word in nursing.NEGATIVES or len(word) < 2:
        return "", 1
    short = nursing.stem(word)
    return nursing.concept(short) or short, 1
