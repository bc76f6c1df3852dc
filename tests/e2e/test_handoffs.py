"""Handoffs through the real clients: modals in Slack, field by field on Telegram, and one person on both."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.e2e.test_slack import heard, said
from tests.e2e.whole import Whole, running
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, TelegramStandin


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandin]:
    async with SlackStandin() as standin:
        yield standin


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandin]:
    async with TelegramStandin() as standin:
        yield standin


@pytest.fixture
async def bot(slack: SlackStandin, telegram: TelegramStandin, tmp_path: Path) -> AsyncIterator[Whole]:
    async with running(
        tmp_path,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.url,
        telegram_bot_token=SecretStr(TOKEN),
        telegram_api_url=telegram.url,
    ) as whole:
        await slack.connected()
        yield whole


async def test_in_slack_by_modals(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U3", "C1", "/mine")
    await slack.command("U1", "C1", "/task chase the MRI of K-17 tomorrow 9am")
    await heard(slack, "U1", "Saved as task #1")
    await slack.command("U1", "C1", "/handoff @lea")
    form = await slack.wait_for(lambda: slack.open_view("U1"))
    await slack.submit("U1", form, {"severity": "watcher", "summary": "day 2 after hip repair, MRI pending"})
    overview = await heard(slack, "U1", "[Send")
    await slack.press("U1", overview, "Send")
    offered = await heard(slack, "D3", "[Accept]")
    assert "day 2 after hip repair" in text_of(offered)
    assert "hip" not in offered.text, "the notification shows no words"

    await slack.press("U3", offered, "Accept")
    synthesis = await slack.wait_for(lambda: slack.open_view("U3"))
    await slack.submit("U3", synthesis, {"synthesis": "K-17 is a watcher after hip repair, I chase the MRI"})
    await slack.wait_for(lambda: slack.open_view("U3") is None)
    await heard(slack, "D1", "accepted")
    await slack.command("U3", "C1", "/mine")
    assert "#1" in text_of(await heard(slack, "U3", "Yours (1)"))
    await slack.command("U1", "C1", "/mine")
    await heard(slack, "U1", "Nothing open")


async def test_on_telegram_field_by_field(telegram: TelegramStandin, bot: Whole) -> None:
    lea = telegram.person("Lea Brandt")
    await telegram.say("Lea Brandt", "/start")
    await telegram.wait_for("Hello", lea.id)
    nina = telegram.person("Nina Alvarez")
    await telegram.say("Nina Alvarez", "/task chase the MRI of K-17 tomorrow 9am")
    await telegram.wait_for("Saved as task #1", nina.id)
    await telegram.say("Nina Alvarez", "/handoff @lea")
    asked = await telegram.wait_for("1/", nina.id)
    await telegram.press("Nina Alvarez", asked, "watcher")
    await telegram.wait_for("2/", nina.id)
    await telegram.say("Nina Alvarez", "day 2 after hip repair, MRI pending")
    for step in ("3/", "4/", "5/"):
        card = await telegram.wait_for(step, nina.id)
        await telegram.press(
            "Nina Alvarez", card, next(one for one in card.labels if one in ("Next", "Skip", "Keep"))
        )
    overview = await telegram.wait_for("K-17", nina.id)
    sent = await _with_button(telegram, nina.id, "Send")
    await telegram.press("Nina Alvarez", sent, "Send")
    offered = await _with_button(telegram, lea.id, "Accept")
    await telegram.say("Lea Brandt", "who has the key?", reply_to=offered.id)
    await telegram.wait_for("is with Nina Alvarez", lea.id)
    question = await telegram.wait_for("Lea Brandt asks about", nina.id)
    assert question.raw["reply_parameters"]["message_id"] == sent.id
    await telegram.say("Nina Alvarez", "the charge nurse", reply_to=question.id)
    answer = await telegram.wait_for("Nina Alvarez has answered", lea.id)
    assert answer.raw["reply_parameters"]["message_id"] == offered.id
    assert "hip" not in offered.text, "on Telegram never more than alias, time and verb"
    assert "watcher" in offered.text
    await telegram.press("Lea Brandt", offered, "Accept")
    await telegram.wait_for("your own words", lea.id)
    await telegram.say("Lea Brandt", "a watcher after hip repair, I chase the MRI")
    await telegram.wait_for("accepted", nina.id)
    assert overview.chat == nina.id


async def test_one_person_on_both_gets_it_where_they_are(
    slack: SlackStandin, telegram: TelegramStandin, bot: Whole
) -> None:
    lea = telegram.person("Lea Brandt")
    await slack.command("U3", "D3", "/link")
    shown = await slack.wait_for(lambda: said(slack, "U3", "/link") or said(slack, "D3", "/link"))
    code = re.search(r"/link ([A-Z0-9]{4}-?[A-Z0-9]{4})", text_of(shown))
    assert code, text_of(shown)
    await telegram.say("Lea Brandt", f"/link {code[1]}")
    confirm = await telegram.wait_for("Lea", lea.id)
    await telegram.press("Lea Brandt", confirm, confirm.labels[0])
    await heard(slack, "D3", "linked")

    await slack.command("U1", "C1", "/task call K-17 in 30 min @lea")
    await heard(slack, "U1", "Saved as task #1")
    told = await telegram.wait_for("#1", lea.id)
    assert "K-17" in told.text
    await telegram.say("Lea Brandt", "/mine")
    await telegram.wait_for("Yours (1)", lea.id)


async def _with_button(telegram: TelegramStandin, chat: int, label: str):  # type: ignore[no-untyped-def]
    for _ in range(500):
        for one in reversed(telegram.sent):
            if one.chat == chat and label in one.labels:
                return one
        await asyncio.sleep(0.01)
    raise AssertionError(f"no {label!r}: {[(one.text, one.labels) for one in telegram.sent]}")
