"""Alarms after somebody changed their hours: as the new hours ask for, and never later than that."""

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.care.members import awake
from bot.care.reminders import replanned, with_alarm
from bot.care.tasks import Alarm, Status
from bot.care.urgency import Urgency
from tests.care.people import NINA, NOW, TASK

nights = st.tuples(st.integers(12, 23), st.integers(0, 11), st.sets(st.integers(0, 6), min_size=1)).map(
    lambda found: replace(
        NINA, quiet_start=time(found[0]), quiet_end=time(found[1]), work_days=tuple(sorted(found[2]))
    )
)
"""Quiet from some evening hour to some morning hour, on any working days."""

END_OF_WORK = NOW.replace(hour=23)
due_times = st.integers(-600, 6000).map(lambda minutes: NOW + timedelta(minutes=minutes))
at_a_time = st.builds(
    lambda due, urgency, nudges, rule: replace(
        TASK, owner=NINA.id, due_at=due, urgency=urgency, nudges=nudges,
        rrule=rule, series_start=due if rule else None, series_at=due if rule else None,
    ),
    due_times, st.sampled_from(Urgency), st.integers(0, 4), st.none() | st.just("FREQ=DAILY"),
)  # fmt: skip
on_a_day = st.integers(0, 6).map(
    lambda days: replace(TASK, owner=NINA.id, due_at=END_OF_WORK + timedelta(days=days), whole_day=True)
)
tasks = at_a_time | on_a_day | st.just(replace(TASK, owner=NINA.id, due_at=None))
later = st.integers(0, 900).map(lambda minutes: timedelta(minutes=minutes))


@given(tasks, nights, later)
def test_hours_that_did_not_change_move_nothing(task, owner, passed) -> None:  # type: ignore[no-untyped-def]
    planned = with_alarm(task, owner, NOW)
    now = min(NOW + passed, planned.alarm_at)
    assert replanned(planned, owner, now) == planned


@given(tasks, nights, nights, later)
def test_the_new_hours_are_kept_and_nothing_is_put_off_beyond_them(task, old, new, passed) -> None:  # type: ignore[no-untyped-def]
    planned = with_alarm(task, old, NOW)
    now = min(NOW + passed, planned.alarm_at)
    moved = replanned(planned, new, now)
    assert moved.alarm_at >= now
    assert moved.due_at == planned.due_at
    assert moved.nudges == planned.nudges
    if task.urgency is Urgency.routine:
        assert awake(new, moved.alarm_at) == moved.alarm_at
    assert moved.alarm_at <= awake(new, max(planned.alarm_at, now))


def test_there_and_back_is_as_it_was() -> None:
    early = replace(NINA, quiet_start=NINA.quiet_end, quiet_end=NINA.quiet_end)
    task = with_alarm(replace(TASK, owner=NINA.id, due_at=NOW + timedelta(hours=15)), NINA, NOW)
    assert replanned(replanned(task, early, NOW), NINA, NOW).alarm_at == task.alarm_at


def test_drafts_and_what_is_closed_stay_as_they_are() -> None:
    for status in (Status.draft, Status.completed):
        task = replace(TASK, status=status, alarm=Alarm.unfinished, alarm_at=NOW)
        assert replanned(task, NINA, NOW) == task
