"""A tick: what one of the handlers cannot do holds up none of the others."""

from datetime import datetime, timedelta

import pytest

from bot.handlers import EVERY_TICK
from bot.store.work import Work
from tests.conversations.chat import Chat


async def test_a_handler_that_fails_holds_up_no_other(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await chat.say("Nina", "/task call the lab in 20 min")
    told = len(chat.dms("Nina"))

    async def broken(work: Work, now: datetime) -> int:
        raise RuntimeError

    monkeypatch.setattr("bot.router.EVERY_TICK", (broken, *EVERY_TICK))
    chat.clock.at += timedelta(minutes=20)
    with pytest.raises(RuntimeError):
        await chat.router.tick(chat.clock.at)
    await chat.delivery.run_once()
    (due,) = chat.dms("Nina")[told:]
    assert due.text.startswith("Now due: #1")
