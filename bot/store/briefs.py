"""Briefs: when somebody is to be briefed next, who wants that, and who is to be watched."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Index, Table, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.brief import WATCHED_FOR, Watcher
from bot.care.handoffs import HandoffStatus, Severity
from bot.care.members import MemberId, WorkspaceId
from bot.store.alarms import Alarm
from bot.store.columns import Moment
from bot.store.tables import _to, handoff_patients, handoffs, metadata, workspaces

# When a workspace's shifts are looked through next, for those that begin soon; not yet known of a new one.
briefs = Table(
    "briefs",
    metadata,
    _to("workspace", "workspaces", key=True),
    Column("look_at", Moment, nullable=False),
    Index(None, "look_at"),
)

# Who has said that they want to be briefed before their shift, or not.
brief_wishes = Table(
    "brief_wishes",
    metadata,
    _to("member", "members", key=True),
    _to("workspace", "workspaces", null=False),
    Column("wanted", Boolean, nullable=False),
    Index(None, "workspace"),
)

LOOK = Alarm(briefs.c.look_at)
NEVER_LOOKED = select(workspaces.c.id).where(
    ~select(briefs.c.workspace).where(briefs.c.workspace == workspaces.c.id).exists()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlooked:
    """A workspace whose shifts are to be looked through."""

    id: WorkspaceId
    look_at: datetime | None


class Briefs:
    """When, to whom, and of what only a brief speaks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def due(self, now: datetime, limit: int) -> list[Unlooked]:
        """Workspaces whose shifts are to be looked through; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(workspaces.c.id, briefs.c.look_at)
            .outerjoin(briefs, briefs.c.workspace == workspaces.c.id)
            .where(or_(briefs.c.look_at.is_(None), LOOK.due(now)))
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
            await self._run(insert(briefs).values(workspace=one.id, look_at=again_at))

    async def look_at(self, workspace: WorkspaceId, at: datetime) -> None:
        """Shifts, hours or wishes have changed: look through them then."""
        await self._run(update(briefs).where(briefs.c.workspace == workspace).values(look_at=at))

    async def wishes(self, workspace: WorkspaceId) -> dict[MemberId, bool]:
        """What members have said about being briefed."""
        rows = await self._run(select(brief_wishes).where(brief_wishes.c.workspace == workspace))
        return {MemberId(row.member): row.wanted for row in rows}

    async def wish(self, workspace: WorkspaceId, member: MemberId, wanted: bool) -> None:
        """A member wants to be briefed, or does not."""
        changed = await self._run(
            update(brief_wishes).where(brief_wishes.c.member == member).values(wanted=wanted)
        )  # fmt: skip
        if not changed.rowcount:
            await self._run(insert(brief_wishes).values(member=member, workspace=workspace, wanted=wanted))

    async def watchers(self, workspace: WorkspaceId, member: MemberId, now: datetime) -> list[Watcher]:
        """Patients who are with a member since their last handoff, and may get worse; the sickest first."""
        rows = await self._run(
            select(handoffs.c.id, handoffs.c.receiver, handoff_patients.c.patient, handoff_patients.c.severity)
            .join(handoff_patients, handoff_patients.c.handoff == handoffs.c.id)
            .where(
                handoffs.c.workspace == workspace,
                handoffs.c.status == HandoffStatus.accepted,
                handoffs.c.decided_at > now - WATCHED_FOR,
                handoff_patients.c.patient.is_not(None),
                handoff_patients.c.sbar.is_(None),
            )
            .order_by(handoffs.c.decided_at.desc(), handoffs.c.id.desc())
        )
        newest_first = rows.all()
        last = {row.patient: row for row in reversed(newest_first)}
        found = [
            Watcher(patient=row.patient, severity=row.severity, handoff=row.id)
            for row in last.values()
            if row.receiver == member and row.severity in (Severity.watcher, Severity.unstable)
        ]
        return sorted(found, key=lambda one: (one.severity.rank, one.patient))
