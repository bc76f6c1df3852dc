"""The ladder of what nobody has answered: who stands on each rung now, one step up, and the end of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.care import escalation as rules
from bot.care import policy
from bot.care.concerns import Concern, ConcernId
from bot.care.escalation import About, Due, End, Escalation, EscalationId, Ladder, Rung, Told
from bot.care.handoffs import Handoff, HandoffId, late_at
from bot.care.members import Channel, ChannelId, Member, MemberId, Team, TeamId, WorkspaceId, off_duty
from bot.care.people import People
from bot.care.readbacks import Readback, ReadbackId
from bot.care.tasks import Task
from bot.care.urgency import Urgency
from bot.store.rows import new_handle
from bot.store.work import Work

TELLS = {
    About.item: "escalation",
    About.handoff: "handoff_late",
    About.concern: "concern_step",
    About.readback: "readback_step",
}
OVER = {
    About.item: "escalation_over",
    About.handoff: "handoff_late_over",
    About.concern: "concern_over",
    About.readback: "readback_over",
}
"""The kinds of notice by which a step, and the end, are told, by what it is about."""

PRESSING = Urgency.urgent
"""What is escalated is never less than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a ladder has to know of what it is about: who stands in for who has it, for which shift it is, where it
    was said, and who knows of it without being told."""

    backups: Sequence[Member]
    shift: str = ""
    since: datetime
    channel: ChannelId | None
    without: frozenset[MemberId]


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
    concern: ConcernId | None = None,
    readback: ReadbackId | None = None,
    task: Task | None = None,
    unaccepted: bool = False,
    by: MemberId | None = None,
    reason: str = "",
    knows: MemberId | None = None,
    next_at: datetime | None = None,
    position: int = 0,
) -> Escalation:
    """Let one begin. `knows` is the owner who was told already, and need not hear of it first."""
    told = (Told(member=knows, rung=Rung.owner, at=now),) if knows is not None else ()
    return await work.escalations.add(
        Escalation(
            id=EscalationId(0), workspace=workspace, handle=new_handle(), about=about,
            item=task.id if task else None, handoff=handoff, concern=concern, readback=readback,
            owner=owner, team=team, unaccepted=unaccepted,
            urgency=most_urgent(urgency, PRESSING), reason=reason, began_by=by, began_at=now, ladder=steps,
            position=position, next_at=next_at or now, told=told,
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
        position=1 if knows is not None or unaccepted else 0,
        next_at=rules.first_at(task, steps, task.updated_at) if unaccepted else now,
    )  # fmt: skip
    return begun, replace(task, escalated_at=now)


async def begin_handoff(work: Work, handoff: Handoff, sender: Member, now: datetime) -> Escalation:
    """Let one wait for the end of the sender's shift: whoever is to accept is asked anyway, the lead is next."""
    urgency = Urgency.stat if handoff.pressing else PRESSING
    steps = await ladder_for(work, handoff.workspace, urgency, handoff.receiver, handoff.team)
    last = replace(steps, steps=steps.steps[-1:])
    return await begin(
        work, About.handoff, handoff.workspace, now, steps=last, urgency=urgency, owner=handoff.receiver,
        team=handoff.team, handoff=handoff.id, unaccepted=True, next_at=late_at(sender, now),
    )  # fmt: skip


async def begin_concern(work: Work, concern: Concern, urgency: Urgency, now: datetime) -> Escalation:
    """Let one begin for a concern, and tell whom it is put to. Who raised it stands nowhere in it."""
    steps = await ladder_for(work, concern.workspace, urgency, concern.target, concern.team)
    begun = await begin(
        work, About.concern, concern.workspace, now, steps=steps, urgency=urgency, owner=concern.target,
        team=concern.team, concern=concern.id,
    )  # fmt: skip
    return await climb(work, begun, now)


async def again(work: Work, before: Escalation, now: datetime) -> Escalation:
    """Go on where one ended, with the same ladder: who comes after those who were told already."""
    fresh = replace(
        before, id=EscalationId(0), handle=new_handle(), next_at=now, end=None, ended_by=None, ended_at=None,
        version=1,
    )  # fmt: skip
    return await climb(work, await work.escalations.add(fresh), now)


async def hurry(work: Work, running: Escalation, now: datetime) -> Escalation:
    """The next step now."""
    return await climb(work, await work.escalations.save(rules.hurried(running, now), running), now)


