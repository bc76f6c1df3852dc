"""Undo: for ten minutes, whoever did something can take it back."""

from dataclasses import replace
from datetime import timedelta

from bot.cards import task as cards
from bot.care.errors import CareError, NotFound
from bot.care.tasks import Status, Task, cancel
from bot.chat.card import Reply
from bot.chat.incoming import Command, Press
from bot.store.tasks import TaskEvent
from bot.turn import Turn

UNDO_FOR = timedelta(minutes=10)


async def undo_command(turn: Turn, heard: Command) -> Reply:
    """`/undo`: the last thing that I did."""
    event = await turn.work.tasks.last_event(turn.actor.id)
    if event is None:
        raise CareError("There is nothing to undo.")
    return await _undo(turn, event)


async def press_undo(turn: Turn, press: Press) -> Reply:
    """The Undo button."""
    event = await turn.work.tasks.event(turn.workspace.id, press.handle)
    if event is None:
        raise NotFound("There is nothing to undo.")
    return await _undo(turn, event)


async def _undo(turn: Turn, event: TaskEvent) -> Reply:
    task = await turn.work.tasks.by_id(event.task)
    if task is None or event.by != turn.actor.id:
        raise CareError("Only whoever did that can undo it.")
    if event.verb == "undo":
        raise CareError("#{number} was undone already.", number=task.number)
    if event.verb in ("handoff", "relief"):
        raise CareError("#{number} came with a handoff. To give it to somebody else: /assign {number} @omar",
                        number=task.number)  # fmt: skip
    latest = (await turn.work.tasks.history(task.id))[-1]
    if latest.handle != event.handle:
        raise CareError("#{number} has changed since then. See it: /open #{number}", number=task.number)
    if turn.now - event.at > UNDO_FOR:
        raise CareError("That was more than ten minutes ago. You can still: /edit {number}, /reopen {number}",
                        number=task.number)  # fmt: skip
    if event.successor is not None:
        await _withdraw(turn, event)
    say = turn.reader.say
    if event.before is None or event.verb == "create":
        gone = cancel(task, turn.actor, say("undone"), turn.now)
        saved, _ = await turn.save(gone, task, "undo")
        if task.owner is not None and task.owner != turn.actor.id:
            key = f"undone:{task.id}:{saved.version}"
            await turn.tell("change", f"task:{task.id}", key=key, to=task.owner, extra="dropped")
        return turn.card(
            cards.done(saved, say("Undone: #{number} is gone", number=task.number), None, turn.reader)
        )
    saved, _ = await turn.save(_as_before(event.before, task), task, "undo")
    return turn.card(cards.done(saved, say("Undone: #{number}", number=task.number), None, turn.reader))


async def _withdraw(turn: Turn, event: TaskEvent) -> None:
    """The next occurrence that closing a recurring item had made; one that was touched since stays."""
    assert event.successor is not None  # noqa: S101 - the caller has looked
    successor = await turn.work.tasks.by_id(event.successor)
    if successor is not None and successor.open and len(await turn.work.tasks.history(successor.id)) == 1:
        gone = cancel(successor, turn.actor, turn.reader.say("undone"), turn.now)
        await turn.save(gone, successor, "undo")


def _as_before(before: Task, task: Task) -> Task:
    """The row as it was, over the version that stands there now. A ladder that runs is not taken back with it."""
    before = replace(before, version=task.version, escalated_at=task.escalated_at)
    return replace(before, nudges=0) if before.status is Status.draft else before
