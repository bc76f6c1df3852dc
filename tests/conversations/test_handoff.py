"""Handoffs: written patient by patient, on offer until accepted; responsibility moves then, and only then."""

import asyncio
from dataclasses import replace
from datetime import time

import pytest

from bot.chat.adapter import Receipt, TryLater
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform
from bot.store.database import Database
from bot.store.work import open_work
from tests.conversations.chat import PEOPLE, Chat, Shown


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Nina has two items for K-17, one for K-21 and one without a patient."""
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    await chat.say("Nina", "/followup check transport for K-21 by 5pm")
    await chat.say("Nina", "/task restock the fridge at 6pm")
    return chat


async def with_team(database: Database, name: str, *people: str) -> None:
    """Set what /team would set."""
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        team = await work.members.add_team(workspace, name)
        for member in await work.members.everyone(workspace):
            if member.name.split()[0] in people:
                await work.members.join_team(team, member.id)


async def with_member(database: Database, name: str, **changes: object) -> None:
    """Set what /profile would set."""
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        for member in await work.members.everyone(workspace):
            if member.name.startswith(name):
                await work.members.save(replace(member, **changes))


def copy(shown: Shown) -> Shown:
    """A message as it was, so that a press on it does not depend on what became of it."""
    return Shown(id="old", where=shown.where, card=shown.card)


def heads(chat: Chat, who: str) -> list[str]:
    return [shown.text.splitlines()[0] for shown in chat.dms(who)]


async def mine(chat: Chat, who: str) -> list[str]:
    return [
        line.split(" ")[0] for line in (await chat.say(who, "/mine")).text.splitlines() if line.startswith("#")
    ]


async def offer(chat: Chat, to: str = "@lea", severity: str = "stable", **said: str) -> Shown:
    """Nina sends K-17 with its two items. Returns what she sees then."""
    form = await chat.say("Nina", f"/handoff {to} K-17")
    await chat.fill_in(
        "Nina", form, severity=severity, summary=said.pop("summary", "day 2 after hip repair"), **said
    )
    return await chat.press("Nina", "Send")


HEARD = "K-17 is stable, I call radiology about the MRI and order a walker"


async def accept(chat: Chat, who: str, dm: Shown, words: str = HEARD) -> Shown:
    said = await chat.fill_in(who, await chat.press(who, "Accept", copy(dm)), synthesis=words)
    if said.text.startswith("Not all of handoff"):
        return await chat.press(who, "We have talked it through", said)
    return said


async def test_it_is_written_patient_by_patient_and_shown_before_it_is_sent(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea")
    assert form.text.splitlines()[0] == "K-17 to Lea Brandt (1/3)"
    assert [one.label for one in form.question.fields] == [
        "Illness severity", "Patient summary", "Action list", "If … then …, one a line",
    ]  # fmt: skip
    actions = form.question.fields[2]
    assert [one.label for one in actions.options] == ["#1 call radiology about K-17's MRI", "#2 order a walker"]
    assert actions.value == tuple(one.value for one in actions.options)
    await ward.fill_in(
        "Nina", form, severity="watcher", summary="day 2 after hip repair", actions=(actions.value[0],),
        contingencies="- if the MRI is late, then call radiology\n\nif pain over 6, then page me",
    )  # fmt: skip
    form = await ward.press("Nina", "Next: K-21")
    await ward.fill_in("Nina", form, severity="discharging", summary="home tomorrow")
    form = await ward.press("Nina", "Change K-17", ward.last())
    assert form.question.fields[1].value == "day 2 after hip repair"
    draft = await ward.fill_in("Nina", form)
    assert (
        draft.text
        == """\
Handoff #5 to Lea Brandt, not sent yet
K-17 · watcher · #1
day 2 after hip repair
if the MRI is late, then call radiology
if pain over 6, then page me
Not said about K-17: allergies, code status, medicines, dated labs, dated vital signs
K-21 · discharging · #3
home tomorrow
Not said about K-21: if … then …, allergies, code status, medicines, dated labs, dated vital signs
Without a patient · #4
[Change K-17] [Leave out K-17]
[Change K-21] [Leave out K-21]
[Change the rest] [Leave out the rest]
[Send] [Somebody else] [Drop]"""
    )
    assert ward.dms("Lea") == []
    sent = await ward.press("Nina", "Send", draft)
    assert sent.text.splitlines()[0] == (
        "Handoff #5 is on offer to Lea Brandt. Everything stays yours until it is accepted."
    )
    assert (
        ward.dms("Lea")[-1].text
        == """\
