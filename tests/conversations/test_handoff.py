"""Handoffs are on offer until accepted; responsibility moves then, and only then."""

import asyncio
from dataclasses import replace

from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import HEARD, accept, copy, heads, mine, offer, with_team


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
    again = copy(await offer(ward))
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    late = await ward.press("Nina", "Take back", sent)
    assert late.text == "Handoff #5 was decided already."
    late = await ward.press("Nina", "Take back", again)
    assert late.text == "Lea Brandt was first: handoff #6 was accepted on Mon 23 Nov, 07:00 (America/Chicago)."
    assert await mine(ward, "Lea") == ["#1", "#2"]


@ON_ONE_DATABASE
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


@ON_ONE_DATABASE
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


@ON_ONE_DATABASE
async def test_only_whom_it_is_for_can_accept_and_others_see_no_words_or_not_that_it_exists(ward: Chat) -> None:
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
    form = await ward.say("Nina", "/handoff @lea K-21", where="@")
    await ward.fill_in("Nina", form, severity="stable", summary="fine")
    await ward.press("Nina", "Send")
    assert (await ward.say("Sam", "/handoff 6")).text.startswith("There is no handoff #6 that you can see.")


@ON_ONE_DATABASE
async def test_the_receivers_backup_can_accept(ward: Chat, database: Database) -> None:
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        people = {one.name.split()[0]: one for one in await work.members.everyone(workspace)}
        await work.members.save(replace(people["Lea"], backup=people["Sam"].id))
    await offer(ward)
    yours = await accept(ward, "Sam", await ward.say("Sam", "/handoff 5"))
    assert yours.text.splitlines()[0] == "Handoff #5 is yours now"
    assert await mine(ward, "Sam") == ["#1", "#2"]


@ON_ONE_DATABASE
async def test_who_made_an_item_hears_who_has_it_now(ward: Chat) -> None:
    await ward.say("Omar", "/task @nina weigh K-17 at 3pm")
    await offer(ward)
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    assert heads(ward, "Omar") == ["Lea Brandt has taken over #5"]
    refused = await ward.say("Lea", "/undo")
    assert "came with a handoff" in refused.text
    assert await mine(ward, "Lea") == ["#1", "#5", "#2"]
