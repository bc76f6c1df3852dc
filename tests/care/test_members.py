"""When people want to hear from us."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.members import awake, next_shift, quiet, tomorrow_morning
from tests.care.people import NIGHT_OWL, NINA


def chicago(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour + 6, minute, tzinfo=UTC) if hour < 18 else datetime(
        2026, 11, day + 1, hour - 18, minute, tzinfo=UTC
    )  # fmt: skip


def test_at_night_it_waits_for_the_end_of_quiet_hours() -> None:
    assert awake(NINA, chicago(23, 22)) == chicago(24, 6, 30)


def test_on_a_day_off_it_waits_for_the_next_working_day() -> None:
    assert awake(NINA, chicago(28, 12)) == chicago(30, 6, 30)


def test_friday_night_waits_for_monday() -> None:
    assert awake(NINA, chicago(27, 22)) == chicago(30, 6, 30)


def test_quiet_hours_may_lie_in_the_day() -> None:
    assert awake(NIGHT_OWL, chicago(23, 12)) == chicago(23, 17)
    assert not quiet(NIGHT_OWL, chicago(23, 3))


def test_equal_ends_mean_no_quiet_hours() -> None:
    never = replace(NINA, quiet_start=time(0), quiet_end=time(0))
    assert awake(never, chicago(23, 3)) == chicago(23, 3)


def test_the_next_shift_is_today_when_it_has_not_begun() -> None:
    assert next_shift(NINA, chicago(23, 7)) == chicago(23, 8)
    assert next_shift(NINA, chicago(23, 9)) == chicago(24, 8)
    assert next_shift(NINA, chicago(27, 9)) == chicago(30, 8)


def test_tomorrow_morning_is_when_their_work_begins() -> None:
    assert tomorrow_morning(NINA, chicago(23, 9)) == chicago(24, 8)


HALF_PAST_ONE_AND_TWO = [
    # In Chicago clocks are set back on 1 November at 2:00 and forward on 8 March at 2:00.
    (time(1, 30), "2026-11-01T05:40", "2026-11-01T06:30"),
    (time(1, 30), "2026-11-01T07:15", "2026-11-01T07:15"),
    (time(2, 30), "2026-11-01T07:15", "2026-11-01T08:30"),
    (time(2, 30), "2026-03-08T07:00", "2026-03-08T08:30"),
    (time(2, 30), "2026-03-08T08:15", "2026-03-08T08:15"),
]


@pytest.mark.parametrize(("end", "at", "found"), HALF_PAST_ONE_AND_TWO)
def test_quiet_hours_end_once_in_the_nights_on_which_clocks_change(end: time, at: str, found: str) -> None:
    member = replace(NINA, zone="America/Chicago", quiet_start=time(22), quiet_end=end, work_days=())
    utc = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert f"{awake(member, utc):%Y-%m-%dT%H:%M}" == found


@given(st.sampled_from(("2026-11-01T05:00", "2026-03-08T07:00")), st.integers(0, 240), st.times(), st.times())
def test_in_those_nights_as_well_nobody_is_reached_in_the_past(
    night: str, minutes: int, start: time, end: time
) -> None:
    member = replace(NINA, zone="America/Chicago", quiet_start=start, quiet_end=end)
    at = datetime.fromisoformat(night).replace(tzinfo=UTC) + timedelta(minutes=minutes)
    found = awake(member, at)
    assert found >= at
    assert awake(member, found) == found


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    st.times(),
    st.times(),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_whatever_the_hours_they_are_reached_within_ten_days(
    at: datetime, start: time, end: time, days: set[int]
) -> None:
    member = replace(NINA, quiet_start=start, quiet_end=end, work_days=tuple(sorted(days)))
    found = awake(member, at.replace(tzinfo=UTC))
    assert timedelta() <= found - at.replace(tzinfo=UTC) < timedelta(days=10)
    assert awake(member, found) == found
