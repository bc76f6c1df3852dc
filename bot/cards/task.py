"""Cards of tasks and follow-ups: the echo, the item itself, lists, and what is asked before and after."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import recurrence
from bot.cards.on_duty import reaches
from bot.cards.reader import Reader
from bot.care.privacy import Detail, verb
from bot.care.tasks import CLOSED, Kind, Outcome, Status, Task
from bot.care.urgency import Urgency
from bot.chat.card import Bold, Button, Card, Line, Span, Style
from bot.chat.text import moment

OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in (Outcome.done, Outcome.other))
LIST_LENGTH = 15


def echo(task: Task, undo: str, reader: Reader, other: datetime | None = None) -> Card:
    """What was understood, at once after it was saved. `other` is a time that may have been meant as well."""
    say = reader.say
    buttons = [Button(label=say("Edit"), action="edit", handle=task.handle)]
    if other is not None:
        value = str(int(other.timestamp()))
        buttons.insert(0, Button(label=instead(other, reader), action="instead", value=value, handle=task.handle))
    buttons.append(Button(label=say("Undo"), action="undo", handle=undo))
    if task.kind is Kind.task:
        title = say("Saved as task #{number}", number=task.number)
    else:
        title = say("Saved as follow-up #{number}", number=task.number)
    return Card(
        title=(Bold(title),),
        lines=(*details(task, reader), *reaches(task, reader)),
        buttons=tuple(buttons),
        fallback=say("Saved as #{number}", number=task.number),
        locale=say.language,
    )


def instead(other: datetime, reader: Reader) -> str:
    """What stands on the button that takes the other half of the clock."""
    return reader.say("I mean {when}", when=moment(reader.when(other), reader.say.language))


def item(task: Task, reader: Reader, title: tuple[Span, ...] | None = None) -> Card:
    """One item with all that can be done to it by whoever it is shown to."""
    say = reader.say
    return Card(
        title=title or (Bold(f"{kind_name(task, reader)} #{task.number}"),),
        lines=(*details(task, reader), *_state(task, reader)),
        buttons=_buttons(task, reader),
        fallback=f"{kind_name(task, reader)} #{task.number}",
        locale=say.language,
    )


def details(task: Task, reader: Reader) -> tuple[Line, ...]:
    """What, for whom, when, who, how urgent: the same lines everywhere."""
    say = reader.say
    lines = [Line(spans=(Bold(words_of(task, reader)),))]
    facts = [*patient_of(task, reader), due(task, reader), (reader.owner(task.owner, task.team, task.shift),)]
    if task.urgency is not Urgency.routine:
        facts.append((Bold(urgency_name(task.urgency, reader)),))
    lines.append(Line(spans=joined(facts)))
    if task.recurring:
        often, more = recurrence.facts(task, reader)
        told = joined([say.spans("Comes back: {often}", often=often), *more])
        lines.append(Line(spans=told, style=Style.quiet))
    if task.waiting_on and reader.detail is Detail.full:
        lines.append(Line(spans=(say("Waiting for: {what}", what=task.waiting_on),), style=Style.quiet))
    if task.needs and reader.detail is Detail.full:
        lines.append(Line(spans=(say("Needs: {needs}", needs=", ".join(task.needs)),), style=Style.quiet))
    return tuple(lines)


def line(task: Task, reader: Reader, buttons: tuple[Button, ...] = ()) -> Line:
    """One item in a list; its number opens it."""
    facts: list[tuple[Span, ...]] = [(Bold(words_of(task, reader)),), *patient_of(task, reader), due(task, reader)]
    if task.owner != reader.me or reader.me is None:
        facts.append((reader.owner(task.owner, task.team, task.shift),))
    if task.urgency is not Urgency.routine:
        facts.append((Bold(urgency_name(task.urgency, reader)),))
    if task.status is Status.draft:
        facts.append((reader.say("not saved yet"),))
    opens = Button(label=f"#{task.number}", action="show", handle=task.handle)
    return Line(spans=joined(facts), opens=opens, buttons=buttons)


def listing(title: str, tasks: Sequence[Task], reader: Reader, nothing: str) -> Card:
    """A list of items, most pressing first; a long one is cut and says so."""
    say = reader.say
    lines = [line(task, reader) for task in tasks[:LIST_LENGTH]]
    if len(tasks) > LIST_LENGTH:
        more = say("… and {count} more. Narrow it down: /open K-17, /open overdue", count=len(tasks) - LIST_LENGTH)
        lines.append(Line(spans=(more,), style=Style.quiet))
    if not tasks:
        lines.append(Line(spans=(nothing,), style=Style.quiet))
    count = f" ({len(tasks)})" if tasks else ""
    return Card(title=(Bold(title + count),), lines=tuple(lines), fallback=title, locale=say.language)


def outcome_question(task: Task, reader: Reader) -> Card:
    """What came of the follow-up: one tap."""
    say = reader.say
    buttons = [
        Button(label=outcome_name(outcome, reader), action="outcome", value=outcome.value, handle=task.handle)
        for outcome in OUTCOMES
    ]
    buttons.append(Button(label=say("Other…"), action="outcome", value="other", handle=task.handle))
    buttons.append(Button(label=say("Back"), action="show", handle=task.handle))
    return Card(
        title=say.spans("What came of {ref}?", ref=Bold(f"#{task.number}")),
        lines=details(task, reader)[:1],
        buttons=tuple(buttons),
        fallback=say("What came of #{number}?", number=task.number),
        locale=say.language,
    )


def done(task: Task, sentence: str, undo: str | None, reader: Reader, more: tuple[Line, ...] = ()) -> Card:
    """A change that was made, in one sentence, with what it was about, and Undo."""
    say = reader.say
    buttons = [Button(label=say("Undo"), action="undo", handle=undo)] if undo else []
    return Card(
        title=(sentence,),
        lines=(*details(task, reader)[:2], *more),
        buttons=tuple(buttons),
        fallback=sentence,
        locale=say.language,
    )


def with_note(card: Card, spans: tuple[Span, ...]) -> Card:
    """The card with one more quiet line."""
    return replace(card, lines=(*card.lines, Line(spans=spans, style=Style.quiet)))


def due(task: Task, reader: Reader) -> tuple[Span, ...]:
    """When it is due, and that it is overdue."""
    if task.due_at is None:
        return (reader.say("no time set"),)
    when = reader.when(task.due_at, whole_day=task.whole_day)
    late = reader.now - task.due_at
    if not task.overdue(reader.now) or late < timedelta(minutes=1):
        return (when,)
    return (when, " ", Bold(reader.say("{time} overdue", time=span_of_time(late, reader))))


def words_of(task: Task, reader: Reader) -> str:
    """What it is about, as far as it may be shown here: never more than the verb where detail is minimal."""
    reader.shows(f"task:{task.id}", task.patient)
    if reader.detail is Detail.full:
        return task.what or reader.say("(its words were erased)")
    return verb(task.what).capitalize() or kind_name(task, reader)


def kind_name(task: Task, reader: Reader) -> str:
    """Task or follow-up."""
    return reader.say("Task") if task.kind is Kind.task else reader.say("Follow-up")


def urgency_name(urgency: Urgency, reader: Reader) -> str:
    """How urgent, in a word."""
    say = reader.say
    match urgency:
        case Urgency.stat:
            return say("stat")
        case Urgency.asap:
            return say("as soon as possible")
        case Urgency.urgent:
            return say("urgent")
        case Urgency.routine:
            return say("routine")


def outcome_name(outcome: Outcome, reader: Reader) -> str:
    """What came of it, in a few words."""
    say = reader.say
    match outcome:
        case Outcome.done:
            return say("Done")
        case Outcome.reached:
            return say("Reached")
        case Outcome.no_answer:
            return say("No answer")
        case Outcome.result_normal:
            return say("Result normal")
        case Outcome.result_abnormal:
            return say("Result abnormal")
        case Outcome.approved:
            return say("Approved")
        case Outcome.denied:
            return say("Denied")
        case Outcome.rescheduled:
            return say("Rescheduled")
        case Outcome.other:
            return say("Other")


def span_of_time(length: timedelta, reader: Reader) -> str:
    """`40 min`, `3 h`, `2 d`: the largest unit that fits."""
    say = reader.say
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return say("{n} min", n=minutes)
    if minutes < 48 * 60:
        return say("{n} h", n=minutes // 60)
    return say("{n} d", n=minutes // (24 * 60))


def _state(task: Task, reader: Reader) -> list[Line]:
    """Where it stands, as far as the lines above do not say so."""
    say = reader.say
    lines: list[tuple[Span, ...]] = []
    if task.status is Status.completed and task.outcome:
        who = reader.name(task.closed_by)
        lines.append((say("{outcome}, by {who}", outcome=outcome_name(task.outcome, reader), who=who),))
    elif task.status is Status.cancelled:
        lines.append((say("Dropped by {who}", who=reader.name(task.closed_by)),))
    elif task.status is Status.requested and task.owner is not None:
        lines.append((say("Not accepted yet"),))
    if task.note and reader.detail is Detail.full:
        lines.append((say("“{note}”", note=task.note),))
    if task.missed:
        lines.append((say("Missed before: {count}", count=task.missed),))
    return [Line(spans=spans, style=Style.quiet) for spans in lines]


def _buttons(task: Task, reader: Reader) -> tuple[Button, ...]:
    say, handle = reader.say, task.handle
    if task.status in CLOSED:
        return (Button(label=say("Reopen"), action="reopen", handle=handle),)
    if task.status is Status.draft:
        label = say("Continue") if task.doubts else say("Save")
        drop = Button(label=say("Drop"), action="drop", handle=handle)
        return (Button(label=label, action="continue", handle=handle, style=Style.primary), drop)
    mine = task.owner == reader.me and reader.me is not None
    buttons = []
    if task.owner is None:
        buttons.append(Button(label=say("Claim"), action="claim", handle=handle, style=Style.primary))
    elif mine and task.status is Status.requested:
        buttons.append(Button(label=say("Accept"), action="claim", handle=handle, style=Style.primary))
        if task.creator != task.owner:
            buttons.append(Button(label=say("Decline"), action="decline", handle=handle))
    buttons.append(Button(label=say("Done"), action="done", handle=handle))
    buttons.append(Button(label=say("Snooze"), action="snooze", handle=handle))
    buttons.append(Button(label=say("Edit"), action="edit", handle=handle))
    buttons.append(Button(label=say("Drop"), action="cancel", handle=handle))
    buttons.append(Button(label=say("Escalate"), action="escalate", handle=handle))
    return tuple(buttons)


def patient_of(task: Task, reader: Reader) -> list[tuple[Span, ...]]:
    """The alias, unless the words have it already."""
    return [(task.patient,)] if task.patient and task.patient not in words_of(task, reader) else []


def joined(facts: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """Facts in one line with a dot between them."""
    joined: list[Span] = []
    for number, spans in enumerate(facts):
        if number:
            joined.append(" · ")
        joined.extend(spans)
    return tuple(joined)
