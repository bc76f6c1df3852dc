"""Cards of break-glass: to whoever broke it, and to those who are told."""

from collections.abc import Collection, Sequence

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.breakglass import Glass
from bot.care.members import MemberId
from bot.care.privacy import Detail
from bot.chat.card import Bold, Button, Card, Line, Style


def broken(one: Glass, told: Collection[MemberId], reader: Reader) -> Card:
    """To whoever broke it: until when, who knows, where to look."""
    say, patient = reader.say, Bold(one.patient)
    title = say.spans("You may look at {patient} until {when}", patient=patient, when=reader.when(one.ends_at))
    names = ", ".join(reader.name(member) for member in sorted(told))
    known = say("Told: {names}. Each look is in the audit.", names=names)
    if not told:
        known = say("There is nobody to tell. Each look is in the audit.")
    look = say("Here, in this chat: /patient {patient}, /open {patient}", patient=one.patient)
    return Card(
        title=title, lines=(Line(spans=(look,)), quiet(known)), buttons=(_end(one, reader),),
        fallback=say("Break-glass"), locale=say.language,
    )  # fmt: skip


def told(one: Glass, reader: Reader) -> Card:
    """To a lead: who looks at whom, and why."""
    say = reader.say
    title = say.spans(
        "{who} broke the glass on {patient}", who=reader.mention(one.member), patient=Bold(one.patient)
    )
    lines = [quiet(say("“{words}”", words=one.reason))] if reader.detail is Detail.full else []
    lines.append(state(one, reader))
    buttons = (_end(one, reader),) if _may_end(one, reader) else ()
    return Card(title=title, lines=tuple(lines), buttons=buttons, fallback=say("Break-glass"), locale=say.language)


def ended(one: Glass, reader: Reader) -> Card:
    """It is over before its time."""
    say = reader.say
    title = say.spans("Break-glass on {patient} has ended", patient=Bold(one.patient))
    return Card(title=title, lines=(state(one, reader),), fallback=say("Break-glass"), locale=say.language)


def listing(found: Sequence[Glass], reader: Reader) -> Card:
    """Those that are still broken, as far as their reader may know."""
    say, title, lines = reader.say, reader.say("Broken glass"), []
    for one in found:
        who = (Bold(one.patient), " · ", reader.name(one.member), " · ")
        lines.append(Line(spans=(*who, *state(one, reader).spans), buttons=(_end(one, reader),)))
    nothing = quiet(
        say("Nothing is broken. In an emergency: /breakglass K-17 unconscious in the ED, looking for the family")
    )
    return Card(title=(Bold(title),), lines=tuple(lines) or (nothing,), fallback=title, locale=say.language)


def state(one: Glass, reader: Reader) -> Line:
    """Until when, or that it is over."""
    reader.shows(f"glass:{one.id}", one.patient)
    say, when = reader.say, reader.when(one.ends_at)
    spans = say.spans("ended {when}", when=when)
    if one.broken(reader.now):
        spans = say.spans("until {when}", when=when)
    elif one.ended_by is not None:
        spans = say.spans("ended {when} by {who}", when=when, who=reader.name(one.ended_by))
    return Line(spans=spans, style=Style.quiet)


def _may_end(one: Glass, reader: Reader) -> bool:
    me = reader.people.member(reader.me)
    return one.broken(reader.now) and me is not None and (me.lead or me.id == one.member)


def _end(one: Glass, reader: Reader) -> Button:
    return Button(label=reader.say("End it now"), action="glass_end", handle=one.handle)
