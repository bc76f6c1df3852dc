"""A part of an action or of a response that nobody spoke of is missed; one that was said otherwise is not."""

import pytest

from bot.language.passages import Told
from bot.language.synthesis import grade

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
