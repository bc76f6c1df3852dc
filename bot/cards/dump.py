"""Several items at once: what was found in a paste or below a huddle, and what became of it."""

from collections.abc import Sequence

from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.care.tasks import Status, Task
from bot.chat.card import Button, Card, Line, Style


def question(drafts: Sequence[Task], left_out: int, handle: str, reader: Reader) -> Card:
    """What would be saved. `left_out` is how many pieces asked for nothing."""
    say = reader.say
    title = say("Shall I save this?") if len(drafts) == 1 else say("Shall I save these?")
    rest = say("Left out, because it asks for nothing: {count}", count=left_out)
    more = (Line(spans=(rest,), style=Style.quiet),) if left_out else ()
    return Card(
        title=(title,),
        lines=(*_lines(drafts, handle, reader), *more),
        buttons=_buttons(drafts, handle, reader),
        fallback=say("{count} items to save", count=len(drafts)),
        locale=say.language,
    )


def answered(tasks: Sequence[Task], handle: str, reader: Reader) -> Card:
    """What is saved now, and what still waits for a word."""
    say = reader.say
    drafts = [one for one in tasks if one.status is Status.draft]
    saved = [one for one in tasks if one.open and one.status is not Status.draft]
    lines = [cards.line(one, reader) for one in saved[: cards.LIST_LENGTH]]
    if drafts:
        lines.append(Line(spans=(say("Not saved yet"),), style=Style.heading))
        lines += _lines(drafts, handle, reader)
    title = say("Saved: {count}", count=len(saved)) if saved or drafts else say("Nothing was saved.")
    return Card(
        title=(title,),
        lines=tuple(lines),
        buttons=_buttons(drafts, handle, reader) if drafts else (),
        fallback=title,
        locale=say.language,
    )


def _lines(drafts: Sequence[Task], handle: str, reader: Reader) -> list[Line]:
    """Each draft with its own button: save it, or answer what is in doubt about it."""
    say = reader.say
    lines = []
    for one in drafts[: cards.LIST_LENGTH]:
        buttons: tuple[Button, ...] = ()
        if one.doubts:
            buttons = (Button(label=say("Continue"), action="continue", handle=one.handle),)
        elif len(drafts) > 1:
            buttons = (Button(label=say("Save"), action="lines", value=str(one.id), handle=handle),)
        lines.append(cards.line(one, reader, buttons))
    if len(drafts) > cards.LIST_LENGTH:
        more = say("… and {count} more", count=len(drafts) - cards.LIST_LENGTH)
        lines.append(Line(spans=(more,), style=Style.quiet))
    return lines


def _buttons(drafts: Sequence[Task], handle: str, reader: Reader) -> tuple[Button, ...]:
    say = reader.say
    ready = sum(1 for one in drafts if not one.doubts)
    label = say("Save") if len(drafts) == 1 else say("Save all")
    save = (Button(label=label, action="lines", handle=handle, style=Style.primary),) if ready else ()
    return (*save, Button(label=say("Drop"), action="lines", value="none", handle=handle))
