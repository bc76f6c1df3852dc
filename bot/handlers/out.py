"""`/out`: somebody is not there. What they hold is found, spread, and moves as each receiver accepts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import relief as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import handoffs, policy, relief
from bot.care.errors import CareError, NotAllowed, NotFound
from bot.care.members import Member, MemberId, awake
from bot.care.people import People
from bot.care.relief import Held, Relief, ReliefId, ReliefStatus
from bot.care.roster import Absence, AbsenceId, Away, Duty
from bot.care.tasks import Task, TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Press
from bot.chat.text import clean
from bot.duties import refreshed
from bot.language.shifts import read_stretch
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn, local_now

BATCH = 100
OPEN = (ReliefStatus.proposed, ReliefStatus.offered)
LONGEST = timedelta(days=366)
_ME = frozenset("me myself i yo mí".split())
_BACK = re.compile(
    r"\s*(?:is |am |are |est[áo]y? )?\b(?:back|in again|here again|de vuelta|ya est[áo]y?)\b.*", re.I
)
_FILLER = re.compile(r"^(?:is|am|are|out|off|sick|está|estoy|fuera|enfermo|enferma|for|from|desde)\s+", re.I)


async def out(turn: Turn, heard: Command) -> Reply:
    """`/out`, `/out me until friday`, `/out Dr Liu today`, `/out Dr Liu back`."""
    words = clean(heard.text)
    if not words:
        absences = [one for one in turn.people.roster.absences if one.ends > turn.now]
        mine = {one.id for one in absences if _may_say(turn, one)}
        return turn.card(cards.listing(sorted(absences, key=lambda one: one.first), mine, turn.reader))
    member, rest = _who(turn, words)
    policy.must_say_out(turn.actor, member)
    if _BACK.fullmatch(rest):
        return await _back(turn, member)
    first, last = _stretch(turn, member, rest)
    absence = await _absent(turn, member, first, last)
    turn = await _after(turn, absence)
    reliefs = await _propose(turn, absence)
    if member.id != turn.actor.id:
        await turn.tell("out_said", f"absence:{absence.handle}", key=f"out_said:{absence.id}", to=member.id)
    await _tell_senders(turn, absence)
    if absence.begins > turn.now:
        for lead in _leads(turn.people, absence):
            at, key = awake(lead, absence.begins), f"out_begins:{absence.id}:{lead.id}"
            await turn.tell("out_begins", f"absence:{absence.handle}", key=key, to=lead.id, at=at)
    return await _proposal(turn, absence, reliefs)


async def press_show(turn: Turn, press: Press) -> Reply:
    """What they hold by now, with whom it could go to."""
    absence, holder = await _absence(turn, press.handle)
    policy.must_say_out(turn.actor, holder)
    await _propose(turn, absence)
    return await _proposal(turn, absence, await turn.work.reliefs.of(absence.id))


async def press_other(turn: Turn, press: Press) -> Reply:
    """Before it is offered: somebody else, the next who may be asked."""
    found, absence, holder = await _named(turn, press.handle)
    policy.must_say_out(turn.actor, holder)
    if found.status is ReliefStatus.proposed:
        others = [one.id for one in relief.able(holder, turn.people, max(turn.now, absence.begins))]
        after = [one for one in others if one > found.to] or others
        if after:
            await turn.work.reliefs.save(replace(found, to=after[0]))
    return await _proposal(turn, absence, await turn.work.reliefs.of(absence.id))


async def press_offer(turn: Turn, press: Press) -> Reply:
    """As proposed: each receiver is asked. Nothing moves before they accept."""
    absence, holder = await _absence(turn, press.handle)
    policy.must_say_out(turn.actor, holder)
    reliefs = await turn.work.reliefs.of(absence.id)
    proposed = [one for one in reliefs if one.status is ReliefStatus.proposed]
    for to in dict.fromkeys(one.to for one in proposed):
        await _offer(turn, absence, [one for one in proposed if one.to == to], turn.people.members[to])
    await turn.work.rosters.save_absence(replace(absence, offered_at=turn.now))
    return await _proposal(turn, absence, await turn.work.reliefs.of(absence.id))


async def press_yes(turn: Turn, press: Press) -> Reply:
    """They take one."""
    found, absence, _ = await _named(turn, press.handle)
    lead = found.to != turn.actor.id
    await _take(turn, found)
    return await _offered(turn, absence, lead=lead)


async def press_all(turn: Turn, press: Press) -> Reply:
    """They take all that is on offer to them, or, of a lead, all that nobody has taken."""
    absence, _ = await _absence(turn, press.handle)
    lead = press.value == "lead" and turn.actor.lead
    for one in await _on_offer(turn.work, absence, turn.actor.id, lead=lead):
        await _take(turn, one)
    return await _offered(turn, absence, lead=lead)


async def press_no(turn: Turn, press: Press) -> Reply:
    """They cannot: the next is asked, or those who lead."""
    found, absence, holder = await _named(turn, press.handle)
    refused = {*found.refused, turn.actor.id}
    able = [one for one in relief.able(holder, turn.people, turn.now) if one.id not in refused]
    loads = await _loads(turn, able)
    to = min(loads, key=lambda member: (loads[member], member), default=None)
    saved = await turn.work.reliefs.save(relief.pass_on(found, turn.actor, to, turn.now))
    if to is not None:
        await _offer(turn, absence, [saved], turn.people.members[to])
    return await _offered(turn, absence, lead=False)


async def press_back(turn: Turn, press: Press) -> Reply:
    """Back, or never out."""
    _, holder = await _absence(turn, press.handle)
    policy.must_say_out(turn.actor, holder)
    return await _back(turn, holder)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a receiver: what they could take; None when nothing of it is left."""
    absence = _live(reader.people, notice)
    if absence is None or notice.member is None:
        return None
    lead = notice.extra == "lead"
    mine = await _on_offer(work, absence, notice.member, lead=lead)
    things = await _things(work, mine)
    return cards.offer(absence, mine, things, reader, lead=lead) if mine else None


