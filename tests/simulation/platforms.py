"""Platforms: what people see there, and all that goes wrong between them and the bot."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.cards.reminder import repeated
from bot.chat.adapter import Limits, Receipt, TryLater, Undeliverable
from bot.chat.card import Card, Question, Reply, SeenBy
from bot.chat.incoming import Address, Heard, Platform
from bot.chat.text import card_text

if TYPE_CHECKING:
    from tests.simulation.world import World

LOOK_BACK = 100
SEEN = 8
BURST = 6
UNDER_WAY_S = 4.0
"""What was on its way already when a platform asked for patience arrives within this."""
IMPATIENT = 3
"""So often in a row somebody may come too early."""


@dataclass(frozen=True)
class Weather:
    """What goes wrong, each with how often of a hundred calls it does; and whether everything does."""

    shares: tuple[tuple[str, int], ...] = ()
    down: bool = False
    revoked: bool = False
    slow: float = 0.2
    """Seconds that a call takes at most, each way."""


CALM = Weather()


@dataclass
class Posted:
    """A message as it stands on a platform. Those with a key were sent by delivery."""

    id: str
    place: str
    card: Card | None
    question: Question | None = None
    key: str = ""
    at: datetime | None = None
    only_for: str | None = None


@dataclass
class SimulatedPlatform:
    """One platform, as the world sees it."""

    world: "World"
    name: Platform
    forms: bool
    looks_up: bool
    limits: Limits
    retries: tuple[float, ...]
    """How long after each failed delivery of an event it is delivered again; when they are over it is lost."""
    weather: Weather = field(default_factory=Weather)
    sent: dict[str, list[Posted]] = field(default_factory=dict)
    seen: dict[str, deque[Posted]] = field(default_factory=dict)
    history: dict[str, deque[Posted]] = field(default_factory=dict)
    by_id: dict[str, Posted] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    """People who block the bot or have no account any more, and channels that it was thrown out of."""
    _last: dict[str, deque[float]] = field(default_factory=dict)
    _closed: dict[str, tuple[float, float]] = field(default_factory=dict)
    """From when on it is too early to send to a place, and until when: so long it refuses everything."""
    _impatient: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def connected(self) -> "Client":
        """A connection to it, for one process."""
        return Client(self)

    def post(self, to: Address, card: Card, key: str, asked_at: datetime) -> Posted:
        """A message arrives."""
        posted = Posted(id=self._id(), place=to.channel, card=card, key=key, at=self.world.now())
        self.history.setdefault(to.channel, deque(maxlen=LOOK_BACK)).append(posted)
        again = self.sent.setdefault(key, [])
        again.append(posted)
        self._show(posted)
        self.world.log("sent", self.name, to.channel, key, card_text(card).splitlines()[0])
        self.world.watch.posted(self, posted, asked_at, first=len(again) == 1)
        return posted

    def reply(self, heard: Heard, reply: Reply) -> None:
        """The answer to what was heard arrives: below it, or in the place of what was pressed."""
        place = (reply.to or heard.address).channel
        if reply.replaces and (known := self.by_id.get(reply.replaces)):
            known.card, known.question = reply.card, reply.asks
            return
        only_for = heard.sender.user if reply.seen_by is SeenBy.sender else None
        self._show(Posted(id=self._id(), place=place, card=reply.card, question=reply.asks, only_for=only_for))

    def problem(self, to: Address) -> Exception | None:
        """Why nothing can be sent there at all."""
        if self.weather.revoked:
            return Undeliverable("token_revoked")
        if to.channel.lstrip("@") in self.blocked:
            if not to.private:
                return Undeliverable("not_in_channel")
            return Undeliverable("bot_blocked" if self.name is Platform.telegram else "user_disabled")
        return None

    def too_fast(self, place: str) -> bool:
        """Whether so much has come lately that more of it is refused."""
        now = self.world.loop.time()
        times = self._last.setdefault(place, deque(maxlen=BURST))
        if len(times) == BURST and now - times[0] < BURST - 2:
            return True
        times.append(now)
        return False

    def asked(self, place: str) -> None:
        """Somebody wants to send there. While they were told to wait, they must not, time and again."""
        since, until = self._closed.get(place, (0.0, 0.0))
        if not since < self.world.loop.time() < until - UNDER_WAY_S:
            self._impatient[place] = 0
            return
        self._impatient[place] += 1
        if self._impatient[place] > IMPATIENT:
            self.world.watch.left_alone(place)

    def told_to_wait(self, place: str, seconds: float) -> None:
        """Delivery knows now that nothing may be sent there for so long."""
        now = self.world.loop.time()
        since, until = self._closed.get(place, (0.0, 0.0))
        self._closed[place] = (since if now < until else now + UNDER_WAY_S, max(until, now + seconds))

    def looks_repeated(self, card: Card | None) -> bool:
        """Whether a message says of itself that it may have come before."""
        return card is not None and bool(card.lines) and card.lines[-1] == repeated(card).lines[-1]

    async def fate(self, place: str) -> str:
        """What becomes of one call. Raises what the bot hears of it before anything has arrived."""
        chance = self.world.chance
        if self.weather.down:
            fate = chance.choice(("refused", "lost"))
        elif self.too_fast(place) or self.world.loop.time() < self._closed.get(place, (0.0, 0.0))[1]:
            fate = "limited"
        else:
            fate = self._drawn()
        if fate in ("refused", "limited"):
            await asyncio.sleep(chance.random() * 0.2)  # also a refusal is on its way for a while
        if fate == "refused":
            raise TryLater("connection")
        if fate == "limited":
            self.world.trouble()
            left = self._closed.get(place, (0.0, 0.0))[1] - self.world.loop.time()
            raise TryLater("rate_limited", after=left if left > 0 else chance.choice((1.0, 2.0, 5.0, 30.0, 60.0)))
        if fate == "lost":
            await self.never()
        return fate

    async def never(self) -> None:
        """No answer: the client gives up by itself, or waits until somebody else makes it."""
        await asyncio.sleep(3 if self.world.chance.random() < 0.5 else 30)
        raise TryLater("timeout", sent=True)

    def _drawn(self) -> str:
        if not self.weather.shares:
            return ""
        number = self.world.chance.randrange(100)
        for fate, share in self.weather.shares:
            if number < share:
                return fate
            number -= share
        return ""

    def _show(self, posted: Posted) -> None:
        seen = self.seen.setdefault(posted.place, deque(maxlen=SEEN))
        if len(seen) == SEEN:
            self.by_id.pop(seen[0].id, None)
        seen.append(posted)
        self.by_id[posted.id] = posted

    def _id(self) -> str:
        self._count += 1
        return f"m{self._count}"


class Client:
    """The adapter: what a process has of a platform."""

    def __init__(self, there: SimulatedPlatform) -> None:
        self._there = there
        self._world = there.world
        self.platform, self.forms, self.limits = there.name, there.forms, there.limits

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        there, asked_at = self._there, self._world.now()
        await self._world.step()
        there.asked(to.channel)
        try:
            fate = await there.fate(to.channel)
        except TryLater as problem:
            there.told_to_wait(to.channel, problem.after or 0.0)
            raise
        try:
            await self._wait()
        except asyncio.CancelledError:
            if self._world.chance.random() < 0.5 and not there.problem(to):
                there.post(to, card, key, asked_at)  # it was on its way
            raise
        if problem := there.problem(to):
            raise problem
        if fate == "error" and self._world.chance.random() < 0.5:
            raise TryLater("http_503", sent=True)
        posted = there.post(to, card, key, asked_at)
        await self._answer(fate)
        return Receipt(address=to, message=posted.id)

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        if not self._there.looks_up:
            raise LookupError("no history")
        await self._world.step()
        fate = await self._there.fate("history")
        await self._wait()
        if problem := self._there.problem(to):
            raise problem
        found = [one for one in self._there.history.get(to.channel, ()) if one.key == key]
        await self._answer(fate)
        return Receipt(address=to, message=found[-1].id) if found else None

    async def direct(self, tenant: str, user: str) -> Address:
        to = Address(platform=self.platform, tenant=tenant, channel=f"@{user}", private=True)
        if self.platform is not Platform.telegram and (problem := self._there.problem(to)):
            raise problem
        return to

    async def respond(self, heard: Heard, reply: Reply) -> None:
        """Answer what was heard."""
        await self._world.step()
        fate = await self._there.fate(heard.address.channel)
        await self._wait()
        if problem := self._there.problem(heard.address):
            raise problem
        if fate == "error" and self._world.chance.random() < 0.5:
            raise TryLater("http_503", sent=True)
        self._there.reply(heard, reply)
        await self._answer(fate)

    async def _wait(self) -> None:
        await asyncio.sleep(self._world.chance.random() * self._there.weather.slow)

    async def _answer(self, fate: str) -> None:
        await self._world.step()
        if fate == "answer lost":
            await self._there.never()
        if fate == "error":
            raise TryLater("http_500", sent=True)
        await self._wait()


def platforms(world: "World") -> dict[Platform, SimulatedPlatform]:
    """Slack, which can be asked what stands there; Telegram, which cannot; and the web workspace."""
    telegram = tuple(float(min(60, 2**step)) for step in range(40))
    return {
        Platform.slack: SimulatedPlatform(
            world, Platform.slack, forms=True, looks_up=True, limits=Slack.limits, retries=(1.0, 60.0, 300.0)
        ),
        Platform.telegram: SimulatedPlatform(
            world, Platform.telegram, forms=False, looks_up=False, limits=Telegram.limits, retries=telegram
        ),
        Platform.web: SimulatedPlatform(
            world, Platform.web, forms=True, looks_up=True, limits=Limits(), retries=(1.0, 5.0, 15.0, 60.0)
        ),
    }
