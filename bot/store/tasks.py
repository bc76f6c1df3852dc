"""Tasks and their history. Every change writes the row as it was, so that each can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId, TeamId, WorkspaceId
from bot.care.tasks import CLOSED, OPEN, Status, Task, TaskId
from bot.care.urgency import Urgency
from bot.store import words
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit, changed_fields
from bot.store.columns import of_row
from bot.store.rows import columns, made, new_handle, save
from bot.store.sealing import writing_for
from bot.store.tables import members, task_events, tasks, team_members
from bot.store.wall import here

_TASK = TypeAdapter(Task)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent:
    """Something that was done to a task. `before` is the task as it was; None when it was just made."""

    task: TaskId
    version: int
    handle: str
    verb: str
    by: MemberId | None
    at: datetime
    before: Task | None
    successor: TaskId | None


ALARM = Alarm(tasks.c.alarm_at)

# Urgent items that nobody has accepted and for which no ladder runs.
UNANSWERED = select(tasks).where(
    tasks.c.status == Status.requested, tasks.c.urgency != Urgency.routine, tasks.c.escalated_at.is_(None)
)

_GONE = select(members.c.id).where(members.c.active.is_(False))
_MANNED = select(team_members.c.team).join(members, members.c.id == team_members.c.member).where(members.c.active)
# Open items and drafts of people who have left, or of teams that nobody is in, where anybody is left to take them.
LEFT_BEHIND = select(tasks).where(
    tasks.c.workspace.in_(select(members.c.workspace).where(members.c.active)),
    or_(
        and_(tasks.c.owner.in_(_GONE), tasks.c.status.in_(OPEN)),
        and_(tasks.c.creator.in_(_GONE), tasks.c.status == Status.draft),
        and_(tasks.c.owner.is_(None), tasks.c.status.in_(OPEN), tasks.c.team.not_in(_MANNED)),
    ),
)


class Tasks:
    """Tasks and follow-ups, of every status."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def add(self, task: Task, verb: str, by: MemberId | None, now: datetime) -> tuple[Task, str]:
        """Keep a new task. Returns it with its id, and the handle that undoes it."""
        writing_for(task.workspace)
        statement = insert(tasks).values(columns(task, tasks)).returning(tasks.c.id)
        added = replace(task, id=TaskId((await self._run(statement)).scalar_one()))
        await words.index(self._connection, added)
        return added, await self._event(added, verb, by, now, before=None)

    async def save(
        self,
        task: Task,
        before: Task,
        verb: str,
        by: MemberId | None,
        now: datetime,
        *,
        successor: TaskId | None = None,
    ) -> tuple[Task, str]:
        """Write a changed copy of `before`. Returns it with its new version, and the handle that undoes it.

        Raises Stale when somebody else was first.
        """
        await save(self._connection, tasks, task)
        await words.index(self._connection, task, before)
        saved = replace(task, version=task.version + 1)
        return saved, await self._event(saved, verb, by, now, before=before, successor=successor)

    async def set_alarm(self, task: Task) -> None:
        """Write only what a tick changes (alarm, nudges); no history. Raises Stale."""
        await save(self._connection, tasks, task)

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Task | None:
        """The task that a button or link names."""
        return await self._one(tasks.c.workspace == workspace, tasks.c.handle == handle)

    async def by_number(self, workspace: WorkspaceId, number: int) -> Task | None:
        """The task that people call `#12`."""
        return await self._one(tasks.c.workspace == workspace, tasks.c.number == number)

    async def by_id(self, id: TaskId) -> Task | None:
        """The task with this key."""
        return await self._one(tasks.c.id == id, here(tasks))

    async def by_ids(self, ids: Sequence[TaskId]) -> list[Task]:
        """These tasks, in the order of their numbers."""
        return await self._many(tasks.c.id.in_(ids), here(tasks), order=tasks.c.number)

    async def keyed(self, ids: Sequence[TaskId]) -> dict[TaskId, Task]:
        """These tasks by their keys."""
        return {task.id: task for task in await self.by_ids(ids)}

    async def open_of(self, workspace: WorkspaceId, member: MemberId) -> list[Task]:
        """What a member has to do, drafts of theirs included; most pressing first."""
        mine = and_(tasks.c.owner == member, tasks.c.status.in_(OPEN))
        unfinished = and_(tasks.c.creator == member, tasks.c.status == Status.draft)
        return await self._many(tasks.c.workspace == workspace, or_(mine, unfinished))

    async def held_by(self, workspace: WorkspaceId, member: MemberId) -> list[Task]:
        """All of `open_of`, however many, for somebody whose every item is looked at."""
        mine = and_(tasks.c.owner == member, tasks.c.status.in_(OPEN))
        unfinished = and_(tasks.c.creator == member, tasks.c.status == Status.draft)
        return await self._many(tasks.c.workspace == workspace, or_(mine, unfinished), limit=None)

    async def left_behind(self, limit: int) -> list[Task]:
        """Open items and drafts of people who have left, or of empty teams, where anybody is left to take them;
        locked, so that no other replica takes them too."""
        statement = LEFT_BEHIND.order_by(tasks.c.number).limit(limit).with_for_update(skip_locked=True)
        return [made(Task, row) for row in await self._run(statement)]

    async def open_where(
        self,
        workspace: WorkspaceId,
        *,
        channel: ChannelId | None = None,
        team: TeamId | None = None,
        owner: MemberId | None = None,
        patient: str | None = None,
        due_before: datetime | None = None,
        limit: int | None = 200,
    ) -> list[Task]:
        """Open items that have all that is asked for; most pressing first."""
        asked: list[ColumnElement[bool]] = [tasks.c.workspace == workspace, tasks.c.status.in_(OPEN)]
        for column, wanted in ((tasks.c.channel, channel), (tasks.c.team, team), (tasks.c.owner, owner)):
            if wanted is not None:
                asked.append(column == wanted)
        if patient is not None:
            asked.append(tasks.c.patient == patient)
        if due_before is not None:
            asked.append(tasks.c.due_at < due_before)
        return await self._many(*asked, limit=limit)

    async def moved_about(self, workspace: WorkspaceId, patient: str, since: datetime) -> list[Task]:
        """What was made or closed for a patient after this moment, by number."""
        return await self._many(
            tasks.c.workspace == workspace,
            tasks.c.patient == patient,
            or_(tasks.c.created_at > since, tasks.c.closed_at > since),
            order=tasks.c.number,
        )

    async def closed_in(self, workspace: WorkspaceId, channel: ChannelId, since: datetime) -> list[Task]:
        """What was closed in a channel since then, newest first."""
        return await self._many(
            tasks.c.workspace == workspace,
            tasks.c.channel == channel,
            tasks.c.status.in_(CLOSED),
            tasks.c.closed_at >= since,
            order=tasks.c.closed_at.desc(),
        )

    async def containing(self, workspace: WorkspaceId, text: str, limit: int) -> list[Task]:
        """Items of any status in which all the words of the text stand, as whole words; newest first."""
        asked = words.has_words(text, workspace)
        if not asked:
            return []
        return await self._many(
            tasks.c.workspace == workspace, *asked, order=tasks.c.created_at.desc(), limit=limit
        )

    async def alarming(self, now: datetime, limit: int) -> list[Task]:
        """Items whose alarm is due, oldest first; locked, so that no other replica takes them too."""
        statement = (
            select(tasks)
            .where(ALARM.due(now))
            .order_by(tasks.c.alarm_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Task, row) for row in await self._run(statement)]

    async def unanswered(self, limit: int) -> list[Task]:
        """Urgent items that nobody has accepted and for which no ladder runs; locked."""
        statement = UNANSWERED.order_by(tasks.c.id).limit(limit).with_for_update(skip_locked=True)
        return [made(Task, row) for row in await self._run(statement)]

    async def event(self, workspace: WorkspaceId, handle: str) -> TaskEvent | None:
        """What an Undo button names."""
        row = (
            await self._run(
                select(task_events)
                .join(tasks, tasks.c.id == task_events.c.task)
                .where(tasks.c.workspace == workspace, task_events.c.handle == handle)
            )
        ).first()
        return _event_of(row) if row else None

    async def last_event(self, by: MemberId) -> TaskEvent | None:
        """The last thing that a member did to any task."""
        row = (
            await self._run(
                select(task_events)
                .join(tasks, tasks.c.id == task_events.c.task)
                .where(task_events.c.by == by, here(tasks))
                .order_by(task_events.c.id.desc())
                .limit(1)
            )
        ).first()
        return _event_of(row) if row else None

    async def history(self, task: TaskId) -> list[TaskEvent]:
        """All that was done to a task, oldest first."""
        rows = await self._run(select(task_events).where(task_events.c.task == task).order_by(task_events.c.id))
        return [_event_of(row) for row in rows]

    async def _event(
        self,
        task: Task,
        verb: str,
        by: MemberId | None,
        now: datetime,
        *,
        before: Task | None,
        successor: TaskId | None = None,
    ) -> str:
        handle = new_handle()
        self._audit.note(
            Act.change if before else Act.create,
            f"task:{task.id}",
            workspace=task.workspace,
            actor=by,
            patient=task.patient,
            detail=verb,
            fields=changed_fields(task, before),
            at=now,
        )
        await self._run(
            insert(task_events).values(
                of_row(
                    task_events,
                    task=task.id,
                    version=task.version,
                    handle=handle,
                    verb=verb,
                    by=by,
                    at=now,
                    before=_TASK.dump_json(before).decode() if before else None,
                    successor=successor,
                )
            )
        )
        return handle

    async def _one(self, *where: ColumnElement[bool]) -> Task | None:
        row = (await self._run(select(tasks).where(*where))).first()
        return made(Task, row) if row else None

    async def _many(
        self, *where: ColumnElement[bool], order: ColumnElement[object] | None = None, limit: int | None = 500
    ) -> list[Task]:
        pressing = (tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.number)
        ordered = (order,) if order is not None else pressing
        rows = await self._run(select(tasks).where(*where).order_by(*ordered).limit(limit))
        return [made(Task, row) for row in rows]


def _event_of(row) -> TaskEvent:  # type: ignore[no-untyped-def]
    before = _TASK.validate_json(row.before) if row.before else None
    return made(TaskEvent, row, before=before)
