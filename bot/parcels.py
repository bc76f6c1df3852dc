"""Parcels: which of the notices that are due go out as one message, and which an item's newest one replaces."""

from collections.abc import Collection, Sequence

from bot.care.members import MemberId
from bot.care.urgency import Urgency
from bot.store.notices import Notice

FEWEST = 3
"""Two reminders are easier to act upon in two messages, with all their buttons."""

MOST = 15


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
        if notice.kind in kinds and newest[_subject(notice)] is not notice and not _in_doubt(notice)
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
        if len(group) < FEWEST and not _in_doubt(group[0]):
            found += [[notice] for notice in group]
        else:
            found += [group[start : start + MOST] for start in range(0, len(group), MOST)]
    return sorted(found, key=lambda group: min(one.rank for one in group))


def _parcel(notice: Notice, kinds: Collection[str]) -> tuple[str, MemberId | None, str | None] | str | int:
    if _in_doubt(notice):
        return notice.sent_as or notice.id
    if notice.kind in kinds and notice.member is not None and notice.rank == Urgency.routine.rank:
        return notice.kind, notice.member, notice.only
    return notice.id


def _subject(notice: Notice) -> tuple[object, ...]:
    return notice.kind, notice.about, notice.member, notice.channel, notice.only


def _in_doubt(notice: Notice) -> bool:
    return notice.maybe_sent or notice.lease is not None
