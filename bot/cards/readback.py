"""Cards of critical read-backs: who reads does not see the value before they have typed the same."""

from collections.abc import Sequence

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.privacy import Detail
from bot.care.readbacks import Heard, Readback
from bot.chat.card import Bold, Button, Card, Line, Span, Style


def to_type(one: Readback, reader: Reader) -> Card:
    """To who is to read it back: of whom, what; and that they type what they hear."""
    say, full = reader.say, reader.detail is Detail.full
    reader.shows(f"readback:{one.id}", one.patient)
    facts: tuple[Span, ...] = (Bold(one.patient), f" · {one.what}") if full else (Bold(one.patient),)
    sender = reader.mention(one.sender)
    if reader.me == one.receiver:
        title = say.spans(
            "{who} has a critical value for you. Hear it from them, then type what you heard.", who=sender
        )
    else:
        title = say.spans(
            "{who} has a critical value that {receiver} has not read back. Hear it from {who}, then type it.",
            who=sender, receiver=reader.name(one.receiver),
        )  # fmt: skip
    lines = [Line(spans=facts)]
    if one.tries and full:
        lines.append(quiet(say("Typed so far: “{typed}”, which is not what was said.", typed=one.typed)))
    read = Button(label=say("Read it back"), action="readback", handle=one.handle, style=Style.primary)
    return Card(
        title=title, lines=tuple(lines), buttons=(read,), fallback=say("A critical value"), locale=say.language
    )


def stands(one: Readback, reader: Reader, title: tuple[Span, ...] | None = None) -> Card:
    """To the two of them: what was said, what was typed, and whether it is the same."""
    say, full = reader.say, reader.detail is Detail.full
    reader.shows(f"readback:{one.id}", one.patient)
    value = f" {one.value}" if one.heard is not Heard.waiting or reader.me == one.sender else ""
    lines = [Line(spans=(Bold(one.patient), f" · {one.what}{value}" if full else ""))]
    if one.tries:
        if full:
            lines.append(quiet(say("Typed by {who}: “{typed}”", who=reader.name(one.typed_by), typed=one.typed)))
        same = say("✓ The same.") if one.heard is Heard.matched else say("≠ Not the same: it stays open.")
        lines.append(Line(spans=(Bold(same),)))
    buttons: list[Button] = []
    if one.heard is Heard.waiting and reader.me == one.sender:
        buttons.append(Button(label=say("Call it off"), action="readback_off", handle=one.handle))
    elif one.heard is Heard.waiting:
        again = Button(label=say("Read it back"), action="readback", handle=one.handle, style=Style.primary)
        buttons.append(again)
    return Card(
        title=title or heading(one, reader), lines=tuple(lines), buttons=tuple(buttons),
        fallback=say("A critical value"), locale=say.language,
    )  # fmt: skip


def heading(one: Readback, reader: Reader) -> tuple[Span, ...]:
    """How it stands, in one sentence."""
    say = reader.say
    match one.heard:
        case Heard.matched:
            return say.spans("Read back rightly by {who}", who=reader.name(one.typed_by))
        case Heard.waiting if one.tries and reader.me != one.sender:
            return say.spans("That is not what was said. Hear it again from {who}, then type it.",
                             who=reader.name(one.sender))  # fmt: skip
        case Heard.waiting if one.tries:
            return say.spans("Not what was said, read back by {who}. Say it again.", who=reader.name(one.typed_by))
        case Heard.waiting:
            return say.spans("Waiting for {who} to read it back. Ring them now.", who=reader.name(one.receiver))
        case Heard.off:
            return say.spans("Read-back called off by {who}", who=reader.name(one.sender))


def listing(found: Sequence[Readback], reader: Reader) -> Card:
    """Those that wait, of one's own and for oneself."""
    say = reader.say
    title, lines = say("Waiting to be read back"), []
    for one in found:
        reader.shows(f"readback:{one.id}", one.patient)
        words = f" · {one.what}" if reader.detail is Detail.full else ""
        action = "readback_off" if one.sender == reader.me else "readback"
        label = say("Call it off") if one.sender == reader.me else say("Read it back")
        who = say("{who} to {whom}", who=reader.name(one.sender), whom=reader.name(one.receiver))
        buttons = (Button(label=label, action=action, handle=one.handle),)
        lines.append(Line(spans=(Bold(one.patient), f"{words} · {who}"), buttons=buttons))
    nothing = quiet(say("Nothing waits. For example: /readback K-17 potassium 6.8 @omar"))
    return Card(title=(Bold(title),), lines=tuple(lines) or (nothing,), fallback=title, locale=say.language)
