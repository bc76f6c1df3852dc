"""The whole bot in this process, put together as `stitch run` does: on loopback, with a clock that moves."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, build
from bot.clock import DemoClock
from bot.listener import listen_on, server_of
from bot.settings import Settings
from bot.store.work import open_work

MONDAY_7 = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
"""Monday 23 November 2026, 07:00 in Chicago: when a test begins that does not say otherwise."""

TYPED = ("a walker", "'s daughter", "the lab", "about the MRI", "the labs", "Mrs K", "evil.example", "zebrafish")
"""Words of those tests, with what never stands in sealed text, or too long to turn up in it by chance."""


class Whole:
    """A running bot. `url` is where it serves HTTP."""

    def __init__(self, app: App, clock: DemoClock, url: str) -> None:
        self.app = app
        self.clock = clock
        self.url = url

    def now(self) -> datetime:
        return self.clock.now()

    async def advance(self, **length: float) -> None:
        """Let time pass, from one due moment to the next."""
        to = self.clock.now() + timedelta(**length)
        while (due := await self._next_due()) is not None and due <= to:
            self.clock.move(due)
            await self.app.scheduler.catch_up()
        self.clock.move(to)
        await self.app.scheduler.catch_up()

    async def _next_due(self) -> datetime | None:
        async with open_work(self.app.database) as work:
            return await work.next_due(self.clock.now())


@asynccontextmanager
async def running(
    folder: Path, port: int | None = None, *, at: datetime = MONDAY_7, **settings: object
) -> AsyncIterator[Whole]:
    """Start the bot with these settings on top of a data directory of its own; stop it at the end."""
    port = port or free_port()
    clock = DemoClock(at - datetime.now(UTC))
    given = {"data_dir": folder, "web": False, "zone": "America/Chicago", "port": port, **settings}
    app = build(Settings.model_construct(**(Settings.model_validate({}).model_dump() | given)), clock)
    server = server_of(app.http())
    listener = listen_on(app.settings)
    serving = asyncio.create_task(server._serve([listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        await app.start()
        yield Whole(app, clock, f"http://127.0.0.1:{port}")
    finally:
        await app.stop()
        server.should_exit = True
        await serving
        listener.close()
        assert typed_in(folder) == [], "what people typed is not in the database"
        assert secrets_in(folder, given) == [], "no token is in the database"


def typed_in(folder: Path) -> list[str]:
    """What people typed that can be read in the files of the database."""
    dump = b"".join(one.read_bytes() for one in folder.glob("stitch.db*"))
    return [words for words in TYPED if words.encode() in dump]


def secrets_in(folder: Path, given: Mapping[str, object]) -> list[str]:
    """The names of the settings whose secrets can be read in the files of the database."""
    dump = b"".join(one.read_bytes() for one in folder.glob("stitch.db*"))
    secret = {name: one.get_secret_value() for name, one in given.items() if isinstance(one, SecretStr)}
    return [name for name, value in secret.items() if value and value.encode() in dump]


def free_port() -> int:
    """A port on loopback that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
