"""`/followup` and `/task`: what a person wants done or checked becomes an item, and comes back on time."""

from dataclasses import replace

from bot import aliasing, capture
from bot.cards import doubt
from bot.cards import patient as patient_cards
from bot.cards import task as cards
from bot.cards.followup import form
from bot.care.errors import CareError
from bot.care.tasks import Kind, Status, Task
from bot.chat.card import Reply
from bot.chat.incoming import Answer, Command, Press, Quoted
from bot.language import doubts
from bot.language.reading import Candidate
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn


async def followup(turn: Turn, heard: Command) -> Reply:
    """`/followup call Mrs K in 2h`: something to check or to wait for."""
    return await _capture(turn, heard, Kind.followup)


async def task(turn: Turn, heard: Command) -> Reply:
    """`/task order a walker @sam by friday`: something to do."""
    return await _capture(turn, heard, Kind.task)


async def answer_followup(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """What was written when `/followup` came alone."""
    return await _answered(turn, asked, answer, Kind.followup)


async def answer_task(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """What was written when `/task` came alone."""
    return await _answered(turn, asked, answer, Kind.task)


async def choose(turn: Turn, press: Press) -> Reply:
    """A press on one of the answers to a doubt; the next doubt follows, or the item is saved."""
    draft = await turn.task(press.handle)
    if draft.status is not Status.draft:
        return turn.card(cards.item(draft, turn.reader))
    if draft.creator != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(draft.creator))
    asked = doubts.from_text(draft.doubts)
    try:
        candidate = asked[0].candidates[int(press.value)] if press.value != "none" else Candidate()
    except (ValueError, IndexError):
        raise CareError("That button is no longer valid. See what you have: /mine") from None
    answered = capture.answered_with(draft, asked[0], candidate)
    left = asked[1:]
    if left:
        answered = replace(answered, doubts=doubts.to_text(left), updated_at=turn.now)
        await turn.work.tasks.save(answered, draft, "answer", turn.actor.id, turn.now)
        return turn.card(doubt.question(answered, left[0], turn.reader))
    return await _saved(turn, draft, answered)


async def resume(turn: Turn, press: Press) -> Reply:
    """Ask again what a draft is still waiting for; save it if that is only this press."""
    draft = await turn.task(press.handle)
    if draft.status is not Status.draft:
        return turn.card(cards.item(draft, turn.reader))
    if not draft.doubts:
        return await _saved(turn, draft, draft)
    return turn.card(doubt.question(draft, doubts.from_text(draft.doubts)[0], turn.reader))


async def _saved(turn: Turn, draft: Task, answered: Task) -> Reply:
    if await aliasing.withheld(turn, answered):
        kept = replace(answered, doubts="", updated_at=turn.now)
        if kept.doubts != draft.doubts:
            await turn.work.tasks.save(kept, draft, "answer", turn.actor.id, turn.now)
        return turn.card(patient_cards.held(kept, turn.reader))
    saved, undo = await capture.settle(turn, draft, answered)
    return turn.card(await aliasing.offered(turn, cards.echo(saved, undo, turn.reader), saved))


async def _capture(turn: Turn, heard: Command, kind: Kind) -> Reply:
    """What was written, and the words of the message that was replied to; asked for when there are none."""
    words = " ".join(part for part in (heard.text, _borrowed(heard.quoted)) if part)
    link = heard.quoted.link if heard.quoted else None
    if not words.strip():
        return await turn.ask(form(kind, new_handle(), turn.reader), kind.value, link or "")
    return await capture.capture(turn, words, kind, link)


async def _answered(turn: Turn, asked: Asked, answer: Answer, kind: Kind) -> Reply:
    words = str(answer.values.get("what", ""))
    if not words.strip():
        raise _nothing_said(kind)
    return await capture.capture(turn, words, kind, asked.about or None)


def _borrowed(quoted: Quoted | None) -> str:
    """The words of the message that was replied to; nothing when it was the bot's own."""
    return "" if quoted is None or quoted.by_bot else quoted.text


def _nothing_said(kind: Kind) -> CareError:
    match kind:
        case Kind.followup:
            return CareError(
                "What should I bring back, when, and for whom? "
                "For example: /followup call Mrs K's daughter !K-17 by 9am, urgent"
            )
        case Kind.task:
            return CareError(
                "What is to be done, by when, and by whom? "
                "For example: /task order a walker for K-17 @sam by friday 3pm"
            )
