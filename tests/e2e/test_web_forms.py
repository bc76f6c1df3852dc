"""The whole bot in the web workspace: what was put in a form is there until it is taken."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.whole import running


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with running(tmp_path, web=True) as bot, httpx.AsyncClient(base_url=bot.url) as client:
        yield client


async def said(web: httpx.AsyncClient, text: str) -> dict:
    answer = await web.post("/workspace/say", json={"as": "nina", "channel": "care-team", "text": text})
    return answer.json()["messages"][0]


async def answered(web: httpx.AsyncClient, form: dict, **values: str) -> httpx.Response:
    given = {"as": "nina", "question": form["question"]["handle"], "values": values}
    return await web.post("/workspace/answer", json=given)


async def test_a_command_without_words_opens_a_form(web: httpx.AsyncClient) -> None:
    form = await said(web, "/followup")
    [field] = form["question"]["fields"]
    assert field["label"] == "What should I bring back, when, and for whom?"
    echo = (await answered(web, form, what="call K-17's daughter tomorrow at 9am")).json()["messages"][0]
    assert echo["text"].startswith("Saved as follow-up #")


async def test_a_refused_form_stays_open_with_the_reason_at_its_field(web: httpx.AsyncClient) -> None:
    number = (await said(web, "/task order a walker for K-17 tomorrow 9am"))["text"].split("#")[1].split()[0]
    choices = await said(web, f"/snooze {number}")
    press = {"as": "nina", "message": choices["id"], "button": "Type a time…"}
    form = (await web.post("/workspace/press", json=press)).json()["messages"][0]
    refused = await answered(web, form, when="when pigs fly")
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["when"]
    assert refused.json()["errors"]["when"].startswith("I did not understand that time.")
    saved = (await answered(web, form, when="tomorrow 10am")).json()["messages"][0]
    assert f"#{number} waits until" in saved["text"]
