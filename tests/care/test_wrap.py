"""When a wrap is offered, and what is left then."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.care.roster import Roster
from bot.care.tasks import Status, TaskId
from bot.care.wrap import Fate, Wrap, WrapId, ending, left_at_the_end
from tests.care.people import LEA, NOW, SAM, TASK, WARD
from tests.care.test_roster import DAYS, MONDAY, NIGHTS, at, away, stint

HOURS = replace(SAM, chosen=("hours",), work_start=time(9), work_end=time(17))
END = at(17)


def test_it_is_before_the_end_of_the_shift_and_shifts_in_a_row_are_one() -> None:
    lea = replace(LEA, roster=Roster(shifts=(NIGHTS,)))
    assert ending(lea, at(12), None) == ending(lea, at(20), None) == (at(19), at(31))
    assert ending(lea, at(31), None) == (at(43), at(55))
    double = replace(lea, roster=Roster(shifts=(NIGHTS, DAYS), stints=(stint(DAYS, MONDAY, LEA.id, on=True),)))
    assert ending(double, at(8), None) == ending(double, at(30), None) == (at(7), at(31))
    always = replace(lea, roster=Roster(shifts=(NIGHTS, replace(DAYS, people=(LEA.id,)))))
    found = ending(always, at(80), None)
    assert found is not None
    assert found[1] == at(91)
    assert ending(lea, at(12), wanted=False) is None


def test_a_night_in_which_the_clock_changes_ends_by_the_clock() -> None:
    lea = replace(LEA, roster=Roster(shifts=(replace(NIGHTS, first=date(2026, 10, 1)),)))
    night = ending(lea, datetime(2026, 11, 1, 6, tzinfo=UTC), None)
    assert night == (datetime(2026, 11, 1, 0, tzinfo=UTC), datetime(2026, 11, 1, 13, tzinfo=UTC))


def test_without_shifts_it_is_before_the_end_of_the_hours_that_they_told_on_their_days() -> None:
    assert ending(SAM, at(12), None) is None
    assert ending(SAM, at(12), wanted=True) == (at(8), at(17))
    assert ending(HOURS, at(12), None) == (at(9), at(17))
    assert ending(HOURS, at(17, MONDAY + timedelta(days=4)), None) == (at(24 * 7 + 9), at(24 * 7 + 17))
    overnight = replace(HOURS, work_start=time(22), work_end=time(6))
    assert ending(overnight, at(25), None) == (at(22), at(30))
    on_leave = replace(HOURS, roster=Roster(absences=(away(SAM.id, MONDAY, MONDAY),)))
    assert ending(on_leave, at(12), None) == (at(33), at(41))


def test_left_is_what_is_not_planned_for_later_nor_on_offer_nor_skipped() -> None:
    soon, later = replace(TASK, due_at=END), replace(TASK, id=TaskId(2), due_at=END + timedelta(minutes=1))
    draft = replace(later, id=TaskId(3), status=Status.draft)
    undated = replace(TASK, id=TaskId(4))
    tasks = (soon, later, draft, undated)
    assert left_at_the_end(tasks, (), None, END) == (soon, draft, undated)
    assert left_at_the_end(tasks, {undated.id}, None, END) == (soon, draft)
    walk = Wrap(
        id=WrapId(1), workspace=WARD, member=SAM.id, started_at=NOW,
        fates={soon.id: Fate.skipped, draft.id: Fate.closed, undated.id: Fate.handed},
    )  # fmt: skip
    assert left_at_the_end(tasks, (), walk, END) == (draft, undated)
    assert left_at_the_end(tasks, (), replace(walk, ended_at=NOW), END) == ()
