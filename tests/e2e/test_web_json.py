"""The whole bot through the web workspace's JSON interface, as docs/web-workspace.md describes it."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.store.keys import new_entry
from tests.e2e.whole import Whole, running

PAGE = Path(__file__).parents[2] / "docs" / "web-workspace.md"

SAID_BACK = "K-17 is a watcher, I call the daughter about the lost MRI and radiology about the MRI"

Body = dict[str, Any]


class Script:
    """A client that knows nothing but the interface."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def post(self, what: str, body: Body, status: int = 200) -> Body:
        answer = await self.http.post(f"/workspace/{what}", json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def get(self, what: str, **query: str) -> Body:
        answer = await self.http.get(f"/workspace/{what}", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def say(self, who: str, text: str, channel: str = "care-team", **more: str) -> list[Body]:
        return list((await self.post("say", {"as": who, "channel": channel, "text": text, **more}))["messages"])

    async def press(self, who: str, message: Body, button: str, **more: int) -> Body:
        pressed = await self.post("press", {"as": who, "message": message["id"], "button": button, **more})
        return dict(pressed["messages"][0])

    async def answer(self, who: str, form: Body, **values: str | list[str]) -> Body:
        question = form["question"]["handle"]
        return dict(
            (await self.post("answer", {"as": who, "question": question, "values": values}))["messages"][0]
        )

    async def messages(self, who: str, channel: str = "care-team") -> list[Body]:
        return list((await self.get("messages", **{"as": who, "channel": channel}))["messages"])

    async def last(self, who: str, words: str, channel: str = "@stitch") -> Body:
        return [one for one in await self.messages(who, channel) if words in one["text"]][-1]


@pytest.fixture(params=["sqlite", "postgresql"])
async def bot(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Whole]:
    more: dict[str, object] = {}
    if request.param == "postgresql":
        more = {"database_url": request.getfixturevalue("postgres_database"), "key": SecretStr(new_entry())}
    async with running(tmp_path, web=True, **more) as whole:
        yield whole


@pytest.fixture
async def script(bot: Whole) -> AsyncIterator[Script]:
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as http:
        yield Script(http)


async def test_a_followup_is_reminded_of_closed_with_an_outcome_and_opened_again(script: Script) -> None:
    [doubt] = await script.say("nina", "/followup call K-17's daughter about the consent in 50 minutes @maria")
    assert doubt["text"].splitlines()[0] == "I do not know “@maria” yet. Who is it for?"
    saved = await script.press("nina", doubt, "you")
    assert (saved["id"], saved["changed"], saved["private"]) == (doubt["id"], True, True)
    assert saved["text"] == (
        "Saved as follow-up #5\ncall K-17's daughter about the consent\nMon 23 Nov, 07:50 (America/Chicago) · you"
    )
    assert [button["label"] for button in saved["card"]["buttons"]] == ["Edit", "Undo"]
    await script.post("clock", {"advance": "PT1H"})
    reminder = await script.last("nina", "Now due: #5")
    assert datetime.fromisoformat(reminder["at"]).isoformat()[:16] == "2026-11-23T13:50"
    asked = await script.press("nina", reminder, "Done")
    assert asked["text"].splitlines()[0] == "What came of #5?"
    closed = await script.press("nina", asked, "Reached")
    assert (closed["id"], closed["text"].splitlines()[0]) == (reminder["id"], "Reached: #5")
    undone = await script.press("nina", closed, "Undo")
    assert undone["text"].splitlines()[0] == "Undone: #5"
    [mine] = await script.say("nina", "/mine", "@stitch")
    assert "#5 call K-17's daughter about the consent" in mine["text"]


async def test_a_handoff_moves_its_items_when_it_is_said_back(script: Script) -> None:
    await script.say("nina", "/task call radiology about K-17's MRI at 2pm")
    [form] = await script.say("nina", "/handoff @lea K-17")
    refused = await script.post(
        "answer", {"as": "nina", "question": form["question"]["handle"], "values": {"severity": "watcher"}}, 422
    )
    assert refused["errors"] == {"summary": "Please fill this in."}
    draft = await script.answer("nina", form, severity="watcher", summary="day 2 after hip repair")
    assert draft["id"] == form["id"], "the answer takes the place of the form"
    await script.press("nina", draft, "Send")
    await script.post("clock", {"advance": "PT1M"})
    offer = await script.last("lea", "hands over to you")
    form = await script.press("lea", offer, "Accept")
    accepted = await script.answer("lea", form, synthesis=SAID_BACK)
    assert "is yours now" in accepted["text"].splitlines()[0]
    [mine] = await script.say("lea", "/mine", "@stitch")
    assert "call radiology about K-17's MRI" in mine["text"]
    assert "radiology" not in (await script.say("nina", "/mine"))[0]["text"]


async def test_the_huddle_is_posted_when_the_clock_reaches_it_and_lines_leave_it_as_it_is(script: Script) -> None:
    [told] = await script.say("nina", "/huddle 7:30 weekdays")
    assert told["private"] is False
    clock = (await script.get("state", **{"as": "nina"}))["clock"]
    assert (clock["movable"], clock["next_huddle"]) == (True, "2026-11-23T07:30:00-06:00")
    assert (await script.post("clock", {"to": clock["next_huddle"]}))["now"].startswith("2026-11-23T07:30")
    huddle = await script.last("omar", "Huddle · Mon 23 Nov, 07:30", "care-team")
    line = next(n for n, one in enumerate(huddle["card"]["lines"]) if "lost MRI" in one["text"])
    item = await script.press("omar", huddle, "#1", line=line)
    assert item["text"].splitlines()[0] == "Follow-up #1"
    asked = await script.press("nina", huddle, "Done", line=line)
    assert (await script.press("nina", asked, "No answer"))["text"].splitlines()[0] == "No answer: #1"
    assert await script.last("omar", "Huddle · Mon 23 Nov, 07:30", "care-team") == huddle
    [asked] = await script.say("omar", "order a walker for K-21 tomorrow 9am", thread=huddle["id"])
    assert (await script.press("omar", asked, "Save"))["text"].splitlines()[0] == "Saved: 1"


async def test_unread_counts_and_ids_of_ones_own(script: Script) -> None:
    first = await script.say("omar", "/task order a walker for K-21 at 3pm @nina", id="t1")
    assert await script.say("omar", "/task order a walker for K-21 at 3pm @nina", id="t1") == first
    await script.post("clock", {"advance": "PT1M"})
    rooms = {room["key"]: room["unread"] for room in (await script.get("state", **{"as": "nina"}))["rooms"]}
    told = [one for one in await script.messages("nina", "@stitch") if one["from"] == "stitch"]
    assert rooms == {"care-team": 0, "discharge-planning": 0, "@stitch": len(told)}
    await script.post("read", {"as": "nina", "message": told[-1]["id"]})
    rooms = {room["key"]: room["unread"] for room in (await script.get("state", **{"as": "nina"}))["rooms"]}
    assert rooms["@stitch"] == 0


async def test_every_example_of_the_page_works_in_the_order_in_which_it_stands(script: Script) -> None:
    examples = re.findall(r"^(GET|POST) /workspace/([a-z]+)(?:\?(\S+))?(?: (\{.*\}))?$", PAGE.read_text(), re.M)
    assert {what for _, what, _, _ in examples} == {
        "say", "messages", "press", "answer", "clock", "state", "read", "dismiss",
    }  # fmt: skip
    echo, form = "", ""
    for method, what, query, text in examples:
        if method == "GET":
            await script.get(what, **dict(pair.split("=") for pair in query.split("&") if pair))
            continue
        body = json.loads(text)
        if "message" in body:
            body["message"] = echo
        if what == "say":
            told = await script.post(what, body)
            echo = echo or told["messages"][0]["id"]
        elif what == "press":
            form = (await script.post(what, body))["messages"][0]["question"]["handle"]
        elif what == "answer":
            saved = (await script.post(what, body | {"question": form}))["messages"][0]
            assert saved["text"].splitlines()[0] == "Changed: #5"
            assert "07:40" in saved["text"]
        else:
            await script.post(what, body)


async def test_every_field_of_a_message_is_described(script: Script) -> None:
    page = PAGE.read_text()
    [form] = await script.say("nina", "/handoff @lea K-17")
    await script.say("nina", "/huddle")
    await script.post("clock", {"advance": "PT1M"})
    huddle = await script.last("nina", "Huddle ·", "care-team")
    line = next(one for one in huddle["card"]["lines"] if one["buttons"])
    clock = (await script.get("state"))["clock"]
    for shown in (huddle, huddle["card"], line, line["buttons"][0], form["question"], clock,
                  form["question"]["fields"][0], form["question"]["fields"][0]["options"][0]):  # fmt: skip
        assert [name for name in shown if f"`{name}`" not in page] == []
