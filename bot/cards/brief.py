"""The brief as people read it: a line that counts, then what counts, worst first and short."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import contingency as contingency_cards
from bot.cards import handoff as handoff_cards
from bot.cards import task as cards
from bot.cards import waiting
from bot.cards.handoff import quiet, severity_name
from bot.cards.reader import Reader
from bot.care.brief import Brief
from bot.care.tasks import Task
from bot.chat.card import Bold, Card, Line, Span, Style

SHOWN = 5
"""Items that are named under one heading; more are counted."""


def brief(found: Brief, start: datetime | None, reader: Reader) -> Card:
    """All of it. `start` is when the shift begins before which it comes by itself."""
    say = reader.say
    title: tuple[Span, ...] = (Bold(say("Your brief")), " · ", reader.when(reader.now))
    if start is not None:
        title = say.spans("Your shift begins: {when}", when=reader.when(start))
    lines = [Line(spans=(_counts(found, reader),)), *_sections(found, reader)]
    if start is not None:
        lines.append(quiet(say("It comes before each shift. Not any more: /brief off")))
    return Card(title=title, lines=tuple(lines), fallback=say("Your brief"), locale=say.language)


def _counts(found: Brief, reader: Reader) -> str:
    say = reader.say
    told = [
        (len(found.overdue), say("overdue")),
        (len(found.waiting), say("to answer")),
        (found.unread, say("not looked at yet")),
        (len(found.watchers), say("to watch")),
        (len(found.due), say("due this shift")),
        (len(found.calls), say("calls promised")),
    ]
    if found.empty:
        return say("Nothing waits for you. Enjoy the quiet.")
    return " · ".join(f"{count} {name}" for count, name in told if count) or say("Only if/thens are watched.")


def _sections(found: Brief, reader: Reader) -> list[Line]:
    say = reader.say
    lines = [*waiting.section(found.waiting, reader), *_items(say("Overdue"), found.overdue, reader)]
    lines += handoff_cards.section(say("Handoffs waiting for you"), found.handoffs, reader)
    for handoff, question in found.questions:
        asked = say.spans(
            "{who} asks about handoff {ref}", who=reader.name(question.asker), ref=handoff_cards.ref(handoff)
        )
        lines += [Line(spans=asked), *handoff_cards.asked(question, reader)]
    lines += _items(say("Given to you, not accepted yet"), found.given, reader)
    if found.watchers:
        lines.append(_heading(say("Watch"), len(found.watchers)))
    for one in found.watchers[:SHOWN]:
        reader.shows(f"handoff:{one.handoff}", one.patient)
        lines.append(Line(spans=(Bold(one.patient), " · ", severity_name(one.severity, reader))))
    lines += _more(len(found.watchers), reader)
    lines += contingency_cards.section(found.watched[:SHOWN], reader)
    lines += _more(len(found.watched), reader, "/heard")
    lines += _items(say("Due this shift"), found.due, reader)
    return lines + _items(say("Calls promised"), found.calls, reader)


def _items(title: str, tasks: Sequence[Task], reader: Reader) -> list[Line]:
    if not tasks:
        return []
    shown = [cards.line(task, reader) for task in tasks[:SHOWN]]
    return [_heading(title, len(tasks)), *shown, *_more(len(tasks), reader)]


def _more(count: int, reader: Reader, where: str = "/mine") -> list[Line]:
    if count <= SHOWN:
        return []
    return [quiet(reader.say("… and {count} more: {command}", count=count - SHOWN, command=where))]


def _heading(title: str, count: int) -> Line:
    return Line(spans=(f"{title} ({count})",), style=Style.heading)