Nina Alvarez hands over to you: handoff #5
K-17 · watcher
day 2 after hip repair
if the MRI is late, then call radiology
if pain over 6, then page me
#1 call radiology about K-17's MRI · Mon 23 Nov, 14:00 (America/Chicago)
K-21 · discharging
home tomorrow
#3 check transport · K-21 · Mon 23 Nov, 17:00 (America/Chicago)
Without a patient
#4 restock the fridge · Mon 23 Nov, 18:00 (America/Chicago)
Talk it through with Nina Alvarez if you can. It is yours when you accept.
[Accept] [Patient by patient] [Ask] [Decline] [Seen]"""
    )


async def test_nothing_moves_before_it_is_accepted_and_then_all_of_it_at_once(ward: Chat) -> None:
    await offer(ward)
    assert await mine(ward, "Nina") == ["#1", "#2", "#3", "#4", "#5"]
    assert await mine(ward, "Lea") == ["#5"]
    yours = await accept(ward, "Lea", ward.dms("Lea")[-1])
    assert yours.text.splitlines()[0] == "Handoff #5 is yours now"
    assert await mine(ward, "Lea") == ["#1", "#2"]
    assert await mine(ward, "Nina") == ["#3", "#4"]
    assert (
        ward.dms("Nina")[-1].text
        == """\
Lea Brandt has accepted handoff #5. It is theirs now.
✓ All of it was heard.
K-17 · stable · #1, #2
In the words of Lea Brandt: “K-17 is stable, I call radiology about the MRI and order a walker”"""
    )
    told = len(ward.dms("Nina"))
    await ward.advance(hours=7, minutes=5)
    assert "Now due: #1" in heads(ward, "Lea")
    assert all("#3" in head or "#4" in head for head in heads(ward, "Nina")[told:])


async def test_what_changed_meanwhile_stays_where_it_is_and_is_said(ward: Chat) -> None:
    await offer(ward)
    await ward.say("Nina", "/done 1")
    await ward.say("Nina", "/assign 2 @sam")
    yours = await accept(ward, "Lea", ward.dms("Lea")[-1])
    changed = ["#1 does not move: it was closed by Nina Alvarez.", "#2 does not move: it is with Sam Okafor."]
    assert yours.text.splitlines()[-2:] == changed
    assert ward.dms("Nina")[-1].text.splitlines()[-2:] == [
        "#1 does not move: it was closed by you.", "#2 does not move: it is with Sam Okafor.",
    ]  # fmt: skip
    assert await mine(ward, "Lea") == []
    assert await mine(ward, "Sam") == ["#2"]


async def test_an_item_that_was_closed_before_it_was_sent_is_left_out(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea K-17")
    draft = await ward.fill_in("Nina", form, severity="stable", summary="fine")
    await ward.say("Nina", "/done 1")
    await ward.press("Nina", "Send", draft)
    assert "#1" not in ward.dms("Lea")[-1].text
    assert "#2 order a walker" in ward.dms("Lea")[-1].text


async def test_without_a_name_it_asks_whom_with_buttons(ward: Chat, database: Database) -> None:
    await with_team(database, "night shift", "Lea", "Sam")
    question = await ward.say("Nina", "/handoff")
    assert (
        question.text
        == """\
