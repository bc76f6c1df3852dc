"""Whole handoffs of bans, bounds and directions, said back far from word for word: nothing in them was missed."""

from pathlib import Path

import pytest

from bot.care.handoffs import Severity
from bot.language.passages import Told
from bot.language.synthesis import Heard, grade

BLOCKS = (Path(__file__).parent / "data" / "far.txt").read_text(encoding="utf-8").strip().split("\n\n")[1:]


@pytest.mark.parametrize("block", BLOCKS)
def test_nothing_is_missed_in_what_was_said_in_far_other_words(block: str) -> None:
    first, *voices = block.splitlines()
    severity, _, things = first.partition(": ")
    told = [
        Told(id=str(number), condition=condition, text=text)
        for number, (condition, _, text) in enumerate(one.rpartition(" => ") for one in things.split("; "))
    ]
    for said in voices:
        verdicts = grade(Severity(severity), told, said.removeprefix("+ "))
        assert [one for one in verdicts if one.heard is not Heard.heard] == [], said
