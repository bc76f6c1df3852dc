"""Cards of who is out: what they hold and for whom it is meant, what is on offer, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import shift as shifts
from bot.cards import task as cards
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.contingencies import Contingency, ContingencyId
from bot.care.privacy import Detail
from bot.care.relief import Relief, ReliefStatus
from bot.care.roster import Absence, AbsenceId, Duty
from bot.care.tasks import Task, TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Bold, Button, Card, Line, Span, Style

LIST_LENGTH = 20

Things = tuple[Mapping[TaskId, Task], Mapping[ContingencyId, Contingency]]
"""What reliefs are about, by key."""


def proposal(
    absence: Absence, reliefs: Sequence[Relief], things: Things, gaps: Sequence[Duty], stay: int, reader: Reader
) -> Card:
    """To whoever said that somebody is out: what they hold, and who could take it."""
    say = reader.say
    proposed = [one for one in reliefs if one.status is ReliefStatus.proposed]
    lines: list[Line] = []
    shown = proposed[:LIST_LENGTH]
    for member in dict.fromkeys(one.to for one in shown):
        lines.append(Line(spans=(say("For {who}", who=reader.name(member)),), style=Style.heading))
        for one in [each for each in shown if each.to == member]:
            other = Button(label=say("Somebody else"), action="out_other", handle=one.handle)
            lines.append(replace(_thing(one, things, reader), buttons=(other,)))
    if len(proposed) > LIST_LENGTH:
        more = say("… and {count} more, spread in the same way", count=len(proposed) - LIST_LENGTH)
        lines.append(quiet(more))
    lines += _standing(reliefs, things, reader)
    if not reliefs:
        nothing = say("They hold nothing that is due before they are back.")
        if absence.member == reader.me:
            nothing = say("You hold nothing that is due before you are back.")
        lines.append(quiet(nothing))
    if stay:
        lines.append(quiet(say("Not due while they are out, and stays with them: {count}", count=stay)))
    lines += _gaps(gaps, reader)
    buttons = [Button(label=say("They are back"), action="out_back", handle=absence.handle)]
    if proposed:
        offer = Button(label=say("Offer them"), action="out_offer", handle=absence.handle, style=Style.primary)
        buttons.insert(0, offer)
    return Card(
        title=out(absence, reader), lines=tuple(lines), buttons=tuple(buttons),
        fallback=say("Somebody is out."), locale=say.language,
    )  # fmt: skip


def offer(absence: Absence, mine: Sequence[Relief], things: Things, reader: Reader, *, lead: bool = False) -> Card:
    """To a receiver: what they could take. To a lead: what nobody has taken yet."""
    say = reader.say
    title = (*out(absence, reader), " ", say("Can you take these?"))
    if lead:
        title = (*out(absence, reader), " ", say("Nobody has taken these yet:"))
    lines = []
    for one in mine[:LIST_LENGTH]:
        take = Button(label=say("I take it"), action="out_yes", handle=one.handle)
        cannot = Button(label=say("I cannot"), action="out_no", handle=one.handle)
        lines.append(replace(_thing(one, things, reader), buttons=(take,) if lead else (take, cannot)))
    if lead:
        lines.append(quiet(say("To give one to somebody: /assign 12 @omar")))
    else:
        lines.append(quiet(say("Until you take it, it stays with {who}.", who=reader.name(absence.member))))
    value = "lead" if lead else ""
    all_ = Button(label=say("I take all"), action="out_all", value=value, handle=absence.handle,
                  style=Style.primary)  # fmt: skip
    return Card(
        title=title, lines=tuple(lines), buttons=(all_,) if len(mine) > 1 else (),
        fallback=say("Somebody is out. Can you take over?"), locale=say.language,
    )  # fmt: skip


def taken(sentence: str, took: Sequence[Relief], things: Things, reader: Reader) -> Card:
    """What is theirs now."""
    lines = tuple(_thing(one, things, reader) for one in took[:LIST_LENGTH])
    return Card(title=(Bold(sentence),), lines=lines, fallback=sentence, locale=reader.say.language)


def settled(absence: Absence, reliefs: Sequence[Relief], things: Things, reader: Reader) -> Card:
    """To whoever said it, and to who was out when they are back: who has what now."""
    say = reader.say
    if reader.me == absence.member:
        title: tuple[Span, ...] = (say("While you were out, this was taken over:"),)
    else:
        title = say.spans("Everything of {who} is taken:", who=reader.mention(absence.member))
    lines = _standing(reliefs, things, reader)
    return Card(
        title=title, lines=tuple(lines), fallback=say("Everything is taken over."), locale=say.language
    )  # fmt: skip


def told(absence: Absence, reader: Reader) -> Card:
    """To whom somebody else has said to be out."""
    say = reader.say
    title = say.spans("{who} has said that you are out until {when}.", who=reader.mention(absence.said_by),
                      when=reader.when(_last(absence), whole_day=True))  # fmt: skip
    back = Button(label=say("I am back"), action="out_back", handle=absence.handle)
    return Card(title=title, buttons=(back,), fallback=say("Somebody is out."), locale=say.language)


def begins(absence: Absence, count: int, reader: Reader) -> Card:
    """To a lead, as leave begins: something is still with who is not there."""
    say = reader.say
    told = quiet(say("Still with them, and cannot wait until they are back: {count}", count=count))
    return Card(
        title=out(absence, reader), lines=(told,), buttons=(_show(absence, reader),),
        fallback=say("Somebody is out."), locale=say.language,
    )  # fmt: skip


def listing(absences: Sequence[Absence], shown: Collection[AbsenceId], reader: Reader) -> Card:
    """Who is out, now and in the coming weeks; of those in `shown` the reader may see what they hold."""
    say = reader.say
    lines = []
    for one in absences[:LIST_LENGTH]:
        first = reader.when(one.begins + timedelta(hours=12), whole_day=True)
        last = reader.when(_last(one), whole_day=True)
        days = (first,) if one.first == one.last else (first, " – ", last)
        spans: tuple[Span, ...] = (Bold(reader.name(one.member)), " · ", *days)
        if one.offered_at is not None:
            spans = (
                *spans,
                " · ",
                *say.spans("what they hold was offered {when}", when=reader.when(one.offered_at)),
            )
        lines.append(Line(spans=spans, buttons=(_show(one, reader),) if one.id in shown else ()))
    if not absences:
        lines.append(quiet(say("Nobody is out. For example: /out me today, /out @omar until friday")))
    return Card(title=(Bold(say("Out")),), lines=tuple(lines), fallback=say("Out"), locale=say.language)


def out(absence: Absence, reader: Reader) -> tuple[Span, ...]:
    """`Dr Liu is out until Fri 27 Nov.`"""
    say, last = reader.say, reader.when(_last(absence), whole_day=True)
    if absence.begins <= reader.now:
        if reader.me == absence.member:
            return say.spans("You are out, with {when} as the last day.", when=last)
        return say.spans(
            "{who} is out, with {when} as the last day.", who=reader.mention(absence.member), when=last
        )
    if absence.first == absence.last:
        if reader.me == absence.member:
            return say.spans("You are out {when}.", when=last)
        return say.spans("{who} is out {when}.", who=reader.mention(absence.member), when=last)
    first = reader.when(absence.begins + timedelta(hours=12), whole_day=True)
    if reader.me == absence.member:
        return say.spans("You are out from {first} to {last}.", first=first, last=last)
    return say.spans("{who} is out from {first} to {last}.", who=reader.mention(absence.member), first=first,
                     last=last)  # fmt: skip


def _standing(reliefs: Sequence[Relief], things: Things, reader: Reader) -> list[Line]:
    """What is on offer, and what is taken, each with whom."""
    say, lines = reader.say, list[Line]()
    for one in reliefs[:LIST_LENGTH]:
        if one.status is ReliefStatus.offered:
            state = say("on offer to {who}", who=reader.name(one.to))
        elif one.status is ReliefStatus.accepted:
            state = say("taken by {who}", who=reader.name(one.decided_by))
        else:
            continue
        line = _thing(one, things, reader)
        lines.append(replace(line, spans=(*line.spans, " · ", state)))
    return lines


def _gaps(gaps: Sequence[Duty], reader: Reader) -> list[Line]:
    if not gaps:
        return []
    say = reader.say
    lines = [Line(spans=(say("Shifts that nobody is on now"),), style=Style.heading)]
    for one in gaps[:LIST_LENGTH]:
        ask = Button(label=say("Ask the team"), action="cover", value=one.day.isoformat(), handle=one.handle)
        line = shifts.duty(one, reader, (Bold(shifts.called(one, reader)),))
        lines.append(replace(line, buttons=(ask,)))
    return lines


def _thing(one: Relief, things: Things, reader: Reader) -> Line:
    """The item, or the watched if/then, as far as it may be shown here."""
    tasks, watches = things
    if one.task is not None:
        task = tasks[one.task]
        facts = [(Bold(cards.words_of(task, reader)),), *cards.patient_of(task, reader), cards.due(task, reader)]
        if task.urgency is not Urgency.routine:
            facts.append((Bold(cards.urgency_name(task.urgency, reader)),))
        opens = Button(label=f"#{task.number}", action="show", handle=task.handle)
        return Line(spans=cards.joined(facts), opens=opens)
    assert one.contingency is not None  # noqa: S101 - the database sees to it that there is one of the two
    watch = watches[one.contingency]
    reader.shows(f"contingency:{watch.id}", watch.patient)
    words = watch.text if reader.detail is Detail.full else reader.say("an if/then")
    spans: list[Span] = [Bold(words), " · ", watch.patient]
    if watch.alarm_at is not None:
        spans += [" · ", reader.when(watch.alarm_at)]
    return Line(spans=tuple(spans))


def _show(absence: Absence, reader: Reader) -> Button:
    return Button(label=reader.say("What they hold"), action="out_show", handle=absence.handle)


def _last(absence: Absence) -> datetime:
    """Noon of its last day."""
    return absence.ends - timedelta(hours=12)
