"""What a text says, as facts: concepts, numbers, times of day, and the clauses that they stand in."""

from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """What a fact is: a concept, a number, a time of day, how often, or the how-manieth."""

    word = "word"
    number = "number"
    time = "time"
    every = "every"
    nth = "nth"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was said, and the words that said it. `values` are the readings that it may have: minutes
    of the day for a time ("8" is 08:00 and 20:00), minutes for an interval, the number itself otherwise."""

    sort: Sort
    name: str
    values: frozenset[float]
    words: str
    excluded: bool = field(default=False, compare=False)
    """It is a limit that itself is out of bounds: the 12 in "under 12"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of speech up to the next comma, full stop or "and". `denied` are the facts that its negatives
    speak of: in "no fresh fruit" the fruit, in "heparin stays off" the heparin."""

    facts: tuple[Fact, ...]
    words: str
    bare: bool = False
    """It only denies, without saying what: "turn them off"."""
    denied: tuple[Fact, ...] = ()
    joined: bool = False
    """It stands in one sentence with the clause before it."""
    follows: bool = False
    """It comes after a "then"."""
    carried: bool = False
    """A few words right behind a short denial ("no benzos or opioids"): they may be denied too."""

    @property
    def denies(self) -> bool:
        """Whether it says that something is not, or is not to be."""
        return self.bare or bool(self.denied)
