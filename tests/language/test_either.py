"""A time in an if/then that says only the face of the clock: which half is read, and when the other is offered."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language.either import Writer, settled_by_shift, watched

ZONE = ZoneInfo("America/Chicago")
NIGHT = datetime(2026, 11, 23, 19, tzinfo=ZONE), datetime(2026, 11, 24, 7, tzinfo=ZONE)


def by(at: str, locale: str = "en") -> Writer:
    """On Monday 23 November."""
    return Writer(at=datetime.fromisoformat(f"2026-11-23 {at}").replace(tzinfo=ZONE), zone=ZONE, locale=locale)


def shown(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "said", "at", "other"),
    [
        ("22:40", "by 10:50", "23 22:50", ("24 10:50", "by 10:50 am")),
        ("19:05", "by 7:30", "23 19:30", ("24 07:30", "by 7:30 am")),
        ("22:40", "by 2", "24 14:00", ("24 02:00", "by 2 am")),
        ("07:00", "tomorrow by 8", "24 08:00", ("24 20:00", "tomorrow by 8 pm")),
        ("07:00", "by 10:50", "23 10:50", None),
        ("07:00", "by 2", "23 14:00", None),
        ("22:40", "by 14:00", "24 14:00", None),
        ("22:40", "by 10:50 pm", "23 22:50", None),
        ("22:40", "by half past ten", "24 10:30", None),
        ("22:40", "in 4 h", "24 02:40", None),
    ],
)
def test_the_other_half_is_offered_unless_it_is_clear(
    now: str, said: str, at: str, other: tuple[str, str] | None
) -> None:
    found = watched(f"if there is no bed {said}, call the house officer", by(now))
    assert found is not None
    assert shown(found.at) == at
    if other is None:
        assert found.other is None
    else:
        assert found.other is not None
        words = f"if there is no bed {other[1]}, call the house officer"
        assert (shown(found.other[0]), found.other[1]) == (other[0], words)


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        ("if no bed by 10:50, call", "if no bed by 10:50 pm, call"),
        ("if no bed by 2, call", "if no bed by 2 am, call"),
        ("si no hay cama antes de las 2, llamar", "si no hay cama antes de las 2 am, llamar"),
        ("if no bed by 14:00, call", "if no bed by 14:00, call"),
        ("if potassium is above 6, call", "if potassium is above 6, call"),
        ("if no bed in 2 h, call", "if no bed in 2 h, call"),
    ],
)
def test_what_is_in_the_shift_that_takes_over_is_meant(said: str, settled: str) -> None:
    assert settled_by_shift(said, by("18:40", "es" if said.startswith("si") else "en"), *NIGHT) == settled


def test_where_both_or_none_are_in_the_shift_nothing_is_settled() -> None:
    assert settled_by_shift("if no bed by 8, call", by("18:40"), NIGHT[0], NIGHT[1].replace(hour=9)) == (
        "if no bed by 8, call"
    )
    assert settled_by_shift("if no bed by 8, call", by("18:40"), NIGHT[0], NIGHT[0]) == "if no bed by 8, call"
