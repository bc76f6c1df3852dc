"""Notices of every sort, put into the outbox by hand, and what became of them."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.urgency import Urgency
from bot.chat.card import Card
from bot.chat.incoming import Address, Sender
from bot.store.tables import notices
from bot.store.work import open_work
from tests.conversations.chat import TENANT, ZONE, Chat

_CARD = TypeAdapter(Card)


async def place(chat: Chat, name: str) -> ChannelId:
    """A channel of the chat's platform."""
    async with open_work(chat.database) as work:
        workspace = await workspace_of(work)
        address = Address(platform=chat.platform, tenant=TENANT, channel=name, name=name)
        return (await work.places.at(address, workspace)).id


async def member(chat: Chat, name: str) -> MemberId:
    """Somebody who has been met."""
    async with open_work(chat.database) as work:
        sender = Sender(
            platform=chat.platform, tenant=TENANT, user=name.lower(), name=name, username=name.lower(), zone=ZONE
        )
        workspace = await work.members.workspace("Ward", zone=ZONE, demo=False)
        return (await work.members.meet(sender, workspace, chat.clock.now())).id


async def workspace_of(work) -> WorkspaceId:  # type: ignore[no-untyped-def]
    return (await work.members.workspace("Ward", zone=ZONE, demo=False)).id


async def put(
    chat: Chat,
    text: str,
    *,
    channel: ChannelId | None = None,
    to: MemberId | None = None,
    urgency: Urgency = Urgency.routine,
    due_at: datetime | None = None,
) -> None:
    """A notice that says `text`."""
    async with open_work(chat.database) as work:
        await work.notices.add(
            await workspace_of(work), "late_reply", "heard:web", key=f"test:{text}", channel=channel, to=to,
            extra=_CARD.dump_json(Card(title=(text,), fallback=text)).decode(), urgency=urgency,
            due_at=due_at or chat.clock.now(),
        )  # fmt: skip


def said(chat: Chat, where: str) -> list[str]:
    """The first lines of what was sent to a channel, or to `@somebody`, oldest first."""
    return [one.text.splitlines()[0] for one in chat.stage.messages if one.where == where and one.key]


async def states(chat: Chat) -> dict[str, str]:
    """The state of each notice by its text."""
    async with open_work(chat.database) as work:
        rows = await work.connection.execute(select(notices.c.key, notices.c.state))
        return {row.key.removeprefix("test:"): row.state for row in rows}
