"""Where the bot goes out to: to the hosts of its settings and nowhere else, whatever people type."""

import ast
import asyncio
import re
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from tests.e2e.whole import free_port, running
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, TelegramStandin

ROOT = Path(__file__).parents[2]
EVERYTHING = Settings.model_construct(
    slack_bot_token=SecretStr("xoxb-1"), telegram_bot_token=SecretStr("1:x"),
    model_url="https://model.example/v1", heartbeat_url="https://beat.example/1", database_url="postgresql://stitch:secret@database.example/stitch",
)  # fmt: skip

CLIENTS = {
    "httpx",
    "aiohttp",
    "requests",
    "urllib3",
    "urllib.request",
    "http.client",
    "smtplib",
    "ftplib",
    "socket",
}
WHO_GOES_OUT = {
    "bot/adapters/slack/files.py": {"aiohttp"},
    "bot/adapters/slack/problems.py": {"aiohttp"},
    "bot/adapters/slack/respond.py": {"aiohttp"},
    "bot/adapters/telegram/problems.py": {"httpx"},
    "bot/doctor.py": {"httpx"},
    "bot/heartbeat.py": {"httpx"},
    "bot/listener.py": {"socket"},
    "bot/model.py": {"httpx"},
}
"""Besides the clients of Slack, Telegram and the database. A new line here needs one in the guide's table."""

SEEN: list[str] | None = None
"""Where connections went and what names were asked for, while a test looks."""


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if SEEN is None:
        return
    if event == "socket.getaddrinfo":
        SEEN.append(str(arguments[0]))
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        SEEN.append(f"{arguments[1][0]}:{arguments[1][1]}")


sys.addaudithook(_look)


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """Everything that is connected to or looked up from now on, in this process."""
    global SEEN
    SEEN = []
    yield SEEN
    SEEN = None


def test_only_these_modules_can_go_out_at_all() -> None:
    found: dict[str, set[str]] = {}
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if clients := {one for one in names if one in CLIENTS or one.split(".")[0] in CLIENTS}:
                found.setdefault(str(path.relative_to(ROOT)), set()).update(clients)
    assert found == WHO_GOES_OUT


def test_every_address_in_the_code_is_on_the_list() -> None:
    hosts = {
        host
        for path in (ROOT / "bot").rglob("*.py")
        for host in re.findall(r"[a-z]+://([a-zA-Z0-9.-]+)", path.read_text())
    }
    shown_only = {"t.me", "user"}  # a link that people tap, an example for the operator
    assert hosts - shown_only <= set(EVERYTHING.egress) | {"slack.com"}


def test_the_guide_lists_what_the_settings_say() -> None:
    guide = (ROOT / "docs" / "privacy-and-security.md").read_text()
    rows = list(guide.split("## What leaves this machine")[1].split("\n\n")[1].splitlines()[2:])
    listed = [re.findall(r"`([^`]+)`", row.split("|")[1])[0] for row in rows]
    names = {"model.example": "MODEL_URL", "beat.example": "HEARTBEAT_URL", "database.example": "DATABASE_URL"}
    assert listed == [names.get(host, host) for host in EVERYTHING.egress]


def test_without_settings_the_bot_goes_nowhere() -> None:
    assert Settings(_env_file=None).egress == {}


async def test_addresses_that_people_type_are_never_gone_to(tmp_path: Path, seen: list[str]) -> None:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStandin())
        telegram = await stack.enter_async_context(TelegramStandin())
        bait = await stack.enter_async_context(await asyncio.start_server(_refuse, "127.0.0.1", 0))
        port, bait_port = free_port(), bait.sockets[0].getsockname()[1]
        bot = await stack.enter_async_context(
            running(
                tmp_path,
                port,
                slack_bot_token=SecretStr(slack.bot_token),
                slack_app_token=SecretStr(slack.app_token),
                slack_api_url=slack.url,
                telegram_bot_token=SecretStr(TOKEN),
                telegram_api_url=telegram.url,
            )
        )
        await slack.connected()
        typed = f"check http://127.0.0.1:{bait_port}/a https://evil.example/b?K-17 http://169.254.169.254/c"
        await slack.command("U1", "C1", f"/task {typed} <https://evil.example/d|K-17> tomorrow 9am")
        await slack.wait_for(lambda: any("Saved" in text_of(one) for one in slack.ephemerals("U1")))
        await slack.message("U1", "D1", f"remind me to {typed} in 2 hours")
        await slack.wait_for(lambda: any("Saved" in text_of(one) for one in slack.messages("D1")))
        await telegram.say("Nina Alvarez", f"/task {typed} in 2 hours")
        await telegram.wait_for("Saved as task")
        await bot.advance(hours=3)
        await slack.wait_for(lambda: any("evil" in text_of(one) for one in slack.messages("D1", by_bot=True)))
        ours = {str(port), slack.root.rpartition(":")[2], telegram.url.rstrip("/").split(":")[2].split("/")[0]}
        assert {one.rpartition(":")[2] for one in seen if ":" in one} <= ours
        assert {one for one in seen if ":" not in one} <= {"127.0.0.1", "localhost"}


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
