"""Delivery: what is due is claimed, composed as things stand now, sent, and marked by the platform's receipt."""

import asyncio
import random
import time
from collections import Counter as Counted
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from prometheus_client import Counter, Histogram

from bot.batches import Batches
from bot.cards.reminder import repeated
from bot.care.members import Channel
from bot.chat.adapter import Adapter, Receipt, TryLater, Undeliverable
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform, Sender
from bot.handlers import BELOW, TOGETHER
from bot.parcels import Parcel, Way, claim
from bot.router import Clock
from bot.store.database import Database
from bot.store.lanes import LOCKED_OUT
from bot.store.notices import Notice
from bot.store.places import address_of
from bot.store.work import Work, open_work

log = structlog.get_logger()

LEASE = timedelta(seconds=15)
SEND_WITHIN_S = 10.0
"""Well within the lease, so that nobody else takes a notice that is still being sent."""

AT_ONCE = 100
"""So many talk to a platform at the same time; as many again are being composed and marked meanwhile."""

AHEAD_S = 0.5
AHEAD_MOST = 1800
"""So much is claimed besides, so that nobody waits for a claim: what goes out in this time, as it went of late."""

FREE_AT_ONCE, FREE_AHEAD = 0.2, 0.5
"""So much of each must be free before more is claimed: many small claims cost more than they gain."""

LAST_TRIES = 5
WORKED_S = 30.0
"""A place where something got through this recently does not fail as a whole."""

_LOCKED_OUT = frozenset(("token_revoked", "invalid_auth", "account_inactive", "not_authed", "token_expired"))
"""The platform refuses the bot itself. The operator can mend that, so nothing is given up for it."""

SENT = Counter("stitch_notices_sent_total", "Notices that a platform has taken", ["kind"])
MESSAGES = Counter("stitch_messages_sent_total", "Messages that they were sent in", ["platform"])
REPEATED = Counter("stitch_messages_repeated_total", "Messages that may have been sent twice", ["platform"])
FOUND = Counter("stitch_messages_found_total", "Messages that an attempt without an answer had sent", ["platform"])
FAILED = Counter("stitch_notices_failed_total", "Notices that will never arrive", ["kind"])
TRIED = Counter("stitch_notices_tried_again_total", "Attempts that failed for the time being", ["reason"])
LATE = Histogram("stitch_notice_late_seconds", "From due to sent", buckets=(0.1, 0.5, 1, 2, 5, 15, 60, 300, 3600))

_OWN_FAULT = frozenset(("internal", "internal_error", "fatal_error"))


class Composer(Protocol):
    """Says what notices come to, as things stand when they are sent."""

    wake: asyncio.Event
    """Set when something may be due sooner than was known when it was last looked."""

    async def compose_all(
        self, work: Work, wanted: Sequence[tuple[Sequence[Notice], Address]], now: datetime
    ) -> list[tuple[Card | None, list[Notice]]]:
        """For each place its notices as one card, None when none of them is true any more; and those that are
        not."""

    async def fall_back(self, work: Work, notice: Notice, now: datetime) -> None:
        """A member or a channel could not be reached: let those around them know."""


class TooLate(Exception):
    """It cannot be sent within its lease any more, or not in its order: somebody else's, or for later."""


