"""What has changed about a patient since the receiver last had them."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.handoff import severity_name
from bot.cards.reader import Reader
from bot.care.handoffs import HandedPatient
from bot.care.privacy import Detail
from bot.care.tasks import CLOSED, Task
from bot.chat.card import Line, Style


def changed(
    one: HandedPatient, before: HandedPatient, since: datetime, tasks: Sequence[Task], reader: Reader
) -> list[Line]:
    """How ill they were, what is new and what was closed, by number; and that the summary reads otherwise."""
    say = reader.say
    told: list[str] = []
    if before.severity is not None and before.severity is not one.severity:
        told.append(say("was {severity}", severity=severity_name(before.severity, reader)))
    new = [f"#{task.number}" for task in tasks if task.created_at > since and task.status not in CLOSED]
    if new:
        told.append(say("new: {items}", items=", ".join(new)))
    closed = [f"#{task.number}" for task in tasks if task.closed_at is not None and task.closed_at > since]
    if closed:
        told.append(say("closed: {items}", items=", ".join(closed)))
    if reader.detail is Detail.full and before.summary and before.summary != one.summary:
        told.append(say("the summary is another"))
    title = say.spans(
        "Since you last had {patient}, on {when}: ", patient=one.patient or "", when=reader.when(since)
    )
    if not told:
        return [Line(spans=(*title, say("nothing has changed")), style=Style.quiet)]
    return [Line(spans=(*title, " · ".join(told)), style=Style.quiet)]
