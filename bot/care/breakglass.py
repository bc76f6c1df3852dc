"""Break-glass: in an emergency somebody looks at what is not theirs, with a reason, for an hour, and is seen."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError, NotAllowed
from bot.care.members import Member, MemberId, WorkspaceId

GlassId = NewType("GlassId", int)

LASTS = timedelta(minutes=60)
SHORTEST = 8
"""A reason has at least so many letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """One member may look at one patient until `ends_at`, or until somebody ended it."""

    id: GlassId
    workspace: WorkspaceId
    handle: str
    member: MemberId
    patient: str
    reason: str
    began_at: datetime
    ends_at: datetime
    ended_by: MemberId | None = None
    version: int = 1

    def broken(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return now < self.ends_at


def break_glass(by: Member, patient: str, reason: str, handle: str, now: datetime) -> Glass:
    """From now on, for an hour. Raises CareError without a reason."""
    if sum(one.isalpha() for one in reason) < SHORTEST:
        raise CareError(
            "Why do you need to see {patient}? Leads read it. For example: /breakglass {patient} unconscious in "
            "the ED, looking for the family",
            patient=patient,
        )
    return Glass(
        id=GlassId(0), workspace=by.workspace, handle=handle, member=by.id, patient=patient, reason=reason,
        began_at=now, ends_at=now + LASTS,
    )  # fmt: skip


def end(glass: Glass, by: Member, now: datetime) -> Glass:
    """Before its time. Raises NotAllowed, AlreadyClosed."""
    if by.id != glass.member and not by.lead:
        raise NotAllowed("Only whoever broke it, or a lead, can end that.")
    if not glass.broken(now):
        raise AlreadyClosed("That has ended already.")
    return replace(glass, ends_at=now, ended_by=by.id)