Who takes over?
Or say it: /handoff @lea, /handoff nights
[night shift] [Lea Brandt] [Omar Haddad] [Sam Okafor] [Drop]"""
    )
    form = await ward.press("Nina", "Omar Haddad", question)
    assert form.text.splitlines()[0] == "K-17 to Omar Haddad (1/3)"


async def test_two_of_one_name_and_unknown_names_are_asked_for_and_the_rest_becomes_notes(ward: Chat) -> None:
    for who in ("Maria Gomez", "Maria Lopez"):
        await ward.say(who, "/mine")
    question = await ward.say("Nina", "/handoff @maria K-17 watch the drain")
    assert question.text.splitlines()[0] == "More than one “maria”: who takes over?"
    assert [button.label for button in question.buttons()] == ["Maria Gomez", "Maria Lopez", "Drop"]
    form = await ward.press("Nina", "Maria Lopez", question)
    assert form.question.fields[-1].value == "watch the drain"
    question = await ward.say("Nina", "/handoff @bob")
    assert question.text.splitlines()[0] == "I do not know “bob” yet. Who takes over?"


async def test_plain_words_begin_a_handoff_too(ward: Chat) -> None:
    form = await ward.say("Nina", "hand off K-21 to Lea", where="@")
    assert form.text.splitlines()[0] == "K-21 to Lea Brandt"


async def test_a_draft_is_kept_and_gone_on_with(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea")
    await ward.fill_in("Nina", form, severity="watcher", summary="day 2 after hip repair")
    assert (
        "#5 from you to Lea Brandt · K-17 watcher, K-21 · not sent yet" in (await ward.say("Nina", "/mine")).text
    )
    await ward.say("Nina", "/task call the family of K-30 at 3pm")
    draft = await ward.say("Nina", "/handoff @lea")
    assert draft.text.splitlines()[0] == "Handoff #5 to Lea Brandt, not sent yet"
    assert "day 2 after hip repair" in draft.text
    assert "K-30 · not filled in · #6" in draft.text
    assert (await ward.press("Omar", "Next: K-21", copy(draft))).text.startswith("There is no such handoff")


async def test_a_patient_can_be_left_out_and_an_old_button_does_not_leave_out_another(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea")
    draft = copy(await ward.fill_in("Nina", form, severity="watcher", summary="day 2"))
    left = await ward.press("Nina", "Leave out K-17", draft)
    assert left.text.splitlines()[1:3] == ["K-21 · not filled in · #3", "Without a patient · #4"]
    again = await ward.press("Nina", "Leave out K-17", draft)
    assert again.text.splitlines()[1:3] == ["K-21 · not filled in · #3", "Without a patient · #4"]


async def test_a_patient_without_items_can_be_handed_over(ward: Chat) -> None:
    form = await ward.say("Omar", "/handoff @lea K-40")
    assert [one.name for one in form.question.fields] == ["severity", "summary", "contingencies", "notes"]
    draft = await ward.fill_in("Omar", form, severity="watcher", summary="watch the drain", notes="keys with Sam")
    await ward.press("Omar", "Send", draft)
    text = ward.dms("Lea")[-1].text
    assert "K-40 · watcher\nwatch the drain\nNotes: keys with Sam" in text


async def test_what_cannot_be_is_refused_with_an_example(ward: Chat, database: Database) -> None:
    await with_team(database, "pharmacy", "Nina")
    assert (await ward.say("Nina", "/handoff @nina")).text.startswith("A handoff needs somebody else.")
    assert (await ward.say("Nina", "/handoff pharmacy")).text.startswith("There is nobody else in pharmacy.")
    assert (await ward.say("Omar", "/handoff @lea")).text.startswith("You have nothing open to hand over.")


async def test_an_empty_answer_is_refused_in_the_form_which_stays_open(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea K-17")
    refused = await ward.fill_in("Nina", form, severity="", summary="day 2 after hip repair")
    assert refused.text == "severity: How ill? Choose stable, watcher, unstable or discharging."
    await ward.fill_in("Nina", form, severity="stable", summary="day 2 after hip repair")
    await ward.press("Nina", "Send")
    dm = copy(ward.dms("Lea")[-1])
    for label, name in (("Accept", "synthesis"), ("Decline", "reason"), ("Ask", "question")):
        form = await ward.press("Lea", label, dm)
        refused = await ward.fill_in("Lea", form, **{name: "  "})
        assert refused.text.startswith(f"{name}: ")
    assert await mine(ward, "Nina") == ["#1", "#2", "#3", "#4", "#5"]


async def test_the_last_summary_of_a_patient_stands_in_the_next_form(ward: Chat) -> None:
    await offer(ward, summary="day 2 after hip repair")
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    form = await ward.say("Lea", "/handoff @nina K-17")
    assert form.question.fields[1].value == "day 2 after hip repair"
    assert (await ward.say("Omar", "/handoff @nina K-17")).question.fields[1].value == ""


async def test_what_is_on_offer_already_is_not_offered_twice(ward: Chat) -> None:
    await offer(ward)
    form = await ward.say("Nina", "/handoff @sam")
    assert form.text.splitlines()[0] == "K-21 to Sam Okafor (1/2)"


async def test_of_two_drafts_with_the_same_item_the_first_that_is_sent_has_it(ward: Chat) -> None:
    drafts = []
    for who in ("@lea", "@sam"):
        form = await ward.say("Nina", f"/handoff {who} K-17")
        drafts.append(copy(await ward.fill_in("Nina", form, severity="stable", summary="fine")))
    for draft in drafts:
        await ward.press("Nina", "Send", draft)
    assert "#1" in ward.dms("Lea")[-1].text
    assert "#1" not in ward.dms("Sam")[-1].text


async def test_the_receiver_asks_and_the_answer_comes_back(ward: Chat) -> None:
    await offer(ward)
    asked = await ward.fill_in(
        "Lea", await ward.press("Lea", "Ask", copy(ward.dms("Lea")[-1])), question="who has the key?"
    )
    assert asked.text.splitlines()[0] == "Your question about #5 is with Nina Alvarez. The answer comes here."
    question = ward.dms("Nina")[-1]
    assert question.text.splitlines()[:2] == [
        "Lea Brandt asks about handoff #5", "Lea Brandt asked: “who has the key?”",
    ]  # fmt: skip
    assert (await ward.press("Omar", "Answer", copy(question))).text.startswith("That button is no longer valid")
    form = await ward.press("Nina", "Answer", copy(question))
    await ward.fill_in("Nina", form, answer="the charge nurse")
    answer = ward.dms("Lea")[-1]
    assert answer.text.splitlines()[:3] == [
        "Nina Alvarez has answered about handoff #5", "You asked: “who has the key?”",
        "Answer: “the charge nurse”",
    ]  # fmt: skip
    again = await ward.press("Nina", "Answer", copy(question))
    assert again.text == "That question is answered already."
    assert (await accept(ward, "Lea", answer)).text.splitlines()[0] == "Handoff #5 is yours now"


async def test_until_there_is_an_answer_it_is_the_sender_who_is_nudged(ward: Chat) -> None:
    await offer(ward, severity="unstable")
    form = await ward.press("Lea", "Ask", copy(ward.dms("Lea")[-1]))
    await ward.fill_in("Lea", form, question="who has the key?")
    told = len(ward.dms("Lea"))
    await ward.advance(minutes=16)
    assert heads(ward, "Nina") == ["Lea Brandt asks about handoff #5"] * 2
    assert len(ward.dms("Lea")) == told


async def test_declined_with_a_reason_the_sender_keeps_everything_and_can_give_it_to_somebody_else(
    ward: Chat,
) -> None:
    await offer(ward)
    form = await ward.press("Lea", "Decline", copy(ward.dms("Lea")[-1]))
    declined = await ward.fill_in("Lea", form, reason="I leave at 19:00")
    assert declined.text == "Declined: everything in handoff #5 stays with Nina Alvarez."
    told = ward.dms("Nina")[-1]
    assert (
        told.text
        == """\
