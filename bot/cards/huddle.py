"""The huddle post: what happened, what is coming, what is stuck; short, worst first."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import handoff as handoff_cards
from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.care.handoffs import Handoff
from bot.care.tasks import Outcome, Status, Task, worst_first
from bot.chat.card import Bold, Button, Card, Line, Span, Style

SECTION = 6
"""Lines in a section; what is left is counted."""


def post(
    *,
    closed: Sequence[Task],
    open_ones: Sequence[Task],
    handoffs: Sequence[Handoff],
    late: timedelta | None,
    reader: Reader,
) -> Card:
    """The brief of one channel. Every item stands in one section only, the worst that is true of it."""
    say, now = reader.say, reader.now
    tomorrow = now + timedelta(hours=24)
    overdue = sorted((one for one in open_ones if one.overdue(now)), key=worst_first)
    coming = [one for one in open_ones if one.due_at and now < one.due_at <= tomorrow]
    coming.sort(key=lambda one: (reader.owner(one.owner, one.team, one.shift), one.due_at))
    rest = [one for one in open_ones if one not in overdue and one not in coming]
    lines: list[Line] = []
    if late is not None:
        lines.append(_quiet(say("This post is {time} late.", time=cards.span_of_time(late, reader))))
    lines += _section(say("Overdue"), overdue, reader)
    lines += handoff_cards.section(say("Handoffs waiting"), handoffs, reader)
    lines += _section(say("Next 24 hours"), coming, reader)
    lines += _section(say("Raised before and still open"), rest, reader)
    lines += _closed(closed, reader)
    if not lines:
        lines.append(_quiet(say("Nothing open, nothing overdue.")))
    lines.append(_quiet(say("Add a line: reply to this post.")))
    return Card(
        title=(Bold(say("Huddle")), " · ", reader.when(now)),
        lines=tuple(lines),
        fallback=say("Huddle: {open} open, {overdue} overdue", open=len(open_ones), overdue=len(overdue)),
        locale=say.language,
    )


def _section(title: str, tasks: Sequence[Task], reader: Reader) -> list[Line]:
    if not tasks:
        return []
    lines = [Line(spans=(f"{title} ({len(tasks)})",), style=Style.heading)]
    lines += [cards.line(task, reader, _act(task, reader)) for task in tasks[:SECTION]]
    if len(tasks) > SECTION:
        lines.append(_quiet(reader.say("… and {count} more: /open", count=len(tasks) - SECTION)))
    return lines


def _closed(tasks: Sequence[Task], reader: Reader) -> list[Line]:
    """What was closed, with its outcome and by whom."""
    if not tasks:
        return []
    say = reader.say
    lines = [Line(spans=(f"{say('Closed in the last 24 hours')} ({len(tasks)})",), style=Style.heading)]
    for task in tasks[:SECTION]:
        what: Span = cards.words_of(task, reader)
        if task.status is Status.cancelled:
            ended = say("dropped")
        else:
            ended = cards.outcome_name(task.outcome or Outcome.done, reader)
        patient: tuple[Span, ...] = (" · ", task.patient) if task.patient else ()
        spans = (what, *patient, " · ", Bold(ended), " · ", reader.name(task.closed_by))
        lines.append(Line(spans=spans, opens=Button(label=f"#{task.number}", action="show", handle=task.handle)))
    if len(tasks) > SECTION:
        lines.append(_quiet(say("… and {count} more", count=len(tasks) - SECTION)))
    return lines


def _act(task: Task, reader: Reader) -> tuple[Button, ...]:
    """Claim what nobody has; close what somebody has."""
    say = reader.say
    if task.owner is None:
        return (Button(label=say("Claim"), action="claim", handle=task.handle),)
    return (Button(label=say("Done"), action="done", handle=task.handle),)


def _quiet(sentence: str) -> Line:
    return Line(spans=(sentence,), style=Style.quiet)
