"""A handoff that nobody has accepted when a shift ends: who leads can take it, and nobody is trapped on shift."""

from dataclasses import replace

import pytest

from bot.care.members import WorkspaceId
from bot.chat.card import SEAL
from bot.store.database import Database
from bot.store.handles import bound, person
from bot.store.work import open_work
from tests.conversations.chat import Chat
from tests.conversations.handing import accept, copy, heads, mine, with_member


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Nina leads. Omar works from 7 to 15 in the ward and has one item for K-17, which he hands to Lea."""
    await chat.say("Nina", "/team new ward")
    for who in ("omar", "lea"):
        await chat.say("Nina", f"/team add ward @{who}")
    await chat.say("Omar", "/shift ward days 07:00-15:00 daily @omar")
    await chat.say("Omar", "/task call radiology about K-17's MRI at 6pm")
    chat.stage.messages.clear()
    form = await chat.say("Omar", "/handoff @lea K-17")
    await chat.fill_in("Omar", form, severity="stable", summary="day 2 after hip repair")
    await chat.press("Omar", "Send")
    return chat


async def test_at_the_end_of_the_shift_the_lead_can_take_it_and_the_sender_can_go(ward: Chat) -> None:
    offered = copy(ward.dms("Lea")[-1])
    await ward.advance(hours=7, minutes=59)
    assert "Accept for the team" not in "".join(shown.text for shown in ward.dms("Nina"))
    await ward.advance(minutes=1)
    assert heads(ward, "Omar")[-1] == (
        "Your shift is over. Nobody has accepted handoff #2 yet, so I have asked Nina Alvarez to take it for the "
        "team. You can go: I tell you who has it."
    )
    assert (
        ward.dms("Nina")[-1].text
        == """\
