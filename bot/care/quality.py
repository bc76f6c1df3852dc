"""Quality of handoffs: which of the five elements were there, by the items of the I-PASS observation tools."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median

from bot.care.contingencies import Contingency, Watch
from bot.care.handoffs import Handoff, HandoffId

SPAN = timedelta(days=28)
"""How far back is looked."""
FEWEST_SENDERS = 3
"""Of fewer people a team's figures would be those of a person, and are not shown."""


class Item(StrEnum):
    """What an observer ticks for each patient (synthesis for each handoff)."""

    severity = "severity"
    summary = "summary"
    actions = "actions"
    contingencies = "contingencies"
    synthesis = "synthesis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Of some handoffs: how often each element was there, and what became of them."""

    handoffs: int
    patients: int
    senders: int
    there: Mapping[Item, tuple[int, int]]
    """How often, of how many."""
    wait: timedelta | None
    """From sending to acceptance, in the middle."""
    fired: int
    ended: int
    """If/thens whose time came, and those that were heard or called off before."""

    @property
    def score(self) -> int | None:
        """Out of 100: the five elements count alike. None without handoffs."""
        shares = [there / of for there, of in self.there.values() if of]
        return round(100 * sum(shares) / len(shares)) if shares else None


def quality(
    given: Collection[Handoff], patients_with_items: Collection[tuple[HandoffId, str]],
    watched: Iterable[Contingency],
) -> Quality:  # fmt: skip
    """Of these handoffs, all of them accepted, with the patients that something was to be done for. What went to
    another department is told otherwise, and not counted."""
    given = [one for one in given if not one.parcel]
    told = [(one.id, patient) for one in given for patient in one.patients if patient.patient is not None]
    waits = [(one.decided_at - one.sent_at).total_seconds() for one in given if one.decided_at and one.sent_at]
    ends = [one.watch for one in watched]
    there = {
        Item.severity: sum(patient.severity is not None for _, patient in told),
        Item.summary: sum(bool(patient.summary) for _, patient in told),
        Item.actions: sum((id, patient.patient) in patients_with_items for id, patient in told),
        Item.contingencies: sum(bool(patient.contingencies) for _, patient in told),
    }
    return Quality(
        handoffs=len(given),
        patients=len(told),
        senders=len({one.sender for one in given}),
        there={item: (count, len(told)) for item, count in there.items()}
        | {Item.synthesis: (sum(bool(one.synthesis) for one in given), len(given))},
        wait=timedelta(seconds=median(waits)) if waits else None,
        fired=ends.count(Watch.fired),
        ended=ends.count(Watch.heard) + ends.count(Watch.cancelled),
    )
