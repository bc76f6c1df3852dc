"""When an item reaches whoever it is for: who is off duty hears of it later, a team's goes to who is on then."""

from bot.cards.reader import Reader
from bot.care.members import awake
from bot.care.tasks import Task
from bot.care.urgency import Urgency
from bot.chat.card import Line, Style


def reaches(task: Task, reader: Reader) -> tuple[Line, ...]:
    """A line for whoever gave it away, when it does not reach anybody at once."""
    if not task.open:
        return ()
    return _member(task, reader) if task.owner is not None else _team(task, reader)


def _member(task: Task, reader: Reader) -> tuple[Line, ...]:
    owner = reader.people.member(task.owner)
    if owner is None or owner.id == reader.me or task.urgency is not Urgency.routine:
        return ()
    on = awake(owner, reader.now)
    if on == reader.now:
        return ()
    told = reader.say.spans(
        "{who} is off duty and hears of it {when}. If it cannot wait: /edit {number} urgent",
        who=owner.name, when=reader.when(on), number=str(task.number),
    )  # fmt: skip
    return (Line(spans=told, style=Style.quiet),)


def _team(task: Task, reader: Reader) -> tuple[Line, ...]:
    people, now = reader.people, reader.now
    team = people.team(task.team)
    if team is None or not people.roster.has(team.id, now):
        return ()
    at = max(task.due_at or now, now)
    meant = people.on_duty(team, at, shift=task.shift, since=task.created_at)
    names = ", ".join(reader.name(one.id) for one in meant) or reader.say("nobody")
    told = reader.say("Goes to whoever is on then. As things stand: {names}", names=names)
    return (Line(spans=(told,), style=Style.quiet),)
