"""The receiver's other answers to an offer: decline, ask; and what the sender says to a question. Both also by
plain words below the handoff's message."""

from bot.acceptance import on_offer, question, seen, tell, too_late, urgency_of, words_of
from bot.cards import handoff as cards
from bot.cards.handoff_asked import which
from bot.cards.note import note
from bot.care import handoffs
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import Handoff, HandoffId, HandoffQuestion, HandoffStatus
from bot.chat.card import Field, Kind, Reply
from bot.chat.incoming import Answer, Message, Press
from bot.language.asking import asks_something
from bot.store.places import address_of
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
    return await _ask(turn, found, words)


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
    return await _say(turn, known, found, words)


async def reply_words(turn: Turn, heard: Message) -> Reply | None:
    """Words below the message of a handoff: from its sender the answer, from a receiver the next question. None
    when nothing is open that they could be about."""
    assert heard.quoted is not None  # noqa: S101 - it is a reply
    notice = await turn.work.notices.at_message(address_of(turn.channel), heard.quoted.message)
    words = turn.named(heard.text).strip()
    if notice is None or not words or words.startswith("/"):
        return None
    found = await turn.work.handoffs.by_id(HandoffId(int(notice.about.removeprefix("handoff:"))))
    if found is None:
        return None
    if found.sender == turn.actor.id:
        # Where people write in a thread, it hangs on its first message, whichever of them is meant.
        meant = notice.extra if heard.address.thread != heard.quoted.message else ""
        return await _reply_answer(turn, found, meant, words)
    mine = handoffs.may_receive(found, turn.actor.id, turn.people) and turn.actor.id not in found.refused
    if not found.waiting or not mine:
        return None
    if asks_something(words):
        return await _ask(turn, await seen(turn, found), words)
    title = turn.reader.say.spans(
        "Handoff {ref} is yours when you accept. To ask {who} something, write your question here.",
        ref=cards.ref(found), who=turn.reader.name(found.sender),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, found, turn.reader, title=title, brief=True))


async def _reply_answer(turn: Turn, found: Handoff, meant: str, words: str) -> Reply | None:
    """The answer to the question that is meant, or to the only one that is open; of several they choose one."""
    waiting = [one for one in await turn.work.handoffs.questions(found.id) if one.answered_at is None]
    known = [one for one in waiting if one.handle == meant] or waiting
    if len(known) == 1:
        return await _say(turn, known[0], found, words)
    return turn.card(which(found, known, words, turn.reader)) if known else None


async def _ask(turn: Turn, found: Handoff, words: str) -> Reply:
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


async def _say(turn: Turn, known: HandoffQuestion, found: Handoff, words: str) -> Reply:
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
