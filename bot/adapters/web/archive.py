"""The chat's own memory: messages, what the bot still has to hear, and how far everybody has read, in SQLite."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiosqlite
from pydantic import TypeAdapter

from bot.chat.card import Button, Card, Line, Question
from bot.chat.incoming import Answer, Changed, Command, Heard, Message, Opened, Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A message about to be stored. With `seen_by`, only that person sees it. `cause` is the id of what was
    heard and answered by it; `key` is unique, so that posting it twice stores it once."""

    channel: str
    author: str
    at: datetime
    text: str = ""
    thread: int | None = None
    seen_by: str | None = None
    card: Card | None = None
    question: Question | None = None
    key: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Posting):
    """A message as it stands. `seq` grows with every change of any message; `former` are buttons that stood
    there before: somebody may still have them on the screen and press one."""

    id: int
    seq: int
    changed: bool
    gone: bool
    former: tuple[Button, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those of its card, or of what comes before its form."""
        if self.card is not None:
            return self.card.lines
        return () if self.question is None else self.question.intro


class Archive:
    """One database file, written by one process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._db: aiosqlite.Connection | None = None
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        """Create the file and its tables where they are missing. Raises OSError, sqlite3.Error."""
        _must_be_writable(self._file)
        self._db = await aiosqlite.connect(self._file, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        await self._db.executescript(_SCHEMA)

    async def close(self) -> None:
        """Finish what is being written and release the file. Raises sqlite3.Error from then on."""
        async with self._writing:
            db, self._db = self._db, None
            if db is not None:
                await db.close()

    async def post(self, posting: Posting, heard: Heard | None = None) -> Stored:
        """Store a message; with its key already taken, the message that took it. `heard` is remembered in the
        same transaction, as something the bot has yet to hear."""
        async with self._transaction() as db:
            earlier = await _one(db, "select * from message where key = ?", (posting.key,))
            if earlier is None:
                earlier = await _one(db, _INSERT, _values(posting))
                assert earlier is not None  # noqa: S101 - `returning` gives the new row
                if heard is not None:
                    await _remember(db, heard, earlier["id"])
        return _stored(earlier)

    async def edit(
        self, message: int, *, card: Card | None, question: Question | None, cause: str | None = None
    ) -> Stored | None:
        """Put another card or form in the place of a message's; None when there is no such message."""
        async with self._transaction() as db:
            row = await _one(db, "select * from message where id = ?", (message,))
            if row is None:
                return None
            before = _stored(row)
            former = dict.fromkeys((*before.former, *_standing(before)))
            row = await _one(
                db,
                f"update message set card = ?, question = ?, former = ?, cause = coalesce(?, cause), changed = 1,"  # noqa: S608
                f" seq = {_NEXT_SEQ} where id = ? returning *",
                (
                    None if card is None else _CARD.dump_json(card).decode(),
                    None if question is None else _QUESTION.dump_json(question).decode(),
                    _BUTTONS.dump_json(tuple(former)).decode(),
                    cause,
                    message,
                ),
            )
        return None if row is None else _stored(row)

    async def dismiss(self, message: int) -> None:
        """Take a private message off the screen of the person who sees it."""
        async with self._transaction() as db:
            await db.execute(f"update message set gone = 1, seq = {_NEXT_SEQ} where id = ?", (message,))  # noqa: S608

    async def message(self, message: int) -> Stored | None:
        """The message with this id."""
        return await self._stored("select * from message where id = ?", (message,))

    async def with_key(self, key: str) -> Stored | None:
        """The message that was posted with this key."""
        return await self._stored("select * from message where key = ?", (key,))

    async def caused_by(self, heard: str) -> list[Stored]:
        """What the bot answered to something it heard."""
        return await self._all("select * from message where cause = ? order by id", (heard,))

    async def question(self, handle: str, channels: Sequence[str], person: str) -> Stored | None:
        """The latest message in which this person sees the form with this handle."""
        return await self._stored(
            f"select * from message where question ->> 'handle' = ? and channel in ({_marks(channels)})"  # noqa: S608
            f" and {_SEEN} order by id desc limit 1",
            (handle, *channels, person),
        )

    async def page(
        self, channel: str, person: str, *, after: int = 0, before: int | None = None, limit: int
    ) -> list[Stored]:
        """Messages of a channel that this person sees, oldest first: the next ones after an id, or else the
        last ones (before an id)."""
        if after:
            return await self._all(
                f"select * from message where channel = ? and id > ? and {_SEEN} order by id limit ?",  # noqa: S608
                (channel, after, person, limit),
            )
        top = 1 << 62 if before is None else before
        last = await self._all(
            f"select * from message where channel = ? and id < ? and {_SEEN} order by id desc limit ?",  # noqa: S608
            (channel, top, person, limit),
        )
        return last[::-1]

    async def since(self, seq: int, channels: Sequence[str], person: str) -> list[Stored]:
        """What was posted, changed or dismissed since, in these channels, as far as this person sees it."""
        return await self._all(
            f"select * from message where seq > ? and channel in ({_marks(channels)})"  # noqa: S608
            " and (seen_by is null or seen_by = ?) order by seq limit 500",
            (seq, *channels, person),
        )

    async def last_seq(self) -> int:
        """The number of the latest change."""
        row = await _one(self._open, "select coalesce(max(seq), 0) from message")
        return 0 if row is None else int(row[0])

    async def remember(self, heard: Heard) -> None:
        """Keep something that the bot has yet to hear; what is known already stays as it is."""
        async with self._transaction() as db:
            await _remember(db, heard, None)

    async def known(self, heard: str) -> tuple[bool, int | None] | None:
        """Of something said before: whether the bot has heard it, and the message it stands in."""
        row = await _one(self._open, "select done, message from heard where id = ?", (heard,))
        return None if row is None else (bool(row["done"]), row["message"])

    async def done(self, heard: str) -> None:
        """The bot has heard it. Its words need not be kept twice, so only the id stays."""
        async with self._transaction() as db:
            await db.execute("update heard set done = 1, body = '' where id = ?", (heard,))

    async def forget(self, heard: str) -> None:
        """The bot could not take it in and the person was told, so it is theirs to repeat."""
        async with self._transaction() as db:
            await db.execute("delete from heard where id = ?", (heard,))

    async def unheard(self) -> list[Heard]:
        """What the bot has yet to hear, oldest first."""
        rows = await self._open.execute_fetchall("select kind, body from heard where not done order by rowid")
        return [_HEARD[row["kind"]].validate_json(row["body"]) for row in rows]

    async def mark_read(self, person: str, channel: str, message: int) -> None:
        """This person has read the channel up to this message; never goes back."""
        async with self._transaction() as db:
            await db.execute(
                "insert into read_mark values (?, ?, ?) on conflict (person, channel)"
                " do update set message = max(message, excluded.message)",
                (person, channel, message),
            )

    async def unread(self, person: str, channels: Sequence[str]) -> dict[str, int]:
        """How many messages of others this person has not read, by channel."""
        rows = await self._open.execute_fetchall(
            f"select channel, count(*) as n from message where channel in ({_marks(channels)}) and author <> ?"  # noqa: S608
            f" and {_SEEN} and id > coalesce((select message from read_mark where read_mark.person = ?"
            " and read_mark.channel = message.channel), 0) group by channel",
            (*channels, person, person, person),
        )
        return {row["channel"]: row["n"] for row in rows}

    @property
    def _open(self) -> aiosqlite.Connection:
        if self._db is None:
            raise sqlite3.OperationalError("the chat's database is closed")
        return self._db

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """One writer at a time: the connection is shared, so its transaction must not be."""
        async with self._writing:
            db = self._open
            try:
                await db.execute("begin immediate")
                yield db
            except BaseException:
                # Also when cancelled while it began: the connection's thread may still be about to do so.
                with suppress(sqlite3.OperationalError):
                    await db.execute("rollback")
                raise
            await db.execute("commit")

    async def _stored(self, sql: str, values: tuple[object, ...]) -> Stored | None:
        row = await _one(self._open, sql, values)
        return None if row is None else _stored(row)

    async def _all(self, sql: str, values: tuple[object, ...]) -> list[Stored]:
        return [_stored(row) for row in await self._open.execute_fetchall(sql, values)]


def buttons_of(line: Line) -> Iterable[Button]:
    """Every button of a line, what it opens first."""
    if line.opens is not None:
        yield line.opens
    yield from line.buttons


def _standing(message: Stored) -> Iterable[Button]:
    if message.card is not None:
        yield from message.card.buttons
    for line in message.lines:
        yield from buttons_of(line)


def _must_be_writable(file: Path) -> None:
    """Raises OSError. Found out here, because a connection that aiosqlite cannot make leaves its thread to
    answer a loop that may have ended."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.open("ab").close()


async def _one(db: aiosqlite.Connection, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Row | None:
    rows = list(await db.execute_fetchall(sql, values))
    return rows[0] if rows else None


async def _remember(db: aiosqlite.Connection, heard: Heard, message: int | None) -> None:
    kind = type(heard).__name__
    await db.execute(
        "insert into heard (id, kind, body, message) values (?, ?, ?, ?) on conflict (id) do nothing",
        (heard.id, kind, _HEARD[kind].dump_json(heard).decode(), message),
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _values(posting: Posting) -> tuple[object, ...]:
    return (
        posting.channel,
        posting.thread,
        posting.author,
        posting.at.isoformat(),
        posting.text,
        posting.seen_by,
        None if posting.card is None else _CARD.dump_json(posting.card).decode(),
        None if posting.question is None else _QUESTION.dump_json(posting.question).decode(),
        posting.key,
        posting.cause,
    )


def _stored(row: sqlite3.Row) -> Stored:
    return Stored(
        id=row["id"],
        seq=row["seq"],
        channel=row["channel"],
        thread=row["thread"],
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        text=row["text"],
        seen_by=row["seen_by"],
        card=None if row["card"] is None else _CARD.validate_json(row["card"]),
        question=None if row["question"] is None else _QUESTION.validate_json(row["question"]),
        key=row["key"],
        cause=row["cause"],
        changed=bool(row["changed"]),
        gone=bool(row["gone"]),
        former=_BUTTONS.validate_json(row["former"]),
    )


_CARD = TypeAdapter(Card)
_QUESTION = TypeAdapter(Question)
_BUTTONS = TypeAdapter(tuple[Button, ...])
_HEARD: dict[str, TypeAdapter[Heard]] = {
    kind.__name__: TypeAdapter(kind) for kind in (Command, Message, Press, Answer, Opened, Changed)
}

_SEEN = "not gone and (seen_by is null or seen_by = ?)"
_NEXT_SEQ = "(select coalesce(max(seq), 0) + 1 from message)"
_INSERT = (
    "insert into message (seq, channel, thread, author, at, text, seen_by, card, question, key, cause)"  # noqa: S608
    f" values ({_NEXT_SEQ}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning *"
)
_SCHEMA = """
pragma journal_mode = wal;
pragma synchronous = full;
pragma foreign_keys = on;
pragma busy_timeout = 5000;
create table if not exists message (
    id integer primary key autoincrement,
    seq integer not null unique,
    channel text not null,
    thread integer references message (id),
    author text not null,
    at text not null,
    text text not null,
    seen_by text,
    card text,
    question text,
    former text not null default '[]',
    changed integer not null default 0,
    gone integer not null default 0,
    key text unique,
    cause text
);
create index if not exists message_in_channel on message (channel, id);
create index if not exists message_by_cause on message (cause);
create table if not exists heard (
    id text primary key,
    kind text not null,
    body text not null,
    message integer references message (id),
    done integer not null default 0
);
create table if not exists read_mark (
    person text not null,
    channel text not null,
    message integer not null,
    primary key (person, channel)
);
"""
