"""Out: what somebody holds is found, spread over those who are there, and moves as each of them accepts."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.chat.incoming import Platform
from bot.language.shifts import read_stretch
from tests.conversations.chat import MONDAY_7, ZONE, Chat
from tests.conversations.test_heard import hand_over


async def ward(chat: Chat) -> None:
    """Omar holds three items; Lea and Sam are in his team, and Lea has something to do already."""
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/team add ward @omar @lea @sam")
    await chat.say("Lea", "/task order a bed for K-30 today 15:00")
    await chat.say("Omar", "/task order a walker for K-17 today 16:00")
    await chat.say("Omar", "/task call the son of K-18 today 10:00, urgent")
    await chat.say("Omar", "/task ask for the labs of K-17 today 12:00")
    await chat.say("Omar", "/task renew the form of K-19 on 4 dec 12:00")


async def test_what_they_hold_is_spread_and_moves_as_each_accepts(chat: Chat) -> None:
    await ward(chat)
    proposed = await chat.say("Nina", "/out Omar today")
    assert (
        proposed.text
        == """\
Omar Haddad is out, with Mon 23 Nov as the last day.
For Sam Okafor
#3 call the son of K-18 · Mon 23 Nov, 10:00 (America/Chicago) · urgent
For Lea Brandt
#4 ask for the labs of K-17 · Mon 23 Nov, 12:00 (America/Chicago)
#2 order a walker · K-17 · Mon 23 Nov, 16:00 (America/Chicago)
Not due while they are out, and stays with them: 1
[Somebody else]
[Somebody else]
[Somebody else]
[Offer them] [They are back]"""
    )
    offered = await chat.press("Nina", "Offer them", proposed)
    assert (
        "#3 call the son of K-18 · Mon 23 Nov, 10:00 (America/Chicago) · urgent · on offer to Sam Okafor"
        in offered.text
    )
    to_lea = chat.dms("Lea")[-1]
    assert (
        to_lea.text
        == """\
Omar Haddad is out, with Mon 23 Nov as the last day. Can you take these?
#4 ask for the labs of K-17 · Mon 23 Nov, 12:00 (America/Chicago)
#2 order a walker · K-17 · Mon 23 Nov, 16:00 (America/Chicago)
Until you take it, it stays with Omar Haddad.
[I take it] [I cannot]
[I take it] [I cannot]
[I take all]"""
    )
    assert "#4" in (await chat.say("Omar", "/mine")).text  # nothing has moved yet
    taken = await chat.press("Lea", "I take all", to_lea)
    assert taken.text.splitlines()[0] == "Yours now"
    assert "#4" in (await chat.say("Lea", "/mine")).text
    assert "#4" not in (await chat.say("Omar", "/mine")).text
    assert "#3" in (await chat.say("Omar", "/mine")).text
    await chat.press("Sam", "I take it", chat.dms("Sam")[-1])
    assert (
        chat.dms("Nina")[-1].text
        == """\
Everything of Omar Haddad is taken:
#3 call the son of K-18 · Mon 23 Nov, 10:00 (America/Chicago) · urgent · taken by Sam Okafor
#4 ask for the labs of K-17 · Mon 23 Nov, 12:00 (America/Chicago) · taken by Lea Brandt
#2 order a walker · K-17 · Mon 23 Nov, 16:00 (America/Chicago) · taken by Lea Brandt"""
    )
    await chat.jump(days=1)
    assert "While you were out, this was taken over:" in [one.text.splitlines()[0] for one in chat.dms("Omar")]


async def test_who_does_not_answer_in_time_is_passed_over_and_the_lead_can_take_it(chat: Chat) -> None:
    await ward(chat)
    await chat.press("Nina", "Offer them", await chat.say("Nina", "/out @omar today"))
    before = len(chat.dms("Nina"))
    await chat.advance(minutes=19)
    assert len(chat.dms("Nina")) == before
    await chat.advance(minutes=1)  # what is urgent has 20 minutes
    late = chat.dms("Nina")[-1]
    assert late.text.splitlines()[:2] == [
        "Omar Haddad is out, with Mon 23 Nov as the last day. Nobody has taken these yet:",
        "#3 call the son of K-18 · Mon 23 Nov, 10:00 (America/Chicago) · urgent",
    ]
    await chat.press("Nina", "I take it", late)
    assert "#3" in (await chat.say("Nina", "/mine")).text
    refused = await chat.press("Sam", "I take it", chat.dms("Sam")[-1])
    assert refused.text.splitlines()[0] == "Somebody was first: it is taken already."


