"""A handoff that is being written: to whom, and what would be sent."""

from collections.abc import Sequence

from bot.cards.handoff import Items, fallback, notes, outline, quiet, ref, words
from bot.cards.reader import Reader
from bot.care.handoffs import HandedPatient, Handoff
from bot.chat.card import Button, Card, Line, Span, Style


def whom(handoff: Handoff, choices: Sequence[tuple[str, str]], title: tuple[Span, ...], reader: Reader) -> Card:
    """Who is to take over: a button for each choice (`value`, label)."""
    say = reader.say
    buttons = [
        Button(label=label, action="handoff_to", value=value, handle=handoff.handle) for value, label in choices
    ]
    buttons.append(Button(label=say("Drop"), action="handoff_back", handle=handoff.handle))
    return Card(
        title=title,
        lines=(quiet(say("Or say it: /handoff @lea, /handoff nights")),),
        buttons=tuple(buttons),
        fallback=fallback(handoff, reader),
        locale=say.language,
    )


def draft(handoff: Handoff, items: Items, reader: Reader) -> Card:
    """What would be sent, patient by patient, with what is still to be said."""
    say, handle = reader.say, handoff.handle
    lines: list[Line] = []
    missing = None
    for position, one in enumerate(handoff.patients):
        value = f"{position}.{handoff.version}"
        name = one.patient or say("the rest")
        label = say("Change {what}", what=name) if _begun(one) else say("Fill in {what}", what=name)
        leave = say("Leave out {what}", what=name)
        buttons = (
            Button(label=label, action="handoff_fill", value=value, handle=handle),
            Button(label=leave, action="handoff_leave", value=value, handle=handle),
        )
        lines.append(Line(spans=outline(handoff, one, items, reader), buttons=buttons))
        lines += words(one, reader)
        if missing is None and not one.ready:
            missing = Button(
                label=say("Next: {patient}", patient=one.patient or ""), action="handoff_fill", value=value,
                handle=handle, style=Style.primary,
            )  # fmt: skip
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
            Button(label=say("Drop"), action="handoff_back", handle=handle),
        ),
        fallback=fallback(handoff, reader),
        locale=say.language,
    )  # fmt: skip


def _begun(one: HandedPatient) -> bool:
    return one.severity is not None or one.patient is None
