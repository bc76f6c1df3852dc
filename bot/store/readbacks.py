"""Critical values that are to be read back."""

from dataclasses import replace

from sqlalchemy import Column, ColumnElement, Integer, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.readbacks import Heard, Readback, ReadbackId
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Moment, PatientText
from bot.store.rows import columns, made, save
from bot.store.sealing import writing_for
from bot.store.tables import _id, _partial, _to, metadata
from bot.store.wall import here

# While it waits a ladder runs, which has its next moment.
readbacks = Table(
    "readbacks",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("patient", String(16), nullable=False),
    Column("what", PatientText, nullable=False),
    Column("value", PatientText, nullable=False),
    _to("sender", "members", null=False),
    _to("receiver", "members", null=False),
    Column("heard", Choice(Heard), nullable=False),
    Column("typed", PatientText, nullable=False),
    _to("typed_by", "members"),
    Column("typed_at", Moment),
    Column("tries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    _partial("ix_readbacks_waiting", "workspace", where="heard = 'waiting'"),
)


class Readbacks:
    """Critical values, waiting and read back."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, readback: Readback) -> Readback:
        """Keep a new one."""
        writing_for(readback.workspace)
        statement = insert(readbacks).values(columns(readback, readbacks)).returning(readbacks.c.id)
        added = replace(readback, id=ReadbackId((await self._run(statement)).scalar_one()))
        self._noted(added, Act.create)
        return added

    async def save(self, readback: Readback) -> Readback:
        """Write a changed one. Returns it with its new version. Raises Stale."""
        await save(self._connection, readbacks, readback)
        self._noted(readback, Act.change)
        return replace(readback, version=readback.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Readback | None:
        """The one that a button names."""
        found = await self._many(readbacks.c.workspace == workspace, readbacks.c.handle == handle)
        return found[0] if found else None

    async def by_id(self, id: ReadbackId) -> Readback | None:
        """The one with this key."""
        found = await self._many(readbacks.c.id == id, here(readbacks))
        return found[0] if found else None

    async def waiting(self, workspace: WorkspaceId) -> list[Readback]:
        """Those that nobody has read back rightly."""
        return await self._many(readbacks.c.workspace == workspace, readbacks.c.heard == Heard.waiting)

    def _noted(self, one: Readback, act: Act) -> None:
        about = f"readback:{one.id}"
        self._audit.note(act, about, workspace=one.workspace, patient=one.patient, detail=one.heard)

    async def _many(self, *where: ColumnElement[bool]) -> list[Readback]:
        rows = await self._run(select(readbacks).where(*where).order_by(readbacks.c.id))
        return [made(Readback, row) for row in rows.all()]
