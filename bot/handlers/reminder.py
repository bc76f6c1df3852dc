"""Reminders: the clock speaks. Ahead, when due, nudges until done; then a ladder begins."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import hearing, ladder
from bot.cards import doubt
from bot.cards import reminder as cards
from bot.cards.contingency import also_standing
from bot.cards.reader import Reader
from bot.cards.task import item
from bot.care.members import Member, MemberId, awake
from bot.care.people import People
from bot.care.reminders import escalates, unheard, with_alarm
from bot.care.tasks import Alarm, Status, Task, TaskId, missed_occurrence
from bot.care.urgency import Urgency
from bot.chat.card import Card
from bot.language import doubts
from bot.store.notices import Notice
from bot.store.work import Work

BATCH = 200

LATE = timedelta(minutes=2)
"""A reminder that comes later than this says so."""


async def ring(work: Work, now: datetime) -> int:
    """Turn the alarms that are due into notices, and set each item's next one. Returns how many there were."""
    due = await work.tasks.alarming(now, BATCH)
    for task in due:
        await _ring_one(work, task, now)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The reminder as things stand now; None when there is nothing left to say."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    if task is None:
        return None
    step, _, version = notice.extra.partition(":")
    if step == Alarm.unfinished:
        if task.status is not Status.draft:
            return None
        asked = doubts.from_text(task.doubts) if task.doubts else ()
        return doubt.question(task, asked[0], reader) if asked else item(task, reader)
    if not task.open or (notice.member is not None and task.owner is not None and task.owner != notice.member):
        return None
    # Moved since this was written (snoozed, edited): the new alarm speaks for itself.
    if version != _due_mark(task):
        return None
    late = reader.now - notice.due_at
    card = cards.reminder(task, Alarm(step), late if late > LATE else None, reader)
    if step != Alarm.due or notice.member is None:
        return card
    words = f"{task.what}. {task.waiting_on or ''}"
    stands = await hearing.bearing(work, task.workspace, task.patient, words)
    return also_standing(card, [one for one in stands if one.owner == notice.member], reader)


async def compose_together(work: Work, notices: Sequence[Notice], reader: Reader) -> Card:
    """Several reminders, each of which still holds, as one list."""
    found = await work.tasks.by_ids([TaskId(int(one.about.removeprefix("task:"))) for one in notices])
    late = reader.now - min(one.due_at for one in notices)
    return cards.together(found, late if late > LATE else None, reader)


