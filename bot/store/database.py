"""The database: opened by its URL, SQLite made safe for one process, PostgreSQL for several."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.chat.adapter import CannotStart
from bot.store.keys import Keys
from bot.store.sealing import MasterKeys

__all__ = ["Database", "IntegrityError", "OperationalError", "open_database", "reach"]

ANSWERS_WITHIN_S = 10.0
_EXAMPLE = "For example: DATABASE_URL=postgresql://user:password@host/stitch"


class Database:
    """One engine. `transaction` gives a connection that commits at the end and rolls back on any error."""

    def __init__(self, engine: AsyncEngine, master: MasterKeys | None = None) -> None:
        self.engine = engine
        self.keys = Keys(master)
        self.sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer. A fair queue here beats its busy handler, which sleeps and may starve somebody.
        self._turns = asyncio.Lock() if self.sqlite else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction. On SQLite it takes the write lock at once, so that it never has to be upgraded."""
        if self._turns is None:
            async with self.engine.begin() as connection:
                yield connection
        else:
            async with self._turns, self.engine.begin() as connection:
                yield connection

    async def write_over(self) -> None:
        """Let SQLite's log go, in which stands what was there before; unless somebody is reading it just now."""
        if self.sqlite:
            async with self.engine.connect() as connection:
                connected = await connection.get_raw_connection()
                if connected.driver_connection is not None:
                    await connected.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def open_database(url: str, master: MasterKeys | None = None) -> Database:
    """A database by its SQLAlchemy URL; `sqlite:///…` and `postgresql://…` mean the async drivers.

    The folder of a SQLite file is made if it is missing. Without a master key no patient text can be read or kept.
    Raises CannotStart.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise CannotStart(f"DATABASE_URL cannot be read. {_EXAMPLE}") from None
    if parsed.get_backend_name() == "sqlite":
        parsed = parsed.set(drivername="sqlite+aiosqlite")
        if parsed.database and parsed.database != ":memory:":
            _make_folder(Path(parsed.database).parent)
        engine = create_async_engine(parsed, connect_args={"timeout": 30}, hide_parameters=True)
        _make_sqlite_strict(engine)
    elif parsed.get_backend_name() in ("postgresql", "postgres"):
        engine = create_async_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    else:
        kind = parsed.get_backend_name()
        raise CannotStart(f"DATABASE_URL is of a kind that Stitch does not know: {kind}. {_EXAMPLE}")
    return Database(engine, master)


async def reach(database: Database) -> None:
    """Return when the database answers. Raises CannotStart."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S), database.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as problem:
        cause = str(problem.orig) if isinstance(problem, DBAPIError) else type(problem).__name__
        said = (cause.splitlines() or [type(problem).__name__])[0]
        what = "DATA_DIR, which this user must be able to write to" if database.sqlite else "DATABASE_URL"
        raise CannotStart(f"The database does not answer ({said}). Look at {what}") from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CannotStart(
            f"The folder {folder} cannot be made ({problem.strerror}). Set DATA_DIR to one that this user can "
            "write to, for example DATA_DIR=data"
        ) from None


def _make_sqlite_strict(engine: AsyncEngine) -> None:
    """WAL, foreign keys, a sync at every commit, real transactions from the first statement on; and what is erased
    is written over."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, and too late; see SQLAlchemy's page on pysqlite.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=30000", "secure_delete=ON"
        ):  # fmt: skip
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
