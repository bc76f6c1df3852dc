"""A channel that takes nothing any more: whoever relies on what is posted there is told in person."""

from datetime import datetime

from bot.cards import reminder as cards
from bot.cards.reader import Reader
from bot.care.members import ChannelId, MemberId
from bot.care.tasks import Task, TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Card
from bot.store.notices import Notice
from bot.store.work import Work


async def tell(work: Work, notice: Notice, now: datetime) -> None:
    """What was to be posted in a channel never will be. One word a day and item, to who owns it or set it up."""
    if notice.channel is None:
        return
    about = notice.about if await _task(work, notice.about) else ""
    whom = await _relies(work, notice)
    if whom is not None:
        await work.notices.add(
            notice.workspace, "closed", f"channel:{notice.channel}",
            key=f"closed:{notice.channel}:{about}:{whom}:{now.date()}", to=whom, extra=about,
            urgency=Urgency.urgent, due_at=now,
        )  # fmt: skip


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """Which channel it is, what was not posted there, and what helps."""
    channel = await work.places.by_id(ChannelId(int(notice.about.removeprefix("channel:"))))
    task = await _task(work, notice.extra)
    if task is not None and not task.open:
        return None
    return cards.closed(channel, task, reader)


async def _relies(work: Work, notice: Notice) -> MemberId | None:
    task = await _task(work, notice.about)
    if task is not None:
        return task.owner if task.owner is not None else task.creator
    if notice.kind == "huddle" and notice.channel is not None:
        huddle = await work.huddles.of(notice.channel)
        return huddle.set_by if huddle is not None and huddle.active else None
    return None


async def _task(work: Work, about: str) -> Task | None:
    kind, _, id = about.partition(":")
    return await work.tasks.by_id(TaskId(int(id))) if kind == "task" else None
