"""The bot's own page: numbers, aliases and times of what somebody has to do. Never words that people wrote."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import task as cards
from bot.cards import waiting as waiting_cards
from bot.cards.reader import Reader
from bot.care.handoffs import Handoff
from bot.care.privacy import Detail
from bot.care.tasks import Status, Task
from bot.care.urgency import Urgency
from bot.care.waiting import Waiting
from bot.chat.card import Bold, Button, Card, Line, Span, Style

LIST_LENGTH = 20


def home(tasks: Sequence[Task], handoffs: Sequence[Handoff], waiting: Waiting, reader: Reader) -> Card:
    """My page: what waits for my answer, handoffs on offer to me, what is overdue, what is coming."""
    say, now = reader.say, reader.now
    overdue = [one for one in tasks if one.overdue(now)]
    rest = [one for one in tasks if not one.overdue(now)]
    lines = waiting_cards.section(waiting, replace(reader, detail=Detail.minimal))
    if handoffs:
        lines.append(_heading(say("Handoffs waiting for you"), len(handoffs)))
        lines += [_handoff(one, reader) for one in handoffs[:LIST_LENGTH]]
    lines += _section(say("Overdue"), overdue, reader)
    lines += _section(say("Next"), rest, reader)
    if not lines:
        lines.append(Line(spans=(say("Nothing open. Enjoy the quiet."),), style=Style.quiet))
    return Card(
        title=(Bold(say("Yours")), " · ", reader.when(now)),
        lines=tuple(lines),
        buttons=(
            Button(label=say("Refresh"), action="home", handle="me"),
            Button(label=say("Profile"), action="profile", handle="me"),
        ),
        fallback=say("Yours"),
        locale=say.language,
    )


def _section(title: str, tasks: Sequence[Task], reader: Reader) -> list[Line]:
    if not tasks:
        return []
    lines = [_heading(title, len(tasks)), *(_item(task, reader) for task in tasks[:LIST_LENGTH])]
    if len(tasks) > LIST_LENGTH:
        more = reader.say("… and {count} more: /mine", count=len(tasks) - LIST_LENGTH)
        lines.append(Line(spans=(more,), style=Style.quiet))
    return lines


def _item(task: Task, reader: Reader) -> Line:
    sparing = replace(reader, detail=Detail.minimal)
    facts: list[tuple[Span, ...]] = [(task.patient or cards.kind_name(task, sparing),), cards.due(task, sparing)]
    if task.urgency is not Urgency.routine:
        facts.append((Bold(cards.urgency_name(task.urgency, sparing)),))
    if task.status is Status.draft:
        facts.append((reader.say("not saved yet"),))
    opens = Button(label=f"#{task.number}", action="show", handle=task.handle)
    return Line(spans=cards.joined(facts), opens=opens)


def _handoff(handoff: Handoff, reader: Reader) -> Line:
    spans = reader.say.spans(
        "from {sender}, items: {count}", sender=Bold(reader.name(handoff.sender)), count=str(len(handoff.items))
    )
    return Line(spans=spans, opens=Button(label=f"#{handoff.number}", action="handoff", handle=handoff.handle))


def _heading(title: str, count: int) -> Line:
    return Line(spans=(f"{title} ({count})",), style=Style.heading)
