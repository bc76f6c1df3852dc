"""The rules of handoffs: who can accept, what moves, and that a decision is made once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.care import handoffs
from bot.care.errors import AlreadyClosed, CareError, NotAllowed
from bot.care.handoffs import HandedPatient, Handoff, HandoffId, HandoffStatus, Severity
from bot.care.members import Team, TeamId
from bot.care.people import People
from bot.care.tasks import Status
from tests.care.people import LEA, LEAD, NINA, NOW, OMAR, SAM, STRANGER, TASK, WARD

NIGHTS = Team(id=TeamId(2), workspace=WARD, name="night shift", members=frozenset({NINA.id, LEA.id, SAM.id}))
PEOPLE = People(members={one.id: one for one in (NINA, OMAR, LEA, SAM, LEAD)}, teams={NIGHTS.id: NIGHTS})
DRAFT = Handoff(
    id=HandoffId(1), workspace=WARD, number=5, handle="h", status=HandoffStatus.draft, sender=NINA.id,
    receiver=LEA.id, created_at=NOW, patients=(HandedPatient(patient="K-17", severity=Severity.stable),),
)  # fmt: skip
SENT = handoffs.send(DRAFT, NOW)
TO_TEAM = replace(SENT, receiver=None, team=NIGHTS.id)


def test_it_is_not_sent_without_receiver_patients_or_severity() -> None:
    for draft in (
        replace(DRAFT, receiver=None),
        replace(DRAFT, patients=()),
        replace(DRAFT, patients=(HandedPatient(patient="K-17"),)),
    ):
        with pytest.raises(CareError):
            handoffs.send(draft, NOW)
    assert handoffs.send(replace(DRAFT, patients=(HandedPatient(patient=None),)), NOW).waiting


@pytest.mark.parametrize("status", [one for one in HandoffStatus if one is not HandoffStatus.requested])
def test_only_what_is_on_offer_can_be_decided(status: HandoffStatus) -> None:
    decided = replace(SENT, status=status)
    with pytest.raises(AlreadyClosed):
        handoffs.say_back(decided, LEA, "mine", NOW)
    with pytest.raises(AlreadyClosed):
        handoffs.accept(replace(decided, said_by=LEA.id), LEA, NOW)
    with pytest.raises(AlreadyClosed):
        handoffs.decline(decided, LEA, "no", PEOPLE, NOW)
    with pytest.raises(AlreadyClosed):
        handoffs.discussed(decided, NOW)


def test_who_can_accept() -> None:
    handoffs.must_receive(SENT, LEA, PEOPLE)
    handoffs.must_receive(TO_TEAM, SAM, PEOPLE)
    for handoff, by in ((SENT, NINA), (SENT, SAM), (SENT, LEAD), (TO_TEAM, NINA), (TO_TEAM, OMAR)):
        with pytest.raises(NotAllowed):
            handoffs.must_receive(handoff, by, PEOPLE)
    covered = replace(PEOPLE, members={**PEOPLE.members, LEA.id: replace(LEA, backup=SAM.id)})
    handoffs.must_receive(SENT, SAM, covered)


def test_who_reads_all_of_it() -> None:
    assert all(handoffs.sees_all(SENT, one.id, PEOPLE) for one in (NINA, LEA, LEAD))
    assert not any(handoffs.sees_all(SENT, one.id, PEOPLE) for one in (OMAR, SAM, STRANGER))
    assert handoffs.sees_all(TO_TEAM, SAM.id, PEOPLE)
    taken = handoffs.accept(handoffs.say_back(TO_TEAM, LEA, "mine", NOW), LEA, NOW)
    assert not handoffs.sees_all(taken, SAM.id, PEOPLE)
    assert not any(handoffs.sees_all(DRAFT, one.id, PEOPLE) for one in (LEA, LEAD))


def test_what_moves_is_open_and_the_senders_and_begins_anew_with_its_owner() -> None:
    task = replace(TASK, owner=NINA.id, nudges=3)
    assert handoffs.movable(SENT, task)
    assert not handoffs.movable(SENT, replace(task, owner=OMAR.id))
    assert not handoffs.movable(SENT, replace(task, status=Status.completed))
    moved = handoffs.take(task, LEA, NOW)
    assert (moved.owner, moved.status, moved.nudges) == (LEA.id, Status.accepted, 0)


def test_a_team_declines_when_nobody_is_left() -> None:
    once = handoffs.decline(TO_TEAM, LEA, "full", PEOPLE, NOW)
    assert once.waiting
    assert handoffs.receivers(once, PEOPLE) == [SAM]
    assert handoffs.decline(once, SAM, "full", PEOPLE, NOW).status is HandoffStatus.declined


def test_nudges_come_less_and_less_often() -> None:
    waits = []
    handoff = SENT
    for _ in range(5):
        before = handoff.alarm_at
        handoff = handoffs.nudged(handoff, before)
        waits.append(handoff.alarm_at - before)
    assert waits == [timedelta(minutes=30), timedelta(hours=1), *[timedelta(hours=4)] * 3]
