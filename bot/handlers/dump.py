"""Several items at once: a paste, or lines added below a huddle post. Kept at once, saved by a press."""

from bot import aliasing, capture
from bot.cards import dump as cards
from bot.care.errors import AlreadyClosed, CareError
from bot.care.tasks import CLOSED, Kind, Status, Task, TaskId, cancel
from bot.chat.card import Reply
from bot.chat.incoming import Message, Press
from bot.store.questions import Asked
from bot.turn import Turn

ALL, NONE = "", "none"


async def reply_lines(turn: Turn, heard: Message) -> Reply | None:
    """What people add under a huddle post: every line is one item, talk or not."""
    items = capture.lines(turn, heard.text)
    return await capture.propose(turn, items, Kind.task) if items else None


async def press_lines(turn: Turn, press: Press) -> Reply:
    """Save all of them, or one, or none."""
    asked = await turn.work.questions.by_handle(turn.workspace.id, press.handle)
    if asked is None or asked.form != "lines":
        raise CareError("That button is no longer valid. See what you have: /mine")
    if asked.member != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(asked.member))
    drafts = await _drafts(turn, asked)
    meant = drafts if press.value in (ALL, NONE) else [one for one in drafts if str(one.id) == press.value]
    if not meant:
        raise AlreadyClosed("That is saved already. See what you have: /mine")
    for draft in meant:
        if press.value == NONE:
            await turn.save(cancel(draft, turn.actor, turn.reader.say("not wanted"), turn.now), draft, "cancel")
        elif not draft.doubts and not await aliasing.withheld(turn, draft):
            await capture.settle(turn, draft, draft)
    tasks = await turn.work.tasks.by_ids(_ids(asked))
    if not any(one.status is Status.draft for one in tasks):
        await turn.work.questions.answered(asked.handle, turn.now)
    touched = {draft.id for draft in meant}
    meant_now = [one for one in tasks if one.id in touched and one.status not in CLOSED]
    card = cards.answered(tasks, asked.handle, turn.reader)
    return turn.card(await aliasing.offered(turn, card, *meant_now))


async def _drafts(turn: Turn, asked: Asked) -> list[Task]:
    return [one for one in await turn.work.tasks.by_ids(_ids(asked)) if one.status is Status.draft]


def _ids(asked: Asked) -> list[TaskId]:
    return [TaskId(int(one)) for one in asked.about.split(",")]
