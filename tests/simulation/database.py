"""The database: a SQLite file in memory, used within the loop, so that every interleaving comes from the seed.

With one host it behaves as the bot's own SQLite. With several it stands for PostgreSQL: what a transaction reads
is what others have committed by then, until it writes or locks something; from there on it is alone.
"""

import asyncio
import re
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.simulation.loop import LIFE, changed

if TYPE_CHECKING:
    from tests.simulation.hosts import Life

LOCK = "/* for update */"
TRACED = ("tasks", "handoffs", "huddles", "contingencies", "members", "notices")
TRACE = "CREATE TABLE trace (at INTEGER PRIMARY KEY, name TEXT, row INTEGER);"
"""Which rows were written, in their order: so the watch need not look at all of them after each commit."""
_TRACED = """
CREATE TRIGGER trace_{table}_{verb} AFTER {verb} ON {table} BEGIN
  INSERT INTO trace (name, row) VALUES ('{table}', NEW.id);
END;"""
_WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")


@cache
def template() -> bytes:
    """A migrated database, as the bytes of its file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stitch.db"

        async def make() -> None:
            database = open_database(f"sqlite:///{file}")
            await migrate(database)
            await database.close()

        with asyncio.Runner() as runner:
            runner.run(make())
        with sqlite3.connect(file) as raw:
            raw.executescript(
                TRACE
                + "".join(
                    _TRACED.format(table=table, verb=verb) for table in TRACED for verb in ("INSERT", "UPDATE")
                )
            )
        raw.close()
        return file.read_bytes()


@contextmanager
def file_of_a_database() -> Iterator[Path]:
    """A migrated database that is gone afterwards, where it costs no disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="stitch-", dir=memory if memory.is_dir() else None) as folder:
        file = Path(folder) / "stitch.db"
        file.write_bytes(template())
        yield file


def opened(file: Path) -> sqlite3.Connection:
    """A connection of its own. Nothing is synced: what crashes here are processes, not the machine."""
    raw = sqlite3.connect(file, isolation_level=None, check_same_thread=False, cached_statements=300)
    raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON")
    return raw


@cache
def engine() -> AsyncEngine:
    """One engine for all hosts of all simulations, so that statements are compiled once."""
    made = create_async_engine("sqlite+aiosqlite://", poolclass=NullPool, async_creator=_connect)
    event.listen(made.sync_engine, "begin", _begun)
    return made


def locks_are_seen():
    """Within, SQLite's statements say where PostgreSQL would lock rows."""
    return changed([(SQLiteCompiler, "for_update_clause", lambda self, select, **kw: f" {LOCK}")])


async def _connect() -> "Connection":
    life = LIFE.get()
    assert life is not None, "only hosts use the database"
    return Connection(life)


def _begun(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


class Turns:
    """One transaction writes at a time; who asked first is first."""

    def __init__(self) -> None:
        self.holder: Connection | None = None
        self._waiting: deque[tuple[Connection, asyncio.Future[None]]] = deque()

    async def take(self, connection: "Connection") -> None:
        """Return when this connection may write."""
        if self.holder is None:
            self.holder = connection
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((connection, turn))
        try:
            await turn
        except asyncio.CancelledError:
            self.leave(connection)
            raise

    def leave(self, connection: "Connection") -> None:
        """The next one's turn."""
        if self.holder is not connection:
            return
        self.holder = None
        while self._waiting:
            following, turn = self._waiting.popleft()
            if not turn.done():
                self.holder = following
                turn.set_result(None)
                return


class Connection:
    """What the driver `aiosqlite` offers, without its thread."""

    def __init__(self, life: "Life") -> None:
        self.life = life
        self.world = life.host.world
        self._connection = self.raw = life.host.borrow()
        self.written: set[str] = set()
        self.open = True
        life.connections[self] = None

    async def create_function(self, *_: object, **__: object) -> None: ...

    def cursor(self) -> "Cursor":
        return Cursor(self)

    async def begin(self, *, now: bool) -> None:
        """A transaction; where there are several hosts it only takes hold when it must."""
        if self.raw.in_transaction or not (now or self.life.host.alone):
            return
        await self.world.turns.take(self)
        self.raw.execute("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        if not self.open:
            raise asyncio.CancelledError
        await self.world.step()
        if not self.raw.in_transaction:
            return
        self.raw.execute("COMMIT")
        self.world.turns.leave(self)
        written, self.written = self.written, set()
        if written:
            self.world.committed(self.life, written)
        await self.world.step()

    async def rollback(self) -> None:
        self.undo()

    async def close(self) -> None:
        self.stop()

    def undo(self) -> None:
        if self.open and self.raw.in_transaction:
            self.raw.execute("ROLLBACK")
        self.written.clear()
        self.world.turns.leave(self)

    def stop(self) -> None:
        """Gone; what was not committed never was."""
        if self.open:
            self.undo()
            self.open = False
            self.life.connections.pop(self, None)
            self.life.host.give_back(self.raw)


class Cursor:
    """A statement and its rows."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection
        self._raw = connection.raw.cursor()
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    @property
    def description(self) -> Any:
        return self._raw.description

    @property
    def rowcount(self) -> int:
        return self._raw.rowcount

    @property
    def lastrowid(self) -> int:
        return self._raw.lastrowid or 0

    async def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
        await self._before(sql)
        if sql != "BEGIN":
            self._raw.execute(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Any) -> "Cursor":
        await self._before(sql)
        self._raw.executemany(sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        return self._raw.fetchall()

    async def close(self) -> None:
        self._raw.close()

    async def _before(self, sql: str) -> None:
        await self._on.world.step()
        if not self._on.open:
            raise asyncio.CancelledError
        table = _written_by(sql)
        if table is not None and table:
            self._on.written.add(table)
        await self._on.begin(now=table is not None)


@cache
def _written_by(sql: str) -> str | None:
    """The table that a statement writes (`+` before it when it adds rows), nothing for one that only locks, None
    for one that reads."""
    found = _WRITES.match(sql)
    if found is None:
        return "" if LOCK in sql else None
    return f"+{found[2]}" if found[1] == "INSERT INTO" else found[2]
