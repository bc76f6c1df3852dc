"""Done, with an outcome: `/done 12`, the Done button, and opening again what was closed too early."""

from dataclasses import replace

from bot.cards import task as cards
from bot.care.errors import CareError
from bot.care.policy import Action
from bot.care.reminders import with_alarm
from bot.care.tasks import Kind, Outcome, Status, Task, TaskId, complete, reopen, successor_at
from bot.chat.card import Field, Question, Reply
from bot.chat.card import Kind as FieldKind
from bot.chat.incoming import Answer, Command, Press
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn

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


async def done(turn: Turn, heard: Command) -> Reply:
    """`/done 12`, `/done 12 reached, she will come at 3`."""
    number, _, note = heard.text.strip().partition(" ")
    if not number:
        raise CareError("Which one? For example: /done 12, or /done 12 reached her, she will come at 3")
    task = await turn.open_task(number, Action.close)
    if task.kind is Kind.followup and not note:
        return turn.card(cards.outcome_question(task, turn.reader))
    return await _close(turn, task, _outcome(task, note), note.strip())


async def press_done(turn: Turn, press: Press) -> Reply:
    """The Done button: a follow-up asks what came of it, a task is done."""
    task = await turn.open_task(press.handle, Action.close)
    if task.kind is Kind.followup:
        return turn.card(cards.outcome_question(task, turn.reader))
    return await _close(turn, task, Outcome.done, "")


async def press_outcome(turn: Turn, press: Press) -> Reply:
    """One of the outcomes; "Other…" asks for words."""
    task = await turn.open_task(press.handle, Action.close)
    try:
        outcome = Outcome(press.value)
    except ValueError:
        raise CareError("That button is no longer valid. See what you have: /mine") from None
    if outcome is not Outcome.other:
        return await _close(turn, task, outcome, "")
    say = turn.reader.say
    question = Question(
        handle=new_handle(),
        title=say("What came of it?"),
        fields=(
            Field(name="note", label=say("In a few words"), kind=FieldKind.long, hint=say("she moved to Unit 4")),
        ),
        submit=say("Close it"),
        open_label=say("Write it"),
        fallback=say("What came of #{number}?", number=task.number),
        locale=say.language,
    )
    return await turn.ask(question, "outcome", task.handle)


async def answer_outcome(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The words for "Other…"."""
    task = await turn.open_task(asked.about, Action.close)
    note = str(answer.values.get("note", "")).strip()
    return await _close(turn, task, _outcome(task, note), note)


async def show(turn: Turn, press: Press) -> Reply:
    """One item, with all that can be done to it."""
    return turn.card(cards.item(await turn.task(press.handle), turn.reader))


async def reopen_command(turn: Turn, heard: Command) -> Reply:
    """`/reopen 12`."""
    if not heard.text.strip():
        raise CareError("Which one? For example: /reopen 12")
    return await _reopen(turn, await turn.task(heard.text.split()[0], Action.close))


async def press_reopen(turn: Turn, press: Press) -> Reply:
    """The Reopen button."""
    return await _reopen(turn, await turn.task(press.handle, Action.close))


async def _close(turn: Turn, task: Task, outcome: Outcome, note: str) -> Reply:
    closed = complete(task, turn.actor, outcome, note, turn.now)
    successor = await _next_occurrence(turn, task)
    saved, undo = await turn.save(closed, task, "done", successor=successor.id if successor else None)
    await turn.tell_creator(saved, "done")
    say = turn.reader.say
    sentence = say("{outcome}: #{number}", outcome=cards.outcome_name(outcome, turn.reader), number=task.number)
    card = cards.done(saved, sentence, undo, turn.reader)
    if successor is not None and successor.due_at is not None:
        card = cards.with_note(card, say.spans("Comes again: {when}", when=turn.reader.when(successor.due_at)))
    return turn.card(card)


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


async def _reopen(turn: Turn, task: Task) -> Reply:
    saved, undo = await turn.save(reopen(task, turn.now), task, "reopen")
    sentence = turn.reader.say("Open again: #{number}", number=task.number)
    return turn.card(cards.done(saved, sentence, undo, turn.reader))


def _outcome(task: Task, note: str) -> Outcome:
    """The outcome that the words begin with; else done, or other for a follow-up."""
    said = note.casefold().lstrip()
    for words, outcome in _WORDS.items():
        if said.startswith(words):
            return outcome
    return Outcome.done if task.kind is Kind.task else Outcome.other
