"""Notices: what somebody is to be told. Written with its cause, sent by delivery, marked by a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.urgency import Urgency
from bot.chat.adapter import Receipt
from bot.chat.incoming import Address
from bot.store.rows import made, new_handle
from bot.store.sealing import writing_for
from bot.store.tables import notices

PENDING, SENT, DROPPED, DEAD = "pending", "sent", "dropped", "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one member or one channel. `about` and `extra` are for whoever composes it, at the time
    of sending, from the state of then; `kind` says who that is."""

    id: int
    workspace: WorkspaceId
    key: str
    kind: str
    about: str
    extra: str = ""
    member: MemberId | None = None
    channel: ChannelId | None = None
    only: str | None = None
    """The one platform on which the member is to be told; None for wherever they are."""
    rank: int = Urgency.routine.rank
    due_at: datetime
    attempt: int = 0
    maybe_sent: bool = False
    """An earlier attempt may have arrived; look before sending again."""
    lease: str | None = None


class Notices:
    """The outbox."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def add(
        self,
        workspace: WorkspaceId,
        kind: str,
        about: str,
        *,
        key: str,
        to: MemberId | None = None,
        channel: ChannelId | None = None,
        only: str | None = None,
        extra: str = "",
        urgency: Urgency = Urgency.routine,
        due_at: datetime,
    ) -> None:
        """To be told to a member, or in a channel. The same key is told once, however often it is added."""
        if (await self._run(select(notices.c.id).where(notices.c.key == key))).first() is not None:
            return
        writing_for(workspace)
        await self._run(
            insert(notices).values(
                workspace=workspace,
                key=key,
                kind=kind,
                about=about,
                extra=extra,
                member=to,
                channel=channel,
                only=only,
                rank=urgency.rank,
                due_at=due_at,
                state=PENDING,
                attempt=0,
                maybe_sent=False,
                created_at=due_at,
            )
        )

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> list[Notice]:
        """Take up to `limit` due notices for `lease`, most urgent first. Nobody else gets them until it ends.

        One whose lease ran out was in somebody's hands when they died: it is marked `maybe_sent`.
        """
        token = new_handle()
        due = (
            select(notices.c.id)
            .where(
                notices.c.state == PENDING,
                notices.c.due_at <= now,
                or_(notices.c.lease_until.is_(None), notices.c.lease_until < now),
            )
            .order_by(notices.c.rank, notices.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(notices)
            .where(notices.c.id.in_(due))
            .values(
                lease=token,
                lease_until=now + lease,
                maybe_sent=or_(notices.c.maybe_sent, notices.c.lease.is_not(None)),
            )
            .returning(notices)
        )
        found = [made(Notice, row) for row in await self._run(statement)]
        return sorted(found, key=lambda notice: (notice.rank, notice.due_at))

    async def sent(self, notice: Notice, receipt: Receipt, now: datetime) -> None:
        """The platform has it."""
        to = receipt.address
        await self._finish(
            notice,
            state=SENT,
            sent_at=now,
            platform=to.platform,
            tenant=to.tenant,
            external=to.channel,
            thread=to.thread or "",
            message=receipt.message,
            link=receipt.link,
        )

    async def dropped(self, notice: Notice) -> None:
        """No longer true, so not said."""
        await self._finish(notice, state=DROPPED)

    async def dead(self, notice: Notice, reason: str) -> None:
        """It will never arrive."""
        await self._finish(notice, state=DEAD, error=reason[:200])

    async def again(self, notice: Notice, at: datetime, reason: str, *, maybe_sent: bool) -> None:
        """Not before that time. It keeps its due time, so that it can say how late it is."""
        await self._run(
            update(notices)
            .where(notices.c.id == notice.id, notices.c.lease == notice.lease)
            .values(
                lease=None,
                lease_until=at,
                attempt=notice.attempt + 1,
                maybe_sent=maybe_sent,
                error=reason[:200],
            )
        )

    async def hand_back(self, lease: Sequence[Notice]) -> None:
        """Not tried: free for somebody else at once."""
        await self._run(
            update(notices)
            .where(notices.c.id.in_([notice.id for notice in lease]), notices.c.state == PENDING)
            .values(lease=None, lease_until=None)
        )

    async def next_due(self) -> datetime | None:
        """When the next pending notice is due."""
        statement = select(func.min(notices.c.due_at)).where(notices.c.state == PENDING)
        found: datetime | None = (await self._run(statement)).scalar_one()
        return found

    async def at_message(self, address: Address, message: str) -> Notice | None:
        """The notice that a platform's message came from."""
        row = (
            await self._run(
                select(notices).where(
                    notices.c.platform == address.platform,
                    notices.c.external == address.channel,
                    notices.c.message == message,
                )
            )
        ).first()
        return made(Notice, row) if row else None

    async def last_link(self, kind: str, about: str) -> str | None:
        """The platform's link to the last message of this kind about this."""
        statement = (
            select(notices.c.link)
            .where(notices.c.kind == kind, notices.c.about == about, notices.c.link.is_not(None))
            .order_by(notices.c.id.desc())
            .limit(1)
        )
        return (await self._run(statement)).scalar_one_or_none()

    async def counts(self) -> dict[str, int]:
        """How many notices there are in each state."""
        rows = await self._run(select(notices.c.state, func.count()).group_by(notices.c.state))
        return {state: count for state, count in rows}  # noqa: C416 - rows are not tuples for mypy

    async def _finish(self, notice: Notice, **values: object) -> None:
        """Write how it went, unless the lease was lost to somebody else meanwhile: then it is theirs to say."""
        await self._run(
            update(notices)
            .where(notices.c.id == notice.id, notices.c.lease == notice.lease)
            .values(lease=None, lease_until=None, **values)
        )
