"""Duties: changing who is on a shift, with all that hangs on it: alarms are set anew, gaps are looked for."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.care.errors import CareError
from bot.care.members import Member, MemberId, Team, TeamId, awake
from bot.care.people import People, one_called
from bot.care.reminders import replanned
from bot.care.roster import Duty, Roster, Source, Stint
from bot.care.urgency import Urgency
from bot.language.shifts import read_day
from bot.store.work import Work
from bot.turn import Turn, local_now

INSTANT = timedelta(microseconds=1)
MINE = timedelta(days=14)
"""How far ahead somebody's own shifts are shown."""
PRESSING = timedelta(hours=12)
"""What concerns a shift that begins this soon is said whatever the hour."""


def members_named(people: People, names: Iterable[str]) -> list[MemberId]:
    """Everybody who is named, each once, in their order. Raises CareError for a name that nobody has."""
    return list(dict.fromkeys(one_called(people, name).id for name in names))


def duty_of(roster: Roster, handle: str, day: date) -> Duty:
    """The shift that a button names: a pattern's, or one by itself, on its day. Raises CareError."""
    since = datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00") - timedelta(days=1)
    for one in roster.duties(since, since + timedelta(days=3)):
        if one.handle == handle and one.day == day:
            return one
    raise CareError("There is no such shift any more. See the shifts: /shift")


def same(roster: Roster, one: Duty) -> Duty | None:
    """A shift as it stands now."""
    found = roster.duties(one.start, one.start + INSTANT, team=one.team)
    return next((other for other in found if (other.shift, other.name, other.end) == key(one)), None)


def key(one: Duty) -> tuple[object, ...]:
    """What makes two drawings of a shift the same, besides its beginning."""
    return one.shift, one.name, one.end


async def put_on(turn: Turn, one: Duty, people: Sequence[MemberId], source: Source = Source.typed) -> Duty:
    """Exactly these members are on a shift from now on. Returns it as it stands then."""
    work, roster = turn.work, turn.people.roster
    await work.rosters.changing(turn.workspace.id, one.team, turn.now)
    here = [stint for stint in roster.stints if _belongs(stint, one)]
    by_pattern: tuple[MemberId, ...] = ()
    if one.shift is not None:
        await work.rosters.drop_stints([stint.id for stint in here])
        by_pattern = next(found.turn(one.day) for found in roster.shifts if found.id == one.shift)
    else:
        # What was imported stays, so that the next import finds it; what was changed by hand since goes.
        await work.rosters.drop_stints([stint.id for stint in here if stint.source is not Source.imported])
        kept = [stint for stint in here if stint.source is Source.imported]
        by_pattern = tuple(stint.member for stint in kept if stint.member is not None)
        if not kept and not people:
            await work.rosters.add_stints([_stint(turn, one, None, on=True, source=source)])
    added = [_stint(turn, one, member, on=True, source=source) for member in people if member not in by_pattern]
    added += [_stint(turn, one, member, on=False, source=source) for member in by_pattern if member not in people]
    await work.rosters.add_stints(added)
    after = await refreshed(turn, {*one.people, *people})
    return same(after.roster, one) or one


async def drop(turn: Turn, one: Duty) -> None:
    """A shift by itself is no more."""
    await turn.work.rosters.changing(turn.workspace.id, one.team, turn.now)
    await turn.work.rosters.drop_stints([stint.id for stint in turn.people.roster.stints if _belongs(stint, one)])
    await refreshed(turn, one.people)


async def refreshed(turn: Turn, members: Collection[MemberId]) -> People:
    """Everybody as they are after a change of shifts; the alarms of these members are set by their new hours."""
    return await refresh(turn.work, turn.people, members, turn.now)


async def refresh(work: Work, before: People, members: Collection[MemberId], now: datetime) -> People:
    """As `refreshed`, for the clock."""
    workspace = next(iter(before.members.values())).workspace
    work.forget_people(workspace)
    people = await work.people(workspace)
    await work.look_again(workspace, now)
    for id in sorted(members):
        member = people.member(id)
        if member is None:
            continue
        for task in await work.tasks.held_by(workspace, id):
            ready = replanned(task, member, now) if task.owner == id else task
            if ready != task:
                await work.tasks.set_alarm(ready)
    return people


