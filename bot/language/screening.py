"""Screening: what in a text may identify a person. It finds much and not all: it is no de-identification.

Names and places are found by lists and by what stands beside them, the rest by its form (45 CFR 164.514(b)(2)).
What a workspace knows to stand for a patient is always found.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.language.identifiers import Hit, Kind, identifiers
from bot.language.naming import names_and_places
from bot.language.tokens import folded, is_name

__all__ = ["Hit", "Kind", "Known", "known_of", "screen", "screen_line", "spans", "stands_for"]

LONGEST = 20_000
"""Longer texts are screened in pieces of this length."""

_LIKE = str.maketrans(
    "АВЕЅЅЗІЈКМНОРСТУХабеѕіјкморсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο’‘ʼ`´–—‐‑−\u00a0\u2009\u202f\t",
    "ABESS3IJKMHOPCTYXabesijkmopcyxABEZHIKMNOPTYXo'''''-----    ",
)
"""Letters that look like Latin ones, and the many dashes, quotes and blanks."""

_PLAIN = re.compile(r"[\x00-\x08\x0a-\x7e]*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What a workspace knows to name a patient, with the alias that stands for each."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    """By what it stands for, folded: words with one blank between, or digits alone."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """By a single word of a name, where that is no ordinary word."""
    longest: int = 1


def screen(text: str, known: Known | None = None) -> tuple[Hit, ...]:
    """All that may identify somebody, in order, none overlapping another."""
    hits: list[Hit] = []
    start = 0
    while start < len(text):
        end = _cut(text, start)
        plain, origin = _plainly(text[start:end])
        found = [*identifiers(plain), *names_and_places(plain)]
        if known is not None:
            found += [hit for hit, _ in _known_in(plain, known)]
        hits += [_moved(hit, origin, start) for hit in found]
        start = end
    return _merged(hits)


def stands_for(text: str, known: Known) -> tuple[tuple[Hit, str], ...]:
    """What the workspace knows to name a patient, each with the alias that takes its place; in order."""
    plain, origin = _plainly(text)
    found = sorted(_known_in(plain, known), key=lambda one: (one[0].start, -one[0].end))
    kept: list[tuple[Hit, str]] = []
    for hit, alias in found:
        if not kept or hit.start >= kept[-1][0].end:
            kept.append((hit, alias))
    return tuple((_moved(hit, origin, 0), alias) for hit, alias in kept)


def known_of(named: Mapping[str, str]) -> Known:
    """By what it stands for (a name, a number, several parted by commas), the alias; as `screen` wants it."""
    aliases: dict[str, str] = {}
    parts: dict[str, str] = {}
    longest = 1
    for said, alias in named.items():
        for one in re.split(r"[,;\n]", said):
            words = [folded(word) for word in _WORD.findall(_plainly(one)[0])]
            digits = "".join(char for char in _plainly(one)[0] if char.isdecimal())
            if len(digits) >= 4:
                aliases[digits] = alias
            names = [word for word in words if not word.isdecimal()]
            if names:
                aliases[" ".join(words)] = alias
                aliases["".join(words)] = alias
                longest = max(longest, len(words))
            parts |= {word: alias for word in names if len(word) > 2 and is_name(word)}
    return Known(aliases, parts, longest)


def spans(text: str) -> dict[str, list[dict[str, object]]]:
    """As scripts want it: `{"spans": [{"start", "end", "type"}]}`."""
    return {"spans": [{"start": hit.start, "end": hit.end, "type": hit.kind.value} for hit in screen(text)]}


def screen_line(line: str) -> str:
    """`{"text"}` screened, as one line of JSON with its `id`, if it has one.

    A line that cannot be read is answered by `{"error": ...}`.
    """
    try:
        given = json.loads(line)
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise ValueError("a JSON object with a text is needed")
        kept = {"id": given["id"]} if "id" in given else {}
        answer = kept | spans(given["text"])
    except (ValueError, RecursionError) as reason:
        answer = {"error": f"{type(reason).__name__}: {reason}"}
    return json.dumps(answer)


def _known_in(plain: str, known: Known) -> Iterator[tuple[Hit, str]]:
    """What is known, however it is parted: `maria-GARCIA`, `44 71 02`."""
    words = list(_WORD.finditer(plain))
    bare = [folded(word[0]) for word in words]
    for at, word in enumerate(words):
        joined = ""
        for end in range(at, min(len(words), at + max(known.longest, 8))):
            joined += bare[end]
            if (alias := known.aliases.get(joined)) is not None:
                kind = Kind.record if joined.isdecimal() else Kind.name
                yield Hit(word.start(), words[end].end(), kind), alias
        if (alias := known.parts.get(bare[at])) is not None:
            yield Hit(word.start(), word.end(), Kind.name), alias


def _cut(text: str, start: int) -> int:
    if len(text) - start <= LONGEST:
        return len(text)
    blank = text.rfind(" ", start, start + LONGEST)
    return blank + 1 if blank > start else start + LONGEST


def _plainly(text: str) -> tuple[str, Sequence[int] | None]:
    """The text without what only looks different, and where each character came from; None when all stayed."""
    if _PLAIN.fullmatch(text):
        return text, None
    made: list[str] = []
    origin: list[int] = []
    for at, one in enumerate(text.translate(_LIKE)):
        if unicodedata.category(one) == "Cf" or unicodedata.combining(one):
            continue
        for char in unicodedata.normalize("NFKC", one):
            digit = unicodedata.decimal(char, None)
            made.append(char if digit is None else str(digit))
            origin.append(at)
    return "".join(made), origin


def _moved(hit: Hit, origin: Sequence[int] | None, start: int) -> Hit:
    if origin is None:
        return replace(hit, start=hit.start + start, end=hit.end + start)
    return replace(hit, start=origin[hit.start] + start, end=origin[hit.end - 1] + 1 + start)


def _merged(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """What overlaps is one hit, of the kind of the longest."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        last = merged[-1] if merged else None
        if last is None or hit.start >= last.end:
            merged.append(hit)
        elif hit.end > last.end:
            kind = last.kind if last.end - last.start >= hit.end - hit.start else hit.kind
            merged[-1] = Hit(last.start, hit.end, kind)
    return tuple(merged)
