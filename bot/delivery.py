"""Delivery: what is due is claimed, composed as things stand now, sent, and marked by the platform's receipt."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter, Histogram

from bot.batches import Batches
from bot.cards.reminder import repeated
from bot.care.members import Channel
from bot.chat.adapter import Adapter, Receipt, TryLater, Undeliverable
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform, Sender
from bot.handlers import TOGETHER
from bot.parcels import parcels, superseded
from bot.router import Clock, Router
from bot.store.database import Database
from bot.store.lanes import Path
from bot.store.notices import Notice
from bot.store.places import address_of
from bot.store.work import Work, open_work

log = structlog.get_logger()

LEASE = timedelta(seconds=15)
SEND_WITHIN_S = 10.0
"""Well within the lease, so that nobody else takes a notice that is still being sent."""

IN_FLIGHT = 100
CLAIM_FROM = 20
"""As many must be free before more is claimed: many small claims cost more than they gain."""

HORIZON = timedelta(seconds=0.5)
"""What a limit lets go this soon is waited for, claimed."""

LAST_TRIES = 5
WORKED_S = 30.0
"""A place where something got through this recently does not fail as a whole."""

_NOBODY = Path(place="nobody", destination="nobody")
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

Way = Channel | Sender
"""Where a notice can go: its channel, or one of a member's identities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Notices that are sent as one message, and what was known of its destination when it was claimed."""

    notices: Sequence[Notice]
    ways: Sequence[Way]
    path: Path
    starts: float
    """When a limit lets it go, and by when it must have begun (`ends`), by the monotonic clock."""
    ends: float
    failing: bool

    @property
    def key(self) -> str:
        """What the message is found by."""
        return self.notices[0].sent_as or self.notices[0].key

    @property
    def in_doubt(self) -> bool:
        """It may have been sent before."""
        return any(one.maybe_sent for one in self.notices)


