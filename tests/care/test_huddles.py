"""Huddles come once a day at their time, whatever the clock does."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care.huddles import Huddle, HuddleId, scheduled, slot
from bot.care.members import ChannelId, MemberId, WorkspaceId


def huddle(at: time, began: str, zone: str = "America/Chicago") -> Huddle:
    return Huddle(
        id=HuddleId(1), workspace=WorkspaceId(1), handle="h", channel=ChannelId(1), at=at, rrule="FREQ=DAILY",
        zone=zone, set_by=MemberId(1), started_at=moment(began),
    )  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def posts(of: Huddle, count: int) -> list[str]:
    """The next ones by the wall clock."""
    found, after = [], of.started_at
    for _ in range(count):
        after = scheduled(of, after).next_at or after
        found.append(f"{after.astimezone(ZoneInfo(of.zone)):%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("began", "found"),
    [
        ("2026-03-07T20:00", ["03-08 03:30", "03-09 02:30", "03-10 02:30"]),
        ("2026-03-08T20:00", ["03-09 02:30", "03-10 02:30", "03-11 02:30"]),
        ("2026-03-09T20:00", ["03-10 02:30", "03-11 02:30", "03-12 02:30"]),
    ],
)
def test_only_the_night_that_has_no_half_past_two_moves_it(began: str, found: list[str]) -> None:
    assert posts(huddle(time(2, 30), began), 3) == found


def test_half_past_one_comes_once_in_the_night_that_has_it_twice() -> None:
    assert posts(huddle(time(1, 30), "2026-10-30T20:00"), 4) == [f"{day} 01:30" for day in (
        "10-31", "11-01", "11-02", "11-03",
    )]  # fmt: skip


def test_leap_day_has_one() -> None:
    assert posts(huddle(time(7, 30), "2028-02-27T20:00"), 3) == ["02-28 07:30", "02-29 07:30", "03-01 07:30"]


def test_after_days_of_downtime_the_next_is_one_and_lies_ahead() -> None:
    now = moment("2026-06-20T09:00")
    coming = scheduled(huddle(time(7, 30), "2026-06-01T20:00"), now).next_at
    assert coming is not None
    assert now < coming <= now + timedelta(days=1)


def test_a_channel_that_moves_to_another_zone_has_it_at_the_same_time_there() -> None:
    moved = replace(huddle(time(7, 30), "2026-06-01T20:00"), zone="Europe/Berlin")
    (first,) = posts(moved, 1)
    assert first == "06-02 07:30"
    assert slot(moved, moment("2026-06-02T05:30")) == "2026-06-02"
