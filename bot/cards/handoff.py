"""Cards of handoffs, in I-PASS order: whole for who is part of it, an outline without words for everybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards import sbar
from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.care.handoffs import (
    HandedPatient,
    Handoff,
    HandoffQuestion,
    HandoffStatus,
    Severity,
    may_receive,
    movable,
    sees_all,
    stands_in,
)
from bot.care.handoffs import sickest_first as in_order
from bot.care.privacy import Detail
from bot.care.tasks import CLOSED, Task, TaskId
from bot.chat.card import Bold, Button, Card, Line, Span, Style

Items = Mapping[TaskId, Task]
SHOWN = 10
"""Items of one patient, or handoffs in a list, that are drawn in lines; more are counted."""


def handoff(
    handoff: Handoff,
    items: Items,
    questions: Sequence[HandoffQuestion],
    reader: Reader,
    *,
    title: tuple[Span, ...] | None = None,
    more: Sequence[Line] = (),
    brief: bool = False,
    outlined: bool = True,
) -> Card:
    """One handoff as it stands, with all that its reader can do about it. `more` are lines below the title;
    a `brief` card is for who knows the words already, and need not be `outlined` where `more` names them."""
    part = reader.me is not None and sees_all(handoff, reader.me, reader.people)
    whole = part and not brief
    lines = [*more]
    for one in sickest_first(handoff) if outlined or whole else ():
        lines.append(Line(spans=outline(handoff, one, items, reader, numbers=not whole), style=Style.heading))
        if whole:
            lines += words(one, reader)
            lines += _item_lines(handoff, one, items, reader)
    if whole:
        lines += notes(handoff, reader)
        lines += [line for one in questions for line in asked(one, reader)]
    if part:
        lines += _facts(handoff, items, reader)
        lines += _said_back(handoff, reader)
        lines += elsewhere(handoff, reader)
    lines += not_moved(handoff, items, reader)
    if whole:
        lines += _advice(handoff, reader)
    return Card(
        title=title or _title(handoff, reader),
        lines=tuple(lines),
        buttons=_buttons(handoff, items, reader),
        fallback=fallback(handoff, reader),
        locale=reader.say.language,
    )


def line(handoff: Handoff, reader: Reader) -> Line:
    """One handoff in a list; its number opens it."""
    say = reader.say
    for one in handoff.patients:
        reader.shows(f"handoff:{handoff.id}", one.patient)
    facts = say.spans(
        "from {sender} to {whom}",
        sender=reader.name(handoff.sender),
        whom=Bold(reader.owner(handoff.receiver, handoff.team, handoff.shift)),
    )
    patients = [_named(one, reader) for one in sickest_first(handoff) if one.patient]
    named: tuple[Span, ...] = (" · ", ", ".join(patients)) if patients else ()
    state: tuple[Span, ...] = (" · ", say("not sent yet")) if handoff.status is HandoffStatus.draft else ()
    opens = Button(label=f"#{handoff.number}", action="handoff", handle=handoff.handle)
    return Line(spans=(*facts, *named, *state), opens=opens)


def section(title: str, handoffs: Sequence[Handoff], reader: Reader) -> list[Line]:
    """Handoffs under a heading, a few of them; nothing when there are none."""
    if not handoffs:
        return []
    lines = [Line(spans=(f"{title} ({len(handoffs)})",), style=Style.heading)]
    lines += [line(one, reader) for one in handoffs[:SHOWN]]
    if len(handoffs) > SHOWN:
        lines.append(quiet(reader.say("… and {count} more", count=len(handoffs) - SHOWN)))
    return lines


def asked(question: HandoffQuestion, reader: Reader) -> list[Line]:
    """A question and its answer, where words may be shown."""
    if reader.detail is not Detail.full:
        return []
    say = reader.say
    if question.asker == reader.me:
        lines = [quiet(say("You asked: “{words}”", words=question.question))]
    else:
        lines = [quiet(say("{who} asked: “{words}”", who=reader.name(question.asker), words=question.question))]
    if question.answered_at is not None:
        lines.append(quiet(say("Answer: “{words}”", words=question.answer)))
    return lines


def not_moved(handoff: Handoff, items: Items, reader: Reader) -> list[Line]:
    """Items that stay where they are, because they changed after the handoff was sent."""
    say = reader.say
    lines = []
    for task in _in_order(handoff.items, items):
        if not _stays(handoff, task):
            continue
        if task.id in handoff.not_taken and _still_senders(handoff, task):
            sender, who = reader.name(handoff.sender), reader.name(handoff.said_by)
            lines.append(quiet(say("#{number} stays with {sender}, as {who} said.", number=task.number,
                                   sender=sender, who=who)))  # fmt: skip
            continue
        if task.status in CLOSED:
            who = reader.name(task.closed_by)
            told = say("#{number} does not move: it was closed by {who}.", number=task.number, who=who)
        else:
            whose = reader.owner(task.owner, task.team, task.shift)
            told = say("#{number} does not move: it is with {owner}.", number=task.number, owner=whose)
        lines.append(quiet(told))
    if handoff.not_taken and handoff.reason and reader.detail is Detail.full:
        lines.append(quiet(say("Reason: “{words}”", words=handoff.reason)))
    return lines


def sickest_first(handoff: Handoff) -> list[HandedPatient]:
    """The patients in the order in which they are told."""
    return in_order(handoff.patients)


def items_of(handoff: Handoff, one: HandedPatient, items: Items) -> list[Task]:
    """The items of one patient in a handoff, by number."""
    return [task for task in _in_order(handoff.items, items) if task.patient == one.patient]


def severity_name(severity: Severity, reader: Reader) -> str:
    """How ill, in a word."""
    say = reader.say
    match severity:
        case Severity.unstable:
            return say("unstable")
        case Severity.watcher:
            return say("watcher")
        case Severity.stable:
            return say("stable")
        case Severity.discharging:
            return say("discharging")


def elsewhere(handoff: Handoff, reader: Reader) -> list[Line]:
    """Where the words can be read, when they may not be shown here."""
    if reader.detail is Detail.full:
        return []
    say = reader.say
    other = handoff.decided_by or handoff.receiver if reader.me == handoff.sender else handoff.sender
    if other is None or other == reader.me:
        return [quiet(say("The words are not shown here. Read them on Slack or in the web workspace."))]
    told = say(
        "The words are not shown here. Read them on Slack or in the web workspace, or ask {who}.",
        who=reader.name(other),
    )
    return [quiet(told)]


def outline(
    handoff: Handoff, one: HandedPatient, items: Items, reader: Reader, *, numbers: bool = True
) -> tuple[Span, ...]:
    """`K-17 · watcher · #1, #2`: no words."""
    say = reader.say
    reader.shows(f"handoff:{handoff.id}", one.patient)
    facts: list[Span] = [Bold(one.patient or say("Without a patient"))]
    if one.severity is not None:
        facts += [" · ", Bold(severity_name(one.severity, reader))]
    elif one.sbar is not None:
        facts += [" · ", Bold(say("SBAR"))]
    if one.patient is not None and not one.told:
        facts += [" · ", say("not filled in")]
    named = [f"#{task.number}" for task in items_of(handoff, one, items)]
    if numbers and named:
        facts += [" · ", ", ".join(named)]
    return tuple(facts)


def words(one: HandedPatient, reader: Reader) -> list[Line]:
    """Summary and contingencies, or the four parts of SBAR, where they may be shown."""
    if reader.detail is not Detail.full:
        return []
    if one.sbar is not None:
        return sbar.told(one.sbar, reader)
    lines = [Line(spans=(one.summary,))] if one.summary else []
    return lines + [quiet(text) for text in one.contingencies]


def notes(handoff: Handoff, reader: Reader) -> list[Line]:
    """Notes on the whole handoff, where they may be shown."""
    if not handoff.notes or reader.detail is not Detail.full:
        return []
    return [quiet(reader.say("Notes: {words}", words=handoff.notes))]


def _item_lines(handoff: Handoff, one: HandedPatient, items: Items, reader: Reader) -> list[Line]:
    """What is to be done for them; what does not move is told at the end."""
    found = [task for task in items_of(handoff, one, items) if not _stays(handoff, task)]
    lines = []
    for task in found[:SHOWN]:
        # Until it is accepted all of it is the sender's; that need not be said beside each.
        whose = replace(reader, me=task.owner) if handoff.waiting else reader
        lines.append(Line(spans=(f"#{task.number} ", *cards.line(task, whose).spans)))
    if len(found) > SHOWN:
        lines.append(quiet(reader.say("… and {count} more", count=len(found) - SHOWN)))
    return lines


def _stays(handoff: Handoff, task: Task) -> bool:
    """Whether an item does not move, or has not moved, although it is in the handoff."""
    if handoff.waiting:
        return not movable(handoff, task)
    return handoff.status is HandoffStatus.accepted and task.id not in handoff.moved


def _still_senders(handoff: Handoff, task: Task) -> bool:
    return task.open and task.owner == handoff.sender


def _facts(handoff: Handoff, items: Items, reader: Reader) -> list[Line]:
    """For the others, that it was seen, while it waits; how much of it is done, once it was accepted."""
    say = reader.say
    if (
        handoff.waiting
        and handoff.seen_at is not None
        and handoff.said_by is None
        and handoff.seen_by != reader.me
    ):
        who, when = reader.name(handoff.seen_by), reader.when(handoff.seen_at)
        told = say.spans("Seen by {who} on {when}. Not accepted yet.", who=who, when=when)
        return [Line(spans=told, style=Style.quiet)]
    if handoff.status is HandoffStatus.accepted and handoff.moved:
        moved = [items[one] for one in handoff.moved if one in items]
        done = [task for task in moved if task.status in CLOSED]
        return [quiet(say("Done: {done} of {count}.", done=len(done), count=len(moved)))] if done else []
    return []


def _said_back(handoff: Handoff, reader: Reader) -> list[Line]:
    """What the receiver said, or why not."""
    by = handoff.decided_by or handoff.said_by
    say, who = reader.say, reader.name(by)
    if reader.detail is not Detail.full:
        return []
    if handoff.synthesis and by == reader.me:
        return [quiet(say("You said back: “{words}”", words=handoff.synthesis))]
    if handoff.synthesis:
        return [quiet(say("In the words of {who}: “{words}”", who=who, words=handoff.synthesis))]
    if handoff.reason:
        return [quiet(say("Reason: “{words}”", words=handoff.reason))]
    return []


def _advice(handoff: Handoff, reader: Reader) -> list[Line]:
    """The form is not the whole handoff: the live talk is."""
    if (
        not handoff.waiting
        or handoff.escalated_at
        or reader.me is None
        or not may_receive(handoff, reader.me, reader.people)
    ):
        return []
    told = reader.say(
        "Talk it through with {who} if you can. It is yours when you accept.", who=reader.name(handoff.sender)
    )
    return [quiet(told)]


def _title(handoff: Handoff, reader: Reader) -> tuple[Span, ...]:
    say, number, sender = reader.say, ref(handoff), reader.name(handoff.sender)
    match handoff.status:
        case HandoffStatus.draft | HandoffStatus.requested:
            whose = reader.owner(handoff.receiver, handoff.team, handoff.shift)
            return say.spans(
                "Handoff {ref} from {sender} to {whom}: not accepted yet", ref=number, sender=sender, whom=whose
            )
        case HandoffStatus.accepted:
            who = reader.name(handoff.decided_by)
            return say.spans("Handoff {ref} from {sender}: accepted by {who}", ref=number, sender=sender, who=who)
        case HandoffStatus.declined:
            who = reader.name(handoff.decided_by)
            return say.spans("Handoff {ref} from {sender}: declined by {who}", ref=number, sender=sender, who=who)
        case HandoffStatus.cancelled:
            return say.spans("Handoff {ref} from {sender}: taken back", ref=number, sender=sender)


def _buttons(handoff: Handoff, items: Items, reader: Reader) -> tuple[Button, ...]:
    say, handle = reader.say, handoff.handle
    opens = Button(label=say("Open"), action="handoff", handle=handle)
    if reader.me is None:
        return (opens,)
    if stands_in(handoff, reader.me, reader.people):
        return (
            Button(label=say("Accept for the team"), action="handoff_team", handle=handle, style=Style.primary),
            Button(label=say("Open"), action="handoff", handle=handle),
        )
    if handoff.waiting and may_receive(handoff, reader.me, reader.people):
        if handoff.said_by == reader.me:
            return (
                Button(label=say("Say the rest"), action="handoff_accept", handle=handle, style=Style.primary),
                Button(label=say("We have talked it through"), action="handoff_talked", handle=handle),
                Button(label=say("Ask"), action="handoff_ask", handle=handle),
                Button(label=say("Decline"), action="handoff_decline", handle=handle),
            )
        offered = [
            Button(label=say("Accept"), action="handoff_accept", handle=handle, style=Style.primary),
            Button(label=say("Ask"), action="handoff_ask", handle=handle),
            Button(label=say("Decline"), action="handoff_decline", handle=handle),
        ]
        if handoff.items:
            offered.insert(1, Button(label=say("Accept all but …"), action="handoff_part", handle=handle))
        if len(handoff.patients) > 1:
            offered.insert(-2, Button(label=say("Patient by patient"), action="handoff_each", handle=handle))
        if handoff.seen_at is None:
            offered.append(Button(label=say("Seen"), action="handoff_seen", handle=handle))
        return tuple(offered)
    if reader.me != handoff.sender:
        return ()
    if handoff.waiting:
        back = Button(label=say("Take back"), action="handoff_back", handle=handle)
        if handoff.said_by is None:
            return (back,)
        who = str(handoff.said_by)
        right = Button(
            label=say("Yes, that is right"), action="handoff_right", value=who, handle=handle, style=Style.primary
        )
        return (right, Button(label=say("Not quite"), action="handoff_not", value=who, handle=handle), back)
    if handoff.status in (HandoffStatus.declined, HandoffStatus.cancelled):
        return (again(handoff, reader),)
    if any(one in items and _still_senders(handoff, items[one]) for one in handoff.not_taken):
        label = say("Give the rest to somebody else")
        return (Button(label=label, action="handoff_again", handle=handle, style=Style.primary),)
    return ()


def _named(one: HandedPatient, reader: Reader) -> str:
    """`K-17 watcher`, or `K-17 SBAR`."""
    if one.sbar is not None:
        return f"{one.patient} {reader.say('SBAR')}"
    return f"{one.patient} {severity_name(one.severity, reader)}" if one.severity else str(one.patient)


def _in_order(wanted: Sequence[TaskId], items: Items) -> list[Task]:
    return sorted((items[one] for one in wanted if one in items), key=lambda task: task.number)


def again(handoff: Handoff, reader: Reader) -> Button:
    """What came back can be given to somebody else, without writing it again."""
    return Button(label=reader.say("Give it to somebody else"), action="handoff_again", handle=handoff.handle)


def ref(handoff: Handoff) -> Bold:
    """`#5`."""
    return Bold(f"#{handoff.number}")


def fallback(handoff: Handoff, reader: Reader) -> str:
    """What a lock screen shows."""
    return reader.say("Handoff #{number}", number=handoff.number)


def quiet(sentence: str) -> Line:
    """A line that stands back."""
    return Line(spans=(sentence,), style=Style.quiet)
