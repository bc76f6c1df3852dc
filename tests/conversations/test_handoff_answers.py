"""The receiver's answers to a handoff: seen, accepted and done are three facts; patient by patient."""

import pytest

from tests.conversations.chat import Chat
from tests.conversations.handing import accept, copy, heads, mine, offer, with_team


@pytest.fixture
async def offered(ward: Chat) -> Chat:
    """K-17, K-21 and an item without a patient are on offer to Lea."""
    form = await ward.say("Nina", "/handoff @lea")
    form = await ward.fill_in("Nina", form, severity="stable", summary="day 2 after hip repair")
    form = await ward.fill_in("Nina", await ward.press("Nina", "Next: K-21", form), severity="unstable")
    await ward.press("Nina", "Send", form)
    return ward


async def test_seen_is_not_accepted(ward: Chat) -> None:
    await offer(ward)
    seen = await ward.press("Lea", "Seen", copy(ward.dms("Lea")[-1]))
    assert seen.text.splitlines()[0] == (
        "Handoff #5: Nina Alvarez sees that you have seen it. It is yours when you accept."
    )
    assert "[Seen]" not in seen.text
    assert len(ward.dms("Nina")) == 0, "it is no news that needs a message"
    shown = await ward.say("Nina", "/handoff 5")
    assert (
        "Seen by Lea Brandt on Mon 23 Nov, 07:00 (America/Chicago). Not accepted yet." in shown.text.splitlines()
    )
    assert len(await mine(ward, "Nina")) == 5, "everything is still with the sender"
    await ward.advance(minutes=15)
    assert heads(ward, "Lea")[-1].startswith("Still waiting for you: handoff #5"), "seen is no answer"


async def test_opening_it_is_seeing_it_and_only_a_receiver_sees_it(ward: Chat) -> None:
    await offer(ward)
    await ward.say("Omar", "/handoff 5")
    assert "Seen by" not in (await ward.say("Nina", "/handoff 5")).text
    await ward.say("Lea", "/handoff 5")
    assert "Seen by Lea Brandt" in (await ward.say("Nina", "/handoff 5")).text


async def test_how_much_of_it_is_done_is_shown_once_it_is_accepted(ward: Chat) -> None:
    await offer(ward)
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    assert "Done:" not in (await ward.say("Nina", "/handoff 5")).text
    await ward.say("Lea", "/done 2")
    assert "Done: 1 of 2." in (await ward.say("Nina", "/handoff 5")).text.splitlines()


async def test_patient_by_patient_one_is_accepted_and_another_declined(offered: Chat) -> None:
    chat = offered
    first = await chat.press("Lea", "Patient by patient", copy(chat.dms("Lea")[-1]))
    assert (
        first.text
        == """\
One handoff for each patient now: first #5, the others are on their way.
K-21 · unstable
#3 check transport · K-21 · Mon 23 Nov, 17:00 (America/Chicago)
Talk it through with Nina Alvarez if you can. It is yours when you accept.
[Accept] [Accept all but …] [Ask] [Decline]"""
    )
    assert heads(chat, "Nina")[-1] == "Lea Brandt answers handoff #5 patient by patient."
    second, third = chat.dms("Lea")[-2:]
    assert second.text.splitlines()[:2] == ["Nina Alvarez hands over to you: handoff #6", "K-17 · stable"]
    assert "Patient by patient" not in second.text, "there is only one"
    assert third.text.splitlines()[:2] == ["Nina Alvarez hands over to you: handoff #7", "Without a patient"]
    said = await chat.fill_in("Lea", await chat.press("Lea", "Accept", copy(first)),
                              synthesis="K-21 is unstable, I check the transport")  # fmt: skip
    assert said.text.splitlines()[0] == "Handoff #5 is yours now"
    await chat.fill_in("Lea", await chat.press("Lea", "Decline", copy(second)), reason="I do not know K-17")
    assert heads(chat, "Nina")[-1] == "Lea Brandt has declined handoff #6. Everything stays with you."
    assert await mine(chat, "Lea") == ["#7", "#3"], "the one without a patient still waits for an answer"
    assert "#1" in await mine(chat, "Nina"), "what was declined stays"


async def test_each_waits_for_an_answer_by_itself_and_the_rest_of_the_team_is_offered_each(
    ward: Chat,
) -> None:
    await with_team(ward.database, "nights", "Lea", "Omar")
    form = await ward.say("Nina", "/handoff nights")
    form = await ward.fill_in("Nina", form, severity="stable", summary="day 2")
    form = await ward.fill_in("Nina", await ward.press("Nina", "Next: K-21", form), severity="unstable")
    await ward.press("Nina", "Send", form)
    await ward.press("Lea", "Patient by patient", copy(ward.dms("Lea")[-1]))
    offers = [head for head in heads(ward, "Omar") if "hands over to nights" in head]
    assert [head[-2:] for head in offers] == ["#5", "#6", "#7"]
    await ward.advance(minutes=15)
    again = [head for head in heads(ward, "Omar") if head.startswith("Still waiting for you")]
    assert sorted(head.split("handoff ")[1][:2] for head in again) == ["#5", "#6", "#7"]


async def test_what_was_begun_to_be_said_back_is_not_taken_apart(offered: Chat) -> None:
    chat = offered
    dm = chat.dms("Lea")[-1]
    await chat.fill_in("Lea", await chat.press("Lea", "Accept", copy(dm)), synthesis="K-17 is stable")
    refused = await chat.press("Lea", "Patient by patient", copy(dm))
    assert refused.text.startswith("Handoff #5 is being said back already.")
