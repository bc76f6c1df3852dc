"""How ill somebody is, as nurses of several countries say it."""

import pytest

from bot.care.handoffs import Severity
from bot.language.said import clauses
from bot.language.severity_said import heard

SAID = {
    "unstable": (
        "proper poorly, this one", "he's really not well at all", "the most precarious patient in my bay",
        "touch and go with her", "he's on a knife-edge", "the sickest we have",
    ),
    "watcher": (
        "I wouldn't turn my back on her", "she could slip back", "I'm going to be on top of him",
        "he could still bleed on us", "she's not the sickest but I'll have one ear open", "not happy about him",
        "something's not right with him", "I'll stay near", "not out of the woods", "I won't lose sight of her",
    ),
    "stable": (
        "ticking along", "doing canny, nowt to fret over", "nothing worrying about him", "he's sailing along",
        "doing grand", "I have no worry", "on the mend", "she's a pleasure",
    ),
    "discharging": (
        "off to rehab tonight", "she's for home", "going back to the care home at two", "he gets to leave today",
        "packing her bags", "homeward bound",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("level", "said"), [(level, said) for level, many in SAID.items() for said in many])
def test_each_is_heard_as_what_it_says_and_not_as_its_contrary(level: str, said: str) -> None:
    assert heard(Severity(level), clauses(said))[0]
    others = {"unstable": "stable", "watcher": "discharging", "stable": "unstable", "discharging": "unstable"}
    assert not heard(Severity(others[level]), clauses(said))[0]


@pytest.mark.parametrize(
    "said",
    [
        "a watcher who stays in. If she bleeds, cancel the discharge",
        "unstable. Write it in the letter for home. No discharge tomorrow",
    ],
)
def test_a_discharge_that_is_called_off_is_none(said: str) -> None:
    assert not heard(Severity.discharging, clauses(said))[0]


@pytest.mark.parametrize(
    ("said", "heard_as_such"),
    [
        ("Eh, this lady needs minding all night. Potassium at 20:00.", True),
        ("So this is the gentleman with alcohol withdrawal. Potassium at 20:00.", False),
        ("18. Potassium at 20:00.", False),
    ],
)
def test_an_opening_that_speaks_of_nothing_else_says_how_ill_somebody_is(said: str, heard_as_such: bool) -> None:
    assert heard(Severity.watcher, clauses(said))[0] is heard_as_such
