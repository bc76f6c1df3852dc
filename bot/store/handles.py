"""Handles on their way out and back: each is bound to what its button does, to who may press it, and for how long.

A handle names an object. What a platform carries is the handle and a seal of twelve characters: when it ends, and
a keyed digest of action, value, handle, audience and end, under a key of the workspace. What comes back without
its own seal was made up, or stood somewhere else. What the member may do is asked of the policy all the same.
"""

import base64
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

from bot.care.errors import CareError, NotAllowed
from bot.care.members import WorkspaceId
from bot.chat.card import SEAL, Button, Card, Line, Question
from bot.chat.incoming import Address, Sender
from bot.store.sealing import ring_in_use

LIFE = timedelta(days=60)
ANYBODY = "*"
"""Everybody in the workspace: for a button that is a link, pressed in the direct message of who followed it."""

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_ASK = "ask"
"""The action of the button that opens a form; the form's own handle is bound to it too."""


def place(address: Address) -> str:
    """Who can see what stands there, in whichever thread."""
    return f"in/{address.platform}/{address.tenant}/{address.channel}"


def person(sender: Sender) -> str:
    """One person on their platform."""
    return f"to/{sender.platform}/{sender.tenant}/{sender.user}"


def bound(card: Card, workspace: WorkspaceId, audience: str, now: datetime, *, linked: bool = False) -> Card:
    """The card with its buttons bound. Where items are `linked`, they open for whoever follows the link."""

    def seal(button: Button, audience: str = audience) -> Button:
        return replace(button, handle=button.handle + _seal(button, workspace, audience, now + LIFE))

    def sealed(line: Line) -> Line:
        opens = None if line.opens is None else seal(line.opens, ANYBODY if linked else audience)
        return replace(line, opens=opens, buttons=tuple(map(seal, line.buttons)))

    return replace(card, lines=tuple(map(sealed, card.lines)), buttons=tuple(map(seal, card.buttons)))


def bound_form(question: Question, workspace: WorkspaceId, audience: str, now: datetime) -> Question:
    """The form with its handle bound, and thereby the button that opens it."""
    button = Button(label="", action=_ASK, handle=question.handle)
    return replace(question, handle=button.handle + _seal(button, workspace, audience, now + LIFE))


def opened(
    given: str,
    workspace: WorkspaceId,
    audiences: Collection[str],
    now: datetime,
    *,
    action: str = _ASK,
    value: str = "",
) -> tuple[str, str]:
    """The handle and the audience that it was bound to, one of these. Raises NotAllowed for anything else, and
    CareError when it has ended."""
    handle, seal = given[:-SEAL], given[-SEAL:]
    for audience in audiences:
        body = _body(workspace, action, value, handle, audience, seal[:3])
        if len(seal) == SEAL and ring_in_use().binds(body, seal[3:], workspace):
            if now > _EPOCH + timedelta(hours=_number(seal[:3])):
                raise CareError("That button is too old. See what you have: /mine")
            return handle, audience
    raise NotAllowed("That button is not valid here, or is somebody else's. See what you have: /mine")


def _seal(button: Button, workspace: WorkspaceId, audience: str, ends: datetime) -> str:
    hours = ceil((ends - _EPOCH) / timedelta(hours=1))
    end = base64.urlsafe_b64encode(max(0, hours).to_bytes(3, "big")).decode()[1:]
    body = _body(workspace, button.action, button.value, button.handle, audience, end)
    return end + ring_in_use().binding(body, workspace)


def _number(end: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode("A" + end), "big")


def _body(workspace: WorkspaceId, action: str, value: str, handle: str, audience: str, end: str) -> str:
    return json.dumps([workspace, action, value, handle, audience, end])