def coming(roster: Roster, member: MemberId, now: datetime, within: timedelta) -> list[Duty]:
    """The shifts of a member that are under way or lie ahead."""
    return [one for one in roster.duties(now, now + within) if member in one.people]


def duty_said(turn: Turn, member: MemberId | None, words: str, example: str) -> Duty:
    """The one shift of a member (None: a shift that nobody is on) on the day that is said: "friday", "nights 24
    dec", "next". Raises CareError."""
    team, name, rest = _team_first(turn.people, words)
    now, zone = local_now(turn)
    roster = turn.people.roster
    if member is not None and rest.casefold() in ("", "next", "my next", "próximo", "mi próximo"):
        found = [one for one in coming(roster, member, turn.now, MINE) if one.start > turn.now][:1]
    else:
        day = read_day(rest, now, zone, turn.actor.locale)
        if day is None:
            raise CareError("Which day is “{words}”? For example: {example}", words=rest[:40], example=example)
        since = datetime.combine(day, datetime.min.time(), tzinfo=zone) - timedelta(days=1)
        found = [
            one for one in roster.duties(since, since + timedelta(days=3), team=team.id if team else None)
            if one.day == day and (member in one.people if member is not None else not one.people)
        ]  # fmt: skip
    found = [one for one in found if not name or one.name.casefold() == name.casefold()]
    who = turn.people.members[member].name if member is not None else ""
    if not found and member == turn.actor.id:
        raise CareError("You have no shift then. Which you have: /shift")
    if not found and who:
        raise CareError("{who} has no shift then. Which there are: /shift", who=who)
    if len(found) != 1:
        names = ", ".join(turn.people.teams[one.team].name + f" {one.name}".rstrip() for one in found)
        raise CareError("Which shift: {names}? For example: {example}", names=names, example=example)
    return found[0]


def told_at(member: Member, begins: datetime, now: datetime) -> tuple[datetime, Urgency]:
    """When a member hears of what concerns a shift: in their own time, unless there is not much of that left."""
    urgency = Urgency.urgent if begins - now <= PRESSING else Urgency.routine
    return min(awake(member, now), max(begins - PRESSING, now)), urgency


def overlaps(roster: Roster, member: MemberId, one: Duty, but: Duty | None = None) -> bool:
    """Whether a member is on another shift (`but` for one), or away, at some time of this one."""
    free = [(other.team, other.start, *key(other)) for other in (one, but) if other is not None]
    for other in roster.duties(one.start, one.end):
        if member in other.people and (other.team, other.start, *key(other)) not in free:
            return True
    return any(away.member == member and away.first <= one.day <= away.last for away in roster.absences)


def could_take(people: People, team: TeamId, one: Duty) -> list[MemberId]:
    """Who of a team could work a shift: not on it, on no other at that time, and not on leave."""
    found = people.team(team)
    return [
        member.id for member in (people.in_team(found) if found else [])
        if member.id not in one.people and not overlaps(people.roster, member.id, one)
    ]  # fmt: skip


def _team_first(people: People, words: str) -> tuple[Team | None, str, str]:
    """`ward nights friday`: the team, its shift, and the rest."""
    parts = words.split()
    for count in range(len(parts), 0, -1):
        if found := people.team_or_shift(" ".join(parts[:count])):
            return *found, " ".join(parts[count:])
    return None, "", " ".join(parts)


def _belongs(stint: Stint, one: Duty) -> bool:
    if one.shift is not None:
        return stint.shift == one.shift and stint.day == one.day
    return stint.shift is None and stint.slot == (one.team, one.name.casefold(), one.start, one.end)


def _stint(turn: Turn, one: Duty, member: MemberId | None, *, on: bool, source: Source) -> Stint:
    return Stint(
        workspace=turn.workspace.id, team=one.team, shift=one.shift, name=one.name, day=one.day,
        start_at=one.start, end_at=one.end, zone=one.zone, member=member, on=on, source=source,
    )  # fmt: skip
