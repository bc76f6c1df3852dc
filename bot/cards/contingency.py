"""Cards of contingencies: what is watched, what was heard, and what is needed now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.cards import task as cards
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.contingencies import Asking, Contingency, Watch
from bot.care.privacy import Detail, verb
from bot.care.tasks import Task
from bot.chat.card import Bold, Button, Card, Line, Span, Style
from bot.language.contingency import awaits

ASKED = 5
"""If/thens that are asked about in one message; more are counted."""


def listing(title: str, found: Sequence[Contingency], reader: Reader) -> Card:
    """What is watched, each with what can be said about it."""
    say = reader.say
    lines = [replace(_line(one, reader), buttons=_buttons(one, reader)) for one in found]
    nothing = say("Nothing is watched. An if/then of a handoff is, once it is accepted.")
    return Card(
        title=(Bold(title),), lines=tuple(lines) or (quiet(nothing),), fallback=title, locale=say.language
    )  # fmt: skip


def section(found: Sequence[Contingency], reader: Reader) -> list[Line]:
    """Below the items of a patient; nothing when nothing is watched."""
    if not found:
        return []
    return [
        Line(spans=(reader.say("If … then …"),), style=Style.heading),
        *(replace(_line(one, reader), buttons=_buttons(one, reader)) for one in found),
    ]


def ended(contingency: Contingency, sentence: str, reader: Reader) -> Card:
    """It is not watched any more."""
    return Card(
        title=(sentence,), lines=(_line(contingency, reader),), fallback=reader.say("An if/then is over."),
        locale=reader.say.language,
    )  # fmt: skip


def over(contingency: Contingency, raised: Task | None, reader: Reader) -> Card:
    """To who watched it, or had the item that it became: somebody else has heard."""
    say = reader.say
    by = contingency.ended_by if raised is None else raised.closed_by
    who, patient = reader.name(by), contingency.patient
    sentence = say("{who} has heard about {patient}: not watched any more.", who=who, patient=patient)
    if raised is not None:
        sentence = say(
            "{who} has heard about {patient}: #{number} is not needed any more.",
            who=who, patient=patient, number=raised.number,
        )  # fmt: skip
    return ended(contingency, sentence, reader)


def which(found: Sequence[Contingency], who: str, reader: Reader) -> Card:
    """Something has come that fits several."""
    say = reader.say
    title = say("{who} has heard about {patient}. Which one has come?", who=who, patient=found[0].patient)
    return replace(listing(title, found, reader), fallback=say("Which if/then has come?"))


def arrived(task: Task, who: str, reader: Reader) -> Card:
    """What a follow-up seems to wait for has come: what came of it?"""
    say = reader.say
    asked = cards.outcome_question(task, reader)
    title = say.spans(
        "{who} has heard about {patient}. What came of {ref}?",
        who=who, patient=task.patient or "", ref=Bold(f"#{task.number}"),
    )  # fmt: skip
    return replace(asked, title=title)


def with_waiting(card: Card, waiting: Sequence[Task], reader: Reader) -> Card:
    """The answer, with one's own follow-ups that seem to wait for what has come."""
    say = reader.say
    lines = [
        Line(
            spans=say.spans("{ref} waits for that. What came of it?", ref=Bold(f"#{task.number}")),
            buttons=(Button(label=say("Done"), action="done", handle=task.handle),),
        )
        for task in waiting
    ]
    return replace(card, lines=(*card.lines, *lines))


def needed(contingency: Contingency, task: Task, late: timedelta | None, reader: Reader) -> Card:
    """Its time has come, or somebody said so: to whoever is to act. The item has the usual buttons, and one for
    what has come after its time."""
    say = reader.say
    ref = Bold(f"#{task.number}")
    title = say.spans("{patient}: nothing was heard, so {ref} is due now", patient=contingency.patient, ref=ref)
    if contingency.ended_by is not None:
        who = reader.name(contingency.ended_by)
        title = say.spans(
            "{patient}: {who} says that {ref} is needed now", patient=contingency.patient, who=who, ref=ref
        )
    card = cards.item(task, reader, title=title)
    lines = [*card.lines]
    if reader.detail is Detail.full:
        lines.append(quiet(contingency.text))
    if late is not None:
        lines.append(quiet(say("This reminder is {time} late.", time=cards.span_of_time(late, reader))))
    came = Button(label=say("It has come"), action="heard", handle=contingency.handle)
    buttons = (*card.buttons, *((came,) if contingency.ended_by is None else ()))
    return replace(card, lines=tuple(lines), buttons=buttons)


def heard(patient: str, reader: Reader) -> Card:
    """Something has come about a patient for whom only what stands turns on it."""
    title = reader.say("Heard about {patient}.", patient=patient)
    return Card(title=(Bold(title),), fallback=title, locale=reader.say.language)


def with_told(card: Card, found: Sequence[Contingency], reader: Reader) -> Card:
    """The answer, with who else is asked whether it has come to something."""
    who = ", ".join(dict.fromkeys(reader.name(one.owner) for one in found))
    told = quiet(reader.say("{who}: asked whether an if/then is needed now.", who=who))
    return replace(card, lines=(*card.lines, told))


