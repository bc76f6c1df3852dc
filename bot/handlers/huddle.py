"""`/huddle`: a short team brief, posted now or on schedule into a channel; what is replied to it becomes tasks."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import huddle as cards
from bot.cards.note import note
from bot.cards.protection import unposted
from bot.cards.reader import Reader
from bot.care.errors import CareError
from bot.care.huddles import Huddle, HuddleId, scheduled, skipping, slot
from bot.care.members import ChannelId
from bot.care.tasks import Task
from bot.chat.card import Card, Reply, SeenBy
from bot.chat.incoming import Command
from bot.chat.text import moment
from bot.language.schedule import Schedule, read_schedule, read_when
from bot.language.switch import switch
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

DAY = timedelta(hours=24)
BATCH = 50
SCHEDULED = "scheduled"


async def huddle(turn: Turn, heard: Command) -> Reply:
    """`/huddle`, `/huddle 7:30 weekdays`, `/huddle off`, `/huddle skip tomorrow`."""
    if turn.channel.private:
        raise CareError("A huddle belongs to a team's channel. Say it there: /huddle 7:30 weekdays")
    words = heard.text.strip()
    if not words:
        key = f"huddle:now:{turn.channel.id}:{heard.id}"[:120]
        await turn.tell("huddle", f"channel:{turn.channel.id}", key=key, in_channel=turn.channel)
        return Reply()
    wanted = switch(words)
    if wanted is not None:
        return await _on(turn) if wanted else await _off(turn)
    first, _, rest = words.partition(" ")
    return await _skip(turn, rest) if first.casefold() == "skip" else await _set(turn, words)


async def post_due(work: Work, now: datetime) -> int:
    """Huddles whose time has come become notices, and get their next time. Returns how many."""
    due = await work.huddles.due(now, BATCH)
    for one in due:
        if one.next_at is None:
            continue
        key = f"huddle:{one.id}:{slot(one, one.next_at)}"
        await work.notices.add(
            one.workspace, "huddle", f"channel:{one.channel}", key=key, channel=one.channel, extra=SCHEDULED,
            due_at=one.next_at,
        )  # fmt: skip
        await work.huddles.save(scheduled(one, now))
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The huddle post as things stand now: last 24 h, next 24 h, overdue, handoffs, and what is still open."""
    channel = ChannelId(int(notice.about.removeprefix("channel:")))
    schedule = await work.huddles.of(channel)
    if notice.extra == SCHEDULED and (schedule is None or not schedule.active):
        return None
    late = reader.now - notice.due_at
    closed = await work.tasks.closed_in(notice.workspace, channel, reader.now - DAY)
    handoffs = await work.handoffs.waiting_in(notice.workspace, channel)
    return cards.post(
        closed=[one for one in closed if not _unposted(one, reader)],
        open_ones=[
            one
            for one in await work.tasks.open_where(notice.workspace, channel=channel)
            if not _unposted(one, reader)
        ],
        handoffs=[one for one in handoffs if not unposted(reader, [part.patient for part in one.patients])],
        late=late if late > timedelta(minutes=2) else None,
        reader=replace(reader, zone=schedule.zone) if schedule else reader,
    )


def _unposted(task: Task, reader: Reader) -> bool:
    return unposted(reader, (task.patient,), task.what)


async def _set(turn: Turn, words: str) -> Reply:
    zone = turn.channel.zone or turn.actor.zone
    schedule = read_schedule(words, ZoneInfo(zone))
    if schedule is None:
        raise CareError("I did not understand that schedule. For example: /huddle 7:30 weekdays, or /huddle off")
    found = await turn.work.huddles.of(turn.channel.id)
    changed = scheduled(_with_schedule(turn, found, schedule, zone), turn.now)
    if found is None:
        await turn.work.huddles.add(changed)
    else:
        await turn.work.huddles.save(changed)
    return _scheduled(turn, changed)


async def _off(turn: Turn) -> Reply:
    found = await _known(turn)
    await turn.work.huddles.save(scheduled(replace(found, active=False), turn.now))
    say = turn.reader.say
    return Reply(card=note(say("No more huddles here. Back with: /huddle on"), say), seen_by=SeenBy.everyone)


async def _on(turn: Turn) -> Reply:
    changed = scheduled(replace(await _known(turn), active=True), turn.now)
    await turn.work.huddles.save(changed)
    return _scheduled(turn, changed)


async def _skip(turn: Turn, words: str) -> Reply:
    found = await _known(turn)
    day = _day(turn, found, words)
    changed = skipping(found, day, turn.now)
    await turn.work.huddles.save(changed)
    say = turn.reader.say
    text = say("Skipped. Next huddle: {when}", when=_next(turn, changed))
    return Reply(card=note(text, say), seen_by=SeenBy.everyone)


async def _known(turn: Turn) -> Huddle:
    found = await turn.work.huddles.of(turn.channel.id)
    if found is None:
        raise CareError("There is no huddle here yet. For example: /huddle 7:30 weekdays")
    return found


def _with_schedule(turn: Turn, found: Huddle | None, schedule: Schedule, zone: str) -> Huddle:
    if found is not None:
        return replace(
            found, at=schedule.at, rrule=schedule.rrule, zone=zone, skip=None, active=True,
            started_at=turn.now, set_by=turn.actor.id,
        )  # fmt: skip
    return Huddle(
        id=HuddleId(0),
        workspace=turn.workspace.id,
        handle=new_handle(),
        channel=turn.channel.id,
        at=schedule.at,
        rrule=schedule.rrule,
        zone=zone,
        set_by=turn.actor.id,
        started_at=turn.now,
    )


def _day(turn: Turn, found: Huddle, words: str) -> date:
    """The day to skip: the one that is said, else the next one."""
    zone = ZoneInfo(found.zone)
    if words.strip():
        reading = read_when(words, turn.now.astimezone(zone), zone, turn.actor.locale)
        if reading.when is None:
            raise CareError("Which day? For example: /huddle skip tomorrow")
        return reading.when.astimezone(zone).date()
    return (found.next_at or turn.now).astimezone(zone).date()


def _scheduled(turn: Turn, changed: Huddle) -> Reply:
    say = turn.reader.say
    at, when = f"{changed.at:%H:%M}", _next(turn, changed)
    text = say("Huddle here at {at}, {zone}. Next: {when}", at=at, zone=changed.zone, when=when)
    return Reply(card=note(text, say), seen_by=SeenBy.everyone)


def _next(turn: Turn, changed: Huddle) -> str:
    say = turn.reader.say
    if changed.next_at is None:
        return say("never")
    return moment(replace(turn.reader, zone=changed.zone).when(changed.next_at), say.language)
