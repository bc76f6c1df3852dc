"""Writing a handoff: what is missing is shown, old severities are said again, and what changed is told."""

from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat
from tests.conversations.handing import accept, copy
from tests.conversations.test_heard import hand_over

SUMMARY = (
    "day 2 after hip repair, no allergies, full code, meds: oxycodone 5 mg as needed; labs this morning: Hgb 9.1; "
    "vitals at 06:00 normal"
)


async def test_the_sickest_come_first_and_what_is_not_said_is_shown(chat: Chat) -> None:
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    await chat.say("Nina", "/task call transport for K-21 by 5pm")
    form = await chat.say("Nina", "/handoff @lea")
    draft = await chat.fill_in("Nina", form, severity="stable", summary=SUMMARY, contingencies="if pain, page me")
    draft = await chat.fill_in(
        "Nina", await chat.press("Nina", "Next: K-21", draft), severity="unstable", summary="chest pain at 05:00"
    )
    assert draft.text.splitlines()[1:6] == [
        "K-21 · unstable · #2",
        "chest pain at 05:00",
        "Not said about K-21: if … then …, allergies, code status, medicines, dated labs, dated vital signs",
        "K-17 · stable · #1",
        SUMMARY,
    ]
    assert "Not said about K-17" not in draft.text


async def test_a_severity_that_is_older_than_a_shift_is_said_again_before_it_is_sent(chat: Chat) -> None:
    form = await chat.say("Nina", "/handoff @lea K-17")
    draft = await chat.fill_in("Nina", form, severity="watcher", summary="day 2")
    early = copy(draft)
    await chat.advance(hours=13)
    refused = await chat.press("Nina", "Send", early)
    assert refused.text.startswith("How ill is K-17 now? It was said longer ago than a shift.")
    again = await chat.say("Nina", "/handoff @lea K-17")
    assert "[Send]" not in again.text
    still = await chat.press("Nina", "Still watcher: K-17", again)
    sent = await chat.press("Nina", "Send", still)
    assert "is on offer to Lea Brandt" in sent.text
    assert chat.dms("Lea")[-1].text.splitlines()[1] == "K-17 · watcher"


async def test_a_shift_is_as_long_as_the_roster_says(chat: Chat) -> None:
    await chat.say("Nina", "/team days add @nina")
    await chat.say("Nina", "/shift days 07:00-15:00 daily @nina")
    form = await chat.say("Nina", "/handoff @lea K-17")
    draft = copy(await chat.fill_in("Nina", form, severity="watcher", summary="day 2"))
    await chat.advance(hours=9)
    refused = await chat.press("Nina", "Send", draft)
    assert refused.text.startswith("How ill is K-17 now? It was said longer ago than a shift.")


async def test_only_what_the_next_shift_must_do_goes_to_a_team_with_shifts(chat: Chat) -> None:
    await chat.say("Nina", "/team nights add @lea")
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    await chat.say("Nina", "/task order a walker for K-17 by 9pm")
    await chat.say("Nina", "/task book the clinic for K-17 on friday 10am")
    form = await chat.say("Nina", "/handoff @lea K-17")
    draft = await chat.fill_in("Nina", form, severity="stable", summary="day 2")
    assert "K-17 · stable · #1" in draft.text.splitlines()
    assert "Due after that shift, stays with you: #2" in draft.text.splitlines()
    await chat.press("Nina", "Send", draft)
    assert "#2" not in chat.dms("Lea")[-1].text


async def test_a_receiver_reads_what_changed_since_they_last_had_the_patient(chat: Chat) -> None:
    await chat.say("Lea", "/task chase the MRI of K-17 by 4pm")
    await hand_over(chat, "Lea", "Nina")
    await chat.advance(hours=2)
    await chat.say("Nina", "/done 1 reached")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in("Nina", form, severity="unstable", summary="day 3, bleeding")
    await chat.press("Nina", "Send")
    assert (
        "Since you last had K-17, on Mon 23 Nov, 07:00 (America/Chicago): was watcher · new: #3 · closed: #1 "
        "· the summary is another"
    ) in chat.dms("Lea")[-1].text.splitlines()
    assert "Since you last had" not in (await chat.say("Nina", "/handoff 4")).text, (
        "the sender had them all the time"
    )


@ON_ONE_DATABASE
async def test_the_draft_shows_each_time_as_it_was_read_and_one_press_takes_the_other_half(chat: Chat) -> None:
    await chat.advance(hours=15, minutes=40)
    form = await chat.say("Nina", "/handoff @lea K-17")
    said = "if the MRI is not back by 10:50, call radiology\nif pain, page me"
    draft = await chat.fill_in("Nina", form, severity="stable", summary="day 2", contingencies=said)
    assert draft.text.splitlines()[3:6] == [
        "if the MRI is not back by 10:50, call radiology",
        "If/then, watched until Mon 23 Nov, 22:50 (America/Chicago)",
        "if pain, page me",
    ]
    draft = await chat.press("Nina", "I mean Tue 24 Nov, 10:50 (America/Chicago)", draft)
    assert draft.text.splitlines()[3:5] == [
        "if the MRI is not back by 10:50 am, call radiology",
        "If/then, watched until Tue 24 Nov, 10:50 (America/Chicago)",
    ]
    assert "I mean" not in draft.text
    await chat.press("Nina", "Send", draft)
    await accept(chat, "Lea", chat.dms("Lea")[-1], "stable, MRI not back by 10:50 am I call radiology")
    assert "Tue 24 Nov, 10:50" in (await chat.say("Lea", "/heard")).text


@ON_ONE_DATABASE
async def test_a_time_in_the_shift_that_takes_over_is_clear(chat: Chat) -> None:
    await chat.say("Nina", "/team nights add @lea")
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    await chat.advance(hours=11, minutes=40)
    form = await chat.say("Nina", "/handoff nights K-17")
    said = "if no bed by 2, call the house officer"
    draft = await chat.fill_in("Nina", form, severity="stable", summary="day 2", contingencies=said)
    assert draft.text.splitlines()[3:5] == [
        "if no bed by 2 am, call the house officer",
        "If/then, watched until Tue 24 Nov, 02:00 (America/Chicago)",
    ]
    assert "I mean" not in draft.text
