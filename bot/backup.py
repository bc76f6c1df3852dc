"""Backup and restore of a SQLite database: whole while the bot runs, put back only where nothing is lost by it.

The master key is never in it. PostgreSQL has its own tools; docs/operations.md names them.
"""

import asyncio
from pathlib import Path

from bot import custody
from bot.settings import Settings
from bot.store.audit import Act, Broken
from bot.store.copies import NotACopy, all_files_of, copy, file_of
from bot.store.database import Database, open_database
from bot.store.migrate import migrate, schema
from bot.store.work import Work, open_work

_OTHER = "This database is a PostgreSQL, which has its own tools. See the part Backup of docs/operations.md"


class Refused(Exception):
    """It is not done, and nothing was changed. Says why, and what to do."""


def database_file(settings: Settings) -> Path:
    """The SQLite file that the settings name. Raises Refused."""
    found = file_of(settings.database)
    if found is None:
        raise Refused(_OTHER)
    return found


async def back_up(database: Database, source: Path, to: Path) -> None:
    """Copy the database as it is at one moment; that it was copied is in the audit, and in the copy. Raises
    Refused."""
    _must_be_new(to)
    async with open_work(database) as work:
        await _audited(work, Act.export, "backup")
    await _copied(source, to)


async def restore(settings: Settings, file: Path) -> tuple[list[Broken], list[tuple[str, int, str]]]:
    """Put a backup in place of a database that is gone. Returns what is broken in its audit, and how long each
    chain of it was. Raises Refused, CannotStart."""
    target = database_file(settings)
    beside = _place_beside(target, file)
    await _copied(file, beside)
    try:
        found = await _looked_over(settings, file, beside)
        beside.rename(target)
    finally:
        for left_over in all_files_of(beside):
            left_over.unlink()
    return found


def _must_be_new(to: Path) -> None:
    if to.exists():
        raise Refused(f"{to} is there already. Give the backup another name, or move that one away")


def _place_beside(target: Path, file: Path) -> Path:
    """Where the copy lies until it has been looked over."""
    if there := all_files_of(target):
        raise Refused(
            f"{there[0]} is there already, and a restore would write over it. Stop the bot, move it away together "
            "with its -wal and -shm, and try again"
        )
    if not file.is_file():
        raise Refused(f"There is no file {file}")
    beside = target.with_name(f"{target.name}.restored")
    beside.parent.mkdir(parents=True, exist_ok=True)
    for left_over in all_files_of(beside):
        left_over.unlink()
    return beside


async def _looked_over(
    settings: Settings, file: Path, copied: Path
) -> tuple[list[Broken], list[tuple[str, int, str]]]:
    """The copy brought up to date, its key proved and its audit read, before it takes the place of anything."""
    master, _ = custody.master_key(settings)
    database = open_database(f"sqlite:///{copied}", master)
    try:
        has, wants = await schema(database)
        if has is None:
            raise Refused(f"{file} is not a backup of Stitch")
        if wants is not None and has > wants:
            raise Refused(f"{file} is of a newer version of Stitch ({has}). Restore it with that version")
        await migrate(database)
        await custody.prove_key(database, settings, None)
        async with open_work(database) as work:
            broken, heads = await work.audit.verify(), await work.audit.heads()
            await _audited(work, Act.configure, "restore")
    finally:
        await database.close()
    return broken, heads


async def _audited(work: Work, act: Act, detail: str) -> None:
    for workspace, _ in await work.ledger.workspaces():
        work.audit.note(act, "", workspace=workspace, detail=detail)


async def _copied(source: Path, to: Path) -> None:
    try:
        await asyncio.to_thread(copy, source, to)
    except NotACopy as problem:
        raise Refused(f"{source} cannot be read as a database of Stitch: {problem}") from None
    except OSError as problem:
        raise Refused(f"{to} cannot be written: {problem.strerror}") from None
