"""How the bot sends: through one gateway for each platform, with no preview of any link, ever."""

import ast
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.e2e.whole import Whole, running
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, TelegramStandin

ROOT = Path(__file__).parents[2]

GATEWAYS = {
    # Slack: what the SDK's client can do, and who asks it to.
    ("slack/respond.py", "chat_postMessage"), ("slack/respond.py", "chat_postEphemeral"),
    ("slack/respond.py", "chat_update"), ("slack/respond.py", "views_open"), ("slack/respond.py", "views_publish"),
    ("slack/adapter.py", "conversations_replies"), ("slack/adapter.py", "conversations_history"),
    ("slack/adapter.py", "conversations_open"), ("slack/adapter.py", "apps_connections_open"),
    ("slack/adapter.py", "auth_test"), ("slack/people.py", "users_info"),
    ("slack/channels.py", "conversations_info"),
    # Telegram: the same of its Bot.
    ("telegram/adapter.py", "send_message"), ("telegram/adapter.py", "edit_message_text"),
    ("telegram/adapter.py", "set_webhook"), ("telegram/adapter.py", "delete_webhook"),
    ("telegram/adapter.py", "set_my_commands"), ("telegram/adapter.py", "initialize"),
    ("telegram/adapter.py", "shutdown"), ("telegram/adapter.py", "bot"), ("telegram/adapter.py", "get_file"),
    ("telegram/poll.py", "get_updates"),
}  # fmt: skip
"""Every call of a platform's client. What is new here shows people something, or tells a platform something."""


def test_only_the_gateways_call_the_platforms_clients() -> None:
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                if node.value.attr in ("_client", "_bot") and "adapters" in path.parts:
                    found.add((str(path.relative_to(ROOT / "bot" / "adapters")), node.attr))
            elif isinstance(node, ast.Attribute) and node.attr.startswith(("chat_", "views_", "files_")):
                found.add((str(path.relative_to(ROOT / "bot")), node.attr))
    assert {one for one in found if one[1] not in ("base_url",)} == GATEWAYS


def test_no_gateway_sends_markup_that_people_could_write() -> None:
    for path in (ROOT / "bot" / "adapters").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword):
                assert node.arg not in ("parse_mode", "link_names", "parse", "mrkdwn", "attachments"), path


@pytest.fixture
async def both(tmp_path: Path):  # type: ignore[no-untyped-def]
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStandin())
        telegram = await stack.enter_async_context(TelegramStandin())
        bot = await stack.enter_async_context(
            running(
                tmp_path,
                slack_bot_token=SecretStr(slack.bot_token),
                slack_app_token=SecretStr(slack.app_token),
                slack_api_url=slack.url,
                telegram_bot_token=SecretStr(TOKEN),
                telegram_api_url=telegram.url,
            )
        )
        await slack.connected()
        yield slack, telegram, bot


async def test_no_link_is_ever_previewed(both: tuple[SlackStandin, TelegramStandin, Whole]) -> None:
    """Every way of sending once: ephemeral, by response_url, in place, in a thread, notices, huddles, the home."""
    slack, telegram, bot = both
    words = "call https://evil.example/?K-17"
    await slack.command("U1", "C1", f"/task {words} in 2 hours")
    echo = await slack.wait_for(lambda: next(iter(slack.ephemerals("U1")), None))
    await slack.press("U1", echo, "Undo")
    root = await slack.message("U2", "C1", "look at this")
    await slack.mention("U1", "C1", f"remind me to {words} in 3 hours", thread_ts=root.ts)
    await slack.command("U1", "C1", "/huddle")
    await slack.message("U1", "D1", f"remind me to {words} in 2 hours")
    mine = await slack.wait_for(
        lambda: next((one for one in slack.messages("D1", by_bot=True) if "Saved" in text_of(one)), None)
    )
    await slack.press("U1", mine, "Undo")
    await slack.opens_home("U1")
    await telegram.say("Nina Alvarez", f"/task {words} in 2 hours")
    await telegram.press("Nina Alvarez", await telegram.wait_for("Saved as task"), "Undo")
    await bot.advance(hours=4)
    await slack.wait_for(lambda: any("evil" in text_of(one) for one in slack.messages("D1", by_bot=True)))

    ways = {"chat.postMessage", "chat.postEphemeral", "response_url"}
    sent = [call for call in slack.calls if call.method in ways]
    assert {call.method for call in sent} >= {"chat.postMessage", "response_url"}
    for call in sent:
        assert call.args["unfurl_links"] is False
        assert call.args["unfurl_media"] is False
    for call in slack.calls:
        if "text" in call.args:
            assert "evil" not in call.args["text"], "what a lock screen shows"
        assert not {"attachments", "parse", "link_names"} & call.args.keys()
    assert any(one.edits for one in telegram.sent)
    for method, given in telegram.calls:
        if method in ("sendMessage", "editMessageText"):
            assert given["link_preview_options"]["is_disabled"] is True
            assert "parse_mode" not in given
