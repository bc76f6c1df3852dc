"""Stopping: whoever is in the middle of a transaction comes to its end, or the database would stay locked."""

import asyncio

from sqlalchemy import event

from bot.delivery import Delivery
from bot.scheduler import Scheduler
from tests.conversations.chat import Chat
from tests.delivery.outbox import place, put, said


async def test_whenever_it_stops_no_transaction_is_cut_off(chat: Chat) -> None:
    ward = await place(chat, "ward")
    cut: list[str] = []
    event.listen(chat.database.engine.sync_engine.pool, "invalidate", lambda *_: cut.append("off"))
    for steps in range(0, 60, 2):
        await put(chat, f"n{steps}", channel=ward)
        delivery = Delivery(chat.database, chat.router, {chat.platform: chat.stage}, chat.clock)
        scheduler = Scheduler(chat.router, delivery, chat.clock, chat.database)
        scheduler.start()
        chat.router.wake.set()
        for _ in range(steps):
            await asyncio.sleep(0.0002)
        await scheduler.stop()
    assert not cut
    chat.clock.at += chat.delivery._lease
    for _ in range(60):
        await chat.advance(seconds=1)
    assert sorted(said(chat, "ward")) == sorted(f"n{steps}" for steps in range(0, 60, 2))
