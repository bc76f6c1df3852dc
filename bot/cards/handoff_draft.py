"""A handoff that is being written: to whom, and what would be sent."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.cards import sbar
from bot.cards.handoff import (
    Items,
    fallback,
    items_of,
    notes,
    outline,
    quiet,
    ref,
    severity_name,
    sickest_first,
    words,
)
from bot.cards.reader import Reader
from bot.cards.task import instead
from bot.care.composing import shift_length, stale
from bot.care.handoffs import HandedPatient, Handoff
from bot.care.privacy import Detail
from bot.care.tasks import Task
from bot.chat.card import Button, Card, Line, Span, Style
from bot.language.either import Writer, watched
from bot.language.preflight import Element, unsaid


def whom(handoff: Handoff, choices: Sequence[tuple[str, str]], title: tuple[Span, ...], reader: Reader) -> Card:
    """Who is to take over: a button for each choice (`value`, label)."""
    say = reader.say
    buttons = [
        Button(label=label, action="handoff_to", value=value, handle=handoff.handle) for value, label in choices
    ]
    buttons += _parcel(handoff, reader)
    buttons.append(Button(label=say("Drop"), action="handoff_back", handle=handoff.handle))
    return Card(
        title=title,
        lines=(quiet(say("Or say it: /handoff @lea, /handoff nights")),),
        buttons=tuple(buttons),
        fallback=fallback(handoff, reader),
        locale=say.language,
    )


def draft(handoff: Handoff, items: Items, later: Sequence[Task], reader: Reader) -> Card:
    """What would be sent, the sickest first, with what is still to be said. `later` is due after the shift that
    takes over, and stays."""
    say, handle = reader.say, handoff.handle
    lines: list[Line] = []
    missing, shift = None, shift_length(handoff.sender, reader.people, reader.now)
    for one in sickest_first(handoff):
        value = f"{handoff.patients.index(one)}.{handoff.version}"
        name = one.patient or say("the rest")
        label = say("Change {what}", what=name) if one.ready else say("Fill in {what}", what=name)
        leave = say("Leave out {what}", what=name)
        buttons = (
            Button(label=label, action="handoff_fill", value=value, handle=handle),
            Button(label=leave, action="handoff_leave", value=value, handle=handle),
        )
        lines.append(Line(spans=outline(handoff, one, items, reader), buttons=buttons))
        lines += words(replace(one, contingencies=()), reader)
        lines += _watches(handoff, one, value, reader)
        if one.ready:
            lines += _unsaid(handoff, one, items, reader)
        if missing is None and stale(one, reader.now, shift) and one.severity is not None:
            missing = Button(
                label=say("Still {severity}: {patient}", severity=severity_name(one.severity, reader),
                          patient=one.patient or ""),
                action="handoff_still", value=value, handle=handle, style=Style.primary,
            )  # fmt: skip
        if missing is None and not one.ready:
            missing = Button(
                label=say("Next: {patient}", patient=one.patient or ""), action="handoff_fill", value=value,
                handle=handle, style=Style.primary,
            )  # fmt: skip
    if later:
        numbers = ", ".join(f"#{task.number}" for task in later)
        lines.append(quiet(say("Due after that shift, stays with you: {items}", items=numbers)))
    lines += notes(handoff, reader)
    if handoff.receiver is None and handoff.team is None:
        first = Button(label=say("Choose who"), action="handoff_again", handle=handle, style=Style.primary)
    else:
        first = missing or Button(label=say("Send"), action="handoff_send", handle=handle, style=Style.primary)
    whose = reader.owner(handoff.receiver, handoff.team, handoff.shift)
    return Card(
        title=say.spans("Handoff {ref} to {whom}, not sent yet", ref=ref(handoff), whom=whose),
        lines=tuple(lines),
        buttons=(
            first,
            Button(label=say("Somebody else"), action="handoff_again", handle=handle),
            *_parcel(handoff, reader),
            Button(label=say("Drop"), action="handoff_back", handle=handle),
        ),
        fallback=fallback(handoff, reader),
        locale=say.language,
    )  # fmt: skip


def writer(handoff: Handoff, one: HandedPatient, reader: Reader) -> Writer:
    """By whose clock the times are read that are said about a patient, and as of when."""
    sender = reader.people.members[handoff.sender]
    return Writer(at=one.severity_at or reader.now, zone=ZoneInfo(sender.zone), locale=sender.locale)


def _watches(handoff: Handoff, one: HandedPatient, value: str, reader: Reader) -> list[Line]:
    """Each if/then, with the time as it was read; where the other half of the clock may be meant, one press takes
    that."""
    say, by, lines = reader.say, writer(handoff, one, reader), []
    for number, text in enumerate(one.contingencies):
        if reader.detail is Detail.full:
            lines.append(quiet(text))
        found = watched(text, by)
        if found is None:
            continue
        buttons: tuple[Button, ...] = ()
        if found.other is not None:
            label = instead(found.other[0], reader)
            buttons = (
                Button(label=label, action="handoff_half", value=f"{value}.{number}", handle=handoff.handle),
            )
        told = say.spans("If/then, watched until {when}", when=reader.when(found.at))
        lines.append(Line(spans=told, style=Style.quiet, buttons=buttons))
    return lines


def _parcel(handoff: Handoff, reader: Reader) -> list[Button]:
    """One patient can go to another department, in SBAR."""
    if len(handoff.patients) != 1 or handoff.parcel or handoff.patients[0].patient is None:
        return []
    label = reader.say("To another department")
    return [Button(label=label, action="handoff_parcel", handle=handoff.handle)]


def _unsaid(handoff: Handoff, one: HandedPatient, items: Items, reader: Reader) -> list[Line]:
    """What a handoff should hold at least, and does not say about this patient."""
    actions = len(items_of(handoff, one, items))
    if one.sbar is not None:
        missing = sbar.unsaid(one.sbar, actions, reader)
    else:
        missing = [element_name(element, reader) for element in unsaid(one, actions, handoff.notes)]
    if not missing:
        return []
    named = ", ".join(missing)
    return [quiet(reader.say("Not said about {patient}: {missing}", patient=one.patient or "", missing=named))]


def element_name(element: Element, reader: Reader) -> str:
    """One thing that the next person needs to know, in a word or two."""
    say = reader.say
    match element:
        case Element.summary:
            return say("summary")
        case Element.actions:
            return say("what to do")
        case Element.contingencies:
            return say("if … then …")
        case Element.allergies:
            return say("allergies")
        case Element.code:
            return say("code status")
        case Element.medicines:
            return say("medicines")
        case Element.labs:
            return say("dated labs")
        case Element.vitals:
            return say("dated vital signs")
