"""Roster import: what a file would change in the shifts of a team, and that change, all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.members import MemberId, Team, Workspace, is_zone
from bot.care.people import People
from bot.care.roster import Change, Source, Stint
from bot.duties import refresh
from bot.language.roster_file import NotARoster, Problem, Row, pieces, problem_of, read_csv, read_ics
from bot.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What stands in a file. Without `until`, it speaks for the days that it has."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Change):
    """What an import will do. With problems it does nothing."""

    workspace: Workspace
    problems: Sequence[Problem]
    people: People

    @property
    def changes(self) -> bool:
        """Whether it does anything."""
        return bool(self.added or self.removed)


async def planned(
    work: Work,
    data: bytes,
    team_name: str,
    workspace_name: str | None,
    zone: str | None,
    *,
    ahead: timedelta,
    now: datetime,
) -> Plan:
    """What a file would change. Raises NotARoster, with what to do about it."""
    workspace = await _workspace(work, workspace_name)
    people = await work.people(workspace.id)
    team = people.team_called(team_name)
    if team is None:
        known = ", ".join(sorted(one.name for one in people.teams.values())) or "none yet"
        raise NotARoster("there is no team {team}, only: {known}. In the chat: /team new {team}",
                         team=team_name, known=known)  # fmt: skip
    zone = zone or workspace.zone
    if not is_zone(zone):
        raise NotARoster("{zone} is no time zone. For example: --zone America/Chicago", zone=zone)
    return await plan(work, workspace, team, read_file(data, zone, ahead, now), zone=zone, now=now)


def read_file(data: bytes, zone: str, ahead: timedelta, now: datetime) -> Content:
    """What stands in a file, whichever kind it is; a calendar is read so far ahead. Raises NotARoster."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCALENDAR"):
        rows, problems = read_ics(data, zone, now, now + ahead)
        return Content(rows=tuple(rows), problems=tuple(problems), until=now + ahead)
    rows, problems = read_csv(data, zone)
    return Content(rows=tuple(rows), problems=tuple(problems))


