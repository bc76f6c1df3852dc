"""Accepting a handoff: said back, compared, completed or corrected; then responsibility moves."""

from dataclasses import replace

from bot.acceptance import (
    compared,
    on_offer,
    part_question,
    question,
    seen,
    settle,
    synthesis_question,
    takeable,
    tell,
    too_late,
    undecided,
    urgency_of,
    words_of,
)
from bot.cards import handoff as cards
from bot.cards import handoff_heard, handoff_news
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import handoffs
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import Handoff, HandoffId
from bot.care.members import Member
from bot.chat.card import Card, Field, Kind, Reply
from bot.chat.incoming import Answer, Press
from bot.store.notices import Notice
from bot.store.questions import Asked
from bot.store.work import Work
from bot.turn import Turn, handoff_card


async def press_accept(turn: Turn, press: Press) -> Reply:
    """Accept asks the receiver to say it back; a second time, to say what was missed."""
    found = await seen(turn, await on_offer(turn, press.handle))
    items = await turn.work.tasks.keyed(found.items)
    missed = []
    if found.said_by == turn.actor.id:
        missed = handoff_heard.heard(await compared(turn, found), turn.reader, only_missed=True)
    return await turn.ask(synthesis_question(turn, found, items, missed), "handoff_accept", found.handle)


async def press_part(turn: Turn, press: Press) -> Reply:
    """All but some items: which, why, and said back, in one form."""
    found = await seen(turn, await on_offer(turn, press.handle))
    items = await takeable(turn, found)
    if not items:
        raise CareError("Nothing in handoff #{number} could be left out. Press “Accept” or “Decline”.",
                        number=found.number)  # fmt: skip
    return await turn.ask(part_question(turn, found, items), "handoff_accept", found.handle)


async def answer_accept(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """Said back. When all of it was heard, it is theirs; else both see what was not."""
    words = words_of(answer, "synthesis")
    try:
        found = await on_offer(turn, asked.about)
    except AlreadyClosed as error:
        return too_late(turn, error, words)
    try:
        said = handoffs.say_back(found, turn.actor, words, turn.now)
    except CareError as error:
        return Reply(errors={"synthesis": turn.reader.say.error(error)})
    ticked = answer.values.get("items")
    if isinstance(ticked, tuple):
        offered = await takeable(turn, said)
        taken = [one.id for one in offered if one.handle in ticked]
        try:
            said = handoffs.take_part(said, [one.id for one in offered], taken, words_of(answer, "reason"))
        except CareError as error:
            return Reply(errors={"reason": turn.reader.say.error(error)})
    if all(one.heard for one in await compared(turn, said)):
        return await _yours(turn, await settle(turn, said, turn.actor))
    said = await turn.work.handoffs.save(said)
    await turn.tell(
        "handoff_said", f"handoff:{said.id}", key=f"handoff_said:{said.id}:{said.version}", to=said.sender,
        urgency=urgency_of(said),
    )  # fmt: skip
    title = turn.reader.say.spans(
        "Not all of handoff {ref} was heard. {who} sees it too.",
        ref=cards.ref(said), who=turn.reader.name(said.sender),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, said, turn.reader, title=title, brief=True))


async def press_talked(turn: Turn, press: Press) -> Reply:
    """The receiver: we have talked it through. It is theirs, and on record that they said so."""
    found = await on_offer(turn, press.handle)
    if found.said_by != turn.actor.id:
        raise CareError("Say it back first: press “Accept” in /handoff {number}", number=found.number)
    return await _yours(turn, await settle(turn, replace(found, talked_at=turn.now), turn.actor))


async def press_right(turn: Turn, press: Press) -> Reply:
    """The sender: yes, that is right. It is the receiver's from now on."""
    found, receiver = await _said_to_me(turn, press)
    accepted = await settle(turn, replace(found, verified_at=turn.now), receiver)
    title = turn.reader.say.spans(
        "Handoff {ref} is with {who} now", ref=cards.ref(accepted), who=turn.reader.name(receiver.id)
    )
    return turn.card(await handoff_card(turn.work, accepted, turn.reader, title=title, brief=True))


async def press_not_quite(turn: Turn, press: Press) -> Reply:
    """The sender: not quite. Asks for what was meant."""
    found, receiver = await _said_to_me(turn, press)
    say = turn.reader.say
    field = Field(name="correction", label=say("What did you mean?"), kind=Kind.long,
                  hint=say("the MRI is due at 14:00, not at 16:00"))  # fmt: skip
    title = say("To {who}, about handoff #{number}", who=receiver.name, number=found.number)
    return await turn.ask(question(turn, title, field, say("Send")), "handoff_not", found.handle)


async def answer_not_quite(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The correction goes to the receiver, who says it back again."""
    words, say = words_of(answer, "correction"), turn.reader.say
    if not words:
        told = say("What did you mean? For example: the MRI is due at 14:00, not at 16:00")
        return Reply(errors={"correction": told})
    found = await turn.handoff(asked.about)
    try:
        found = undecided(turn, found)
    except AlreadyClosed as error:
        return too_late(turn, error, words)
    if found.sender != turn.actor.id or found.said_by is None:
        raise CareError("That button is no longer valid. See what you have: /mine")
    saved = await turn.work.handoffs.save(handoffs.discussed(found, turn.now))
    await tell(turn, saved, "not_quite", found.said_by, words, at=turn.now)
    told = say("{who} reads it and says it back again.", who=turn.reader.name(found.said_by))
    return turn.card(note(told, say))


async def compose_said(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the sender: what was said back and what of it was not heard; None when that is over."""
    found = await work.handoffs.by_id(HandoffId(int(notice.about.removeprefix("handoff:"))))
    if found is None or not found.waiting or found.said_by is None or found.sender != notice.member:
        return None
    return await handoff_card(work, found, reader, title=handoff_news.said(found, reader), brief=True)


async def _yours(turn: Turn, accepted: Handoff) -> Reply:
    title = turn.reader.say.spans("Handoff {ref} is yours now", ref=cards.ref(accepted))
    return turn.card(await handoff_card(turn.work, accepted, turn.reader, title=title))


async def _said_to_me(turn: Turn, press: Press) -> tuple[Handoff, Member]:
    """The actor's own handoff, and who said it back: still the one beside whose words the button stood."""
    found = await turn.handoff(press.handle)
    if found.sender != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(found.sender))
    undecided(turn, found)
    receiver = turn.people.member(found.said_by)
    if (
        receiver is None
        or receiver not in handoffs.answerers(found, turn.people)
        or press.value != str(receiver.id)
    ):
        raise CareError("That button is no longer valid. See it: /handoff {number}", number=found.number)
    return found, receiver
