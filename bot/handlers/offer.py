"""A handoff on offer: sent, and taken back as long as nobody has accepted it."""

from dataclasses import replace

from bot import ladder
from bot.acceptance import on_offer, seen, tell
from bot.cards import handoff as cards
from bot.cards.note import note
from bot.care import composing, handoffs
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import Handoff, HandoffStatus
from bot.care.members import awake
from bot.care.urgency import Urgency
from bot.chat.card import Line, Reply
from bot.chat.incoming import Press
from bot.chat.text import moment
from bot.store.rows import new_handle
from bot.turn import Turn, handoff_card


async def press_send(turn: Turn, press: Press) -> Reply:
    """On offer from now on; what was closed, given away or offered since it was written is left out."""
    draft = await turn.handoff(press.handle)
    if draft.sender != turn.actor.id:
        raise CareError("Only {who} can send that.", who=turn.reader.name(draft.sender))
    shift = composing.shift_length(draft.sender, turn.people, turn.now)
    if old := [one for one in draft.patients if composing.stale(one, turn.now, shift)]:
        raise CareError("How ill is {patient} now? It was said longer ago than a shift. Press “Still …” first.",
                        patient=old[0].patient)  # fmt: skip
    items = await turn.work.tasks.keyed(draft.items)
    others = await turn.work.handoffs.sent_by(turn.workspace.id, turn.actor.id)
    offered = {item for one in others if one.waiting for item in one.items}
    still = tuple(one for one in draft.items if one not in offered and handoffs.movable(draft, items[one]))
    if not still and not any(one.patient for one in draft.patients):
        raise CareError("Nothing in handoff #{number} is open and yours any more. See what you have: /mine",
                        number=draft.number)  # fmt: skip
    sent = await turn.work.handoffs.save_draft(handoffs.send(replace(draft, items=still), turn.now))
    listeners = handoffs.asked(sent, turn.people, turn.now)
    if not listeners:
        raise CareError("They are not here any more. Press “Somebody else” to choose again.")
    await ladder.begin_handoff(turn.work, sent, turn.actor, turn.now)
    for member in listeners:
        key = f"handoff:{sent.id}:{member.id}:{sent.version}"
        await turn.tell("handoff", f"handoff:{sent.id}", key=key, to=member.id, urgency=_urgency(sent))
    if turn.channel.private and press.message and press.stays:
        # Their own message of it: what is asked about it comes below.
        await turn.work.notices.stands(
            turn.workspace.id, "handoff_sent", f"handoff:{sent.id}", key=f"handoff_sent:{sent.id}",
            to=turn.actor.id, at=press.address, message=press.address.thread or press.message, now=turn.now,
        )  # fmt: skip
    title = turn.reader.say.spans(
        "Handoff {ref} is on offer to {whom}. Everything stays yours until it is accepted.",
        ref=cards.ref(sent), whom=turn.reader.owner(sent.receiver, sent.team, sent.shift),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, sent, turn.reader, title=title, more=_quiet_hours(turn, sent)))


async def press_seen(turn: Turn, press: Press) -> Reply:
    """Seen: the sender reads when and by whom, and everything stays with them until it is accepted."""
    found = await seen(turn, await on_offer(turn, press.handle))
    title = turn.reader.say.spans(
        "Handoff {ref}: {who} sees that you have seen it. It is yours when you accept.",
        ref=cards.ref(found), who=turn.reader.name(found.sender),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, found, turn.reader, title=title))


async def press_each(turn: Turn, press: Press) -> Reply:
    """Patient by patient: from now on each is a handoff of its own, to be accepted or declined by itself."""
    found = await on_offer(turn, press.handle)
    items = await turn.work.tasks.keyed(found.items)
    first, *others = handoffs.apart(handoffs.see(found, turn.actor, turn.now), items)
    parts = [await turn.work.handoffs.save_draft(first)]
    for one in others:
        number = await turn.work.members.next_number(turn.workspace.id)
        parts.append(await turn.work.handoffs.add(replace(one, number=number, handle=new_handle())))
    for one in parts[1:]:
        await ladder.begin_handoff(turn.work, one, turn.people.members[found.sender], turn.now)
        for member in handoffs.asked(one, turn.people, turn.now):
            await turn.tell("handoff", f"handoff:{one.id}", key=f"handoff:{one.id}:{member.id}", to=member.id,
                            urgency=_urgency(one))  # fmt: skip
    await tell(turn, parts[0], "apart", found.sender)
    title = turn.reader.say.spans(
        "One handoff for each patient now: first {ref}, the others are on their way.", ref=cards.ref(found)
    )
    return turn.card(await handoff_card(turn.work, parts[0], turn.reader, title=title))


async def press_back(turn: Turn, press: Press) -> Reply:
    """Taken back before it was accepted; a draft is dropped."""
    found = await turn.handoff(press.handle)
    if found.status is HandoffStatus.accepted and found.sender == turn.actor.id:
        raise AlreadyClosed("{who} was first: handoff #{number} was accepted on {when}.", number=found.number,
                            who=turn.reader.name(found.decided_by), when=_decided(turn, found))  # fmt: skip
    gone = await turn.work.handoffs.save(handoffs.cancel(found, turn.actor, turn.now))
    say = turn.reader.say
    if not found.waiting:
        told = say("Handoff #{number} is dropped. Everything stays yours.", number=gone.number)
        return turn.card(note(told, say, buttons=(cards.again(gone, turn.reader),)))
    for member in handoffs.receivers(found, turn.people):
        key = f"handoff_back:{gone.id}:{member.id}"
        await turn.tell("handoff_change", f"handoff:{gone.id}", key=key, to=member.id,
                        extra=f"taken_back:{turn.actor.id}:")  # fmt: skip
    title = say.spans("Handoff {ref} is taken back. Everything stays yours.", ref=cards.ref(gone))
    return turn.card(await handoff_card(turn.work, gone, turn.reader, title=title))


def _urgency(sent: Handoff) -> Urgency:
    return Urgency.urgent if sent.pressing else Urgency.routine


def _quiet_hours(turn: Turn, sent: Handoff) -> tuple[Line, ...]:
    """That the receiver will not be asked again before their quiet hours end."""
    member = turn.people.member(sent.receiver)
    if member is None or sent.pressing or (later := awake(member, turn.now)) == turn.now:
        return ()
    say = turn.reader.say
    when = moment(turn.reader.when(later), say.language)
    return (cards.quiet(say("{who} has quiet hours: I ask again from {when}.", who=member.name, when=when)),)


def _decided(turn: Turn, found: Handoff) -> str:
    assert found.decided_at is not None  # noqa: S101 - set with the decision
    return moment(turn.reader.when(found.decided_at), turn.reader.say.language)
