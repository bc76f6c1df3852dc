"""Server-sent events: everybody's screen follows what is said, changed and dismissed, and the clock."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.adapters.web.archive import Archive
from bot.adapters.web.clock import Clock
from bot.adapters.web.draw import draw
from bot.adapters.web.workspace import Persona, Workspace

HEARTBEAT = 15.0
"""Seconds of silence after which a comment keeps the connection open through proxies."""


class Live:
    """Wakes the streams when there is something new. What is new they read from the archive, each from where
    its own reader stopped, so nothing is queued here and a slow reader costs nothing."""

    def __init__(self, heartbeat: float = HEARTBEAT) -> None:
        self._heartbeat = heartbeat
        self._bells: set[asyncio.Event] = set()
        self._moves = 0
        self._closed = False

    def announce(self, *, clock: bool = False) -> None:
        """Something changed; with `clock`, it was the clock."""
        self._moves += clock
        for bell in self._bells:
            bell.set()

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self._closed = True
        self.announce()

    async def stream(
        self, archive: Archive, workspace: Workspace, clock: Clock, person: Persona, after: int
    ) -> AsyncIterator[str]:
        """Events for one person, beginning after the change with this number."""
        channels = workspace.channels(person)
        moves = -1  # so that the clock is told once at the beginning: it may have moved while they were away
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            yield "retry: 1000\n\n"
            while not self._closed:
                bell.clear()
                if moves != self._moves:
                    moves = self._moves
                    yield _event("clock", await clock.shown(person))
                news = await archive.since(after, channels, person.key)
                for message in news:
                    after = message.seq
                    if message.gone:
                        yield _event("gone", {"id": str(message.id)}, after)
                    else:
                        kind = "changed" if message.changed else "message"
                        yield _event(kind, draw(message, person, workspace), after)
                if not news and not await self._rung(bell):
                    yield ": still here\n\n"
        finally:
            self._bells.discard(bell)

    async def _rung(self, bell: asyncio.Event) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), self._heartbeat)
            return True
        return False


def _event(kind: str, body: object, number: int | None = None) -> str:
    """One event. JSON has no line breaks of its own, so the body cannot end the event early."""
    first = "" if number is None else f"id: {number}\n"
    return f"{first}event: {kind}\ndata: {json.dumps(body, ensure_ascii=True)}\n\n"
