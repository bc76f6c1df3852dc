"""`/readback`: a critical value is said; whoever hears it types what they heard, until it is the same."""

from datetime import datetime

from bot import ladder
from bot.acceptance import question
from bot.addressee import addressed
from bot.cards import readback as cards
from bot.cards.reader import Reader
from bot.care import readbacks as rules
from bot.care.errors import AlreadyClosed, CareError, NotFound
from bot.care.escalation import About, End, Escalation, EscalationId
from bot.care.readbacks import Heard, Readback, ReadbackId
from bot.care.urgency import Urgency
from bot.chat.card import Card, Field, Reply
from bot.chat.incoming import Answer, Command, Press
from bot.language.patients import aliases
from bot.store.notices import Notice
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

BATCH = 100


async def readback_command(turn: Turn, heard: Command) -> Reply:
    """`/readback K-17 potassium 6.8 @omar`; `/readback` for those that wait."""
    if not heard.text.strip():
        waiting = await turn.work.readbacks.waiting(turn.workspace.id)
        mine = [one for one in waiting if turn.actor.id in (one.sender, one.receiver)]
        return turn.card(cards.listing(mine, turn.reader))
    whom = addressed(turn.people, heard.text)
    if whom.member is None or whom.member.id == turn.actor.id:
        raise CareError("Who reads it back? For example: /readback K-17 potassium 6.8 @omar")
    named = aliases(whom.rest)
    if not named:
        raise CareError("Of which patient? For example: /readback K-17 potassium 6.8 @omar")
    what, value = rules.split(whom.rest[: named[0].start] + whom.rest[named[0].end :])
    added = await turn.work.readbacks.add(Readback(
        id=ReadbackId(0), workspace=turn.workspace.id, handle=new_handle(), patient=named[0].code, what=what,
        value=value, sender=turn.actor.id, receiver=whom.member.id, created_at=turn.now,
    ))  # fmt: skip
    await ladder.begin_readback(turn.work, added, turn.now)
    return turn.card(cards.stands(added, turn.reader))


async def press_read(turn: Turn, press: Press) -> Reply:
    """Asks for what they heard."""
    found = await _mine(turn, press.handle)
    rules.must_be_open(found)
    say = turn.reader.say
    field = Field(name="value", label=say("What did you hear?"), hint="12.5")
    return await turn.ask(question(turn, say("{patient}: read it back", patient=found.patient), field,
                                   say("Read it back")), "readback", found.handle)  # fmt: skip


async def answer_read(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """What they heard: both see whether it is what was said."""
    found = await _mine(turn, asked.about)
    try:
        typed = rules.type_back(found, turn.actor, str(answer.values.get("value", "")), turn.now)
    except AlreadyClosed:
        raise
    except CareError as error:
        return Reply(errors={"value": turn.reader.say.error(error)})
    saved = await turn.work.readbacks.save(typed)
    if saved.heard is Heard.matched:
        await _end(turn, saved, End.accepted)
    about = f"readback:{saved.id}"
    await turn.tell("readback", about, key=f"{about}:{saved.version}", to=saved.sender,
                    urgency=Urgency.stat)  # fmt: skip
    return turn.card(cards.stands(saved, turn.reader))


async def press_off(turn: Turn, press: Press) -> Reply:
    """Whoever said it calls it off."""
    found = await _mine(turn, press.handle)
    saved = await turn.work.readbacks.save(rules.call_off(found, turn.actor))
    await _end(turn, saved, End.called_off)
    return turn.card(cards.stands(saved, turn.reader))


async def ring(work: Work, now: datetime) -> int:
    """Take the steps that are due."""
    due = await work.escalations.due(About.readback, now, BATCH)
    for running in due:
        await ladder.climb(work, running, now)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever said it: what was typed."""
    found = await work.readbacks.by_id(ReadbackId(int(notice.about.removeprefix("readback:"))))
    return cards.stands(found, reader) if found is not None else None


async def compose_step(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever is to read it back; None when somebody has."""
    _, found = await _running(work, notice)
    return cards.to_type(found, reader) if found.heard is Heard.waiting else None


async def compose_over(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To everybody who was told: it was read back, or called off."""
    _, found = await _running(work, notice)
    return cards.stands(found, reader)


async def _end(turn: Turn, found: Readback, end: End) -> None:
    running = await turn.work.escalations.of(readback=found.id)
    if running is not None:
        await ladder.finish(turn.work, running, end, turn.actor.id, turn.now)


async def _mine(turn: Turn, handle: str) -> Readback:
    """Of whoever said it, who is to read it back, or who was told because they did not."""
    found = await turn.work.readbacks.by_handle(turn.workspace.id, handle)
    if found is not None and turn.actor.id in (found.sender, found.receiver):
        return found
    running = await turn.work.escalations.of(readback=found.id) if found is not None else None
    if found is None or running is None or turn.actor.id not in {one.member for one in running.told}:
        raise NotFound("There is no such read-back that you can see. Those that wait: /readback")
    return found


async def _running(work: Work, notice: Notice) -> tuple[Escalation, Readback]:
    running = await work.escalations.by_id(EscalationId(int(notice.about.removeprefix("escalation:"))))
    found = await work.readbacks.by_id(running.readback) if running and running.readback is not None else None
    if running is None or found is None:
        raise LookupError(notice.about)
    return running, found
