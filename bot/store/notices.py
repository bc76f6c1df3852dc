"""Notices: what somebody is to be told. Written with its cause, sent by delivery, marked by a receipt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.care.urgency import Urgency
from bot.chat.incoming import Address
from bot.store.columns import of_row
from bot.store.rows import made
from bot.store.sealing import writing_for
from bot.store.tables import notices
from bot.store.wall import here

PENDING, SENT, DROPPED, DEAD, DISCARDED = "pending", "sent", "dropped", "dead", "discard"

GIVE_UP_AFTER = timedelta(hours=24)

NEWS = "stitch_notices"
"""The channel on which PostgreSQL tells other replicas that there may be something to send."""


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
    wake_at: datetime
    give_up_at: datetime
    attempt: int = 0
    maybe_sent: bool = False
    """An earlier attempt may have arrived; look before sending again."""
    sent_as: str | None = None
    """The key of the one message that it is sent in with others."""
    lease: str | None = None


class Notices:
    """What is to be told and what has been told."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute
        self._announce = connection.dialect.name == "postgresql"

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
                of_row(
                    notices,
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
                    wake_at=due_at,
                    give_up_at=due_at + GIVE_UP_AFTER,
                    state=PENDING,
                    attempt=0,
                    maybe_sent=False,
                    created_at=due_at,
                )
            )
        )
        if self._announce:
            # Sent at the commit, once per transaction; see bot/store/listening.py.
            await self._run(select(func.pg_notify(NEWS, "")))

    async def stands(
        self, workspace: WorkspaceId, kind: str, about: str, *, key: str, to: MemberId, at: Address, message: str,
        now: datetime,
    ) -> None:  # fmt: skip
        """Kept like what was sent: they have it already, in answer to something that they did. So what is said
        below it is understood, and what follows can stand there too."""
        writing_for(workspace)
        await self._run(
            insert(notices).values(
                of_row(
                    notices, workspace=workspace, key=key, kind=kind, about=about, extra="", member=to,
                    rank=Urgency.routine.rank, due_at=now, wake_at=now, give_up_at=now, state=SENT, sent_at=now,
                    attempt=0, maybe_sent=False, created_at=now, platform=at.platform, tenant=at.tenant,
                    external=at.channel, thread="", message=message,
                )
            )
        )  # fmt: skip

    async def standing(self, about: str, kinds: Collection[str], at: Address) -> list[str]:
        """The messages of these kinds about this that stand in a place, each by itself and below no other, oldest
        first."""
        rows = await self._run(
            select(notices.c.message)
            .where(
                here(notices),
                notices.c.platform == at.platform,
                notices.c.tenant == at.tenant,
                notices.c.external == at.channel,
                notices.c.about == about,
                notices.c.kind.in_(kinds),
                notices.c.thread == "",
            )
            .order_by(notices.c.id)
        )
        return list(rows.scalars())

    async def at_message(self, address: Address, message: str) -> Notice | None:
        """The notice that a platform's message came from."""
        row = (
            await self._run(
                select(notices).where(
                    here(notices),
                    notices.c.platform == address.platform,
                    notices.c.tenant == address.tenant,
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
            .where(here(notices), notices.c.kind == kind, notices.c.about == about, notices.c.link.is_not(None))
            .order_by(notices.c.id.desc())
            .limit(1)
        )
        return (await self._run(statement)).scalar_one_or_none()

    async def counts(self) -> dict[str, int]:
        """How many notices there are in each state."""
        rows = await self._run(select(notices.c.state, func.count()).group_by(notices.c.state))
        return {state: count for state, count in rows}  # noqa: C416 - rows are not tuples for mypy
