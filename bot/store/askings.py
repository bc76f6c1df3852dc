"""Askings: when somebody was asked whether it has come to what an if/then stands for, and who said no."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.contingencies import Asking, AskingId, Contingency, ContingencyId
from bot.care.members import MemberId, WorkspaceId
from bot.store.audit import Act, Audit
from bot.store.columns import Moment
from bot.store.rows import columns, made, new_handle, save
from bot.store.tables import _id, _to, metadata

# One question about one event; a no stays with it, so that nobody is asked about the same event again.
askings = Table(
    "askings",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("contingency", "contingencies", null=False),
    # What happened: `task:12` was closed, `heard:…`, `wrap:3`.
    Column("about", String(64), nullable=False),
    _to("by", "members", null=False),
    Column("asked_at", Moment, nullable=False),
    _to("denied_by", "members"),
    Column("denied_at", Moment),
    Column("version", Integer, nullable=False),
    UniqueConstraint("contingency", "about"),
    Index(None, "contingency", "denied_at"),
)


class Askings:
    """Questions about if/thens that stand."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def ask(self, one: Contingency, about: str, by: MemberId, now: datetime) -> Asking | None:
        """The question about an event, new or still unanswered; None when it was answered."""
        it = askings.c.contingency == one.id, askings.c.about == about
        row = (await self._run(select(askings).where(*it))).first()
        if row is not None:
            found = made(Asking, row)
            return found if found.denied_at is None else None
        new = Asking(
            id=AskingId(0), workspace=one.workspace, handle=new_handle(), contingency=one.id, about=about, by=by,
            asked_at=now,
        )  # fmt: skip
        statement = insert(askings).values(columns(new, askings)).returning(askings.c.id)
        return replace(new, id=AskingId((await self._run(statement)).scalar_one()))

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Asking | None:
        """The one that a button names."""
        where = askings.c.workspace == workspace, askings.c.handle == handle
        row = (await self._run(select(askings).where(*where))).first()
        return made(Asking, row) if row else None

    async def save(self, asking: Asking, one: Contingency) -> Asking:
        """Write what was answered, or that it was taken back. Raises Stale."""
        await save(self._connection, askings, asking)
        self._audit.note(
            Act.change, f"contingency:{one.id}", workspace=one.workspace, patient=one.patient,
            detail="said no" if asking.denied_at else "no taken back",
        )  # fmt: skip
        return replace(asking, version=asking.version + 1)

    async def denied_since(self, which: Collection[ContingencyId], since: datetime) -> set[ContingencyId]:
        """Those of these about which somebody has said no since then."""
        where = askings.c.contingency.in_(which), askings.c.denied_at >= since
        return set((await self._run(select(askings.c.contingency).where(*where))).scalars())
