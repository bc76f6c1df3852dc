"""Copies of a SQLite database: made whole while it is written to, and looked over before they count."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url


class NotACopy(Exception):
    """A file cannot be read as a whole SQLite database. Says why."""


def file_of(url: str) -> Path | None:
    """The file of a SQLite database by its URL; None of another kind, or of one in memory."""
    parsed = make_url(url)
    named = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(parsed.database) if named and parsed.database else None


def all_files_of(file: Path) -> list[Path]:
    """The database's file and those beside it that belong to it, as far as they are there."""
    return [one for one in (file, *(Path(f"{file}{end}") for end in ("-wal", "-shm"))) if one.exists()]


def copy(source: Path, to: Path) -> None:
    """Copy a database, as of one moment, into a file that only its owner can read. What others write meanwhile
    neither waits nor is in it. Raises NotACopy, FileExistsError, OSError."""
    with os.fdopen(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "rb") as made:
        try:
            with (
                closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as original,
                closing(sqlite3.connect(to)) as written,
            ):
                # In one step: in several, each write of the bot would make it begin anew.
                original.backup(written)
                written.execute("PRAGMA journal_mode=DELETE")
                said = written.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            to.unlink()
            raise NotACopy(str(problem)) from None
        if said != "ok":
            to.unlink()
            raise NotACopy(str(said).splitlines()[0])
        os.fsync(made.fileno())
