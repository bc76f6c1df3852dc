"""Links: codes that prove that two members are one person, and the links that were made with them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, Member, MemberId, WorkspaceId
from bot.store import joining
from bot.store.rows import made, new_handle
from bot.store.tables import link_codes, links, members, wrong_codes
from bot.store.wall import here

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
"""Without vowels, so that no code is a word, and without those that look like digits."""

LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCode:
    """A code that waits to be typed, or to be confirmed. `channel` is the direct message in which it was given."""

    member: MemberId
    channel: ChannelId
    used_at: datetime | None = None
    used_by: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`joined` is `kept` from then on: everything that named the one names the other."""

    handle: str
    workspace: WorkspaceId
    kept: MemberId
    joined: MemberId
    channel: ChannelId
    was_lead: bool
    """Whether `kept` led before."""
    moved: str
    at: datetime
    undone_at: datetime | None = None


class Links:
    """Only the digests of codes are kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._run = connection.execute

    async def make(self, member: MemberId, channel: ChannelId, expires_at: datetime) -> str:
        """A new code, fit for a deep link and for typing. It takes the place of the member's earlier one."""
        await self._run(
            delete(link_codes).where(link_codes.c.member == member, link_codes.c.confirmed_at.is_(None))
        )
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        await self._run(
            insert(link_codes).values(digest=_digest(code), member=member, channel=channel, expires_at=expires_at)
        )
        return code

    async def find(self, code: str, now: datetime) -> LinkCode | None:
        """Whose code this is; None when it is unknown, used or expired."""
        row = (await self._run(select(link_codes).where(*_fresh(code, now)).with_for_update())).first()
        return made(LinkCode, row) if row else None

    async def use(self, code: str, by: MemberId, now: datetime) -> str | None:
        """Spend a code. Returns the handle with which `by` confirms it; None when somebody was first."""
        handle = new_handle()
        values = {"used_at": now, "used_by": by, "handle": handle}
        done = await self._run(update(link_codes).where(*_fresh(code, now)).values(values))
        return handle if done.rowcount == 1 else None

    async def confirm(self, handle: str, by: MemberId, since: datetime, now: datetime) -> LinkCode | None:
        """What `by` confirms, once; None when it is not theirs, decided already, or was typed before `since`."""
        done = await self._run(
            update(link_codes)
            .where(
                link_codes.c.handle == handle,
                link_codes.c.used_by == by,
                link_codes.c.confirmed_at.is_(None),
                link_codes.c.used_at > since,
            )
            .values(confirmed_at=now)
        )
        if done.rowcount != 1:
            return None
        return made(LinkCode, (await self._run(select(link_codes).where(link_codes.c.handle == handle))).one())

    async def wrong(self, member: MemberId, now: datetime) -> None:
        """A member has typed a code that is none."""
        await self._run(insert(wrong_codes).values(member=member, at=now))

    async def wrong_since(self, member: MemberId, since: datetime) -> int:
        """How many wrong codes a member has typed since then. Their other turns wait until this one is done."""
        await self._run(select(members.c.id).where(members.c.id == member).with_for_update())
        old = wrong_codes.c.at < since - timedelta(days=1)
        await self._run(delete(wrong_codes).where(wrong_codes.c.member == member, old))
        counted = select(func.count()).where(wrong_codes.c.member == member, wrong_codes.c.at > since)
        return int((await self._run(counted)).scalar_one())

    async def join(self, kept: Member, joined: Member, channel: ChannelId, now: datetime) -> str:
        """Let everything that names `joined` name `kept`. Returns the handle that undoes it."""
        moved = await joining.move(self._connection, joined.id, kept.id)
        handle = new_handle()
        await self._run(
            insert(links).values(
                handle=handle,
                workspace=kept.workspace,
                kept=kept.id,
                joined=joined.id,
                channel=channel,
                was_lead=kept.lead,
                moved=moved,
                at=now,
            )
        )
        return handle

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Link | None:
        """The link that a button names."""
        row = (
            await self._run(select(links).where(links.c.workspace == workspace, links.c.handle == handle))
        ).first()
        return made(Link, row) if row else None

    async def undo(self, link: Link, now: datetime) -> bool:
        """Give back what moved and is still where it went. False when that was done before."""
        statement = update(links).where(links.c.handle == link.handle, links.c.undone_at.is_(None))
        if (await self._run(statement.values(undone_at=now))).rowcount != 1:
            return False
        await joining.move_back(self._connection, link.moved, link.joined, link.kept)
        return True

    async def kept_as(self, joined: MemberId) -> MemberId | None:
        """Who a member is now, if they were linked to another."""
        found: int | None = joined
        for _ in range(10):
            statement = select(links.c.kept).where(links.c.joined == found, links.c.undone_at.is_(None))
            following = (await self._run(statement.order_by(links.c.at.desc()).limit(1))).scalar_one_or_none()
            if following is None:
                break
            found = following
        return MemberId(found) if found is not None and found != joined else None

    async def lock_both(self, one: MemberId, other: MemberId) -> None:
        """Nobody else changes these two members until this transaction ends."""
        wanted = or_(members.c.id == one, members.c.id == other)
        await self._run(select(members.c.id).where(wanted).order_by(members.c.id).with_for_update())


def is_code(text: str) -> bool:
    """Whether this could be a code at all."""
    code = _plain(text)
    return len(code) == LENGTH and all(letter in LETTERS for letter in code)


def _fresh(code: str, now: datetime):  # type: ignore[no-untyped-def]
    ours = link_codes.c.member.in_(select(members.c.id).where(here(members)))
    return (
        link_codes.c.digest == _digest(code),
        link_codes.c.used_at.is_(None),
        link_codes.c.expires_at > now,
        ours,
    )


def _digest(code: str) -> str:
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    """As it was made, however it was typed: `ktmb-wxzq`, `KTMB WXZQ`."""
    return "".join(code.upper().replace("-", "").split())