async def compose_settled(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever said it, and to who is back: who has what."""
    absence = await work.rosters.absence(notice.workspace, notice.about.removeprefix("absence:"))
    if absence is None:
        return None
    reliefs = [one for one in await work.reliefs.of(absence.id) if one.status is ReliefStatus.accepted]
    return cards.settled(absence, reliefs, await _things(work, reliefs), reader) if reliefs else None


async def compose_said(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whom somebody else has said to be out; None when that is over."""
    absence = _live(reader.people, notice)
    return cards.told(absence, reader) if absence is not None else None


async def compose_begins(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a lead, as leave begins: what came since it was said; None when nothing is left to be given away."""
    absence = _live(reader.people, notice)
    if absence is None:
        return None
    tasks, _ = await _holds(work, reader.people, absence, reader.now)
    known = {one.task for one in await work.reliefs.of(absence.id) if one.status in OPEN}
    count = sum(task.id not in known for task in tasks)
    return cards.begins(absence, count, reader) if count else None


async def ring(work: Work, now: datetime) -> int:
    """Nobody has taken it within the time: those who lead hear of it, all of one absence in one message."""
    due = await work.reliefs.alarming(now, BATCH)
    late: dict[AbsenceId, list[Relief]] = {}
    for one in due:
        people = await work.people(one.workspace)
        absence = next((each for each in people.roster.absences if each.id == one.absence), None)
        if absence is None or absence.ends <= now or not await _still(work, one):
            await work.reliefs.save(relief.end(one))
            await _settle(work, one, people, now)
            continue
        await work.reliefs.save(relief.tell_leads(one, now))
        late.setdefault(one.absence, []).append(one)
    for found in late.values():
        await _tell_leads(work, found, now)
    return len(due)


def _may_say(turn: Turn, absence: Absence) -> bool:
    """Whether the actor may see what they hold."""
    try:
        policy.must_say_out(turn.actor, turn.people.members[absence.member])
    except NotAllowed:
        return False
    return True


def _who(turn: Turn, words: str) -> tuple[Member, str]:
    """`Dr Liu today`: who, and the rest. The longest name that somebody has."""
    parts = words.split()
    if parts[0].casefold().lstrip("@") in _ME:
        return turn.actor, " ".join(parts[1:])
    for count in range(min(len(parts), 4), 0, -1):
        found = turn.people.addressed(" ".join(parts[:count]))
        if len(found) > 1:
            names = ", ".join(one.name for one in found)
            raise CareError("Which {who}: {names}? Please write the whole name.", who=parts[0], names=names)
        if found:
            return found[0], " ".join(parts[count:])
    raise CareError("Who is out, and until when? For example: /out me today, or /out @omar until friday")


def _stretch(turn: Turn, member: Member, words: str) -> tuple[date, date]:
    zone = ZoneInfo(member.zone)
    today = turn.now.astimezone(zone).date()
    while (shorter := _FILLER.sub("", words + " ").strip()) != words:
        words = shorter
    found = read_stretch(words, local_now(turn)[0], zone, turn.actor.locale) if words else (today, today)
    if found is None:
        raise CareError("Until when? For example: /out me until friday, or /out me 24 dec - 26 dec")
    first, last = found
    if last < today or last - first > LONGEST:
        raise CareError("Those days are over, or too many. For example: /out me until friday")
    return first, last


async def _absent(turn: Turn, member: Member, first: date, last: date) -> Absence:
    """Kept; what was said before about these days is replaced."""
    for one in turn.people.roster.absences:
        if one.member == member.id and one.first <= last and first <= one.last:
            await _end(turn, one)
    today = turn.now.astimezone(ZoneInfo(member.zone)).date()
    return await turn.work.rosters.add_absence(
        Absence(
            id=AbsenceId(0), workspace=turn.workspace.id, handle=new_handle(), member=member.id,
            kind=Away.out if first <= today else Away.leave, first=first, last=last, zone=member.zone,
            said_by=turn.actor.id, created_at=turn.now,
        )
    )  # fmt: skip


async def _after(turn: Turn, absence: Absence) -> Turn:
    """The turn with everybody as they are now that it is known; gaps are looked for at once."""
    for team in {one.team for one in _theirs(turn.people, absence)}:
        await turn.work.rosters.changing(turn.workspace.id, team, turn.now)
    people = await refreshed(turn, [absence.member])
    return replace(turn, people=people, reader=replace(turn.reader, people=people))


async def _propose(turn: Turn, absence: Absence) -> list[Relief]:
    """Find what they hold that cannot wait, and for whom it could be."""
    work, holder = turn.work, turn.people.members[absence.member]
    tasks, _ = await _holds(work, turn.people, absence, turn.now)
    held = []
    known = [one for one in await work.reliefs.of(absence.id) if one.status in OPEN]
    for task in tasks:
        if task.id in {one.task for one in known}:
            continue
        said = await work.handoffs.last_about(turn.workspace.id, task.patient, holder.id) if task.patient else None
        held.append(Held(task=task, severity=said.severity if said else None))
    if absence.begins <= turn.now:
        for watch in await work.contingencies.live(turn.workspace.id, owner=holder.id):
            if watch.id in {one.contingency for one in known}:
                continue
            said = await work.handoffs.last_about(turn.workspace.id, watch.patient, holder.id)
            held.append(Held(watch=watch, severity=said.severity if said else None))
    able = relief.able(holder, turn.people, max(turn.now, absence.begins))
    return [
        await work.reliefs.add(
            Relief(
                id=ReliefId(0), workspace=turn.workspace.id, handle=new_handle(), absence=absence.id,
                holder=holder.id, task=one.task.id if one.task else None,
                contingency=one.watch.id if one.watch else None, to=to, created_at=turn.now,
            )
        )
        for one, to in relief.spread(held, await _loads(turn, able), turn.now)
    ]  # fmt: skip


async def _holds(work: Work, people: People, absence: Absence, now: datetime) -> tuple[list[Task], int]:
    """The open items that cannot wait until they are back, and how many can."""
    back = max(absence.ends, people.roster.back_at(absence.member, max(now, absence.begins)))
    open_ = [
        one for one in await work.tasks.held_by(absence.workspace, absence.member)
        if one.open and one.owner == absence.member
    ]  # fmt: skip
    wanted = [one for one in open_ if relief.needs(one, absence, back, now)]
    return wanted, len(open_) - len(wanted)


async def _proposal(turn: Turn, absence: Absence, reliefs: Sequence[Relief]) -> Reply:
    _, stay = await _holds(turn.work, turn.people, absence, turn.now)
    gaps = [one for one in _theirs(turn.people, absence) if not one.people and one.start > turn.now]
    things = await _things(turn.work, reliefs)
    return turn.card(cards.proposal(absence, reliefs, things, gaps, stay, turn.reader))


async def _offer(turn: Turn, absence: Absence, mine: Sequence[Relief], to: Member) -> None:
    """Ask one receiver for all of these, at once if any is urgent, else when they are on duty."""
    things = await _things(turn.work, mine)
    urgency = min((_urgency(one, things) for one in mine), key=lambda one: one.rank)
    at = awake(to, turn.now) if urgency is Urgency.routine else turn.now
    for one in mine:
        await turn.work.reliefs.save(relief.offer(one, _urgency(one, things), at))
    key = f"relief:{absence.id}:{to.id}:{mine[0].id}:{mine[0].version}"
    await turn.tell("relief", f"absence:{absence.handle}", key=key, to=to.id, urgency=urgency, at=at)


async def _offered(turn: Turn, absence: Absence, *, lead: bool) -> Reply:
    """What is still on offer to the actor; or, when nothing is, what they have now."""
    left = await _on_offer(turn.work, absence, turn.actor.id, lead=lead)
    if left:
        things = await _things(turn.work, left)
        return turn.card(cards.offer(absence, left, things, turn.reader, lead=lead))
    mine = [
        one for one in await turn.work.reliefs.of(absence.id)
        if one.decided_by == turn.actor.id and one.status is ReliefStatus.accepted
    ]  # fmt: skip
    if not mine:
        return turn.card(note(turn.reader.say("All right: somebody else is asked."), turn.reader.say))
    return turn.card(cards.taken(turn.reader.say("Yours now"), mine, await _things(turn.work, mine), turn.reader))


async def _take(turn: Turn, found: Relief) -> None:
    """The item is theirs in this moment, if it still is with who is out."""
    yes = relief.accept(found, turn.actor)
    if not await _still(turn.work, found):
        raise CareError("That is not with them any more. See what is open: /open")
    if found.task is not None:
        task = (await turn.work.tasks.keyed([found.task]))[found.task]
        await turn.save(handoffs.take(task, turn.actor, turn.now), task, "relief")
        if task.creator not in (turn.actor.id, found.holder):
            key = f"relieved:{task.id}:{task.version}"
            await turn.tell("change", f"task:{task.id}", key=key, to=task.creator, extra="taken")
    elif found.contingency is not None:
        watch = await turn.work.contingencies.by_id(found.contingency)
        if watch is not None:
            await turn.work.contingencies.save(replace(watch, owner=turn.actor.id))
    await turn.work.reliefs.save(yes)
    await _settle(turn.work, found, turn.people, turn.now)


async def _settle(work: Work, found: Relief, people: People, now: datetime) -> None:
    """When nothing is left to be taken: whoever said it is told, and who was out when they are back."""
    reliefs = await work.reliefs.of(found.absence)
    if any(one.status in OPEN for one in reliefs):
        return
    absence = next((one for one in people.roster.absences if one.id == found.absence), None)
    if absence is None:
        return
    back = max(awake(people.members[absence.member], now), now)
    for to, at in {absence.said_by: now, absence.member: back}.items():
        key = f"relief_settled:{found.id}:{to}"
        await work.notices.add(
            found.workspace, "relief_settled", f"absence:{absence.handle}", key=key, to=to, due_at=at
        )  # fmt: skip


async def _back(turn: Turn, member: Member) -> Reply:
    found = [one for one in turn.people.roster.absences if one.member == member.id]
    if not found:
        raise CareError("{who} is not out. Who is: /out", who=member.name)
    for one in found:
        await _end(turn, one)
        await _after(turn, one)
    say = turn.reader.say
    sentence = say("{who} is back. What was taken over stays where it is.", who=member.name)
    if member.id == turn.actor.id:
        sentence = say("You are back. What was taken over stays where it is.")
    return turn.card(note(sentence, say))


async def _end(turn: Turn, absence: Absence) -> None:
    """It is over; what nobody has taken is not on offer any more."""
    await turn.work.rosters.end_absence(absence, turn.now)
    for one in await turn.work.reliefs.of(absence.id):
        if one.status in OPEN:
            await turn.work.reliefs.save(relief.end(one))


async def _tell_senders(turn: Turn, absence: Absence) -> None:
    """Whoever has a handoff on offer to them alone hears that it waits for somebody who is not there."""
    if absence.begins > turn.now:
        return
    for one in await turn.work.handoffs.waiting_for(turn.workspace.id, absence.member, []):
        key = f"handoff_stalled:{one.id}:out:{absence.id}"
        await turn.tell(
            "handoff_stalled", f"handoff:{one.id}", key=key, to=one.sender, urgency=Urgency.urgent
        )  # fmt: skip


async def _tell_leads(work: Work, late: Sequence[Relief], now: datetime) -> None:
    people = await work.people(late[0].workspace)
    absence = next(one for one in people.roster.absences if one.id == late[0].absence)
    things = await _things(work, late)
    urgency = min((_urgency(one, things) for one in late), key=lambda one: one.rank)
    for lead in _leads(people, absence):
        at = awake(lead, now) if urgency is Urgency.routine else now
        key = f"relief_lead:{absence.id}:{lead.id}:{late[0].id}:{late[0].led}"
        await work.notices.add(
            late[0].workspace, "relief", f"absence:{absence.handle}", key=key, to=lead.id, extra="lead",
            urgency=urgency, due_at=at,
        )  # fmt: skip


def _leads(people: People, absence: Absence) -> list[Member]:
    """Who leads their teams, else whoever leads, else whoever said it."""
    leads = [lead for team in people.teams_of(absence.member) for lead in people.leads_of(team)]
    others = {one.id: one for one in leads or people.leads() if one.id != absence.member}
    return list(others.values()) or [people.members[absence.said_by]]


async def _on_offer(work: Work, absence: Absence, member: MemberId, *, lead: bool) -> list[Relief]:
    """What can still be taken by a member; of a lead, what those who lead were told that nobody takes."""
    found = []
    for one in await work.reliefs.of(absence.id):
        theirs = one.led if lead else one.to == member and member not in one.refused
        if one.status is ReliefStatus.offered and theirs and await _still(work, one):
            found.append(one)
    return found


def _theirs(people: People, absence: Absence) -> list[Duty]:
    """The shifts that they would be on, or are on, in these days."""
    found = people.roster.duties(absence.begins, absence.ends)
    return [one for one in found if absence.member in (*one.people, *one.away)]


async def _loads(turn: Turn, able: Sequence[Member]) -> dict[MemberId, int]:
    """How much each of them has to do."""
    loads = {}
    for one in able:
        held = await turn.work.tasks.held_by(turn.workspace.id, one.id)
        loads[one.id] = sum(relief.weight(task, turn.now) for task in held)
    return loads


async def _things(work: Work, reliefs: Sequence[Relief]) -> cards.Things:
    tasks = await work.tasks.keyed([one.task for one in reliefs if one.task is not None])
    watches = {}
    for one in reliefs:
        if one.contingency is not None and (watch := await work.contingencies.by_id(one.contingency)):
            watches[watch.id] = watch
    return tasks, watches


def _urgency(one: Relief, things: cards.Things) -> Urgency:
    return things[0][one.task].urgency if one.task is not None else Urgency.urgent


async def _still(work: Work, one: Relief) -> bool:
    """Whether it is open, and still with who is out."""
    if one.task is not None:
        task = (await work.tasks.keyed([TaskId(one.task)])).get(one.task)
        return task is not None and task.open and task.owner == one.holder
    watch = await work.contingencies.by_id(one.contingency) if one.contingency else None
    return watch is not None and watch.live and watch.owner == one.holder


def _live(people: People, notice: Notice) -> Absence | None:
    handle = notice.about.removeprefix("absence:")
    return next((one for one in people.roster.absences if one.handle == handle), None)


async def _named(turn: Turn, handle: str) -> tuple[Relief, Absence, Member]:
    """What a button names, with whose it is."""
    found = await turn.work.reliefs.by_handle(turn.workspace.id, handle)
    absences = turn.people.roster.absences
    absence = next((one for one in absences if found is not None and one.id == found.absence), None)
    if found is None or absence is None:
        raise NotFound("That is not on offer any more. See what you have: /mine")
    return found, absence, turn.people.members[absence.member]


async def _absence(turn: Turn, handle: str) -> tuple[Absence, Member]:
    found = next((one for one in turn.people.roster.absences if one.handle == handle), None)
    if found is None:
        raise NotFound("That is over: they are back. Who is out: /out")
    return found, turn.people.members[found.member]
