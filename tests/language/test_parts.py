"""A part of an action or of a response that nobody spoke of is missed; one that was said otherwise is not."""

import pytest

from bot.language.passages import Told
from bot.language.synthesis import Heard, grade

LIST = "send a crossmatch, clotting and a gas"


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        (LIST, "crossmatch, clotting, gas sent", "heard"),
        (LIST, "send a crossmatch and clotting", "not_heard"),
        (LIST, "send a crossmatch, clotting and the other tube", "heard"),
        ("send his wrist splint and hearing aids", "wrist splint goes with him", "not_heard"),
        ("feed 8 mL every 2 hours, aspirate before each", "feed 8 mL every 2 hours", "not_heard"),
        ("feed 8 mL every 2 hours, aspirate before each", "two-hourly feeds of 8, aspirate first", "heard"),
        ("head up 30 degrees, neck straight, no cushion", "head up at 30 degrees", "not_heard"),
        ("send a full blood count and clotting at 20:30", "at 20:30 I send the full blood count", "not_heard"),
        ("tamsulosin 400 mcg and a strainer to take home", "tamsulosin 400 mcg home with him", "not_heard"),
        ("change the leg dressing and measure the ulcer on Thursday", "leg dressing Thursday", "not_heard"),
        ("change the leg dressing and measure the ulcer", "leg dressing, and measure it", "heard"),
        ("pain: oxycodone 5 mg every 6 hours", "oxycodone 5 mg every 6 hours", "heard"),
        ("no blood pressure on the right arm, mastectomy side", "no BPs on the right arm", "heard"),
        ("his son decides, not the daughter", "his son decides", "heard"),
    ],
)
def test_a_member_of_a_list_that_was_left_out_is_missed(told: str, said: str, heard: str) -> None:
    (found,) = grade(None, [Told(id="a", text=told)], said)
    assert found.heard.value == heard


def test_half_of_what_to_do_in_a_case_is_missed_too() -> None:
    told = Told(id="c", condition="he vomits bile", text="nil by mouth, nasogastric tube and call surgery")
    said = "if he vomits bile, nil by mouth and call the surgeons"
    assert [one.heard.value for one in grade(None, [told], said)] == ["not_heard"]
    assert [one.heard.value for one in grade(None, [told], f"{said}, NG tube down")] == ["heard"]


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("stridor: registrar, NBM, gas", True),
        ("stridor: call the registrar, keep feeding and take a gas", False),
        ("stridor: call the registrar and take a gas", False),
    ],
)
def test_what_goes_on_in_place_of_a_part_is_not_that_part(said: str, right: bool) -> None:
    feeds = Told(id="a", text="feeding every 3 hours")
    stridor = Told(id="c", condition="stridor", text="call the registrar, make nil by mouth and take a gas")
    found = {
        one.id: one.heard is Heard.heard for one in grade(None, [feeds, stridor], f"three-hourly feeds. {said}")
    }
    assert found == {"a": True, "c": right}


def test_another_procedure_in_place_of_the_one_that_was_asked_for_is_heard_wrongly() -> None:
    told = Told(id="c", condition="he cannot pass urine", text="bladder scan and tell Dr Malik")
    for said, heard in (("bladder scan", "heard"), ("put a catheter in", "wrongly")):
        found = grade(None, [told], f"can't wee: {said} and tell Dr Malik")
        assert [one.heard.value for one in found] == [heard]
