"""The audit: who saw, made, changed or was refused what, and when. Ids and names of fields, never what they hold.

Rows are only ever added (the database itself refuses anything else), and each carries a keyed digest of itself and
of the row before it: whoever changes, removes or inserts one without the key breaks the chain at that row.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.tasks import Task
from bot.store.kept_tables import audit, audit_heads
from bot.store.sealing import ring_in_use
from bot.store.tables import workspaces
from bot.store.wall import here


class Act(StrEnum):
    """What was done."""

    view = "view"
    create = "create"
    change = "change"
    denial = "denial"
    configure = "configure"
    export = "export"
    erase = "erase"
    model = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. Without `actor` the bot did it on the clock's behalf, or an operator at the command line."""

    workspace: WorkspaceId
    act: Act
    about: str
    """`task:12`, `handoff:3`, `member:4`, `team:5`, or empty."""
    at: datetime
    actor: MemberId | None = None
    platform: str = ""
    channel: ChannelId | None = None
    patient: str | None = None
    detail: str = ""
    """One of our own words: a verb, a command, an outcome."""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first row of a workspace at which the chain does not hold."""

    workspace: str
    position: int
    why: str


@dataclass(slots=True)
class Speaker:
    """On whose behalf things are done in a piece of work; nobody's until somebody speaks."""

    workspace: WorkspaceId | None = None
    actor: MemberId | None = None
    platform: str = ""
    channel: ChannelId | None = None
    at: datetime | None = None


class Audit:
    """Collects what is done in a piece of work, and writes it as the last thing before the commit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute
        self._entries: dict[tuple[object, ...], Entry] = {}
        self.speaker = Speaker()

    def note(
        self,
        act: Act,
        about: str,
        *,
        workspace: WorkspaceId | None = None,
        actor: MemberId | None = None,
        patient: str | None = None,
        detail: str = "",
        fields: Collection[str] = (),
        at: datetime | None = None,
    ) -> None:
        """Something that is being done, by whoever speaks unless `actor` says otherwise. The same is kept once."""
        by = self.speaker
        where = workspace if workspace is not None else by.workspace
        if where is None:
            raise ValueError(f"nobody said in which workspace {act} {about} is done")
        entry = Entry(
            workspace=where, act=act, about=about, at=at or by.at or datetime.now(UTC),
            actor=actor if actor is not None else by.actor, platform=by.platform, channel=by.channel,
            patient=patient, detail=detail[:32], fields=tuple(sorted(fields)),
        )  # fmt: skip
        how = () if act is Act.view else (detail, entry.fields)
        key = (act, about, entry.actor, patient, how)
        self._entries.setdefault(key, entry)

    async def write(self) -> None:
        """Add what was collected to the chain of its workspace, which is locked from here to the commit."""
        for workspace in sorted({entry.workspace for entry in self._entries.values()}):
            mine = [entry for entry in self._entries.values() if entry.workspace == workspace]
            head = select(audit_heads).where(audit_heads.c.workspace == workspace).with_for_update()
            position, digest = _head((await self._run(head)).first())
            rows = []
            for position, entry in enumerate(mine, position + 1):  # noqa: B020 - it goes on from there
                digest = ring_in_use().link(_body(digest, position, entry), workspace)
                rows.append({f.name: getattr(entry, f.name) for f in fields(Entry)})
                rows[-1] |= {"position": position, "digest": digest}
            await self._run(insert(audit), rows)
            moved = update(audit_heads).where(audit_heads.c.workspace == workspace)
            if (await self._run(moved.values(position=position, digest=digest))).rowcount == 0:
                await self._run(insert(audit_heads).values(workspace=workspace, position=position, digest=digest))
        self._entries.clear()

    async def verify(self) -> list[Broken]:
        """The first broken row of each workspace whose chain does not hold."""
        names = {row.id: row.name for row in await self._run(select(workspaces.c.id, workspaces.c.name))}
        broken = []
        for workspace, name in names.items():
            rows = await self._run(select(audit).where(audit.c.workspace == workspace).order_by(audit.c.position))
            position, digest, wrong = 0, "", None
            for row in rows:
                position += 1
                digest = ring_in_use().link(_body(digest, position, _entry(row)), workspace)
                if row.position != position:
                    wrong = Broken(workspace=name, position=position, why="it is missing")
                elif row.digest != digest:
                    wrong = Broken(workspace=name, position=position, why="it, or the one before, was changed")
                if wrong:
                    break
            head = (await self._run(select(audit_heads).where(audit_heads.c.workspace == workspace))).first()
            if wrong is None and _head(head) != (position, digest):
                wrong = Broken(workspace=name, position=position + 1, why="rows are missing from here on")
            broken += [wrong] if wrong else []
        return broken

    async def heads(self) -> list[tuple[str, int, str]]:
        """Workspace, length and last digest of each chain. Noted elsewhere, they show that the end is there."""
        rows = await self._run(
            select(workspaces.c.name, audit_heads.c.position, audit_heads.c.digest)
            .join(workspaces, workspaces.c.id == audit_heads.c.workspace)
            .order_by(workspaces.c.id)
        )
        return [(row.name, row.position, row.digest) for row in rows]

    async def about(
        self,
        *,
        patient: str | None = None,
        about: str | None = None,
        actor: MemberId | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """All rows that have what is asked for, oldest first."""
        asked = [here(audit)]
        for column, wanted in ((audit.c.patient, patient), (audit.c.about, about), (audit.c.actor, actor)):
            if wanted is not None:
                asked.append(column == wanted)
        if since is not None:
            asked.append(audit.c.at >= since)
        if until is not None:
            asked.append(audit.c.at < until)
        return [_entry(row) for row in await self._run(select(audit).where(*asked).order_by(audit.c.id))]


_UNSAID = frozenset({"id", "version", "updated_at", "alarm", "alarm_at", "nudges"})


def changed_fields(task: Task, before: Task | None) -> tuple[str, ...]:
    """The names of the fields that were set, or are different now."""
    names = [one.name for one in fields(task) if one.name not in _UNSAID]
    if before is None:
        return tuple(name for name in names if getattr(task, name) not in (None, "", (), False, 0))
    return tuple(name for name in names if getattr(task, name) != getattr(before, name))


def _head(row: Row[Any] | None) -> tuple[int, str]:
    return (row.position, row.digest) if row else (0, "")


def _entry(row: Row[Any]) -> Entry:
    found = {one.name: row._mapping[one.name] for one in fields(Entry)}
    return Entry(**found | {"act": Act(row.act)})


def _body(before: str, position: int, entry: Entry) -> str:
    said = {one.name: getattr(entry, one.name) for one in fields(Entry)}
    said["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([before, position, said], sort_keys=True, default=str)
