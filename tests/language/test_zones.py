"""Time zones as people type them."""

from zoneinfo import ZoneInfo

import pytest

from bot.language.zones import read_zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Mexico City", "America/Mexico_City"),
        ("EST", "America/New_York"),
        ("Central Time", "America/Chicago"),
        ("UTC", "UTC"),
    ],
)
def test_names_cities_and_what_americans_say(typed: str, zone: str) -> None:
    assert read_zone(typed) == zone
    assert ZoneInfo(zone)


@pytest.mark.parametrize("typed", ["", "here", "Etc/GMT+5", "posix/Europe/Berlin", "../etc/passwd", "x" * 5000])
def test_anything_else_is_no_zone(typed: str) -> None:
    assert read_zone(typed) is None
