"""The wrap as people read it: one item at a time with what can become of it, then how it ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards import task as cards
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.ledger import Balance
from bot.care.tasks import Status, Task
from bot.care.wrap import Fate, Progress, Wrap
from bot.chat.card import Bold, Button, Card, Line, Style

SHOWN = 10


def step(task: Task, found: Progress, before: str, reader: Reader) -> Card:
    """One item, and what can become of it. `before` says what became of the last one."""
    say = reader.say
    title = say.spans(
        "Wrap {number} of {total}: {ref}",
        number=str(found.settled + len(found.skipped) + len(found.to_hand) + 1), total=str(found.total),
        ref=Bold(f"{cards.kind_name(task, reader)} #{task.number}"),
    )  # fmt: skip
    lines = [*cards.details(task, reader), *_before(before, reader)]
    if task.status is Status.draft:
        lines.append(quiet(say("It waits for your answer. After that go on here: /wrap")))
    fallback = say("Wrap: #{number}", number=task.number)
    return Card(
        title=title, lines=tuple(lines), buttons=_buttons(task, reader), fallback=fallback, locale=say.language
    )  # fmt: skip


def outcomes(task: Task, reader: Reader) -> Card:
    """What came of a follow-up."""
    asked = cards.outcome_question(task, reader)
    actions = {"outcome": "wrap_outcome", "show": "wrap_show"}
    return replace(asked, buttons=tuple(replace(one, action=actions[one.action]) for one in asked.buttons))


def later(task: Task, offers: Sequence[tuple[str, datetime]], reader: Reader) -> Card:
    """Until when it waits."""
    say = reader.say
    names = {
        "1h": say("1 hour"),
        "huddle": say("After huddle"),
        "morning": say("Tomorrow morning"),
        "shift": say("My next shift"),
    }
    buttons = [
        Button(label=names[name], action="wrap_until", value=name, handle=task.handle)
        for name, _ in offers
        if name in names
    ]
    buttons.append(Button(label=say("Type a time…"), action="wrap_until", value="typed", handle=task.handle))
    buttons.append(Button(label=say("Back"), action="wrap_show", handle=task.handle))
    return Card(
        title=say.spans("Until when shall {ref} wait?", ref=Bold(f"#{task.number}")),
        lines=cards.details(task, reader)[:2],
        buttons=tuple(buttons),
        fallback=say("Until when shall #{number} wait?", number=task.number),
        locale=say.language,
    )


def end(wrap: Wrap, found: Progress, mine: Balance, before: str, reader: Reader) -> Card:
    """All of it was looked at: what became of it, what is to be handed over, and what is still open."""
    say = reader.say
    lines = [*_before(before, reader)]
    if counts := _counts(wrap, reader):
        lines.append(Line(spans=(counts,)))
    lines += _listed(say("To be handed over"), found.to_hand, reader)
    lines += _listed(say("Still open"), found.skipped, reader)
    if mine.handed:
        waits = say("On offer, and yours until somebody accepts: {count}", count=mine.handed)
        lines.append(Line(spans=(waits,)))
    lines.append(quiet(say("Ledger: remainder {count}", count=mine.remainder)))
    buttons = []
    if found.to_hand:
        title = say("Now hand over: {count}", count=len(found.to_hand))
        label = say("Hand over")
        buttons.append(Button(label=label, action="wrap_offer", handle="me", style=Style.primary))
    elif found.skipped:
        title = say("Still open: {count}", count=len(found.skipped))
    else:
        title = say("Everything of yours is looked after.")
    if found.skipped:
        buttons.append(Button(label=say("Go through them"), action="wrap_again", handle="me"))
    return Card(
        title=(Bold(title),), lines=tuple(lines), buttons=tuple(buttons), fallback=say("Wrap"), locale=say.language
    )  # fmt: skip


def offer(count: int, until: datetime, reader: Reader) -> Card:
    """Before a shift ends: how much is still open then, and to begin with it."""
    say = reader.say
    return Card(
        title=say.spans("Your shift ends: {when}", when=reader.when(until)),
        lines=(
            Line(spans=(say("Open, and not planned for later: {count}", count=count),)),
            quiet(say("It is offered before each shift ends. Not any more: /wrap off")),
        ),
        buttons=(Button(label=say("Wrap"), action="wrap_begin", handle="me", style=Style.primary),),
        fallback=say("Wrap"), locale=say.language,
    )  # fmt: skip


def _buttons(task: Task, reader: Reader) -> tuple[Button, ...]:
    say, handle = reader.say, task.handle
    drop = Button(label=say("Drop"), action="wrap_drop", handle=handle)
    skip = Button(label=say("Skip"), action="wrap_skip", handle=handle)
    if task.status is Status.draft:
        label = say("Continue") if task.doubts else say("Save")
        return Button(label=label, action="continue", handle=handle, style=Style.primary), drop, skip
    buttons = [
        Button(label=say("Done"), action="wrap_done", handle=handle, style=Style.primary),
        Button(label=say("Hand over"), action="wrap_hand", handle=handle),
    ]
    if task.due_at is not None and task.due_at > reader.now:
        buttons.append(Button(label=say("As planned"), action="wrap_keep", handle=handle))
    buttons.append(Button(label=say("Later"), action="wrap_later", handle=handle))
    return (*buttons, drop, skip)


def _before(before: str, reader: Reader) -> list[Line]:
    return [quiet(before), quiet(reader.say("Not so? /undo, then /wrap"))] if before else []


def _counts(wrap: Wrap, reader: Reader) -> str:
    say, counts = reader.say, wrap.counts()
    named = [
        (Fate.closed, say("closed")),
        (Fate.handed, say("for handing over")),
        (Fate.scheduled, say("planned")),
        (Fate.dropped, say("dropped")),
    ]
    return " · ".join(f"{counts[fate]} {name}" for fate, name in named if counts[fate])


def _listed(title: str, tasks: Sequence[Task], reader: Reader) -> list[Line]:
    if not tasks:
        return []
    lines = [Line(spans=(f"{title} ({len(tasks)})",), style=Style.heading)]
    lines += [cards.line(task, reader) for task in tasks[:SHOWN]]
    if len(tasks) > SHOWN:
        lines.append(quiet(reader.say("… and {count} more", count=len(tasks) - SHOWN)))
    return lines
