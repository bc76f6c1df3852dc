"""Read-backs: a critical value is said, and whoever hears it types what they heard. Only a match closes it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError, NotAllowed
from bot.care.members import Member, MemberId, WorkspaceId

ReadbackId = NewType("ReadbackId", int)
_NUMBER = re.compile(r"[<>≤≥]?\s*[-−+]?\d+(?:[.,]\d+)*(?:\s*/\s*\d+)?")
_UNIT = re.compile(r"\s*([^\s\d,;.][^\s,;]*)")


class Heard(StrEnum):
    """Waiting, also after a mismatch; said back rightly; or called off."""

    waiting = "waiting"
    matched = "matched"
    off = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readback:
    """One critical value, from who says it to who reads it back."""

    id: ReadbackId
    workspace: WorkspaceId
    handle: str
    patient: str
    what: str
    value: str
    sender: MemberId
    receiver: MemberId
    heard: Heard = Heard.waiting
    typed: str = ""
    """What was typed last."""
    typed_by: MemberId | None = None
    typed_at: datetime | None = None
    tries: int = 0
    version: int = 1
    created_at: datetime


def split(words: str) -> tuple[str, str]:
    """`potassium 6.8 mmol/L`: what was measured, and the value with its unit. Raises CareError."""
    found = list(_NUMBER.finditer(words))
    if not found or not words[: found[-1].start()].strip(" ,:="):
        raise CareError("What was measured, and which value? For example: /readback K-17 potassium 6.8 @omar")
    return words[: found[-1].start()].strip(" ,:="), words[found[-1].start() :].strip(" ,;.")


def type_back(readback: Readback, by: Member, typed: str, now: datetime) -> Readback:
    """Somebody types what they heard: a match closes it, anything else leaves it open."""
    must_be_open(readback)
    if by.id == readback.sender:
        raise NotAllowed("You said it yourself: somebody else reads it back.")
    if not _NUMBER.search(typed):
        raise CareError("Type the value that you heard, as a number. For example: 12.5")
    right = matches(readback.value, typed)
    return replace(
        readback, heard=Heard.matched if right else Heard.waiting, typed=typed.strip(), typed_by=by.id,
        typed_at=now, tries=readback.tries + 1,
    )  # fmt: skip


def call_off(readback: Readback, by: Member) -> Readback:
    """Not needed, or mistyped."""
    must_be_open(readback)
    if by.id != readback.sender:
        raise NotAllowed("Only whoever said the value can call that off.")
    return replace(readback, heard=Heard.off)


def matches(value: str, typed: str) -> bool:
    """Whether both say the same: the same number, however it is written, and no other unit.

    6.8 is 6,8 and 6.80, and neither 68 nor 6.3; 6.8 mmol/L is 6.8, and not 6.8 mg.
    """
    said, heard = _parts(value), _parts(typed)
    if len(said[0]) != 1 or len(heard[0]) != 1 or said[0] != heard[0]:
        return False
    return not said[1] or not heard[1] or said[1] == heard[1]


def must_be_open(readback: Readback) -> None:
    """Return if it still waits, else raise."""
    if readback.heard is Heard.matched:
        raise AlreadyClosed("That was read back rightly already.")
    if readback.heard is Heard.off:
        raise AlreadyClosed("That read-back was called off.")


def _parts(text: str) -> tuple[list[tuple[str, ...]], str]:
    found = list(_NUMBER.finditer(text))
    unit = _UNIT.match(text, found[-1].end()) if found else None
    return [_number(one.group()) for one in found], _plain(unit[1]) if unit else ""


def _number(written: str) -> tuple[str, ...]:
    """`> 6,80` as (">", "6.8"), `120/80` as ("", "120", "80")."""
    text = re.sub(r"\s", "", written).replace("−", "-").replace("≤", "<").replace("≥", ">")
    sign = text[0] if text[0] in "<>" else ""
    return (sign, *(_amount(one) for one in text.lstrip("<>").split("/")))


def _amount(text: str) -> str:
    """One separator is a decimal point, unless there are more, or three digits follow a comma: 1,200 is 1200."""
    commas = text.count(",")
    thousands = re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text) is not None
    plain = text.replace(",", "") if thousands else text.replace(",", ".") if commas == 1 else text
    try:
        return str(Decimal(plain).normalize())
    except ArithmeticError:
        return plain


def _plain(unit: str) -> str:
    return unit.casefold().replace("µ", "u").replace("μ", "u").strip("()[]")
