"""A roster file in the chat: shown before it is done, done by a lead's press, and taken back by another."""

import pytest

from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat
from tests.conversations.handing import copy, heads

FILE = """who,date,start,end,shift
Lea Brandt,2026-11-24,19:00,07:00,
@omar,2026-11-25,7pm,7am,late
"""


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Nina leads, and there is a team without shifts."""
    await chat.say("Nina", "/team new nights")
    return chat


async def test_what_would_change_is_shown_then_done_then_taken_back(ward: Chat) -> None:
    shown = await ward.say("Nina", "roster nights", where="@", file=("rota.csv", FILE))
    assert (
        shown.text
        == """\
Roster of nights: nothing is changed yet
rota.csv · Mon 23 Nov to Wed 25 Nov, hours of the file in America/Chicago
New: 2 · gone: 0 · as before: 0
+ Tue 24 Nov · 19:00–07:00 · Lea Brandt
+ Wed 25 Nov · 19:00–07:00 · late · Omar Haddad
Will be in the team: Omar Haddad, Lea Brandt
[Apply] [Leave it]"""
    )
    assert "Lea" not in (await ward.say("Lea", "/team nights")).text, "nothing is changed yet"
    before = copy(shown)
    done = await ward.press("Nina", "Apply", shown)
    assert (
        done.text
        == """\
Imported: roster of nights
New: 2 · gone: 0. Who is put on or taken off is told.
See it: /shift nights
[Undo]"""
    )
    assert heads(ward, "Lea") == ["The roster of nights was imported. Your shifts now:"]
    assert "Tue 24 Nov · 19:00–07:00 · Lea Brandt" in (await ward.say("Nina", "/shift nights")).text
    assert (await ward.press("Nina", "Apply", before)).text.startswith("That button is no longer valid.")

    await ward.advance(minutes=1)
    second = FILE.replace("Lea Brandt", "Sam Okafor")
    shown = await ward.say("Nina", "", where="@", file=("nights.csv", second))
    assert shown.text.splitlines()[2:5] == [
        "New: 1 · gone: 1 · as before: 1", "+ Tue 24 Nov · 19:00–07:00 · Sam Okafor",
        "− Tue 24 Nov · 19:00–07:00 · Lea Brandt",
    ]  # fmt: skip
    done = await ward.press("Nina", "Apply", shown)
    assert "Sam Okafor" in (await ward.say("Nina", "/shift nights")).text
    await ward.advance(minutes=1)
    assert (await ward.press("Nina", "Undo", done)).text == "Undone: shifts of nights"
    week = (await ward.say("Nina", "/shift nights")).text
    assert "Lea Brandt" in week
    assert "Sam" not in week


@ON_ONE_DATABASE
async def test_without_words_it_is_asked_whose_roster_it_is(ward: Chat) -> None:
    await ward.say("Nina", "/team new days")
    asked = await ward.say("Nina", "", where="@", file=("rota.csv", FILE))
    assert asked.text == "Whose roster is it?\nrota.csv\n[days] [nights] [Leave it]"
    shown = await ward.press("Nina", "nights", asked)
    assert shown.text.startswith("Roster of nights: nothing is changed yet")
    left = await ward.press("Nina", "Leave it", shown)
    assert left.text == "Left as it was. Nothing of the file is kept."
    assert "nights has no shifts yet." in (await ward.say("Nina", "/shift nights")).text


@ON_ONE_DATABASE
async def test_pasted_lines_will_do_and_what_cannot_be_used_is_named(ward: Chat) -> None:
    shown = await ward.say("Nina", f"/team nights import\n{FILE}")
    assert "New: 2 · gone: 0 · as before: 0" in shown.text
    wrong = await ward.say(
        "Nina", f"/team nights import\n{FILE}Dr Who,2026-11-26,19:00,07:00,\nLea,03/04/2027,7,8,"
    )
    assert (
        wrong.text
        == """\
Nothing is imported. Lines that cannot be used: 2
Line 4: nobody here is called “Dr Who”. Whoever is on has to have written to the bot once
Line 5: “03/04/2027” may be two days. Write it as 2027-03-04
Mend them and send it again."""
    )
    none = await ward.say("Nina", "/team nights import")
    assert none.text.startswith(
        "Send me the file (CSV or ICS) in a direct message, with the words: roster nights."
    )
    assert (await ward.say("Nina", "/team nights import\nwhat is this")).text.startswith(
        "I cannot use what you pasted: there is no column who, start, end."
    )


@ON_ONE_DATABASE
async def test_only_a_lead_may_also_when_the_button_is_pressed_and_only_so_much(ward: Chat) -> None:
    refused = await ward.say("Omar", "roster nights", where="@", file=("rota.csv", FILE))
    assert refused.text.startswith("Only a lead can do that.")
    shown = await ward.say("Nina", "roster nights", where="@", file=("rota.csv", FILE))
    assert (await ward.press("Omar", "Apply", copy(shown))).text.startswith("Only a lead can do that.")
    long = await ward.say("Nina", "roster nights", where="@", file=("rota.csv", FILE + "x" * 300_000))
    assert long.text.startswith("rota.csv is too long: at most 256 KB.")
    many = FILE + "Lea Brandt,2026-12-24,19:00,07:00,\n" * 2001
    assert (
        "more than 2000 shifts" in (await ward.say("Nina", "roster nights", where="@", file=("r.csv", many))).text
    )
    said = await ward.say("Nina", "remind me to call the lab at 3pm", where="@", file=("labs.csv", "a,b"))
    assert said.text.startswith("Saved as task"), "the words are about something else"


@ON_ONE_DATABASE
async def test_what_has_changed_meanwhile_is_shown_anew(ward: Chat) -> None:
    shown = await ward.say("Nina", "roster nights", where="@", file=("rota.csv", FILE))
    other = await ward.say("Nina", f"/team nights import\n{FILE.replace('Lea Brandt', 'Sam Okafor')}")
    await ward.press("Nina", "Apply", other)
    again = await ward.press("Nina", "Apply", shown)
    assert "New: 1 · gone: 1 · as before: 1" in again.text
    assert "Sam Okafor" in (await ward.say("Nina", "/shift nights")).text
    await ward.press("Nina", "Apply", again)
    assert "Lea Brandt" in (await ward.say("Nina", "/shift nights")).text
