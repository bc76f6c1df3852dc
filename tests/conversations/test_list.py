"""Working the list: closing, snoozing, reassigning, editing, and who may."""

import asyncio
from datetime import timedelta

import pytest

from tests.conversations.chat import Chat, Shown


async def test_a_follow_up_asks_what_came_of_it(chat: Chat) -> None:
    await chat.say("Nina", "/followup call Mrs K at 9am")
    question = await chat.say("Nina", "/done 1")
    assert question.text.splitlines()[0] == "What came of #1?"
    closed = await chat.press("Nina", "No answer", question)
    assert closed.text.splitlines()[0] == "No answer: #1"


async def test_an_outcome_can_be_typed_at_once(chat: Chat) -> None:
    await chat.say("Nina", "/followup call Mrs K at 9am")
    closed = await chat.say("Nina", "/done 1 reached, she comes at 3")
    assert closed.text.splitlines()[0] == "Reached: #1"
    item = await chat.say("Nina", "/open #1")
    assert "“reached, she comes at 3”" in item.text


async def test_other_outcomes_are_written_into_a_form(chat: Chat) -> None:
    await chat.say("Nina", "/followup call Mrs K at 9am")
    form = await chat.press("Nina", "Other…", await chat.say("Nina", "/done 1"))
    closed = await chat.fill_in("Nina", form, note="moved to Unit 4")
    assert closed.text.splitlines()[0] == "Other: #1"


