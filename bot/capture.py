"""Capture: a sentence, or a paste of several, becomes items: saved when clear, kept and asked about when not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import aliasing
from bot.cards import doubt
from bot.cards import dump as dump_cards
from bot.cards import patient as patient_cards
from bot.cards import task as cards
from bot.care.members import MemberId, TeamId, next_shift, tomorrow_morning
from bot.care.reminders import with_alarm
from bot.care.tasks import Kind, Status, Task, TaskId
from bot.chat.card import Question, Reply
from bot.language import doubts
from bot.language.due import due_of, rule_of
from bot.language.dump import Item, Piece, read_dump
from bot.language.halves import by_day
from bot.language.read import read
from bot.language.reading import Candidate, Doubt, DoubtAbout, Owner, Reading
from bot.language.reading import Kind as Said
from bot.store.rows import new_handle
from bot.turn import Turn, local_now


async def capture(turn: Turn, words: str, kind: Kind, link: str | None = None) -> Reply:
    """Read and keep what somebody wrote: one item, or a question about several. `link` leads to where it began."""
    several = pasted(turn, words)
    if several:
        return await propose(turn, several, kind, link)
    now, zone = local_now(turn)
    reading = read(words, now, zone, turn.directory(), turn.actor.locale)
    item, asked = _item(turn, reading, kind, link, words), _to_ask(turn, reading)
    if asked:
        draft = await _draft(turn, item, asked)
        return turn.card(doubt.question(draft, asked[0], turn.reader))
    if await aliasing.withheld(turn, item):
        return turn.card(patient_cards.held(await _draft(turn, item, ()), turn.reader))
    number = await turn.work.members.next_number(turn.workspace.id)
    item = with_alarm(replace(item, number=number), turn.people.member(item.owner), turn.now)
    saved, undo = await turn.work.tasks.add(item, "create", turn.actor.id, turn.now)
    await turn.tell_owner(saved)
    return turn.card(cards.echo(saved, undo, turn.reader, _other(turn, reading, saved)))


def pasted(turn: Turn, words: str) -> tuple[Item, ...]:
    """The pieces of a paste, if at least two of them ask for something; nothing for a single sentence."""
    now, zone = local_now(turn)
    items = read_dump(words, now, zone, turn.directory(), turn.actor.locale)
    proposed = [one for one in items if one.proposed]
    lines = "\n" in words.strip()
    if len(proposed) < 2 or not (lines or all(one.reading.when or one.reading.patient for one in proposed)):
        return ()
    return items


def lines(turn: Turn, words: str) -> tuple[Item, ...]:
    """Every line as an item of its own, whatever it sounds like: it was added on purpose."""
    now, zone = local_now(turn)
    items, start = [], 0
    for raw in words.splitlines(keepends=True):
        text = raw.strip(" -*•\t\r\n")
        if text:
            begin = start + raw.index(text)
            piece = Piece(text=text, start=begin, end=begin + len(text))
            reading = read(text, now, zone, turn.directory(), turn.actor.locale)
            items.append(Item(piece=piece, reading=reading, proposed=True))
        start += len(raw)
    return tuple(items)


async def propose(turn: Turn, items: Sequence[Item], kind: Kind, link: str | None = None) -> Reply:
    """Keep each piece that asks for something as a draft, and ask whether to save them."""
    now, zone = local_now(turn)
    drafts = []
    for one in items:
        if not one.proposed:
            continue
        reading = one.reading
        if one.piece.heading:  # "Bed 4:", "For tomorrow:" belong to every line below them
            words = f"{one.piece.text}, {one.piece.heading}"
            reading = read(words, now, zone, turn.directory(), turn.actor.locale)
        said = Kind.followup if reading.kind is Said.followup else kind
        # Of many at once nobody wants to be asked for each time; who is meant must be known.
        asked = tuple(doubt for doubt in _to_ask(turn, reading) if doubt.about is not DoubtAbout.no_time)
        drafts.append(await _draft(turn, _item(turn, reading, said, link, one.piece.text), asked))
    say = turn.reader.say
    question = Question(
        handle=new_handle(), title=say("Shall I save these?"), fields=(), submit=say("Save"),
        open_label=say("Save"), fallback=say("Shall I save these?"), locale=say.language,
    )  # fmt: skip
    about = ",".join(str(draft.id) for draft in drafts)
    await turn.ask(question, "lines", about)
    left_out = len(items) - len(drafts)
    return Reply(card=dump_cards.question(drafts, left_out, question.handle, turn.reader))


async def settle(turn: Turn, draft: Task, answered: Task) -> tuple[Task, str]:
    """A draft becomes an item. Returns it and the handle that undoes that."""
    status = Status.accepted if answered.owner == turn.actor.id else Status.requested
    saved, undo = await turn.save(replace(answered, status=status, doubts="", nudges=0), draft, "create")
    await turn.tell_owner(saved)
    return saved, undo


def answered_with(draft: Task, asked: Doubt, candidate: Candidate) -> Task:
    """The draft with one answer put in."""
    match asked.about:
        case DoubtAbout.which_person | DoubtAbout.unknown_person:
            if candidate.owner is None:
                return draft
            owner, team, shift = _owner(candidate.owner, draft.creator)
            return replace(draft, owner=owner, team=team, shift=shift)
        case (
            DoubtAbout.am_pm
            | DoubtAbout.which_day
            | DoubtAbout.which_week
            | DoubtAbout.which_time
            | DoubtAbout.no_time
            | DoubtAbout.in_past
        ):
            if candidate.when is None:
                return replace(draft, due_at=None, whole_day=False)
            when = candidate.when.astimezone(UTC)
            series = when if draft.recurring else None
            return replace(draft, due_at=when, whole_day=False, series_start=series, series_at=series)


def _item(turn: Turn, reading: Reading, kind: Kind, link: str | None, words: str) -> Task:
    """The item that was read; where nothing is left to say what it is about, it is called by all the words."""
    owner, team, shift = _owner(reading.owner, turn.actor.id)
    due, whole_day = due_of(reading, turn.actor, turn.now)
    if due is None:
        due = _comes_on(turn, reading)
    series = due if reading.rrule or reading.interval else None
    return Task(
        id=TaskId(0),
        workspace=turn.workspace.id,
        number=0,
        handle=new_handle(),
        kind=kind,
        status=Status.accepted if owner == turn.actor.id else Status.requested,
        what=turn.named(reading.what or words),
        patient=reading.patient,
        owner=owner,
        team=team,
        shift=shift,
        creator=turn.actor.id,
        channel=turn.channel.id,
        link=link,
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


def _other(turn: Turn, reading: Reading, item: Task) -> datetime | None:
    """The other half of the clock, where only its face was said and it may be meant as well: unless by day, or
    its owner is on a shift then, and not at the other time."""
    if reading.when is None or reading.other is None or item.recurring:
        return None
    owner = turn.people.member(item.owner)
    if owner is not None and owner.roster is not None:
        on = [owner.roster.shift_of(owner.id, at) is not None for at in (reading.when, reading.other)]
        if on[0] != on[1]:
            return reading.other if on[1] else None
    return None if by_day(reading.when) else reading.other


def _to_ask(turn: Turn, reading: Reading) -> tuple[Doubt, ...]:
    """The doubts that are worth a question, each with answers to choose from."""
    asked = []
    for one in reading.doubts:
        match one.about:
            case DoubtAbout.no_time if _comes_on(turn, reading) is not None:
                pass
            case DoubtAbout.no_time:
                asked.append(replace(one, candidates=_times(turn)))
            case DoubtAbout.unknown_person:
                asked.append(replace(one, candidates=_persons(turn)))
            case (
                DoubtAbout.am_pm
                | DoubtAbout.which_day
                | DoubtAbout.which_week
                | DoubtAbout.which_time
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


async def _draft(turn: Turn, item: Task, asked: tuple[Doubt, ...]) -> Task:
    number = await turn.work.members.next_number(turn.workspace.id)
    draft = replace(item, number=number, status=Status.draft, doubts=doubts.to_text(asked) if asked else "")
    kept, _ = await turn.work.tasks.add(with_alarm(draft, turn.actor, turn.now), "draft", turn.actor.id, turn.now)
    return kept


def _owner(owner: Owner | None, me: MemberId) -> tuple[MemberId | None, TeamId | None, str]:
    """The member; or the team, and which of its shifts."""
    if owner is None:
        return me, None, ""
    return (None, TeamId(int(owner.key)), owner.shift) if owner.team else (MemberId(int(owner.key)), None, "")


def _comes_on(turn: Turn, reading: Reading) -> datetime | None:
    """When the shift begins that it is for, if it is not on yet: then it needs no time of its own."""
    _, team, shift = _owner(reading.owner, turn.actor.id)
    found = turn.people.team(team)
    if found is None:
        return None
    begins = turn.people.on_duty_from(found, turn.now, shift=shift, since=turn.now)
    return begins if begins > turn.now else None
