"""The bot as people run it: a process of its own, spoken to over HTTP, stopped or killed from outside."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import httpx


class Bot:
    """`stitch run` in a folder of its own. Use it as a context; `kill` is SIGKILL."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=20)
        self.log = folder / "bot.log"

    async def start(self) -> float:
        """Start it and wait until it is ready. Returns the seconds that took."""
        began = time.monotonic()
        environment = _environment(self.settings, self.folder, self.port)
        self.process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [sys.executable, "-m", "bot", "run"],
            env=environment,
            stderr=self.log.open("ab"),
            stdout=subprocess.DEVNULL,
        )
        while time.monotonic() - began < 30:
            if self.process.poll() is not None:
                raise AssertionError(f"the bot has stopped: {self.log.read_text()[-2000:]}")
            try:
                if (await self.client.get("/healthz")).status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.03)
        raise AssertionError("the bot did not get ready")

    def kill(self) -> None:
        """As when the power fails."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As an operator does. Returns the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)

    async def say(self, who: str, text: str, channel: str = "care-team") -> httpx.Response:
        return await self.client.post("/workspace/say", json={"as": who, "channel": channel, "text": text})

    async def messages(self, who: str, channel: str = "care-team") -> list[dict]:
        """All messages in a channel that this person can see."""
        found: list[dict] = []
        while True:
            after = found[-1]["id"] if found else "0"
            query = {"as": who, "channel": channel, "after": after}
            answer = (await self.client.get("/workspace/messages", params=query)).json()
            found += answer["messages"]
            if not answer["more"]:
                return found

    async def advance(self, length: str) -> None:
        (await self.client.post("/workspace/clock", json={"advance": length})).raise_for_status()

    async def __aenter__(self) -> "Bot":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()
        if self.process is not None and self.process.poll() is None:
            self.kill()


def _environment(settings: Mapping[str, str], folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
    project = str(Path(__file__).parents[2])
    return (
        kept
        | {
            "PYTHONPATH": project,
            "DATA_DIR": str(folder / "data"),
            "PORT": str(port),
            "STITCH_COMMANDS_PER_MINUTE": "0",
        }
        | dict(settings)
    )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