async def compose_assigned(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a new owner: somebody gave you this."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    if task is None or not task.open or (notice.member is not None and task.owner not in (None, notice.member)):
        return None
    return cards.assigned(task, reader)


async def compose_change(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever made an item: it was done, declined or dropped by somebody else."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    return cards.change(task, notice.extra, reader) if task else None


async def compose_unreachable(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a channel: a direct message about this item could not be delivered to somebody."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    if task is None or not task.open:
        return None
    return cards.unreachable(task, MemberId(int(notice.extra)), reader)


async def unreachable(work: Work, notice: Notice, now: datetime) -> None:
    """Somebody cannot be reached about an item: its channel is told, else whoever made it."""
    task = await work.tasks.by_id(TaskId(int(notice.about.removeprefix("task:"))))
    if task is None or notice.member is None:
        return
    key = f"unreachable:{task.id}:{notice.member}:{_due_mark(task)}"
    channel = await work.places.by_id(task.channel) if task.channel else None
    if channel is not None and not channel.private:
        await work.notices.add(
            task.workspace, "unreachable", notice.about, key=key, channel=channel.id, urgency=Urgency.urgent,
            extra=str(notice.member), due_at=now,
        )  # fmt: skip
    elif notice.member != task.creator:
        await work.notices.add(
            task.workspace, "unreachable", notice.about, key=key, to=task.creator, urgency=Urgency.urgent,
            extra=str(notice.member), due_at=now,
        )  # fmt: skip


async def _ring_one(work: Work, task: Task, now: datetime) -> None:
    people = await work.people(task.workspace)
    owner = people.member(task.owner)
    alarm = task.alarm
    assert alarm is not None  # noqa: S101 - alarm and alarm_at are set together
    if task.urgency is Urgency.routine and (later := _heard_from(task, people, now)) > now:
        # Their hours were changed after the alarm was set; or whoever it is for is not on yet.
        if alarm is Alarm.ahead and task.due_at is not None and later >= task.due_at:
            alarm = Alarm.due
        await work.tasks.set_alarm(replace(task, alarm=alarm, alarm_at=later))
        return
    latest = missed_occurrence(task, now)
    told = latest is None or not unheard(task)
    if latest is not None:
        task, alarm = await _roll_on(work, task, latest, now), Alarm.due
    key = f"task:{task.id}:{alarm}:{task.series_at or ''}:{_due_mark(task)}:{task.nudges}"
    extra = f"{alarm}:{_due_mark(task)}"
    listeners = [task.owner] if task.owner is not None else []
    if task.status is Status.draft:
        listeners = [task.creator]
    for member in listeners:
        await work.notices.add(
            task.workspace, "reminder", f"task:{task.id}", key=key, to=member, extra=extra,
            urgency=task.urgency, due_at=task.alarm_at or now,
        )  # fmt: skip
    if not listeners:
        await _tell_team(work, task, _meant(task, people, now), key, extra, now)
    rung = replace(task, nudges=task.nudges + (alarm in (Alarm.nudge, Alarm.unfinished)))
    if told and escalates(rung):
        _, rung = await ladder.begin_item(work, rung, now, knows=rung.owner)
    await work.tasks.set_alarm(with_alarm(rung, owner, now))


def _meant(task: Task, people: People, now: datetime) -> list[Member]:
    """Who is on duty for an item of a team with shifts; of one that is coming up, who will be when it is due."""
    team = people.team(task.team)
    if team is None or not people.roster.has(team.id, now):
        return []
    at = max(task.due_at, now) if task.alarm is Alarm.ahead and task.due_at is not None else now
    return people.on_duty(team, at, shift=task.shift, since=task.created_at)


def _heard_from(task: Task, people: People, now: datetime) -> datetime:
    """From when on whoever has it, or is on duty for it, is to hear of it."""
    if (owner := people.member(task.owner)) is not None:
        return awake(owner, now)
    meant = _meant(task, people, now) if task.open else []
    return min((awake(one, now) for one in meant), default=now)


async def _roll_on(work: Work, task: Task, latest: datetime, now: datetime) -> Task:
    """A recurring item whose next time came before it was closed: one open item, moved on, with the count kept."""
    moved = replace(task, due_at=latest, series_at=latest, missed=task.missed + 1, nudges=0, updated_at=now)
    saved, _ = await work.tasks.save(moved, task, "missed", None, now)
    return saved


async def _tell_team(
    work: Work, task: Task, on_duty: Sequence[Member], key: str, extra: str, now: datetime
) -> None:
    """Whoever is on duty for it; without a roster the channel that it came from, else everybody of the team."""
    channel = await work.places.by_id(task.channel) if task.channel else None
    if not on_duty and channel is not None and not channel.private:
        await work.notices.add(
            task.workspace, "reminder", f"task:{task.id}", key=key, channel=channel.id, extra=extra,
            urgency=task.urgency, due_at=task.alarm_at or now,
        )  # fmt: skip
        return
    team = (await work.people(task.workspace)).team(task.team)
    for member in [one.id for one in on_duty] or (team.members if team else [task.creator]):
        await work.notices.add(
            task.workspace, "reminder", f"task:{task.id}", key=f"{key}:{member}", to=member, extra=extra,
            urgency=task.urgency, due_at=task.alarm_at or now,
        )  # fmt: skip


def _due_mark(task: Task) -> str:
    """Changes whenever the due time does."""
    return str(int(task.due_at.timestamp())) if task.due_at else ""
