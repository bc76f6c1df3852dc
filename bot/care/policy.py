"""Who may do what: one function for each thing, deny by default. Asked again at every press, form and command."""

from collections.abc import Collection
from enum import StrEnum

from bot.care.errors import NotAllowed, NotFound
from bot.care.members import ChannelId, Member, MemberId, Team
from bot.care.protection import Disclosure
from bot.care.tasks import Task


class Action(StrEnum):
    """What can be done to an item."""

    view = "view"
    close = "close"
    snooze = "snooze"
    edit = "edit"
    assign = "assign"
    claim = "claim"
    decline = "decline"
    cancel = "cancel"


def must_be_allowed(
    action: Action,
    task: Task,
    by: Member,
    *,
    owner: Member | None,
    teams: Collection[Team],
    channels: Collection[ChannelId],
    glass: Collection[str] = (),
    protected: Collection[str] = (),
) -> None:
    """Return if `by` may do this to the item, else raise.

    `owner` is the item's owner (their backup may act for them); `teams` are those that `by` is in, `channels`
    those in which they have been seen; at patients behind `glass` that they broke they may look, and no more.
    Of the `protected` nobody sees anything for being in the channel.
    Somebody who may not even see the item hears that there is none.
    """
    if not by.active or task.workspace != by.workspace:
        raise NotFound("There is no item #{number} that you can see.", number=task.number)
    holds = by.id in (task.owner, task.creator) or any(team.id == task.team for team in teams)
    stands_in = owner is not None and owner.backup == by.id
    sees = holds or stands_in or by.lead or seen_in_channel(task.channel, channels, (task.patient,), protected)
    if not sees:
        if action is Action.view and task.patient is not None and task.patient in glass:
            return
        raise NotFound("There is no item #{number} that you can see.", number=task.number)
    allowed = {
        Action.view: True,
        Action.close: holds or stands_in or by.lead,
        Action.snooze: holds or stands_in or by.lead,
        Action.edit: holds or by.lead,
        Action.assign: holds or stands_in or by.lead,
        Action.claim: True,
        Action.decline: by.id == task.owner,
        Action.cancel: by.id in (task.owner, task.creator) or by.lead or (task.owner is None and holds),
    }
    if not allowed[action]:
        if owner is None:
            raise NotAllowed("#{number} belongs to a team that you are not in. Ask them.", number=task.number)
        raise NotAllowed("#{number} is with {owner}. Ask them first.", number=task.number, owner=owner.name)


def seen_in_channel(
    where: ChannelId | None, channels: Collection[ChannelId], patients: Collection[str | None],
    protected: Collection[str],
) -> bool:  # fmt: skip
    """Whether who has been seen in these channels may know of something that was said in one, for that alone."""
    return where is not None and where in channels and not any(one in protected for one in patients)


def disclosure(
    patients: Collection[str], protected: Collection[str], *, shared: bool, full: bool
) -> Disclosure:  # fmt: skip
    """How what speaks of these patients may be shown: records under 42 CFR Part 2 go to no place where many people
    read (`shared`) nor where patient details may not go, and nowhere without the notice."""
    if not any(one in protected for one in patients):
        return Disclosure.plain
    return Disclosure.noticed if full and not shared else Disclosure.withheld


def must_protect(by: Member, *, on: bool, private: bool, full: bool) -> None:
    """Return if `by` may say here that a patient's records are protected, or (not `on`) are no more, else raise:
    everybody may protect, only a lead may lift it, in a direct message where patient details may go."""
    if not by.active or not full:
        raise NotAllowed("That is not said here. Tell me in another chat than this one.")
    if not private:
        raise NotAllowed("That is for you alone. Tell me in a direct message.")
    if not on:
        must_lead(by)


def must_see_patient(
    by: Member, alias: str, *, shown: bool, private: bool, full: bool, has_to_do: bool = True
) -> None:  # fmt: skip
    """Return if `by` may be told here whom an alias means, else raise: in a direct message, where patient details
    may go, and only if the workspace wants that; of a protected patient only who has something to do with them, or
    leads. Whoever looks is in the audit."""
    refused = None
    if not (has_to_do or by.lead):
        refused = NotAllowed(
            "Whom {alias} means is shown to who has something open of theirs, and to leads. "
            "In an emergency: /breakglass {alias} and why",
            alias=alias,
        )
    elif not by.active or not shown:
        refused = NotAllowed(
            "Here it is not shown whom an alias means. A lead can change that: /patient policy show. "
            "In an emergency: /breakglass {alias} and why",
            alias=alias,
        )
    elif not full:
        refused = NotAllowed("Whom an alias means is not shown here. Ask me in another chat than this one.")
    elif not private:
        refused = NotAllowed("Whom {alias} means is for you alone. Ask me in a direct message.", alias=alias)
    if refused is not None:
        refused.about, refused.patient = "patient:", alias
        raise refused


def must_lead(by: Member) -> None:
    """Return if `by` leads the workspace, else raise."""
    if not (by.active and by.lead):
        raise NotAllowed("Only a lead can do that. Who leads: /team")


def must_change_team(by: Member, team: Team) -> None:
    """Return if `by` may say who is in a team, else raise: its members may, and leads."""
    if not by.active or by.workspace != team.workspace:
        raise NotFound("There is no team {team}. Make it: /team new {team}", team=team.name)
    if not (by.lead or by.id in team.members):
        raise NotAllowed("Only a lead, or somebody in {team}, can change who is in it.", team=team.name)


def must_change_shifts(by: Member, team: Team) -> None:
    """Return if `by` may say when a team works, else raise: its members may, and leads."""
    if not (by.active and by.workspace == team.workspace and (by.lead or by.id in team.members)):
        raise NotAllowed("Only a lead, or somebody in {team}, can change its shifts.", team=team.name)


def must_say_out(by: Member, of: Member) -> None:
    """Return if `by` may say that a member is not there, and see what they hold, else raise: they themselves may,
    their backup, and leads."""
    if not (by.active and by.workspace == of.workspace and (by.lead or by.id in (of.id, of.backup))):
        raise NotAllowed("Only {who}, their backup or a lead can say that. Who leads: /team", who=of.name)


def must_set_backup(by: Member, of: Member) -> None:
    """Return if `by` may say who stands in for a member, else raise: everybody for themselves, leads for all."""
    if by.id != of.id and not (by.active and by.lead and by.workspace == of.workspace):
        raise NotAllowed("Only a lead can set somebody else's backup. Yours: /team backup @lea")


def backups(owner: Member | None, people: Collection[Member], creator: MemberId) -> list[Member]:
    """Who hears of it when the owner does not answer: their backup, else whoever made it, else who leads."""
    here = {one.id: one for one in people if one.active and (owner is None or one.id != owner.id)}
    for wanted in (owner.backup if owner else None, creator):
        if wanted in here:
            return [here[wanted]]
    # Both have left: somebody has to hear of it all the same.
    return sorted((one for one in here.values() if one.lead), key=lambda one: one.id)[:1]
