"""Agreements: with whom a workspace has signed a business associate agreement (45 CFR 164.504(e)), as recorded."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.care.members import WorkspaceId
from bot.care.patients import PatientPolicy, Screening

LONGEST = 120

NONE_NEEDED = frozenset(("web",))
"""The web workspace: it is on this machine, and nobody else has what stands there."""

NEVER = frozenset(("telegram",))
"""Who signs none: recording one would be a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`vendor` is a platform, or the host of a model; `plan` what it covers there, `recorded_by` who says so."""

    workspace: WorkspaceId
    vendor: str
    plan: str
    signed_on: date
    recorded_by: str
    recorded_at: datetime


def as_covered(policy: PatientPolicy, covered: bool) -> PatientPolicy:
    """What holds on a platform: without an agreement what is typed there is screened, whatever was chosen."""
    if covered or policy.screening is not Screening.off:
        return policy
    return replace(policy, screening=Screening.warn)
