"""Recurrence across the days on which the clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.recurrence import at_wall, every, following

CHICAGO = "America/Chicago"


def local(moment: datetime, zone: str = CHICAGO) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def test_a_time_that_spring_skips_is_read_with_the_offset_before_the_change() -> None:
    assert local(at_wall(datetime(2027, 3, 14, 2, 30), CHICAGO)) == "2027-03-14 03:30"


def test_a_time_that_autumn_repeats_is_the_first_of_the_two() -> None:
    assert at_wall(datetime(2026, 11, 1, 1, 30), CHICAGO) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_daily_keeps_its_wall_clock_time_across_the_change() -> None:
    start = datetime(2027, 3, 12, 14, 0, tzinfo=UTC)
    found = [start]
    for _ in range(4):
        coming = following("FREQ=DAILY;BYHOUR=8;BYMINUTE=0", start, found[-1], CHICAGO)
        assert coming is not None
        found.append(coming)
    assert [local(one) for one in found[1:]] == [f"2027-03-{day} 08:00" for day in (13, 14, 15, 16)]


def test_one_thirty_at_night_comes_once_when_the_clock_goes_back() -> None:
    start = datetime(2026, 10, 30, 6, 30, tzinfo=UTC)
    first = following("FREQ=DAILY;BYHOUR=1;BYMINUTE=30", start, datetime(2026, 10, 31, 12, tzinfo=UTC), CHICAGO)
    assert first is not None
    second = following("FREQ=DAILY;BYHOUR=1;BYMINUTE=30", start, first, CHICAGO)
    assert second is not None
    assert (local(first), local(second)) == ("2026-11-01 01:30", "2026-11-02 01:30")


def test_every_four_hours_is_real_time() -> None:
    start = datetime(2027, 3, 14, 5, 0, tzinfo=UTC)
    assert every(timedelta(hours=4), start, start + timedelta(hours=9)) == start + timedelta(hours=12)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (31, ["2028-02-29 09:00", "2028-03-31 09:00", "2028-04-30 09:00", "2028-05-31 09:00"]),
        (30, ["2028-02-29 09:00", "2028-03-30 09:00", "2028-04-30 09:00", "2028-05-30 09:00"]),
    ],
)
def test_a_day_that_a_month_has_not_is_its_last(day: int, found: list[str]) -> None:
    start = after = datetime(2028, 1, day, 15, 0, tzinfo=UTC)
    for expected in found:
        coming = following(f"FREQ=MONTHLY;BYMONTHDAY={day};BYHOUR=9;BYMINUTE=0", start, after, CHICAGO)
        assert coming is not None
        assert local(coming) == expected
        after = coming


def test_a_weekday_that_must_be_the_31st_stays_so() -> None:
    start = datetime(2027, 12, 31, 15, 0, tzinfo=UTC)
    found = following("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=31;BYHOUR=9;BYMINUTE=0", start, start, CHICAGO)
    assert found is not None
    assert local(found) == "2028-03-31 09:00"


def test_leap_day_waits_for_the_next_leap_year() -> None:
    start = datetime(2028, 2, 29, 15, 0, tzinfo=UTC)
    found = following("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=9;BYMINUTE=0", start, start, CHICAGO)
    assert found is not None
    assert local(found) == "2032-02-29 09:00"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(available_timezones() - {"localtime"})),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, 23),
)
def test_in_every_zone_a_daily_rule_comes_once_a_day_and_always_later(
    zone: str, wall: datetime, hour: int
) -> None:
    after = wall.replace(tzinfo=UTC)
    rule = f"FREQ=DAILY;BYHOUR={hour};BYMINUTE=30"
    days = []
    for _ in range(4):
        coming = following(rule, wall.replace(tzinfo=UTC) - timedelta(days=2), after, zone)
        assert coming is not None
        assert after < coming <= after + timedelta(hours=50)
        days.append(coming.astimezone(ZoneInfo(zone)).date())
        after = coming
    assert len(set(days)) == 4