async def begin_readback(work: Work, readback: Readback, now: datetime) -> Escalation:
    """Let one begin for a critical value, and tell who is to read it back: stat, whatever the hour."""
    steps = await ladder_for(work, readback.workspace, Urgency.stat, readback.receiver, None)
    begun = await begin(
        work, About.readback, readback.workspace, now, steps=steps, urgency=Urgency.stat, owner=readback.receiver,
        readback=readback.id,
    )  # fmt: skip
    return await climb(work, begun, now)


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
    matter = await _matter(work, found, people)
    teams = _teams(people, found.owner, found.team)
    leads = _leads(people, teams, matter.without if found.about is About.handoff else (), now)
    duty = _each_once(
        one for team in teams for one in people.on_duty(team, now, shift=matter.shift, since=matter.since)
    )
    who = rules.standing(people.member(found.owner), matter.backups, duty, leads, people)
    due = rules.next_step(found, _there(who, matter.without, people, now), now)
    if due is None:
        return found
    saved = await work.escalations.save(rules.climbed(found, due, now), found)
    channel = await _place(work, matter)
    for member in due.members:
        await _tell(work, saved, due, now, to=member)
    if channel is not None and saved.raised and not found.raised:
        await _tell(work, saved, due, now, channel=channel)
    return saved


async def finish(work: Work, found: Escalation, end: End, by: MemberId | None, now: datetime) -> Escalation:
    """It is over: everybody who was told hears why, and so does the channel if it had heard of it."""
    saved = await work.escalations.save(rules.ended(found, end, by, now), found)
    kind, about, key = OVER[found.about], f"escalation:{found.id}", f"escalation_over:{found.id}"
    # The owner of an item sees on it what became of it; of anything else everybody hears who was told.
    known = found.raised or (found.about is not About.item and bool(found.told))
    hear = {one.member for one in found.told} if known else set()
    hear |= {found.began_by} if found.began_by is not None else set()
    for member in sorted(hear - {by}):
        await work.notices.add(
            found.workspace, kind, about, key=f"{key}:{member}", to=member, urgency=found.urgency, due_at=now
        )
    matter = await _matter(work, found, await work.people(found.workspace))
    if known and (channel := await _place(work, matter)) is not None:
        await work.notices.add(
            found.workspace,
            kind,
            about,
            key=f"{key}:channel",
            channel=channel.id,
            urgency=found.urgency,
            due_at=now,
        )
    return saved


def most_urgent(*some: Urgency) -> Urgency:
    """The most urgent of these."""
    return min(some, key=lambda one: one.rank)


def _teams(people: People, owner: MemberId | None, team: TeamId | None) -> list[Team]:
    """The team that has it, else those of whoever has it."""
    if (one := people.team(team)) is not None:
        return [one]
    return people.teams_of(owner) if owner is not None else []


def _leads(people: People, teams: Sequence[Team], but: Collection[MemberId], now: datetime) -> Sequence[Member]:
    """Those who lead these teams, or everybody, in this shift; while none of them is on, all of them."""
    found = _each_once(lead for team in teams for lead in people.leads_of(team)) or people.leads()
    others = [one for one in found if one.id not in but]
    return [one for one in others if not off_duty(one, now)] or others


def _each_once(members: Iterable[Member]) -> list[Member]:
    return list({one.id: one for one in members}.values())


async def _matter(work: Work, found: Escalation, people: People) -> Matter:
    asker = frozenset({found.began_by} if found.began_by is not None else ())
    owner = people.member(found.owner)
    task = await work.tasks.by_id(found.item) if found.item is not None else None
    if task is not None:
        backups = policy.backups(owner, list(people.members.values()), task.creator) if owner else []
        shift = task.shift if task.team is not None else ""
        return Matter(backups=backups, shift=shift, since=task.created_at, channel=task.channel, without=asker)
    backup = people.member(owner.backup) if owner else None
    stands_in = [backup] if backup and backup.active else []
    handoff = await work.handoffs.by_id(found.handoff) if found.handoff is not None else None
    if handoff is not None:
        return Matter(backups=stands_in, since=found.began_at, channel=handoff.channel,
                      without=asker | {handoff.sender})  # fmt: skip
    concern = await work.concerns.by_id(found.concern) if found.concern is not None else None
    if concern is not None:
        return Matter(backups=stands_in, since=found.began_at, channel=concern.channel,
                      without=frozenset({concern.raiser}))  # fmt: skip
    readback = await work.readbacks.by_id(found.readback) if found.readback is not None else None
    without = frozenset({readback.sender}) if readback is not None else asker
    return Matter(backups=stands_in, since=found.began_at, channel=None, without=without)


def _there(
    who: dict[Rung, tuple[Member, ...]], without: Collection[MemberId], people: People, now: datetime
) -> dict[Rung, tuple[Member, ...]]:
    """Without whoever asked for it or is on leave, unless nobody else could hear of it."""
    others = {
        rung: tuple(one for one in members if one.id not in without and people.roster.absence(one.id, now) is None)
        for rung, members in who.items()
    }
    return others if any(others.values()) else who


async def _place(work: Work, matter: Matter) -> Channel | None:
    """The channel that it came from, unless that was a direct message."""
    channel = await work.places.by_id(matter.channel) if matter.channel is not None else None
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
