"""Protection: a patient whose records are under 42 CFR Part 2 (treatment of substance use), known by the alias."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.care.members import MemberId, WorkspaceId

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""What has to go with every disclosure, in these words (42 CFR 2.32(a)(2))."""

HIDDEN = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Who said so, and when."""

    workspace: WorkspaceId
    patient: str
    set_by: MemberId
    set_at: datetime


class Disclosure(StrEnum):
    """How something may be shown: as it is, with the notice, or not."""

    plain = "plain"
    noticed = "noticed"
    withheld = "withheld"


_COUNSELLING = re.compile(
    r"\b(?:(?:counsell?ing|psychotherapy)\s+(?:session\s+)?notes?|notas?\s+de\s+(?:consejer[ií]a|psicoterapia))\s*:",
    re.I,
)


def is_counselling(text: str) -> bool:
    """Whether it is a counselling note, written out: it is to be kept apart (42 CFR 2.11), and not here."""
    return _COUNSELLING.search(text) is not None


def spoken_of(texts: Iterable[str], protected: Collection[str]) -> frozenset[str]:
    """Which of the protected patients are named in the texts."""
    return frozenset(alias for alias in protected for text in texts if _named(alias).search(text))


def hidden(text: str, protected: Collection[str]) -> str:
    """The text without the aliases of the protected."""
    for alias in protected:
        text = _named(alias).sub(HIDDEN, text)
    return text


def _named(alias: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])!?{re.escape(alias)}(?!\d)", re.I)
