"""What counts as the same thing said, and what as another of its kind: amounts, times, names and concepts."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from bot.language import nursing
from bot.language.facts import Fact, Sort

_BASES = {
    "mcg": ("mass", 1e-3), "mg": ("mass", 1), "g": ("mass", 1e3), "kg": ("mass", 1e6), "lb": ("mass", 453592.37),
    "ml": ("volume", 1), "liter": ("volume", 1e3), "ounce": ("volume", 29.57),
    "second": ("length", 1 / 60), "minute": ("length", 1), "hour": ("length", 60), "day": ("length", 1440),
    "week": ("length", 10080), "night": ("length", 1440), "month": ("length", 43200),
}  # fmt: skip


def is_in(fact: Fact, facts: Iterable[Fact]) -> bool:
    """Whether one of them says the same."""
    return any(same(fact, other) for other in facts)


def same(fact: Fact, other: Fact) -> bool:
    """Whether two say the same, perhaps in other words or another unit."""
    if fact.sort is Sort.word and other.sort is Sort.word:
        return fact.name == other.name or _alike_names(fact.name, other.name) or _cut_short(fact, other)
    if Sort.word in (fact.sort, other.sort):
        return False
    if fact.sort is Sort.number and other.sort is Sort.number:
        return _same_amount(fact, other)
    if fact.sort is other.sort:
        return bool(fact.values & other.values)
    if {fact.sort, other.sort} == {Sort.every, Sort.number}:  # 1500 ml "a day" and in 24 hours
        every, number = (fact, other) if fact.sort is Sort.every else (other, fact)
        return min(every.values) >= 360 and _lasts(number) == every.values
    if Sort.nth in (fact.sort, other.sort):
        amount, nth = (fact, other) if other.sort is Sort.nth else (other, fact)
        reached = {value + amount.excluded for value in amount.values}  # a third is more than two
        return amount.name in ("number", "unit") and bool(nth.values & (amount.values | reached))
    if Sort.time in (fact.sort, other.sort) and Sort.number in (fact.sort, other.sort):
        time, number = (fact, other) if fact.sort is Sort.time else (other, fact)
        if time.words.isdigit() and float(time.words) in number.values:  # "heparin 1200"
            return True
        if number.name == "number" and any(  # "at 730"
            100 < value < 2400 and 0 < value % 100 < 60 and (value // 100 * 60 + value % 100) % 720 == minute % 720
            for value in number.values
            for minute in time.values
        ):
            return True
        if number.name != "number" and not number.words.endswith("h"):
            return False
        day = 1440 if number.words.startswith("0") else 720
        return any(
            value <= 24 and (value * 60 - minute) % (1440 if value > 12 else day) == 0
            for value in number.values
            for minute in time.values
        )
    return False


def _same_amount(fact: Fact, other: Fact) -> bool:
    """The same number, or as much in another unit. A unit need not be said."""
    if len({fact.name, other.name} - {"number"}) < 2:
        return bool(fact.values & other.values) or any(
            _is_share(*pair) or _is_bound(*pair) or _in_thousands(*pair) for pair in ((fact, other), (other, fact))
        )
    one, two = _BASES.get(fact.name), _BASES.get(other.name)
    if one is None or two is None or one[0] != two[0]:
        return False
    return any(abs(a * one[1] - b * two[1]) < 1e-6 for a in fact.values for b in other.values)


_BOUND = re.compile(r" or (?:(less|fewer|lower|below|under|slower)|\w+)$")


def _is_bound(fact: Fact, other: Fact) -> bool:
    """ "11 or less" is under 12, and "3 or more" above 2."""
    bound = _BOUND.search(fact.words)
    if bound is None or not other.excluded:
        return False
    return any(value + (1 if bound[1] else -1) in other.values for value in fact.values)


def _lasts(number: Fact) -> frozenset[float]:
    """How many minutes it is, if it is a length of time."""
    kind, minutes = _BASES.get(number.name, ("", 0))
    return frozenset(value * minutes for value in number.values if kind == "length")


def _in_thousands(number: Fact, large: Fact) -> bool:
    """ "1500" is 1.5 L, of which the unit need not be said."""
    return (number.name, large.name) in (("number", "liter"), ("number", "g")) and any(
        value >= 100 and value / 1000 in large.values for value in number.values
    )


def _is_share(number: Fact, percent: Fact) -> bool:
    """FiO2 0.4 is 40 percent."""
    return (number.name, percent.name) == ("number", "percent") and any(
        0 < value <= 1 and round(value * 100, 6) in percent.values for value in number.values
    )


def _cut_short(fact: Fact, other: Fact) -> bool:
    """One of them is the beginning of the other as it was written: "cis" for cisplatin."""
    one, two = sorted((fact.words, other.words), key=len)
    return len(one) >= 3 and len(two) > len(one) + 2 and two.startswith(one) and " " not in two


@lru_cache(maxsize=1 << 16)
def _alike_names(one: str, other: str) -> bool:
    """The same, an abbreviation ("azithro") or a slip of the keyboard."""
    short, long = sorted((one, other), key=len)
    if long in nursing.CLOSE.get(short, ()):
        return True
    if (short in nursing.KIND_OF and long in nursing.KIND_OF) or (
        short in nursing.NAMES and long in nursing.NAMES
    ):
        return False
    if len(short) >= 4 and _root(short) == _root(long):
        return True
    if long.startswith("dr_"):
        return short == long.removeprefix("dr_")
    if short.startswith("dr_"):
        return long == short.removeprefix("dr_")
    return (len(short) >= 4 and long.startswith(short) and len(long) > len(short) + 2) or (
        len(short) >= 5 and fuzz.ratio(short, long) >= 86
    )


_OFFSHOOT = re.compile(r"(?:ial|al|us|um|is|ic|ar|ie?|y|e)$")


def _root(word: str) -> str:
    """What "fundal" and "fundus", "sacral" and "sacrum" have in common."""
    root = _OFFSHOOT.sub("", word)
    return root if len(root) >= 4 else word


def counts(fact: Fact) -> bool:
    """Whether it is a number that matters: "one" and "an hour" are words more often than numbers."""
    if fact.sort in (Sort.word, Sort.nth) or fact.name == "both":
        return False
    if (fact.sort is Sort.every and fact.values == {1440.0}) or (fact.name == "hour" and fact.values == {24.0}):
        return False  # a day
    return not (
        fact.sort is Sort.number
        and fact.name in ("number", "hour", "day", "week", "unit", "liter")
        and fact.values <= {1.0}
    )


_HOURS = {
    "breakfast": (5, 11), "morning": (4, 12), "lunch": (11, 15), "afternoon": (12, 18), "dinner": (16, 20),
    "tonight": (17, 30), "later": (0, 24),
}  # fmt: skip
"""What people say in the place of a time of day, and from which hour to which it may be."""


def said_roughly(time: Fact, facts: Iterable[Fact]) -> bool:
    """Whether one of them is the part of the day that a time lies in: "this evening" for 20:00."""
    spans = [_HOURS[one.name] for one in facts if one.sort is Sort.word and one.name in _HOURS]
    hours = [minute / 60 + day for minute in time.values for day in (0, 24)]
    return time.sort is Sort.time and any(start <= hour <= end for start, end in spans for hour in hours)


def of_one_kind(fact: Fact, other: Fact) -> bool:
    """Whether one may stand where the other should: the son for the daughter, one number for another."""
    if fact.sort is Sort.word:
        if fact.name == "initial":
            return other.sort is Sort.nth or other.name == "last"
        return other.sort is Sort.word and (
            other.name in nursing.OPPOSITES.get(fact.name, ())
            or (fact.name.startswith("dr_") and (other.name.startswith("dr_") or other.name in nursing.GRADES))
            or bool(nursing.KIND_OF.get(fact.name, frozenset()) & nursing.KIND_OF.get(other.name, frozenset()))
        )
    if other.sort is Sort.word:
        return fact.sort is Sort.nth and other.name == "initial"
    if fact.sort is Sort.number and other.sort is Sort.number:
        one, two = _BASES.get(fact.name), _BASES.get(other.name)
        if fact.name == other.name != "number" or (one and two and one[0] == two[0] != "length"):
            return True
    if Sort.number in (fact.sort, other.sort) and not (counts(fact) and counts(other)):
        return False
    if fact.sort is Sort.number and other.sort is Sort.number:
        return _comparable(fact, other)
    return fact.sort is other.sort or {fact.sort, other.sort} == {Sort.time, Sort.number}


def _comparable(fact: Fact, other: Fact) -> bool:
    """Not milliliters against minutes."""
    one, two = _BASES.get(fact.name), _BASES.get(other.name)
    return one is None or two is None or one[0] == two[0]
