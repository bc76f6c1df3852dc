"""Cards of concerns: to whom it is put, to the channel, to whoever raised it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.escalation import told
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.concerns import Concern, Heed, may_close
from bot.care.escalation import Escalation
from bot.care.privacy import Detail
from bot.chat.card import Bold, Button, Card, Line, Span, Style


def concern(
    one: Concern, running: Escalation | None, reader: Reader, title: tuple[Span, ...] | None = None
) -> Card:
    """One concern as it stands, with what its reader can do about it. A channel that hears that it is closed is
    not told the words again."""
    say = reader.say
    reader.shows(f"concern:{one.id}", one.patient)
    over = one.heed is Heed.closed and reader.me is None
    if over:
        title = say.spans("The concern about {patient} is closed", patient=Bold(one.patient))
    lines = [quiet(say("“{words}”", words=one.words))] if reader.detail is Detail.full and not over else []
    lines += [state(one, reader)]
    if running is not None and one.heed is Heed.raised:
        lines += told(running, reader)
    return Card(
        title=title or raised(one, reader), lines=tuple(lines), buttons=_buttons(one, reader),
        fallback=say("A concern"), locale=say.language,
    )  # fmt: skip


def raised(one: Concern, reader: Reader) -> tuple[Span, ...]:
    """Who is concerned, about whom."""
    say, patient = reader.say, Bold(one.patient)
    if one.raiser == reader.me and reader.me is not None:
        return say.spans("You are concerned about {patient}", patient=patient)
    if one.unnamed:
        return say.spans("Somebody is concerned about {patient}", patient=patient)
    return say.spans("{who} is concerned about {patient}", who=reader.mention(one.raiser), patient=patient)


def asks(one: Concern, reader: Reader) -> Card:
    """To whoever raised it, or a lead: is it settled?"""
    card = concern(one, None, reader)
    return replace(card, title=reader.say.spans("{patient}: is it settled?", patient=Bold(one.patient)))


def listing(found: Sequence[Concern], reader: Reader) -> Card:
    """Those that are open."""
    say = reader.say
    title, lines = say("Open concerns"), []
    for one in found:
        reader.shows(f"concern:{one.id}", one.patient)
        words = f" · {one.words}" if reader.detail is Detail.full else ""
        opens = Button(label=say("Open"), action="concern", handle=one.handle)
        lines.append(Line(spans=(Bold(one.patient), words, " · ", *state(one, reader).spans), buttons=(opens,)))
    nothing = quiet(say("No concern is open. To raise one: /concern K-17 she looks grey @lea"))
    return Card(title=(Bold(title),), lines=tuple(lines) or (nothing,), fallback=title, locale=say.language)


def state(one: Concern, reader: Reader) -> Line:
    """Who is on it, since when it waits, who says that it is settled."""
    say, who = reader.say, reader.name(one.heeded_by)
    match one.heed:
        case Heed.raised:
            spans = say.spans("Since {when} · nobody is on it yet", when=reader.when(one.created_at))
        case Heed.heeded:
            spans = say.spans("On it: {who}", who=who)
        case Heed.settled if one.heeded_by == reader.me and reader.me is not None:
            spans = say.spans("Settled, in your words alone")
        case Heed.settled:
            spans = say.spans("Settled, in the words of {who} alone", who=who)
        case Heed.closed if one.unnamed and one.closed_by == one.raiser and one.raiser != reader.me:
            spans = say.spans("Closed as settled by whoever raised it")
        case Heed.closed:
            spans = say.spans("Closed as settled by {who}", who=reader.name(one.closed_by))
    return Line(spans=spans, style=Style.quiet)


def _buttons(one: Concern, reader: Reader) -> tuple[Button, ...]:
    say, me = reader.say, reader.people.member(reader.me)
    on = Button(label=say("I am on it"), action="concern_on", handle=one.handle, style=Style.primary)
    if one.heed is Heed.closed:
        return ()
    if me is None:
        return (on,) if one.heed is Heed.raised else ()
    settled = Button(label=say("It is settled"), action="concern_settled", handle=one.handle)
    if me.id == one.raiser:
        still = Button(
            label=say("Still concerned"), action="concern_still", handle=one.handle, style=Style.primary
        )
        return (settled, still)
    if may_close(one, me):
        return (settled,)
    if one.heed is Heed.raised:
        return (on,)
    return (settled,) if me.id in (one.target, one.heeded_by) and one.heed is Heed.heeded else ()
