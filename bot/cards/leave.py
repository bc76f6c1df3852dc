"""Cards that are sent when somebody has left: where their items are now."""

from collections.abc import Sequence

from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.care.members import MemberId, TeamId
from bot.care.tasks import Task
from bot.chat.card import Bold, Card, Line, Style

LIST_LENGTH = 15


def moved(leaver: str, tasks: Sequence[Task], owner: MemberId | None, team: TeamId | None, reader: Reader) -> Card:
    """To a receiver, or a channel: which items are with whom now. Without a leaver nobody is in their team."""
    say = reader.say
    whose = reader.owner(owner, team)
    numbers = ", ".join(f"#{task.number}" for task in tasks[:LIST_LENGTH])
    if len(tasks) > LIST_LENGTH:
        numbers += " …"
    lines = [cards.line(task, reader) for task in tasks[:LIST_LENGTH]]
    if len(tasks) > LIST_LENGTH:
        more = say("… and {count} more: /open", count=len(tasks) - LIST_LENGTH)
        lines.append(Line(spans=(more,), style=Style.quiet))
    if leaver:
        title = say.spans(
            "{who} has left. Now with {owner}: {items}", who=Bold(leaver), owner=Bold(whose), items=numbers
        )
        fallback = say("{who} has left. Now with {owner}: {items}", who=leaver, owner=whose, items=numbers)
    else:
        empty = reader.owner(None, tasks[0].team)
        title = say.spans(
            "Nobody is in {team}. Now with {owner}: {items}", team=Bold(empty), owner=Bold(whose), items=numbers
        )
        fallback = say("Nobody is in {team}. Now with {owner}: {items}", team=empty, owner=whose, items=numbers)
    return Card(title=title, lines=tuple(lines), fallback=fallback, locale=say.language)


def handoff_back(leaver: str, number: int, *, mine: bool, reader: Reader) -> Card:
    """A handoff that was on offer to, or from, whoever left."""
    say = reader.say
    if mine:
        sentence = say(
            "{who} has left: your handoff #{number} to them is with you again. Give it to somebody else: /handoff",
            who=leaver, number=number,
        )  # fmt: skip
    else:
        sentence = say(
            "{who} has left: their handoff #{number} to you is withdrawn, its items go to whoever stands in.",
            who=leaver, number=number,
        )  # fmt: skip
    return Card(title=(sentence,), fallback=sentence, locale=say.language)


def alone(leaver: str, *, leads: bool, reader: Reader) -> Card:
    """To somebody who has no backup any more, or who leads now because nobody else did."""
    say = reader.say
    if leads:
        sentence = say("{who} has left, and you lead now: you see every item and may change teams.", who=leaver)
    else:
        sentence = say("{who} was your backup and has left. Name another: /team backup @lea", who=leaver)
    return Card(title=(sentence,), fallback=sentence, locale=say.language)
