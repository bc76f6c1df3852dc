"""Who gets what somebody leaves behind."""

from dataclasses import replace

from bot.care.leave import heir, pass_on
from bot.care.people import People
from bot.care.tasks import Status
from tests.care.people import LEA, LEAD, NINA, NOW, OMAR, PHARMACY, SAM, TASK

EVERYBODY = People(members={one.id: one for one in (NINA, OMAR, LEA, SAM, LEAD)}, teams={PHARMACY.id: PHARMACY})
OF_TEAM = replace(TASK, team=PHARMACY.id)


def without(*gone) -> People:  # type: ignore[no-untyped-def]
    ids = {one.id for one in gone}
    members = {id: replace(one, active=id not in ids) for id, one in EVERYBODY.members.items()}
    return replace(EVERYBODY, members=members)


def test_first_the_backup_then_the_team_the_creator_a_lead_anybody() -> None:
    backed = replace(OMAR, backup=LEA.id)
    assert heir(OF_TEAM, backed, EVERYBODY) == (LEA.id, None)
    assert heir(OF_TEAM, backed, without(LEA)) == (None, PHARMACY.id)
    assert heir(OF_TEAM, backed, without(LEA, SAM)) == (NINA.id, None)
    assert heir(OF_TEAM, backed, without(LEA, SAM, NINA)) == (LEAD.id, None)
    assert heir(TASK, OMAR, without(NINA, LEAD)) == (LEA.id, None)


def test_nobody_inherits_from_themselves_and_the_last_one_has_no_heir() -> None:
    assert heir(replace(TASK, creator=OMAR.id), replace(OMAR, backup=OMAR.id), EVERYBODY) == (LEAD.id, None)
    assert heir(TASK, OMAR, without(NINA, LEA, SAM, LEAD)) == (None, None)


def test_the_heir_has_not_accepted_yet_and_what_is_closed_stays() -> None:
    given = pass_on(replace(TASK, nudges=3), LEA.id, None, NOW)
    assert (given.owner, given.status, given.nudges) == (LEA.id, Status.requested, 0)
    closed = replace(TASK, status=Status.completed)
    assert pass_on(closed, LEA.id, None, NOW) == closed
