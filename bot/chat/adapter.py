"""What the bot needs of a platform: to listen and to send. Each adapter is one class that has this shape."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import BaseRoute

from bot.chat.card import Card, Reply
from bot.chat.incoming import Address, Heard, Platform

Respond = Callable[[Reply], Awaitable[None]]
"""Draws the reply to what was heard. Raises what `Adapter.send` raises."""

Hear = Callable[[Heard, Respond], Awaitable[None]]
"""Takes in what was heard: commits it, then calls `respond` (at most once; not at all when there is nothing
to say), then returns. When it raises, nothing was stored and the platform must not be told "ok"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's word that a message stands: its id there, and a link to it if the platform has links."""

    address: Address
    message: str
    link: str | None = None


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def one_word(said: str) -> str:
    """A platform's word for what is wrong, as it may go to logs and metrics; anything longer may quote people."""
    return said if _WORD.fullmatch(said) else "other"


class Undeliverable(Exception):
    """It will never arrive there (user left, bot blocked, not in channel, token revoked). `reason` is one of the
    platform's own error words; it goes to logs and never holds text that people wrote."""

    def __init__(self, reason: str) -> None:
        self.reason = one_word(reason)
        super().__init__(self.reason)


class TryLater(Exception):
    """Not now: rate limit, time-out, 5xx, connection. `after` are the seconds the platform asked for, if any.

    `sent` is True when the request may have arrived all the same, so that it must be looked up before it is
    sent again.
    """

    def __init__(self, reason: str, after: float | None = None, *, sent: bool = False) -> None:
        self.reason = one_word(reason)
        super().__init__(self.reason)
        self.after = after
        self.sent = sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most one message every so many seconds in the long run, and up to `burst` at once."""

    every: float
    burst: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast a platform takes messages: each direct chat, each channel, and all together."""

    direct: tuple[Rate, ...] = ()
    channel: tuple[Rate, ...] = ()
    together: tuple[Rate, ...] = ()


class CannotStart(Exception):
    """The platform cannot be used as configured; the text is for the person who installs, with what to do."""


class Adapter(Protocol):
    """One platform."""

    platform: Platform
    forms: bool
    """Whether it can show a `Question` whole. Where it cannot, the router asks field by field with cards."""
    limits: Limits
    """Kept by delivery, over all replicas."""

    def routes(self) -> Sequence[BaseRoute]:
        """HTTP routes to serve; may be none. Called once, before `start`."""

    async def check(self) -> str:
        """Contact the platform and say, for an operator, as whom we are known there. Raises CannotStart."""

    async def start(self, hear: Hear) -> str:
        """Begin to listen; returns the tenant's id on the platform. Raises CannotStart."""

    async def stop(self) -> None:
        """Take in nothing more, finish what is in flight, close connections."""

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        """Post a message. `key` is opaque, for `sent_before`. Raises Undeliverable, TryLater."""

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        """The message with this key if it stands there already. Raises LookupError where the platform has
        no way to know, else what `send` raises."""

    async def direct(self, tenant: str, user: str) -> Address:
        """Where a direct message to this person goes. Raises Undeliverable, TryLater."""
