"""Abbreviations: those that everybody writes, and those of words that a text is compared with."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bot.language import nursing
from bot.language.lists import Word, looked_up

_FILE = Path(__file__).parent / "abbreviations.txt"
_WORD = re.compile(r"[^\W\d_]+")
_ALONE = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_SMALL = frozenset("a an the of to in on at for and or with by".split())
_WRITTEN = frozenset(
    "bd od bid tid qid tds qds qd hs ac pc prn sos po iv im sc sl pr ng mg ml mcg kg cm mm min mins hr hrs "
    "sec secs am pm bp hr rr ct us no".split()
)
"""What is written short for itself, whatever it may begin."""
_LONGEST = 5


def written_out(text: str, spanish: bool) -> str:
    """A text in lower case with what wards write short in whole words."""
    known = _known(spanish)
    return _WORD.sub(lambda found: known.get(found[0], found[0]), text)


def likened(text: str, others: Iterable[str]) -> str:
    """A text with the words of the others in place of their initials ("AAP" for "asthma action plan"), and in
    two where they are: "pillbox" for "pill box"."""
    written: dict[str, set[str]] = {}
    for other in others:
        for short, words in _shortened(_WORD.findall(other.casefold())):
            written.setdefault(short, set()).add(words)

    def whole(found: re.Match[str]) -> str:
        word = found[0].casefold()
        choices = written.get(word, set())
        return next(iter(choices)) if len(choices) == 1 and not _is_plain(found[0]) else found[0]

    return _ALONE.sub(whole, text)


def _shortened(words: list[str]) -> Iterator[tuple[str, str]]:
    """What stretches of words may be written as: one word, or their initials with or without small words."""
    for length in range(2, _LONGEST + 1):
        for at in range(len(words) - length + 1):
            some = words[at : at + length]
            if some[0] in _SMALL or some[-1] in _SMALL:
                continue
            if length == 2 and len("".join(some)) > 5:
                yield "".join(some), " ".join(some)
            for initials in {"".join(word[0] for word in kept) for kept in (some, _without_small(some))}:
                if len(initials) > 1 and initials not in some:
                    yield initials, " ".join(some)


def _without_small(words: list[str]) -> list[str]:
    return [word for word in words if word not in _SMALL]


def _is_plain(word: str) -> bool:
    """Whether it says something by itself: a concept that is known, or an everyday word."""
    low = word.casefold()
    if nursing.concept(low) or low in nursing.SILENT or low in nursing.NEGATIVES:
        return True
    if low in _WRITTEN:
        return True
    if len(low) == 2:
        return not word.isupper()
    return bool(looked_up(low) & Word.frequent) and not (word.isupper() and len(word) < 4)


@cache
def _known(spanish: bool) -> dict[str, str]:
    english, _, other = _FILE.read_text(encoding="utf-8").partition("# Spanish\n")
    lines = (line.partition(" ") for line in (other if spanish else english).splitlines() if line[:1] != "#")
    return {short: whole for short, _, whole in lines}
