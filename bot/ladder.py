"""The ladder of what nobody has answered: who stands on each rung now, one step up, and the end of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.care import escalation as rules
from bot.care import policy
from bot.care.escalation import About, Due, End, Escalation, EscalationId, Ladder, Rung, Told
from bot.care.handoffs import HandoffId
from bot.care.members import Channel, Member, MemberId, Team, TeamId, WorkspaceId
from bot.care.people import People
from bot.care.tasks import Task
from bot.care.urgency import Urgency
from bot.store.rows import new_handle
from bot.store.work import Work

TELLS = {About.item: "escalation", About.handoff: "handoff_stalled"}
"""The kind of notice by which a step is told, by what it is about."""

PRESSING = Urgency.urgent
"""What is escalated is never less than this."""


async def begin(
    work: Work,
    about: About,
    workspace: WorkspaceId,
    now: datetime,
    *,
    steps: Ladder,
    urgency: Urgency,
    owner: MemberId | None,
    team: TeamId | None = None,
    handoff: HandoffId | None = None,
    task: Task | None = None,
    unaccepted: bool = False,
    by: MemberId | None = None,
    reason: str = "",
    knows: MemberId | None = None,
    next_at: datetime | None = None,
) -> Escalation:
    """Let one begin. `knows` is the owner who was told already, and need not hear of it first."""
    told = (Told(member=knows, rung=Rung.owner, at=now),) if knows is not None else ()
    return await work.escalations.add(
        Escalation(
            id=EscalationId(0), workspace=workspace, handle=new_handle(), about=about,
            item=task.id if task else None, handoff=handoff, owner=owner, team=team, unaccepted=unaccepted,
            urgency=most_urgent(urgency, PRESSING), reason=reason, began_by=by, began_at=now, ladder=steps,
            position=1 if knows is not None or unaccepted else 0, next_at=next_at or now, told=told,
        )
    )  # fmt: skip


async def begin_item(
    work: Work,
    task: Task,
    now: datetime,
    *,
    unaccepted: bool = False,
    by: MemberId | None = None,
    reason: str = "",
    knows: MemberId | None = None,
) -> tuple[Escalation, Task]:
    """Let one begin for an item. Returns it and the item as it is to be saved."""
    urgency = task.urgency if by is None else most_urgent(task.urgency, PRESSING)
    steps = await ladder_for(work, task.workspace, urgency, task.owner, task.team)
    begun = await begin(
        work, About.item, task.workspace, now, steps=steps, urgency=task.urgency, owner=task.owner, team=task.team,
        task=task, unaccepted=unaccepted, by=by, reason=reason, knows=knows,
        next_at=rules.first_at(task, steps, task.updated_at) if unaccepted else now,
    )  # fmt: skip
    return begun, replace(task, escalated_at=now)


async def ladder_for(
    work: Work, workspace: WorkspaceId, urgency: Urgency, owner: MemberId | None, team: TeamId | None
) -> Ladder:
    """The ladder that is in force now for what belongs to this member or team."""
    people = await work.people(workspace)
    teams = people.teams_of(owner) if owner is not None else []
    return rules.chosen(await work.escalations.policies(workspace), urgency, team, teams)


async def climb(work: Work, found: Escalation, now: datetime) -> Escalation:
    """The step that is due, if one is: who stands there is told, the first time also the channel."""
    people = await work.people(found.workspace)
    task = await work.tasks.by_id(found.item) if found.item is not None else None
    teams = _teams(people, found.owner, found.team)
    duty = _on_duty(people, teams, task, now)
    leads = _each_once(lead for team in teams for lead in people.leads_of(team)) or people.leads()
    backups = _backups(found, task, people)
    who = rules.standing(people.member(found.owner), backups, duty, leads, people)
    due = rules.next_step(found, _there(who, found.began_by, people, now), now)
    if due is None:
        return found
    saved = await work.escalations.save(rules.climbed(found, due, now), found)
    channel = await _place(work, task)
    for member in due.members:
        await _tell(work, saved, due, now, to=member)
    if channel is not None and saved.raised and not found.raised:
        await _tell(work, saved, due, now, channel=channel)
    return saved


async def finish(work: Work, found: Escalation, end: End, by: MemberId | None, now: datetime) -> Escalation:
    """It is over: everybody who was told hears why, and so does the channel if it had heard of it."""
    saved = await work.escalations.save(rules.ended(found, end, by, now), found)
    task = await work.tasks.by_id(found.item) if found.item is not None else None
    about, key = f"escalation:{found.id}", f"escalation_over:{found.id}"
    hear = {one.member for one in found.told} if found.raised else set()
    hear |= {found.began_by} if found.began_by is not None else set()
    for member in sorted(hear - {by}):
        await work.notices.add(
            found.workspace, "escalation_over", about, key=f"{key}:{member}", to=member,
            urgency=found.urgency, due_at=now,
        )  # fmt: skip
    if found.raised and (channel := await _place(work, task)) is not None:
        await work.notices.add(
            found.workspace, "escalation_over", about, key=f"{key}:channel", channel=channel.id,
            urgency=found.urgency, due_at=now,
        )  # fmt: skip
    return saved


def most_urgent(*some: Urgency) -> Urgency:
    """The most urgent of these."""
    return min(some, key=lambda one: one.rank)


def _teams(people: People, owner: MemberId | None, team: TeamId | None) -> list[Team]:
    """The team that has it, else those of whoever has it."""
    if (one := people.team(team)) is not None:
        return [one]
    return people.teams_of(owner) if owner is not None else []


def _on_duty(people: People, teams: Sequence[Team], task: Task | None, now: datetime) -> list[Member]:
    """Who is on duty for these teams; for the shift that was meant, if one was."""
    shift, since = (task.shift, task.created_at) if task is not None and task.team is not None else ("", now)
    return _each_once(one for team in teams for one in people.on_duty(team, now, shift=shift, since=since))


def _each_once(members: Iterable[Member]) -> list[Member]:
    return list({one.id: one for one in members}.values())


def _backups(found: Escalation, task: Task | None, people: People) -> list[Member]:
    owner = people.member(found.owner)
    if owner is None:
        return []
    if task is not None:
        return policy.backups(owner, list(people.members.values()), task.creator)
    backup = people.member(owner.backup)
    return [backup] if backup and backup.active else []


def _there(
    who: dict[Rung, tuple[Member, ...]], asker: MemberId | None, people: People, now: datetime
) -> dict[Rung, tuple[Member, ...]]:
    """Without whoever asked for it or is on leave, unless nobody else could hear of it."""
    others = {
        rung: tuple(one for one in members if one.id != asker and people.roster.absence(one.id, now) is None)
        for rung, members in who.items()
    }
    return others if any(others.values()) else who


async def _place(work: Work, task: Task | None) -> Channel | None:
    """The channel that the item came from, unless that was a direct message."""
    channel = await work.places.by_id(task.channel) if task and task.channel else None
    return channel if channel is not None and not channel.private else None


async def _tell(
    work: Work,
    found: Escalation,
    due: Due,
    now: datetime,
    *,
    to: MemberId | None = None,
    channel: Channel | None = None,
) -> None:
    whom = f"{to}" if to is not None else "channel"
    await work.notices.add(
        found.workspace, TELLS[found.about], f"escalation:{found.id}",
        key=f"escalation:{found.id}:{found.version}:{whom}", to=to, channel=channel.id if channel else None,
        extra=due.rung, urgency=found.urgency, due_at=now,
    )  # fmt: skip