def with_standing(card: Card, asked: Sequence[tuple[Contingency, Asking]], reader: Reader) -> Card:
    """The answer, with what stands for the patient and turns on it: has it come to that?"""
    say = reader.say
    lines = [replace(_asked(one, reader), buttons=_answers(one, asking, reader)) for one, asking in asked[:ASKED]]
    if len(asked) > ASKED:
        lines.append(quiet(say("… and {count} more: {command}", count=len(asked) - ASKED, command="/heard")))
    return replace(card, lines=(*card.lines, *lines))


def standing(one: Contingency, asking: Asking, task: Task | None, reader: Reader) -> Card:
    """To who watches it: somebody has closed an item, or heard something, on which it turns."""
    say = reader.say
    mine, who, patient = asking.by == reader.me, reader.name(asking.by), one.patient
    if task is None:
        title = say.spans("{who} has heard about {patient}.", who=who, patient=patient)
        title = say.spans("Heard about {patient}.", patient=patient) if mine else title
    else:
        ref = Bold(f"#{task.number}")
        title = say.spans("{who} has closed {ref} of {patient}.", who=who, ref=ref, patient=patient)
        title = say.spans("Closed: {ref} of {patient}.", ref=ref, patient=patient) if mine else title
    lines = [_asked(one, reader)]
    if task is not None and task.note and reader.detail is Detail.full:
        lines.insert(0, Line(spans=(task.note,)))
    fallback = say("Did an if/then come to pass?")
    return Card(
        title=title, lines=tuple(lines), buttons=_answers(one, asking, reader), fallback=fallback,
        locale=say.language,
    )  # fmt: skip


def also_standing(card: Card, found: Sequence[Contingency], reader: Reader) -> Card:
    """A reminder, with what stands for the patient and turns on it."""
    if reader.detail is not Detail.full:
        return card
    for one in found:
        reader.shows(f"contingency:{one.id}", one.patient)
    told = [quiet(reader.say("Standing: {words}", words=one.text)) for one in found[:ASKED]]
    return replace(card, lines=(*card.lines, *told))


def needed_now(one: Contingency, task: Task, reader: Reader) -> Card:
    """Somebody has said that it has come to that."""
    say = reader.say
    title = say.spans(
        "{patient}: {ref} is due now, with {who}",
        patient=one.patient, ref=Bold(f"#{task.number}"), who=reader.owner(task.owner, task.team),
    )  # fmt: skip
    card = cards.item(task, reader, title=title)
    lines = [*card.lines, *([quiet(one.text)] if reader.detail is Detail.full else [])]
    undo = Button(label=say("Undo"), action="standing_undo", handle=one.handle)
    return replace(card, lines=tuple(lines), buttons=(*(card.buttons if task.owner == reader.me else ()), undo))


def not_now(one: Contingency, asking: Asking, reader: Reader) -> Card:
    """Somebody has said no: it goes on standing."""
    say = reader.say
    undo = Button(label=say("Undo"), action="standing_ask", handle=asking.handle)
    card = ended(one, say("Noted: not needed now. It goes on standing."), reader)
    return replace(card, buttons=(undo,), fallback=say("An if/then goes on standing."))


def _asked(one: Contingency, reader: Reader) -> Line:
    say = reader.say
    reader.shows(f"contingency:{one.id}", one.patient)
    if reader.detail is not Detail.full:
        what = verb(one.action) or say("an if/then")
        return Line(
            spans=(say("Standing for {patient}: {what}. Did it come to this?", patient=one.patient, what=what),)
        )
    return Line(spans=(say("Standing: {words}. Did it come to this?", words=one.text.rstrip(".")),))


def _answers(one: Contingency, asking: Asking, reader: Reader) -> tuple[Button, ...]:
    say = reader.say
    return (
        Button(label=say("Yes, needed now"), action="standing_yes", handle=one.handle),
        Button(label=say("No"), action="standing_no", handle=asking.handle),
    )


def _line(one: Contingency, reader: Reader) -> Line:
    say = reader.say
    reader.shows(f"contingency:{one.id}", one.patient)
    words = one.text if reader.detail is Detail.full else say("an if/then")
    spans: list[Span] = [Bold(one.patient), " · ", words]
    if one.alarm_at is not None:
        spans += [" · ", reader.when(one.alarm_at)]
    spans += [" · ", reader.name(one.owner)]
    return Line(spans=tuple(spans))


def _buttons(one: Contingency, reader: Reader) -> tuple[Button, ...]:
    say, turns = reader.say, one.watch is Watch.standing
    came = Button(label=say("It has come"), action="heard", handle=one.handle)
    now = Button(label=say("Needed now"), action="standing_yes", handle=one.handle)
    drop = Button(label=say("Not needed"), action="heard_drop", handle=one.handle)
    return (*((came,) if not turns or awaits(one.condition) else ()), *((now,) if turns else ()), drop)
