"""If/thens are read from either end, and armed only by a time that can be watched."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language.contingency import IfThen, awaits, bears_on, if_then, speaks_of, watch_at

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "condition", "then"),
    [
        ("if the MRI is not back by 14:00, then call radiology", "the MRI is not back by 14:00", "call radiology"),
        ("If the MRI is not back by 14:00 call radiology.", "the MRI is not back by 14:00", "call radiology"),
        ("call radiology if the MRI is not back by 14:00", "the MRI is not back by 14:00", "call radiology"),
        ("unless they have rung back in 4 h, ring them", "unless they have rung back in 4 h", "ring them"),
        ("ring the daughter unless she has called by 8pm", "unless she has called by 8pm", "ring the daughter"),
        ("if K > 6 → page renal", "K > 6", "page renal"),
        ("si no llega antes de las 14:00, llamar a radiología", "no llega antes de las 14:00",
         "llamar a radiología"),
        ("watch the drain", "", "watch the drain"),
    ],
)  # fmt: skip
def test_the_two_halves(text: str, condition: str, then: str) -> None:
    assert if_then(text) == IfThen(condition=condition, then=then)


@pytest.mark.parametrize(
    ("condition", "at"),
    [
        ("the MRI is not back by 14:00", "23 14:00"),
        ("unless they have rung back in 4 h", "23 11:00"),
        ("no bed by noon", "23 12:00"),
        ("the wheelchair is not there by tomorrow 9am", "24 09:00"),
        ("K is above 6", None),
        ("the seizure lasts over 5 minutes", None),
        ("bleeding does not stop in 10 minutes", None),
        ("pain over 6", None),
        ("", None),
    ],
)
def test_only_a_time_that_can_be_waited_for_arms_it(condition: str, at: str | None) -> None:
    found = watch_at(condition, NOW, ZONE, "en")
    assert (f"{found.astimezone(ZONE):%d %H:%M}" if found else None) == at


def test_a_few_words_find_the_one_that_is_meant() -> None:
    assert speaks_of("MRI back", "if the MRI is not back by 14:00, then call radiology")
    assert not speaks_of("MRI back", "unless the daughter has rung in 4 h, ring her")
    assert not speaks_of("", "if the MRI is not back")


@pytest.mark.parametrize(
    ("words", "condition", "about"),
    [
        ("repeat K drawn 22:00", "K > 6", True),
        ("BMP at 04:00", "potassium is above 6", True),
        ("CBC. . 6.8", "hgb < 7", True),
        ("vitals at 22:00", "SBP < 90", True),
        ("AM labs", "lactate over 4", True),
        ("repeat K drawn 22:00", "she spikes a fever", False),
        ("vitals at 22:00", "K > 6", False),
        ("order a walker", "K > 6", False),
        ("repeat K", "she gets worse", False),
        ("", "K > 6", False),
    ],
)
def test_an_item_bears_on_what_is_looked_at_with_it(words: str, condition: str, about: bool) -> None:
    assert bears_on(words, condition) is about


def test_what_has_yet_to_come_is_told_from_what_may_turn_out() -> None:
    waits = "the MRI is not back", "unless she has rung", "the bed isn't ready", "no urine", "no ha llegado el eco"
    turns = "K > 6", "potassium is above 6", "she gets worse", "fiebre de 38.5", ""
    assert [awaits(one) for one in (*waits, *turns)] == [True] * len(waits) + [False] * len(turns)
