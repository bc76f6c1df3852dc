"""One night on two platforms: three patients go from Slack to Telegram, through the night the clocks go back."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from typer.testing import CliRunner

from bot.care.tasks import Status
from bot.cli import app
from bot.store.work import open_work
from tests.e2e.test_slack import heard, said
from tests.e2e.whole import Whole, running
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, Sent, TelegramStandin

SATURDAY_18 = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)
"""Saturday 31 October 2026, 18:00 in Chicago: at 02:00 that night the clocks go back to 01:00."""
TWO_AT_NIGHT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
"""02:00 of that night, an hour later than by the clock of the evening."""
PATIENTS = {
    "K-17": ("watcher", "chest pain, MRI pending", "if the MRI is not back by 02:00, then call radiology"),
    "K-21": ("unstable", "day 1 after hip repair", ""),
    "K-30": ("watcher", "drains in place", ""),
}


async def test_three_patients_are_handed_over_and_nothing_is_lost(tmp_path: Path) -> None:
    async with (
        SlackStandin() as slack,
        TelegramStandin() as telegram,
        running(
            tmp_path,
            at=SATURDAY_18,
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr(slack.app_token),
            slack_api_url=slack.url,
            telegram_bot_token=SecretStr(TOKEN),
            telegram_api_url=telegram.url,
        ) as bot,
    ):
        await slack.connected()
        for user in ("U2", "U4"):  # the first of all leads
            await slack.command(user, "C1", "/mine")
            await heard(slack, user, "Nothing open", 60)
        lea = await _on_telegram(slack, telegram)
        await _hand_over(slack)

        offer = await _offered(telegram, lea, "#4")
        assert "chest pain" not in offer.text, "on Telegram never more than alias, time and verb"
        await telegram.press("Lea Brandt", offer, "Patient by patient")
        await _accept(telegram, lea, "#4", "K-21 is unstable, I order the walker")
        await telegram.wait_for("Handoff #4 is yours now", lea, seconds=60)

        await _accept(telegram, lea, "#5", "watcher, I chase the MRI, not back by 04:00 I call cardiology")
        await telegram.wait_for("Not all of handoff #5 was heard", lea, seconds=60)
        wrong = await heard(slack, "D1", "said back handoff #5", 60)
        assert "≠" in text_of(wrong)
        await slack.press("U1", wrong, "Not quite")
        form = await slack.wait_for(lambda: slack.open_view("U1"), 60)
        await slack.submit("U1", form, {"correction": "it is radiology, and at 02:00"})
        await telegram.wait_for("not quite", lea, seconds=60)
        again = await _with(telegram, lea, "#5", "Say the rest")
        await telegram.press("Lea Brandt", again, "Say the rest")
        await telegram.wait_for("own words", lea, seconds=60)
        await telegram.say("Lea Brandt", "if the MRI is not back by 02:00 I call radiology")
        await heard(slack, "D1", "accepted handoff #5", 60)

        await telegram.press("Lea Brandt", await _offered(telegram, lea, "#6"), "Decline")
        await telegram.wait_for("Why not?", lea, seconds=60)
        await telegram.say("Lea Brandt", "I was never shown these drains")
        declined = await heard(slack, "D1", "declined handoff #6", 60)
        await slack.press("U1", declined, "Give it to somebody else")
        await slack.press("U1", await heard(slack, "D1", "Who takes over?", 60), "Sam Okafor")
        await slack.press("U1", await heard(slack, "D1", "[Send]", 60), "Send")
        await heard(slack, "D4", "handoff #7", 60)

        await bot.advance(hours=(TWO_AT_NIGHT - bot.now() - timedelta(minutes=1)).total_seconds() / 3600)
        assert not [one for one in telegram.sent if "nothing was heard" in one.text], "not at 02:00 of summer time"
        team = await heard(slack, "D2", "[Accept for the team]", 60)
        assert "handoff #7" in text_of(team)
        assert "drains" not in team.text, "the notification shows no words"
        await slack.press("U2", team, "Accept for the team")
        await heard(slack, "D1", "accepted handoff #7", 60)
        await bot.advance(minutes=1)
        due = await telegram.wait_for("K-17: nothing was heard", lea, seconds=60)
        assert "MRI" not in due.text
        await _everything_is_with_one_person(bot, slack, tmp_path)


async def _everything_is_with_one_person(bot: Whole, slack: SlackStandin, folder: Path) -> None:
    """Who has accepted what; and the ledger, asked in Slack and on the command line."""
    async with open_work(bot.app.database) as work:
        [(workspace, _)] = await work.ledger.workspaces("Care team")
        people, tasks = await work.people(workspace), await work.tasks.open_where(workspace)
    assert {task.status for task in tasks} == {Status.accepted}
    assert sorted((task.patient, people.members[task.owner].name) for task in tasks) == [
        ("K-17", "Lea Brandt"),
        ("K-17", "Lea Brandt"),  # what the if/then asked for at 02:00
        ("K-21", "Lea Brandt"),
        ("K-30", "Omar Haddad"),
    ]
    for patient, owner in (("K-17", "Lea Brandt"), ("K-30", "Omar Haddad")):
        await slack.command("U1", "C1", f"/open {patient}")
        assert owner in text_of(await heard(slack, "U1", f"Open for {patient}", 60))
    await slack.command("U2", "C1", "/ledger all")
    balance = text_of(await heard(slack, "U2", "Everything: 4 captured", 60))
    assert "open 4 + handed over, not accepted yet 0" in balance
    assert "remainder 0" in balance
    counted = await asyncio.to_thread(CliRunner().invoke, app, ["ledger"], env={"DATA_DIR": str(folder)})
    lines = [line for line in counted.output.splitlines() if "captured" in line]
    assert sum("captured 4 = open 4 + handed 0" in line for line in lines) == 1, counted.output
    assert all(line.endswith("; remainder 0") for line in lines)
    assert counted.exit_code == 0


async def _on_telegram(slack: SlackStandin, telegram: TelegramStandin) -> int:
    """Lea is a night nurse who reads on Telegram. Returns her chat."""
    lea = telegram.person("Lea Brandt")
    await slack.command("U3", "D3", "/link")
    shown = await slack.wait_for(lambda: said(slack, "U3", "/link") or said(slack, "D3", "/link"), 60)
    code = re.search(r"/link ([A-Z0-9]{4}-?[A-Z0-9]{4})", text_of(shown))
    assert code, text_of(shown)
    await telegram.say("Lea Brandt", f"/link {code[1]}")
    confirm = await telegram.wait_for("Lea", lea.id, seconds=60)
    await telegram.press("Lea Brandt", confirm, confirm.labels[0])
    await heard(slack, "D3", "linked", 60)
    return lea.id


async def _hand_over(slack: SlackStandin) -> None:
    """Nina writes it patient by patient, in modals, and sends it."""
    for number, words in enumerate(
        ("chase the MRI of K-17 by 9pm", "order a walker for K-21 by 9pm", "empty the drains of K-30 by 9pm"), 1
    ):
        await slack.command("U1", "C1", f"/task {words}")
        await heard(slack, "U1", f"Saved as task #{number}", 60)
    await slack.command("U1", "C1", "/handoff @lea")
    for number, (patient, (severity, summary, then)) in enumerate(PATIENTS.items()):
        if number:
            await slack.press("U1", await heard(slack, "U1", f"[Next: {patient}]", 60), f"Next: {patient}")
        form = await slack.wait_for(lambda: slack.open_view("U1"), 60)
        values = {"severity": severity, "summary": summary} | ({"contingencies": then} if then else {})
        await slack.submit("U1", form, values)
        await slack.wait_for(lambda: slack.open_view("U1") is None, 60)
    await slack.press("U1", await heard(slack, "U1", "[Send", 60), "Send")


async def _accept(telegram: TelegramStandin, lea: int, ref: str, words: str) -> None:
    await telegram.press("Lea Brandt", await _offered(telegram, lea, ref), "Accept")
    await telegram.wait_for(f"Accept handoff {ref}", lea, seconds=60)
    await telegram.say("Lea Brandt", words)


async def _offered(telegram: TelegramStandin, chat: int, ref: str) -> Sent:
    return await _with(telegram, chat, ref, "Accept")


async def _with(telegram: TelegramStandin, chat: int, ref: str, label: str) -> Sent:
    for _ in range(6000):
        for one in reversed(telegram.sent):
            if one.chat == chat and ref in one.text and label in one.labels:
                return one
        await asyncio.sleep(0.01)
    raise AssertionError(f"no {label!r} for {ref}: {[(one.text, one.labels) for one in telegram.sent]}")
