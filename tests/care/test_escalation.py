"""The rule of the ladder: whatever people do, what is urgent and not accepted has a next step."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care import escalation as rules
from bot.care import tasks
from bot.care.escalation import About, End, Escalation, EscalationId, Rung, Told
from bot.care.people import People
from bot.care.tasks import Outcome, Status, Task
from bot.care.urgency import Urgency
from tests.care.people import LEA, LEAD, NIGHT_OWL, NINA, NOW, OMAR, SAM, TASK, WARD

MINUTE = timedelta(minutes=1)
PEOPLE = People(members={one.id: one for one in (NINA, OMAR, LEA, SAM, LEAD)}, teams={})
BEGUN = Escalation(
    id=EscalationId(1), workspace=WARD, handle="h", about=About.item, item=TASK.id, owner=OMAR.id, unaccepted=True,
    urgency=Urgency.stat, began_at=NOW, ladder=rules.ladder((5, 10, 15)), position=1, next_at=NOW + 5 * MINUTE,
    told=(Told(member=OMAR.id, rung=Rung.owner, at=NOW),),
)  # fmt: skip
ALWAYS = {"quiet_start": time(0), "quiet_end": time(0), "work_days": tuple(range(7))}
WHO = rules.standing(OMAR, [LEA], [SAM, OMAR], [LEAD], PEOPLE)


def climb(found: Escalation, minutes: int, who=WHO) -> list[tuple[int, str, tuple[int, ...]]]:  # type: ignore[no-untyped-def]
    """The steps of so many minutes, each with the minute at which it was taken."""
    steps = []
    for minute in range(minutes + 1):
        now = NOW + minute * MINUTE
        while (due := rules.next_step(found, who, now)) is not None:
            found = rules.climbed(found, due, now)
            steps.append((minute, due.rung.value, due.members))
    return steps


def test_each_rung_has_its_time_and_the_last_one_repeats() -> None:
    assert climb(BEGUN, 80) == [
        (5, "backup", (LEA.id,)),
        (15, "duty", (SAM.id,)),
        (30, "lead", (LEAD.id,)),
        (45, "lead", (LEAD.id,)),
        (75, "lead", (LEAD.id,)),
    ]


@pytest.mark.parametrize(
    ("urgency", "minutes", "times", "seldom"),
    [
        (Urgency.stat, (5, 5, 10), 50, 60),
        (Urgency.asap, (10, 15, 20), 15, 240),
        (Urgency.urgent, (15, 30, 60), 8, 480),
        (Urgency.routine, (60, 240, 480), 3, 1440),
    ],
)  # fmt: skip
def test_at_the_top_it_is_told_ever_more_seldom_and_never_not_at_all(
    urgency: Urgency, minutes: tuple[int, ...], times: int, seldom: int
) -> None:
    begun = replace(BEGUN, urgency=urgency, ladder=rules.ladder(minutes))
    who = rules.standing(OMAR, [replace(LEA, **ALWAYS)], [SAM], [replace(LEAD, **ALWAYS)], PEOPLE)
    steps = [step for step in climb(begun, 4 * 24 * 60, who) if step[1] == "lead"]
    assert len([step for step in steps if step[0] <= 2 * 24 * 60]) == times
    waits = [later[0] - earlier[0] for earlier, later in pairwise(steps)]
    assert waits == sorted(waits)
    assert waits[-1] == seldom


def test_who_asks_again_at_the_top_lets_the_waits_begin_anew() -> None:
    told = tuple(Told(member=one.id, rung=Rung.lead, at=NOW) for one in (OMAR, LEA, SAM, LEAD))
    top = replace(BEGUN, position=9, next_at=NOW + 60 * MINUTE, told=told)
    assert [step[0] for step in climb(rules.hurried(top, NOW), 100)][-3:] == [0, 30, 90]


def test_who_cannot_be_reached_at_the_top_is_not_tried_again_at_once() -> None:
    top = replace(BEGUN, position=len(BEGUN.ladder.steps), next_at=NOW + 60 * MINUTE)
    assert rules.unreached(top, NOW).next_at == NOW
    assert rules.unreached(replace(top, position=top.position + 1), NOW).next_at == top.next_at


def test_a_wait_that_a_team_chose_longer_than_that_is_kept() -> None:
    assert rules.waits_again(rules.ladder((5, 10, 2880)), Urgency.stat, 3) == 2880 * MINUTE


def test_a_rung_where_nobody_new_stands_is_passed_over() -> None:
    who = rules.standing(OMAR, [], [OMAR], [LEAD], PEOPLE)
    assert climb(BEGUN, 10, who) == [(5, "lead", (LEAD.id,))]


def test_where_nobody_leads_everybody_hears_of_it() -> None:
    who = rules.standing(OMAR, [], [], [], PEOPLE)
    assert set(climb(BEGUN, 6, who)[0][2]) == {NINA.id, LEA.id, SAM.id, LEAD.id}


def test_quiet_hours_are_honoured_unless_it_is_stat() -> None:
    asleep = replace(NIGHT_OWL, id=LEA.id, quiet_start=NIGHT_OWL.quiet_end.replace(hour=6))
    who = rules.standing(OMAR, [asleep], [SAM], [LEAD], PEOPLE)
    urgent = replace(BEGUN, urgency=Urgency.urgent)
    assert [step[1] for step in climb(urgent, 16, who)] == ["duty"]
    assert [step[1] for step in climb(BEGUN, 16, who)] == ["backup", "duty"]


def test_when_all_have_quiet_hours_it_goes_on_as_the_first_of_them_wakes() -> None:
    asleep = replace(LEAD, quiet_start=NIGHT_OWL.quiet_end.replace(hour=6), quiet_end=NIGHT_OWL.quiet_end)
    due = rules.next_step(
        replace(BEGUN, urgency=Urgency.urgent), rules.standing(None, [], [], [asleep], PEOPLE), NOW + 5 * MINUTE
    )
    assert due is not None
    assert (due.members, due.next_at) == ((), NOW + timedelta(hours=10))  # 17:00 in Chicago


def test_what_is_not_stat_waits_until_it_is_due() -> None:
    steps = rules.ladder((5, 10, 15))
    later = replace(TASK, urgency=Urgency.urgent, due_at=NOW + 60 * MINUTE)
    assert rules.first_at(later, steps, NOW) == NOW + 60 * MINUTE
    assert rules.first_at(replace(later, urgency=Urgency.stat), steps, NOW) == NOW + 5 * MINUTE
    assert rules.first_at(replace(later, due_at=None), steps, NOW) == NOW + 5 * MINUTE


WAYS = ("accept", "decline", "assign", "close", "cancel", "reopen", "take", "calm", "press", "wait", "night")


def _did(way: str, task: Task) -> Task:
    """The item after somebody did this to it; as it was when they may not."""
    try:
        match way:
            case "accept":
                return tasks.accept(task, OMAR if task.owner == OMAR.id else LEA, NOW)
            case "decline":
                return tasks.decline(task, PEOPLE.members[task.owner or NINA.id], "no", NOW)
            case "assign":
                return tasks.assign(task, NOW, to=SAM if task.owner != SAM.id else OMAR, by=NINA)
            case "take":
                return tasks.assign(task, NOW, to=LEA, by=LEA)
            case "close":
                return tasks.complete(task, NINA, Outcome.done, "", NOW)
            case "cancel":
                return tasks.cancel(task, NINA, "no", NOW)
            case "reopen":
                return tasks.reopen(task, NOW)
            case "calm" | "press":
                return replace(task, urgency=Urgency.routine if way == "calm" else Urgency.urgent)
    except tasks.CareError:
        pass
    return task


@given(st.lists(st.sampled_from(WAYS), max_size=40), st.sets(st.sampled_from(list(PEOPLE.members))))
@settings(max_examples=300, deadline=None)
def test_in_any_order_what_is_urgent_and_not_accepted_has_a_next_step(ways: list[str], gone: set[int]) -> None:
    here = [replace(one, active=one.id not in gone) for one in PEOPLE.members.values()]
    people = People(members={one.id: one for one in here}, teams={})
    task = replace(TASK, status=Status.requested, urgency=Urgency.urgent)
    running: Escalation | None = None
    now = NOW
    for way in ways:
        task = _did(way, task)
        now += {"wait": 20 * MINUTE, "night": timedelta(hours=9)}.get(way, MINUTE)
        # What the clock does at each tick (handlers/escalate.py).
        if running is not None and (end := rules.answered(running, task)) is not None:
            running = rules.ended(running, end, None, now)
            assert (running.next_at, running.end) == (None, end)
            running = None
        if running is None and rules.unanswered(task):
            running = replace(BEGUN, owner=task.owner, urgency=task.urgency, began_at=now, told=(),
                              next_at=rules.first_at(task, BEGUN.ladder, now))  # fmt: skip
        while running is not None and (due := rules.next_step(
            running, rules.standing(people.member(task.owner), [], [], people.leads(), people), now
        )):  # fmt: skip
            assert due.next_at > now
            running = rules.climbed(running, due, now)
        if task.status is Status.requested and task.urgency is not Urgency.routine:
            assert running is not None
            assert running.next_at is not None
            assert running.next_at > now
        if task.status in tasks.CLOSED:
            assert running is None


def test_an_item_ends_its_escalation_in_its_own_way() -> None:
    asked = replace(TASK, status=Status.requested, urgency=Urgency.urgent)
    assert rules.answered(BEGUN, asked) is None
    assert rules.answered(BEGUN, tasks.accept(asked, OMAR, NOW)) is End.accepted
    assert rules.answered(BEGUN, tasks.assign(asked, NOW, to=LEA, by=LEA)) is End.accepted
    assert rules.answered(BEGUN, tasks.assign(asked, NOW, to=LEA, by=NINA)) is End.moved
    assert rules.answered(BEGUN, tasks.complete(asked, NINA, Outcome.done, "", NOW)) is End.closed
    assert rules.answered(replace(BEGUN, unaccepted=False), TASK) is None