class Delivery:
    """Sends what turns have left behind, as the composer says it."""

    def __init__(
        self,
        database: Database,
        composer: Composer,
        adapters: Mapping[Platform, Adapter],
        clock: Clock,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._composer = composer
        self._adapters = adapters
        self._clock = clock
        self._lease = lease
        self._within_s = min(SEND_WITHIN_S, lease.total_seconds() * 2 / 3)
        self._stopping = False
        self._lanes: deque[list[Parcel]] = deque()
        self._senders: set[asyncio.Task[None]] = set()
        self._open = 0
        """How many parcels are claimed and neither marked nor handed back yet."""
        self.more = False
        """Whether the last claim took as much as it could, so that more may be due."""
        self._less = asyncio.Event()
        self._talking = asyncio.Semaphore(AT_ONCE)
        self._claiming = asyncio.Lock()
        self._pace = _Pace()
        self._worked: dict[str, float] = {}
        self._compose = Batches(self._composed)
        self._mark = Batches(self._marked)
        self._hand_back = Batches(self._handed_back)

    async def dispatch(self) -> int:
        """Claim what can be in flight soon and begin to send it. Returns how many notices were due."""
        async with self._claiming:
            ahead = min(AHEAD_MOST, int(self._pace.per_s() * AHEAD_S))
            room, free = 2 * AT_ONCE + ahead, 2 * AT_ONCE * FREE_AT_ONCE + ahead * FREE_AHEAD
            while room - self._open < free and not self._stopping:
                self._less.clear()
                await self._less.wait()
            if self._stopping:
                return 0
            most = room - self._open
            async with open_work(self._database) as work:
                count, claimed = await claim(
                    work, self._clock.now(), most,
                    together=TOGETHER, adapters=self._adapters, lease=self._lease, within_s=self._within_s,
                )  # fmt: skip
            self.more = count >= most
            self._begin(claimed)
        return count

    async def settle(self) -> None:
        """Wait until nothing is in flight."""
        while self._open:
            self._less.clear()
            await self._less.wait()

    async def run_once(self) -> int:
        """Send one batch of what is due, to its end. Returns how many notices were due."""
        count = await self.dispatch()
        await self.settle()
        return count

    async def drain(self) -> None:
        """Send until nothing is due."""
        while await self.run_once():
            pass

    def stop(self) -> None:
        """Claim nothing more and hand back what was claimed; what is being sent is finished."""
        self._stopping = True
        self._less.set()

    def _begin(self, claimed: Sequence[Parcel]) -> None:
        """Those to one destination in their order, the destinations side by side."""
        lanes: dict[str, list[Parcel]] = {}
        for parcel in claimed:
            lanes.setdefault(parcel.path.destination, []).append(parcel)
        self._open += len(claimed)
        self._lanes.extend(lanes.values())
        for _ in range(min(len(self._lanes), 2 * AT_ONCE - len(self._senders))):
            task = asyncio.create_task(self._send_lanes())
            self._senders.add(task)
            task.add_done_callback(self._senders.discard)

    async def _send_lanes(self) -> None:
        while self._lanes:
            await self._lane(self._lanes.popleft())

    async def _lane(self, lane: list[Parcel]) -> None:
        held_up = False
        for parcel in lane:
            try:
                if (early := parcel.starts - time.monotonic()) > 0:
                    await asyncio.sleep(early)
                if held_up or self._stopping or time.monotonic() > parcel.ends:
                    raise TooLate
                await self._one(parcel)
                self._pace.one()
            except TooLate:
                await self._hand_back(parcel)
            except TryLater as problem:
                held_up = problem.reason != "internal"
                await self._later(parcel, problem)
            except Exception:
                # Our bug. It is tried again later; the others must not wait for it.
                log.exception("notice failed", notice=parcel.notices[0].id, kind=parcel.notices[0].kind)
                await self._later(parcel, TryLater("internal"))
            finally:
                self._open -= 1
                self._less.set()

    async def _one(self, parcel: Parcel) -> None:
        """Try each way until one works. Raises TryLater, TooLate."""
        reason, locked_out = "no_way", False
        for way in parcel.ways:
            try:
                done = await self._by(way, parcel)
            except Undeliverable as problem:
                reason = problem.reason
                if reason in _LOCKED_OUT:
                    locked_out = True
                    log.error("the platform refuses the bot", platform=way.platform, reason=reason)
                else:
                    await self._unreachable(way, reason)
            else:
                if done is not None:
                    await self._sent(parcel, *done)
                return
        if locked_out:
            raise TryLater(LOCKED_OUT)
        for one in parcel.notices:
            await self._dead(one, reason)

    async def _by(self, way: Way, parcel: Parcel) -> tuple[Sequence[Notice], Receipt] | None:
        """What has arrived this way; None when there is nothing to be sent, or it is put together anew."""
        adapter, notices = self._adapters[Platform(way.platform)], parcel.notices
        receipt, blind = None, False
        if isinstance(way, Channel):
            to = address_of(way)
        else:
            async with self._under_way(parcel):
                to = await adapter.direct(way.tenant, way.user)
            to = await self._below(notices[0], to)
        if parcel.in_doubt:
            async with self._under_way(parcel):
                receipt, blind = await self._before(adapter, parcel, to)
            if receipt is None and not blind and len(notices) > 1:
                # Some of it may have been left out then.
                await self._not_there(parcel)
                return None
        if receipt is None:
            card, untrue = await self._compose((parcel, to))
            if card is None:
                return None
            notices = [one for one in notices if one not in untrue]
            async with self._under_way(parcel):
                receipt = await _send(adapter, to, repeated(card) if blind else card, parcel.key)
        return notices, receipt

    async def _below(self, notice: Notice, to: Address) -> Address:
        """The address, below the message there that the notice belongs to, if it does and that is known."""
        if notice.kind not in BELOW:
            return to
        async with open_work(self._database, notice.workspace) as work:
            return replace(to, thread=await BELOW[notice.kind](work, notice, to))

    @asynccontextmanager
    async def _under_way(self, parcel: Parcel) -> AsyncIterator[None]:
        """So many talk to a platform at a time, each well within its lease. Raises TryLater, TooLate."""
        async with self._talking:
            if time.monotonic() > parcel.ends:
                raise TooLate
            try:
                async with asyncio.timeout(self._within_s):
                    yield
            except TimeoutError:
                raise TryLater("timeout", sent=True) from None

    async def _before(self, adapter: Adapter, parcel: Parcel, to: Address) -> tuple[Receipt | None, bool]:
        """The message that an earlier attempt has sent, if there was one; and whether there is no way to know."""
        try:
            found = await adapter.sent_before(to, parcel.key)
        except LookupError:
            REPEATED.labels(to.platform.value).inc()
            return None, True
        if found is not None:
            FOUND.labels(to.platform.value).inc()
        return found, False

    async def _composed(self, wanted: Sequence[tuple[Parcel, Address]]) -> list[tuple[Card | None, list[Notice]]]:
        """Each parcel as a card; what is not true any more is dropped."""
        each = [(parcel.notices, to) for parcel, to in wanted]
        async with open_work(self._database) as work:
            made = await self._composer.compose_all(work, each, self._clock.now())
            for _, untrue in made:
                await work.outbox.dropped(untrue)
        return made

    async def _sent(self, parcel: Parcel, notices: Sequence[Notice], receipt: Receipt) -> None:
        now = self._clock.now()
        try:
            if len(notices) == 1:
                await self._mark((notices[0], receipt, now))
            else:
                await asyncio.gather(*(self._mark((one, receipt, now)) for one in notices))
        except Exception:
            log.exception("not marked", notice=notices[0].id)
            raise TryLater("internal", sent=True) from None
        self._worked[parcel.path.place] = time.monotonic()
        if parcel.failing:
            async with open_work(self._database) as work:
                await work.lanes.recovered(parcel.path)

    async def _marked(self, sent: Sequence[tuple[Notice, Receipt, datetime]]) -> list[None]:
        async with open_work(self._database) as work:
            await work.outbox.sent(sent)
        for kind, count in Counted(one.kind for one, _, _ in sent).items():
            SENT.labels(kind).inc(count)
        for one, _, at in sent:
            LATE.observe(max(0.0, (at - one.due_at).total_seconds()))
        return [None] * len(sent)

    async def _handed_back(self, untried: Sequence[Parcel]) -> list[None]:
        async with open_work(self._database) as work:
            await work.outbox.hand_back([one for parcel in untried for one in parcel.notices])
        self._composer.wake.set()
        return [None] * len(untried)

    async def _not_there(self, parcel: Parcel) -> None:
        async with open_work(self._database) as work:
            await work.outbox.not_there(parcel.notices)

    async def _unreachable(self, way: Way, reason: str) -> None:
        if isinstance(way, Sender):
            async with open_work(self._database) as work:
                await work.members.set_unreachable(way, reason)

    async def _dead(self, notice: Notice, reason: str) -> None:
        """No way is left. Who or what cannot be reached is made known to those around."""
        log.warning("undeliverable", notice=notice.id, kind=notice.kind, reason=reason)
        FAILED.labels(notice.kind).inc()
        async with open_work(self._database, notice.workspace) as work:
            await work.outbox.dead(notice, reason)
            await self._composer.fall_back(work, notice, self._clock.now())
        self._composer.wake.set()

    async def _later(self, parcel: Parcel, problem: TryLater) -> None:
        """Block its destination for a while, and try it again after that."""
        try:
            await self._tried(parcel, problem)
        except Exception:
            # The lease runs out, and then it is looked up whether it was sent.
            log.exception("not kept", notice=parcel.notices[0].id)

    async def _tried(self, parcel: Parcel, problem: TryLater) -> None:
        now, reason = self._clock.now(), problem.reason
        TRIED.labels(reason).inc()
        over = [one for one in parcel.notices if one.attempt >= LAST_TRIES and now > one.give_up_at]
        if reason == LOCKED_OUT:
            over = []
        async with open_work(self._database) as work:
            until, whole = now, False
            if reason != "internal":
                works = time.monotonic() - self._worked.get(parcel.path.place, -WORKED_S) < WORKED_S
                until, whole = await work.lanes.failed(
                    parcel.path, reason, problem.after, now, works=works, whole=reason == LOCKED_OUT
                )
            for one in parcel.notices:
                if one not in over:
                    log.info("notice later", notice=one.id, kind=one.kind, reason=reason)
                    at = until + timedelta(seconds=_backoff(one.attempt, "" if whole else reason))
                    await work.outbox.again(one, at, reason, maybe_sent=one.maybe_sent or problem.sent)
        self._composer.wake.set()
        for one in over:
            await self._dead(one, reason)


class _Pace:
    """How many messages got through in a second, of late."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._count = 0
        self._per_s = 0.0

    def one(self) -> None:
        """One more."""
        self._count += 1
        passed = time.monotonic() - self._since
        if passed > AHEAD_S / 2:
            self._per_s, self._since, self._count = self._count / passed, time.monotonic(), 0

    def per_s(self) -> float:
        """None at all after a pause."""
        return self._per_s if time.monotonic() - self._since < 2 * AHEAD_S else 0.0


async def _send(adapter: Adapter, to: Address, card: Card, key: str) -> Receipt:
    try:
        receipt = await adapter.send(to, card, key)
    except (TryLater, Undeliverable):
        raise
    except Exception:
        log.exception("send failed", platform=to.platform)
        raise TryLater("internal", sent=True) from None
    MESSAGES.labels(to.platform.value).inc()
    return receipt


def _backoff(attempt: int, reason: str) -> float:
    """Seconds to wait beyond what its destination does. What may be the notice's own fault waits ever longer, so
    that others pass it; else all that waited for the same destination go together, in their order."""
    if reason in _OWN_FAULT or reason.startswith("http_5"):
        return min(60.0, 2.0 ** min(attempt, 10)) * random.uniform(0.25, 0.75)  # noqa: S311 - not a secret
    return 0.0
