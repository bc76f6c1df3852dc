"""Buttons and forms of the web workspace."""

from typing import Any

import pytest

from bot.chat.incoming import Answer, Press
from tests.adapters.web.conftest import Served

HANDOFF = {"severity": "watcher", "summary": "Stable after surgery", "actions": ["12"], "when": "Now"}


async def posted(chat: Served, command: str) -> dict[str, Any]:
    return (await chat.say("nina", "care-team", command))["messages"][0]


@pytest.mark.parametrize("button", ["Undo", "undo", "undo::h12"])
async def test_a_button_is_pressed_by_its_label_or_in_full(chat: Served, button: str) -> None:
    echo = await posted(chat, "/followup")
    response = await chat.post("press", who="nina", message=echo["id"], button=button)
    assert response.status_code == 200
    press = chat.bot.heard[-1]
    assert isinstance(press, Press)
    assert (press.action, press.value, press.handle, press.message) == ("undo", "", "h12", echo["id"])
    assert response.json()["messages"][0]["text"] == "undo h12"


async def test_a_button_of_a_line_is_the_first_with_that_label_or_that_of_the_line_given(chat: Served) -> None:
    huddle = await posted(chat, "/huddle")
    for line, handle in ((None, "t3"), (5, "t14")):
        await chat.post("press", who="omar", message=huddle["id"], button="Claim", line=line)
        press = chat.bot.heard[-1]
        assert isinstance(press, Press)
        assert (press.action, press.handle, press.sender.user) == ("claim", handle, "omar")
    await chat.post("press", who="omar", message=huddle["id"], button="Done", line=1)
    press = chat.bot.heard[-1]
    assert isinstance(press, Press)
    assert (press.action, press.value) == ("close", "reached")
    await chat.post("press", who="omar", message=huddle["id"], button="Open", line=1)
    assert isinstance(chat.bot.heard[-1], Press)


async def test_a_handle_that_several_buttons_have_is_not_guessed(chat: Served) -> None:
    echo = await posted(chat, "/followup")
    response = await chat.post("press", who="nina", message=echo["id"], button="h12")
    assert response.status_code == 409
    assert "Done, Edit, Undo" in response.json()["error"]


async def test_an_answer_in_place_changes_the_message_for_everybody(chat: Served) -> None:
    echo = await posted(chat, "/followup")
    response = await chat.post("press", who="nina", message=echo["id"], button="Done")
    assert chat.bot.heard[-1].message == echo["id"]  # type: ignore[union-attr]
    [changed] = response.json()["messages"]
    assert (changed["id"], changed["text"], changed["changed"]) == (echo["id"], "Done.", True)
    assert (await chat.messages("nina", "care-team"))[-1]["text"] == "Done."


async def test_what_a_line_opens_is_a_message_of_its_own_and_the_list_stays(chat: Served) -> None:
    huddle = await posted(chat, "/huddle")
    for button, line in (("Open", 1), ("Claim", 5), ("claim::t5", None)):
        response = await chat.post("press", who="omar", message=huddle["id"], button=button, line=line)
        assert chat.bot.heard[-1].message is None  # type: ignore[union-attr]
        [answer] = response.json()["messages"]
        assert (int(answer["id"]) > int(huddle["id"]), answer["private"]) == (True, True)
    assert next(m for m in await chat.messages("nina", "care-team") if m["id"] == huddle["id"]) == huddle


async def test_a_button_that_was_just_taken_away_still_reaches_the_bot(chat: Served) -> None:
    """Two people press at once: the second must hear from the bot who was first."""
    echo = await posted(chat, "/followup")
    await chat.post("press", who="nina", message=echo["id"], button="Done")
    response = await chat.post("press", who="nina", message=echo["id"], button="Edit")
    assert response.status_code == 200
    press = chat.bot.heard[-1]
    assert isinstance(press, Press)
    assert press.action == "edit"


async def test_what_a_person_cannot_see_they_cannot_press(chat: Served) -> None:
    echo = await posted(chat, "/followup")
    direct = (await chat.say("nina", "@stitch", "/followup"))["messages"][0]
    for message in (echo, direct):
        response = await chat.post("press", who="omar", message=message["id"], button="Done")
        assert response.status_code == 404
    response = await chat.post("press", who="nina", message=echo["id"], button="Explode")
    assert response.status_code == 404
    response = await chat.post("press", who="nina", message=echo["id"], button="Done", line=9)
    assert response.json()["error"] == "The message has no line 9; it has 4, counted from 0."
    assert not any(isinstance(heard, Press) for heard in chat.bot.heard)


