"""Acceptance: who may answer an offer, and what happens when it is accepted, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards import handoff as cards
from bot.cards import task as task_cards
from bot.cards.handoff_form import MOST
from bot.cards.note import refusal
from bot.care import contingencies, handoffs
from bot.care.contingencies import Contingency, ContingencyId, Watch
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import HandedPatient, Handoff, HandoffStatus
from bot.care.members import Member, MemberId
from bot.care.privacy import Detail
from bot.care.tasks import Kind as TaskKind
from bot.care.tasks import Task, TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Field, Kind, Line, Option, Question, Reply
from bot.chat.incoming import Answer
from bot.chat.text import moment
from bot.language.contingency import if_then, speaks_of, watch_at
from bot.language.said_back import Compared, compare
from bot.store.rows import new_handle
from bot.turn import Turn


async def on_offer(turn: Turn, handle: str) -> Handoff:
    """The handoff, if it is on offer to the actor. Raises AlreadyClosed, which says who decided and when."""
    found = undecided(turn, await turn.handoff(handle))
    handoffs.must_receive(found, turn.actor, turn.people)
    return found


async def seen(turn: Turn, found: Handoff) -> Handoff:
    """The handoff, from now on seen, if it is on offer to the actor and nobody had seen it."""
    if not handoffs.may_receive(found, turn.actor.id, turn.people):
        return found
    changed = handoffs.see(found, turn.actor, turn.now)
    return found if changed is found else await turn.work.handoffs.save(changed)


def undecided(turn: Turn, found: Handoff) -> Handoff:
    """The handoff, if nobody has decided it. Raises AlreadyClosed."""
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


async def takeable(turn: Turn, found: Handoff) -> list[Task]:
    """The items of it that can be taken or left, by number."""
    moving = await _moving(turn, replace(found, not_taken=()))
    return sorted(moving.values(), key=lambda task: task.number)[:MOST]


async def compared(turn: Turn, found: Handoff) -> list[Compared]:
    """What was said back, beside what still moves."""
    return compare(found, await _moving(turn, found))


async def settle(turn: Turn, found: Handoff, by: Member, *, for_team: bool = False) -> Handoff:
    """Accepted: what is still open and the sender's is theirs from now on; everybody concerned is told."""
    if for_team:
        decided = handoffs.stand_in(found, by, turn.people, turn.now)
    else:
        decided = handoffs.accept(found, by, turn.now)
    accepted = await turn.work.handoffs.save(decided)
    accepted = replace(accepted, moved=await _move(turn, found, by))
    await _arm(turn, accepted, by)
    if turn.actor.id != accepted.sender:
        await tell(turn, accepted, "partly" if accepted.not_taken else "accepted", accepted.sender)
    if turn.actor.id != by.id:
        await tell(turn, accepted, "right", by.id)
    for member in handoffs.receivers(found, turn.people):
        if member.id not in (turn.actor.id, by.id):
            await tell(turn, accepted, "first", member.id)
    return accepted


async def tell(
    turn: Turn, found: Handoff, verb: str, to: MemberId, words: str = "", *, at: datetime | None = None
) -> None:
    """What the actor did with it; `at` tells two of a kind apart."""
    mark = f":{int(at.timestamp() * 1000)}" if at else ""
    await turn.tell(
        "handoff_change", f"handoff:{found.id}", key=f"handoff_{verb}:{found.id}:{turn.actor.id}:{to}{mark}",
        to=to, extra=f"{verb}:{turn.actor.id}:{words}", urgency=urgency_of(found),
    )  # fmt: skip


def urgency_of(found: Handoff) -> Urgency:
    """How soon people hear of it: at once when a patient may get worse, or something stays where it was."""
    return Urgency.urgent if found.pressing or found.not_taken else Urgency.routine


def question(turn: Turn, title: str, field: Field, submit: str, intro: tuple[Line, ...] = ()) -> Question:
    """A form of one field."""
    return Question(
        handle=new_handle(), title=title, intro=intro, fields=(field,), submit=submit, open_label=submit,
        fallback=title, locale=turn.reader.say.language,
    )  # fmt: skip


def synthesis_question(turn: Turn, found: Handoff, items: dict[TaskId, Task], intro: Sequence[Line]) -> Question:
    """Say it back in your own words, below an outline or what was missed so far."""
    say = turn.reader.say
    hint = say("K-17 is a watcher, I call radiology if the MRI is not back by 14:00")
    if found.parcel:
        hint = say("we repeat the MRI of K-17 before noon and ring the ward")
    field = Field(name="synthesis", label=say("Say it back in your own words"), kind=Kind.long, hint=hint)
    outline = tuple(
        Line(spans=cards.outline(found, one, items, turn.reader)) for one in cards.sickest_first(found)
    )
    title = say("Accept handoff #{number}", number=found.number)
    return question(turn, title, field, say("Accept"), tuple(intro) or outline)


def part_question(turn: Turn, found: Handoff, items: Sequence[Task]) -> Question:
    """As `synthesis_question`, with the items to be unticked, and why; asked once for all of them."""
    say = turn.reader.say
    whole = synthesis_question(turn, found, {one.id: one for one in items}, ())
    options = tuple(
        Option(value=one.handle, label=f"#{one.number} {task_cards.words_of(one, turn.reader)}"[:75])
        for one in items
    )
    ticks = Field(
        name="items", label=say("Untick what you do not take"), kind=Kind.choices, options=options, optional=True,
        value=tuple(one.handle for one in items),
    )  # fmt: skip
    reason = Field(name="reason", label=say("Why not the rest?"), optional=True,
                   hint=say("you know the family, please call them yourself"))  # fmt: skip
    return replace(whole, fields=(ticks, reason, *whole.fields))


def words_of(answer: Answer, name: str) -> str:
    """What was typed into a field."""
    return str(answer.values.get(name, "")).strip()


def too_late(turn: Turn, error: CareError, words: str) -> Reply:
    """Somebody was first; what was typed is shown, so that it is not lost."""
    say = turn.reader.say
    return turn.card(refusal(say.error(error), words if turn.detail is Detail.full else "", say))


async def _arm(turn: Turn, accepted: Handoff, by: Member) -> None:
    """Each if/then is watched by the receiver from now on; those that the sender watched go with the patient."""
    items = await turn.work.tasks.by_ids(accepted.moved)
    sender = turn.people.member(accepted.sender)
    for one in accepted.patients:
        if one.patient is None or one.sbar is not None:
            continue
        known = await turn.work.contingencies.live(turn.workspace.id, patient=one.patient)
        for old in known:
            if old.owner == accepted.sender:
                await turn.work.contingencies.save(contingencies.hand_on(old, by, accepted.id))
        watched = {old.text.casefold() for old in known if old.owner in (accepted.sender, by.id)}
        watched |= await _over(turn, accepted, one.patient, by)
        mine = [task for task in items if task.patient == one.patient]
        for text in one.contingencies:
            if text.casefold() not in watched and sender is not None:
                await turn.work.contingencies.add(_watched(accepted, one, text, mine, sender, by, turn.now))


async def _over(turn: Turn, accepted: Handoff, patient: str, by: Member) -> set[str]:
    """What the sender watched and what has ended while the handoff waited is not watched anew; the item that one
    became in the meantime goes with the patient."""
    since = accepted.sent_at or turn.now
    ended = await turn.work.contingencies.ended_since(turn.workspace.id, patient, accepted.sender, since)
    for one in ended:
        raised = await turn.work.tasks.by_id(one.raised) if one.raised else None
        if raised is not None and raised.open and raised.owner == accepted.sender:
            await turn.save(handoffs.take(raised, by, turn.now), raised, "handoff")
    return {one.text.casefold() for one in ended}


def _watched(
    accepted: Handoff, one: HandedPatient, text: str, items: Sequence[Task], sender: Member, by: Member,
    now: datetime,
) -> Contingency:  # fmt: skip
    """One if/then, with its time as the sender read it in the draft."""
    parts = if_then(text)
    said_at = one.severity_at or accepted.sent_at or now
    at = watch_at(parts.condition, said_at, ZoneInfo(sender.zone), sender.locale)
    # Only a follow-up waits for something: having called about the MRI does not mean that it is back.
    about = [task for task in items if task.kind is TaskKind.followup and speaks_of(task.what, parts.condition)]
    return Contingency(
        id=ContingencyId(0), workspace=accepted.workspace, handle=new_handle(), handoff=accepted.id,
        patient=one.patient or "", text=text, condition=parts.condition, action=parts.then, owner=by.id,
        zone=sender.zone, watch=Watch.armed if at else Watch.standing, alarm_at=at,
        item=about[0].id if about else None, created_at=now,
    )  # fmt: skip


async def _moving(turn: Turn, found: Handoff) -> dict[TaskId, Task]:
    items = await turn.work.tasks.keyed(found.items)
    return {id: task for id, task in items.items() if handoffs.movable(found, task)}


async def _move(turn: Turn, found: Handoff, by: Member) -> tuple[TaskId, ...]:
    """Item by item, only what is still open and still the sender's."""
    moved = []
    for task in (await _moving(turn, found)).values():
        saved, _ = await turn.save(handoffs.take(task, by, turn.now), task, "handoff")
        await turn.work.handoffs.moved(found.id, task.id, turn.now)
        if saved.creator not in (found.sender, by.id):
            await turn.tell_creator(saved, "taken")
        moved.append(task.id)
    return tuple(moved)
