"""Whom a concern, a critical value and an announcement wait for: only who can do something about it now."""

from dataclasses import replace

from bot.care.acks import Ack, AckId, Asked
from bot.care.concerns import LEADS_AFTER, Concern, ConcernId, Heed
from bot.care.members import Member
from bot.care.people import People
from bot.care.readbacks import Heard, Readback, ReadbackId
from bot.care.waiting import concern_waits, readback_waits, waiting_for
from tests.care.people import LEA, LEAD, NINA, NOW, OMAR, PHARMACY, SAM, WARD

EVERYBODY = (NINA, OMAR, LEA, SAM, LEAD)
WORRY = Concern(
    id=ConcernId(1), workspace=WARD, handle="h", patient="K-17", words="grey", raiser=OMAR.id, target=LEA.id,
    created_at=NOW,
)  # fmt: skip
VALUE = Readback(
    id=ReadbackId(1), workspace=WARD, handle="h", patient="K-17", what="potassium", value="6.8", sender=NINA.id,
    receiver=OMAR.id, created_at=NOW,
)  # fmt: skip
NEWS = Ack(
    id=AckId(1), workspace=WARD, handle="h", sender=NINA.id, team=PHARMACY.id, words="heparin", created_at=NOW,
    asked=(Asked(member=SAM.id), Asked(member=LEA.id, acked_at=NOW)),
)  # fmt: skip


def for_whom(one: Concern, *told: Member) -> list[Member]:
    return [who for who in EVERYBODY if concern_waits(one, who, {each.id for each in told})]


def test_a_concern_waits_for_those_who_were_told_until_somebody_is_on_it() -> None:
    assert for_whom(WORRY) == [LEA]
    assert for_whom(WORRY, LEA, SAM, OMAR) == [LEA, SAM]
    assert for_whom(replace(WORRY, heed=Heed.heeded, heeded_by=SAM.id), LEA, SAM) == [SAM]


def test_whoever_raised_it_is_asked_when_it_is_time_and_leads_when_that_one_is_silent() -> None:
    heeded = replace(WORRY, heed=Heed.heeded, heeded_by=LEA.id)
    assert for_whom(replace(heeded, asked=1)) == [OMAR, LEA]
    settled = replace(heeded, heed=Heed.settled)
    assert for_whom(settled) == [OMAR]
    assert for_whom(replace(settled, asked=LEADS_AFTER + 1)) == [OMAR, LEAD]
    assert for_whom(replace(settled, asked=LEADS_AFTER + 1, heeded_by=LEAD.id)) == [OMAR]
    assert for_whom(replace(settled, heed=Heed.closed, closed_by=OMAR.id)) == []


def test_a_value_waits_for_who_is_to_read_it_back_and_for_who_was_told_and_never_for_who_said_it() -> None:
    told = {OMAR.id, SAM.id, NINA.id}
    assert [who for who in EVERYBODY if readback_waits(VALUE, who, told)] == [OMAR, SAM]
    assert not readback_waits(replace(VALUE, heard=Heard.matched), OMAR, told)


def test_an_announcement_waits_for_who_has_not_acknowledged_it() -> None:
    people = People(members={one.id: one for one in EVERYBODY}, teams={PHARMACY.id: PHARMACY})

    def waits(who: Member, one: Ack = NEWS) -> int:
        return len(waiting_for(who, people, readbacks=(), concerns=(), acks=(one,), running=()))

    assert [who for who in EVERYBODY if waits(who)] == [SAM]
    assert not waits(SAM, replace(NEWS, ended_at=NOW))
