"""Agreements that an operator has recorded, one for each vendor of a workspace."""

from sqlalchemy import Column, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.agreements import NEVER, NONE_NEEDED, Agreement
from bot.care.members import WorkspaceId
from bot.store.audit import Act, Audit
from bot.store.columns import Day, Moment
from bot.store.rows import columns, made
from bot.store.tables import _to, metadata

agreements = Table(
    "agreements",
    metadata,
    _to("workspace", "workspaces", key=True),
    Column("vendor", String(120), primary_key=True),
    Column("plan", String(120), nullable=False),
    Column("signed_on", Day, nullable=False),
    Column("recorded_by", String(120), nullable=False),
    Column("recorded_at", Moment, nullable=False),
)


class Agreements:
    """What is on record. That it was recorded, or taken off, is audited."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._run = connection.execute
        self._audit = audit

    async def all(self, workspace: WorkspaceId) -> list[Agreement]:
        """Those of a workspace."""
        mine = agreements.c.workspace == workspace
        rows = await self._run(select(agreements).where(mine).order_by(agreements.c.vendor))
        return [made(Agreement, row) for row in rows]

    async def covers(self, workspace: WorkspaceId, vendor: str) -> bool:
        """Whether words about patients may be kept by this vendor."""
        if vendor in NONE_NEEDED or vendor in NEVER:
            return vendor in NONE_NEEDED
        mine = agreements.c.workspace == workspace, agreements.c.vendor == vendor
        return (await self._run(select(agreements.c.vendor).where(*mine))).first() is not None

    async def record(self, one: Agreement) -> None:
        """Put it on record, in place of the one with the same vendor."""
        await self._remove(one.workspace, one.vendor)
        await self._run(insert(agreements).values(columns(one, agreements)))
        self._noted(one.workspace, one.vendor, "agreement on record")

    async def take_off(self, workspace: WorkspaceId, vendor: str) -> bool:
        """It has ended. False when there was none."""
        if not await self._remove(workspace, vendor):
            return False
        self._noted(workspace, vendor, "agreement ended")
        return True

    async def _remove(self, workspace: WorkspaceId, vendor: str) -> bool:
        it = agreements.c.workspace == workspace, agreements.c.vendor == vendor
        return bool((await self._run(delete(agreements).where(*it))).rowcount)

    def _noted(self, workspace: WorkspaceId, vendor: str, detail: str) -> None:
        self._audit.note(Act.configure, f"vendor:{vendor}"[:64], workspace=workspace, detail=detail)
