"""What counts as the same value: the number, however it is written, and no other unit."""

import pytest

from bot.care.errors import CareError
from bot.care.readbacks import matches, split


@pytest.mark.parametrize("typed", ["6.8", "6,8", "6.80", "06.8", " 6.8 mmol/L", "it is 6.8"])
def test_the_same_value_is_the_same_however_it_is_written(typed: str) -> None:
    assert matches("6.8 mmol/L", typed)


@pytest.mark.parametrize("typed", ["68", "6.3", "8.6", "-6.8", "<6.8", "6.8 mg/dL", "6.8 or 6.3", "6", "high"])
def test_anything_else_is_not(typed: str) -> None:
    assert not matches("6.8 mmol/L", typed)


def test_pressures_thousands_and_bounds_are_numbers_too() -> None:
    assert matches("120/80", "120 / 80")
    assert not matches("120/80", "180/80")
    assert matches("1,200", "1200")
    assert not matches("1,200", "1.2")
    assert matches("< 0.5", "<0,5")
    assert not matches("< 0.5", "0.5")


def test_the_value_is_the_last_number_with_what_follows_it() -> None:
    assert split("potassium 6.8 mmol/L") == ("potassium", "6.8 mmol/L")
    assert split("troponin 2 = 1,200 ng/L") == ("troponin 2", "1,200 ng/L")
    with pytest.raises(CareError):
        split("potassium is very high")
    with pytest.raises(CareError):
        split("6.8")