Omar Haddad's shift is over and nobody has accepted handoff #2 to Lea Brandt. Can you take it for the team?
Told: you (lead), Mon 23 Nov, 15:00 (America/Chicago)
Again: lead, Mon 23 Nov, 16:00 (America/Chicago)
K-17 · stable
day 2 after hip repair
#1 call radiology about K-17's MRI · Mon 23 Nov, 18:00 (America/Chicago)
[Accept for the team] [Open]"""
    )
    assert ward.posts()[-1].text.startswith("Omar Haddad's shift is over and nobody has accepted handoff #2")
    asked = len(ward.dms("Omar"))
    await ward.advance(minutes=61)
    assert heads(ward, "Nina").count(heads(ward, "Nina")[-1]) == 2
    assert "from Omar Haddad to Lea Brandt · K-17 stable" in (await ward.say("Nina", "/escalate")).text
    yours = await ward.press("Nina", "Accept for the team", ward.dms("Nina")[-1])
    assert yours.text.startswith("Handoff #2 is yours now, for the team. Give on what others do: /assign")
    assert await mine(ward, "Nina") == ["#1"]
    assert heads(ward, "Omar")[asked:] == ["Nina Alvarez has accepted handoff #2. It is theirs now."]
    assert heads(ward, "Lea")[-1] == "Nina Alvarez was first: handoff #2 is theirs."
    assert ward.posts()[-1].text.startswith("Nina Alvarez has accepted handoff #2.")
    refused = await ward.press("Lea", "Accept", offered)
    assert refused.text.startswith("Nina Alvarez was first: handoff #2 was accepted on Mon 23 Nov, 16:01")
    assert "Nothing is being escalated." in (await ward.say("Nina", "/escalate")).text


async def test_the_receiver_can_still_accept_and_then_nobody_is_called(ward: Chat) -> None:
    await ward.advance(hours=8)
    called = copy(ward.dms("Nina")[-1])
    refused = await ward.press("Sam", "Accept for the team", called)
    assert refused.text.startswith("Only a lead can accept handoff #2 for the team, once the shift is over.")
    words = "K-17 is stable, day 2 after hip repair, I call radiology about the MRI at 18:00"
    await accept(ward, "Lea", ward.dms("Lea")[0], words)
    assert await mine(ward, "Lea") == ["#1"]
    assert heads(ward, "Nina")[-1] == "Lea Brandt has accepted handoff #2. It is theirs now."
    late = await ward.press("Nina", "Accept for the team", called)
    assert late.text.startswith("Lea Brandt was first: handoff #2 was accepted")


async def test_accepted_in_time_it_never_reaches_the_lead(ward: Chat) -> None:
    await ward.advance(hours=7)
    await accept(ward, "Lea", ward.dms("Lea")[0], "K-17 is stable, I call radiology about the MRI at 18:00")
    before = heads(ward, "Nina")
    await ward.advance(hours=4)
    assert heads(ward, "Nina") == before


async def test_declined_after_the_shift_it_stays_on_offer_to_the_lead(ward: Chat) -> None:
    await ward.advance(hours=8)
    form = await ward.press("Lea", "Decline", copy(ward.dms("Lea")[0]))
    await ward.fill_in("Lea", form, reason="two admissions at once")
    assert heads(ward, "Omar")[-1] == "Lea Brandt cannot take handoff #2. Who leads still can."
    asked = len(ward.dms("Lea"))
    await ward.advance(hours=3)
    assert len(ward.dms("Lea")) == asked
    await ward.press("Nina", "Accept for the team", ward.dms("Nina")[-1])
    assert await mine(ward, "Nina") == ["#1"]


async def test_while_it_is_on_offer_nobody_takes_it_for_the_team_before_the_shift_ends(ward: Chat) -> None:
    await ward.advance(hours=8)
    called = copy(ward.dms("Nina")[-1])
    await ward.say("Omar", "/task ring the lab about K-21 at 6pm")
    form = await ward.say("Omar", "/handoff @lea K-21")
    await ward.fill_in("Omar", form, severity="stable", summary="for discharge")
    await ward.press("Omar", "Send")
    button = (await ward.say("Nina", "/handoff 4")).card.buttons
    assert [one.label for one in button] == []
    forged = copy(called)
    handle = ward.dms("Lea")[-1].button("Accept").handle
    forged.card = type(forged.card)(
        title=forged.card.title, fallback="x", buttons=(type(called.card.buttons[0])(
            label="Accept for the team", action="handoff_team", handle=handle),),
    )  # fmt: skip
    assert (await ward.press("Nina", "Accept for the team", forged)).text.startswith("That button is not valid")
    async with open_work(ward.database):
        forged.card = bound(
            replace(forged.card, buttons=(replace(forged.card.buttons[0], handle=handle[:-SEAL]),)),
            WorkspaceId(1), person(ward._sender("Nina")), ward.clock.now(),
        )  # fmt: skip
    assert (await ward.press("Nina", "Accept for the team", forged)).text.startswith("Only a lead can accept")


async def test_where_only_the_sender_leads_anybody_can_take_it(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call radiology about K-17's MRI at 6pm")
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in("Nina", form, severity="watcher", summary="day 2")
    await chat.press("Nina", "Send")
    await with_member(database, "Lea", active=False)
    await chat.advance(hours=10)
    assert heads(chat, "Sam")[-1].startswith("Nina Alvarez's shift is over and nobody has accepted handoff #2")
    await chat.press("Sam", "Accept for the team", chat.dms("Sam")[-1])
    assert await mine(chat, "Sam") == ["#1"]
    assert await mine(chat, "Nina") == []


async def test_who_stays_on_after_their_shift_waits_an_hour_at_most(ward: Chat) -> None:
    await ward.advance(hours=9)
    await ward.say("Omar", "/task ring the lab about K-21 at 6pm")
    form = await ward.say("Omar", "/handoff @lea K-21")
    await ward.fill_in("Omar", form, severity="stable", summary="for discharge")
    await ward.press("Omar", "Send")
    await ward.advance(minutes=59)
    assert not [one for one in heads(ward, "Nina") if "#4" in one]
    await ward.advance(minutes=1)
    assert [one for one in heads(ward, "Nina") if "nobody has accepted handoff #4" in one]
