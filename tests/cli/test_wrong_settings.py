"""What `stitch doctor` and `stitch run` say when something is set wrongly: one sentence, what to do, no trace."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.whole import free_port
from tests.standins.slack import SlackStandin
from tests.standins.telegram import TelegramStandin

PROJECT = Path(__file__).parents[2]
KEY = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
NOWHERE = "http://127.0.0.1:1"
PASSWORD = "correct-horse"
GONE = f"postgresql://stitch:{PASSWORD}@127.0.0.1:1/stitch"


@dataclass
class Ended:
    """How a command ended, and all that it printed."""

    status: int
    said: str

    def problems(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("PROBLEM")]


async def stitch(command: str, folder: Path, settings: Mapping[str, str]) -> Ended:
    """Run a command with these settings and no others. One that goes on running is a failure."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "PORT": str(free_port())}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", command, cwd=folder, env=environment | dict(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 60)
    except TimeoutError:
        process.kill()
        raise AssertionError(f"stitch {command} went on with {dict(settings)}") from None
    return Ended(process.returncode or 0, said.decode())


async def both_say(folder: Path, sentence: str, **settings: str) -> None:
    """The doctor and the bot itself say the same, and end with a status that is not 0."""
    doctor, run = await asyncio.gather(*(stitch(one, folder, settings) for one in ("doctor", "run")))
    for ended in (doctor, run):
        assert sentence in ended.said
        assert ended.status != 0
        assert "Traceback" not in ended.said
        assert PASSWORD not in ended.said
    about = [line for line in run.said.splitlines() if line.startswith(("Stitch cannot start", "The setting"))]
    assert len(about) == 1, run.said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"STITCH_ZONE": "Mars/Olympus"}, "Mars/Olympus is not a time zone; a valid one is America/Chicago"),
        ({"PORT": "eighty"}, "The setting PORT cannot be used: Input should be a valid integer"),
        ({"PORT": "99999"}, "The setting PORT cannot be used: Input should be less than or equal to 65535"),
        ({"HEARTBEAT_URL": "http://hc.example/1"}, "The setting HEARTBEAT_URL cannot be used: it must begin with"),
        ({"LOG_LEVEL": "LOUD"}, "LOUD is none of DEBUG, INFO, WARNING, ERROR"),
        ({"LOG_FORMAT": "xml"}, "The setting LOG_FORMAT cannot be used: Input should be 'text' or 'json'"),
        ({"STITCH_WEB": "perhaps"}, "The setting STITCH_WEB cannot be used: Input should be a valid boolean"),
        ({"STITCH_WEB": "0"}, "Set STITCH_WEB=1, SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN in .env"),
        ({"STITCH_KEY": "short"}, "The master key in STITCH_KEY cannot be used: a key is written id:secret"),
        ({"DATABASE_URL": GONE, "STITCH_KEY": KEY}, "The database does not answer (connection failed"),
        ({"DATABASE_URL": GONE}, "STITCH_KEY is not set. It seals what people write; make one with: stitch keys"),
        ({"DATABASE_URL": "mysql://host/stitch", "STITCH_KEY": KEY}, "of a kind that Stitch does not know: mysql"),
        ({"DATABASE_URL": "the big one", "STITCH_KEY": KEY}, "DATABASE_URL cannot be read. For example: DATABASE"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": NOWHERE},
            "Slack needs SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET and PUBLIC_URL (HTTP)",
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": NOWHERE},
            f"Slack does not answer at {NOWHERE}",
        ),
        ({"TELEGRAM_BOT_TOKEN": "1:x", "TELEGRAM_API_URL": NOWHERE}, f"Telegram does not answer at {NOWHERE}"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, dict) else "",
)  # fmt: skip
async def test_a_wrong_setting_is_said_in_a_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    await both_say(tmp_path, sentence, **settings)


async def test_a_data_directory_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    data = str(tmp_path / "file" / "below")
    await both_say(tmp_path, f"{data} can", DATA_DIR=data)  # "cannot be made", "cannot be written to"


async def test_a_port_that_somebody_else_uses_is_named_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        await both_say(
            tmp_path, f"http://127.0.0.1:{port} cannot be listened on (Address already in use)", PORT=port
        )
    assert not (tmp_path / "data" / "stitch.key").exists()


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandin]:
    async with SlackStandin() as standin:
        yield standin


async def test_tokens_that_slack_does_not_accept_are_named(slack: SlackStandin, tmp_path: Path) -> None:
    right = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.url}
    for name, wrong in (("SLACK_BOT_TOKEN", "xoxb-wrong"), ("SLACK_APP_TOKEN", "xapp-wrong")):
        sentence = f"Slack does not accept {name} (invalid_auth). Copy it again from api.slack.com/apps"
        await both_say(tmp_path, sentence, **{**right, name: wrong})
    well = await stitch("doctor", tmp_path, right)
    assert well.status == 0, well.said
    assert not well.problems()


async def test_what_a_token_of_slack_lacks_and_that_it_ends_is_to_be_done(tmp_path: Path) -> None:
    granted = {"chat:write", "commands", "users:read", "im:history", "im:write", "app_mentions:read"}
    async with SlackStandin(bot_token="xoxe.xoxb-1-standin", scopes=granted) as slack:
        ended = await stitch("doctor", tmp_path, {
            "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.url,
        })  # fmt: skip
    assert ended.status == 0, ended.said
    assert [line for line in ended.said.splitlines() if line.startswith("TO DO")] == [
        "TO DO    Slack: the token lacks channels:history, channels:read, files:read, groups:history, "
        "groups:read. Put the manifest of deploy/slack into the app's settings and install it again: "
        "docs/slack.md",
        "TO DO    Slack: the token ends within twelve hours, and the bot with it: token rotation is on. Make the "
        "app anew from the manifest, which has it off, and take its token",
    ]


async def test_a_token_that_telegram_does_not_accept_is_named(tmp_path: Path) -> None:
    async with TelegramStandin() as telegram:
        sentence = "Telegram does not accept TELEGRAM_BOT_TOKEN. Copy it again from @BotFather into .env"
        await both_say(tmp_path, sentence, TELEGRAM_BOT_TOKEN="1:wrong", TELEGRAM_API_URL=telegram.url)


async def test_the_doctor_changes_nothing(tmp_path: Path) -> None:
    ended = await stitch("doctor", tmp_path, {})
    assert ended.status == 0
    assert "ok       Database: SQLite; made at the first start" in ended.said
    assert _files(tmp_path) == []


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())
