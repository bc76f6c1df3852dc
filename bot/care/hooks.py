"""Hooks: another system that may say what has come, by signed requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.care.members import MemberId, WorkspaceId

HookId = NewType("HookId", int)

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One system of a workspace. What it does is done by `member`, who bears its name and is nobody that could
    sign in, hold an item or be told anything."""

    id: HookId
    workspace: WorkspaceId
    handle: str
    """Its part of the address."""
    name: str
    member: MemberId
    made_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a system says has come: `id` is its own and stays the same when it is sent again."""

    id: str
    patient: str
    words: str
    at: datetime | None = None
    """When it came, if it says so: what was not watched yet does not end by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What became of an event, in numbers: if/thens that ended, and people who were asked or told."""

    ended: int = 0
    asked: int = 0
    told: int = 0
    repeated: bool = False
    """It was taken before; nothing was done again."""