async def plan(
    work: Work, workspace: Workspace, team: Team, content: Content, *, zone: str, now: datetime
) -> Plan:
    """Compare a file with what was imported before."""
    rows, until = content.rows, content.until
    people = await work.people(workspace.id)
    found, more = _stints(rows, people, workspace, team, zone, now)
    today = now.astimezone(ZoneInfo(zone)).date()
    last = until.astimezone(ZoneInfo(zone)).date() if until else max((one.day for one in found), default=today)
    before = [one for one in await work.rosters.imported(team.id, today, last) if one.end_at > now]
    wanted, there = {_same(one): one for one in found}, {_same(one): one for one in before}
    added = [one for key, one in wanted.items() if key not in there]
    removed = [one for key, one in there.items() if key not in wanted]
    new = {one.member for one in added if one.member is not None} - team.members
    left = {one.slot for one in found}
    orphans = [
        one for one in people.roster.stints
        if one.team == team.id and one.shift is None and one.source is not Source.imported
        and one.slot in {gone.slot for gone in removed} - left
    ]  # fmt: skip
    return Plan(
        workspace=workspace, team=team, zone=zone, first=today, last=last,
        added=sorted(added, key=_in_time), removed=sorted(removed, key=_in_time),
        kept=len(wanted) - len(added), past=sum(row.end <= now for row in rows),
        joins=sorted(new),
        problems=sorted([*content.problems, *more], key=lambda one: one.line), people=people, orphans=orphans,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an import has done, for its undo."""

    added: tuple[Stint, ...]
    gone: tuple[Stint, ...]
    joined: tuple[MemberId, ...]


async def carry_out(work: Work, wanted: Plan, now: datetime) -> Done:
    """Do it, in this transaction. Whoever is put on or taken off is told. Raises Stale."""
    workspace, team = wanted.workspace.id, wanted.team
    await work.rosters.changing(workspace, team.id, now)
    for member in wanted.joins:
        await work.members.join_team(team, member)
    await work.rosters.drop_stints([one.id for one in (*wanted.removed, *wanted.orphans)])
    await work.rosters.add_stints(wanted.added)
    done = Done(
        added=tuple(wanted.added), gone=(*wanted.removed, *wanted.orphans),
        joined=tuple(wanted.joins),
    )  # fmt: skip
    await _tell(work, wanted.people, team, done, "", now)
    return done


async def take_back(work: Work, people: People, team: Team, done: Done, now: datetime) -> None:
    """Undo an import: what it brought goes, as far as it is still there, and what it replaced comes back."""
    await work.rosters.changing(team.workspace, team.id, now)
    here = [one for one in people.roster.stints if one.team == team.id and one.shift is None]
    brought, there = {_same(one) for one in done.added}, {(_same(one), one.on) for one in here}
    await work.rosters.drop_stints(
        [one.id for one in here if one.source is Source.imported and _same(one) in brought]
    )
    await work.rosters.add_stints([one for one in done.gone if (_same(one), one.on) not in there])
    for member in done.joined:
        await work.members.leave_team(team, member)
    await _tell(work, people, team, done, "undo:", now)


async def _tell(work: Work, people: People, team: Team, done: Done, mark: str, now: datetime) -> None:
    touched = {one.member for one in (*done.added, *done.gone) if one.member is not None}
    await refresh(work, people, touched, now)
    for member_id in sorted(touched):
        key = f"roster_import:{mark}{team.id}:{member_id}:{int(now.timestamp())}"
        await work.notices.add(
            team.workspace, "roster_import", f"team:{team.id}", key=key, to=member_id, due_at=now
        )  # fmt: skip


def as_text(wanted: Plan) -> list[str]:
    """The plan, a line each, by the wall clock that the file was read by."""
    lines = [
        f"{wanted.team.name} in {wanted.workspace.name}, {wanted.first} to {wanted.last}, times in {wanted.zone}"
    ]
    marked = [("+", one) for one in wanted.added] + [("-", one) for one in wanted.removed]
    for mark, one in sorted(marked, key=lambda each: (_in_time(each[1]), each[0])):
        lines.append(f"{mark} {_line(one, wanted)}")
    lines.append(f"= {wanted.kept} as before")
    if wanted.past:
        lines.append(f"Over already, left out: {wanted.past}")
    if wanted.joins:
        names = (wanted.people.members[one].name for one in wanted.joins)
        lines.append("Will be in the team: " + ", ".join(names))
    for one in wanted.orphans:
        lines.append(f"Changed by hand, goes with its shift: {_line(one, wanted)}")
    return lines


async def _workspace(work: Work, name: str | None) -> Workspace:
    known = await work.ledger.workspaces(name)
    if len(known) != 1:
        names = ", ".join(known_as for _, known_as in await work.ledger.workspaces())
        raise NotARoster("which workspace? There are: {names}. For example: --workspace Ward",
                         names=names or "none yet")  # fmt: skip
    return await work.members.workspace_by_id(known[0][0])


def _stints(
    rows: Iterable[Row], people: People, workspace: Workspace, team: Team, zone: str, now: datetime
) -> tuple[list[Stint], list[Problem]]:
    found: list[Stint] = []
    problems: list[Problem] = []
    for row in rows:
        if row.end <= now:
            continue
        members, name, why = _who(row, people, team)
        if why is not None:
            problems.append(problem_of(row.line, why))
        day = row.start.astimezone(ZoneInfo(zone)).date()
        for member in members:
            found.append(
                Stint(
                    workspace=workspace.id, team=team.id, name=name, day=day,
                    start_at=row.start, end_at=row.end, zone=zone, member=member, source=Source.imported,
                )
            )  # fmt: skip
    # An event that repeats is wrong in the same way each time.
    return found, list(dict.fromkeys(problems))


def _who(row: Row, people: People, team: Team) -> tuple[list[MemberId | None], str, NotARoster | None]:
    """The people of a row, what its shift is called, and why it cannot be used."""
    if not row.who:
        return [None], row.name, None
    members: list[MemberId | None] = []
    rest: list[str] = []
    whole = people.addressed(row.who)
    for piece in [row.who] if whole else pieces(row.who):
        called = whole or people.addressed(piece)
        if len(called) > 1:
            names = ", ".join(one.name for one in called)
            return [], "", NotARoster("“{name}” may be {names}: write the whole name", name=piece, names=names)
        if called:
            members.append(called[0].id)
        elif piece.casefold() != team.name.casefold():
            rest.append(piece)
    if not members or (row.name and rest):
        return [], "", NotARoster(
            "nobody here is called “{name}”. Whoever is on has to have written to the bot once",
            name=rest[0] if members else row.who,
        )  # fmt: skip
    name = row.name or " ".join(rest)[:40]
    return list(dict.fromkeys(members)), "" if name.casefold() == team.name.casefold() else name, None


def _same(one: Stint) -> tuple[object, ...]:
    return one.member, one.start_at, one.end_at, one.name.casefold()


def _in_time(one: Stint) -> tuple[datetime, datetime, str, int]:
    return one.start_at, one.end_at, one.name, one.member or 0


def _line(one: Stint, wanted: Plan) -> str:
    zone = ZoneInfo(wanted.zone)
    start, end = one.start_at.astimezone(zone), one.end_at.astimezone(zone)
    member = wanted.people.member(one.member)
    until = f"{end:%H:%M}" if end - start <= timedelta(days=1) else f"{end:%Y-%m-%d %H:%M}"
    name = f"  {one.name}" if one.name else ""
    return f"{start:%a %Y-%m-%d %H:%M}-{until}  {member.name if member else 'nobody'}{name}"
