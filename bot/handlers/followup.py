"""`/followup` and `/task`: what a person wants done or checked becomes an item, and comes back on time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import doubt
from bot.cards import task as cards
from bot.care.errors import CareError
from bot.care.members import MemberId, TeamId, next_shift, tomorrow_morning
from bot.care.reminders import with_alarm
from bot.care.tasks import Kind, Status, Task, TaskId
from bot.chat.card import Reply
from bot.chat.incoming import Command, Press, Quoted
from bot.language import doubts
from bot.language.due import due_of, rule_of
from bot.language.read import read
from bot.language.reading import Candidate, Doubt, DoubtAbout, Owner, Reading
from bot.store.rows import new_handle
from bot.turn import Turn


async def followup(turn: Turn, heard: Command) -> Reply:
    """`/followup call Mrs K in 2h`: something to check or to wait for."""
    return await capture(turn, heard.text, Kind.followup, heard.quoted)


async def task(turn: Turn, heard: Command) -> Reply:
    """`/task order a walker @sam by friday`: something to do."""
    return await capture(turn, heard.text, Kind.task, heard.quoted)


async def capture(turn: Turn, text: str, kind: Kind, quoted: Quoted | None = None) -> Reply:
    """Read one sentence and keep it: saved at once when it is clear, as a draft with a question when not."""
    words = " ".join(part for part in (text, _borrowed(text, quoted)) if part)
    if not words.strip():
        raise _nothing_said(kind)
    zone = ZoneInfo(turn.actor.zone)
    reading = read(words, turn.now.astimezone(zone), zone, turn.directory(), turn.actor.locale)
    item = _item(turn, reading, kind, quoted)
    asked = _to_ask(turn, reading)
    if asked:
        return await _draft(turn, item, asked)
    return await _save_new(turn, item)


async def choose(turn: Turn, press: Press) -> Reply:
    """A press on one of the answers to a doubt; the next doubt follows, or the item is saved."""
    draft = await turn.task(press.handle)
    if draft.status is not Status.draft:
        return turn.card(cards.item(draft, turn.reader))
    if draft.creator != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(draft.creator))
    asked = doubts.from_text(draft.doubts)
    try:
        candidate = asked[0].candidates[int(press.value)] if press.value != "none" else Candidate()
    except (ValueError, IndexError):
        raise CareError("That button is no longer valid. See what you have: /mine") from None
    answered = _with(draft, asked[0], candidate)
    left = asked[1:]
    if left:
        answered = replace(answered, doubts=doubts.to_text(left), updated_at=turn.now)
        await turn.work.tasks.save(answered, draft, "answer", turn.actor.id, turn.now)
        return turn.card(doubt.question(answered, left[0], turn.reader))
    return await _commit(turn, draft, answered)


async def resume(turn: Turn, press: Press) -> Reply:
    """Ask again what a draft is still waiting for."""
    draft = await turn.task(press.handle)
    if draft.status is not Status.draft:
        return turn.card(cards.item(draft, turn.reader))
    return turn.card(doubt.question(draft, doubts.from_text(draft.doubts)[0], turn.reader))


def _item(turn: Turn, reading: Reading, kind: Kind, quoted: Quoted | None) -> Task:
    owner, team = _owner(reading.owner, turn.actor.id)
    due, whole_day = due_of(reading, turn.actor, turn.now)
    series = due if reading.rrule or reading.interval else None
    return Task(
        id=TaskId(0),
        workspace=turn.workspace.id,
        number=0,
        handle=new_handle(),
        kind=kind,
        status=Status.accepted if owner == turn.actor.id else Status.requested,
        what=turn.named(reading.what),
        patient=reading.patient,
        owner=owner,
        team=team,
        creator=turn.actor.id,
        channel=turn.channel.id,
        link=quoted.link if quoted else None,
        urgency=reading.urgency,
        due_at=due,
        whole_day=whole_day,
        zone=str(reading.when.tzinfo)
        if reading.when and isinstance(reading.when.tzinfo, ZoneInfo)
        else turn.actor.zone,
        rrule=rule_of(reading, turn.actor),
        interval_s=int(reading.interval.total_seconds()) if reading.interval else None,
        series_start=series,
        series_at=series,
        waiting_on=reading.waiting_on,
        needs=reading.needs,
        created_at=turn.now,
        updated_at=turn.now,
    )


def _to_ask(turn: Turn, reading: Reading) -> tuple[Doubt, ...]:
    """The doubts that are worth a question, each with answers to choose from."""
    asked = []
    for one in reading.doubts:
        match one.about:
            case DoubtAbout.no_time:
                asked.append(replace(one, candidates=_times(turn)))
            case DoubtAbout.unknown_person:
                asked.append(replace(one, candidates=_persons(turn)))
            case (
                DoubtAbout.am_pm
                | DoubtAbout.which_day
                | DoubtAbout.which_week
                | DoubtAbout.which_person
                | DoubtAbout.in_past
            ):
                if one.candidates:
                    asked.append(one)
    return tuple(asked)


def _times(turn: Turn) -> tuple[Candidate, ...]:
    """What to offer when no time was given: an hour, the end of today's work, tomorrow, the next shift."""
    zone = ZoneInfo(turn.actor.zone)
    today = turn.now.astimezone(zone).date()
    offered = [
        (turn.now + timedelta(hours=1)).replace(second=0, microsecond=0),
        datetime.combine(today, turn.actor.work_end, tzinfo=zone).astimezone(UTC),
        tomorrow_morning(turn.actor, turn.now),
        next_shift(turn.actor, turn.now),
    ]
    return tuple(Candidate(when=at) for at in sorted({at for at in offered if at > turn.now}))


