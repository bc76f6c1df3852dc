"""Both halves of the care team's messages are read at least as well as they were."""

import pytest

from tests.language.halves import measure


@pytest.mark.parametrize(("half", "share"), [("tune", 0.97), ("apart", 0.90)])
def test_messages_are_read_right_in_every_field(half: str, share: float) -> None:
    found = measure(half)
    assert found.rows >= 80
    assert found.right >= share * found.rows, found.wrong


@pytest.mark.parametrize("half", ["tune", "apart"])
def test_hardly_any_time_is_invented(half: str) -> None:
    found = measure(half)
    assert found.timeless >= 25
    assert found.invented <= 1, found.wrong
