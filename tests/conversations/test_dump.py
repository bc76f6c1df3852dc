"""A paste of several things: proposed at once, saved all together or one by one; nothing of it is lost."""

from tests.conversations.chat import Chat

PASTE = """\
For K-17:
- call daughter about the MRI by 3pm
- order a walker @sam tomorrow 9am
thanks all!
- chase prior auth with Aetna on friday"""


async def test_a_pasted_list_becomes_proposed_items(chat: Chat) -> None:
    await chat.say("Sam", "/mine")
    asked = await chat.say("Nina", PASTE, where="@")
    lines = asked.text.splitlines()
    assert lines[0] == "Shall I save these?"
    assert [line.split(" · ")[0] for line in lines if line.startswith("#")] == [
        "#1 call daughter about the MRI", "#2 order a walker", "#3 chase prior auth with Aetna",
    ]  # fmt: skip
    assert all("K-17" in line for line in lines if line.startswith("#")), "the heading belongs to each line"
    saved = await chat.press("Nina", "Save all", asked)
    assert saved.text.splitlines()[0] == "Saved: 3"
    assert chat.dms("Sam")[-1].text.splitlines()[0] == "Nina Alvarez has #2 for you"


async def test_one_by_one_and_the_rest_dropped(chat: Chat) -> None:
    asked = await chat.say("Nina", "/task call the lab about K-17 at 3pm\nfax the referral for K-18 at 4pm")
    first = await chat.press("Nina", "Save", asked)
    lines = first.text.splitlines()
    assert lines[:2] == ["Saved: 1", "#1 call the lab about K-17 · Mon 23 Nov, 15:00 (America/Chicago)"]
    dropped = await chat.press("Nina", "Drop", first)
    assert dropped.text.splitlines()[0] == "Saved: 1"
    assert "#2" not in (await chat.say("Nina", "/mine")).text


async def test_a_line_in_doubt_is_asked_about_and_not_guessed(chat: Chat) -> None:
    asked = await chat.say("Nina", "/task call the lab about K-17 at 3pm\norder a walker for K-18 at 4pm @zoe")
    left = await chat.press("Nina", "Save all", asked)
    assert left.text.splitlines()[0] == "Saved: 1"
    question = await chat.press("Nina", "Continue", left)
    assert "zoe" in question.text


async def test_a_single_sentence_with_a_remark_stays_one_item(chat: Chat) -> None:
    saved = await chat.say("Nina", "/followup call K-17's daughter at 3pm. She is worried")
    assert saved.text.splitlines()[0] == "Saved as follow-up #1"
    assert "She is worried" in saved.text


async def test_somebody_else_may_not_save_them(chat: Chat) -> None:
    asked = await chat.say("Nina", "/task call the lab about K-17 at 3pm\nfax the referral for K-18 at 4pm")
    refused = await chat.press("Omar", "Save all", asked)
    assert refused.text == "Only Nina Alvarez can answer that."


async def test_what_is_left_unsaved_comes_back_and_can_be_saved_from_the_list(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 3pm\nfax the referral for K-18 at 4pm")
    await chat.advance(hours=3)
    reminded = [shown.text.splitlines()[0] for shown in chat.dms("Nina")[-2:]]
    assert sorted(reminded) == ["Task #1", "Task #2"]
    shown = await chat.press("Nina", "#2", await chat.say("Nina", "/mine"))
    saved = await chat.press("Nina", "Save", shown)
    assert saved.text.splitlines()[0] == "Saved as task #2"
