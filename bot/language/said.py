"""What was said, as concepts and numbers: "ring them at 2 pm" and "call at 14:00" come out alike."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from bot.language import drugs, nursing
from bot.language.facts import Clause, Fact, Sort
from bot.language.rewording import in_plain

_Cuts: TypeAlias = Callable[[Sequence[Fact]], Sequence[int]]

_LENGTHS = {
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
    "day": 1440,
    "days": 1440,
    "night": 1440,
    "nights": 1440,
    "week": 10080,
    "weeks": 10080,
}

_CLAUSE = re.compile(
    r"([;\n!?](?!\d)|(?<!\d)\.|\.(?!\d))|([,:](?!\d)|\b(?:and|then|plus|but)\b|\bor\b(?= not?\b)|\b(?=unless\b))"
)

_EVERY = re.compile(
    r"every (\d+)(?:st|nd|rd|th)?(?: ?(minutes?|mins?|hours?|hrs?|days?|weeks?|nights?|h|m)\b|(?= ?(?:$|[,.;:)])"
    r"| (?:and|prn|if|for|as|when|while|with|around|by|po|iv|until|till)\b))"
)

_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?: ?([ap])\.?m\b)?|(\d{1,2}) ?([ap])\.?m\b\.?|\b([01]\d|2[0-3])([0-5]\d)\b"
    r"(?! ?(?:m?c?g|ml|cc|units?|meq|kg)\b)"
)

_PART = re.compile(r"(\d{1,2}) (?:o'clock )?(?:in|at) (?:the )?(morning|evening|night|afternoon)")

_NUMBER = re.compile(
    r"(\d+(?:\.\d+)?)(?: ?(mcg|mics|mikes|mg|g|gramo?s?|kg|kilos?|ml|cc|cm|mm|meq|units?|u|"
    r"percent|%|lit(?:er|re)s?"
    r"|l|minutes?|mins?|min|hours?|hrs?|h|days?|weeks?|nights?|months?|degrees?|lbs?|pounds?|oz|ounces?|secs?|seconds?|ft|feet|foot|both)(?![\w-]))?"
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
    "gramo": "g",
    "g": "g",
    "cc": "ml",
    "mic": "mcg",
    "mike": "mcg",
    "u": "unit",
    "ft": "feet",
    "foot": "feet",
    "sec": "second",
    "pound": "lb",
    "oz": "ounce",
}

_EXCLUDES = re.compile(
    r"\b(?:below|under|above|over|past|exceeds?|(?:less|fewer|lower|slower|more|greater|higher|faster|better)"
    r" than) $"
)

_BOUND = re.compile(
    r"(?: [a-z]+){0,2} or (?:less|fewer|lower|below|under|slower|more|higher|above|over|faster|greater|up"
    r"|better|worse)\b"
)

_ALLOWS = re.compile(r"\b(?:fine|okay?|allowed|can|may|needed|welcome)\b")

_TOKEN = re.compile(
    f"(?P<every>{_EVERY.pattern})|(?P<part>{_PART.pattern})|(?P<time>{_TIME.pattern})|(?P<nth>nth\\d+)|(?P<number>{_NUMBER.pattern})"
    r"|(?P<word>[^\W\d_][\w'+]*)"
)


def clauses(text: str, spanish: bool | None = None, cuts: _Cuts = lambda _: ()) -> list[Clause]:
    """The text, clause by clause. A few words may not show their language: `spanish` is what is known of it.
    `cuts` says with which facts of a clause another one begins that no sign parts from it."""
    plain, came_from = in_plain(text, spanish)
    found: list[Clause] = []
    before: Clause | None = None
    parts = ((each, mark) for part, mark in _parts(plain) for each, mark in _cut(part, mark, cuts))
    for part, mark in parts:
        joined = mark not in ("", ".")
        clause = _clause(part, came_from)
        telling = sum(nursing.telling(fact.name) for fact in clause.facts if fact.sort is Sort.word)
        case = mark == ":" or (before is not None and before.words.startswith(("if ", "when ", "should ")))
        short = before is not None and joined and (before.denied or before.carried) and len(before.facts) <= 4
        short = short and not case  # "no urine: fluids" denies no fluids
        if short and not clause.denies and telling <= 2 and len(clause.facts) <= 3 and not _ALLOWS.search(part):
            clause = replace(clause, carried=True)
        clause = replace(clause, joined=joined, follows=mark == "then")
        before = clause
        found.append(clause)
    return found


def _cut(part: str, mark: str, cuts: _Cuts) -> Iterator[tuple[str, str]]:
    """What is cut is joined as by a comma. The small words before a thing, a "no" or an "if", belong to it."""
    facts, _, ends = _read(part, {})
    places = [0, *(ends[at - 1] for at in cuts(facts)), len(part)]
    for start, end in pairwise(places):
        yield part[start:end].strip(), mark if start == 0 else ","


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The stretches between commas, full stops and joining words, and what joins each to the one before: nothing
    at the beginning, a full stop, a comma or a word."""
    last, before = 0, ""
    for mark in _CLAUSE.finditer(text):
        joint = "." if mark[1] else mark[0] or ","
        if part := text[last : mark.start()].strip():
            yield part, before
            before = joint
        elif before != "." and joint != ",":
            before = joint if before else ""
        last = mark.end()
    if part := text[last:].strip():
        yield part, before


