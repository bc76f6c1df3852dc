"""Swaps: shifts that somebody wants to give away, and what came of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.swaps import Swap, SwapId, SwapStatus
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Day, Listing, Moment
from bot.store.rows import columns, made, save
from bot.store.tables import _id, _partial, _to, metadata
from bot.store.wall import here

# A shift that is given away when somebody accepts; `other` is the one that is wanted for it.
swaps = Table(
    "swaps",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("asker", "members", null=False),
    _to("team", "teams", null=False),
    Column("duty", String(32), nullable=False),
    Column("day", Day, nullable=False),
    Column("start_at", Moment, nullable=False),
    _to("giver", "members"),
    _to("to", "members"),
    Column("other", String(32), nullable=False),
    Column("other_day", Day),
    Column("refused", Listing, nullable=False),
    Column("status", Choice(SwapStatus), nullable=False),
    _to("decided_by", "members"),
    Column("alarm_at", Moment),
    Column("told", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(status = 'asked') = (alarm_at IS NOT NULL)", name="asked_has_alarm"),
    _partial("ix_swaps_due", "alarm_at", where="alarm_at IS NOT NULL"),
)

ALARM = Alarm(swaps.c.alarm_at)


class Swaps:
    """What was asked of whom about shifts."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, swap: Swap) -> Swap:
        """Keep a new one."""
        statement = insert(swaps).values(columns(swap, swaps)).returning(swaps.c.id)
        added = replace(swap, id=SwapId((await self._run(statement)).scalar_one()))
        self._noted(added)
        return added

    async def save(self, swap: Swap) -> Swap:
        """Write a changed one. Raises Stale."""
        await save(self._connection, swaps, swap)
        self._noted(swap)
        return replace(swap, version=swap.version + 1)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Swap | None:
        """The one that a button names."""
        where = swaps.c.workspace == workspace, swaps.c.handle == handle
        row = (await self._run(select(swaps).where(*where))).first()
        return made(Swap, row) if row else None

    async def by_id(self, id: SwapId) -> Swap | None:
        """The one with this key."""
        row = (await self._run(select(swaps).where(swaps.c.id == id, here(swaps)))).first()
        return made(Swap, row) if row else None

    async def waiting(self, workspace: WorkspaceId) -> list[Swap]:
        """Those that nobody has answered for good, by their shift."""
        where = swaps.c.workspace == workspace, swaps.c.alarm_at.is_not(None)
        rows = await self._run(select(swaps).where(*where).order_by(swaps.c.start_at, swaps.c.id))
        return [made(Swap, row) for row in rows]

    async def alarming(self, now: datetime, limit: int) -> list[Swap]:
        """Those whose time has come; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(swaps)
            .where(ALARM.due(now))
            .order_by(swaps.c.alarm_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Swap, row) for row in rows.all()]

    def _noted(self, swap: Swap) -> None:
        self._audit.note(
            Act.configure, f"team:{swap.team}", workspace=swap.workspace, detail=f"swap {swap.status}"
        )