async def test_a_form_is_a_question_with_its_fields(chat: Served) -> None:
    form = await posted(chat, "/handoff @lea")
    question = form["question"]
    assert form["private"]
    assert form["text"].splitlines() == [
        "Hand off to Lea Brandt",
        "She takes over when she accepts, item by item.",
    ]
    assert (question["handle"], question["submit"]) == ("q1", "Send handoff")
    assert [field["kind"] for field in question["fields"]] == ["choice", "long", "choices", "text", "choice"]
    assert question["fields"][2]["value"] == ["12", "14"]


async def test_a_filled_in_form_is_heard_and_closes(chat: Served) -> None:
    """In a direct message its place is taken by the answer, for there both are seen by the same person."""
    for channel in ("care-team", "@stitch"):
        [form] = (await chat.say("nina", channel, "/handoff @lea"))["messages"]
        response = await chat.post("answer", who="nina", question="q1", values=HANDOFF)
        [answer] = response.json()["messages"]
        assert answer["text"] == "The handoff is on its way to Lea."
        assert (answer["id"] == form["id"]) is (channel == "@stitch")
        shown = [m for m in await chat.messages("nina", channel) if m["id"] in (form["id"], answer["id"])]
        assert shown == [answer], "nothing is left of the form"


async def test_a_form_that_is_answered_is_not_open_any_more(chat: Served) -> None:
    await posted(chat, "/handoff @lea")
    await chat.post("answer", who="nina", question="q1", values=HANDOFF)
    answer = chat.bot.heard[-1]
    assert isinstance(answer, Answer)
    assert answer.values == {**HANDOFF, "actions": ("12",), "if": ""}
    again = await chat.post("answer", who="nina", question="q1", values=HANDOFF)
    assert again.status_code == 404


async def test_fields_that_are_not_sent_keep_what_stood_in_them(chat: Served) -> None:
    await posted(chat, "/handoff @lea")
    await chat.post("answer", who="nina", question="q1", values={"summary": "Well"})
    answer = chat.bot.heard[-1]
    assert isinstance(answer, Answer)
    assert answer.values["actions"] == ("12", "14")
    assert answer.values["severity"] == "watcher"


async def test_errors_come_back_by_field_and_the_form_stays_open(chat: Served) -> None:
    form = await posted(chat, "/handoff @lea")
    response = await chat.post("answer", who="nina", question="q1", values={**HANDOFF, "summary": "wrong"})
    assert response.status_code == 422
    assert response.json()["errors"] == {"summary": "Say how the patient is."}
    shown = next(m for m in await chat.messages("nina", "care-team") if m["id"] == form["id"])
    assert shown["question"]["handle"] == "q1"


@pytest.mark.parametrize(
    ("values", "field", "error"),
    [
        ({"summary": " "}, "summary", "Please fill this in."),
        ({"summary": "x", "severity": "purple"}, "severity", "Please choose one of the answers offered."),
        ({"summary": "x", "actions": ["99"]}, "actions", "Please choose one of the answers offered."),
        ({"summary": "x", "actions": []}, "actions", "Please fill this in."),
        ({"summary": "x", "if": "x" * 201}, "if", "This is too long; please shorten it."),
    ],
)
async def test_the_platform_itself_checks_the_fields(
    chat: Served, values: dict[str, object], field: str, error: str
) -> None:
    await posted(chat, "/handoff @lea")
    response = await chat.post("answer", who="nina", question="q1", values=values)
    assert response.status_code == 422
    assert response.json()["errors"] == {field: error}
    assert not any(isinstance(heard, Answer) for heard in chat.bot.heard)


async def test_a_form_of_somebody_else_is_not_there(chat: Served) -> None:
    await posted(chat, "/handoff @lea")
    response = await chat.post("answer", who="omar", question="q1", values=HANDOFF)
    assert response.status_code == 404
    unknown = await chat.post("answer", who="nina", question="q1", values={"colour": "x"})
    assert "severity" in unknown.json()["error"]


async def test_only_what_nobody_else_sees_can_be_dismissed(chat: Served) -> None:
    echo = await posted(chat, "/followup")
    huddle = await posted(chat, "/huddle")
    assert (await chat.post("dismiss", who="omar", message=echo["id"])).status_code == 404
    assert (await chat.post("dismiss", who="nina", message=huddle["id"])).status_code == 409
    assert (await chat.post("dismiss", who="nina", message=echo["id"])).status_code == 200
    assert echo["id"] not in [m["id"] for m in await chat.messages("nina", "care-team")]


async def test_a_press_that_the_bot_could_not_take_in_changes_nothing_and_may_be_repeated(chat: Served) -> None:
    echo = await posted(chat, "/followup")
    chat.bot.failures = 1
    failed = await chat.post("press", who="nina", message=echo["id"], button="Undo", id="p1")
    assert failed.status_code == 503
    assert "try again" in failed.json()["error"]
    again = await chat.post("press", who="nina", message=echo["id"], button="Undo", id="p1")
    assert again.status_code == 200
    assert sum(isinstance(heard, Press) for heard in chat.bot.heard) == 1
