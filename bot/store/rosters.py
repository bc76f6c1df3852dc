"""Rosters: the shifts of teams, what single dates change, and who is away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId, TeamId, WorkspaceId
from bot.care.roster import Absence, AbsenceId, Away, Roster, Shift, ShiftId, Source, Stint, StintId, Turns
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Choice, Day, Listing, Moment, WallTime
from bot.store.rows import columns, made, new_handle, save
from bot.store.tables import _id, _partial, _to, metadata
from bot.store.wall import here

# A team that has shifts. What lies before `since` is not read any more; gaps are looked for at `check_at`.
rosters = Table(
    "rosters",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    _to("team", "teams", null=False),
    Column("since", Day, nullable=False),
    Column("check_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("team"),
    Index(None, "workspace"),
    Index(None, "check_at"),
)

# A pattern: a shift that comes back on days of the week.
shifts = Table(
    "shifts",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("team", "teams", null=False),
    Column("name", String(40), nullable=False),
    Column("start", WallTime, nullable=False),
    Column("end", WallTime, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("days", Listing, nullable=False),
    Column("turns", Choice(Turns), nullable=False),
    Column("first", Day, nullable=False),
    Column("last", Day),
    _to("replaces", "shifts"),
    Column("version", Integer, nullable=False),
    Index(None, "team"),
)

# Who a pattern puts on, in the order of their turns.
shift_people = Table(
    "shift_people",
    metadata,
    _to("shift", "shifts", key=True),
    _to("member", "members", key=True),
    Column("position", Integer, nullable=False),
)

# One date of one member: on or off the shift of a pattern, or a shift by itself.
stints = Table(
    "stints",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("team", "teams", null=False),
    _to("shift", "shifts"),
    Column("name", String(40), nullable=False),
    Column("day", Day, nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("end_at", Moment, nullable=False),
    Column("zone", String(64), nullable=False),
    _to("member", "members"),
    Column("on", Boolean, nullable=False),
    Column("source", Choice(Source), nullable=False),
    Index(None, "team", "day"),
)

# Somebody is not there, for whole days. It is over at `over_at`, unless `ended_at` says that it was before.
absences = Table(
    "absences",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("member", "members", null=False),
    Column("kind", Choice(Away), nullable=False),
    Column("first", Day, nullable=False),
    Column("last", Day, nullable=False),
    Column("zone", String(64), nullable=False),
    _to("said_by", "members", null=False),
    Column("offered_at", Moment),
    Column("over_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    _partial("ix_absences_over", "over_at", where="ended_at IS NULL"),
    Index(None, "workspace", "ended_at"),
)

KEPT = timedelta(days=3)
"""How long what is over is still read, so that a night that has just ended is not forgotten."""

CHECK = Alarm(rosters.c.check_at)
BACK = Alarm(absences.c.over_at, only=[absences.c.ended_at.is_(None)])


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRoster:
    """That a team has shifts. Each change of them goes through it, so that two at once cannot both be made."""

    id: int
    workspace: WorkspaceId
    team: TeamId
    since: date
    check_at: datetime
    version: int = 1


# Put together once: they are asked whenever it matters who there is.
_AWAY = select(absences).where(absences.c.workspace == bindparam("workspace"), absences.c.ended_at.is_(None))
_ANY = select(rosters.c.team).where(rosters.c.workspace == bindparam("workspace")).limit(1)


class Rosters:
    """Shifts and leave of a workspace."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit
        self._run = connection.execute

    async def of(self, workspace: WorkspaceId) -> Roster:
        """All shifts and leave, from a few days ago on."""
        absent = tuple(made(Absence, row) for row in await self._run(_AWAY, {"workspace": workspace}))
        if (await self._run(_ANY, {"workspace": workspace})).first() is None:
            return Roster(absences=absent)
        here = (shifts.c.team == rosters.c.team) & (rosters.c.workspace == workspace)
        running = shifts.c.last.is_(None) | (shifts.c.last >= rosters.c.since)
        patterns = (await self._run(select(shifts).join(rosters, here).where(running).order_by(shifts.c.id))).all()
        people = await self._people([row.id for row in patterns])
        there = (stints.c.team == rosters.c.team) & (rosters.c.workspace == workspace)
        dates = await self._run(
            select(stints).join(rosters, there).where(stints.c.day >= rosters.c.since).order_by(stints.c.id)
        )
        return Roster(
            shifts=tuple(made(Shift, row, people=people.get(row.id, ())) for row in patterns),
            stints=tuple(made(Stint, row) for row in dates),
            absences=absent,
        )

    async def of_team(self, workspace: WorkspaceId, team: TeamId, now: datetime) -> TeamRoster:
        """The roster of a team, made when it has none yet. It is looked at for gaps when it is saved."""
        where = rosters.c.workspace == workspace, rosters.c.team == team
        found = (await self._run(select(rosters).where(*where))).first()
        if found is not None:
            return made(TeamRoster, found)
        new = TeamRoster(id=0, workspace=workspace, team=team, since=_kept(now), check_at=now)
        statement = insert(rosters).values(columns(new, rosters)).returning(rosters.c.id)
        return replace(new, id=(await self._run(statement)).scalar_one())

    async def changing(self, workspace: WorkspaceId, team: TeamId, now: datetime) -> None:
        """The shifts of a team are being changed: nobody else may at the same time. Raises Stale."""
        found = await self.of_team(workspace, team, now)
        await save(self._connection, rosters, replace(found, check_at=now))
        self._audit.note(Act.configure, f"team:{team}", workspace=workspace, detail="roster")

    async def due(self, now: datetime, limit: int) -> list[TeamRoster]:
        """Teams whose shifts are to be looked at for gaps; locked, so that no other replica takes them too."""
        rows = await self._run(
            select(rosters)
            .where(CHECK.due(now))
            .order_by(rosters.c.check_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(TeamRoster, row) for row in rows.all()]

    async def checked(self, roster: TeamRoster, again_at: datetime, now: datetime) -> None:
        """Looked at; what is over is not read any more. Raises Stale."""
        await save(self._connection, rosters, replace(roster, check_at=again_at, since=_kept(now)))

    async def add_shift(self, shift: Shift) -> Shift:
        """Keep a new pattern."""
        statement = insert(shifts).values(columns(shift, shifts)).returning(shifts.c.id)
        added = replace(shift, id=ShiftId((await self._run(statement)).scalar_one()))
        for position, member in enumerate(shift.people):
            await self._run(insert(shift_people).values(shift=added.id, member=member, position=position))
        return added

    async def save_shift(self, shift: Shift) -> Shift:
        """Write a changed pattern; who is on it stays. Raises Stale."""
        await save(self._connection, shifts, shift)
        return replace(shift, version=shift.version + 1)

    async def shift(self, workspace: WorkspaceId, *, handle: str = "", id: ShiftId | None = None) -> Shift | None:
        """The pattern that a button names, or with this key; also one that has ended."""
        named = shifts.c.id == id if id is not None else shifts.c.handle == handle
        row = (await self._run(select(shifts).where(shifts.c.workspace == workspace, named))).first()
        return made(Shift, row, people=(await self._people([row.id])).get(row.id, ())) if row else None

    async def add_stints(self, added: Sequence[Stint]) -> None:
        """Keep changes of single dates."""
        rows = [columns(replace(one, handle=new_handle()), stints) for one in added]
        if rows:
            await self._run(insert(stints), rows)

    async def drop_stints(self, ids: Collection[StintId]) -> None:
        """Take back changes of single dates."""
        if ids:
            await self._run(delete(stints).where(stints.c.id.in_(ids), here(stints)))

    async def imported(self, team: TeamId, first: date, last: date) -> list[Stint]:
        """The dates of a team that an import has brought, from one day to another."""
        rows = await self._run(
            select(stints)
            .where(
                here(stints),
                stints.c.team == team,
                stints.c.source == Source.imported,
                stints.c.day >= first,
                stints.c.day <= last,
            )
            .order_by(stints.c.start_at, stints.c.id)
        )
        return [made(Stint, row) for row in rows]

    async def add_absence(self, absence: Absence) -> Absence:
        """Keep that somebody is not there."""
        values = columns(absence, absences) | {"over_at": absence.ends}
        added = replace(
            absence,
            id=AbsenceId((await self._run(insert(absences).values(values).returning(absences.c.id))).scalar_one()),
        )
        self._noted(added)
        return added

    async def save_absence(self, absence: Absence) -> Absence:
        """Write a changed leave. Raises Stale."""
        await save(self._connection, absences, absence)
        self._noted(absence)
        return replace(absence, version=absence.version + 1)

    async def end_absence(self, absence: Absence, now: datetime) -> Absence:
        """It is over. Raises Stale."""
        return await self.save_absence(replace(absence, ended_at=now))

    async def absence(self, workspace: WorkspaceId, handle: str) -> Absence | None:
        """The leave that a button names, also one that is over."""
        where = absences.c.workspace == workspace, absences.c.handle == handle
        row = (await self._run(select(absences).where(*where))).first()
        return made(Absence, row) if row else None

    async def absences_over(self, now: datetime, limit: int) -> list[Absence]:
        """Leave that is over and not marked so yet; locked, so that no other replica takes it too."""
        rows = await self._run(
            select(absences)
            .where(BACK.due(now))
            .order_by(absences.c.over_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [made(Absence, row) for row in rows.all()]

    async def _people(self, wanted: Sequence[int]) -> dict[int, tuple[MemberId, ...]]:
        found: dict[int, tuple[MemberId, ...]] = {}
        rows = await self._run(
            select(shift_people).where(shift_people.c.shift.in_(wanted)).order_by(shift_people.c.position)
        )
        for row in rows:
            found[row.shift] = (*found.get(row.shift, ()), row.member)
        return found

    def _noted(self, absence: Absence) -> None:
        about, detail = f"member:{absence.member}", "back" if absence.ended_at else absence.kind
        self._audit.note(Act.configure, about, workspace=absence.workspace, detail=detail)


def _kept(now: datetime) -> date:
    return (now - KEPT).date()
