"""Cards that the clock brings: reminders and nudges, and what others did with what was yours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.cards.words import words
from bot.care.members import Channel, MemberId
from bot.care.tasks import Alarm, Status, Task
from bot.chat.card import Bold, Button, Card, Line, Span, Style


def reminder(task: Task, step: Alarm, late: timedelta | None, reader: Reader) -> Card:
    """It is time, or soon will be. `late` is how long after its own time the reminder comes, if it does."""
    say = reader.say
    ref = Bold(f"#{task.number}")
    title: tuple[Span, ...]
    match step:
        case Alarm.ahead:
            title = say.spans("Coming up: {ref}", ref=ref)
        case Alarm.due:
            title = say.spans("Now due: {ref}", ref=ref)
        case Alarm.nudge | Alarm.unfinished:
            title = say.spans("Still open: {ref}", ref=ref)
    card = cards.item(task, reader, title=title)
    if late is None:
        return card
    told = say("This reminder is {time} late.", time=cards.span_of_time(late, reader))
    return _with_lines(card, (told,))


def together(tasks: Sequence[Task], late: timedelta | None, reader: Reader) -> Card:
    """Several reminders in one message. `late` is how long after its own time the first of them comes."""
    say = reader.say
    title = say("Reminders for {count} items", count=len(tasks))
    card = Card(
        title=(Bold(title),),
        lines=tuple(cards.line(task, reader) for task in tasks),
        fallback=title,
        locale=say.language,
    )
    if late is None:
        return card
    return _with_lines(card, (say("The first of these is {time} late.", time=cards.span_of_time(late, reader)),))


def repeated(card: Card) -> Card:
    """On a platform that cannot be asked what stands there, after an attempt that may have worked."""
    return _with_lines(card, (words(card.locale)("You may have had this message already."),))


def assigned(task: Task, reader: Reader) -> Card:
    """Somebody gave you this, or your team."""
    title = reader.say.spans(
        "{who} has {ref} for {owner}",
        who=reader.mention(task.creator),
        ref=Bold(f"#{task.number}"),
        owner=reader.owner(task.owner, task.team, task.shift),
    )
    return cards.item(task, reader, title=title)


def change(task: Task, verb: str, reader: Reader) -> Card:
    """What became of something that you gave away."""
    say = reader.say
    ref = Bold(f"#{task.number}")
    who = reader.mention(task.closed_by or task.owner)
    match verb:
        case "done":
            title = say.spans("{who} has done {ref}", who=who, ref=ref)
        case "declined":
            title = say.spans("{ref} was declined and is yours again", ref=ref)
        case "accepted":
            title = say.spans("{who} has accepted {ref}", who=who, ref=ref)
        case "taken":
            title = say.spans("{who} has taken over {ref}", who=who, ref=ref)
        case _:
            title = say.spans("{who} has dropped {ref}", who=who, ref=ref)
    return cards.item(task, reader, title=title)


def unreachable(task: Task, whom: MemberId, reader: Reader) -> Card:
    """To the channel: somebody could not be told."""
    say = reader.say
    who = reader.mention(whom)
    title = say.spans("I cannot reach {who} about {ref}. Please tell them.", who=who, ref=Bold(f"#{task.number}"))
    opens = Button(label=say("Open"), action="show", handle=task.handle)
    return Card(
        title=title,
        lines=cards.details(task, reader),
        buttons=() if task.status is Status.draft else (opens,),
        fallback=say("Somebody cannot be reached about #{number}", number=task.number),
        locale=say.language,
    )


def closed(channel: Channel, task: Task | None, reader: Reader) -> Card:
    """To whoever relies on a channel: nothing can be posted there. `task` is what it was about, else a huddle."""
    say = reader.say
    place = Bold(f"#{channel.name}" if channel.name else say("the channel"))
    what = cards.details(task, reader) if task else (Line(spans=(say("The huddle was not posted."),)),)
    opens = (Button(label=say("Open"), action="show", handle=task.handle),) if task else ()
    return Card(
        title=say.spans(
            "I cannot post in {place} any more. Please invite me there again, or take a channel that no other "
            "organisation reads.",
            place=place,
        ),
        lines=what,
        buttons=() if task is not None and task.status is Status.draft else opens,
        fallback=say("A channel takes nothing any more"),
        locale=say.language,
    )


def _with_lines(card: Card, sentences: tuple[str, ...]) -> Card:
    more = tuple(Line(spans=(sentence,), style=Style.quiet) for sentence in sentences)
    return replace(card, lines=(*card.lines, *more))
