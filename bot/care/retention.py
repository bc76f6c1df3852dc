"""Retention: how long each sort of what people wrote is kept, what a hold stops, what speaks of a patient."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.care.members import WorkspaceId

HoldId = NewType("HoldId", int)


class Kept(StrEnum):
    """A sort of what is kept, each with days of its own."""

    items = "items"
    handoffs = "handoffs"
    calls = "calls"
    messages = "messages"
    notices = "notices"


MEANING = {
    Kept.items: "closed items: their words, history and escalations",
    Kept.handoffs: "decided handoffs: their words, questions and if/thens that are over",
    Kept.calls: "concerns that are closed, critical values, what everybody acknowledged",
    Kept.messages: "forms and questions, replies that were kept, messages kept for a model",
    Kept.notices: "notices that were sent, or given up",
}

SHORTEST = {Kept.items: 30, Kept.handoffs: 30, Kept.calls: 30, Kept.messages: 7, Kept.notices: 30}
"""In days. What is younger may still be needed: to reopen, to compare, to find out what was sent already."""

LONGEST = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """One sort of one workspace, and when it is looked through next."""

    workspace: WorkspaceId
    kind: Kept
    days: int
    sweep_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Nothing of this patient's, or without one nothing of the workspace's, is erased until it is lifted."""

    id: HoldId
    workspace: WorkspaceId
    patient: str | None
    reason: str
    set_at: datetime
    ended_at: datetime | None = None
    version: int = 1


def stops_all(holds: Collection[Hold]) -> bool:
    """Whether one of them is on the workspace itself."""
    return any(one.patient is None for one in holds)


def held_patients(holds: Iterable[Hold]) -> frozenset[str]:
    """The aliases that are held."""
    return frozenset(one.patient for one in holds if one.patient is not None)


def said_of(alias: str, stands_for: str, staff: Collection[str]) -> re.Pattern[str]:
    """What speaks of a patient: the alias, and each part of what it stands for. A family name alone is one, unless
    somebody on the staff has it; so are numbers of five digits and more."""
    parts = {alias}
    for part in re.split(r"[,;\n]+", stands_for):
        whole = part.strip()
        words = re.findall(r"[^\W\d_]+", whole)
        if len(words) > 1 or len(whole) > 4:
            parts.add(whole)
        if (
            len(words) > 1
            and len(words[-1]) > 3
            and words[-1].casefold() not in staff
            and not re.search(r"\d", part)
        ):
            parts.add(words[-1])
        parts.update(re.findall(r"\d{5,}", whole))
    longest_first = sorted(parts, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I)
