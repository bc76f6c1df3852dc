"""Seals: handles are bound on their way out to who will see them, and taken out of their seal on the way in."""

from dataclasses import replace
from datetime import datetime

from bot.care.errors import CareError
from bot.care.members import Workspace
from bot.chat.card import Reply, SeenBy
from bot.chat.incoming import Address, Answer, Changed, Command, Heard, Message, Opened, Platform, Press, Removed
from bot.store.handles import ANYBODY, bound, bound_form, opened, person, place

WHISPERS = frozenset((Platform.slack, Platform.web))
"""Where an answer in a channel can be seen by one person alone."""


def unsealed(heard: Heard, workspace: Workspace, now: datetime) -> tuple[Heard, str | None]:
    """What was pressed or sent off with its bare handle, and for whom that was. Raises CareError for a handle that
    was not given out for this."""
    audiences = (place(heard.address), person(heard.sender), ANYBODY)
    match heard:
        case Press(action=action, value=value):
            handle, audience = opened(
                heard.handle, workspace.id, audiences, now, action=action, value=value
            )  # fmt: skip
            return replace(heard, handle=handle), audience
        case Answer():
            handle, audience = opened(heard.handle, workspace.id, audiences, now)
            return replace(heard, handle=handle), audience
        case Command() | Message() | Opened() | Changed() | Removed():
            return heard, None


def as_given(heard: Heard, workspace: Workspace, now: datetime) -> tuple[Heard, str | None]:
    """As `unsealed`, but what was not given out for this stays as it is."""
    try:
        return unsealed(heard, workspace, now)
    except CareError:
        return heard, None


def sealed(reply: Reply, heard: Heard, workspace: Workspace, audience: str | None, now: datetime) -> Reply:
    """The reply with its handles bound: to who asked when nobody else sees it, else to where it stands. In place
    of a card that was pressed, to whom that was bound."""
    to, hidden = reply.to or heard.address, reply.seen_by is SeenBy.sender
    if to.private or reply.home:
        who = person(heard.sender)
    elif reply.replaces:
        who = place(to) if audience in (None, ANYBODY) else audience
    else:
        who = person(heard.sender) if hidden and to.platform in WHISPERS else place(to)
    card = reply.card and bound(reply.card, workspace.id, who, now, linked=linked(to))
    asks = reply.asks and bound_form(reply.asks, workspace.id, person(heard.sender), now)
    return replace(reply, card=card, asks=asks)


def linked(to: Address) -> bool:
    """Whether items open by a link, and so in the direct message of who follows it."""
    return to.platform is Platform.telegram and not to.private
