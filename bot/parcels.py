"""Parcels: which of the notices that are due go out as one message, and which an item's newest one replaces."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.members import Channel, MemberId
from bot.care.urgency import Urgency
from bot.chat.adapter import Adapter
from bot.chat.incoming import Platform, Sender
from bot.store.lanes import Path
from bot.store.notices import Notice
from bot.store.work import Work

FEWEST = 3
"""Two reminders are easier to act upon in two messages, with all their buttons."""

MOST = 15

HORIZON = timedelta(seconds=0.5)
"""What a limit lets go this soon is waited for, claimed."""

Way = Channel | Sender
"""Where a notice can go: its channel, or one of a member's identities."""

_NOBODY = Path(place="nobody", destination="nobody")


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


async def claim(
    work: Work,
    now: datetime,
    limit: int,
    *,
    together: Collection[str],
    adapters: Mapping[Platform, Adapter],
    lease: timedelta,
    within_s: float,
) -> tuple[int, list[Parcel]]:
    """Take up to `limit` notices that are due and may go now, each to be begun early enough to end `within_s`
    before the lease does. Returns how many were due, and what was taken of them."""
    began = time.monotonic()
    due = await work.outbox.take(now, limit, together, lease)
    if not due:
        return 0, []
    replaced = superseded(due, together)
    await work.outbox.dropped(replaced)
    gone = {one.id for one in replaced}
    groups = parcels([one for one in due if one.id not in gone], together)
    ways = await _ways(work, due, adapters)
    paths = [_path(ways[group[0].id], adapters) for group in groups]
    slots = await work.lanes.take(paths, now, HORIZON)
    ready = [number for number, slot in enumerate(slots) if slot.free]
    waiting = [number for number, slot in enumerate(slots) if not slot.free]
    await work.outbox.put_off((one, slots[number].at) for number in waiting for one in groups[number])
    taken = await work.outbox.in_groups([groups[number] for number in ready])
    ends = began + max(0.2, lease.total_seconds() - within_s)
    return len(due), [
        Parcel(
            notices=group, ways=ways[group[0].id], path=paths[number], failing=slots[number].failing,
            starts=began + (slots[number].at - now).total_seconds(), ends=ends,
        )
        for number, group in zip(ready, taken, strict=True)
    ]  # fmt: skip


def superseded(due: Sequence[Notice], kinds: Collection[str]) -> list[Notice]:
    """Those of these kinds for which a later one about the same thing, for the same reader, is due as well."""
    newest: dict[tuple[object, ...], Notice] = {}
    for notice in due:
        if notice.kind in kinds:
            known = newest.get(_subject(notice))
            if known is None or (known.due_at, known.id) < (notice.due_at, notice.id):
                newest[_subject(notice)] = notice
    return [
        notice
        for notice in due
        if notice.kind in kinds and newest[_subject(notice)] is not notice and not notice.maybe_sent
    ]


def parcels(due: Sequence[Notice], kinds: Collection[str]) -> list[list[Notice]]:
    """The notices as messages, in their order: alone, or where that serves the reader several in one.

    What may have been sent together before stays together, because that message is what is looked for.
    """
    whole: dict[object, list[Notice]] = {}
    for notice in due:
        whole.setdefault(_parcel(notice, kinds), []).append(notice)
    found: list[list[Notice]] = []
    for group in whole.values():
        if len(group) < FEWEST and not group[0].maybe_sent:
            found += [[notice] for notice in group]
        else:
            found += [group[start : start + MOST] for start in range(0, len(group), MOST)]
    return sorted(found, key=lambda group: min(one.rank for one in group))


def _parcel(notice: Notice, kinds: Collection[str]) -> tuple[str, MemberId | None, str | None] | str | int:
    if notice.maybe_sent:
        return notice.sent_as or notice.id
    if notice.kind in kinds and notice.member is not None and notice.rank == Urgency.routine.rank:
        return notice.kind, notice.member, notice.only
    return notice.id


def _subject(notice: Notice) -> tuple[object, ...]:
    return notice.kind, notice.about, notice.member, notice.channel, notice.only


async def _ways(work: Work, due: Sequence[Notice], adapters: Mapping[Platform, Adapter]) -> dict[int, list[Way]]:
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
        ways[one.id] = [way for way in found if way.platform in adapters]
    return ways


def _path(ways: Sequence[Way], adapters: Mapping[Platform, Adapter]) -> Path:
    if not ways:
        return _NOBODY
    way = ways[0]
    limits = adapters[Platform(way.platform)].limits
    place = f"{way.platform}:{way.tenant}"
    if isinstance(way, Sender):
        return Path(
            place=place, destination=f"{place}:@{way.user}", place_rates=limits.together, rates=limits.direct
        )
    rates = limits.direct if way.private else limits.channel
    # The topics of a group share its limit.
    return Path(place=place, destination=f"{place}:{way.external}", place_rates=limits.together, rates=rates)
