"""What stands for a patient ("if potassium is above 6"): it has come to that, or not; and who is asked."""

from bot import hearing
from bot.cards import contingency as cards
from bot.cards.reader import Reader
from bot.care import contingencies, tasks
from bot.care.contingencies import Asking, Contingency, ContingencyId
from bot.care.errors import AlreadyClosed, CareError, NotFound
from bot.care.tasks import TaskId
from bot.chat.card import Card, Reply
from bot.chat.incoming import Press
from bot.chat.text import moment
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn


async def press_yes(turn: Turn, press: Press) -> Reply:
    """It has come to that: an urgent item, due now. What was pressed stays: it may be asked about more."""
    found = await turn.watch(press.handle)
    contingencies.must_stand(found)
    task = await hearing.needed(turn.work, found, turn.actor, turn.now)
    return Reply(card=cards.needed_now(found, task, turn.reader))


async def press_no(turn: Turn, press: Press) -> Reply:
    """It has not: it goes on standing, and nobody is asked about the same event again."""
    asking, found = await _asked(turn, press.handle)
    contingencies.must_stand(found)
    if asking.denied_at is not None:
        when = moment(turn.reader.when(asking.denied_at), turn.reader.say.language)
        if asking.denied_by == turn.actor.id:
            raise AlreadyClosed("You said no already, on {when}.", when=when)
        raise AlreadyClosed("{who} said no already, on {when}.", who=turn.reader.name(asking.denied_by), when=when)
    saved = await turn.work.askings.save(contingencies.deny(asking, turn.actor, turn.now), found)
    return Reply(card=cards.not_now(found, saved, turn.reader))


async def press_ask(turn: Turn, press: Press) -> Reply:
    """Undo of a no: it is asked once more."""
    asking, found = await _asked(turn, press.handle)
    contingencies.must_stand(found)
    saved = await turn.work.askings.save(contingencies.take_back_no(asking, turn.actor, turn.now), found)
    return turn.card(await _question(turn.work, found, saved, turn.reader))


async def press_undo(turn: Turn, press: Press) -> Reply:
    """Undo of a yes: the item is gone, and it stands again."""
    found = await turn.watch(press.handle)
    again = contingencies.stand_again(found, turn.actor, turn.now)
    raised = await hearing.item_of(turn.work, found)
    if raised is None:
        raise CareError("What it became is closed already. What is watched: /heard")
    say = turn.reader.say
    await turn.save(tasks.cancel(raised, turn.actor, say("undone"), turn.now), raised, "undo")
    if raised.owner is not None and raised.owner != turn.actor.id:
        key = f"undone:{raised.id}:{raised.version}"
        await turn.tell("change", f"task:{raised.id}", key=key, to=raised.owner, extra="dropped")
    saved = await turn.work.contingencies.save(again)
    sentence = say("Undone: #{number} is gone, and it stands again.", number=raised.number)
    return turn.card(cards.ended(saved, sentence, turn.reader))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To who watches it; None when it is over, somebody else's, or answered by now."""
    found = await work.contingencies.by_id(ContingencyId(int(notice.about.removeprefix("contingency:"))))
    asking = await work.askings.by_handle(notice.workspace, notice.extra)
    if found is None or asking is None or not found.live:
        return None
    if found.owner != notice.member or asking.denied_at is not None:
        return None
    return await _question(work, found, asking, reader)


async def _question(work: Work, found: Contingency, asking: Asking, reader: Reader) -> Card:
    about, _, number = asking.about.partition(":")
    task = await work.tasks.by_id(TaskId(int(number))) if about == "task" else None
    return cards.standing(found, asking, task, reader)


async def _asked(turn: Turn, handle: str) -> tuple[Asking, Contingency]:
    """The question that a button names, and what it is about."""
    asking = await turn.work.askings.by_handle(turn.workspace.id, handle)
    found = await turn.work.contingencies.by_id(asking.contingency) if asking is not None else None
    if asking is None or found is None:
        raise NotFound("There is no such if/then that you can see. What is watched: /heard")
    return asking, await turn.watch(found.handle)
