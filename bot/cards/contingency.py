"""Cards of contingencies: what is watched, what was heard, and what is needed now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.cards import task as cards
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.contingencies import Contingency
from bot.care.privacy import Detail
from bot.care.tasks import Task
from bot.chat.card import Bold, Button, Card, Line, Span, Style


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
    """Its time has come: to whoever is to act. The item has the usual buttons, and one for "it has come"."""
    say = reader.say
    ref = Bold(f"#{task.number}")
    card = cards.item(task, reader, title=say.spans("{patient}: nothing was heard, so {ref} is due now",
                                                    patient=contingency.patient, ref=ref))  # fmt: skip
    lines = [*card.lines]
    if reader.detail is Detail.full:
        lines.append(quiet(contingency.text))
    if late is not None:
        lines.append(quiet(say("This reminder is {time} late.", time=cards.span_of_time(late, reader))))
    came = Button(label=say("It has come"), action="heard", handle=contingency.handle)
    return replace(card, lines=tuple(lines), buttons=(*card.buttons, came))


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
    say = reader.say
    return (
        Button(label=say("It has come"), action="heard", handle=one.handle),
        Button(label=say("Not needed"), action="heard_drop", handle=one.handle),
    )
