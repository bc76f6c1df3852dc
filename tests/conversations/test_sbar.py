"""A parcel for another department, in SBAR: one patient, four parts, and what was chosen of their items."""

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import copy, heads, mine, with_team

PARTS = {
    "situation": "the MRI from this morning is unreadable",
    "background": "day 2 after hip repair",
    "recommendation": "repeat the MRI before noon\nring the ward when it is read",
}


async def test_it_is_written_said_back_and_only_what_was_chosen_moves(ward: Chat) -> None:
    await with_team(ward.database, "radiology", "Lea")
    form = await ward.say("Nina", "/handoff radiology sbar K-17 MRI is unreadable")
    assert form.text.splitlines()[0] == "K-17 to radiology: SBAR"
    assert [(one.label, one.value) for one in form.question.fields] == [
        ("Situation", "MRI is unreadable"), ("Background", ""), ("Assessment", ""),
        ("Recommendation, one a line", ""), ("Action list", ()),
    ]  # fmt: skip
    refused = await ward.fill_in("Nina", form, situation="the MRI is unreadable", recommendation=" ")
    assert refused.text == "recommendation: What should they do? For example: repeat the MRI before noon"
    call = form.question.fields[4].options[0].value
    draft = await ward.fill_in("Nina", form, **PARTS, actions=(call,))
    assert (
        draft.text
        == """\
Handoff #5 to radiology, not sent yet
K-17 · SBAR · #1
Situation: the MRI from this morning is unreadable
Background: day 2 after hip repair
Recommendation: repeat the MRI before noon
ring the ward when it is read
Not said about K-17: assessment
[Change K-17] [Leave out K-17]
[Send] [Somebody else] [Drop]"""
    )
    await ward.press("Nina", "Send", draft)
    offer = copy(ward.dms("Lea")[-1])
    assert offer.text.splitlines()[:2] == ["Nina Alvarez hands over to radiology: handoff #5", "K-17 · SBAR"]
    assert "#1 call radiology about K-17's MRI" in offer.text
    missed = await ward.fill_in(
        "Lea", await ward.press("Lea", "Accept", offer), synthesis="I call about the MRI and repeat it before noon"
    )
    assert "✗ ring the ward when it is read: not heard “read ward”" in missed.text.splitlines()
    yours = await ward.fill_in(
        "Lea", await ward.press("Lea", "Say the rest", missed), synthesis="once it is read I ring the ward"
    )
    assert yours.text.splitlines()[0] == "Handoff #5 is yours now"
    assert await mine(ward, "Lea") == ["#1"]
    assert await mine(ward, "Nina") == ["#2", "#3", "#4"], "the patient stays with the ward"
    form = await ward.say("Nina", "/handoff radiology sbar K-17")
    assert form.question.fields[1].value == "day 2 after hip repair", "what was said the last time stands there"
    assert form.question.fields[0].value == ""
    assert (await ward.say("Nina", "/handoff @lea K-17")).question.fields[1].value == "", "it is no I-PASS"


@ON_ONE_DATABASE
async def test_what_is_watched_for_the_patient_stays_with_the_ward_and_a_refusal_comes_back(ward: Chat) -> None:
    await with_team(ward.database, "radiology", "Lea")
    form = await ward.say("Sam", "/handoff @nina K-17")
    await ward.fill_in("Sam", form, severity="watcher", summary="day 2", contingencies="if he bleeds, page me")
    await ward.press("Sam", "Send")
    accept = await ward.press("Nina", "Accept", copy(ward.dms("Nina")[-1]))
    await ward.fill_in("Nina", accept, synthesis="K-17 is a watcher, if he bleeds I page Sam")
    form = await ward.say("Nina", "/handoff radiology sbar K-17")
    assert form.question.fields[1].value == "day 2", "the summary of the last handoff is the background"
    await ward.fill_in("Nina", form, **PARTS)
    await ward.press("Nina", "Send")
    accept = await ward.press("Lea", "Accept", copy(ward.dms("Lea")[-1]))
    said = await ward.fill_in("Lea", accept, synthesis="repeat the MRI before noon, ring the ward when it is read")
    assert said.text.splitlines()[0].endswith("is yours now")
    assert "if he bleeds, page me" in (await ward.say("Nina", "/heard")).text
    assert "1 to watch" in (await ward.say("Nina", "/brief")).text
    form = await ward.say("Nina", "/handoff radiology sbar K-17")
    await ward.fill_in("Nina", form, **PARTS)
    await ward.press("Nina", "Send")
    await ward.fill_in(
        "Lea", await ward.press("Lea", "Decline", copy(ward.dms("Lea")[-1])), reason="the scanner is down"
    )
    assert "has declined handoff" in heads(ward, "Nina")[-1]


@ON_ONE_DATABASE
async def test_a_draft_about_one_patient_can_go_to_another_department_after_all(ward: Chat) -> None:
    await with_team(ward.database, "night shift", "Nina", "Sam")
    await with_team(ward.database, "radiology", "Lea")
    whom = await ward.say("Nina", "/handoff K-17")
    assert [one.label for one in whom.buttons()][-2:] == ["To another department", "Drop"]
    which = await ward.press("Nina", "To another department", whom)
    assert which.text.splitlines()[0] == "Which department?"
    assert [one.label for one in which.buttons()][:2] == ["radiology", "night shift"]
    form = await ward.press("Nina", "radiology", which)
    assert form.text.splitlines()[0] == "K-17 to radiology: SBAR"
    draft = await ward.fill_in(
        "Nina", await ward.say("Nina", "/handoff @sam K-21"), severity="stable", summary="ok"
    )
    await ward.press("Nina", "To another department", draft)
    form = await ward.press("Nina", "radiology")
    assert form.question.fields[1].value == "ok", "what was said is the background"
    assert (await ward.say("Nina", "/handoff radiology sbar")).text.startswith(
        "SBAR is about one patient. Which? For example: /handoff radiology sbar K-17"
    )
    assert "K-17 SBAR" in (await ward.say("Nina", "/mine")).text


@ON_ONE_DATABASE
async def test_on_telegram_it_is_asked_part_by_part_and_no_words_are_shown(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    await with_team(database, "radiology", "Lea")
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    first = await chat.say("Nina", "/handoff radiology sbar K-17")
    assert first.text.splitlines()[0] == "K-17 to radiology: SBAR"
    assert first.text.splitlines()[2] == "1/5 Situation"
    await chat.say("Nina", "the scan is unreadable")
    await chat.press("Nina", "Skip")
    await chat.press("Nina", "Skip")
    ticks = await chat.say("Nina", "repeat the scan before noon")
    await chat.press("Nina", "☐ #1 Call", ticks)
    draft = await chat.press("Nina", "Next")
    assert draft.text.splitlines()[:3] == [
        "Handoff #2 to radiology, not sent yet", "K-17 · SBAR · #1",
        "Not said about K-17: background, assessment",
    ]  # fmt: skip
    await chat.press("Nina", "Send", draft)
    offer = chat.dms("Lea")[-1]
    assert "scan" not in offer.text
    await chat.press("Lea", "Accept", offer)
    missed = await chat.say("Lea", "I call radiology", where="@")
    assert "✗ recommendation 1: not heard" in missed.text.splitlines()
    assert "scan" not in missed.text
    await chat.press("Lea", "Say the rest", missed)
    yours = await chat.say("Lea", "repeat the scan before noon", where="@")
    assert yours.text.splitlines()[0] == "Handoff #2 is yours now"
    assert await mine(chat, "Lea") == ["#1"]
