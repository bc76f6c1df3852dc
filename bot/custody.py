"""Custody: the master key that everything depends on, found, proved and exchanged."""

from pathlib import Path

import structlog

from bot.chat.adapter import CannotStart
from bot.settings import Settings
from bot.store import rotation
from bot.store.database import Database
from bot.store.keys import add_entry, new_entry, parsed, read_file, replace_file, sealed_with, write_file
from bot.store.sealing import EVERY, MasterKeys, Sealed
from bot.store.wall import enter

log = structlog.get_logger()

_LOST = (
    "What people wrote was sealed with the master key {key}, and it is not given. Put it into STITCH_KEY, or its "
    "file back to {file}. Without it nothing that was written can be read; a backup of the database does not help."
)


def master_key(settings: Settings) -> tuple[MasterKeys, str | None]:
    """The master key; and its text when it was made just now and still has to be kept. Raises CannotStart."""
    given = settings.key.get_secret_value()
    try:
        if given:
            return parsed(given), None
        if settings.key_file.exists():
            return read_file(settings.key_file), None
    except (Sealed, OSError) as problem:
        source = "STITCH_KEY" if given else str(settings.key_file)
        raise CannotStart(f"The master key in {source} cannot be used: {problem}") from None
    if not settings.database.startswith("sqlite"):
        raise CannotStart("STITCH_KEY is not set. It seals what people write; make one with: stitch keys new")
    fresh = new_entry()
    return parsed(fresh), fresh


async def prove_key(database: Database, settings: Settings, fresh: str | None) -> None:
    """Make sure that the key opens this database, and keep a fresh one before it seals anything.

    Raises CannotStart.
    """
    await must_have_key(database, settings)
    try:
        async with database.transaction() as connection:
            await database.keys.ring(connection, EVERY, await enter(connection, EVERY))
    except Sealed as problem:
        raise CannotStart(f"The master key is wrong: {problem}") from None
    if fresh is not None:
        try:
            write_file(settings.key_file, fresh)
        except OSError as problem:
            raise CannotStart(
                f"The master key cannot be kept in {settings.key_file}: {problem.strerror}"
            ) from None
        log.warning("made a master key; keep a copy away from the backups", file=str(settings.key_file))


async def must_have_key(database: Database, settings: Settings) -> None:
    """Return if every key that this database was sealed with is given; changes nothing. Raises CannotStart."""
    known = database.keys.master.by_id if database.keys.master else {}
    for name in await sealed_with(database.engine):
        if name not in known:
            raise CannotStart(_LOST.format(key=name, file=settings.key_file))


async def rotate(database: Database, key_file: Path | None) -> rotation.Rotated:
    """Seal everything again with new data keys, and wrap those with the newest master key.

    With a key file the master key is new too: the file has both until all is done, then only the new one.
    """
    keys = database.keys
    if keys.master is None:
        raise CannotStart("There is no master key")
    if key_file is None:
        return await rotation.rotate(database)
    entry = add_entry(key_file)
    keys.master = read_file(key_file)
    done = await rotation.rotate(database)
    replace_file(key_file, entry)
    return done
