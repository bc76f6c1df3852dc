"""Sealing: what people wrote is encrypted before it reaches the database, and opened when it is read back.

Each text is AES-256-GCM under its workspace's data key, bound to workspace, table, column and row: moved to
another place it does not open. (Keys from before rows were in this leave them out, until they are exchanged.) The
data keys stand in the database, wrapped by the master key, which is kept elsewhere.
"""

import base64
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.care.members import WorkspaceId

MARK, MARK_OF_BEFORE = "s2", "s1"
"""How a sealed text begins: `s2.<data key>.<nonce and ciphertext>`, or `s1` of one that no row is bound to."""

EVERY = WorkspaceId(0)
"""Stands for every workspace; none has this id. So work the clock, delivery and the command line; no turn does."""

Whose = WorkspaceId | None
"""For whom is worked: one workspace, or EVERY; None for a stranger, who has none."""

_NONCE = 12
_WORD = re.compile(r"[^\W_]+")


class Sealed(Exception):
    """A text cannot be sealed or opened. Says why, never what."""


class Walled(Exception):
    """What is done for one workspace has come upon something of another: a mistake of ours. It goes no further."""


class Purpose(StrEnum):
    """What a data key is for."""

    text = "text"
    words = "words"
    audit = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """One workspace's key for one purpose, unwrapped."""

    id: int
    workspace: WorkspaceId
    purpose: Purpose
    by_row: bool = True
    """Whether the texts that it seals are bound to their rows. Once and for all: none opens both ways."""
    secret: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """How a text that it sealed begins."""
        return MARK if self.by_row else MARK_OF_BEFORE

    def bound(self, place: str, row: str) -> bytes:
        """What a text that it seals is bound to."""
        return _bound(self.workspace, f"{place}/{row}" if self.by_row else place)


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The keys that wrap data keys, by their ids. The first one given wraps what is new."""

    by_id: Mapping[str, bytes] = field(repr=False)

    @property
    def current(self) -> str:
        """The id of the one that wraps what is new."""
        return next(iter(self.by_id))

    def wrap(self, secret: bytes, workspace: WorkspaceId, purpose: Purpose) -> tuple[str, str]:
        """The id of the master key, and the data key as it may be kept."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(self.by_id[self.current]).encrypt(nonce, secret, _bound(workspace, f"key/{purpose}"))
        return self.current, base64.urlsafe_b64encode(nonce + sealed).decode()

    def unwrap(self, master: str, wrapped: str, workspace: WorkspaceId, purpose: Purpose) -> bytes:
        """The data key. Raises Sealed when it was wrapped by a key that is not here."""
        if master not in self.by_id:
            raise Sealed(f"this database was sealed with the key {master}, which is not given")
        raw = base64.urlsafe_b64decode(wrapped)
        try:
            bound = _bound(workspace, f"key/{purpose}")
            return AESGCM(self.by_id[master]).decrypt(raw[:_NONCE], raw[_NONCE:], bound)
        except InvalidTag:
            raise Sealed(f"the key {master} is not the one that this database was sealed with") from None