def _persons(turn: Turn) -> tuple[Candidate, ...]:
    others = [one for one in turn.people.active() if one.id != turn.actor.id][:5]
    return tuple(Candidate(owner=Owner(key=str(one.id))) for one in (turn.actor, *others))


async def _draft(turn: Turn, item: Task, asked: tuple[Doubt, ...]) -> Reply:
    number = await turn.work.members.next_number(turn.workspace.id)
    draft = replace(item, number=number, status=Status.draft, doubts=doubts.to_text(asked))
    draft = with_alarm(draft, turn.actor, turn.now)
    draft, _ = await turn.work.tasks.add(draft, "draft", turn.actor.id, turn.now)
    return turn.card(doubt.question(draft, asked[0], turn.reader))


async def _save_new(turn: Turn, item: Task) -> Reply:
    number = await turn.work.members.next_number(turn.workspace.id)
    item = with_alarm(replace(item, number=number), turn.people.member(item.owner), turn.now)
    saved, undo = await turn.work.tasks.add(item, "create", turn.actor.id, turn.now)
    await turn.tell_owner(saved)
    return turn.card(cards.echo(saved, undo, turn.reader))


async def _commit(turn: Turn, draft: Task, answered: Task) -> Reply:
    status = Status.accepted if answered.owner == turn.actor.id else Status.requested
    saved, undo = await turn.save(replace(answered, status=status, doubts="", nudges=0), draft, "create")
    await turn.tell_owner(saved)
    return turn.card(cards.echo(saved, undo, turn.reader))


def _with(draft: Task, asked: Doubt, candidate: Candidate) -> Task:
    """The draft with one answer put in."""
    match asked.about:
        case DoubtAbout.which_person | DoubtAbout.unknown_person:
            if candidate.owner is None:
                return draft
            owner, team = _owner(candidate.owner, draft.creator)
            return replace(draft, owner=owner, team=team)
        case (
            DoubtAbout.am_pm
            | DoubtAbout.which_day
            | DoubtAbout.which_week
            | DoubtAbout.no_time
            | DoubtAbout.in_past
        ):
            if candidate.when is None:
                return replace(draft, due_at=None, whole_day=False)
            when = candidate.when.astimezone(UTC)
            series = when if draft.recurring else None
            return replace(draft, due_at=when, whole_day=False, series_start=series, series_at=series)


def _owner(owner: Owner | None, me: MemberId) -> tuple[MemberId | None, TeamId | None]:
    if owner is None:
        return me, None
    return (None, TeamId(int(owner.key))) if owner.team else (MemberId(int(owner.key)), None)


def _borrowed(text: str, quoted: Quoted | None) -> str:
    """The words of the message that was replied to; nothing when they were typed, or it was the bot's own."""
    return "" if quoted is None or quoted.by_bot else quoted.text


def _nothing_said(kind: Kind) -> CareError:
    match kind:
        case Kind.followup:
            return CareError(
                "What shall I bring back, and when? "
                "For example: /followup call Mrs K's daughter !K-17 by 9am, urgent"
            )
        case Kind.task:
            return CareError(
                "What is to be done, and by when? For example: /task order a walker for K-17 @sam by friday 3pm"
            )
