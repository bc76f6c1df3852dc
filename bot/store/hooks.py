"""Hooks of other systems, and each of their events once. Their secrets are made from a key and kept nowhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, String, Table, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.hooks import Event, Hook, HookId
from bot.care.members import Member, MemberId, WorkspaceId
from bot.store.audit import Act, Audit
from bot.store.columns import Moment
from bot.store.rows import columns, made, new_handle
from bot.store.sealing import ring_in_use
from bot.store.tables import _id, _to, incoming, members, metadata
from bot.store.wall import here

PLATFORM = "hook"
"""Where events of other systems stand among what was heard; their `tenant` is the hook's handle."""

hooks = Table(
    "hooks",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("name", String(40), nullable=False),
    _to("member", "members", null=False),
    Column("made_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Index(None, "workspace"),
)


class Hooks:
    """Which there are, and what they said. That one was made or revoked is audited."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._run = connection.execute
        self._insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        self._audit = audit

    async def all(self, workspace: WorkspaceId) -> list[tuple[Hook, datetime | None]]:
        """Those of a workspace, revoked ones too, each with when it was last heard."""
        heard = select(func.max(incoming.c.heard_at)).where(
            incoming.c.platform == PLATFORM, incoming.c.tenant == hooks.c.handle
        )
        found = select(hooks, heard.scalar_subquery().label("heard_at"))
        rows = await self._run(found.where(hooks.c.workspace == workspace).order_by(hooks.c.id))
        return [(made(Hook, row), row.heard_at) for row in rows]

    async def live(self, handle: str) -> Hook | None:
        """The one at this address; None when there is none, or it is revoked."""
        where = hooks.c.handle == handle, hooks.c.revoked_at.is_(None), here(hooks)
        row = (await self._run(select(hooks).where(*where))).first()
        return made(Hook, row) if row else None

    async def add(self, workspace: WorkspaceId, name: str, member: Member, now: datetime) -> Hook:
        """A new one, done by the member of an earlier one of this name, or by `member`, who is new."""
        earlier = [one.member for one, _ in await self.all(workspace) if one.name.casefold() == name.casefold()]
        by = earlier[0] if earlier else await self._joined(member)
        new = Hook(id=HookId(0), workspace=workspace, handle=new_handle(), name=name, member=by, made_at=now)
        row = await self._run(insert(hooks).values(columns(new, hooks)).returning(hooks.c.id))
        added = replace(new, id=HookId(row.scalar_one()))
        self._audit.note(Act.configure, f"hook:{added.id}", workspace=workspace, detail="hook made")
        return added

    async def revoke(self, hook: Hook, now: datetime) -> None:
        """It is not heard any more, from this moment on."""
        await self._run(update(hooks).where(hooks.c.id == hook.id).values(revoked_at=now))
        self._audit.note(Act.configure, f"hook:{hook.id}", workspace=hook.workspace, detail="hook revoked")

    async def record(self, hook: Hook, event: Event, now: datetime) -> bool:
        """Keep that it was heard. False when it was heard before."""
        new = self._insert(incoming).values(
            platform=PLATFORM, tenant=hook.handle, event=event.id, heard_at=now, workspace=hook.workspace,
            member=hook.member,
        )  # fmt: skip
        kept = new.on_conflict_do_nothing().returning(incoming.c.event)
        return (await self._run(kept)).first() is not None

    async def lately(self, hook: Hook, now: datetime) -> int:
        """How much was heard from it within a minute."""
        mine = incoming.c.platform == PLATFORM, incoming.c.tenant == hook.handle
        since = incoming.c.heard_at > now - timedelta(minutes=1)
        return int((await self._run(select(func.count()).where(*mine, since))).scalar_one())

    async def _joined(self, member: Member) -> MemberId:
        row = await self._run(insert(members).values(columns(member, members)).returning(members.c.id))
        return MemberId(row.scalar_one())


def secret_of(hook: Hook) -> bytes:
    """What the system signs with. Whoever has the database without its key cannot work it out."""
    return ring_in_use().secret(f"/hook/{hook.handle}", hook.workspace)


def live_ones(found: Sequence[tuple[Hook, datetime | None]]) -> list[Hook]:
    """Those that are heard."""
    return [one for one, _ in found if one.revoked_at is None]