class Ring:
    """The data keys that a transaction works with, of nobody but `whose`. `workspace` is the one that it writes
    for, once known."""

    def __init__(self, master: MasterKeys | None, keys: Iterable[DataKey], whose: Whose = EVERY) -> None:
        self.master = master
        self.whose = whose
        self.workspace: WorkspaceId | None = None
        self.written: list[tuple[str, str, str]] = []
        """What was sealed for a turn, in order: place, row, text. Of what works for all nothing is noted."""
        self._keys: dict[int, DataKey] = {}
        self._newest: dict[tuple[WorkspaceId, Purpose], DataKey] = {}
        for key in keys:
            if whose in (EVERY, key.workspace):
                self.add(key)

    def add(self, key: DataKey) -> None:
        """One more key; the newest of a purpose is the one that seals."""
        self._keys[key.id] = key
        newest = self._newest.get((key.workspace, key.purpose))
        if newest is None or newest.id < key.id:
            self._newest[key.workspace, key.purpose] = key

    def seal(self, text: str, place: str, row: str) -> str:
        """The text as it may be kept in `place` (`table.column`) of a row. An empty one stays empty."""
        if not text:
            return text
        if self.workspace is None:
            raise Sealed(f"{place}: nobody said for which workspace this is written")
        if self.whose != EVERY:
            self.written.append((place, row, text))
        key = self._of(self.workspace, Purpose.text)
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(key.secret).encrypt(nonce, text.encode(), key.bound(place, row))
        return f"{key.mark}.{key.id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str, row: str) -> str:
        """What was sealed for this place of this row. Raises Sealed for anything else, clear text included."""
        if not sealed:
            return sealed
        key = self._key_of(sealed)
        if key is None:
            raise Sealed(f"{place}: not sealed with a key of this database")
        try:
            raw = base64.urlsafe_b64decode(sealed.rpartition(".")[2])
            opened = AESGCM(key.secret).decrypt(raw[:_NONCE], raw[_NONCE:], key.bound(place, row))
        except (InvalidTag, ValueError):
            raise Sealed(f"{place}: changed since it was sealed, or sealed for another place") from None
        return opened.decode()

    def workspace_of(self, sealed: str) -> WorkspaceId | None:
        """For which workspace a text was sealed."""
        key = self._key_of(sealed)
        return key.workspace if key else None

    def digest(self, word: str, workspace: WorkspaceId) -> str:
        """What stands for a word in the index: without the key nobody can tell which word, nor try words."""
        secret = self._of(workspace, Purpose.words).secret
        return hmac.new(secret, word.encode(), sha256).hexdigest()[:32]

    def link(self, body: str, workspace: WorkspaceId) -> str:
        """The digest of one link of the audit's chain."""
        return hmac.new(self._of(workspace, Purpose.audit).secret, body.encode(), sha256).hexdigest()

    def binding(self, body: str, workspace: WorkspaceId) -> str:
        """Nine characters (54 bits) that only this workspace can make of a body. No word that is indexed has a
        slash, so none is taken for the other."""
        mac = hmac.new(self._of(workspace, Purpose.words).secret, f"/handle/{body}".encode(), sha256).digest()
        return base64.urlsafe_b64encode(mac).decode()[:9]

    def binds(self, body: str, given: str, workspace: WorkspaceId) -> bool:
        """Whether `given` was made of this body."""
        return hmac.compare_digest(self.binding(body, workspace).encode(), given.encode())

    def secret(self, name: str, workspace: WorkspaceId) -> bytes:
        """A secret of this name, which has a slash; the same for as long as the workspace has its keys."""
        return hmac.new(self._of(workspace, Purpose.words).secret, name.encode(), sha256).digest()

    def newest(self, workspace: WorkspaceId, purpose: Purpose) -> DataKey | None:
        """The key that seals; None before the workspace has one."""
        return self._newest.get((workspace, purpose))

    def _key_of(self, sealed: str) -> DataKey | None:
        mark, _, rest = sealed.partition(".")
        number = rest.partition(".")[0]
        key = self._keys.get(int(number)) if number.isdecimal() else None
        return key if key is not None and key.mark == mark else None

    def _of(self, workspace: WorkspaceId, purpose: Purpose) -> DataKey:
        key = self.newest(workspace, purpose)
        if key is None:
            raise Sealed(f"workspace {workspace} has no {purpose} key")
        return key


_ring: ContextVar[Ring | None] = ContextVar("ring", default=None)


@contextmanager
def using(ring: Ring) -> Iterator[None]:
    """Within, columns of patient text are sealed and opened with these keys."""
    token = _ring.set(ring)
    try:
        yield
    finally:
        _ring.reset(token)


def ring_in_use() -> Ring:
    """The keys of the transaction that is open. Raises Sealed outside of one."""
    ring = _ring.get()
    if ring is None:
        raise Sealed("patient text is read and written only within a piece of work")
    return ring


def whose_in_use() -> Whose:
    """For whom is worked."""
    return ring_in_use().whose


def ours(workspace: WorkspaceId) -> None:
    """Return if what belongs to this workspace may be seen and changed in what is being done. Raises Walled."""
    ring = _ring.get()
    if ring is not None and ring.whose not in (EVERY, workspace):
        raise Walled(f"something of workspace {workspace}, in what is done for {ring.whose or 'nobody'}")


def writing_for(workspace: WorkspaceId) -> None:
    """What is written from here on, until somebody says otherwise, belongs to this workspace. Raises Walled."""
    ours(workspace)
    ring_in_use().workspace = workspace


def words_in(text: str) -> set[str]:
    """The words of a text as they are indexed and searched: without case and accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return set(_WORD.findall(plain.casefold()))


def _bound(workspace: WorkspaceId, place: str) -> bytes:
    return f"stitch/{workspace}/{place}".encode()
