"""Who is on duty: patterns, turns, single dates and leave, across midnight and changes of the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.members import TeamId, awake, next_shift, off_duty, shift_end
from bot.care.people import People
from bot.care.roster import NEXT, Absence, AbsenceId, Away, Roster, Shift, ShiftId, Stint, Turns
from tests.care.people import LEA, NINA, OMAR, PHARMACY, SAM, WARD

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = date(2026, 11, 23)

NIGHTS = Shift(
    id=ShiftId(1), workspace=WARD, handle="n", team=PHARMACY.id, name="nights", start=time(19), end=time(7),
    zone="America/Chicago", first=MONDAY, people=(LEA.id, OMAR.id),
)  # fmt: skip
DAYS = replace(NIGHTS, id=ShiftId(2), handle="d", name="days", start=time(7), end=time(19), people=(NINA.id,))


def at(hour: float, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHICAGO) + timedelta(hours=hour)


def stint(shift: Shift, day: date, member: int, *, on: bool) -> Stint:
    start, end = shift.span(day)
    return Stint(
        workspace=WARD, team=shift.team, shift=shift.id, name=shift.name, day=day, start_at=start, end_at=end,
        zone=shift.zone, member=member, on=on,  # type: ignore[arg-type]
    )  # fmt: skip


def away(member: int, first: date, last: date) -> Absence:
    return Absence(
        id=AbsenceId(1), workspace=WARD, handle="a", member=member, kind=Away.leave, first=first, last=last,  # type: ignore[arg-type]
        zone="America/Chicago", said_by=NINA.id, created_at=at(0),
    )  # fmt: skip


BOTH = Roster(shifts=(NIGHTS, DAYS))


def test_a_night_belongs_to_the_day_it_begins_and_its_last_moment_to_the_next_shift() -> None:
    assert BOTH.on_duty(PHARMACY.id, at(18.99)) == (NINA.id,)
    assert BOTH.on_duty(PHARMACY.id, at(19)) == (LEA.id, OMAR.id)
    assert BOTH.on_duty(PHARMACY.id, at(30.99)) == (LEA.id, OMAR.id)
    assert BOTH.on_duty(PHARMACY.id, at(31)) == (NINA.id,)
    night = BOTH.shift_at(PHARMACY.id, at(26))
    assert night is not None
    assert night.day == MONDAY
    assert BOTH.on_duty(PHARMACY.id, at(3)) == ()  # the night of Sunday is before the pattern began


def test_a_night_is_as_long_as_the_clock_makes_it() -> None:
    """In the night of 31 October 2026 an hour comes twice, in that of 13 March 2027 one is skipped."""
    nights = replace(NIGHTS, first=date(2026, 10, 1))
    assert [end - start for start, end in (nights.span(date(2026, 10, 31)), nights.span(date(2027, 3, 13)))] == [
        timedelta(hours=13), timedelta(hours=11),
    ]  # fmt: skip
    roster = Roster(shifts=(nights, replace(DAYS, first=date(2026, 10, 1))))
    hour, until = datetime(2026, 10, 31, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    while hour < until:
        assert len([one for one in roster.duties(hour, hour + timedelta(seconds=1)) if one.runs(hour)]) == 1
        hour += timedelta(minutes=30)


def test_days_of_the_week_and_turns_by_shift_and_by_week() -> None:
    by_day = replace(NIGHTS, days=(0, 2, 4), turns=Turns.daily)
    turns = [by_day.turn(MONDAY + timedelta(days=one)) for one in range(14) if one % 7 in (0, 2, 4)]
    assert turns == [(LEA.id,), (OMAR.id,)] * 3
    late = replace(by_day, first=MONDAY + timedelta(days=2))
    assert late.turn(late.first) == (LEA.id,)
    by_week = replace(NIGHTS, turns=Turns.weekly)
    assert [by_week.turn(MONDAY + timedelta(weeks=one)) for one in range(3)] == [(LEA.id,), (OMAR.id,), (LEA.id,)]


def test_one_date_changes_nothing_but_itself() -> None:
    tuesday = MONDAY + timedelta(days=1)
    changes = stint(NIGHTS, MONDAY, LEA.id, on=False), stint(NIGHTS, MONDAY, SAM.id, on=True)
    roster = Roster(shifts=(NIGHTS,), stints=changes)
    assert roster.on_duty(PHARMACY.id, at(20)) == (OMAR.id, SAM.id)
    assert roster.on_duty(PHARMACY.id, at(20, tuesday)) == (LEA.id, OMAR.id)
    assert roster.next_of(LEA.id, at(12)) == roster.shift_at(PHARMACY.id, at(20, tuesday))


def test_leave_takes_the_shifts_that_begin_on_its_days() -> None:
    tuesday = MONDAY + timedelta(days=1)
    roster = Roster(shifts=(NIGHTS,), absences=(away(LEA.id, tuesday, tuesday),))
    assert roster.on_duty(PHARMACY.id, at(3, tuesday)) == (LEA.id, OMAR.id)  # Monday's night is worked to its end
    assert roster.absence(LEA.id, at(3, tuesday)) is None
    assert roster.on_duty(PHARMACY.id, at(20, tuesday)) == (OMAR.id,)
    assert roster.back_at(LEA.id, at(12, tuesday)) == at(31, tuesday)
    assert roster.absence(LEA.id, at(33, tuesday)) is None


def test_who_is_meant_is_who_is_on_else_who_comes_next() -> None:
    people = People(
        members={one.id: one for one in (NINA, OMAR, LEA, SAM)},
        teams={PHARMACY.id: replace(PHARMACY, members=frozenset((NINA.id, OMAR.id, LEA.id, SAM.id)))}, roster=BOTH,
    )  # fmt: skip
    team = people.teams[PHARMACY.id]

    def names(moment: datetime, shift: str = "", **more: object) -> list[str]:
        return [one.name.split()[0] for one in people.on_duty(team, moment, shift=shift, **more)]  # type: ignore[arg-type]

    assert names(at(12)) == ["Nina"]
    assert names(at(18.5), "nights") == ["Lea", "Omar"]
    assert names(at(22), "Nights", without=LEA.id) == ["Omar"]
    assert names(at(12), NEXT, since=at(12)) == ["Lea", "Omar"]
    assert names(at(22), NEXT, since=at(12)) == ["Lea", "Omar"]  # said at noon, it fires in the night
    assert names(at(12), without=NINA.id) == ["Lea", "Omar"]
    nobody = replace(people, roster=Roster())
    assert [one.id for one in nobody.on_duty(team, at(12))] == [LEA.id, NINA.id, OMAR.id, SAM.id]


def test_a_shift_without_a_pattern_may_have_nobody() -> None:
    alone = replace(stint(NIGHTS, MONDAY, SAM.id, on=True), shift=None)
    roster = Roster(stints=(alone, replace(alone, member=None, day=MONDAY + timedelta(days=1),
                                           start_at=at(43), end_at=at(55))))  # fmt: skip
    assert roster.has(PHARMACY.id, at(50))
    assert not roster.has(TeamId(7), at(50))
    assert [one.people for one in roster.duties(at(0), at(72))] == [(SAM.id,), ()]


def test_shifts_go_before_the_hours_of_the_profile() -> None:
    lea = replace(LEA, roster=BOTH)
    assert awake(lea, at(26)) == at(26)  # 02:00, in her quiet hours, but at work
    assert awake(lea, at(12)) == at(19)
    assert (next_shift(lea, at(20)), shift_end(lea, at(20))) == (at(43), at(31))
    assert (off_duty(lea, at(12)), off_duty(lea, at(20))) == (True, False)
    sam = replace(SAM, roster=BOTH)  # no shifts: as ever
    assert (awake(sam, at(2)), next_shift(sam, at(12)), shift_end(sam, at(12))) == (at(6.5), at(32), at(17))


def test_two_shifts_in_a_row_are_one_and_round_the_clock_each_is_by_itself() -> None:
    mondays = Roster(shifts=(replace(DAYS, people=(LEA.id,), days=(0,)), NIGHTS))
    assert mondays.shift_end(LEA.id, at(8)) == at(31)
    always = Roster(shifts=(replace(DAYS, people=(LEA.id,)), NIGHTS))
    assert (always.shift_end(LEA.id, at(8)), always.shift_end(LEA.id, at(20))) == (at(19), at(31))
    on_call = Roster(shifts=(replace(DAYS, start=time(8), end=time(8), people=(LEA.id,)),))
    assert on_call.shift_end(LEA.id, at(9)) == at(32)


def test_nobody_is_reached_on_leave_and_without_shifts_it_ends_at_midnight() -> None:
    sam = replace(SAM, roster=Roster(absences=(away(SAM.id, MONDAY, MONDAY),)))
    assert awake(sam, at(12)) == at(30.5)
    assert off_duty(sam, at(12))
    assert next_shift(sam, at(6)) == at(32)