async def test_who_cannot_hands_it_to_the_next_and_then_to_the_lead(chat: Chat) -> None:
    await ward(chat)
    await chat.press("Nina", "Offer them", await chat.say("Nina", "/out Haddad"))
    await chat.press("Sam", "I cannot", chat.dms("Sam")[-1])
    again = chat.dms("Lea")[-1]
    assert "#3 call the son of K-18" in again.text
    told = len(chat.dms("Nina"))
    await chat.press("Lea", "I cannot", again)  # the first of her list: nobody is left who could
    assert [one.text.splitlines()[1][:2] for one in chat.dms("Nina")[told:]] == ["#3"]


async def test_before_it_is_offered_somebody_else_can_be_chosen_and_back_withdraws_all(chat: Chat) -> None:
    await ward(chat)
    proposed = await chat.say("Nina", "/out Omar today")
    other = await chat.press("Nina", "Somebody else", proposed)
    assert "For Sam Okafor" not in other.text
    await chat.press("Nina", "Offer them", other)
    asked = chat.dms("Lea")[-1]
    back = await chat.say("Omar", "/out me back")
    assert back.text == "You are back. What was taken over stays where it is."
    late = await chat.press("Lea", "I take all", asked)
    assert late.text.splitlines()[0] == "That is over: they are back. Who is out: /out"
    assert "#3" in (await chat.say("Omar", "/mine")).text
    assert (await chat.say("Omar", "/out")).text.splitlines()[1].startswith("Nobody is out.")


