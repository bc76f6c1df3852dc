"""Numbers, amounts and how often, in the ways that nurses say them."""

from pathlib import Path

import pytest

from bot.language.facts import Sort
from bot.language.passages import Told
from bot.language.said import clauses
from bot.language.synthesis import Heard, grade


def read(text: str) -> list[tuple[str, list[float]]]:
    """The numbers of a text: what they count, and the readings that they may have."""
    facts = [fact for clause in clauses(text) for fact in clause.facts if fact.sort is not Sort.word]
    return [(fact.name, sorted(fact.values)) for fact in facts]


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("eight times a day", 180),
        ("three lots a day", 480),
        ("six times in 24 hours", 240),
        ("four times around the clock", 360),
        ("tds", 480),
        ("twice daily", 720),
        ("twice an hour", 30),
        ("four times an hour", 15),
        ("second-hourly", 120),
        ("each couple of hours", 120),
        ("every other hour", 120),
        ("at three-hour gaps", 180),
        ("three hours apart", 180),
        ("at half-hour intervals", 30),
        ("half-hourly", 30),
        ("each quarter of an hour", 15),
        ("every single hour", 60),
        ("top of the hour", 60),
        ("hrly", 60),
        ("q15", 15),
        ("q4", 240),
        ("4/24", 240),
        ("every thirty", 30),
    ],
)
def test_how_often_is_heard_in_minutes(said: str, minutes: float) -> None:
    assert read(said) == [("every", [minutes])]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("a litre and a half to drink", [("liter", [1.5])]),
        ("half a millilitre", [("ml", [0.5])]),
        ("a gram of meropenem", [("g", [1.0])]),
        ("one point six grams", [("g", [1.6])]),
        ("point oh three units", [("unit", [0.03])]),
        ("thirty-six five to thirty-seven five", [("number", [36.5]), ("number", [37.5])]),
        ("sixteen hundred and midnight", [("time", [960.0]), ("time", [0.0])]),
        ("over one eighty over one oh five", [("number", [180.0]), ("number", [105.0])]),
        ("the twelfth of December", [("number", [12.0])]),
        ("in a fortnight", [("week", [2.0])]),
        ("a colleague and I turn him", [("number", [2.0])]),
        ("ten breaths an hour", [("number", [10.0]), ("every", [60.0])]),
    ],
)
def test_amounts_are_heard_as_they_are_spoken(said: str, numbers: list[tuple[str, list[float]]]) -> None:
    assert read(said) == numbers


def heard(line: str) -> bool:
    """Whether "if => then | said" is heard."""
    told, _, said = line.partition(" | ")
    condition, _, text = told.rpartition(" => ")
    (verdict,) = grade(None, [Told(id="a", condition=condition, text=text)], said)
    return verdict.heard is Heard.heard


def test_hundreds_of_ways_to_say_a_number_a_time_or_a_limit_are_told_apart() -> None:
    said = (Path(__file__).parent / "data" / "numbers.txt").read_text(encoding="utf-8")
    _, same, altered = (part.partition("\n")[2].strip().splitlines() for part in ("\n" + said).split("\n#"))
    assert [line for line in same if not heard(line)] == []
    assert [line for line in altered if heard(line)] == []
