"""Broken glass: who may look at which patient for a while; and who, besides the leads, is told of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.breakglass import Glass, GlassId
from bot.care.members import MemberId, WorkspaceId
from bot.store.audit import Act, Audit
from bot.store.columns import Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _to, metadata
from bot.store.wall import here

glasses = Table(
    "glasses",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("member", "members", null=False),
    Column("patient", String(16), nullable=False),
    Column("reason", PatientText, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    _to("ended_by", "members"),
    Column("version", Integer, nullable=False),
    Index(None, "member", "ends_at"),
    Index(None, "workspace", "ends_at"),
)

glass_watchers = Table(
    "glass_watchers",
    metadata,
    _to("workspace", "workspaces", key=True),
    _to("member", "members", key=True),
)


class Glasses:
    """What was broken, and what still is."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, glass: Glass) -> Glass:
        """Keep a new one."""
        writing_for(glass.workspace)
        statement = insert(glasses).values(columns(glass, glasses)).returning(glasses.c.id)
        added = replace(glass, id=GlassId((await self._run(statement)).scalar_one()))
        self._noted(added, "began")
        return added

    async def save(self, glass: Glass) -> Glass:
        """Write a changed one. Returns it with its new version. Raises Stale."""
        await save(self._connection, glasses, glass)
        self._noted(glass, "ended")
        return replace(glass, version=glass.version + 1)

    async def by_id(self, id: GlassId) -> Glass | None:
        """The one with this key."""
        row = (await self._run(select(glasses).where(glasses.c.id == id, here(glasses)))).first()
        return made(Glass, row) if row else None

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Glass | None:
        """The one that a button names."""
        statement = select(glasses).where(glasses.c.workspace == workspace, glasses.c.handle == handle)
        row = (await self._run(statement)).first()
        return made(Glass, row) if row else None

    async def broken(self, workspace: WorkspaceId, now: datetime) -> list[Glass]:
        """Those that still open something, oldest first."""
        rows = await self._run(
            select(glasses).where(glasses.c.workspace == workspace, glasses.c.ends_at > now).order_by(glasses.c.id)
        )
        return [made(Glass, row) for row in rows]

    async def patients(self, member: MemberId, now: datetime) -> frozenset[str]:
        """The patients at whom a member may look by it now."""
        statement = select(glasses.c.patient).where(
            here(glasses), glasses.c.member == member, glasses.c.ends_at > now
        )
        return frozenset((await self._run(statement)).scalars())

    async def watchers(self, workspace: WorkspaceId) -> set[MemberId]:
        """Who is told besides the leads."""
        statement = select(glass_watchers.c.member).where(glass_watchers.c.workspace == workspace)
        return set((await self._run(statement)).scalars())

    async def tell(self, workspace: WorkspaceId, member: MemberId | None) -> None:
        """Let this member be told besides the leads, and nobody else; or nobody."""
        await self._run(delete(glass_watchers).where(glass_watchers.c.workspace == workspace))
        if member is not None:
            await self._run(insert(glass_watchers).values(workspace=workspace, member=member))
        about = f"member:{member}" if member is not None else ""
        self._audit.note(Act.configure, about, workspace=workspace, detail="break-glass is told")

    def _noted(self, one: Glass, what: str) -> None:
        about, detail = f"glass:{one.id}", f"break-glass {what}"
        self._audit.note(Act.configure, about, workspace=one.workspace, patient=one.patient, detail=detail)
