"""Leaving: somebody is gone, and nothing of theirs is. Their items go on, visibly, to somebody who is there."""

from dataclasses import replace
from datetime import datetime

import structlog

from bot.cards import leave as cards
from bot.cards.reader import Reader
from bot.cards.words import words
from bot.care import handoffs
from bot.care.handoffs import Handoff
from bot.care.leave import heir, pass_on
from bot.care.members import ChannelId, Member, MemberId, TeamId, Workspace
from bot.care.people import People
from bot.care.reminders import with_alarm
from bot.care.tasks import Task, TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Card
from bot.chat.incoming import Changed, Removed
from bot.store.audit import Act
from bot.store.lanes import LOCKED_OUT, Path
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn

log = structlog.get_logger()

BATCH = 200


async def leave(turn: Turn, heard: Changed) -> None:
    """The platform says that they are gone: their access ends, their items and handoffs go on."""
    work, now = turn.work, turn.now
    gone = await work.members.save(replace(turn.actor, active=False, lead=False))
    people = _without(turn.people, gone)
    await _roles(work, gone, was_lead=turn.actor.lead, people=people, now=now)
    teams = [team.id for team in people.teams_of(gone.id)]
    for handoff in await work.handoffs.waiting_for(gone.workspace, gone.id, teams):
        if not handoffs.receivers(handoff, people):
            await _back(work, handoff, gone, people, now)
    for handoff in await work.handoffs.sent_by(gone.workspace, gone.id):
        await _withdraw(work, handoff, gone, people, now)
    await _pass_on(work, gone, await work.tasks.held_by(gone.workspace, gone.id), people, now)
    for team in people.teams_of(gone.id):
        if not people.in_team(team):
            unclaimed = [
                task for task in await work.tasks.open_where(gone.workspace, team=team.id, limit=None)
                if task.owner is None
            ]  # fmt: skip
            await _pass_on(work, gone, unclaimed, people, now)


async def removed(work: Work, workspace: Workspace, heard: Removed, now: datetime) -> None:
    """The bot itself is gone from a platform: nothing is sent there from now on. All of it waits until an operator
    has mended that, or erases it."""
    platform = heard.sender.platform
    place = f"{platform}:{heard.sender.tenant}"
    path = Path(place=place, destination=place)
    await work.lanes.failed(path, LOCKED_OUT, None, now, works=False, whole=True)
    work.audit.note(Act.configure, "", workspace=workspace.id, detail=f"removed from {platform}", at=now)
    log.error("the bot was removed", platform=platform)


async def sweep(work: Work, now: datetime) -> int:
    """What came to somebody after they had left (a reopened item, a race), or to a team that nobody is in, goes on
    too. Returns how many."""
    found = await work.tasks.left_behind(BATCH)
    owners: dict[MemberId, list[Task]] = {}
    teams: dict[tuple[MemberId, TeamId], list[Task]] = {}
    for task in found:
        if task.open and task.owner is None and task.team is not None:
            teams.setdefault((task.creator, task.team), []).append(task)
        else:
            owners.setdefault(task.owner if task.open and task.owner else task.creator, []).append(task)
    moved = 0
    for (creator, _), tasks in teams.items():
        people = await work.people(tasks[0].workspace)
        moved += await _pass_on(work, people.members[creator], tasks, people, now, empty=True)
    for owner, tasks in owners.items():
        people = await work.people(tasks[0].workspace)
        kept = people.member(await work.links.kept_as(owner))
        if kept is not None:
            moved += await _follow(work, owner, kept, tasks, now)
        else:
            moved += await _pass_on(work, people.members[owner], tasks, people, now)
    return moved


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a receiver, or a channel: which items of the leaver, or of an empty team, are with whom now, as far as
    that still holds."""
    leaver, owner, team, numbers = notice.extra.split(":")
    to, to_team = (MemberId(int(owner)) if owner else None), (TeamId(int(team)) if team else None)
    ids = [TaskId(int(one)) for one in numbers.split(",")]
    tasks = [
        task for task in await work.tasks.by_ids(ids)
        if task.open and (task.owner == to if to else task.owner is None and task.team == to_team)
    ]  # fmt: skip
    if not tasks:
        return None
    name = _name(leaver, reader) if leaver else ""
    return cards.moved(name, tasks, to, to_team, reader)


async def compose_alone(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To somebody who lost a backup or a handoff, or who leads now, because another has left."""
    what, leaver, number = notice.extra.split(":")
    if what in ("handoff", "withdrawn"):
        return cards.handoff_back(_name(leaver, reader), int(number), mine=what == "handoff", reader=reader)
    return cards.alone(_name(leaver, reader), leads=what == "lead", reader=reader)


