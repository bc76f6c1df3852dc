"""Times depend on who writes: the order of day and month, the zone, the clock that changes; and series end."""

from datetime import datetime, timedelta

import pytest

from bot.language.read import read
from bot.language.reading import Directory, DoubtAbout
from tests.language.setting import NOW, PEOPLE, ZONE, local, said


@pytest.mark.parametrize(("locale", "day"), [("en", "2026-12-03"), ("en-GB", "2027-03-12"), ("es", "2027-03-12")])
def test_day_and_month_stand_in_the_order_of_the_language(locale: str, day: str) -> None:
    assert local(said("12/3", locale).when) == f"{day}T00:00"


def test_a_zone_that_is_named_is_the_one_that_is_meant() -> None:
    when = said("call the insurer at 3pm EST").when
    assert when is not None and when.utcoffset() == timedelta(hours=-5)
    assert local(when) == "2026-11-24T14:00"


def test_hours_from_now_are_real_hours_when_the_clock_changes() -> None:
    before_the_change = datetime(2026, 11, 1, 0, 30, tzinfo=ZONE)
    reading = read("recheck in 3 hours", before_the_change, ZONE, PEOPLE)
    assert local(reading.when) == "2026-11-01T02:30"


def test_a_time_of_day_stays_what_it_is_when_the_clock_changes() -> None:
    before_the_change = datetime(2026, 10, 31, 20, 0, tzinfo=ZONE)
    assert local(read("recheck tomorrow at 9am", before_the_change, ZONE, PEOPLE).when) == "2026-11-01T09:00"


def test_a_series_begins_and_ends_when_the_message_says() -> None:
    reading = said("call K-40 every Friday at 3pm starting next week")
    assert (reading.rrule, local(reading.when)) == (
        "FREQ=WEEKLY;BYDAY=FR;BYHOUR=15;BYMINUTE=0",
        "2026-12-04T15:00",
    )
    assert said("weigh K-22 every day until Friday").rrule == "FREQ=DAILY;UNTIL=20261127T235959"
    assert said("weigh K-22 every day for 3 days").rrule == "FREQ=DAILY;UNTIL=20261127T235959"


def test_an_end_that_no_rule_can_hold_stays_in_the_text() -> None:
    reading = said("suction K-5 q2h until 6pm")
    assert (reading.interval, reading.when, reading.what) == (timedelta(hours=2), None, "suction K-5 until 6pm")


def test_an_hour_that_has_just_gone_by_is_asked_about() -> None:
    [doubt] = [one for one in said("call the lab at 0900").doubts if one.about is DoubtAbout.in_past]
    assert [local(one.when) for one in doubt.candidates] == ["2026-11-25T09:00"]


def test_a_day_that_may_be_two_is_asked_about() -> None:
    [doubt] = [one for one in said("visit next Thursday").doubts if one.about is DoubtAbout.which_week]
    assert [local(one.when) for one in doubt.candidates] == ["2026-11-26T00:00", "2026-12-03T00:00"]


def test_words_of_the_past_are_no_due_time() -> None:
    for text in (
        "seen yesterday",
        "took meds this morning",
        "labs from Monday look fine",
        "was given Tylenol at 2",
    ):
        assert said(text).when is None, text


def test_nothing_is_needed_but_the_text() -> None:
    assert read("call the lab tomorrow", NOW, ZONE, Directory()).what == "call the lab"
