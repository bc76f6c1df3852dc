"""Cards of escalations: what nobody has answered, who was told, who has it now; and the ladders of teams."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards import task as cards
from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.escalation import DEFAULTS, End, Escalation, Ladder, Rung, ladder, waits_again
from bot.care.members import TeamId, off_duty
from bot.care.privacy import Detail
from bot.care.tasks import Task
from bot.care.urgency import Urgency
from bot.chat.card import Bold, Button, Card, Code, Line, Span, Style

Policies = Mapping[tuple[TeamId | None, Urgency], Sequence[int]]


def step(escalation: Escalation, task: Task, reader: Reader) -> Card:
    """To whoever is told now, or to the channel: why, since when, who else knows, and one thing to press."""
    say = reader.say
    ref, who = Bold(f"#{task.number}"), _whose(escalation, task, reader)
    if escalation.began_by is None:
        title = say.spans("No answer yet on {ref} from {who}. Can you take it or ring them?", ref=ref, who=who)
    elif escalation.owner == reader.me and reader.me is not None:
        title = say.spans("{who} needs an answer on {ref}. Do you have it?", ref=ref,
                          who=reader.mention(escalation.began_by))  # fmt: skip
    else:
        asks = reader.mention(escalation.began_by)
        title = say.spans("{asks} escalates {ref} from {who}. Can you take it?", ref=ref, who=who, asks=asks)
    lines = (*cards.details(task, reader), *why(escalation, task, reader), *told(escalation, reader))
    return Card(
        title=title, lines=lines, buttons=(have(escalation, reader),),
        fallback=say("No answer yet on #{number}", number=task.number), locale=say.language,
    )  # fmt: skip


def running(escalation: Escalation, task: Task, title: str, reader: Reader) -> Card:
    """To whoever asked for it, or looks: how far it is."""
    say = reader.say
    buttons = []
    me = reader.people.member(reader.me)
    if escalation.began_by is not None and me is not None and (me.id == escalation.began_by or me.lead):
        buttons.append(Button(label=say("Call it off"), action="escalate_off", handle=escalation.handle))
    lines = (*cards.details(task, reader), *why(escalation, task, reader), *told(escalation, reader))
    return Card(
        title=(Bold(title),), lines=lines, buttons=tuple(buttons), fallback=title, locale=say.language
    )  # fmt: skip


def over(escalation: Escalation, task: Task, reader: Reader) -> Card:
    """To everybody who was told: who has it now."""
    say, ref = reader.say, Bold(f"#{task.number}")
    match escalation.end:
        case End.accepted if task.owner == reader.me and reader.me is not None:
            title = say.spans("You have {ref} now.", ref=ref)
        case End.accepted:
            title = say.spans("{who} has {ref} now.", who=reader.mention(task.owner), ref=ref)
        case End.closed:
            title = say.spans("{ref} is closed by {who}.", who=reader.mention(task.closed_by), ref=ref)
        case End.called_off:
            who = reader.mention(escalation.ended_by)
            title = say.spans("{who} has called off the escalation of {ref}.", who=who, ref=ref)
        case End.moved | None:
            whose = reader.owner(task.owner, task.team, task.shift)
            title = say.spans("{ref} is with {owner} now, who has not accepted it yet.", owner=whose, ref=ref)
    return Card(
        title=title, lines=cards.details(task, reader)[:2],
        fallback=say("#{number} is answered.", number=task.number), locale=say.language,
    )  # fmt: skip


def listing(found: Sequence[tuple[Escalation, Line]], reader: Reader) -> Card:
    """What is being escalated, and who has been told."""
    say, lines = reader.say, []
    for escalation, line in found:
        lines += [line, *told(escalation, reader)]
    title = say("Being escalated")
    nothing = quiet(say("Nothing is being escalated. To ask for help with an item: /escalate 12 no answer"))
    return Card(title=(Bold(title),), lines=tuple(lines) or (nothing,), fallback=title, locale=say.language)


def item_line(escalation: Escalation, task: Task, reader: Reader) -> Line:
    """An item in that list."""
    return replace(cards.line(task, reader), buttons=(have(escalation, reader),))


def policy(policies: Policies, reader: Reader) -> Card:
    """The ladders: those of teams, then those of everybody else."""
    say, lines = reader.say, []
    for team in sorted(reader.people.teams.values(), key=lambda one: one.name.casefold()):
        own = [(urgency, policies[team.id, urgency]) for urgency in Urgency if (team.id, urgency) in policies]
        if own:
            lines.append(Line(spans=(team.name,), style=Style.heading))
            lines += [_rungs(urgency, ladder(minutes), reader) for urgency, minutes in own]
    lines.append(Line(spans=(say("Everybody else"),), style=Style.heading))
    for urgency in sorted(Urgency, key=lambda one: one.rank):
        lines.append(_rungs(urgency, ladder(policies.get((None, urgency), DEFAULTS[urgency])), reader))
    lines.append(quiet(say("What is being escalated already keeps the times that it began with.")))
    example = say.spans("Change it: {example}", example=Code("/escalate policy pharmacy stat 5 10 15"))
    lines.append(Line(spans=example, style=Style.quiet))
    title = say("Who is told, and when")
    return Card(title=(Bold(title),), lines=tuple(lines), fallback=title, locale=say.language)


def have(escalation: Escalation, reader: Reader) -> Button:
    """The one button: I have it."""
    return Button(label=reader.say("I have it"), action="have", handle=escalation.handle, style=Style.primary)


def why(escalation: Escalation, task: Task, reader: Reader) -> tuple[Line, ...]:
    """The reason, and since when."""
    say, when = reader.say, reader.when
    if escalation.began_by is not None:
        told = say.spans("Escalated since {when}", when=when(escalation.began_at))
    elif escalation.unaccepted:
        told = say.spans("Not accepted since {when}", when=when(escalation.began_at))
    elif task.due_at is not None:
        told = say.spans("Due since {when} and not done", when=when(task.due_at))
    else:
        told = say.spans("Escalated since {when}", when=when(escalation.began_at))
    lines = [Line(spans=told, style=Style.quiet)]
    if escalation.reason and reader.detail is Detail.full:
        lines.append(quiet(say("Reason: “{words}”", words=escalation.reason)))
    return tuple(lines)


def told(escalation: Escalation, reader: Reader) -> tuple[Line, ...]:
    """Who was told when, and who is next."""
    say, lines = reader.say, []
    for one in escalation.told:
        who, rung = reader.name(one.member), rung_name(one.rung, reader)
        spans = say.spans("Told: {who} ({rung}), {when}", who=who, rung=rung, when=reader.when(one.at))
        lines.append(Line(spans=spans, style=Style.quiet))
    owner, known = reader.people.member(escalation.owner), {one.member for one in escalation.told}
    if owner is not None and owner.id not in known and off_duty(owner, reader.now):
        lines.append(quiet(say("{who} is off duty and has not been told.", who=reader.name(owner.id))))
    if known == {reader.me} == {escalation.began_by}:
        lines.append(quiet(say("There is nobody else to tell. Name who stands in for you: /team backup @sam")))
    if escalation.next_at is not None:
        steps = escalation.ladder.steps
        rung = steps[min(escalation.position, len(steps) - 1)].rung
        when = reader.when(escalation.next_at)
        coming = say.spans("Next: {rung}, {when}", rung=rung_name(rung, reader), when=when)
        if escalation.position >= len(steps):
            coming = say.spans("Again: {rung}, {when}", rung=rung_name(rung, reader), when=when)
        lines.append(Line(spans=coming, style=Style.quiet))
    return tuple(lines)


def rung_name(rung: Rung, reader: Reader) -> str:
    """Who is told, in a word."""
    say = reader.say
    match rung:
        case Rung.owner:
            return say("owner")
        case Rung.backup:
            return say("backup")
        case Rung.duty:
            return say("on duty")
        case Rung.lead:
            return say("lead")


def _rungs(urgency: Urgency, steps: Ladder, reader: Reader) -> Line:
    """`stat: owner → 5 min → backup → 10 min → on duty → 15 min → lead, again after 15 min, …`."""
    say = reader.say
    parts = []
    for one in steps.steps[:-1]:
        parts += [rung_name(one.rung, reader), cards.span_of_time(one.wait, reader)]
    last = steps.steps[-1]
    parts.append(rung_name(last.rung, reader))
    first, seldom = last.wait, waits_again(steps, urgency, times=12)
    again = say("again every {time}", time=cards.span_of_time(first, reader))
    if seldom > first:
        again = say(
            "again after {first}, then ever less often, at least every {seldom}",
            first=cards.span_of_time(first, reader),
            seldom=cards.span_of_time(seldom, reader),
        )
    return Line(spans=(Bold(cards.urgency_name(urgency, reader)), f": {' → '.join(parts)}, {again}"))


def _whose(escalation: Escalation, task: Task, reader: Reader) -> Span:
    if escalation.owner is not None:
        return reader.mention(escalation.owner)
    return reader.owner(None, escalation.team, task.shift)