async def test_two_press_done_one_wins_and_the_other_hears_who_was_first(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab @omar at 9am")
    dm = chat.dms("Omar")[0]
    first = await chat.press("Omar", "Done", _copy(dm))
    assert first.text.splitlines()[0] == "Done: #1"
    second = await chat.say("Nina", "/done 1")
    assert (
        second.text.splitlines()[0]
        == "Omar Haddad was first: #1 was closed on Mon 23 Nov, 07:00 (America/Chicago)."
    )


async def test_presses_at_the_same_moment_close_it_once(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    item = await chat.say("Nina", "/open #1")
    answers = await asyncio.gather(*(chat.press("Nina", "Done", _copy(item)) for _ in range(5)))
    heads = sorted(answer.text.splitlines()[0] for answer in answers)
    assert heads[0] == "Done: #1"
    assert all(head.startswith("You closed #1 already") for head in heads[1:])


async def test_who_may_not_is_refused_and_nothing_changes(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    item = await chat.say("Nina", "/open #1")
    assert (await chat.press("Sam", "Done", _copy(item))).text == "#1 is with Nina Alvarez. Ask them first."
    assert (await chat.say("Nina", "/mine")).text.splitlines()[0] == "Yours (1)"


async def test_who_cannot_see_an_item_hears_that_there_is_none(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 9am", where="@")
    # The very first member of a workspace leads it and sees everything; Sam does not.
    assert "There is no item #1" in (await chat.say("Sam", "/open #1")).text
    assert (await chat.say("Sam", "/open K-17")).text == "Open for K-17\nNothing open."
    assert (await chat.say("Sam", "/find lab")).text.startswith("Found\nNothing found")


async def test_snooze_offers_choices_and_takes_typed_times(chat: Chat) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    await chat.say("Nina", "/task call the lab at 9am")
    choices = await chat.say("Nina", "/snooze 1")
    labels = [button.label for button in choices.buttons()]
    assert labels == [
        "20 min",
        "1 hour",
        "After huddle",
        "Tomorrow morning",
        "My next shift",
        "Type a time…",
        "Back",
    ]
    later = await chat.press("Nina", "After huddle", choices)
    assert later.text.splitlines()[0] == "#1 waits until Mon 23 Nov, 07:45 (America/Chicago)"
    later = await chat.say("Nina", "/snooze 1 tomorrow 10am")
    assert later.text.splitlines()[0] == "#1 waits until Tue 24 Nov, 10:00 (America/Chicago)"
    assert "I did not understand that time" in (await chat.say("Nina", "/snooze 1 whenever")).text


async def test_assign_gives_it_away_and_the_new_owner_hears_of_it(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    assert (await chat.say("Nina", "/assign 1 @omar")).text.splitlines()[0] == "#1 is now with Omar Haddad"
    assert chat.dms("Omar")[-1].text.splitlines()[0] == "Nina Alvarez has #1 for you"


async def test_declined_with_a_reason_it_goes_back(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab @omar at 9am")
    form = await chat.press("Omar", "Decline", chat.dms("Omar")[0])
    answer = await chat.fill_in("Omar", form, reason="I am off today")
    assert answer.text.splitlines()[0] == "Declined: #1 is with Nina Alvarez again"
    told = chat.dms("Nina")[-1].text
    assert told.splitlines()[0] == "#1 was declined and is yours again"
    assert "“I am off today”" in told


async def test_edit_shows_a_form_and_keeps_it_open_on_a_bad_time(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    form = await chat.say("Nina", "/edit 1")
    error = await chat.fill_in("Nina", form, when="gibberish")
    assert error.text == "when: I did not understand that time. For example: tomorrow 9am"
    saved = await chat.fill_in("Nina", form, when="tomorrow 9am", urgency="urgent", what="call the lab about K-17")
    assert saved.text.splitlines()[:3] == [
        "Changed: #1",
        "call the lab about K-17",
        "Tue 24 Nov, 09:00 (America/Chicago) · you · urgent",
    ]


async def test_edit_takes_words_as_well(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    assert "Mon 23 Nov, 10:00" in (await chat.say("Nina", "/edit 1 by 10am")).text


async def test_dropping_needs_a_reason(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    assert (await chat.say("Nina", "/cancel 1")).text.startswith("Why is it dropped?")
    assert (await chat.say("Nina", "/cancel 1 patient went home")).text.splitlines()[0] == "Dropped: #1"


@pytest.mark.parametrize(
    "change", ["/done 1", "/snooze 1 2h", "/assign 1 @omar", "/edit 1 by 10am", "/cancel 1 not needed"]
)
async def test_every_change_can_be_undone(chat: Chat, change: str) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    before = (await chat.say("Nina", "/open #1")).text
    await chat.say("Nina", change)
    assert (await chat.say("Nina", "/undo")).text.splitlines()[0] == "Undone: #1"
    assert (await chat.say("Nina", "/open #1")).text == before


async def test_closed_items_can_be_opened_again(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    await chat.say("Nina", "/done 1")
    chat.clock.at += timedelta(hours=1)
    assert (await chat.say("Nina", "/reopen 1")).text.splitlines()[0] == "Open again: #1"


async def test_open_by_channel_patient_person_and_overdue(chat: Chat) -> None:
    await chat.say("Sam", "/task call the lab about K-17 at 7:10am")
    await chat.say("Omar", "/task book transport for K-17 tomorrow at 9am", where="discharge")
    assert (await chat.say("Sam", "/open")).text.splitlines()[0] == "Open here (1)"
    assert (await chat.say("Sam", "/open K-17")).text.splitlines()[0] == "Open for K-17 (1)"
    await chat.say("Sam", "/open", where="discharge")  # now he has been seen there
    assert (await chat.say("Sam", "/open K-17")).text.splitlines()[0] == "Open for K-17 (2)"
    assert (await chat.say("Omar", "/open @sam")).text.splitlines()[0] == "Open for Sam Okafor (1)"
    await chat.jump(minutes=20)
    assert "10 min overdue" in (await chat.say("Sam", "/open overdue")).text


async def test_find_searches_words_and_closed_items_too(chat: Chat) -> None:
    await chat.say("Nina", "/task chase the MRI of K-17 at 9am")
    await chat.say("Nina", "/done 1")
    assert "chase the MRI of K-17" in (await chat.say("Nina", "/find mri k-17")).text


async def test_percent_signs_and_underscores_are_searched_as_they_are(chat: Chat) -> None:
    await chat.say("Nina", "/task check sat 92% at 9am")
    await chat.say("Nina", "/task check gait at 9am")
    assert (await chat.say("Nina", "/find 92%")).text.splitlines()[0] == "Found (1)"
    assert (await chat.say("Nina", "/find _")).text.startswith("Found\nNothing found")


async def test_members_who_left_are_refused(chat: Chat) -> None:
    await chat.leaves("Omar")
    assert (await chat.say("Omar", "/mine")).text == "Your access has ended. Please ask a lead of your team."


def _copy(shown: Shown) -> Shown:
    """The same message, as somebody else may have it before them."""
    return Shown(id=f"copy-{shown.id}", where=shown.where, card=shown.card)
