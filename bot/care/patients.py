"""Patients: what an alias stands for, and what a workspace does when somebody types that instead."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.care.members import MemberId, WorkspaceId

PatientId = NewType("PatientId", int)

LETTERS = "KMNRUVWZ"
"""Letters that, with a number, stand for nothing else on a ward."""

LONGEST = 300


class Screening(StrEnum):
    """What is done when somebody types what seems to name a patient."""

    off = "off"
    warn = "warn"
    block = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """`stands_for` is a name, a number, several with commas between."""

    id: PatientId
    workspace: WorkspaceId
    alias: str
    stands_for: str
    made_by: MemberId
    version: int = 1
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPolicy:
    """A workspace's own. With `shown`, what an alias stands for is shown in a direct message."""

    workspace: WorkspaceId
    screening: Screening = Screening.warn
    shown: bool = True


def new_alias(taken: Collection[str], choose: Callable[[Sequence[str]], str]) -> str:
    """An alias that nobody has, drawn by chance, so that it says nothing about whom it stands for."""
    for digits in range(2, 7):
        span = range(10 ** (digits - 1), 10**digits)
        for _ in range(20):
            alias = f"{choose(LETTERS)}-{span[int(''.join(choose('0123456789') for _ in range(6))) % len(span)]}"
            if alias not in taken:
                return alias
    raise ValueError("all aliases are taken")
