"""What waits for its reader besides items and handoffs: each on a line, with the one button that answers it."""

from bot.cards.concern import state
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.acks import Ack
from bot.care.concerns import Concern, Heed
from bot.care.privacy import Detail
from bot.care.readbacks import Readback
from bot.care.waiting import Waiting
from bot.chat.card import Bold, Button, Line, Span, Style

SHOWN = 5
"""Of each sort; more are counted."""


def section(found: Waiting, reader: Reader) -> list[Line]:
    """Under a heading; nothing when nothing waits."""
    if not found:
        return []
    title = reader.say("Waiting for your answer")
    lines = [Line(spans=(f"{title} ({len(found)})",), style=Style.heading)]
    lines += [_readback(one, reader) for one in found.readbacks[:SHOWN]]
    lines += _more(len(found.readbacks), "/readback", reader)
    lines += [_concern(one, reader) for one in found.concerns[:SHOWN]]
    lines += _more(len(found.concerns), "/concern", reader)
    lines += [_ack(one, reader) for one in found.acks[:SHOWN]]
    return lines + _more(len(found.acks), "/ack", reader)


def _readback(one: Readback, reader: Reader) -> Line:
    say = reader.say
    reader.shows(f"readback:{one.id}", one.patient)
    what = one.what if reader.detail is Detail.full else say("a critical value")
    spans = (Bold(one.patient), f" · {what} · ", reader.name(one.sender), " · ", reader.when(one.created_at))
    return _line(spans, say("Read it back"), "readback", one.handle, one.patient, reader)


def _concern(one: Concern, reader: Reader) -> Line:
    say = reader.say
    reader.shows(f"concern:{one.id}", one.patient)
    words = f" · {one.words}" if reader.detail is Detail.full else ""
    label, action = say("It is settled"), "concern_settled"
    if one.heed is Heed.raised:
        label, action = say("I am on it"), "concern_on"
    spans = (Bold(one.patient), words, " · ", *state(one, reader).spans)
    return _line(spans, label, action, one.handle, one.patient, reader)


def _ack(one: Ack, reader: Reader) -> Line:
    reader.shows(f"ack:{one.id}", None)
    team = reader.owner(None, one.team, one.shift)
    words = f" · {one.words}" if reader.detail is Detail.full else ""
    spans = (Bold(team), words, " · ", reader.name(one.sender), " · ", reader.when(one.created_at))
    return _line(spans, reader.say("I have read it"), "ack", one.handle, team, reader)


def _line(
    spans: tuple[Span, ...], label: str, action: str, handle: str, about: str, reader: Reader
) -> Line:  # fmt: skip
    """Where buttons stand apart from their lines, each says what it is about."""
    name = label if reader.detail is Detail.full else f"{label}: {about}"
    return Line(spans=spans, buttons=(Button(label=name, action=action, handle=handle),))


def _more(count: int, command: str, reader: Reader) -> list[Line]:
    if count <= SHOWN:
        return []
    return [quiet(reader.say("… and {count} more: {command}", count=count - SHOWN, command=command))]
