"""Lists: which words are names, cities, or ordinary words; benchmarks/word_lists.py says where from."""

import lzma
from enum import IntFlag
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "lists.txt.xz"


class Word(IntFlag):
    """What a word is; several may hold."""

    unknown = 0
    first = 1
    """A given name."""
    last = 2
    """A family name."""
    ordinary = 4
    city = 8
    frequent = 16
    """An ordinary word that everybody uses, whoever is called so."""
    common = 32
    """A name that many have."""

    named = first | last


@lru_cache(maxsize=20_000)
def looked_up(word: str) -> Word:
    """What a word is that is written without case and accents; of several words, whether they are a city."""
    shelf = _shelves().get(word[:2], "")
    at = shelf.find(f"\n{word} ")
    if at < 0:
        return Word.unknown
    start = at + len(word) + 2
    return Word(int(shelf[start : shelf.index("\n", start)]))


def begins_city(word: str) -> bool:
    """Whether a city of several words may begin with this word."""
    return word in _first_of_cities()


@cache
def _shelves() -> dict[str, str]:
    """The list by its first two letters: searched as text, which takes a tenth of a set's memory."""
    shelves: dict[str, list[str]] = {}
    for line in lzma.decompress(_FILE.read_bytes()).decode().splitlines():
        shelves.setdefault(line[:2], []).append(line)
    return {letters: "\n" + "\n".join(lines) + "\n" for letters, lines in shelves.items()}


@cache
def _first_of_cities() -> frozenset[str]:
    return frozenset(
        line.split("_", 1)[0] for shelf in _shelves().values() for line in shelf.splitlines() if "_" in line
    )
