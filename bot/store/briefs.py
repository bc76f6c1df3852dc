"""Briefs: when somebody is to be briefed next, who wants that, and who is to be watched."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.brief import WATCHED_FOR, Watcher
from bot.care.handoffs import HandoffStatus, Severity
from bot.care.members import MemberId, WorkspaceId
from bot.store.alarms import Alarm
from bot.store.looks import Looks, looks_table, never_looked, wishes_table
from bot.store.tables import handoff_patients, handoffs

briefs = looks_table("briefs")
brief_wishes = wishes_table("brief_wishes")

LOOK = Alarm(briefs.c.look_at)
NEVER_LOOKED = never_looked(briefs)


class Briefs(Looks):
    """When, to whom, and of what only a brief speaks."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, briefs, brief_wishes)

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
