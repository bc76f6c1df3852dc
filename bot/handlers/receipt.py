"""The receiver's other answers to an offer: decline, ask; and what the sender says to a question."""

from bot.acceptance import on_offer, question, seen, tell, too_late, urgency_of, words_of
from bot.cards import handoff as cards
from bot.cards.note import note
from bot.care import handoffs
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import Handoff, HandoffQuestion, HandoffStatus
from bot.chat.card import Field, Kind, Reply
from bot.chat.incoming import Answer, Press
from bot.store.questions import Asked
from bot.turn import Turn, handoff_card


async def press_decline(turn: Turn, press: Press) -> Reply:
    """Decline asks for the reason."""
    found = await on_offer(turn, press.handle)
    say = turn.reader.say
    field = Field(name="reason", label=say("Why not?"), hint=say("I am leaving at 19:00, please give it to Sam"))
    title = say("Decline handoff #{number}", number=found.number)
    return await turn.ask(question(turn, title, field, say("Decline")), "handoff_decline", found.handle)


async def answer_decline(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason: everything stays with the sender, who is told."""
    reason = words_of(answer, "reason")
    try:
        found = await on_offer(turn, asked.about)
    except AlreadyClosed as error:
        return too_late(turn, error, reason)
    try:
        declined = handoffs.decline(found, turn.actor, reason, turn.people, turn.now)
    except CareError as error:
        return Reply(errors={"reason": turn.reader.say.error(error)})
    declined = await turn.work.handoffs.save(declined)
    verb = "declined" if declined.status is HandoffStatus.declined else "passed"
    await tell(turn, declined, verb, declined.sender, reason)
    say = turn.reader.say
    sender = turn.reader.name(found.sender)
    told = say(
        "Declined: everything in handoff #{number} stays with {sender}.", number=found.number, sender=sender
    )
    return turn.card(note(told, say))


async def press_ask(turn: Turn, press: Press) -> Reply:
    """Ask before accepting."""
    found = await seen(turn, await on_offer(turn, press.handle))
    say = turn.reader.say
    field = Field(name="question", label=say("What do you want to know?"), kind=Kind.long,
                  hint=say("who has the key for the pump?"))  # fmt: skip
    title = say("Ask about handoff #{number}", number=found.number)
    return await turn.ask(question(turn, title, field, say("Ask")), "handoff_ask", found.handle)


async def answer_ask(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The question goes to the sender; until there is an answer, it is the sender who is nudged."""
    words = words_of(answer, "question")
    if not words:
        say = turn.reader.say
        told = say("What do you want to know? For example: who has the key for the pump?")
        return Reply(errors={"question": told})
    try:
        found = await on_offer(turn, asked.about)
    except AlreadyClosed as error:
        return too_late(turn, error, words)
    changed = await turn.work.handoffs.save(handoffs.discussed(found, turn.now))
    kept = await turn.work.handoffs.ask(changed, turn.actor.id, words, turn.now)
    await turn.tell(
        "handoff_question", f"handoff:{changed.id}", key=f"handoff_question:{kept.id}", to=changed.sender,
        extra=kept.handle, urgency=urgency_of(changed),
    )  # fmt: skip
    title = turn.reader.say.spans(
        "Your question about {ref} is with {who}. The answer comes here.",
        ref=cards.ref(changed), who=turn.reader.name(changed.sender),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, changed, turn.reader, title=title, brief=True))


async def press_answer(turn: Turn, press: Press) -> Reply:
    """The sender's Answer button."""
    known, found = await _asked_of_me(turn, press.handle)
    say = turn.reader.say
    field = Field(name="answer", label=say("Your answer"), kind=Kind.long, hint=say("the charge nurse has it"))
    title = say("About handoff #{number}", number=found.number)
    intro = tuple(cards.asked(known, turn.reader))
    asking = question(turn, title, field, say("Answer"), intro)
    return await turn.ask(asking, "handoff_answer", known.handle)


async def answer_answer(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The answer goes back to who asked."""
    words = words_of(answer, "answer")
    if not words:
        told = turn.reader.say("What is the answer? For example: the charge nurse has it")
        return Reply(errors={"answer": told})
    try:
        known, found = await _asked_of_me(turn, asked.about)
    except AlreadyClosed as error:
        return too_late(turn, error, words)
    if found.waiting:
        found = await turn.work.handoffs.save(handoffs.discussed(found, turn.now))
    if not await turn.work.handoffs.answer(known, words, turn.now):
        return too_late(turn, AlreadyClosed("That question is answered already."), words)
    await turn.tell(
        "handoff_answer", f"handoff:{found.id}", key=f"handoff_answer:{known.id}", to=known.asker,
        extra=known.handle, urgency=urgency_of(found),
    )  # fmt: skip
    say = turn.reader.say
    return turn.card(note(say("Your answer is with {who}.", who=turn.reader.name(known.asker)), say))


async def _asked_of_me(turn: Turn, handle: str) -> tuple[HandoffQuestion, Handoff]:
    known = await turn.work.handoffs.question(turn.workspace.id, handle)
    found = await turn.work.handoffs.by_id(known.handoff) if known else None
    if known is None or found is None or found.sender != turn.actor.id:
        raise CareError("That button is no longer valid. See what you have: /mine")
    if known.answered_at is not None:
        raise AlreadyClosed("That question is answered already.")
    return known, found
