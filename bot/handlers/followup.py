"""`/followup` and `/task`: what a person wants done or checked becomes an item, and comes back on time."""

from dataclasses import replace

from bot import capture
from bot.cards import doubt
from bot.cards import task as cards
from bot.care.errors import CareError
from bot.care.tasks import Kind, Status, Task
from bot.chat.card import Reply
from bot.chat.incoming import Command, Press, Quoted
from bot.language import doubts
from bot.language.reading import Candidate
from bot.turn import Turn


async def followup(turn: Turn, heard: Command) -> Reply:
    """`/followup call Mrs K in 2h`: something to check or to wait for."""
    return await _capture(turn, heard, Kind.followup)


async def task(turn: Turn, heard: Command) -> Reply:
    """`/task order a walker @sam by friday`: something to do."""
    return await _capture(turn, heard, Kind.task)


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
    saved, undo = await capture.settle(turn, draft, answered)
    return turn.card(cards.echo(saved, undo, turn.reader))


async def _capture(turn: Turn, heard: Command, kind: Kind) -> Reply:
    words = " ".join(part for part in (heard.text, _borrowed(heard.quoted)) if part)
    if not words.strip():
        raise CareError(_EMPTY[kind])
    return await capture.capture(turn, words, kind, heard.quoted)


def _borrowed(quoted: Quoted | None) -> str:
    """The words of the message that was replied to; nothing when it was the bot's own."""
    return "" if quoted is None or quoted.by_bot else quoted.text


_EMPTY = {
    Kind.followup: "What shall I bring back, and when? "
    "For example: /followup call Mrs K's daughter !K-17 by 9am, urgent",
    Kind.task: "What is to be done, and by when? For example: /task order a walker for K-17 @sam by friday 3pm",
}
