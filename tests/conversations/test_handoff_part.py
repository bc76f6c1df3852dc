"""Accepted in part: what is unticked stays with the sender, who hears of it at once and why."""

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import accept, copy, heads, mine, offer

HEARD_CALL = "K-17 is stable, I call radiology about the MRI"


async def test_what_is_unticked_stays_with_the_sender_who_can_give_it_to_somebody_else(ward: Chat) -> None:
    await offer(ward, contingencies="if he bleeds, page me")
    form = await ward.press("Lea", "Accept all but …", copy(ward.dms("Lea")[-1]))
    assert [one.label for one in form.question.fields] == [
        "Untick what you do not take", "Why not the rest?", "Say it back in your own words",
    ]  # fmt: skip
    call, walker = form.question.fields[0].options
    assert (call.label, walker.label) == ("#1 call radiology about K-17's MRI", "#2 order a walker")
    assert form.question.fields[0].value == (call.value, walker.value)
    words = f"{HEARD_CALL}, if he bleeds I page Nina"
    refused = await ward.fill_in("Lea", form, items=(call.value,), synthesis=words)
    assert refused.text == (
        "reason: Why not the rest? For example: you know the family, please call them yourself"
    )
    assert await mine(ward, "Lea") == ["#5"], "nothing has moved"
    yours = await ward.fill_in("Lea", form, items=(call.value,), reason="the store is shut", synthesis=words)
    assert yours.text.splitlines()[0] == "Handoff #5 is yours now"
    assert yours.text.splitlines()[-2:] == [
        "#2 stays with Nina Alvarez, as you said.",
        "Reason: “the store is shut”",
    ]
    assert await mine(ward, "Lea") == ["#1"]
    assert await mine(ward, "Nina") == ["#2", "#3", "#4"]
    told = ward.dms("Nina")[-1]
    assert (
        told.text
        == f"""\
Lea Brandt has accepted part of handoff #5. The rest stays with you.
✓ All of it was heard.
K-17 · stable · #1, #2
In the words of Lea Brandt: “{words}”
#2 stays with you, as Lea Brandt said.
Reason: “the store is shut”
[Give the rest to somebody else]"""
    )
    assert "remainder 0" in (await ward.say("Nina", "/ledger")).text
    whom = await ward.press("Nina", "Give the rest to somebody else", told)
    draft = await ward.press("Nina", "Sam Okafor", whom)
    assert draft.text.splitlines()[:3] == [
        "Handoff #6 to Sam Okafor, not sent yet", "K-17 · stable · #2", "day 2 after hip repair",
    ]  # fmt: skip
    assert "if he bleeds" not in draft.text, "that went with the patient"
    await ward.press("Nina", "Send", draft)
    assert heads(ward, "Sam") == ["Nina Alvarez hands over to you: handoff #6"]
    await ward.advance(hours=9, minutes=1)
    assert any("#2" in head for head in heads(ward, "Nina")), "until somebody has it, its reminders come to her"


@ON_ONE_DATABASE
async def test_it_holds_until_it_is_said_back_whole_and_only_for_whom_said_so(ward: Chat) -> None:
    await ward.say("Lea", "/team backup @sam")
    await offer(ward)
    dm = copy(ward.dms("Lea")[-1])
    form = await ward.press("Lea", "Accept all but …", dm)
    call = form.question.fields[0].options[0].value
    said = await ward.fill_in("Lea", form, items=(call,), reason="the store is shut", synthesis="K-17 is stable")
    assert said.text.startswith("Not all of handoff #5 was heard.")
    assert "#2 stays with you, as Lea Brandt said." in ward.dms("Nina")[-1].text.splitlines()
    assert "#1 call radiology" in said.text
    assert "walker" not in said.text, "what is not taken need not be said back"
    theirs = await accept(ward, "Sam", await ward.say("Sam", "/handoff 5"))
    assert theirs.text.splitlines()[0] == "Handoff #5 is yours now"
    assert await mine(ward, "Sam") == ["#1", "#2"], "what Lea would not take does not bind Sam"


@ON_ONE_DATABASE
async def test_with_nothing_unticked_it_is_accepted_whole_and_with_all_of_it_declined(ward: Chat) -> None:
    await offer(ward)
    form = await ward.press("Lea", "Accept all but …", copy(ward.dms("Lea")[-1]))
    yours = await ward.fill_in("Lea", form, reason="no reason", synthesis=f"{HEARD_CALL} and order a walker")
    assert yours.text.splitlines()[0] == "Handoff #5 is yours now"
    assert heads(ward, "Nina")[-1] == "Lea Brandt has accepted handoff #5. It is theirs now."
    assert await mine(ward, "Lea") == ["#1", "#2"]
    await ward.fill_in("Nina", await ward.say("Nina", "/handoff @sam"), severity="stable", summary="fine")
    await ward.press("Nina", "Leave out K-21")
    await ward.press("Nina", "Send")
    form = await ward.press("Sam", "Accept all but …", copy(ward.dms("Sam")[-1]))
    refused = await ward.fill_in("Sam", form, items=(), reason="I am leaving", synthesis="restock the fridge")
    assert refused.text.startswith("reason: Then nothing would move.")


@ON_ONE_DATABASE
async def test_on_telegram_the_items_are_unticked_one_by_one(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    await chat.say("Nina", "/handoff @lea")
    for label in ("stable", "Skip", "Next", "Skip", "Skip", "Send"):
        await chat.press("Nina", label)
    ticks = await chat.press("Lea", "Accept all but …", chat.dms("Lea")[-1])
    assert "1/3 Untick what you do not take" in ticks.text
    await chat.press("Lea", "☑ #2 Order", ticks)
    await chat.press("Lea", "Next")
    await chat.say("Lea", "the store is shut", where="@")
    yours = await chat.say("Lea", "K-17 stable, I call radiology", where="@")
    assert yours.text.splitlines()[0] == "Handoff #3 is yours now"
    assert await mine(chat, "Lea") == ["#1"]
    told = chat.dms("Nina")[-1].text
    assert "#2 stays with you, as Lea Brandt said." in told
    assert "store" not in told