Lea Brandt has declined handoff #5. Everything stays with you.
K-17 · stable · #1, #2
Reason: “I leave at 19:00”
[Give it to somebody else]"""
    )
    assert await mine(ward, "Nina") == ["#1", "#2", "#3", "#4"]
    draft = await ward.press("Nina", "Sam Okafor", await ward.press("Nina", "Give it to somebody else", told))
    assert draft.text.splitlines()[:3] == [
        "Handoff #6 to Sam Okafor, not sent yet", "K-17 · stable · #1, #2", "day 2 after hip repair",
    ]  # fmt: skip
    await ward.press("Nina", "Send", draft)
    assert heads(ward, "Sam") == ["Nina Alvarez hands over to you: handoff #6"]


async def test_the_sender_takes_it_back_until_it_is_accepted(ward: Chat) -> None:
    sent = copy(await offer(ward))
    dm = copy(ward.dms("Lea")[-1])
    back = await ward.press("Nina", "Take back", sent)
    assert back.text.splitlines()[0] == "Handoff #5 is taken back. Everything stays yours."
    assert heads(ward, "Lea")[-1] == "Nina Alvarez has taken back handoff #5."
    late = await ward.press("Lea", "Accept", dm)
    assert late.text == "Nina Alvarez took back handoff #5 on Mon 23 Nov, 07:00 (America/Chicago)."
    await offer(ward)
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    late = await ward.press("Nina", "Take back", replace(sent, card=sent.card))
    assert late.text == "Handoff #5 was decided already."


async def test_after_it_was_accepted_it_cannot_be_taken_back(ward: Chat) -> None:
    sent = copy(await offer(ward))
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    late = await ward.press("Nina", "Take back", sent)
    assert late.text == "Lea Brandt was first: handoff #5 was accepted on Mon 23 Nov, 07:00 (America/Chicago)."
    assert await mine(ward, "Lea") == ["#1", "#2"]


async def test_taken_back_while_the_synthesis_is_written_nothing_moves_and_the_words_are_shown(ward: Chat) -> None:
    sent = copy(await offer(ward))
    form = await ward.press("Lea", "Accept", copy(ward.dms("Lea")[-1]))
    await ward.press("Nina", "Take back", sent)
    late = await ward.fill_in("Lea", form, synthesis=HEARD)
    assert late.text == (
        f"Nina Alvarez took back handoff #5 on Mon 23 Nov, 07:00 (America/Chicago).\nYou wrote: {HEARD}"
    )
    assert await mine(ward, "Lea") == []


async def test_accepted_and_taken_back_at_the_same_moment_one_of_them_wins(ward: Chat) -> None:
    sent = copy(await offer(ward))
    form = await ward.press("Lea", "Accept", copy(ward.dms("Lea")[-1]))
    await asyncio.gather(ward.fill_in("Lea", form, synthesis=HEARD), ward.press("Nina", "Take back", sent))
    lea, nina = await mine(ward, "Lea"), await mine(ward, "Nina")
    assert (lea, nina) in ((["#1", "#2"], ["#3", "#4"]), ([], ["#1", "#2", "#3", "#4"]))
    shown = (await ward.say("Nina", "/handoff 5")).text.splitlines()[0]
    assert shown.endswith("accepted by Lea Brandt" if lea else "taken back")


async def test_an_item_closed_at_the_moment_of_acceptance_is_closed_or_moved_never_both(ward: Chat) -> None:
    await offer(ward)
    form = await ward.press("Lea", "Accept", copy(ward.dms("Lea")[-1]))
    accepted, closed = await asyncio.gather(
        ward.fill_in("Lea", form, synthesis=HEARD), ward.say("Nina", "/done 1")
    )
    assert accepted.text.splitlines()[0] == "Handoff #5 is yours now"
    if closed.text.startswith("Done: #1"):
        closer = (await ward.say("Nina", "/open #1")).text
        assert "by you" in closer
    else:
        assert "#1" in await mine(ward, "Lea")


async def test_a_press_that_is_delivered_again_has_one_effect(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea K-17")
    draft = copy(await ward.fill_in("Nina", form, severity="stable", summary="fine"))
    await ward.press("Nina", "Send", draft, event="send-1")
    await ward.press("Nina", "Send", draft, event="send-1")
    assert len(ward.dms("Lea")) == 1
    again = await ward.press("Nina", "Send", draft, event="send-2")
    assert again.text == "Handoff #5 was sent already."
    dm = copy(ward.dms("Lea")[-1])
    form = await ward.press("Lea", "Accept", dm, event="accept-1")
    assert await ward.press("Lea", "Accept", dm, event="accept-1") is None
    await ward.fill_in("Lea", form, synthesis=HEARD)
    again = await ward.fill_in("Lea", form, synthesis=HEARD)
    assert again.text.startswith("synthesis: That is saved already")
    assert len(ward.dms("Nina")) == 1
    assert (await ward.press("Lea", "Accept", dm)).text.startswith("You accepted handoff #5 already")


async def test_a_team_is_told_one_by_one_and_who_is_first_gets_it(ward: Chat, database: Database) -> None:
    await with_team(database, "night shift", "Nina", "Lea", "Sam")
    await offer(ward, to="nights")
    assert heads(ward, "Lea") == heads(ward, "Sam") == ["Nina Alvarez hands over to night shift: handoff #5"]
    assert heads(ward, "Nina") == []
    forms = [await ward.press(who, "Accept", copy(ward.dms(who)[-1])) for who in ("Lea", "Sam")]
    lea, sam = await asyncio.gather(
        ward.fill_in("Lea", forms[0], synthesis=f"{HEARD}, says Lea"),
        ward.fill_in("Sam", forms[1], synthesis=f"{HEARD}, says Sam"),
    )
    texts = sorted([lea.text, sam.text])
    won, lost = ("Lea", "Sam") if lea.text.startswith("Handoff #5 is yours") else ("Sam", "Lea")
    assert texts[0].startswith("Handoff #5 is yours now")
    assert texts[1] == (
        f"{PEOPLE[won]} was first: handoff #5 was accepted on Mon 23 Nov, 07:00 (America/Chicago).\n"
        f"You wrote: {HEARD}, says {lost}"
    )
    assert await mine(ward, won) == ["#1", "#2"]
    assert await mine(ward, lost) == []
    assert heads(ward, lost)[-1] == f"{PEOPLE[won]} was first: handoff #5 is theirs."
    assert [head for head in heads(ward, "Nina") if "accepted" in head] == [
        f"{PEOPLE[won]} has accepted handoff #5. It is theirs now."
    ]


async def test_one_of_a_team_cannot_take_it_and_the_others_still_can(ward: Chat, database: Database) -> None:
    await with_team(database, "night shift", "Lea", "Sam")
    await offer(ward, to="nights")
    for who, head in (
        ("Lea", "Lea Brandt cannot take handoff #5. The others in night shift still can."),
        ("Sam", "Sam Okafor has declined handoff #5. Everything stays with you."),
    ):
        assert await mine(ward, who) == ["#5"]
        form = await ward.press(who, "Decline", copy(ward.dms(who)[-1]))
        await ward.fill_in(who, form, reason="full house")
        assert await mine(ward, who) == []
        assert heads(ward, "Nina")[-1] == head
        assert "Reason: “full house”" in ward.dms("Nina")[-1].text


async def test_only_whom_it_is_for_can_accept_and_others_see_no_words(ward: Chat) -> None:
    sent = await offer(ward, summary="secret words")
    dm = copy(ward.dms("Lea")[-1])
    assert (await ward.press("Sam", "Accept", dm)).text == "Handoff #5 is not for you."
    own = await ward.press("Nina", "Accept", dm)
    assert own.text == "You sent handoff #5 yourself: somebody else accepts it."
    outline = await ward.say("Sam", "/handoff 5")
    assert (
        outline.text
        == """\
