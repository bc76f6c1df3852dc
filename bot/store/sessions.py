"""The board's links and sessions: who may see theirs in a browser, and until when. Only digests are kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, String, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId, WorkspaceId
from bot.store.alarms import Alarm
from bot.store.audit import Act, Audit
from bot.store.columns import Moment
from bot.store.rows import made
from bot.store.tables import _to, metadata

LINK_LASTS = timedelta(minutes=10)
IDLE = timedelta(minutes=15)
WHOLE = timedelta(hours=8)
"""After so long somebody signs in again, however busy they were."""

board_links = Table(
    "board_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    _to("workspace", "workspaces", null=False),
    _to("member", "members", null=False),
    Column("platform", String(16), nullable=False),
    Column("ends_at", Moment, nullable=False),
    Index(None, "member"),
    Index(None, "ends_at"),
)

board_sessions = Table(
    "board_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    _to("workspace", "workspaces", null=False),
    _to("member", "members", null=False),
    Column("platform", String(16), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Index(None, "member"),
    Index(None, "ends_at"),
)

LINKS = Alarm(board_links.c.ends_at)
SESSIONS = Alarm(board_sessions.c.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`platform` is where the link was asked for, and thereby how much may be shown."""

    workspace: WorkspaceId
    member: MemberId
    platform: str
    began_at: datetime


class Sessions:
    """Who asked for a link, and who is signed in."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._run = connection.execute
        self._audit = audit

    async def link(self, workspace: WorkspaceId, member: MemberId, platform: str, now: datetime) -> str:
        """What a new link carries. It takes the place of the member's earlier one."""
        await self._run(delete(board_links).where(board_links.c.member == member))
        token = secrets.token_urlsafe(32)
        await self._run(insert(board_links).values(
            digest=_digest(token), workspace=workspace, member=member, platform=platform, ends_at=now + LINK_LASTS
        ))  # fmt: skip
        self._noted(workspace, member, Act.create, "board link", now)
        return token

    async def begin(self, token: str, now: datetime) -> str | None:
        """Spend a link: the secret of a new session. None when it is unknown, too old, or somebody was first."""
        spent = await self._run(
            delete(board_links)
            .where(board_links.c.digest == _digest(token), board_links.c.ends_at > now)
            .returning(board_links.c.workspace, board_links.c.member, board_links.c.platform)
        )
        row = spent.first()
        if row is None:
            return None
        secret = secrets.token_urlsafe(32)
        await self._run(insert(board_sessions).values(
            digest=_digest(secret), workspace=row.workspace, member=row.member, platform=row.platform,
            began_at=now, ends_at=now + IDLE,
        ))  # fmt: skip
        self._noted(row.workspace, row.member, Act.create, "board sign-in", now)
        return secret

    async def use(self, secret: str, now: datetime) -> Session | None:
        """Whose session it is, which lasts a while longer now; None when there is none, or its time is over."""
        mine = board_sessions.c.digest == _digest(secret), board_sessions.c.ends_at > now
        row = (await self._run(select(board_sessions).where(*mine))).first()
        if row is None:
            return None
        ends_at = min(now + IDLE, row.began_at + WHOLE)
        done = await self._run(update(board_sessions).where(*mine).values(ends_at=ends_at))
        return made(Session, row) if done.rowcount == 1 else None

    async def end(self, secret: str, now: datetime) -> None:
        """Somebody signs out, or is no longer allowed in."""
        gone = delete(board_sessions).where(board_sessions.c.digest == _digest(secret))
        row = (await self._run(gone.returning(board_sessions.c.workspace, board_sessions.c.member))).first()
        if row is not None:
            self._noted(row.workspace, row.member, Act.change, "board sign-out", now)

    async def sweep(self, now: datetime) -> int:
        """Take away what is over. Returns how much that was."""
        links = await self._run(delete(board_links).where(LINKS.due(now)))
        sessions = await self._run(delete(board_sessions).where(SESSIONS.due(now)))
        return links.rowcount + sessions.rowcount

    def _noted(self, workspace: WorkspaceId, member: MemberId, act: Act, detail: str, now: datetime) -> None:
        self._audit.note(act, f"member:{member}", workspace=workspace, actor=member, detail=detail, at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
