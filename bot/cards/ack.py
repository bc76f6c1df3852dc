"""Cards of announcements that everybody has to acknowledge, with the live list of who has and who has not."""

from collections.abc import Sequence

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.acks import Ack
from bot.care.privacy import Detail
from bot.chat.card import Bold, Button, Card, Line, Span, Style


def announcement(one: Ack, reader: Reader) -> Card:
    """To each who has to acknowledge, and to the channel."""
    say = reader.say
    who, team = reader.mention(one.sender), reader.owner(None, one.team, one.shift)
    title = say.spans("{who} to {team}: please acknowledge", who=who, team=team)
    seen = Button(label=say("I have read it"), action="ack", handle=one.handle, style=Style.primary)
    shows = Button(label=say("Who has?"), action="ack_list", handle=one.handle)
    return Card(title=title, lines=_words(one, reader), buttons=(seen, shows),
                fallback=say("Please acknowledge"), locale=say.language)  # fmt: skip


def standing(one: Ack, reader: Reader, title: tuple[Span, ...] | None = None) -> Card:
    """The live list."""
    say, missing = reader.say, one.missing(reader.people)
    lines = [*_words(one, reader)]
    if missing:
        lines.append(Line(spans=(Bold(say("Not yet:")), " ", ", ".join(reader.name(id) for id in missing))))
    for seen in one.have:
        if seen.acked_at is not None:
            lines.append(
                Line(spans=("✓ ", reader.name(seen.member), ", ", reader.when(seen.acked_at)), style=Style.quiet)
            )
    me, buttons = reader.people.member(reader.me), []
    if reader.me in missing and one.ended_at is None:
        buttons.append(Button(label=say("I have read it"), action="ack", handle=one.handle, style=Style.primary))
    if one.ended_at is None:
        buttons.append(Button(label=say("Look again"), action="ack_list", handle=one.handle))
    if one.ended_at is None and me is not None and (me.id == one.sender or me.lead):
        buttons.append(Button(label=say("End it"), action="ack_end", handle=one.handle))
    return Card(title=title or count(one, reader), lines=tuple(lines), buttons=tuple(buttons),
                fallback=say("Who has acknowledged"), locale=say.language)  # fmt: skip


def count(one: Ack, reader: Reader) -> tuple[Span, ...]:
    """How many have."""
    total = len(one.have) + len(one.missing(reader.people))
    return reader.say.spans("{have} of {total} have acknowledged", have=str(len(one.have)), total=str(total))


def listing(found: Sequence[Ack], reader: Reader) -> Card:
    """Those that are open."""
    say = reader.say
    title, lines = say("Waiting to be acknowledged"), []
    for one in found:
        words = f" · {one.words}" if reader.detail is Detail.full else ""
        opens = Button(label=say("Who has?"), action="ack_list", handle=one.handle)
        team = reader.owner(None, one.team, one.shift)
        lines.append(Line(spans=(Bold(team), words, " · ", *count(one, reader)), buttons=(opens,)))
    nothing = quiet(say("Nothing waits. For example: /ack pharmacy new heparin protocol from 08:00"))
    return Card(title=(Bold(title),), lines=tuple(lines) or (nothing,), fallback=title, locale=say.language)


def _words(one: Ack, reader: Reader) -> tuple[Line, ...]:
    reader.shows(f"ack:{one.id}", None)
    if reader.detail is not Detail.full:
        return (
            quiet(reader.say("Ask {who} for the words: they are not shown here.", who=reader.name(one.sender))),
        )
    return (Line(spans=(one.words,)),)
