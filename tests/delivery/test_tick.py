"""A tick: what one of the handlers cannot do holds up none of the others."""

from datetime import datetime, timedelta

import pytest

from bot.handlers import EVERY_TICK
from bot.store.due import SEERS
from bot.store.work import Work
from tests.conversations.chat import Chat


async def test_a_handler_that_fails_holds_up_no_other(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await chat.say("Nina", "/task call the lab tomorrow at 7am")
    told = len(chat.dms("Nina"))

    async def broken(work: Work, now: datetime) -> int:
        raise RuntimeError

    monkeypatch.setitem(EVERY_TICK, "ledger", broken)  # it looks every night
    chat.clock.at += timedelta(days=1)
    with pytest.raises(RuntimeError):
        await chat.router.tick(chat.clock.at)
    await chat.delivery.run_once()
    (due,) = chat.dms("Nina")[told:]
    assert due.text.startswith("Coming up: #1")


def test_whoever_sees_to_what_is_due_is_called_and_nobody_else() -> None:
    assert set(EVERY_TICK) == set(SEERS)
