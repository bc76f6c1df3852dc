"""Cards that are sent when somebody has left: where their items are now."""

from collections.abc import Sequence

from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.care.members import MemberId, TeamId
from bot.care.tasks import Task
from bot.chat.card import Bold, Card, Line, Style

LIST_LENGTH = 15


def moved(leaver: str, tasks: Sequence[Task], owner: MemberId | None, team: TeamId | None, reader: Reader) -> Card:
    """To a receiver, or a channel: which items are with whom now."""
    say = reader.say
    whose = reader.owner(owner, team)
    numbers = ", ".join(f"#{task.number}" for task in tasks[:LIST_LENGTH])
    if len(tasks) > LIST_LENGTH:
        numbers += " …"
    lines = [cards.line(task, reader) for task in tasks[:LIST_LENGTH]]
    if len(tasks) > LIST_LENGTH:
        more = say("… and {count} more: /open", count=len(tasks) - LIST_LENGTH)
        lines.append(Line(spans=(more,), style=Style.quiet))
    return Card(
        title=say.spans("{who} has left. Now with {owner}: {items}", who=Bold(leaver), owner=Bold(whose),
                        items=numbers),
        lines=tuple(lines),
        fallback=say("{who} has left. Now with {owner}: {items}", who=leaver, owner=whose, items=numbers),
        locale=say.language,
    )  # fmt: skip


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
