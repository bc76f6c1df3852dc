"""Another system of the hospital: made at the command line, heard by the bot that runs, and heard no more."""

import asyncio
import base64
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from tests.conversations.signing import signed
from tests.e2e.process import Bot, _environment

BODY = b'{"patient": "K-17", "heard": "MRI"}'


async def test_a_system_is_let_in_and_shut_out_again_while_the_bot_runs(tmp_path: Path) -> None:
    async with Bot(tmp_path, STITCH_KEY="", PUBLIC_URL="") as bot:

        async def stitch(*words: str) -> str:
            environment = _environment(bot.settings, bot.folder, bot.port)
            done = await asyncio.to_thread(CliRunner().invoke, app, ["hook", *words], env=environment)
            return done.output

        assert await stitch() == "No other system may say anything. Let one: stitch hook new RIS\n"
        told = (await stitch("new", "RIS")).splitlines()
        address, secret = told[1].split()[1], told[2].split()[1]
        assert told[0] == "RIS may say what has come."
        assert address.startswith(f"http://127.0.0.1:{bot.port}/hooks/heard/")
        assert "There is RIS already." in await stitch("new", "ris")
        assert "A name has 1 to 40 characters." in await stitch("new", " ")
        headers = signed(base64.b64decode(secret.removeprefix("whsec_")), BODY, "evt-1")
        answer = await bot.client.post(address, content=BODY, headers=headers)
        assert (answer.status_code, answer.json()["ended"]) == (200, 0)
        assert (await stitch()).startswith("RIS: live; made 20")
        assert "never heard" not in await stitch()
        assert await stitch("revoke", "RIS") == "Revoked: RIS is not heard any more.\n"
        assert "There is no RIS." in await stitch("revoke", "RIS")
        assert (await bot.client.post(address, content=BODY, headers=headers)).status_code == 401
    kept = whole(tmp_path)
    assert secret.removeprefix("whsec_").encode() not in kept
    assert base64.b64decode(secret.removeprefix("whsec_")) not in kept


def whole(folder: Path) -> bytes:
    """All that the bot has written."""
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
