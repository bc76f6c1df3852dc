"""The form of a handoff, one patient at a time: I-PASS in the order in which it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards import task as cards
from bot.cards.handoff import quiet, severity_name
from bot.cards.reader import Reader
from bot.care.errors import CareError
from bot.care.handoffs import HandedPatient, Handoff, Severity
from bot.care.privacy import Detail
from bot.care.tasks import Task, TaskId
from bot.chat.card import Field, Kind, Line, Option, Question

MOST = 90
"""Items to choose from in one form."""

Values = Mapping[str, str | tuple[str, ...]]


def form(
    draft: Handoff,
    one: HandedPatient,
    items: Sequence[Task],
    before: HandedPatient | None,
    handle: str,
    reader: Reader,
) -> Question:
    """What is to be said about one patient. `items` can be handed over with them, `before` is what was said
    about them the last time, with the if/thens that are still watched. The last patient's form
    asks for the notes too."""
    say = reader.say
    position = [other.patient for other in draft.patients].index(one.patient)
    fields: list[Field] = []
    if one.patient is not None:
        fields += [_severity(one, reader), _summary(one, before, reader)]
    if items:
        fields.append(actions(draft, one, items, reader))
    if one.patient is not None:
        fields.append(_contingencies(one, before, reader))
    if position == len(draft.patients) - 1:
        fields.append(_notes(draft, reader))
    whose = reader.owner(draft.receiver, draft.team, draft.shift)
    title = say("{patient} to {whom}", patient=one.patient or say("Without a patient"), whom=whose)
    if len(draft.patients) > 1:
        title = f"{title} ({position + 1}/{len(draft.patients)})"
    return Question(
        handle=handle,
        title=title,
        intro=privacy(reader),
        fields=tuple(fields),
        submit=say("Next") if position < len(draft.patients) - 1 else say("Save"),
        open_label=say("Fill in"),
        fallback=say("Handoff #{number}", number=draft.number),
        locale=say.language,
    )


def filled(
    draft: Handoff, one: HandedPatient, items: Sequence[Task], values: Values, now: datetime, reader: Reader
) -> Handoff:
    """The draft with the answer put in. Where words are not shown, an empty answer leaves them as they were."""
    keeps = reader.detail is not Detail.full
    changed = one
    if one.patient is not None:
        said = text(values, "summary")
        lines = tuple(line.strip(" -*•\t") for line in text(values, "contingencies").splitlines())
        then = tuple(line for line in lines if line)
        changed = replace(
            one,
            severity=_said_severity(values),
            severity_at=now,
            summary=one.summary if keeps and not said else said,
            contingencies=one.contingencies if keeps and not then else then,
        )
    notes = draft.notes
    if "notes" in values and not (keeps and not text(values, "notes")):
        notes = text(values, "notes")
    return replace(
        draft,
        notes=notes,
        patients=tuple(changed if other.patient == one.patient else other for other in draft.patients),
        items=chosen(draft, items, values),
    )


def privacy(reader: Reader) -> tuple[Line, ...]:
    """Where words are not shown, a reminder that they are read elsewhere."""
    if reader.detail is Detail.full:
        return ()
    told = reader.say(
        "No names here, please: what you write stays in this chat. It is read on Slack or in the web workspace."
    )
    return (quiet(told),)


def _severity(one: HandedPatient, reader: Reader) -> Field:
    return Field(
        name="severity",
        label=reader.say("Illness severity"),
        kind=Kind.choice,
        options=tuple(Option(value=level.value, label=severity_name(level, reader)) for level in Severity),
        value=one.severity.value if one.severity else "",
    )


def _summary(one: HandedPatient, before: HandedPatient | None, reader: Reader) -> Field:
    full = reader.detail is Detail.full
    known = one.summary or (before.summary if before else "")
    return Field(
        name="summary", label=reader.say("Patient summary"), kind=Kind.long, value=known if full else "",
        optional=not full, hint=reader.say("day 2 after hip repair, MRI pending, daughter decides"),
    )  # fmt: skip


def actions(draft: Handoff, one: HandedPatient, items: Sequence[Task], reader: Reader) -> Field:
    """Which of a patient's items go along."""
    offered = items[:MOST]
    return Field(
        name="actions",
        label=reader.say("Action list"),
        kind=Kind.choices,
        options=tuple(
            Option(value=task.handle, label=f"#{task.number} {cards.words_of(task, reader)}"[:75])
            for task in offered
        ),
        value=tuple(task.handle for task in offered if task.id in draft.items),
        optional=True,
    )


def _contingencies(one: HandedPatient, before: HandedPatient | None, reader: Reader) -> Field:
    full = reader.detail is Detail.full
    known = one.contingencies or (before.contingencies if before else ())
    return Field(
        name="contingencies", label=reader.say("If … then …, one a line"), kind=Kind.long, optional=True,
        value="\n".join(known) if full else "",
        hint=reader.say("if the MRI is not back by 14:00, then call radiology"),
    )  # fmt: skip


def _notes(draft: Handoff, reader: Reader) -> Field:
    full = reader.detail is Detail.full
    return Field(
        name="notes", label=reader.say("Notes on the whole handoff"), kind=Kind.long, optional=True,
        value=draft.notes if full else "", hint=reader.say("the fax is broken, use the one on Unit 4"),
    )  # fmt: skip


def chosen(draft: Handoff, items: Sequence[Task], values: Values) -> tuple[TaskId, ...]:
    """The items of the draft, with those that were ticked in this form and without those that were not."""
    ticked = values.get("actions")
    if not isinstance(ticked, tuple):
        return draft.items
    offered = {task.id for task in items[:MOST]}
    kept = tuple(one for one in draft.items if one not in offered)
    return (*kept, *(task.id for task in items[:MOST] if task.handle in ticked))


def _said_severity(values: Values) -> Severity:
    try:
        return Severity(text(values, "severity"))
    except ValueError:
        raise CareError("How ill? Choose stable, watcher, unstable or discharging.") from None


def text(values: Values, name: str) -> str:
    """What was typed into a field."""
    found = values.get(name, "")
    return found.strip() if isinstance(found, str) else ""