Handoff #5 from Nina Alvarez to Lea Brandt: not accepted yet
K-17 · stable · #1, #2"""
    )
    assert (await ward.press("Sam", "Take back", copy(sent))).text.startswith("Only whoever sent handoff #5")
    assert "secret words" not in dm.card.fallback


async def test_who_was_never_in_the_channel_does_not_even_hear_that_it_exists(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea K-17", where="@")
    await ward.fill_in("Nina", form, severity="stable", summary="fine")
    await ward.press("Nina", "Send")
    assert (await ward.say("Sam", "/handoff 5")).text.startswith("There is no handoff #5 that you can see.")


async def test_the_receivers_backup_can_accept(ward: Chat, database: Database) -> None:
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        people = {one.name.split()[0]: one for one in await work.members.everyone(workspace)}
        await work.members.save(replace(people["Lea"], backup=people["Sam"].id))
    await offer(ward)
    yours = await accept(ward, "Sam", await ward.say("Sam", "/handoff 5"))
    assert yours.text.splitlines()[0] == "Handoff #5 is yours now"
    assert await mine(ward, "Sam") == ["#1", "#2"]


async def test_who_made_an_item_hears_who_has_it_now(ward: Chat) -> None:
    await ward.say("Omar", "/task @nina weigh K-17 at 3pm")
    await offer(ward)
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    assert heads(ward, "Omar") == ["Lea Brandt has taken over #5"]
    refused = await ward.say("Lea", "/undo")
    assert "came with a handoff" in refused.text
    assert await mine(ward, "Lea") == ["#1", "#5", "#2"]


async def test_not_answered_it_is_asked_again_and_then_sender_and_channel_hear_of_it(ward: Chat) -> None:
    await offer(ward, severity="watcher")
    await ward.advance(minutes=14)
    assert len(ward.dms("Lea")) == 1
    await ward.advance(minutes=1)
    assert heads(ward, "Lea")[1:] == ["Still waiting for you: handoff #5 from Nina Alvarez"]
    assert ward.posts() == []
    await ward.advance(minutes=30)
    stalled = "Nobody has accepted handoff #5 from Nina Alvarez to Lea Brandt yet. Please talk to each other."
    assert heads(ward, "Nina") == [stalled.replace("Nina Alvarez", "you")]
    (post,) = ward.posts()
    assert post.text == f"{stalled}\nK-17 · watcher · #1, #2\n[Open]"
    await ward.advance(hours=6)
    assert len(ward.posts()) == 1
    opened = await ward.press("Lea", "Open", post)
    assert "[Accept]" in opened.text
    assert post.text.startswith("Nobody has accepted")
    await accept(ward, "Lea", opened)
    told = len([head for head in heads(ward, "Lea") if "handoff" in head])
    await ward.advance(hours=6)
    assert len([head for head in heads(ward, "Lea") if "handoff" in head]) == told


async def test_nudges_keep_to_quiet_hours_unless_a_patient_may_get_worse(ward: Chat, database: Database) -> None:
    await with_member(database, "Lea", quiet_start=time(7, 5), quiet_end=time(12))
    await ward.advance(minutes=10)
    sent = await offer(ward, severity="stable")
    assert "Lea Brandt has quiet hours: I ask again from Mon 23 Nov, 12:00 (America/Chicago)." in sent.text
    await ward.advance(hours=4, minutes=49)
    assert len(ward.dms("Lea")) == 1
    await ward.advance(minutes=1)
    assert len(ward.dms("Lea")) == 2
    await ward.press("Nina", "Take back", copy(sent))
    await ward.say("Nina", "/task call Mrs K about K-21 at 11pm")
    await with_member(database, "Lea", quiet_start=time(12), quiet_end=time(11))
    told = len(ward.dms("Lea"))
    await offer(ward, severity="unstable")
    await ward.advance(minutes=16)
    assert len(ward.dms("Lea")) == told + 2


async def test_who_cannot_be_reached_is_made_known_to_sender_and_channel(ward: Chat) -> None:
    ward.stage.unreachable.add("lea")
    await offer(ward)
    head = "I cannot reach Lea Brandt about handoff #5. Please tell them."
    assert heads(ward, "Nina") == [head]
    assert [post.text.splitlines()[0] for post in ward.posts()] == [head]
    await ward.advance(minutes=20)
    assert len(ward.posts()) == 1


async def test_what_is_decided_is_not_announced_as_unreachable(ward: Chat) -> None:
    sent = await offer(ward)
    ward.stage.unreachable.add("lea")
    await ward.press("Nina", "Take back", sent)
    assert ward.posts() == []
    assert heads(ward, "Nina") == []


async def test_an_offer_that_could_not_be_sent_before_it_was_taken_back_never_comes(
    ward: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(to: Address, card: Card, key: str) -> Receipt:
        raise TryLater("rate_limited", 30)

    with monkeypatch.context() as patched:
        patched.setattr(ward.stage, "send", busy)
        sent = await offer(ward)
    await ward.press("Nina", "Take back", sent)
    await ward.advance(minutes=5)
    assert heads(ward, "Lea") == ["Nina Alvarez has taken back handoff #5."]


async def test_when_the_receiver_leaves_its_sender_has_it_again_and_is_told_once(ward: Chat) -> None:
    await offer(ward)
    await ward.leaves("Lea")
    await ward.advance(minutes=16)
    assert heads(ward, "Nina") == [
        "Lea Brandt has left: your handoff #5 to them is with you again. Give it to somebody else: /handoff"
    ]
    assert ward.posts() == []


async def test_mine_shows_what_waits_for_me_and_what_i_wait_for_and_opens_it(ward: Chat) -> None:
    await offer(ward, severity="watcher")
    assert (await ward.say("Lea", "/mine")).text.splitlines()[1:4] == [
        "Handoffs waiting for you (1)",
        "#5 from Nina Alvarez to you · K-17 watcher",
        "Nothing open.",
    ]
    assert (await ward.say("Nina", "/mine")).text.splitlines()[-2:] == [
        "Handoffs that you wait for (1)", "#5 from you to Lea Brandt · K-17 watcher",
    ]  # fmt: skip
    await ward.say("Sam", "/huddle")
    assert "Handoffs waiting (1)\n#5 from Nina Alvarez to Lea Brandt · K-17 watcher" in ward.posts()[-1].text
    opened = await ward.press("Lea", "#5", ward.posts()[-1])
    assert "[Accept] [Ask] [Decline]" in opened.text
    assert ward.posts()[-1].text.startswith("Huddle")


def check_outline(shown: Shown) -> None:
    """Alias, severity, numbers and verbs; none of the words that people wrote."""
    for words in ("radiology", "walker", "hip repair", "page me", "the key", "charge nurse", "K-17 is mine"):
        assert words not in shown.text


@pytest.fixture
async def telegram(database: Database) -> Chat:
    """The same ward on Telegram: no forms, and no words of patients."""
    chat = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    chat.stage.messages.clear()
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    return chat


async def test_on_telegram_it_is_asked_field_by_field(telegram: Chat) -> None:
    chat = telegram
    card = await chat.say("Nina", "/handoff @lea")
    assert (
        card.text
        == """\
K-17 to Lea Brandt
No names here, please: what you write stays in this chat. It is read on Slack or in the web workspace.
1/5 Illness severity
[stable] [watcher] [unstable] [discharging] [Stop]"""
    )
    await chat.press("Nina", "unstable")
    await chat.say("Nina", "day 2 after hip repair")
    await chat.press("Nina", "☑ #2 Order")
    await chat.press("Nina", "Next")
    await chat.say("Nina", "if the MRI is late, call\nif pain, page me")
    draft = await chat.press("Nina", "Skip")
    assert (
        draft.text
        == """\
Handoff #3 to Lea Brandt, not sent yet
K-17 · unstable · #1
Not said about K-17: allergies, code status, medicines, dated labs, dated vital signs
[Change K-17] [Leave out K-17]
[Send] [Somebody else] [Drop]"""
    )
    await chat.press("Nina", "Send", draft)
    dm = chat.dms("Lea")[-1]
    assert (
        dm.text
        == """\
Nina Alvarez hands over to you: handoff #3
K-17 · unstable
#1 Call · K-17 · Mon 23 Nov, 14:00 (America/Chicago)
The words are not shown here. Read them on Slack or in the web workspace, or ask Nina Alvarez.
Talk it through with Nina Alvarez if you can. It is yours when you accept.
[Accept] [Ask] [Decline] [Seen]"""
    )
    await chat.press("Lea", "Accept", dm)
    missed = await chat.say("Lea", "K-17 is mine", where="@")
    assert missed.text == (
        "Not all of handoff #3 was heard. Nina Alvarez sees it too.\nK-17\n✗ unstable: not heard\n"
        "✗ #1: not heard\n"
        "✗ if/then 1: not heard\n✗ if/then 2: not heard\n"
        "The words are not shown here. Read them on Slack or in the web workspace, or ask Nina Alvarez.\n"
        "[Say the rest] [We have talked it through] [Ask] [Decline]"
    )
    await chat.press("Lea", "Say the rest", missed)
    yours = await chat.say("Lea", "unstable, I call her; MRI late then I call, pain then page Nina", where="@")
    assert yours.text.splitlines()[0] == "Handoff #3 is yours now"
    assert await mine(chat, "Lea") == ["#1"]
    assert yours.id != dm.id  # below the words, not in place of the offer above them
    for shown in (*chat.dms("Nina"), *chat.dms("Lea"), *chat.posts(), missed, yours, draft):
        check_outline(shown)
    async with open_work(chat.database) as work:
        kept = await work.handoffs.by_id(1)
    assert kept.patients[0].summary == "day 2 after hip repair"
    assert kept.patients[0].contingencies == ("if the MRI is late, call", "if pain, page me")
    assert kept.synthesis.splitlines()[0] == "K-17 is mine"


async def test_on_telegram_a_skipped_answer_leaves_the_words_as_they_were(telegram: Chat) -> None:
    chat = telegram
    await chat.say("Nina", "/handoff @lea")
    await chat.press("Nina", "watcher")
    await chat.say("Nina", "day 2 after hip repair")
    await chat.press("Nina", "Next")
    await chat.say("Nina", "if pain, page me")
    draft = await chat.say("Nina", "use the fax on Unit 4")
    await chat.press("Nina", "Change K-17", draft)
    await chat.press("Nina", "unstable")
    for label in ("Skip", "Next", "Skip", "Skip"):
        await chat.press("Nina", label)
    async with open_work(chat.database) as work:
        kept = await work.handoffs.by_id(1)
    assert kept.patients[0].severity == "unstable"
    assert kept.patients[0].summary == "day 2 after hip repair"
    assert kept.patients[0].contingencies == ("if pain, page me",)
    assert kept.notes == "use the fax on Unit 4"


async def test_on_telegram_questions_answers_and_reasons_are_not_quoted(telegram: Chat) -> None:
    chat = telegram
    await chat.say("Nina", "/handoff @lea")
    for label in ("stable", "Skip", "Next", "Skip", "Skip", "Send"):
        await chat.press("Nina", label)
    await chat.press("Lea", "Ask", copy(chat.dms("Lea")[-1]))
    await chat.say("Lea", "who has the key?", where="@")
    question = chat.dms("Nina")[-1]
    assert question.text.splitlines()[0] == "Lea Brandt asks about handoff #3"
    assert "or ask Lea Brandt." in question.text
    await chat.press("Nina", "Answer", copy(question))
    await chat.say("Nina", "the charge nurse", where="@")
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Nina Alvarez has answered about handoff #3"
    await chat.press("Lea", "Decline", copy(chat.dms("Lea")[-1]))
    await chat.say("Lea", "I wait for the charge nurse", where="@")
    assert heads(chat, "Nina")[-1] == "Lea Brandt has declined handoff #3. Everything stays with you."
    for shown in (*chat.dms("Nina"), *chat.dms("Lea")):
        check_outline(shown)


async def test_a_dialogue_that_is_stopped_leaves_a_draft(telegram: Chat) -> None:
    chat = telegram
    await chat.say("Nina", "/handoff @lea")
    await chat.press("Nina", "watcher")
    await chat.press("Nina", "Stop")
    assert "#3 from you to Lea Brandt · K-17 · not sent yet" in (await chat.say("Nina", "/mine")).text
