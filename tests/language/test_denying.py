"""What is denied, forbidden, put off and bounded is heard in other words, and what was turned round is seen."""

from pathlib import Path

import pytest

from bot.language.passages import Told
from bot.language.synthesis import grade

HEARD, NOT_HEARD, WRONGLY = "heard", "not_heard", "wrongly"


def verdict(told: str, said: str) -> str:
    condition, _, response = told.rpartition(" => ")
    (found,) = grade(None, [Told(id="x", condition=condition, text=response)], said)
    return found.heard.value


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        ("keep systolic below 180", "systolic mustn't get to 180", HEARD),
        ("keep systolic below 180", "systolic must not drop below 180", WRONGLY),
        ("keep the MAP above 65", "the MAP never sits under sixty-five", HEARD),
        ("keep the MAP above 65", "the MAP is not to go over 65", WRONGLY),
        ("keep potassium between 4 and 5", "potassium held no lower than 4 and no higher than 5", HEARD),
        ("oxytocin no higher than 16 mL per hour", "oxytocin capped at 16 an hour", HEARD),
        ("oxytocin no higher than 16 mL per hour", "the oxytocin can go to sixteen and not beyond", HEARD),
        ("keep the leg at heart level, not higher", "leg at heart level and no further up", HEARD),
        ("keep the leg at heart level, not higher", "raise the leg above heart level", WRONGLY),
        ("at least 2 litres to drink", "no more than 2 litres to drink", WRONGLY),
        ("glucose hourly, keep above 4", "glucose hourly, we don't want it to be less than four", HEARD),
    ],
)
def test_a_bound_is_the_same_from_either_side(told: str, said: str, heard: str) -> None:
    assert verdict(told, said) == heard


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        ("do not restart apixaban", "apixaban stays off", HEARD),
        ("do not restart apixaban", "apixaban is not started again", HEARD),
        ("do not restart apixaban", "restart apixaban", WRONGLY),
        ("keep him flat until 18:00", "no sitting up till six in the evening", HEARD),
        ("keep him flat until 18:00", "he mustn't sit up until 18:00", HEARD),
        ("keep him flat until 18:00", "sit him up until 18:00", WRONGLY),
        ("stridor => call anaesthesia, sit her up", "stridor: lie her flat, anaesthesia", WRONGLY),
        ("hold the dressing change until burns come", "the dressing stays as it is until burns come", HEARD),
        ("hold the dressing change until burns come", "leave the dressing alone until burns come",
         HEARD),
        ("hold metoprolol if the pulse is below 55", "metoprolol not given with a pulse under 55", HEARD),
        ("the ex comes => do not let him in, tell security", "the ex comes: he stays out, security told",
         HEARD),
        ("the ex comes => do not let him in, tell security", "the ex comes: let him in, tell security",
         WRONGLY),
        ("she wants to leave => do not let her go, psych", "she wants to leave: I don't let her out, psych",
         HEARD),
        ("he asks to leave => do not let him go alone", "asks to leave: not on his own", HEARD),
        ("call the hospice, not the ambulance", "ring the hospice rather than the ambulance", HEARD),
        ("stop oral intake", "nothing more by mouth", HEARD),
        ("nil by mouth from midnight", "not a crumb from midnight", HEARD),
        ("no nerve block overnight", "no block overnight", HEARD),
        ("nothing to cover the toes", "toes uncovered", HEARD),
        ("balloon hourly, do not deflate before 08:00", "balloon hourly, no deflating before 0800",
         HEARD),
        ("balloon hourly, do not deflate before 08:00", "balloon hourly, deflate before 0800",
         WRONGLY),
        ("take off oxygen once she stays above 94", "oxygen off when she stays above 94", HEARD),
        ("keep the catheter in until morning", "the catheter stays overnight", HEARD),
        ("above 200 => cancel the ambulance", "above 200 the ambulance gets stood down", HEARD),
        ("no urine by 22:00 => bladder scan", "in retention at ten tonight: bladder scan", HEARD),
        ("he cannot pass urine => bladder scan", "can't wee: bladder scan", HEARD),
        ("reflexes disappear => stop the magnesium", "no reflexes: magnesium off", HEARD),
        ("reflexes are absent => stop the magnesium", "if I can't get any reflexes the magnesium stops", HEARD),
        ("the patient is unrousable => call the resident", "she does not wake: call the resident", HEARD),
        ("pain is not improving => call surgery", "pain no better: surgery", HEARD),
    ],
)  # fmt: skip
def test_an_order_is_the_same_said_as_a_ban(told: str, said: str, heard: str) -> None:
    assert verdict(told, said) == heard


@pytest.mark.parametrize(
    "said",
    [
        "no messing, cultures off both lumens before any antibiotic",
        "don't worry, blood cultures from both lumens before antibiotics, nothing more for her",
        "cultures from both lumens no later than the antibiotics and before them",
    ],
)
def test_a_negative_that_speaks_of_nothing_handed_over_denies_nothing(said: str) -> None:
    assert verdict("blood cultures from both lumens before antibiotics", said) == HEARD


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        ("below 36.5 => incubator, do not use the hot cot", "below 36.5: incubator, not the hot cot", HEARD),
        ("below 36.5 => incubator, do not use the hot cot", "below 36.5: hot cot, not the incubator", WRONGLY),
        ("stop ibuprofen, take paracetamol instead", "ibuprofen stopped, paracetamol instead", HEARD),
        ("stop ibuprofen, take paracetamol instead", "paracetamol stopped, ibuprofen instead", WRONGLY),
        ("no urine => no fluids, call the registrar", "no urine: no fluids, registrar", HEARD),
        ("no urine => no fluids, call the registrar", "no urine: fluids, registrar", WRONGLY),
        ("do not discuss the diagnosis with the son", "the son is not told the diagnosis", HEARD),
        ("do not discuss the diagnosis with the son", "keep the diagnosis from the son", HEARD),
        ("do not discuss the diagnosis with the son", "tell the son the diagnosis", WRONGLY),
        ("no heavy lifting", "she can lift", WRONGLY),
        ("bleeds => stop the pump, do not restart it, call me", "bleeds: pump off, stays off, call you", HEARD),
        ("bleeds => stop the pump, do not restart it, call me", "bleeds: pump off, restart it, call you",
         WRONGLY),
    ],
)  # fmt: skip
def test_what_is_banned_and_what_is_bidden_are_not_exchanged(told: str, said: str, heard: str) -> None:
    assert verdict(told, said) == heard


def test_hundreds_of_ways_to_say_and_to_deny_the_same_are_told_apart() -> None:
    said = (Path(__file__).parent / "data" / "denied.txt").read_text(encoding="utf-8")
    _, same, altered = (part.partition("\n")[2].strip().splitlines() for part in ("\n" + said).split("\n#"))
    assert len(same) >= 120
    assert [line for line in same if verdict(*line.removeprefix("if ").split(" | ")) != HEARD] == []
    assert [line for line in altered if verdict(*line.removeprefix("if ").split(" | ")) == HEARD] == []
