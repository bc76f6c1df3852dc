"""Thoughts: messages that the rules could make nothing of, and what a model proposed instead, once each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.tasks import TaskId
from bot.chat.incoming import Message, Quoted
from bot.store.columns import of_row
from bot.store.rows import made, new_handle
from bot.store.sealing import writing_for
from bot.store.tables import thoughts
from bot.store.wall import here

WAITING, PROPOSED, ACCEPTED, DECLINED = "waiting", "proposed", "accepted", "declined"

_QUOTED = TypeAdapter(Quoted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """A message to think about, by whom and where. `draft` is what the rules made of it and still ask about.

    `state` is waiting, proposed (then `command` and `text` are what was proposed), accepted, declined, or the
    word for why there is no proposal. What people wrote is erased as soon as it is not needed.
    """

    id: int
    workspace: WorkspaceId
    member: MemberId
    channel: ChannelId
    handle: str
    state: str
    said: str
    quoted: Quoted | None
    draft: TaskId | None
    command: str
    text: str
    lease: str | None
    created_at: datetime


class Thoughts:
    """What a model is to be asked, and what came of it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def add(
        self,
        heard: Message,
        workspace: WorkspaceId,
        member: MemberId,
        channel: ChannelId,
        draft: TaskId | None,
        now: datetime,
    ) -> None:
        """Keep a message to think about. Raises IntegrityError when it is there already."""
        writing_for(workspace)
        await self._run(
            insert(thoughts).values(
                of_row(
                    thoughts,
                    workspace=workspace,
                    member=member,
                    channel=channel,
                    platform=heard.sender.platform,
                    tenant=heard.sender.tenant,
                    event=heard.id,
                    handle=new_handle(),
                    state=WAITING,
                    said=heard.text,
                    quoted=_QUOTED.dump_json(heard.quoted).decode() if heard.quoted else None,
                    draft=draft,
                    command="",
                    text="",
                    created_at=now,
                )
            )
        )

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> list[Thought]:
        """Take up to `limit` messages for `lease`, oldest first. Nobody else gets them until it ends."""
        waiting = (
            select(thoughts.c.id)
            .where(
                thoughts.c.state == WAITING,
                or_(thoughts.c.lease_until.is_(None), thoughts.c.lease_until < now),
            )
            .order_by(thoughts.c.created_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(thoughts)
            .where(thoughts.c.id.in_(waiting))
            .values(lease=new_handle(), lease_until=now + lease)
            .returning(thoughts)
        )
        return [_thought(row) for row in await self._run(statement)]

    async def propose(self, thought: Thought, command: str, text: str) -> bool:
        """Keep what is proposed. False when somebody else has the message by now."""
        writing_for(thought.workspace)
        return await self._finish(thought, state=PROPOSED, command=command, text=text)

    async def dismiss(self, thought: Thought, reason: str) -> bool:
        """There is no proposal. False when somebody else has the message by now."""
        return await self._finish(thought, state=reason, quoted=None)

    async def answer(self, thought: Thought, state: str) -> bool:
        """A proposal was accepted or declined. False when it had been before."""
        statement = (
            update(thoughts)
            .where(thoughts.c.id == thought.id, thoughts.c.state == PROPOSED)
            .values(state=state, text="", quoted=None)
        )
        return bool((await self._run(statement)).rowcount == 1)

    async def by_id(self, id: int) -> Thought | None:
        """The thought with this key."""
        row = (await self._run(select(thoughts).where(thoughts.c.id == id, here(thoughts)))).first()
        return _thought(row) if row else None

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Thought | None:
        """The thought that a button names."""
        statement = select(thoughts).where(thoughts.c.workspace == workspace, thoughts.c.handle == handle)
        row = (await self._run(statement)).first()
        return _thought(row) if row else None

    async def forget(self, before: datetime) -> None:
        """Drop what nobody will answer any more."""
        await self._run(delete(thoughts).where(thoughts.c.created_at < before))

    async def _finish(self, thought: Thought, **values: object) -> bool:
        """Write how it went and erase what was said, unless the lease was lost to somebody else meanwhile."""
        statement = (
            update(thoughts)
            .where(thoughts.c.id == thought.id, thoughts.c.state == WAITING, thoughts.c.lease == thought.lease)
            .values(of_row(thoughts, handle=thought.handle, said="", lease=None, lease_until=None, **values))
        )
        return bool((await self._run(statement)).rowcount == 1)


def _thought(row: Row[Any]) -> Thought:
    return made(Thought, row, quoted=_QUOTED.validate_json(row.quoted) if row.quoted else None)
