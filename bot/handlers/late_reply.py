"""Replies that a platform did not take: brought as a direct message, so that nobody types into the void."""

from datetime import datetime

from pydantic import TypeAdapter

from bot.cards.reader import Reader
from bot.chat.card import Card
from bot.store.notices import Notice
from bot.store.work import Work

BATCH = 50

_CARD = TypeAdapter(Card)


async def rescue(work: Work, now: datetime) -> int:
    """Replies that were committed but never drawn, because the process or the platform failed in between."""
    waiting = await work.heard.unanswered(now, BATCH)
    for platform, tenant, event, member, reply in waiting:
        asker = await work.members.by_id(member)
        if reply.card is not None and asker is not None:
            await work.notices.add(
                asker.workspace, "late_reply", f"heard:{platform}", key=f"reply:{platform}:{tenant}:{event}"[:120],
                to=member, only=platform, extra=_CARD.dump_json(reply.card).decode(), due_at=now,
            )  # fmt: skip
        await work.heard.answered_otherwise(platform, tenant, event, now)
    return len(waiting)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The reply as it was."""
    return _CARD.validate_json(notice.extra)
