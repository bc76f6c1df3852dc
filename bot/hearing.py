"""Hearing: what an if/then waited for has come, whoever says so; or it has come to that, and it is needed now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.care import contingencies, policy, tasks
from bot.care.contingencies import Asking, Contingency, Watch
from bot.care.members import Member, MemberId, WorkspaceId
from bot.care.reminders import with_alarm
from bot.care.tasks import NOT_YET, Kind, Status, Task, TaskId
from bot.care.urgency import Urgency
from bot.language.contingency import awaits, bears_on, speaks_of
from bot.store.rows import new_handle
from bot.store.work import Work


def meant_by(words: str, found: Sequence[Contingency]) -> tuple[list[Contingency], list[Contingency]]:
    """Of what can still come, what these words say has come; and what stands and turns on what they are about."""
    stand = [one for one in found if one.watch is Watch.standing and not awaits(one.condition)]
    ends = [one for one in found if one not in stand and speaks_of(words, one.text)]
    return ends, [one for one in stand if bears_on(words, one.condition)]


async def item_of(work: Work, one: Contingency) -> Task | None:
    """The item that it has become, as long as that is open."""
    raised = await work.tasks.by_id(one.raised) if one.raised else None
    return raised if raised is not None and raised.open else None


async def came(
    work: Work, one: Contingency, raised: Task | None, by: Member, words: str, now: datetime
) -> Contingency:
    """It has come: not watched any more; the item that it has become is dropped. Whoever had it is told."""
    if raised is not None:
        people = await work.people(one.workspace)
        gone = replace(tasks.cancel(raised, by, words, now), updated_at=now)
        ready = with_alarm(gone, people.member(raised.owner), now)
        await work.tasks.save(ready, raised, "cancel", by.id, now)
        await _tell_who_had_it(work, one, raised.owner, by, now)
        return one
    saved = await work.contingencies.save(contingencies.hear(one, by.id, words, now))
    await _tell_who_had_it(work, saved, saved.owner, by, now)
    return saved


async def needed(work: Work, one: Contingency, by: Member | None, now: datetime) -> Task:
    """Its time has come, or somebody says that it has come to that: an item of who watches it, urgent and due."""
    people = await work.people(one.workspace)
    owner = people.member(one.owner)
    if owner is None or not owner.active:
        owner = next(iter(policy.backups(owner, list(people.members.values()), one.owner)), None)
    task = Task(
        id=TaskId(0), workspace=one.workspace, number=await work.members.next_number(one.workspace),
        handle=new_handle(), kind=Kind.task, status=Status.accepted, what=one.action or one.text,
        patient=one.patient, owner=owner.id if owner else one.owner, creator=one.owner, urgency=Urgency.urgent,
        due_at=one.alarm_at or now, zone=one.zone, created_at=now, updated_at=now,
    )  # fmt: skip
    added, _ = await work.tasks.add(with_alarm(task, owner, now), "fired", None, now)
    await work.contingencies.save(contingencies.fire(one, added.id, now, by.id if by else None))
    if by is None or added.owner != by.id:
        await work.notices.add(
            one.workspace, "contingency", f"task:{added.id}", key=f"contingency:{one.id}:{added.id}",
            to=added.owner, extra=one.handle, urgency=Urgency.urgent, due_at=one.alarm_at or now,
        )  # fmt: skip
    return added


async def bearing(work: Work, workspace: WorkspaceId, patient: str | None, words: str) -> list[Contingency]:
    """What stands for a patient and turns on what these words are about."""
    found = await work.contingencies.standing(workspace, patient) if patient else []
    return [one for one in found if not awaits(one.condition) and bears_on(words, one.condition)]


async def ask(
    work: Work, found: Sequence[Contingency], about: str, by: Member, now: datetime
) -> list[tuple[Contingency, Asking]]:
    """Whether it has come to what these stand for, because of what `by` did or said. Returns what is to be asked
    of them at once; the others who watch are asked in a message of their own."""
    mine = []
    for one in found:
        asking = await work.askings.ask(one, about, by.id, now)
        if asking is not None and one.owner == by.id:
            mine.append((one, asking))
        elif asking is not None:
            await work.notices.add(
                one.workspace, "standing", f"contingency:{one.id}", key=f"standing:{asking.id}", to=one.owner,
                extra=asking.handle, urgency=Urgency.urgent, due_at=now,
            )  # fmt: skip
    return mine


async def after_closing(work: Work, task: Task, by: Member, now: datetime) -> list[tuple[Contingency, Asking]]:
    """An item is closed: has it come to what turns on it? As `ask`."""
    if task.outcome in NOT_YET:
        return []
    words = f"{task.what}. {task.waiting_on or ''}. {task.note}"
    return await ask(work, await bearing(work, task.workspace, task.patient, words), f"task:{task.id}", by, now)


async def before_going(work: Work, member: Member, wrap: int, now: datetime) -> list[tuple[Contingency, Asking]]:
    """All that stands and that a member watches, but for what was answered with no a short while ago. As `ask`."""
    found = await work.contingencies.live(member.workspace, owner=member.id)
    stand = [one for one in found if one.watch is Watch.standing]
    denied = await work.askings.denied_since([one.id for one in stand], now - contingencies.A_NO_HOLDS)
    return await ask(work, [one for one in stand if one.id not in denied], f"wrap:{wrap}", member, now)


def heard_by(by: Member, now: datetime) -> str:
    """What a question is about that somebody's words bring up."""
    return f"heard:{by.id}:{_mark(now)}"


async def waiting_for(work: Work, workspace: WorkspaceId, patient: str, words: str) -> list[Task]:
    """Open follow-ups of a patient that wait for what these words speak of."""
    found = await work.tasks.open_where(workspace, patient=patient)
    return [
        one for one in found
        if one.kind is Kind.followup and one.open and speaks_of(words, one.waiting_on or one.what)
    ]  # fmt: skip


async def tell_waiting(work: Work, found: Sequence[Task], by: Member, now: datetime) -> int:
    """Ask whoever has each of these follow-ups what came of it, unless they said so themselves. Says how many."""
    count = 0
    for task in found:
        to = task.owner or task.creator
        if to != by.id:
            count += 1
            await work.notices.add(
                task.workspace, "arrived", f"task:{task.id}", key=f"arrived:{task.id}:{by.id}:{_mark(now)}", to=to,
                extra=str(by.id), urgency=Urgency.urgent, due_at=now,
            )  # fmt: skip
    return count


async def ask_which(work: Work, found: Sequence[Contingency], by: Member, now: datetime) -> int:
    """Words that fit several: whoever watches them is asked which has come. Says how many people."""
    owners: dict[MemberId, list[Contingency]] = {}
    for one in found:
        owners.setdefault(one.owner, []).append(one)
    for owner, theirs in owners.items():
        handles = ",".join(one.handle for one in theirs)
        await work.notices.add(
            theirs[0].workspace, "contingency_which", f"contingency:{theirs[0].id}",
            key=f"contingency_which:{theirs[0].id}:{_mark(now)}", to=owner, extra=f"{by.id}:{handles}",
            urgency=Urgency.urgent, due_at=now,
        )  # fmt: skip
    return len(owners)


async def _tell_who_had_it(
    work: Work, one: Contingency, owner: MemberId | None, by: Member, now: datetime
) -> None:
    if owner is not None and owner != by.id:
        await work.notices.add(
            one.workspace, "contingency_over", f"contingency:{one.id}", key=f"contingency_heard:{one.id}",
            to=owner, due_at=now,
        )  # fmt: skip


def _mark(now: datetime) -> int:
    return int(now.timestamp() * 1000)