class Delivery:
    """Sends what the router's turns have left behind."""

    def __init__(
        self,
        database: Database,
        router: Router,
        adapters: Mapping[Platform, Adapter],
        clock: Clock,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._router = router
        self._adapters = adapters
        self._clock = clock
        self._lease = lease
        self._stopping = False
        self._lanes: set[asyncio.Task[None]] = set()
        self._in_flight = 0
        self._worked: dict[str, float] = {}
        self._compose = Batches(self._composed)
        self._mark = Batches(self._marked)

    async def dispatch(self) -> int:
        """Claim what can be in flight now and begin to send it. Returns how many notices were due."""
        while self._in_flight > IN_FLIGHT - CLAIM_FROM and not self._stopping:
            await asyncio.wait(self._lanes, return_when=asyncio.FIRST_COMPLETED)
        if self._stopping:
            return 0
        async with open_work(self._database) as work:
            count, claimed = await self._claim(work, IN_FLIGHT - self._in_flight)
        lanes: dict[str, list[Parcel]] = {}
        for parcel in claimed:
            lanes.setdefault(parcel.path.destination, []).append(parcel)
        self._in_flight += len(claimed)
        # Those to one destination in their order, the destinations side by side.
        for lane in lanes.values():
            task = asyncio.create_task(self._lane(lane))
            self._lanes.add(task)
            task.add_done_callback(self._lanes.discard)
        return count

    async def settle(self) -> None:
        """Wait until nothing is in flight."""
        while self._lanes:
            await asyncio.wait(self._lanes)

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

    async def _claim(self, work: Work, limit: int) -> tuple[int, list[Parcel]]:
        now, began = self._clock.now(), time.monotonic()
        due = await work.outbox.due(now, limit, TOGETHER)
        if not due:
            return 0, []
        replaced = superseded(due, TOGETHER)
        await work.outbox.dropped(replaced)
        gone = {one.id for one in replaced}
        groups = parcels([one for one in due if one.id not in gone], TOGETHER)
        ways = await self._ways(work, due)
        paths = [self._path(ways[group[0].id]) for group in groups]
        slots = await work.lanes.take(paths, now, HORIZON)
        ready = [number for number, slot in enumerate(slots) if slot.free]
        waiting = [number for number, slot in enumerate(slots) if not slot.free]
        await work.outbox.put_off((one, slots[number].at) for number in waiting for one in groups[number])
        taken = await work.outbox.take([groups[number] for number in ready], self._lease)
        ends = began + max(0.2, self._lease.total_seconds() - SEND_WITHIN_S)
        return len(due), [
            Parcel(
                notices=group, ways=ways[group[0].id], path=paths[number], failing=slots[number].failing,
                starts=began + (slots[number].at - now).total_seconds(), ends=ends,
            )
            for number, group in zip(ready, taken, strict=True)
        ]  # fmt: skip

    async def _ways(self, work: Work, due: Sequence[Notice]) -> dict[int, list[Way]]:
        """A channel is one way; a person is reached where they were seen last, then anywhere else."""
        channels = await work.places.by_ids({one.channel for one in due if one.channel is not None})
        people = await work.members.identities_of_all({one.member for one in due if one.member is not None})
        ways: dict[int, list[Way]] = {}
        for one in due:
            found: list[Way] = []
            if one.channel is not None:
                found.append(channels[one.channel])
            elif one.member is not None:
                found += [way for way in people.get(one.member, ()) if one.only in (None, way.platform)]
            ways[one.id] = [way for way in found if Platform(way.platform) in self._adapters]
        return ways

    def _path(self, ways: Sequence[Way]) -> Path:
        if not ways:
            return _NOBODY
        way = ways[0]
        limits = self._adapters[Platform(way.platform)].limits
        place = f"{way.platform}:{way.tenant}"
        if isinstance(way, Sender):
            return Path(
                place=place, destination=f"{place}:@{way.user}", place_rates=limits.together, rates=limits.direct
            )
        rates = limits.direct if way.private else limits.channel
        # The topics of a group share its limit.
        destination = f"{place}:{way.external}"
        return Path(place=place, destination=destination, place_rates=limits.together, rates=rates)

    async def _lane(self, lane: list[Parcel]) -> None:
        held_up = False
        for parcel in lane:
            try:
                await asyncio.sleep(parcel.starts - time.monotonic())
                if held_up or self._stopping or time.monotonic() > parcel.ends:
                    async with open_work(self._database) as work:
                        await work.outbox.hand_back(parcel.notices)
                    continue
                await self._one(parcel)
            except TryLater as problem:
                held_up = problem.reason != "internal"
                await self._later(parcel, problem)
            except Exception:
                # Our bug. It is tried again later; the others must not wait for it.
                log.exception("notice failed", notice=parcel.notices[0].id, kind=parcel.notices[0].kind)
                await self._later(parcel, TryLater("internal"))
            finally:
                self._in_flight -= 1

    async def _one(self, parcel: Parcel) -> None:
        """Try each way until one works. Raises TryLater."""
        reason, locked_out = "no_way", False
        for way in parcel.ways:
            adapter = self._adapters[Platform(way.platform)]
            try:
                async with asyncio.timeout(SEND_WITHIN_S):
                    to = await self._to(adapter, way)
                    receipt, blind = await self._before(adapter, parcel, to)
                    notices = parcel.notices
                    if receipt is None:
                        if parcel.in_doubt and not blind and len(notices) > 1:
                            # Some of it may have been left out then; so it is put together anew.
                            await self._not_there(parcel)
                            return
                        card, untrue = await self._compose((parcel, to))
                        if card is None:
                            return
                        notices = [one for one in notices if one not in untrue]
                        receipt = await _send(adapter, to, repeated(card) if blind else card, parcel.key)
            except TimeoutError:
                raise TryLater("timeout", sent=True) from None
            except Undeliverable as problem:
                reason = problem.reason
                if reason in _LOCKED_OUT:
                    locked_out = True
                    log.error("the platform refuses the bot", platform=way.platform, reason=reason)
                else:
                    await self._unreachable(way, reason)
            else:
                await self._sent(parcel, notices, receipt)
                return
        if locked_out:
            raise TryLater("locked_out")
        for one in parcel.notices:
            await self._dead(one, reason)

    async def _to(self, adapter: Adapter, way: Way) -> Address:
        return address_of(way) if isinstance(way, Channel) else await adapter.direct(way.tenant, way.user)

    async def _before(self, adapter: Adapter, parcel: Parcel, to: Address) -> tuple[Receipt | None, bool]:
        """The message that an earlier attempt has sent, if there was one; and whether there is no way to know."""
        if not parcel.in_doubt:
            return None, False
        try:
            found = await adapter.sent_before(to, parcel.key)
        except LookupError:
            REPEATED.labels(to.platform.value).inc()
            return None, True
        if found is not None:
            FOUND.labels(to.platform.value).inc()
        return found, False

    async def _composed(
        self, wanted: Sequence[tuple[Parcel, Address]]
    ) -> list[tuple[Card | None, Sequence[Notice]]]:
        """Each parcel as a card; what is not true any more is dropped."""
        made: list[tuple[Card | None, Sequence[Notice]]] = []
        async with open_work(self._database) as work:
            for parcel, to in wanted:
                card, untrue = await self._router.compose(work, parcel.notices, to, self._clock.now())
                await work.outbox.dropped(untrue)
                made.append((card, untrue))
        return made

    async def _sent(self, parcel: Parcel, notices: Sequence[Notice], receipt: Receipt) -> None:
        now = self._clock.now()
        try:
            await asyncio.gather(*(self._mark((one, receipt, now)) for one in notices))
        except Exception:
            log.exception("not marked", notice=notices[0].id)
            raise TryLater("internal", sent=True) from None
        for one in notices:
            SENT.labels(one.kind).inc()
            LATE.observe(max(0.0, (now - one.due_at).total_seconds()))
        self._worked[parcel.path.place] = time.monotonic()
        if parcel.failing:
            async with open_work(self._database) as work:
                await work.lanes.recovered(parcel.path)

    async def _marked(self, sent: Sequence[tuple[Notice, Receipt, datetime]]) -> list[None]:
        async with open_work(self._database) as work:
            await work.outbox.sent(sent)
        return [None] * len(sent)

    async def _not_there(self, parcel: Parcel) -> None:
        async with open_work(self._database) as work:
            await work.outbox.not_there(parcel.notices)

    async def _unreachable(self, way: Way, reason: str) -> None:
        if isinstance(way, Sender):
            async with open_work(self._database) as work:
                await work.members.set_unreachable(way, reason)

    async def _dead(self, notice: Notice, reason: str) -> None:
        """No way is left. A person who cannot be reached is made known to those around them."""
        log.warning("undeliverable", notice=notice.id, kind=notice.kind, reason=reason)
        FAILED.labels(notice.kind).inc()
        async with open_work(self._database) as work:
            await work.outbox.dead(notice, reason)
            if notice.member is not None:
                await self._router.fall_back(work, notice, self._clock.now())

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
        if reason == "locked_out":
            over = []
        async with open_work(self._database) as work:
            until, whole = now, False
            if reason != "internal":
                works = time.monotonic() - self._worked.get(parcel.path.place, -WORKED_S) < WORKED_S
                until, whole = await work.lanes.failed(
                    parcel.path, reason, problem.after, now, works=works, whole=reason == "locked_out"
                )
            for one in parcel.notices:
                if one not in over:
                    log.info("notice later", notice=one.id, kind=one.kind, reason=reason)
                    at = until + timedelta(seconds=_backoff(one.attempt, "" if whole else reason))
                    await work.outbox.again(one, at, reason, maybe_sent=one.maybe_sent or problem.sent)
        for one in over:
            await self._dead(one, reason)


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
