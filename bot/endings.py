"""Endings: how an item is closed, dropped or put off, whichever word or button asks for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.errors import CareError
from bot.care.members import next_shift, tomorrow_morning
from bot.care.reminders import with_alarm
from bot.care.tasks import Kind, Outcome, Status, Task, TaskId, cancel, complete, successor_at
from bot.language.due import due_of
from bot.language.schedule import read_when
from bot.store.rows import new_handle
from bot.turn import Turn

AFTER_HUDDLE = timedelta(minutes=15)

_WORDS = {
    "reached": Outcome.reached,
    "no answer": Outcome.no_answer,
    "no reply": Outcome.no_answer,
    "normal": Outcome.result_normal,
    "abnormal": Outcome.result_abnormal,
    "approved": Outcome.approved,
    "denied": Outcome.denied,
    "rescheduled": Outcome.rescheduled,
    "se contactó": Outcome.reached,
    "contactad": Outcome.reached,
    "sin respuesta": Outcome.no_answer,
    "no contest": Outcome.no_answer,
    "no respond": Outcome.no_answer,
    "resultado normal": Outcome.result_normal,
    "anormal": Outcome.result_abnormal,
    "resultado anormal": Outcome.result_abnormal,
    "aprobad": Outcome.approved,
    "denegad": Outcome.denied,
    "negad": Outcome.denied,
    "reprogramad": Outcome.rescheduled,
}
"""How the words for an outcome begin, in every language that people write."""


async def close(turn: Turn, task: Task, outcome: Outcome, note: str) -> tuple[Task, str, Task | None]:
    """Closed, with what came of it. Returns it, what undoes that, and of a recurring item the next one."""
    closed = complete(task, turn.actor, outcome, note, turn.now)
    successor = await _next_occurrence(turn, task)
    saved, undo = await turn.save(closed, task, "done", successor=successor.id if successor else None)
    await turn.tell_creator(saved, "done")
    return saved, undo, successor


async def drop(turn: Turn, task: Task, reason: str) -> tuple[Task, str]:
    """Not needed, with the reason. Returns it, and what undoes that."""
    saved, undo = await turn.save(cancel(task, turn.actor, reason, turn.now), task, "cancel")
    if task.status is not Status.draft:
        await turn.tell_creator(saved, "dropped")
    return saved, undo


def outcome_said(task: Task, note: str) -> Outcome:
    """The outcome that the words begin with; else done, or other for a follow-up."""
    said = note.casefold().lstrip()
    for words, outcome in _WORDS.items():
        if said.startswith(words):
            return outcome
    return Outcome.done if task.kind is Kind.task else Outcome.other


async def later(turn: Turn, task: Task) -> dict[str, datetime]:
    """Until when it can wait, by the words for that."""
    offers = {"20m": turn.now + timedelta(minutes=20), "1h": turn.now + timedelta(hours=1)}
    huddle = await turn.work.huddles.of(task.channel) if task.channel else None
    if huddle is not None and huddle.next_at is not None:
        offers["huddle"] = huddle.next_at + AFTER_HUDDLE
    offers["morning"] = tomorrow_morning(turn.actor, turn.now)
    offers["shift"] = next_shift(turn.actor, turn.now)
    return offers


def later_said(turn: Turn, task: Task, words: str) -> datetime:
    """Until when it is to wait, as it was typed. Raises CareError."""
    zone = ZoneInfo(turn.actor.zone)
    reading = read_when(words, turn.now.astimezone(zone), zone, turn.actor.locale)
    until, _ = due_of(reading, turn.actor, turn.now)
    if until is None:
        raise CareError("I did not understand that time. For example: /snooze {number} 2h", number=task.number)
    return until


async def _next_occurrence(turn: Turn, task: Task) -> Task | None:
    """Of a recurring item, the next one: an item of its own, so that this one keeps its outcome."""
    at = successor_at(task, turn.now)
    if at is None:
        return None
    coming = replace(
        task,
        id=TaskId(0),
        number=await turn.work.members.next_number(turn.workspace.id),
        handle=new_handle(),
        status=Status.accepted if task.owner else Status.requested,
        due_at=at,
        series_at=at,
        missed=0,
        note="",
        nudges=0,
        escalated_at=None,
        version=1,
        created_at=turn.now,
        updated_at=turn.now,
    )
    coming = with_alarm(coming, turn.people.member(coming.owner), turn.now)
    added, _ = await turn.work.tasks.add(coming, "recur", turn.actor.id, turn.now)
    return added
