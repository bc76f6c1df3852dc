"""Every item that can be stands in exactly one place, or has a fault that says why not."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.care.ledger import Fault, Item, Place, balance, classify, next_check
from bot.care.members import MemberId, TeamId
from bot.care.people import People
from bot.care.tasks import Outcome, Status
from tests.care.people import NINA, NOW, OMAR, PHARMACY, SAM

GONE = MemberId(7)
EMPTY = replace(PHARMACY, id=TeamId(2), members=frozenset({GONE}))
PEOPLE = People(
    members={one.id: one for one in (NINA, OMAR, SAM, replace(NINA, id=GONE, active=False))},
    teams={PHARMACY.id: PHARMACY, EMPTY.id: EMPTY},
)
HOUR = timedelta(hours=1)
OPEN = Item(
    number=1, status=Status.accepted, owner=OMAR.id, team=None, creator=NINA.id, due_at=None, alarm_at=NOW + HOUR,
    outcome=None, closed_at=None, closed_by=None, reasoned=False, offered=False,
)  # fmt: skip
OVER = replace(OPEN, alarm_at=None, closed_at=NOW, closed_by=OMAR.id)
DONE = replace(OVER, status=Status.completed, outcome=Outcome.done)
DROPPED = replace(OVER, status=Status.cancelled, reasoned=True)
DRAFT = replace(OPEN, status=Status.draft, owner=GONE, creator=NINA.id)


def place(item: Item) -> Place | Fault:
    found = classify(item, PEOPLE, NOW)
    assert (found.place is None) == (found.fault is not None)
    return found.place or found.fault


def test_each_has_its_place() -> None:
    assert place(OPEN) is Place.open
    assert place(replace(OPEN, due_at=NOW)) is Place.open
    assert place(replace(OPEN, due_at=NOW + HOUR)) is Place.scheduled
    assert place(replace(OPEN, due_at=NOW + HOUR, offered=True)) is Place.handed
    assert place(replace(OPEN, status=Status.requested)) is Place.open
    assert place(replace(OPEN, owner=None, team=PHARMACY.id)) is Place.open
    assert place(replace(DRAFT, due_at=NOW + HOUR)) is Place.open
    assert place(DONE) is Place.closed
    assert place(DROPPED) is Place.dropped


def test_what_is_not_over_needs_somebody_who_is_here_and_an_alarm() -> None:
    assert place(replace(OPEN, owner=None)) is Fault.nobody
    assert place(replace(OPEN, owner=GONE)) is Fault.nobody
    assert place(replace(OPEN, owner=GONE, team=PHARMACY.id)) is Fault.nobody
    assert place(replace(OPEN, owner=None, team=EMPTY.id)) is Fault.nobody
    assert place(replace(DRAFT, creator=GONE, owner=OMAR.id)) is Fault.nobody
    assert place(replace(OPEN, alarm_at=None, due_at=NOW + HOUR)) is Fault.no_alarm
    assert place(replace(DRAFT, alarm_at=None)) is Fault.no_alarm
    assert place(replace(OPEN, closed_at=NOW)) is Fault.half_closed


def test_what_is_over_says_how_and_rings_no_more() -> None:
    assert place(replace(DONE, outcome=None)) is Fault.no_outcome
    assert place(replace(DROPPED, reasoned=False)) is Fault.no_reason
    for over in (DONE, DROPPED):
        assert place(replace(over, closed_by=None)) is Fault.nobody_closed
        assert place(replace(over, closed_at=None)) is Fault.nobody_closed
        assert place(replace(over, alarm_at=NOW)) is Fault.still_rings


def test_all_that_can_be_written_stands_in_one_place_or_is_a_fault_and_is_counted_once() -> None:
    moments = (None, NOW - HOUR, NOW + HOUR)
    items = [
        replace(OPEN, status=status, owner=owner, team=team, due_at=due, alarm_at=alarm, closed_at=closed,
                closed_by=OMAR.id if closed else None, outcome=outcome, reasoned=reasoned, offered=offered)
        for status, owner, team, due, alarm, closed, outcome, reasoned, offered in itertools.product(
            Status, (None, OMAR.id, GONE), (None, PHARMACY.id), moments, (None, NOW), (None, NOW),
            (None, Outcome.done), (True, False), (True, False),
        )
    ]  # fmt: skip
    entries = [classify(item, PEOPLE, NOW) for item in items]
    assert all((entry.place is None) != (entry.fault is None) for entry in entries)
    counted = balance(entries)
    placed = counted.open + counted.handed + counted.scheduled + counted.closed + counted.dropped
    assert placed + counted.remainder == counted.captured == len(items)
    assert {entry.place for entry in entries} == {*Place, None}


def test_it_is_looked_through_at_three_in_the_night_by_the_clock_on_the_wall() -> None:
    at = next_check(datetime(2026, 10, 31, 6, tzinfo=UTC), "America/Chicago")
    assert at == datetime(2026, 10, 31, 8, tzinfo=UTC)
    assert next_check(at, "America/Chicago") == datetime(2026, 11, 1, 9, tzinfo=UTC)  # an hour was put back
