"""What a message says besides its time: who, for whom, how urgent, what it is, what it waits for."""

import pytest

from bot.care.urgency import Urgency
from bot.language.reading import DoubtAbout, Kind, Owner
from tests.language.setting import local, said

OMAR, PHARMACY = Owner(key="Omar Haddad"), Owner(key="pharmacy", team=True)


@pytest.mark.parametrize(
    ("text", "owner", "what"),
    [
        ("@omar call the daughter", OMAR, "call the daughter"),
        ("Omar, please call the daughter", OMAR, "call the daughter"),
        ("can omar call the daughter?", OMAR, "call the daughter"),
        ("omar haddad to call the daughter", OMAR, "call the daughter"),
        ("ask pharmacy to verify the dose", PHARMACY, "verify the dose"),
        ("someone from pharmacy should verify the dose", PHARMACY, "verify the dose"),
        ("remind me to verify the dose", Owner(key="me"), "verify the dose"),
        ("call Omar about the ride", None, "call Omar about the ride"),
        ("thank @omar for the ride", None, "thank @omar for the ride"),
        ("call the daughter", None, "call the daughter"),
    ],
)
def test_the_owner_is_who_should_do_it_not_who_is_talked_to(text: str, owner: Owner | None, what: str) -> None:
    reading = said(text)
    assert (reading.owner, reading.what) == (owner, what)


def test_two_people_with_one_name_are_asked_about() -> None:
    [doubt] = [one for one in said("@maria call the lab").doubts if one.about is DoubtAbout.which_person]
    assert [one.owner and one.owner.key for one in doubt.candidates] == ["Maria Lopez", "Maria Chen"]


def test_somebody_unknown_is_not_made_up() -> None:
    reading = said("@zebediah call the lab")
    assert reading.owner is None
    assert DoubtAbout.unknown_person in [doubt.about for doubt in reading.doubts]


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("stat: call the lab", Urgency.stat),
        ("call the lab asap", Urgency.asap),
        ("URGENT call the lab", Urgency.urgent),
        ("high priority: call the lab", Urgency.urgent),
        ("llamar al laboratorio, urgente", Urgency.urgent),
        ("call the lab", Urgency.routine),
        ("not urgent, call the lab", Urgency.routine),
        ("no longer stat: call the lab", Urgency.routine),
        ("call urgent care about K-17", Urgency.routine),
    ],
)
def test_urgency_is_what_is_meant_not_every_word_of_it(text: str, urgency: Urgency) -> None:
    reading = said(text)
    assert reading.urgency is urgency
    assert bool(reading.urgency_words) is (urgency is not Urgency.routine)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call the daughter tomorrow", Kind.task),
        ("can you call the daughter?", Kind.task),
        ("follow up with the daughter", Kind.followup),
        ("waiting for the MRI of K-17", Kind.followup),
        ("hand off K-17 to night shift", Kind.handoff),
        ("what is open on K-17?", Kind.question),
        ("thanks Omar, great job", Kind.thanks),
        ("good catch on the allergy", Kind.good_catch),
        ("give 5 mg morphine now", Kind.order),
        ("lunch was nice", Kind.chatter),
        ("¿quién está de guardia?", Kind.question),
        ("llamar a la hija mañana", Kind.task),
    ],
)
def test_a_message_is_of_a_kind(text: str, kind: Kind) -> None:
    assert said(text).kind is kind


@pytest.mark.parametrize(
    ("text", "waiting_on"),
    [
        ("check prior auth, waiting on Aetna", "Aetna"),
        ("hold until the daughter calls back", "the daughter calls back"),
        ("once the MRI is read, page ortho", "the MRI is read"),
        ("esperando los resultados", "los resultados"),
        ("hold until 3pm", None),
        ("call Aetna", None),
    ],
)
def test_what_is_waited_for_is_an_event_and_no_time(text: str, waiting_on: str | None) -> None:
    assert said(text).waiting_on == waiting_on


def test_patients_are_named_by_alias_and_keep_their_place() -> None:
    text = "call the son !K-17 and k-18 tomorrow"
    reading = said(text)
    assert reading.patients == ("K-17", "K-18")
    assert [text[s.start : s.end] for s in reading.spans if s.field == "patient"] == ["!K-17", "k-18"]


@pytest.mark.parametrize("text", ["COVID-19 swab", "give 5-10 mg", "B-12 shot", "T-10 fracture", "an N-95 mask"])
def test_what_only_looks_like_an_alias_is_none(text: str) -> None:
    assert said(text).patients == ()


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("book a Spanish interpreter for K-17", ("Spanish interpreter",)),
        ("K-17 is hard of hearing and uses a wheelchair", ("hard of hearing", "uses a wheelchair")),
        ("K-17 solo habla mixteco", ("solo habla mixteco",)),
        ("K-17 speaks up a lot", ()),
    ],
)
def test_needs_travel_in_the_messages_own_words(text: str, needs: tuple[str, ...]) -> None:
    assert said(text).needs == needs


@pytest.mark.parametrize("phone", ["555-0188", "415-555-0188", "(415) 555-0188", "+1 415 555 0188", "555.0101"])
def test_a_phone_number_stays_whole_and_is_no_time(phone: str) -> None:
    reading = said(f"call {phone} tomorrow at 9am")
    assert reading.what == f"call {phone}"
    assert local(reading.when) == "2026-11-25T09:00"


def test_an_hour_that_may_be_two_comes_back_with_both() -> None:
    [doubt] = [one for one in said("call at 9").doubts if one.about is DoubtAbout.am_pm]
    assert [local(one.when) for one in doubt.candidates] == ["2026-11-24T21:00", "2026-11-25T09:00"]


def test_without_a_time_it_is_asked_for() -> None:
    assert [doubt.about for doubt in said("call the lab").doubts] == [DoubtAbout.no_time]
