"""The receiver's side of a handoff: accept and say it back, ask, decline; and the sender's answer."""

from dataclasses import replace

from bot.cards import handoff as cards
from bot.cards.note import note, refusal
from bot.care import handoffs
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import Handoff, HandoffQuestion, HandoffStatus
from bot.care.members import MemberId
from bot.care.privacy import Detail
from bot.care.tasks import TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Field, Kind, Line, Question, Reply
from bot.chat.incoming import Answer, Press
from bot.chat.text import moment
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn, handoff_card


async def press_accept(turn: Turn, press: Press) -> Reply:
    """Accept asks the receiver to say it back."""
    found = await _on_offer(turn, press.handle)
    say = turn.reader.say
    items = await turn.work.tasks.keyed(found.items)
    field = Field(
        name="synthesis", label=say("Say it back in your own words"), kind=Kind.long,
        hint=say("K-17 is a watcher, I call radiology if the MRI is not back by 14:00"),
    )  # fmt: skip
    outline = tuple(
        Line(spans=cards.outline(found, one, items, turn.reader)) for one in cards.sickest_first(found)
    )
    title = say("Accept handoff #{number}", number=found.number)
    return await turn.ask(_question(turn, title, field, say("Accept"), outline), "handoff_accept", found.handle)


async def answer_accept(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """Said back: what is still open and the sender's is the receiver's from now on, in this one transaction."""
    words = _words(answer, "synthesis")
    try:
        found = await _on_offer(turn, asked.about)
    except AlreadyClosed as error:
        return _too_late(turn, error, words)
    try:
        accepted = handoffs.accept(found, turn.actor, words, turn.now)
    except CareError as error:
        return Reply(errors={"synthesis": turn.reader.say.error(error)})
    accepted = await turn.work.handoffs.save(accepted)
    moved = await _move(turn, found)
    accepted = replace(accepted, moved=moved)
    await _tell(turn, accepted, "accepted", accepted.sender)
    for member in handoffs.receivers(found, turn.people):
        if member.id != turn.actor.id:
            await _tell(turn, accepted, "first", member.id)
    title = turn.reader.say.spans("Handoff {ref} is yours now", ref=cards.ref(accepted))
    return turn.card(await handoff_card(turn.work, accepted, turn.reader, title=title))


async def press_decline(turn: Turn, press: Press) -> Reply:
    """Decline asks for the reason."""
    found = await _on_offer(turn, press.handle)
    say = turn.reader.say
    field = Field(name="reason", label=say("Why not?"), hint=say("I am leaving at 19:00, please give it to Sam"))
    title = say("Decline handoff #{number}", number=found.number)
    return await turn.ask(_question(turn, title, field, say("Decline")), "handoff_decline", found.handle)


async def answer_decline(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason: everything stays with the sender, who is told."""
    reason = _words(answer, "reason")
    try:
        found = await _on_offer(turn, asked.about)
    except AlreadyClosed as error:
        return _too_late(turn, error, reason)
    try:
        declined = handoffs.decline(found, turn.actor, reason, turn.people, turn.now)
    except CareError as error:
        return Reply(errors={"reason": turn.reader.say.error(error)})
    declined = await turn.work.handoffs.save(declined)
    verb = "declined" if declined.status is HandoffStatus.declined else "passed"
    await _tell(turn, declined, verb, declined.sender, reason)
    say = turn.reader.say
    sender = turn.reader.name(found.sender)
    told = say(
        "Declined: everything in handoff #{number} stays with {sender}.", number=found.number, sender=sender
    )
    return turn.card(note(told, say))


async def press_ask(turn: Turn, press: Press) -> Reply:
    """Ask before accepting."""
    found = await _on_offer(turn, press.handle)
    say = turn.reader.say
    field = Field(name="question", label=say("What do you want to know?"), kind=Kind.long,
                  hint=say("who has the key for the pump?"))  # fmt: skip
    title = say("Ask about handoff #{number}", number=found.number)
    return await turn.ask(_question(turn, title, field, say("Ask")), "handoff_ask", found.handle)


async def answer_ask(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The question goes to the sender; until there is an answer, it is the sender who is nudged."""
    words = _words(answer, "question")
    if not words:
        say = turn.reader.say
        told = say("What do you want to know? For example: who has the key for the pump?")
        return Reply(errors={"question": told})
    try:
        found = await _on_offer(turn, asked.about)
    except AlreadyClosed as error:
        return _too_late(turn, error, words)
    changed = await turn.work.handoffs.save(handoffs.discussed(found, turn.now))
    question = await turn.work.handoffs.ask(changed, turn.actor.id, words, turn.now)
    await turn.tell(
        "handoff_question", f"handoff:{changed.id}", key=f"handoff_question:{question.id}", to=changed.sender,
        extra=question.handle, urgency=_urgency(changed),
    )  # fmt: skip
    title = turn.reader.say.spans(
        "Your question about {ref} is with {who}. The answer comes here.",
        ref=cards.ref(changed), who=turn.reader.name(changed.sender),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, changed, turn.reader, title=title, brief=True))


async def press_answer(turn: Turn, press: Press) -> Reply:
    """The sender's Answer button."""
    question, found = await _asked_of_me(turn, press.handle)
    say = turn.reader.say
    field = Field(name="answer", label=say("Your answer"), kind=Kind.long, hint=say("the charge nurse has it"))
    title = say("About handoff #{number}", number=found.number)
    intro = tuple(cards.asked(question, turn.reader))
    asking = _question(turn, title, field, say("Answer"), intro)
    return await turn.ask(asking, "handoff_answer", question.handle)


async def answer_answer(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The answer goes back to who asked."""
    words = _words(answer, "answer")
    if not words:
        told = turn.reader.say("What is the answer? For example: the charge nurse has it")
        return Reply(errors={"answer": told})
    try:
        question, found = await _asked_of_me(turn, asked.about)
    except AlreadyClosed as error:
        return _too_late(turn, error, words)
    if found.waiting:
        found = await turn.work.handoffs.save(handoffs.discussed(found, turn.now))
    if not await turn.work.handoffs.answer(question, words, turn.now):
        return _too_late(turn, AlreadyClosed("That question is answered already."), words)
    await turn.tell(
        "handoff_answer", f"handoff:{found.id}", key=f"handoff_answer:{question.id}", to=question.asker,
        extra=question.handle, urgency=_urgency(found),
    )  # fmt: skip
    say = turn.reader.say
    return turn.card(note(say("Your answer is with {who}.", who=turn.reader.name(question.asker)), say))


async def _on_offer(turn: Turn, handle: str) -> Handoff:
    """The handoff, if it is on offer to the actor. Raises AlreadyClosed, which says who decided and when."""
    found = await turn.handoff(handle)
    handoffs.must_receive(found, turn.actor, turn.people)
    if found.waiting or found.decided_at is None:
        return found
    who, say = turn.reader.name(found.decided_by), turn.reader.say
    when = moment(turn.reader.when(found.decided_at), say.language)
    if found.status is HandoffStatus.cancelled:
        raise AlreadyClosed(
            "{who} took back handoff #{number} on {when}.", who=who, number=found.number, when=when
        )
    if found.status is HandoffStatus.declined:
        raise AlreadyClosed("Handoff #{number} was declined by {who} on {when}.", who=who, number=found.number,
                            when=when)  # fmt: skip
    if found.decided_by == turn.actor.id:
        raise AlreadyClosed("You accepted handoff #{number} already, on {when}.", number=found.number, when=when)
    raise AlreadyClosed(
        "{who} was first: handoff #{number} was accepted on {when}.", who=who, number=found.number, when=when
    )


async def _move(turn: Turn, found: Handoff) -> tuple[TaskId, ...]:
    """Item by item, only what is still open and still the sender's."""
    moved = []
    for task in await turn.work.tasks.by_ids(found.items):
        if not handoffs.movable(found, task):
            continue
        saved, _ = await turn.save(handoffs.take(task, turn.actor, turn.now), task, "handoff")
        await turn.work.handoffs.moved(found.id, task.id, turn.now)
        if saved.creator != found.sender:
            await turn.tell_creator(saved, "taken")
        moved.append(task.id)
    return tuple(moved)


async def _asked_of_me(turn: Turn, handle: str) -> tuple[HandoffQuestion, Handoff]:
    question = await turn.work.handoffs.question(turn.workspace.id, handle)
    found = await turn.work.handoffs.by_id(question.handoff) if question else None
    if question is None or found is None or found.sender != turn.actor.id:
        raise CareError("That button is no longer valid. See what you have: /mine")
    if question.answered_at is not None:
        raise AlreadyClosed("That question is answered already.")
    return question, found


async def _tell(turn: Turn, found: Handoff, verb: str, to: MemberId, words: str = "") -> None:
    key = f"handoff_{verb}:{found.id}:{turn.actor.id}:{to}"
    extra = f"{verb}:{turn.actor.id}:{words}"
    about = f"handoff:{found.id}"
    await turn.tell("handoff_change", about, key=key, to=to, extra=extra, urgency=_urgency(found))


def _question(turn: Turn, title: str, field: Field, submit: str, intro: tuple[Line, ...] = ()) -> Question:
    return Question(
        handle=new_handle(), title=title, intro=intro, fields=(field,), submit=submit, open_label=submit,
        fallback=title, locale=turn.reader.say.language,
    )  # fmt: skip


def _words(answer: Answer, name: str) -> str:
    return str(answer.values.get(name, "")).strip()


def _urgency(found: Handoff) -> Urgency:
    return Urgency.urgent if found.pressing else Urgency.routine


def _too_late(turn: Turn, error: CareError, words: str) -> Reply:
    """Somebody was first; what was typed is shown, so that it is not lost."""
    say = turn.reader.say
    return turn.card(refusal(say.error(error), words if turn.detail is Detail.full else "", say))
