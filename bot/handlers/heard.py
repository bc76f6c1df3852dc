"""`/heard`: what an if/then waited for has come, or is not needed; and the clock, when its time comes."""

from datetime import datetime, timedelta

from bot import hearing
from bot.cards import contingency as cards
from bot.cards.reader import Reader
from bot.care import contingencies
from bot.care.contingencies import Contingency, Watch
from bot.care.errors import CareError
from bot.care.members import MemberId
from bot.care.policy import Action
from bot.care.tasks import NOT_YET, Status, TaskId
from bot.chat.card import Card, Field, Question, Reply
from bot.chat.card import Kind as FieldKind
from bot.chat.incoming import Answer, Command, Message, Press
from bot.language.contingency import says_it_came
from bot.language.patients import aliases
from bot.store.notices import Notice
from bot.store.places import address_of
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

BATCH = 100
LATE = timedelta(minutes=2)


async def heard_command(turn: Turn, heard: Command) -> Reply:
    """`/heard`: what I watch; `/heard K-17`; `/heard K-17 MRI back` ends the watch that speaks of it."""
    say, text = turn.reader.say, heard.text.strip()
    if not text:
        mine = await turn.work.contingencies.live(turn.workspace.id, owner=turn.actor.id)
        return turn.card(cards.listing(say("What you watch"), mine, turn.reader))
    named = aliases(text)
    if not named:
        raise CareError("Which patient? For example: /heard K-17 MRI back")
    patient = named[0].code
    words = (text[: named[0].start] + text[named[0].end :]).strip(" ,.:")
    found = await turn.watched(patient)
    meant, bears = hearing.meant_by(words, await turn.awaited(patient))
    if len(meant) == 1 or (bears and not meant):
        card = await _came(turn, meant[0], words) if meant else cards.heard(patient, turn.reader)
        about = hearing.heard_by(turn.actor, turn.now)
        asked = await hearing.ask(turn.work, bears, about, turn.actor, turn.now)
        if not meant and len(asked) < len(bears):
            card = cards.with_told(card, [one for one in bears if one.owner != turn.actor.id], turn.reader)
        return turn.card(cards.with_standing(card, asked, turn.reader))
    title = say("Watched for {patient}", patient=patient)
    if words and found:
        title = say("Which one has come for {patient}?", patient=patient)
    return turn.card(cards.listing(title, [*meant, *bears] or found, turn.reader))


async def press_came(turn: Turn, press: Press) -> Reply:
    """It has come."""
    return turn.card(await _came(turn, await turn.watch(press.handle), ""))


async def reply_came(turn: Turn, heard: Message) -> Reply | None:
    """Words in reply to a watch whose time had come: that it has come ends it; anything else is asked about. None
    when it was not its time that came."""
    assert heard.quoted is not None  # noqa: S101 - it is a reply
    notice = await turn.work.notices.at_message(address_of(turn.channel), heard.quoted.message)
    found = await turn.watch(notice.extra if notice is not None else "")
    if found.watch is Watch.fired and found.ended_by is not None:
        return None
    if says_it_came(heard.text):
        return turn.card(await _came(turn, found, heard.text.strip()))
    return turn.card(cards.listing(turn.reader.say("Has it come?"), [found], turn.reader))


async def press_drop(turn: Turn, press: Press) -> Reply:
    """Not needed: asks for the reason."""
    found = await turn.watch(press.handle)
    say = turn.reader.say
    title = say("{patient}: not needed any more", patient=found.patient)
    reason = Field(name="reason", label=say("Why not?"), kind=FieldKind.text, hint=say("the MRI was cancelled"))
    question = Question(
        handle=new_handle(), title=title, fields=(reason,), submit=say("Call it off"),
        open_label=say("Write it"), fallback=title, locale=say.language,
    )  # fmt: skip
    return await turn.ask(question, "heard_drop", found.handle)


async def answer_drop(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason."""
    found = await turn.watch(asked.about)
    reason = str(answer.values.get("reason", ""))
    if found.live and not reason.strip():
        told = turn.reader.say("Why is it not needed? For example: the MRI was cancelled")
        return Reply(errors={"reason": told})
    saved = await turn.work.contingencies.save(contingencies.cancel(found, turn.actor, reason, turn.now))
    return turn.card(cards.ended(saved, turn.reader.say("Called off. I do not watch it any more."), turn.reader))


async def ring(work: Work, now: datetime) -> int:
    """Turn what is needed now into items, each with who watches it. Returns how many there were."""
    due = await work.contingencies.alarming(now, BATCH)
    for one in due:
        await _ring_one(work, one, now)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """Its time has come; None when the item is closed or with somebody else by now."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    found = await work.contingencies.by_handle(notice.workspace, notice.extra)
    if task is None or found is None or not task.open or task.owner != notice.member:
        return None
    late = reader.now - notice.due_at
    return cards.needed(found, task, late if late > LATE else None, reader)


async def _ring_one(work: Work, one: Contingency, now: datetime) -> None:
    item = await work.tasks.by_id(one.item) if one.item else None
    if item is not None and item.status is Status.completed and item.outcome not in NOT_YET:
        await work.contingencies.save(contingencies.hear(one, item.closed_by, "", now))
        return
    await hearing.needed(work, one, None, now)


async def _came(turn: Turn, found: Contingency, words: str) -> Card:
    """It has come: not watched any more, and if it was an item already, that is dropped."""
    say = turn.reader.say
    raised = await hearing.item_of(turn.work, found)
    if raised is not None:
        await turn.must(Action.close, raised)
    saved = await hearing.came(turn.work, found, raised, turn.actor, words or say("it has come"), turn.now)
    sentence = say("Heard. I do not watch it any more.")
    if raised is not None:
        sentence = say("Heard: #{number} is not needed any more.", number=raised.number)
    waiting = await turn.visible(
        await hearing.waiting_for(turn.work, turn.workspace.id, found.patient, words or found.condition)
    )
    await hearing.tell_waiting(turn.work, waiting, turn.actor, turn.now)
    mine = [one for one in waiting if turn.actor.id == (one.owner or one.creator)]
    return cards.with_waiting(cards.ended(saved, sentence, turn.reader), mine, turn.reader)


async def compose_over(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To who watched it: somebody else has heard; None when it is watched again, or what it became is open."""
    found = await work.contingencies.by_id(
        contingencies.ContingencyId(int(notice.about.removeprefix("contingency:")))
    )
    raised = await work.tasks.by_id(found.raised) if found is not None and found.raised else None
    if found is None or found.live or (raised is not None and raised.open):
        return None
    return cards.over(found, raised, reader)


async def compose_which(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To who watches several that the same words fit; None when none of them is watched any more."""
    by, _, handles = notice.extra.partition(":")
    first = await work.contingencies.by_handle(notice.workspace, handles.partition(",")[0])
    still = await work.contingencies.awaited(notice.workspace, first.patient) if first is not None else []
    found = [one for one in still if one.handle in handles.split(",") and one.owner == notice.member]
    if not found:
        return None
    return cards.which(found, reader.name(MemberId(int(by))), reader)


async def compose_arrived(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To who has a follow-up that waits for what has come; None when it is closed, or somebody else's by now."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    if task is None or not task.open or notice.member not in (task.owner, task.creator):
        return None
    return cards.arrived(task, reader.name(MemberId(int(notice.extra))), reader)
