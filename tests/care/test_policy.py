"""Who may do what to an item: every action by every sort of person."""

from dataclasses import replace

import pytest

from bot.care.errors import NotAllowed, NotFound
from bot.care.members import ChannelId, Member
from bot.care.policy import (
    Action,
    backups,
    disclosure,
    must_be_allowed,
    must_change_team,
    must_protect,
    must_see_patient,
    must_set_backup,
)
from bot.care.protection import Disclosure, hidden, spoken_of
from bot.care.tasks import Task
from tests.care.people import LEA, LEAD, NINA, OMAR, PHARMACY, SAM, STRANGER, TASK

IN_CHANNEL = replace(TASK, channel=ChannelId(7))
OF_TEAM = replace(TASK, owner=None, team=PHARMACY.id)

OWNER, CREATOR, BACKUP, COLLEAGUE, OUTSIDE = "owner", "creator", "backup", "colleague", "outside"
ALL = set(Action)

MAY = {
    OWNER: ALL,
    CREATOR: ALL - {Action.decline},
    BACKUP: {Action.view, Action.close, Action.snooze, Action.assign, Action.claim},
    COLLEAGUE: {Action.view, Action.claim},
    OUTSIDE: set(),
    "lead": ALL - {Action.decline},
}


def allowed(
    action: Action, task: Task, by: Member, *, channels: set[int] = frozenset(), owner: Member = OMAR
) -> bool:
    teams = [PHARMACY] if by.id in PHARMACY.members else []
    seen = {ChannelId(one) for one in channels}
    try:
        must_be_allowed(action, task, by, owner=owner if task.owner else None, teams=teams, channels=seen)
    except (NotAllowed, NotFound):
        return False
    return True


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("who", list(MAY))
def test_each_sort_of_person_may_do_what_the_table_says(who: str, action: Action) -> None:
    by = {OWNER: OMAR, CREATOR: NINA, BACKUP: LEA, COLLEAGUE: SAM, OUTSIDE: SAM, "lead": LEAD}[who]
    channels = {7} if who == COLLEAGUE else set()
    owner = replace(OMAR, backup=LEA.id)
    assert allowed(action, IN_CHANNEL, by, channels=channels, owner=owner) == (action in MAY[who])


@pytest.mark.parametrize("action", [Action.view, Action.close, Action.snooze, Action.claim, Action.assign])
def test_a_teams_members_may_do_what_an_owner_may(action: Action) -> None:
    assert allowed(action, OF_TEAM, SAM)
    assert not allowed(action, OF_TEAM, LEA)


@pytest.mark.parametrize("action", list(Action))
def test_nobody_from_another_workspace_may_anything(action: Action) -> None:
    assert not allowed(action, IN_CHANNEL, replace(STRANGER, id=OMAR.id), channels={7})


@pytest.mark.parametrize("action", list(Action))
def test_nobody_who_left_may_anything(action: Action) -> None:
    assert not allowed(action, IN_CHANNEL, replace(OMAR, active=False), channels={7})


@pytest.mark.parametrize("action", list(Action))
def test_through_broken_glass_one_may_look_at_that_patient_and_no_more(action: Action) -> None:
    def through(task: Task, by: Member = SAM) -> bool:
        try:
            must_be_allowed(action, task, by, owner=OMAR, teams=[], channels=set(), glass={"K-17"})
        except NotFound:
            return False
        return True

    of_them = replace(TASK, patient="K-17")
    assert through(of_them) == (action is Action.view)
    for task in (replace(TASK, patient="R-3"), replace(TASK, patient=None)):
        assert not through(task)
    assert not through(of_them, STRANGER)


def test_who_cannot_see_it_hears_the_same_as_if_it_did_not_exist() -> None:
    with pytest.raises(NotFound):
        must_be_allowed(Action.close, TASK, SAM, owner=OMAR, teams=[], channels=set())


