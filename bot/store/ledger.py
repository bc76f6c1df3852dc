"""The ledger's rows: where every item stands, without reading a word of it, and when it is looked through next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, exists, func, not_, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.ledger import Balance, Item, balance, classify
from bot.care.members import ChannelId, MemberId, TeamId, WorkspaceId
from bot.care.people import People
from bot.care.tasks import Status
from bot.store.alarms import Alarm
from bot.store.rows import made
from bot.store.tables import handoff_items, handoffs, tasks, workspaces

# An empty text is kept empty, so that this much can be seen of a sealed one.
_REASONED = type_coerce(tasks.c.note, Text) != ""
_OFFERED = exists(
    select(handoff_items.c.task)
    .join(handoffs, handoffs.c.id == handoff_items.c.handoff)
    .where(
        handoff_items.c.task == tasks.c.id, handoffs.c.status == "requested", handoffs.c.sender == tasks.c.owner
    )
)
_ENDED = and_(tasks.c.closed_at.is_not(None), tasks.c.closed_by.is_not(None), tasks.c.alarm_at.is_(None))
_OVER = or_(
    and_(tasks.c.status == Status.completed, tasks.c.outcome.is_not(None), _ENDED),
    and_(tasks.c.status == Status.cancelled, _REASONED, _ENDED),
)
"""Over as it should be. These are counted where they lie: they are most of what there is, and do not change."""
_SEEN = (
    tasks.c.number, tasks.c.status, tasks.c.owner, tasks.c.team, tasks.c.creator, tasks.c.due_at, tasks.c.alarm_at,
    tasks.c.outcome, tasks.c.closed_at, tasks.c.closed_by, _REASONED.label("reasoned"), _OFFERED.label("offered"),
)  # fmt: skip

CHECK = Alarm(workspaces.c.check_at)
NEVER_CHECKED = workspaces.c.check_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """A workspace whose ledger is to be looked through."""

    id: WorkspaceId
    zone: str
    check_at: datetime | None


class Ledger:
    """Where everything stands."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def of_member(self, workspace: WorkspaceId, member: MemberId, people: People, now: datetime) -> Balance:
        """What a member has, or had when it ended, and drafts of theirs."""
        drafted = and_(tasks.c.status == Status.draft, tasks.c.creator == member)
        held = and_(tasks.c.status != Status.draft, tasks.c.owner == member)
        return await self._balance(people, now, tasks.c.workspace == workspace, or_(drafted, held))

    async def of_team(self, workspace: WorkspaceId, team: TeamId, people: People, now: datetime) -> Balance:
        """What was given to a team, claimed or not."""
        return await self._balance(people, now, tasks.c.workspace == workspace, tasks.c.team == team)

    async def of_channel(
        self, workspace: WorkspaceId, channel: ChannelId, people: People, now: datetime
    ) -> Balance:
        """What was captured in a channel."""
        return await self._balance(people, now, tasks.c.workspace == workspace, tasks.c.channel == channel)

    async def of_all(self, workspace: WorkspaceId, people: People, now: datetime) -> Balance:
        """All that was ever captured in a workspace."""
        return await self._balance(people, now, tasks.c.workspace == workspace)

    async def unchecked(self, now: datetime, limit: int) -> list[Unchecked]:
        """Workspaces whose next look is due; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(workspaces.c.id, workspaces.c.zone, workspaces.c.check_at)
            .where(or_(NEVER_CHECKED, CHECK.due(now)))
            .order_by(workspaces.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_unchecked(row) for row in rows]

    async def check_again(self, workspace: WorkspaceId, at: datetime) -> None:
        """Look again then."""
        await self._run(update(workspaces).where(workspaces.c.id == workspace).values(check_at=at))

    async def workspaces(self, name: str | None = None) -> list[tuple[WorkspaceId, str]]:
        """Every workspace, or the one of this name."""
        statement = select(workspaces.c.id, workspaces.c.name).order_by(workspaces.c.name)
        if name is not None:
            statement = statement.where(workspaces.c.name == name)
        return [(WorkspaceId(row.id), row.name) for row in await self._run(statement)]

    async def _balance(self, people: People, now: datetime, *where: ColumnElement[bool]) -> Balance:
        counted = await self._run(
            select(tasks.c.status, func.count()).where(*where, _OVER).group_by(tasks.c.status)
        )  # fmt: skip
        over: dict[Status, int] = {status: count for status, count in counted}  # noqa: C416 - rows, not tuples
        rows = await self._run(select(*_SEEN).where(*where, not_(_OVER)))
        return balance(
            (classify(_item(row), people, now) for row in rows),
            closed=over.get(Status.completed, 0), dropped=over.get(Status.cancelled, 0),
        )  # fmt: skip


def _item(row) -> Item:  # type: ignore[no-untyped-def]
    return made(Item, row)


def _unchecked(row) -> Unchecked:  # type: ignore[no-untyped-def]
    return made(Unchecked, row)
