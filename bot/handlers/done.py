"""Done, with an outcome: `/done 12`, the Done button, and opening again what was closed too early."""

from bot import endings, hearing
from bot.cards import contingency as contingency_cards
from bot.cards import task as cards
from bot.care.errors import CareError
from bot.care.policy import Action
from bot.care.tasks import Kind, Outcome, Task, reopen
from bot.chat.card import Field, Question, Reply
from bot.chat.card import Kind as FieldKind
from bot.chat.incoming import Answer, Command, Press
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn


async def done(turn: Turn, heard: Command) -> Reply:
    """`/done 12`, `/done 12 reached, she will come at 3`."""
    number, _, note = heard.text.strip().partition(" ")
    if not number:
        raise CareError("Which one? For example: /done 12, or /done 12 reached her, she will come at 3")
    task = await turn.open_task(number, Action.close)
    if task.kind is Kind.followup and not note:
        return turn.card(cards.outcome_question(task, turn.reader))
    return await _close(turn, task, endings.outcome_said(task, note), note.strip())


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
    return await _close(turn, task, endings.outcome_said(task, note), note)


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
    saved, undo, successor = await endings.close(turn, task, outcome, note)
    say = turn.reader.say
    sentence = say("{outcome}: #{number}", outcome=cards.outcome_name(outcome, turn.reader), number=task.number)
    card = cards.done(saved, sentence, undo, turn.reader)
    if successor is not None and successor.due_at is not None:
        card = cards.with_note(card, say.spans("Comes again: {when}", when=turn.reader.when(successor.due_at)))
    asked = await hearing.after_closing(turn.work, saved, turn.actor, turn.now)
    return turn.card(contingency_cards.with_standing(card, asked, turn.reader))


async def _reopen(turn: Turn, task: Task) -> Reply:
    saved, undo = await turn.save(reopen(task, turn.now), task, "reopen")
    sentence = turn.reader.say("Open again: #{number}", number=task.number)
    return turn.card(cards.done(saved, sentence, undo, turn.reader))
