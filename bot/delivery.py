"""Delivery: what is due is claimed, composed as things stand now, sent, and marked by the platform's receipt."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from prometheus_client import Counter, Histogram

from bot.care.members import Channel
from bot.chat.adapter import Adapter, Receipt, TryLater, Undeliverable
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform, Sender
from bot.router import Clock, Router
from bot.store.database import Database
from bot.store.notices import Notice
from bot.store.places import address_of
from bot.store.work import Work, open_work

log = structlog.get_logger()

LEASE = timedelta(seconds=15)
BATCH = 64
SEND_WITHIN_S = 10.0
"""Well within the lease, so that nobody else takes a notice that is still being sent."""

GIVE_UP_AFTER = timedelta(hours=24)

SENT = Counter("stitch_notices_sent_total", "Notices that a platform has taken", ["kind"])
FAILED = Counter("stitch_notices_failed_total", "Notices that will never arrive", ["kind"])
LATE = Histogram("stitch_notice_late_seconds", "From due to sent", buckets=(0.1, 0.5, 1, 2, 5, 15, 60, 300, 3600))

Way = Channel | Sender
"""Where a notice can go: its channel, or one of a member's identities."""


class Delivery:
    """Sends what the router's turns have left behind."""

    def __init__(
        self, database: Database, router: Router, adapters: Mapping[Platform, Adapter], clock: Clock
    ) -> None:
        self._database = database
        self._router = router
        self._adapters = adapters
        self._clock = clock
        self._stopping = False

    async def run_once(self) -> int:
        """Send one batch of what is due. Returns how many notices were claimed."""
        if self._stopping:
            return 0
        now = self._clock.now()
        async with open_work(self._database) as work:
            claimed = await work.notices.claim(now, BATCH, LEASE)
            ways = {notice.id: await self._ways(work, notice) for notice in claimed}
        # Those to one destination in their order, the destinations side by side.
        lanes: dict[tuple[int | None, int | None], list[Notice]] = {}
        for notice in claimed:
            lanes.setdefault((notice.member, notice.channel), []).append(notice)
        await asyncio.gather(*(self._lane(lane, ways) for lane in lanes.values()))
        return len(claimed)

    async def drain(self) -> None:
        """Send until nothing is due."""
        while await self.run_once():
            pass

    def stop(self) -> None:
        """Claim nothing more and hand back what was claimed; what is being sent is finished."""
        self._stopping = True

    async def _lane(self, notices: list[Notice], ways: Mapping[int, Sequence[Way]]) -> None:
        for number, notice in enumerate(notices):
            if self._stopping:
                async with open_work(self._database) as work:
                    await work.notices.hand_back(notices[number:])
                return
            try:
                await self._one(notice, ways[notice.id])
            except TryLater as problem:
                await self._later(notice, problem)
            except Exception:
                # Our bug. It is tried again later; the others must not wait for it.
                log.exception("notice failed", notice=notice.id, kind=notice.kind)
                await self._later(notice, TryLater("internal"))

    async def _one(self, notice: Notice, ways: Sequence[Way]) -> None:
        """Try each way until one works. Raises TryLater."""
        reason = "no way to reach them"
        for way in ways:
            adapter = self._adapters[Platform(way.platform)]
            try:
                to = address_of(way) if isinstance(way, Channel) else await adapter.direct(way.tenant, way.user)
                async with open_work(self._database) as work:
                    card = await self._router.compose(work, notice, to, self._clock.now())
                    if card is None:
                        await work.notices.dropped(notice)
                        return
                receipt = await self._send(adapter, notice, to, card)
            except Undeliverable as problem:
                reason = problem.reason
                await self._unreachable(way, reason)
            else:
                await self._sent(notice, receipt)
                return
        await self._dead(notice, reason)

    async def _send(self, adapter: Adapter, notice: Notice, to: Address, card: Card) -> Receipt:
        """Send, or find that an earlier attempt has arrived."""
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                if notice.maybe_sent:
                    try:
                        found = await adapter.sent_before(to, notice.key)
                    except LookupError:
                        found = None  # this platform has no way to know: it may arrive twice, never not at all
                    if found is not None:
                        return found
                return await adapter.send(to, card, notice.key)
        except TimeoutError:
            raise TryLater("timeout", sent=True) from None

    async def _ways(self, work: Work, notice: Notice) -> list[Way]:
        """A channel is one way; a person is reached where they were seen last, then anywhere else."""
        ways: list[Way] = []
        if notice.channel is not None:
            ways.append(await work.places.by_id(notice.channel))
        elif notice.member is not None:
            known = await work.members.identities_of(notice.member)
            ways.extend(one for one in known if notice.only in (None, one.platform))
        return [way for way in ways if Platform(way.platform) in self._adapters]

    async def _sent(self, notice: Notice, receipt: Receipt) -> None:
        now = self._clock.now()
        async with open_work(self._database) as work:
            await work.notices.sent(notice, receipt, now)
        SENT.labels(notice.kind).inc()
        LATE.observe(max(0.0, (now - notice.due_at).total_seconds()))

    async def _unreachable(self, way: Way, reason: str) -> None:
        if isinstance(way, Sender):
            async with open_work(self._database) as work:
                await work.members.set_unreachable(way, reason)

    async def _dead(self, notice: Notice, reason: str) -> None:
        """No way is left. A person who cannot be reached is made known to those around them."""
        log.warning("undeliverable", notice=notice.id, kind=notice.kind, reason=reason)
        FAILED.labels(notice.kind).inc()
        async with open_work(self._database) as work:
            await work.notices.dead(notice, reason)
            if notice.member is not None:
                await self._router.fall_back(work, notice, self._clock.now())

    async def _later(self, notice: Notice, problem: TryLater) -> None:
        now = self._clock.now()
        wait = timedelta(seconds=problem.after if problem.after is not None else _backoff(notice.attempt))
        if now - notice.due_at > GIVE_UP_AFTER:
            await self._dead(notice, problem.reason)
            return
        log.info("notice later", notice=notice.id, kind=notice.kind, reason=problem.reason)
        async with open_work(self._database) as work:
            maybe_sent = notice.maybe_sent or problem.sent
            await work.notices.again(notice, now + wait, problem.reason, maybe_sent=maybe_sent)


def _backoff(attempt: int) -> float:
    """Seconds: 1, 2, 4 … 300, with jitter so that many do not come back at once."""
    return min(300.0, 2.0**attempt) * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret
