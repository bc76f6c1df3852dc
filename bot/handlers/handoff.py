"""`/handoff`: give items and patients to somebody else. Written patient by patient, kept as a draft until sent."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.acceptance import seen
from bot.cards import handoff as cards
from bot.cards import handoff_draft as drafts
from bot.cards import sbar_form
from bot.cards.handoff_form import filled, form
from bot.cards.note import refusal
from bot.care import composing, handoffs
from bot.care.errors import AlreadyClosed, CareError
from bot.care.handoffs import HandedPatient, Handoff, HandoffId, HandoffStatus
from bot.care.members import MemberId, TeamId
from bot.care.privacy import Detail
from bot.care.tasks import Task, TaskId
from bot.chat.card import Card, Reply, Span
from bot.chat.incoming import Answer, Command, Press
from bot.language.either import settled_by_shift, watched
from bot.language.reading import Owner
from bot.language.transfer import Transfer, read_transfer
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn, handoff_card, local_now

CHOICES = 24
"""People and teams to choose from; others are typed."""

_NUMBER = re.compile(r"#?\d{1,9}")


async def handoff_command(turn: Turn, heard: Command) -> Reply:
    """`/handoff @lea`, `/handoff nights`, `/handoff @lea K-17`, `/handoff radiology sbar K-17`, `/handoff` alone,
    `/handoff 5` to see one."""
    if _NUMBER.fullmatch(heard.text.strip()):
        return await _show(turn, await seen(turn, await turn.handoff(heard.text.strip())))
    wanted = _read(turn, heard)
    if wanted.owner is None:
        return _whom(turn, await _draft(turn, wanted, (None, None, "")), wanted)
    return await _open(turn, await _draft(turn, wanted, _receiver(turn, wanted.owner)))


async def press_show(turn: Turn, press: Press) -> Reply:
    """One handoff, as it stands."""
    return await _show(turn, await seen(turn, await turn.handoff(press.handle)))


async def press_to(turn: Turn, press: Press) -> Reply:
    """One of those who may take over."""
    draft = await _draft_of(turn, press.handle)
    if not press.value[1:].isdigit():
        raise CareError("That button is no longer valid. See what you have: /mine")
    receiver, team, _ = _receiver(turn, Owner(key=press.value[1:], team=press.value.startswith("t")))
    saved = await turn.work.handoffs.save(replace(draft, receiver=receiver, team=team, shift=""))
    return await _open(turn, saved)


async def press_fill(turn: Turn, press: Press) -> Reply:
    """The form of one patient."""
    draft = await _draft_of(turn, press.handle)
    one = _patient_at(draft, press.value)
    return await _form(turn, draft, one) if one else await _overview(turn, draft)


async def answer_fill(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The filled-in form of one patient."""
    handle, _, patient = asked.about.partition(":")
    try:
        draft = await _draft_of(turn, handle)
    except AlreadyClosed as error:
        return _kept(turn, error, answer)
    found = [one for one in draft.patients if one.patient == (patient or None)]
    one = found[0] if found else HandedPatient(patient=patient or None)
    if not found:
        draft = replace(draft, patients=(*draft.patients, one))
    items = _of_patient(await _to_give(turn, draft), one)
    try:
        if one.sbar is not None:
            changed = sbar_form.filled(draft, one, items, answer.values, turn.reader)
        else:
            changed = filled(draft, one, items, answer.values, turn.now, turn.reader)
            changed = _by_shift(turn, changed, one)
    except CareError as error:
        wrong = sbar_form.missing(answer.values) if one.sbar is not None else "severity"
        return Reply(errors={wrong: turn.reader.say.error(error)})
    return await _overview(turn, await turn.work.handoffs.save_draft(changed))


async def press_parcel(turn: Turn, press: Press) -> Reply:
    """To another department: the one patient of the draft, in SBAR."""
    draft = handoffs.as_parcel(await _draft_of(turn, press.handle))
    return _whom(turn, await turn.work.handoffs.save_draft(draft), Transfer(sbar=True))


async def press_still(turn: Turn, press: Press) -> Reply:
    """How ill they are is said again, as it was."""
    draft = await _draft_of(turn, press.handle)
    one = _patient_at(draft, press.value)
    if one is None or one.severity is None:
        return await _overview(turn, draft)
    again = replace(one, severity_at=turn.now)
    changed = replace(draft, patients=tuple(again if other == one else other for other in draft.patients))
    return await _overview(turn, await turn.work.handoffs.save_draft(changed))


async def press_leave(turn: Turn, press: Press) -> Reply:
    """One patient stays with the sender after all."""
    draft = await _draft_of(turn, press.handle)
    one = _patient_at(draft, press.value)
    if one is None:
        return await _overview(turn, draft)
    items = await turn.work.tasks.keyed(draft.items)
    left = {task.id for task in cards.items_of(draft, one, items)}
    changed = replace(
        draft,
        patients=tuple(other for other in draft.patients if other != one),
        items=tuple(item for item in draft.items if item not in left),
    )
    return await _overview(turn, await turn.work.handoffs.save_draft(changed))


async def press_half(turn: Turn, press: Press) -> Reply:
    """Of an if/then that said only the face of the clock, the other half is meant."""
    draft = await _draft_of(turn, press.handle)
    value, _, number = press.value.rpartition(".")
    one = _patient_at(draft, value)
    if one is None or not number.isdigit() or int(number) >= len(one.contingencies):
        return await _overview(turn, draft)
    text = one.contingencies[int(number)]
    found = watched(text, drafts.writer(draft, one, turn.reader))
    meant = found.other[1] if found is not None and found.other is not None else text
    texts = tuple(meant if at == int(number) else other for at, other in enumerate(one.contingencies))
    return await _overview(turn, await turn.work.handoffs.save_draft(_with_texts(draft, one, texts)))


async def press_again(turn: Turn, press: Press) -> Reply:
    """To somebody else: a draft changes its receiver, one that came back is written anew with the same words."""
    found = await turn.handoff(press.handle)
    gone = found.status is HandoffStatus.accepted and not found.not_taken
    if found.sender != turn.actor.id or found.waiting or gone:
        raise CareError("Handoff #{number} cannot be changed now. See it: /handoff {number}", number=found.number)
    draft = found
    if found.status is not HandoffStatus.draft:
        draft = await turn.work.handoffs.add(await _copy(turn, found))
    return _whom(turn, draft, Transfer())


def _read(turn: Turn, heard: Command) -> Transfer:
    quoted = heard.quoted.text if heard.quoted and not heard.quoted.by_bot else ""
    now, zone = local_now(turn)
    said = read_transfer(heard.text, quoted, now, zone, turn.directory(), turn.actor.locale)
    return replace(said, notes=turn.named(said.notes))


def _receiver(turn: Turn, owner: Owner) -> tuple[MemberId | None, TeamId | None, str]:
    """Who is to take over, if they can: a member; or a team, and which of its shifts."""
    if owner.team:
        team = turn.people.team(TeamId(int(owner.key)))
        others = {one.id for one in turn.people.active() if one.id != turn.actor.id}
        if team is None or not team.members & others:
            raise CareError("There is nobody else in {team}. Add somebody: /team {team} add @sam",
                            team=team.name if team else "")  # fmt: skip
        return None, team.id, owner.shift
    member = turn.people.member(MemberId(int(owner.key)))
    if member is None or not member.active:
        raise CareError("They are not here any more. Somebody else? For example: /handoff @lea")
    if member.id == turn.actor.id:
        raise CareError("A handoff needs somebody else. For example: /handoff @lea, or /handoff nights")
    return member.id, None, ""


async def _draft(turn: Turn, wanted: Transfer, to: tuple[MemberId | None, TeamId | None, str]) -> Handoff:
    """The draft that was begun for the same, brought up to date, or a new one."""
    receiver, team, shift = to
    wants = (*to, wanted.patients)
    for found in await turn.work.handoffs.sent_by(turn.workspace.id, turn.actor.id):
        same = (found.receiver, found.team, found.shift, found.only) == wants and found.parcel == wanted.sbar
        if found.status is HandoffStatus.draft and same:
            notes = "\n".join(dict.fromkeys(part for part in (found.notes, wanted.notes) if part))
            fresh = _with_items(replace(found, notes=notes), await _to_give(turn, found), _until(turn, found))
            return await turn.work.handoffs.save_draft(fresh)
    empty = Handoff(
        id=HandoffId(0), workspace=turn.workspace.id, number=0, handle=new_handle(), status=HandoffStatus.draft,
        sender=turn.actor.id, receiver=receiver, team=team, shift=shift, channel=turn.channel.id,
        only=wanted.patients, notes=wanted.notes, created_at=turn.now,
    )  # fmt: skip
    if wanted.sbar:
        empty = handoffs.as_parcel(
            replace(empty, patients=tuple(HandedPatient(patient=one) for one in wanted.patients))
        )
    draft = _with_items(empty, await _to_give(turn, empty), _until(turn, empty))
    if not draft.patients:
        raise CareError("You have nothing open to hand over. A patient alone works too: /handoff @lea K-17")
    number = await turn.work.members.next_number(turn.workspace.id)
    return await turn.work.handoffs.add(replace(draft, number=number))


async def _to_give(turn: Turn, draft: Handoff) -> list[Task]:
    """The sender's open items that this draft can hold: not those that are on offer already."""
    others = await turn.work.handoffs.sent_by(turn.workspace.id, turn.actor.id)
    offered: set[TaskId] = {item for one in others if one.waiting for item in one.items}
    mine = await turn.work.tasks.open_where(turn.workspace.id, owner=turn.actor.id, limit=500)
    return [
        task for task in mine if task.id not in offered and (not draft.only or task.patient in draft.only)
    ]  # fmt: skip


def _by_shift(turn: Turn, draft: Handoff, filled_in: HandedPatient) -> Handoff:
    """The draft with the half of the clock said in each if/then of a patient, where only one of the two is in the
    shift that takes over."""
    duty = composing.receiving(draft, turn.people, turn.now)
    one = next(one for one in draft.patients if one.patient == filled_in.patient)
    if duty is None:
        return draft
    by = drafts.writer(draft, one, turn.reader)
    return _with_texts(
        draft, one, tuple(settled_by_shift(text, by, duty.start, duty.end) for text in one.contingencies)
    )


def _with_texts(draft: Handoff, one: HandedPatient, texts: tuple[str, ...]) -> Handoff:
    changed = replace(one, contingencies=texts)
    return replace(draft, patients=tuple(changed if other == one else other for other in draft.patients))


def _until(turn: Turn, draft: Handoff) -> datetime | None:
    return composing.shift_until(draft, turn.people, turn.now)


def _with_items(draft: Handoff, items: Sequence[Task], until: datetime | None) -> Handoff:
    """The draft with every patient that items are open for, and what the next shift must do for them: what is due
    after `until` is left out. What was filled in already keeps its choice."""
    known = {one.patient: one for one in draft.patients}
    wanted: list[str | None] = [*draft.only, *(task.patient for task in items if task.patient)]
    if any(task.patient is None for task in items):
        wanted.append(None)
    chosen = {one.patient for one in draft.patients if one.ready or one.sbar is not None}
    patients = dict.fromkeys((*known, *wanted))
    return replace(
        draft,
        patients=tuple(known.get(one) or HandedPatient(patient=one) for one in patients),
        items=tuple(
            task.id
            for task in items
            if task.id in draft.items or (task.patient not in chosen and not composing.is_later(task, until))
        ),
    )


async def _open(turn: Turn, draft: Handoff) -> Reply:
    """The first form of a draft that nothing was said in, else what was said so far."""
    if draft.patients and not any(one.told for one in draft.patients):
        return await _form(turn, draft, draft.patients[0])
    return await _overview(turn, draft)


async def _form(turn: Turn, draft: Handoff, one: HandedPatient) -> Reply:
    before = None
    if one.patient is not None and one.severity is None:
        before = await turn.work.handoffs.last_about(turn.workspace.id, one.patient, turn.actor.id)
        watched = await turn.work.contingencies.live(
            turn.workspace.id, patient=one.patient, owner=turn.actor.id
        )  # fmt: skip
        texts = tuple(dict.fromkeys(known.text for known in watched))
        before = replace(before or HandedPatient(patient=one.patient), contingencies=texts)
    items = _of_patient(await _to_give(turn, draft), one)
    if one.patient is not None and one.sbar is not None:
        last = await turn.work.handoffs.last_about(turn.workspace.id, one.patient, turn.actor.id, parcel=True)
        known = last or await turn.work.handoffs.last_about(turn.workspace.id, one.patient, turn.actor.id)
        asked = sbar_form.form(draft, one, items, known, new_handle(), turn.reader)
        return await turn.ask(asked, "handoff_fill", f"{draft.handle}:{one.patient}")
    question = form(draft, one, items, before, new_handle(), turn.reader)
    return await turn.ask(question, "handoff_fill", f"{draft.handle}:{one.patient or ''}")


async def _overview(turn: Turn, draft: Handoff) -> Reply:
    return turn.card(await _drawn(turn, draft))


async def _drawn(turn: Turn, draft: Handoff) -> Card:
    mine = await _to_give(turn, draft)
    later = [task for task in mine if task.id not in draft.items and composing.is_later(task, _until(turn, draft))]
    return drafts.draft(draft, await turn.work.tasks.keyed(draft.items), later, turn.reader)


async def _show(turn: Turn, found: Handoff) -> Reply:
    """Only to who asked, and never in place of what a whole channel reads."""
    if found.status is HandoffStatus.draft:
        card = await _drawn(turn, found)
    else:
        card = await handoff_card(turn.work, found, turn.reader)
    return Reply(card=card, replaces=turn.message if turn.channel.private else None)


def _whom(turn: Turn, draft: Handoff, wanted: Transfer) -> Reply:
    """Ask who takes over, with buttons."""
    say, people = turn.reader.say, turn.people
    if wanted.among:
        offered = [_choice(turn, owner) for owner in wanted.among]
    else:
        able = [team for team in people.teams.values() if team.members - {turn.actor.id}]
        if wanted.sbar:
            able.sort(key=lambda team: turn.actor.id in team.members)
        teams = [(f"t{team.id}", team.name) for team in able]
        offered = teams + [(f"m{one.id}", one.name) for one in people.active() if one.id != turn.actor.id]
    title: tuple[Span, ...] = (say("Which department?") if wanted.sbar else say("Who takes over?"),)
    if wanted.among:
        title = say.spans("More than one “{words}”: who takes over?", words=wanted.unclear)
    elif wanted.unclear:
        title = say.spans("I do not know “{words}” yet. Who takes over?", words=wanted.unclear)
    return turn.card(drafts.whom(draft, offered[:CHOICES], title, turn.reader))


def _choice(turn: Turn, owner: Owner) -> tuple[str, str]:
    if owner.team:
        return f"t{owner.key}", turn.reader.owner(None, TeamId(int(owner.key)))
    return f"m{owner.key}", turn.reader.name(MemberId(int(owner.key)))


async def _draft_of(turn: Turn, handle: str) -> Handoff:
    """The actor's own draft. Raises AlreadyClosed when it is none any more."""
    found = await turn.handoff(handle)
    if found.sender != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(found.sender))
    if found.status is not HandoffStatus.draft:
        raise AlreadyClosed(
            "Handoff #{number} was sent or dropped. See it: /handoff {number}", number=found.number
        )
    return found


async def _copy(turn: Turn, found: Handoff) -> Handoff:
    """The same words once more; of what was accepted in part, what was not taken."""
    part = found.status is HandoffStatus.accepted
    fresh = replace(found, items=found.not_taken if part else found.items, not_taken=())
    items = await turn.work.tasks.keyed(fresh.items)
    still = tuple(one for one in fresh.items if one in items and handoffs.movable(fresh, items[one]))
    patients = found.patients
    if part:  # what is watched went with the patient
        named = {items[one].patient for one in still}
        patients = tuple(replace(one, contingencies=()) for one in patients if one.patient in named)
    if not patients:
        raise CareError("Nothing in handoff #{number} is open and yours any more. See what you have: /mine",
                        number=found.number)  # fmt: skip
    return replace(
        fresh, id=HandoffId(0), number=await turn.work.members.next_number(turn.workspace.id), handle=new_handle(),
        status=HandoffStatus.draft, receiver=None, team=None, shift="", refused=(), reason="", synthesis="",
        said_by=None, said_at=None, verified_at=None, talked_at=None, decided_by=None, sent_at=None,
        seen_by=None, seen_at=None, decided_at=None, nudges=0, version=1, created_at=turn.now, items=still,
        moved=(), patients=patients, escalated_at=None,
        only=tuple(one.patient for one in patients if one.patient) if part else found.only,
    )  # fmt: skip


def _patient_at(draft: Handoff, value: str) -> HandedPatient | None:
    """The patient that a button stood beside; None when the draft has changed since it was drawn."""
    position, _, version = value.partition(".")
    if version != str(draft.version) or not position.isdigit() or int(position) >= len(draft.patients):
        return None
    return draft.patients[int(position)]


def _of_patient(items: Sequence[Task], one: HandedPatient) -> list[Task]:
    return [task for task in items if task.patient == one.patient]


def _kept(turn: Turn, error: CareError, answer: Answer) -> Reply:
    """Too late, with what was typed, so that it is not lost."""
    say = turn.reader.say
    texts = [value for value in answer.values.values() if isinstance(value, str) and value]
    typed = " · ".join(texts) if turn.detail is Detail.full else ""
    return turn.card(refusal(say.error(error), typed, say))
