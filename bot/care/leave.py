"""Leaving: what belonged to somebody who left goes to somebody who is there."""

from dataclasses import replace
from datetime import datetime

from bot.care.members import Member, MemberId, TeamId
from bot.care.people import People
from bot.care.tasks import CLOSED, Status, Task


def heir(task: Task, leaver: Member | None, people: People) -> tuple[MemberId | None, TeamId | None]:
    """The member, or else the team, that gets an item: the leaver's backup, the item's team, its creator, a lead,
    anybody. Two times None when nobody is left. Without a leaver it is an item of a team that nobody is in."""
    others = {one.id: one for one in people.active() if leaver is None or one.id != leaver.id}
    if leaver is not None and leaver.backup in others:
        return leaver.backup, None
    team = people.team(task.team)
    if team is not None and any(member in others for member in team.members):
        return None, team.id
    if task.creator in others:
        return task.creator, None
    leads = [one.id for one in people.leads() if one.id in others]
    return next(iter([*leads, *sorted(others)]), None), None


def pass_on(task: Task, owner: MemberId | None, team: TeamId | None, now: datetime) -> Task:
    """The item with its heir, who has not accepted it yet. An unfinished draft becomes an item as it stands."""
    if task.status in CLOSED:
        return task
    return replace(
        task,
        owner=owner,
        team=team if owner is None else task.team,
        shift=task.shift if owner is not None or team == task.team else "",
        status=Status.requested,
        doubts="",
        nudges=0,
        updated_at=now,
    )