def _clause(text: str, came_from: dict[str, str]) -> Clause:
    facts, negatives, _ = _read(text, came_from)
    said = " ".join(came_from.get(word, word) for word in text.split())
    for fact, its in pairwise(facts):  # to remove a medicine is to stop it
        if fact.name == "remove" and (its.name in drugs.KINDS or its.name in nursing.RUNNING):
            negatives.append((facts.index(its), True, False))
        elif its.name == "remove" and fact.name in nursing.RUNNING:
            negatives.append((facts.index(fact), True, False))
    denied, bare = _denied(facts, negatives)
    for fact in [fact for fact in denied if fact.name in nursing.OTHERWISE]:  # "not wet" is "dry"
        facts = [replace(one, name=nursing.OTHERWISE[one.name]) if one is fact else one for one in facts]
        denied = tuple(one for one in denied if one is not fact)
    return Clause(tuple(facts), said, bare, denied)


def _read(text: str, came_from: dict[str, str]) -> tuple[list[Fact], list[tuple[int, bool, bool]], list[int]]:
    """Its facts; each negative as the number of facts before it, whether it bids, and whether it speaks of
    what was before it; where each fact ends."""
    facts: list[Fact] = []
    negatives: list[tuple[int, bool, bool]] = []
    ends: list[int] = []
    tokens = [token for token in _TOKEN.finditer(text) if token.lastgroup is not None]
    at = 0
    while at < len(tokens):
        if tokens[at]["word"] is None:
            name, length = "", 1
            facts.append(_number(tokens[at]))
        else:
            name, length = _named(tokens, at)
            words = " ".join(one[0] for one in tokens[at : at + length])
            if words in nursing.NEGATIVES:
                turns = at + length < len(tokens) and tokens[at + length][0] in nursing.TURNING
                negatives.append((len(facts), words in nursing.BIDS, turns))
            if words in nursing.STOPS:
                name = "stop"
            if name:
                facts.append(Fact(Sort.word, name, frozenset(), came_from.get(words, words)))
        at += length
        ends += [tokens[at - 1].end()] * (len(facts) - len(ends))
    return facts, negatives, ends


def _denied(facts: list[Fact], negatives: list[tuple[int, bool, bool]]) -> tuple[tuple[Fact, ...], bool]:
    """What each negative speaks of: the next thing that is named, else the last one before it, and whether one of
    them names nothing. Who is bid ("stop", "hold") is told what right behind it. Twice denied is not denied."""
    denied: dict[Fact, int] = {}
    bare = 0
    for at, bid, turning in negatives:
        behind = [fact for fact in facts[:at] if _names(fact)]
        ahead = facts[at + 1 :] if at < len(facts) and facts[at].name in nursing.GENERIC else facts[at:]
        found = next(iter(ahead), None)
        while found is not None and found.name in nursing.RELATIONS and found.sort is Sort.word:
            ahead = ahead[1:]
            found = next(iter(ahead), None)
        if turning and behind:
            target: Fact | None = behind[-1]
        else:
            target = found if found is not None and _names(found) else None if bid or not behind else behind[-1]
        if target is None:
            bare += 1
        else:
            denied[target] = denied.get(target, 0) + 1
            behind_it = facts[facts.index(target) + 1 :][:1]
            if target.name in nursing.MODIFIERS and behind_it and _names(behind_it[0]):  # "no heavy lifting"
                denied[behind_it[0]] = denied.get(behind_it[0], 0) + 1
    return tuple(fact for fact, times in denied.items() if times % 2), bool(bare % 2)


def _names(fact: Fact) -> bool:
    return fact.sort is Sort.word and nursing.telling(fact.name)


def _number(token: re.Match[str]) -> Fact:
    words = token[0].strip()
    if token["every"]:
        found = _EVERY.match(token["every"])
        assert found is not None  # noqa: S101 - it is the same pattern
        return Fact(
            Sort.every, "every", frozenset({float(found[1]) * _LENGTHS.get(found[2] or "hours", 60)}), words
        )
    if token["part"]:
        found = _PART.fullmatch(token["part"])
        assert found is not None  # noqa: S101 - it is the same pattern
        late = found[2] != "morning"
        return Fact(Sort.time, "time", frozenset({60.0 * (int(found[1]) % 12 + 12 * late)}), words)
    if token["time"]:
        return Fact(Sort.time, "time", _minutes(token["time"]), words)
    if token["nth"]:
        return Fact(Sort.nth, "nth", frozenset({float(words.removeprefix("nth"))}), words.removeprefix("nth"))
    counted = _NUMBER.fullmatch(token["number"])
    assert counted is not None  # noqa: S101 - it is the same pattern
    unit = (counted[2] or "number").removesuffix("s")
    name, value = _SAME_UNIT.get(unit, unit), float(counted[1])
    bound = _BOUND.match(token.string, token.end()) if name == "number" and value.is_integer() else None
    excluded = bound is None and _EXCLUDES.search(token.string, 0, token.start()) is not None
    return Fact(Sort.number, name, frozenset({value}), f"{words}{bound[0]}" if bound else words, excluded)


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
