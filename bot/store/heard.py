"""What was heard, once each: a redelivery finds its row, and the reply that it still waits for."""

from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import and_, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId
from bot.chat.card import Reply
from bot.chat.incoming import Incoming
from bot.store.alarms import Alarm
from bot.store.columns import of_row
from bot.store.sealing import whose_in_use
from bot.store.tables import incoming

RESCUE_AFTER = timedelta(seconds=30)
"""A reply that the platform has not taken for so long is brought another way."""

_REPLY = TypeAdapter(Reply)

RESCUE = Alarm(
    incoming.c.heard_at, only=[incoming.c.reply.is_not(None), incoming.c.answered_at.is_(None)], late=RESCUE_AFTER
)


class HeardEvents:
    """The incoming events of every platform, by the platform's own id."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute
        self._insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert

    async def record(self, heard: Incoming) -> bool:
        """Keep that this was heard. False when it was heard before; where another replica is just hearing it, that
        is known when it is done."""
        new = self._insert(incoming).values(
            platform=heard.sender.platform, tenant=heard.sender.tenant, event=heard.id, heard_at=heard.at,
            workspace=whose_in_use(),
        )  # fmt: skip
        kept = new.on_conflict_do_nothing().returning(incoming.c.event)
        return (await self._run(kept)).first() is not None

    async def lately(self, heard: Incoming, member: MemberId, since: datetime) -> tuple[int, int]:
        """How much has been heard since then: from this member, and from everybody in their tenant."""
        mine = func.sum(case((incoming.c.member == member, 1), else_=0))
        row = (
            await self._run(
                select(mine, func.count()).where(
                    incoming.c.heard_at > since,
                    incoming.c.platform == heard.sender.platform,
                    incoming.c.tenant == heard.sender.tenant,
                )
            )
        ).one()
        return int(row[0] or 0), int(row[1])

    async def reply(self, heard: Incoming, reply: Reply, member: MemberId, channel: ChannelId) -> None:
        """Keep the reply until the platform has taken it."""
        await self._run(
            update(incoming)
            .where(_is(heard))
            .values(
                of_row(
                    incoming,
                    platform=heard.sender.platform,
                    tenant=heard.sender.tenant,
                    event=heard.id,
                    reply=_REPLY.dump_json(reply).decode(),
                    member=member,
                    channel=channel,
                )
            )
        )

    async def waiting_reply(self, heard: Incoming) -> Reply | None:
        """The reply that the platform has not taken yet."""
        row = (
            await self._run(select(incoming.c.reply).where(_is(heard), incoming.c.answered_at.is_(None)))
        ).first()
        return _REPLY.validate_json(row.reply) if row and row.reply else None

    async def answered(self, heard: Incoming, now: datetime) -> None:
        """The platform has the reply, so we need not keep it."""
        await self._run(update(incoming).where(_is(heard)).values(answered_at=now, reply=None))

    async def unanswered(self, now: datetime, limit: int) -> list[tuple[str, str, str, MemberId, Reply]]:
        """Replies that have waited too long: platform, tenant, event, who asked, the reply."""
        rows = await self._run(
            select(incoming)
            .where(RESCUE.due(now))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )  # fmt: skip
        return [
            (row.platform, row.tenant, row.event, MemberId(row.member), _REPLY.validate_json(row.reply))
            for row in rows
        ]

    async def answered_otherwise(self, platform: str, tenant: str, event: str, now: datetime) -> None:
        """The reply went another way (a direct message)."""
        where = and_(incoming.c.platform == platform, incoming.c.tenant == tenant, incoming.c.event == event)
        await self._run(update(incoming).where(where).values(answered_at=now, reply=None))


def _is(heard: Incoming):  # type: ignore[no-untyped-def]
    return and_(
        incoming.c.platform == heard.sender.platform,
        incoming.c.tenant == heard.sender.tenant,
        incoming.c.event == heard.id,
    )
