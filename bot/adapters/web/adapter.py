"""The adapter of the web workspace: what the rest of the bot sees of it."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from starlette.routing import BaseRoute

from bot.adapters.web.archive import Archive, Posting, Stored
from bot.adapters.web.chat import Chat, thread_of
from bot.adapters.web.clock import Clock
from bot.adapters.web.interface import Interface
from bot.adapters.web.live import HEARTBEAT, Live
from bot.adapters.web.time import Time
from bot.adapters.web.workspace import BOT, DM, TENANT, Hint, Persona, Room, Workspace
from bot.chat.adapter import CannotStart, Hear, Limits, Receipt, TryLater, Undeliverable
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform


class Web:
    """A team chat in the browser, kept in one SQLite file of its own.

    `hosts` are names besides loopback under which it is reached; `link` is the address of its page, when
    messages are to have links; `time` is given in the demo, whose clock can be moved; `retries` are the seconds
    after which words that the bot could not take in are put to it again.
    """

    platform = Platform.web
    forms: bool = True
    limits = Limits()

    def __init__(
        self,
        *,
        file: Path,
        people: Sequence[Persona],
        rooms: Sequence[Room],
        commands: Sequence[Hint] = (),
        time: Time | None = None,
        name: str = "Care team",
        hosts: Sequence[str] = (),
        link: str | None = None,
        retries: Sequence[float] = (1, 5, 30, 120, 600),
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._file = file
        self._link = link
        self._workspace = Workspace(people=people, rooms=rooms, commands=commands)
        self._archive = Archive(file)
        self._clock = Clock(time)
        self._live = Live(heartbeat)
        self._chat = Chat(self._workspace, self._archive, self._clock, self._live, retries)
        self._interface = Interface(self._chat, name, hosts)

    def routes(self) -> Sequence[BaseRoute]:
        """The page at `/`, everything else under `/workspace`."""
        return self._interface.routes()

    async def check(self) -> str:
        """Nothing outside is needed."""
        return f"{len(self._workspace.people)} people, kept in {self._file}"

    async def start(self, hear: Hear) -> str:
        """Open the file and take in words from now on. Raises CannotStart."""
        try:
            await self._archive.open()
        except (OSError, sqlite3.Error) as error:
            raise CannotStart(f"The web workspace cannot open its file {self._file}: {error}") from error
        await self._chat.start(hear)
        return TENANT

    async def stop(self) -> None:
        """Take in nothing more, finish what is in flight, end the streams, close the file."""
        self._live.close()
        await self._chat.stop()
        await self._archive.close()

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        """Post a message; with a key that was used before, the message that it was used for."""
        if problem := self._workspace.problem(to):
            raise Undeliverable(problem)
        try:
            root = thread_of(to)
            if root is not None and await self._archive.message(root) is None:
                root = None
            posting = Posting(
                channel=to.channel, author=BOT, at=self._clock.now(), thread=root, card=card, key=_key(to, key)
            )
            stored = await self._archive.post(posting)
        except sqlite3.Error as error:
            raise TryLater(type(error).__name__) from error
        self._live.announce()
        return self._receipt(stored)

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        """The message that was posted with this key."""
        try:
            stored = await self._archive.with_key(_key(to, key))
        except sqlite3.Error as error:
            raise TryLater(type(error).__name__) from error
        return None if stored is None else self._receipt(stored)

    async def direct(self, tenant: str, user: str) -> Address:
        """The person's own channel with the bot."""
        address = self._workspace.address(f"@{user}")
        if tenant != TENANT:
            raise Undeliverable("team_not_found")
        if problem := self._workspace.problem(address):
            raise Undeliverable(problem)
        return address

    def _receipt(self, stored: Stored) -> Receipt:
        channel = DM if stored.channel.startswith("@") else stored.channel
        return Receipt(
            address=self._workspace.address(stored.channel, stored.thread),
            message=str(stored.id),
            link=None if self._link is None else f"{self._link.rstrip('/')}/#{channel}/{stored.id}",
        )


def _key(to: Address, key: str) -> str:
    """A key counts within the place that it is sent to, and never meets those of replies."""
    return f"send:{to.channel}:{key}"
