"""Huddle schedules, one per channel."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.huddles import Huddle, HuddleId
from bot.care.members import ChannelId, WorkspaceId
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.rows import columns, made, save
from bot.store.tables import huddles
from bot.store.wall import here

ALARM = Alarm(huddles.c.next_at)


class Huddles:
    """When each channel has its huddle."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._audit = audit
        self._connection = connection
        self._run = connection.execute

    async def of(self, channel: ChannelId) -> Huddle | None:
        """The schedule of a channel, also one that is off."""
        return await self._one(huddles.c.channel == channel, here(huddles))

    async def by_id(self, id: HuddleId) -> Huddle | None:
        """The schedule with this key."""
        return await self._one(huddles.c.id == id, here(huddles))

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Huddle | None:
        """The schedule that a button names."""
        return await self._one(huddles.c.workspace == workspace, huddles.c.handle == handle)

    async def add(self, huddle: Huddle) -> Huddle:
        """Keep a new schedule."""
        self._audit.note(Act.configure, f"channel:{huddle.channel}", workspace=huddle.workspace, detail="huddle")
        statement = insert(huddles).values(columns(huddle, huddles)).returning(huddles.c.id)
        return replace(huddle, id=HuddleId((await self._run(statement)).scalar_one()))

    async def save(self, huddle: Huddle) -> None:
        """Write a changed schedule. Raises Stale."""
        if self._audit.speaker.actor is not None:  # the clock only goes on to the next time
            self._audit.note(Act.configure, f"channel:{huddle.channel}", detail="huddle")
        await save(self._connection, huddles, huddle)

    async def due(self, now: datetime, limit: int) -> list[Huddle]:
        """Schedules whose time has come; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(huddles)
            .where(ALARM.due(now))
            .order_by(huddles.c.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Huddle, row) for row in rows]

    async def next_due(self, after: datetime) -> datetime | None:
        """The first huddle after this moment."""
        statement = select(func.min(huddles.c.next_at)).where(huddles.c.next_at > after)
        found: datetime | None = (await self._run(statement)).scalar_one()
        return found

    async def _one(self, *where) -> Huddle | None:  # type: ignore[no-untyped-def]
        row = (await self._run(select(huddles).where(*where))).first()
        return made(Huddle, row) if row else None