async def test_shifts_of_who_is_out_are_shown_and_the_team_is_asked(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily in turns @omar @lea")
    await chat.say("Nina", "/team add nights @sam")
    card = await chat.say("Omar", "/out me until wednesday")
    assert card.text.splitlines() == [
        "You are out, with Wed 25 Nov as the last day.", "You hold nothing that is due before you are back.",
        "Shifts that nobody is on now", "Mon 23 Nov · 19:00–07:00 · nights", "Wed 25 Nov · 19:00–07:00 · nights",
        "[Ask the team]", "[Ask the team]", "[They are back]",
    ]  # fmt: skip
    assert "nights · nobody · until" in (await chat.say("Sam", "/oncall nights today 20:00")).text
    await chat.press("Nina", "Ask the team", card)
    await chat.press("Sam", "I take it", chat.dms("Sam")[-1])
    assert "nights · Sam Okafor" in (await chat.say("Nina", "/oncall nights today 20:00")).text
    waits = await chat.say("Nina", "/task ask for the ride of K-17 @omar friday 12:00")
    assert "Omar Haddad is off duty and hears of it" in waits.text


async def test_leave_that_is_to_come_offers_only_what_is_due_in_it(chat: Chat) -> None:
    await ward(chat)
    card = await chat.say("Omar", "/out me 27 nov - 28 nov")
    assert card.text.splitlines()[0] == "You are out from Fri 27 Nov to Sat 28 Nov."
    assert [line[:2] for line in card.text.splitlines() if line.startswith("#")] == []
    assert "stays with them: 4" in card.text
    await chat.say("Omar", "/task check the ride of K-21 on 28 nov 10:00")
    await chat.jump(days=4)  # it begins
    begins = next(one for one in chat.dms("Nina") if one.key.startswith("out_begins"))
    assert begins.text.splitlines() == [
        "Omar Haddad is out, with Sat 28 Nov as the last day.",
        "Still with them, and cannot wait until they are back: 4",
        "[What they hold]",
    ]
    proposed = await chat.press("Nina", "What they hold", begins)
    assert "check the ride of K-21" in proposed.text
    await chat.press("Nina", "Offer them", proposed)
    assert " · what they hold was offered Fri 27 Nov" in (await chat.say("Sam", "/out")).text


async def test_an_if_then_that_they_watch_goes_too_and_the_sickest_come_first(chat: Chat) -> None:
    await ward(chat)
    await hand_over(chat, "Nina", "Omar", "if the MRI is not back by 14:00, then call radiology")
    card = await chat.say("Nina", "/out Omar today")
    mri = "if the MRI is not back by 14:00, then call radiology · K-17 · Mon 23 Nov, 14:00 (America/Chicago)"
    assert [line[:20] for line in card.text.splitlines()[1:5]] == [
        "For Sam Okafor", mri[:20], "#4 ask for the labs ", "#2 order a walker · ",
    ]  # fmt: skip
    assert mri in card.text
    await chat.press("Nina", "Offer them", card)
    await chat.press("Sam", "I take all", chat.dms("Sam")[-1])
    assert "if the MRI is not back by 14:00" in (await chat.say("Sam", "/heard")).text
    assert "MRI" not in (await chat.say("Omar", "/heard")).text


async def test_only_they_their_backup_or_a_lead_can_say_it_and_bad_words_are_asked_back(chat: Chat) -> None:
    await ward(chat)
    for who, words, why in (
        ("Sam", "/out Omar today", "Only Omar Haddad, their backup or a lead can say that. Who leads: /team"),
        (
            "Nina",
            "/out Bob today",
            "Who is out, and until when? For example: /out me today, or /out @omar until friday",
        ),
        (
            "Nina",
            "/out Omar whenever",
            "Until when? For example: /out me until friday, or /out me 24 dec - 26 dec",
        ),
        ("Nina", "/out Omar back", "Omar Haddad is not out. Who is: /out"),
    ):
        assert (await chat.say(who, words)).text.splitlines()[0] == why


async def test_it_is_said_and_answered_in_spanish(chat: Chat) -> None:
    await chat.say("Omar", "/profile language es")
    card = await chat.say("Omar", "/out yo hasta el miércoles")
    assert card.text.splitlines() == [
        "Usted está ausente; el último día es mié 25 nov.", "No tiene nada que venza antes de su regreso.",
        "[Ya volvió]",
    ]  # fmt: skip
    assert (await chat.say("Omar", "/out yo de vuelta")).text.startswith("Usted volvió.")


async def test_in_plain_words_it_is_people_who_are_out_not_patients(chat: Chat) -> None:
    await ward(chat)
    said = await chat.say("Nina", "Haddad is out sick today.", where="@")
    assert said.text.splitlines()[0] == "Omar Haddad is out, with Mon 23 Nov as the last day."
    await chat.say("Omar", "/out me back")
    assert (await chat.say("Omar", "I'm sick until wednesday", where="@")).text.startswith("You are out")
    for words in ("K-17 is out of bed", "I'm out of gloves"):
        assert "is out, with" not in (await chat.say("Nina", words, where="@")).text


async def test_what_is_done_meanwhile_is_not_on_offer_any_more(chat: Chat) -> None:
    await ward(chat)
    await chat.press("Nina", "Offer them", await chat.say("Nina", "/out Omar today"))
    offered = chat.dms("Lea")[-1]
    await chat.say("Nina", "/assign 4 @nina")
    await chat.press("Lea", "I take all", offered)
    assert "#4" in (await chat.say("Nina", "/mine")).text
    assert "#2" in (await chat.say("Lea", "/mine")).text


async def test_on_telegram_it_says_no_more_than_alias_verb_and_time(chat: Chat) -> None:
    telegram = await chat.beside(Platform.telegram).open()
    await telegram.say("Ines", "/start", where="@")
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/team add ward @omar @ines")
    await chat.say("Omar", "/task call the son of K-18 about the biopsy today 10:00, urgent")
    await hand_over(chat, "Nina", "Omar", "if the MRI is not back by 14:00, then call radiology")
    await chat.press("Nina", "Offer them", await chat.say("Nina", "/out Omar today"))
    offered = telegram.dms("Ines")[-1]
    assert (
        offered.text
        == """\
Omar Haddad is out, with Mon 23 Nov as the last day. Can you take these?
an if/then · K-17 · Mon 23 Nov, 14:00 (America/Chicago)
#1 Call · K-18 · Mon 23 Nov, 10:00 (America/Chicago) · urgent
Until you take it, it stays with Omar Haddad.
[I take it] [I cannot]
[I take it] [I cannot]
[I take all]"""
    )
    assert "biopsy" not in (await telegram.press("Ines", "I take all", offered)).text
    assert "#1" in (await telegram.say("Ines", "/mine", where="@")).text


async def test_a_single_day_that_is_to_come_is_named_once(chat: Chat) -> None:
    assert (await chat.say("Omar", "/out me friday")).text.splitlines()[0] == "You are out Fri 27 Nov."
    assert (await chat.say("Sam", "/out")).text.splitlines()[1] == "Omar Haddad · Fri 27 Nov"


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("for 3 days", 25),
        ("for a week", 29),
        ("two days", 24),
        ("por 3 días", 25),
        ("una semana", 29),
        ("today", 23),
    ],
)
def test_so_many_days_begin_today(typed: str, last: int) -> None:
    zone = ZoneInfo(ZONE)
    assert read_stretch(typed, MONDAY_7.astimezone(zone), zone) == (date(2026, 11, 23), date(2026, 11, last))
