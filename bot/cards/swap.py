"""Cards of swaps: what is asked of whom, and what came of it."""

from collections.abc import Sequence

from bot.cards import shift as shifts
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.members import MemberId
from bot.care.roster import Duty
from bot.care.swaps import Swap
from bot.chat.card import Bold, Button, Card, Line, Span, Style

AT_ONCE = 5
"""Of one's own shifts so many are shown, each with its button; the next ones by a press."""


def asked(swap: Swap, duty: Duty, other: Duty | None, whom: Sequence[MemberId], reader: Reader) -> Card:
    """To whoever asked: what was understood."""
    say = reader.say
    title = say("Asked: who can take this shift?") if other is None else say("Asked: a swap of these shifts")
    told = say("Asked: {names}", names=shifts.names(whom, reader))
    waits = say("Until somebody says yes, everything stays as it is.")
    lines = [*_both(swap, duty, other, reader), quiet(told), quiet(waits)]
    return Card(
        title=(Bold(title),), lines=tuple(lines), buttons=(_back(swap, reader),), fallback=title,
        locale=say.language,
    )  # fmt: skip


def question(swap: Swap, duty: Duty, other: Duty | None, reader: Reader) -> Card:
    """To whoever is asked."""
    say, who = reader.say, reader.mention(swap.asker)
    if other is not None:
        title = say.spans("{who} would like to swap shifts with you:", who=who)
    else:
        title = say.spans("{who} asks who can take this shift:", who=who)
    yes = say("I take it") if other is None else say("Swap")
    buttons = (
        Button(label=yes, action="swap_yes", handle=swap.handle, style=Style.primary),
        Button(label=say("I cannot"), action="swap_no", handle=swap.handle),
    )
    return Card(
        title=title, lines=tuple(_both(swap, duty, other, reader)), buttons=buttons,
        fallback=say("Somebody asks about a shift."), locale=say.language,
    )  # fmt: skip


def settled(title: tuple[Span, ...], duties: Sequence[Duty], reader: Reader) -> Card:
    """The shifts as they stand after somebody has answered."""
    say = reader.say
    lines = [_line(one, reader, shifts.who(one, reader)) for one in duties]
    return Card(
        title=title, lines=tuple(lines), fallback=say("Your shifts have changed."), locale=say.language
    )  # fmt: skip


def news(swap: Swap, verb: str, duties: Sequence[Duty], reader: Reader) -> Card:
    """To whoever asked, or leads: what came of it."""
    say = reader.say
    who = reader.mention(swap.decided_by)
    match verb:
        case "accepted":
            title = say.spans("{who} has said yes:", who=who)
        case "declined":
            title = (say("Nobody can take this shift:"),)
            if swap.to is not None:
                title = say.spans("{who} cannot:", who=who)
        case "lapsed":
            title = (say("Nobody has taken this shift, and it begins now:"),)
        case _:
            title = say.spans("{asker} has asked for somebody for this shift, and nobody has said yes yet:",
                              asker=reader.mention(swap.asker))  # fmt: skip
    card = settled(title, duties, reader)
    if verb in ("accepted", "lapsed") or not duties:
        return card
    team = reader.people.team(swap.team)
    example = say(
        "Put somebody on: /shift {team} {day} @sam", team=team.name if team else "", day=swap.day.isoformat()
    )
    return Card(
        title=card.title, lines=(*card.lines, quiet(example)), fallback=say("A shift waits for somebody."),
        locale=say.language,
    )  # fmt: skip


def listing(duties: Sequence[Duty], waiting: Sequence[tuple[Swap, Duty]], reader: Reader, first: int = 0) -> Card:
    """My coming shifts, a few of them from `first` on, each to be given away; and what I have asked already."""
    say = reader.say
    first = first if first < len(duties) else 0
    lines = []
    for one in duties[first : first + AT_ONCE]:
        give = Button(label=say("Ask the team"), action="cover", value=one.day.isoformat(), handle=one.handle)
        line = shifts.duty(one, reader, (Bold(shifts.called(one, reader)),))
        lines.append(Line(spans=line.spans, buttons=(give,)))
    if not duties:
        lines.append(quiet(say("You have no shifts in the next two weeks.")))
    if waiting:
        lines.append(Line(spans=(say("Asked already"),), style=Style.heading))
    for swap, one in waiting:
        line = shifts.duty(one, reader, (Bold(shifts.called(one, reader)),))
        lines.append(Line(spans=line.spans, buttons=(_back(swap, reader),)))
    lines.append(quiet(say("With somebody in particular: /swap friday @omar saturday, /cover friday @sam")))
    title = say("Which shift do you want to give away?")
    pages = []
    if first:
        pages.append((say("Earlier"), max(0, first - AT_ONCE)))
    if first + AT_ONCE < len(duties):
        pages.append((say("More"), first + AT_ONCE))
    buttons = [Button(label=label, action="swap_more", value=str(at), handle="me") for label, at in pages]
    return Card(
        title=(Bold(title),), lines=tuple(lines), buttons=tuple(buttons), fallback=title, locale=say.language
    )


def _both(swap: Swap, duty: Duty, other: Duty | None, reader: Reader) -> list[Line]:
    say = reader.say
    if other is None:
        return [_line(duty, reader)]
    to, from_ = reader.name(swap.to), reader.name(swap.asker)
    return [
        _line(duty, reader, say("from {who} to {whom}", who=from_, whom=to)),
        _line(other, reader, say("from {who} to {whom}", who=to, whom=from_)),
    ]


def _line(one: Duty, reader: Reader, about: str = "") -> Line:
    spans: tuple[Span, ...] = (Bold(shifts.called(one, reader)), *((" · ", about) if about else ()))
    return shifts.duty(one, reader, spans)


def _back(swap: Swap, reader: Reader) -> Button:
    return Button(label=reader.say("Take it back"), action="swap_back", handle=swap.handle)
