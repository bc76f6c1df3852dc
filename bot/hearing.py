"""Hearing: what an if/then waited for has come, whoever says so. It ends, and whoever it concerns is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.care import contingencies, tasks
from bot.care.contingencies import Contingency
from bot.care.members import Member, MemberId, WorkspaceId
from bot.care.reminders import with_alarm
from bot.care.tasks import Kind, Task
from bot.care.urgency import Urgency
from bot.language.contingency import speaks_of
from bot.store.work import Work


async def came(work: Work, one: Contingency, by: Member, words: str, now: datetime) -> Contingency:
    """It has come: not watched any more; if it was an item already, that is dropped. Whoever had it is told."""
    raised = await work.tasks.by_id(one.raised) if one.raised else None
    if raised is not None and raised.open:
        people = await work.people(one.workspace)
        gone = replace(tasks.cancel(raised, by, words, now), updated_at=now)
        ready = with_alarm(gone, people.member(raised.owner), now)
        await work.tasks.save(ready, raised, "cancel", by.id, now)
        await _tell_who_had_it(work, one, raised.owner, by, now)
        return one
    saved = await work.contingencies.save(contingencies.hear(one, by.id, words, now))
    await _tell_who_had_it(work, saved, saved.owner, by, now)
    return saved


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
