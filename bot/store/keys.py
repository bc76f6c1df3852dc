"""Keys: the master key from the settings or its file, and each workspace's data keys, wrapped by it."""

import base64
import binascii
import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.care.members import WorkspaceId
from bot.store.kept_tables import data_keys
from bot.store.sealing import EVERY, DataKey, MasterKeys, Purpose, Ring, Sealed, Whose, ring_in_use
from bot.store.wall import enter

_ENTRY = re.compile(r"(?P<id>[a-z0-9-]{1,32}):(?P<secret>[A-Za-z0-9_-]{43}=?)")
_BYTES = 32


def new_entry() -> str:
    """A new master key as it is written in STITCH_KEY and in the key file: `id:secret`."""
    return f"k{secrets.token_hex(3)}:{base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode().rstrip('=')}"


def parsed(text: str) -> MasterKeys:
    """The master keys in `id:secret,id:secret` (or one a line), the newest first. Raises Sealed."""
    found: dict[str, bytes] = {}
    for entry in re.split(r"[,\s]+", text.strip()):
        match = _ENTRY.fullmatch(entry)
        if match is None or match["id"] in found:
            raise Sealed("a key is written id:secret, each id once; `stitch keys new` makes one")
        try:
            found[match["id"]] = base64.urlsafe_b64decode(match["secret"].rstrip("=") + "=")
        except binascii.Error:
            raise Sealed("a key is written id:secret; `stitch keys new` makes one") from None
    return MasterKeys(found)


def write_file(file: Path, text: str) -> None:
    """Write a key file that only its owner can read. Raises FileExistsError, OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def replace_file(file: Path, text: str) -> None:
    """Write a key file anew, whole or not at all. Raises OSError."""
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    write_file(beside, text)
    beside.replace(file)


def add_entry(file: Path) -> str:
    """Put a new master key in front of those in a key file. Returns it as it is written there."""
    entry = new_entry()
    replace_file(file, f"{entry}\n{file.read_text().strip()}")
    return entry


def read_file(file: Path) -> MasterKeys:
    """The keys in a key file. Raises Sealed when others can read it, or it has no key in it."""
    if file.stat().st_mode & 0o077:
        raise Sealed(f"{file} can be read by others; allow only its owner: chmod 600 {file}")
    return parsed(file.read_text())


class Keys:
    """The data keys of one database. They are read once; later ones when a transaction finds them."""

    def __init__(self, master: MasterKeys | None) -> None:
        self.master = master
        self._known: dict[int, DataKey] = {}

    async def ring(self, connection: AsyncConnection, whose: Whose, newest: int | None) -> Ring:
        """The keys for one transaction that works for `whose`, and of whose keys this is the newest. Raises Sealed
        when one of them cannot be unwrapped."""
        if newest is not None and newest not in self._known:
            theirs = select(data_keys).order_by(data_keys.c.id)
            if whose != EVERY:
                theirs = theirs.where(data_keys.c.workspace == whose)
            for row in await connection.execute(theirs):
                if row.id not in self._known:
                    self._known[row.id] = self._unwrapped(row)
        return Ring(self.master, self._known.values(), whose)

    def forget(self) -> None:
        """Read all keys again."""
        self._known.clear()

    def _unwrapped(self, row) -> DataKey:  # type: ignore[no-untyped-def]
        if self.master is None:
            raise Sealed("no key is given; set STITCH_KEY")
        secret = self.master.unwrap(row.master, row.wrapped, row.workspace, row.purpose)
        return DataKey(id=row.id, workspace=row.workspace, purpose=row.purpose, by_row=row.by_row, secret=secret)


async def provide(connection: AsyncConnection, workspace: WorkspaceId) -> None:
    """Make the keys that a new workspace lacks, if there is a master key to wrap them with. Its texts are bound to
    their rows, unless the version before may have to read them: until the keys of all others are exchanged."""
    ring = ring_in_use()
    newest = select(data_keys.c.by_row).where(data_keys.c.purpose == Purpose.text).order_by(data_keys.c.id.desc())
    by_row = (await connection.execute(newest.limit(1))).scalar() is not False
    for purpose in Purpose:
        if ring.master is not None and ring.newest(workspace, purpose) is None:
            ring.add(await make(connection, ring.master, workspace, purpose, by_row=by_row))


async def make(
    connection: AsyncConnection, master: MasterKeys, workspace: WorkspaceId, purpose: Purpose, *, by_row: bool
) -> DataKey:
    """A new data key, kept wrapped. Others know of it when the transaction is committed."""
    secret = secrets.token_bytes(_BYTES)
    name, wrapped = master.wrap(secret, workspace, purpose)
    values = {
        "workspace": workspace, "purpose": purpose, "master": name, "wrapped": wrapped,
        "by_row": by_row, "created_at": datetime.now(UTC),
    }  # fmt: skip
    found = await connection.execute(insert(data_keys).values(values).returning(data_keys.c.id))
    number = int(found.scalar_one())
    return DataKey(id=number, workspace=workspace, purpose=purpose, by_row=by_row, secret=secret)


async def sealing_since(connection: AsyncConnection) -> datetime | None:
    """Since when the oldest key seals that still does: when keys were last exchanged."""
    mine = data_keys.c.purpose == Purpose.text
    newest = select(func.max(data_keys.c.created_at)).where(mine).group_by(data_keys.c.workspace)
    return min((await connection.execute(newest)).scalars(), default=None)


async def sealed_with(engine: AsyncEngine) -> set[str]:
    """The ids of the master keys without which this database cannot be read."""
    async with engine.connect() as connection:
        await enter(connection, EVERY)
        return set((await connection.execute(select(data_keys.c.master).distinct())).scalars())
