"""Link codes: typed once on a second platform, they prove that two users are one member."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import MemberId
from bot.store.tables import link_codes


class LinkCodes:
    """Only the digests of codes are kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def make(self, member: MemberId, expires_at: datetime) -> str:
        """A new code: 130 random bits, fit for a deep link and for typing."""
        code = secrets.token_urlsafe(16)
        await self._run(insert(link_codes).values(digest=_digest(code), member=member, expires_at=expires_at))
        return code

    async def use(self, code: str, now: datetime) -> MemberId | None:
        """Whose code this is, once; None when it is unknown, used or expired."""
        statement = (
            update(link_codes)
            .where(
                link_codes.c.digest == _digest(code),
                link_codes.c.used_at.is_(None),
                link_codes.c.expires_at > now,
            )
            .values(used_at=now)
        )
        if (await self._run(statement)).rowcount != 1:
            return None
        found = await self._run(select(link_codes.c.member).where(link_codes.c.digest == _digest(code)))
        return MemberId(found.scalar_one())


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()