async def _roles(work: Work, gone: Member, *, was_lead: bool, people: People, now: datetime) -> None:
    """Whoever had them as backup is told; somebody leads, even if the last lead has left."""
    for member in people.active():
        if member.backup == gone.id:
            await work.members.save(replace(member, backup=None))
            await _tell(work, "alone", gone, f"backup:{gone.id}:", now, to=member.id)
    if not was_lead or people.leads():
        return
    others = {member.id: member for member in people.active()}
    following = others.get(gone.backup) if gone.backup else None
    following = following or (others[min(others)] if others else None)
    if following is not None:
        current = await work.members.by_id(following.id)
        if current is not None:
            await work.members.save(replace(current, lead=True))
            await _tell(work, "alone", gone, f"lead:{gone.id}:", now, to=following.id)


async def _back(work: Work, handoff: Handoff, gone: Member, people: People, now: datetime) -> None:
    """Nobody is left who could accept it: its sender has it again."""
    sender = people.members[handoff.sender]
    say = words(sender.locale)
    reason = say("{who} has left", who=gone.name)
    await work.handoffs.save(handoffs.decline(handoff, gone, reason, people, now))
    await _tell(
        work, "alone", gone, f"handoff:{gone.id}:{handoff.number}", now, to=sender.id, urgency=Urgency.urgent
    )


async def _withdraw(work: Work, handoff: Handoff, gone: Member, people: People, now: datetime) -> None:
    """The leaver's own: its items go to their heirs, so there is nothing left to accept."""
    await work.handoffs.save(handoffs.cancel(handoff, gone, now))
    for member in handoffs.receivers(handoff, people) if handoff.waiting else []:
        extra = f"withdrawn:{gone.id}:{handoff.number}"
        await _tell(work, "alone", gone, extra, now, to=member.id, urgency=Urgency.urgent)


async def _pass_on(
    work: Work, gone: Member, tasks: list[Task], people: People, now: datetime, *, empty: bool = False
) -> int:
    """Give each item to its heir, and tell the heirs and the channels, once each. Returns how many moved. With
    `empty`, `gone` has not left: it is who gave the items to a team that nobody is in."""
    given: dict[tuple[MemberId | None, TeamId | None], list[Task]] = {}
    for task in tasks:
        owner, team = heir(task, None if empty else gone, people)
        if owner is None and team is None:
            continue
        moved = with_alarm(pass_on(task, owner, team, now), people.member(owner), now)
        saved, _ = await work.tasks.save(moved, task, "left", gone.id, now)
        given.setdefault((owner, team), []).append(saved)
    for (owner, team), items in given.items():
        await _announce(work, gone, items, owner, team, people, now, empty=empty)
    return sum(len(items) for items in given.values())


async def _follow(work: Work, joined: MemberId, kept: Member, tasks: list[Task], now: datetime) -> int:
    """They are still here, as the member to whom they were linked: nothing to be told. Returns how many."""
    for task in tasks:
        owner = kept.id if task.owner == joined else task.owner
        creator = kept.id if task.creator == joined else task.creator
        await work.tasks.set_alarm(with_alarm(replace(task, owner=owner, creator=creator), kept, now))
    return len(tasks)


async def _announce(
    work: Work,
    gone: Member,
    items: list[Task],
    owner: MemberId | None,
    team: TeamId | None,
    people: People,
    now: datetime,
    *,
    empty: bool,
) -> None:
    def extra(some: list[Task]) -> str:
        return f"{'' if empty else gone.id}:{owner or ''}:{team or ''}:{','.join(str(task.id) for task in some)}"

    places: dict[ChannelId, list[Task]] = {}
    elsewhere: list[Task] = []
    for task in items:
        channel = await work.places.by_id(task.channel) if task.channel else None
        if channel is None or channel.private:
            elsewhere.append(task)
        else:
            places.setdefault(channel.id, []).append(task)
    urgency = min((task.urgency for task in items), key=lambda one: one.rank)
    for place, some in places.items():
        await _tell(work, "left", gone, extra(some), now, channel=place, urgency=urgency)
    if owner is not None:
        await _tell(work, "left", gone, extra(items), now, to=owner, urgency=urgency)
    elif elsewhere and (found := people.team(team)):
        # A team hears of it in the channel, or one by one of what came from a direct message.
        for member in people.in_team(found):
            await _tell(work, "left", gone, extra(elsewhere), now, to=member.id, urgency=urgency)


async def _tell(
    work: Work,
    kind: str,
    gone: Member,
    extra: str,
    now: datetime,
    *,
    to: MemberId | None = None,
    channel: ChannelId | None = None,
    urgency: Urgency = Urgency.routine,
) -> None:
    whom = f"m{to}" if to else f"c{channel}"
    key = f"{kind}:{gone.id}:{gone.version}:{int(now.timestamp() * 1000)}:{whom}:{extra}"[:120]
    await work.notices.add(
        gone.workspace, kind, f"left:{gone.id}", key=key, to=to, channel=channel, extra=extra, urgency=urgency,
        due_at=now,
    )  # fmt: skip


def _without(people: People, gone: Member) -> People:
    return replace(people, members={**people.members, gone.id: gone})


def _name(member: str, reader: Reader) -> str:
    found = reader.people.member(MemberId(int(member)))
    return found.name if found else reader.say("Somebody")
