"""Looks: when the shifts of a workspace are looked through next, for what comes before them or before their end,
and which of its members want that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Select, Table, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId, WorkspaceId
from bot.store.alarms import Alarm
from bot.store.columns import Moment
from bot.store.tables import _to, metadata, workspaces


def looks_table(name: str) -> Table:
    """When a workspace's shifts are looked through next; not yet known of a new one."""
    return Table(
        name,
        metadata,
        _to("workspace", "workspaces", key=True),
        Column("look_at", Moment, nullable=False),
        Index(None, "look_at"),
    )


def wishes_table(name: str) -> Table:
    """Who has said that they want it, or not."""
    return Table(
        name,
        metadata,
        _to("member", "members", key=True),
        _to("workspace", "workspaces", null=False),
        Column("wanted", Boolean, nullable=False),
        Index(None, "workspace"),
    )


def never_looked(looks: Table) -> Select[Any]:
    """Workspaces that are new."""
    return select(workspaces.c.id).where(
        ~select(looks.c.workspace).where(looks.c.workspace == workspaces.c.id).exists()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlooked:
    """A workspace whose shifts are to be looked through."""

    id: WorkspaceId
    look_at: datetime | None


class Looks:
    """When, and who wants it."""

    def __init__(self, connection: AsyncConnection, looks: Table, wishes: Table) -> None:
        self._run = connection.execute
        self._looks = looks
        self._wishes = wishes

    async def due(self, now: datetime, limit: int) -> list[Unlooked]:
        """Workspaces whose shifts are to be looked through; locked, so that no other replica takes them too."""
        look_at = self._looks.c.look_at
        rows = await self._run(
            select(workspaces.c.id, look_at)
            .outerjoin(self._looks, self._looks.c.workspace == workspaces.c.id)
            .where(or_(look_at.is_(None), Alarm(look_at).due(now)))
            .order_by(workspaces.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=workspaces)
        )
        return [Unlooked(id=WorkspaceId(row.id), look_at=row.look_at) for row in rows]

    async def looked(self, one: Unlooked, again_at: datetime) -> None:
        """Look again then."""
        if one.look_at is not None:
            await self.look_at(one.id, again_at)
        else:
            await self._run(insert(self._looks).values(workspace=one.id, look_at=again_at))

    async def look_at(self, workspace: WorkspaceId, at: datetime) -> None:
        """Shifts, hours or wishes have changed: look through them then."""
        await self._run(update(self._looks).where(self._looks.c.workspace == workspace).values(look_at=at))

    async def wishes(self, workspace: WorkspaceId) -> dict[MemberId, bool]:
        """What members have said."""
        rows = await self._run(select(self._wishes).where(self._wishes.c.workspace == workspace))
        return {MemberId(row.member): row.wanted for row in rows}

    async def wish(self, workspace: WorkspaceId, member: MemberId, wanted: bool, now: datetime) -> None:
        """A member wants it, or does not, from now on."""
        changed = await self._run(
            update(self._wishes).where(self._wishes.c.member == member).values(wanted=wanted)
        )
        if not changed.rowcount:
            await self._run(insert(self._wishes).values(member=member, workspace=workspace, wanted=wanted))
        await self.look_at(workspace, now)