def test_only_leads_and_its_members_change_a_team() -> None:
    for by in (LEAD, SAM):
        must_change_team(by, PHARMACY)
    for by in (OMAR, replace(SAM, active=False), replace(STRANGER, lead=True)):
        with pytest.raises((NotAllowed, NotFound)):
            must_change_team(by, PHARMACY)


def test_everybody_sets_their_own_backup_and_leads_that_of_others() -> None:
    must_set_backup(OMAR, OMAR)
    must_set_backup(LEAD, OMAR)
    for by in (SAM, replace(LEAD, active=False), replace(STRANGER, lead=True)):
        with pytest.raises(NotAllowed):
            must_set_backup(by, OMAR)


def test_who_hears_of_it_when_the_owner_does_not_answer() -> None:
    everybody = [NINA, OMAR, LEA, SAM, LEAD]
    assert backups(replace(OMAR, backup=LEA.id), everybody, NINA.id) == [LEA]
    assert backups(OMAR, everybody, NINA.id) == [NINA]
    assert backups(replace(OMAR, backup=LEA.id), [OMAR, NINA, LEAD, replace(LEA, active=False)], NINA.id) == [NINA]
    assert backups(OMAR, [OMAR, LEAD, replace(NINA, active=False)], NINA.id) == [LEAD]
    assert backups(OMAR, everybody, OMAR.id) == [LEAD]


def test_of_a_protected_patient_nobody_sees_anything_for_being_in_the_channel() -> None:
    task = replace(IN_CHANNEL, patient="K-17")
    for by, sees in ((OMAR, True), (NINA, True), (LEAD, True), (SAM, False)):
        may = True
        try:
            must_be_allowed(
                Action.view, task, by, owner=OMAR, teams=[], channels={ChannelId(7)}, protected={"K-17"}
            )
        except NotFound:
            may = False
        assert may == sees, by.name
    must_be_allowed(Action.view, task, SAM, owner=OMAR, teams=[], channels={ChannelId(7)}, protected={"K-21"})


def test_what_is_protected_is_told_in_person_where_details_may_go_and_with_the_notice() -> None:
    told = {
        (patients, shared, full): disclosure(patients, {"K-17"}, shared=shared, full=full)
        for patients in (("K-17", "K-21"), ("K-21",), ())
        for shared in (True, False)
        for full in (True, False)
    }
    assert told.pop((("K-17", "K-21"), False, True)) is Disclosure.noticed
    assert {one for key, one in told.items() if "K-17" in key[0]} == {Disclosure.withheld}
    assert {one for key, one in told.items() if "K-17" not in key[0]} == {Disclosure.plain}


def test_everybody_may_protect_and_only_a_lead_lifts_it() -> None:
    must_protect(SAM, on=True, private=True, full=True)
    must_protect(LEAD, on=False, private=True, full=True)
    for by, on, private, full in (
        (SAM, False, True, True), (SAM, True, False, True), (SAM, True, True, False),
        (replace(SAM, active=False), True, True, True),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            must_protect(by, on=on, private=private, full=full)


def test_whom_a_protected_alias_means_is_for_those_who_have_to_do_with_them() -> None:
    must_see_patient(SAM, "K-17", shown=True, private=True, full=True, has_to_do=True)
    must_see_patient(LEAD, "K-17", shown=True, private=True, full=True, has_to_do=False)
    with pytest.raises(NotAllowed) as refused:
        must_see_patient(SAM, "K-17", shown=True, private=True, full=True, has_to_do=False)
    assert refused.value.patient == "K-17"


def test_an_alias_is_found_however_it_is_written_and_no_other() -> None:
    assert spoken_of(["tell !k-17's son", "K-170"], {"K-17", "K-1", "K-21"}) == {"K-17"}
    assert hidden("K-17 and !k-17, not K-170 nor MK-17", {"K-17"}) == "… and …, not K-170 nor MK-17"
