"""Exactly once: killed at every step, with the real clients against stand-ins of Slack and Telegram."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.chat.adapter import Adapter, Receipt
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform
from bot.delivery import Delivery
from bot.store.database import Database
from bot.store.tables import identities
from bot.store.work import open_work
from tests.conversations.chat import Chat
from tests.delivery.outbox import place, put, states
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, TelegramStandin

LEASE = timedelta(seconds=1)
"""Long enough to send in on a busy machine."""
STEPS = ("before claim", "after claim", "after send", "before mark", "lost answer")
GROUP = "-1001"


class Dying:
    """An adapter in a process that is killed at a step: from there on, nothing more is done."""

    def __init__(self, adapter: Adapter, step: str) -> None:
        self._adapter = adapter
        self._step = step
        self.platform, self.limits = adapter.platform, adapter.limits

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        return await self._adapter.sent_before(to, key)

    async def direct(self, tenant: str, user: str) -> Address:
        return await self._adapter.direct(tenant, user)

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        if self._step == "after claim":
            raise asyncio.CancelledError
        receipt = await self._adapter.send(to, card, key)
        if self._step == "after send":
            raise asyncio.CancelledError
        return receipt


async def killed(chat: Chat, adapter: Adapter, step: str) -> None:
    """Deliver until the process dies at that step; with a lost answer it lives on."""
    delivery = Delivery(
        chat.database, chat.router, {adapter.platform: Dying(adapter, step)}, chat.clock, lease=LEASE
    )
    if step == "before claim":
        return
    if step == "before mark":
        # As far as the transaction that would have been committed.
        async def die(_: object) -> None:
            raise asyncio.CancelledError

        delivery._mark = die  # type: ignore[assignment]
    await delivery.run_once()


async def after_it(chat: Chat, adapter: Adapter) -> None:
    """Another process takes over, as soon as the lease has run out."""
    delivery = Delivery(chat.database, chat.router, {adapter.platform: adapter}, chat.clock)
    async with asyncio.timeout(20):
        while set((await states(chat)).values()) != {"sent"}:
            chat.clock.at += timedelta(seconds=1)
            await asyncio.sleep(0.05)
            await delivery.drain()
    chat.clock.at += timedelta(minutes=1)
    await delivery.drain()


async def nothing_heard(*_: object) -> None: ...


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandin]:
    async with SlackStandin() as standin:
        yield standin


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandin]:
    async with TelegramStandin() as standin:
        yield standin


@pytest.mark.parametrize("step", STEPS)
async def test_on_slack_it_stands_there_once(database: Database, slack: SlackStandin, step: str) -> None:
    chat = await Chat(database, Platform.slack).open()
    adapter = Slack(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.url)
    await adapter.check()
    ward = await place(chat, "C1")
    for number in range(3):
        await put(chat, f"note {number}", channel=ward)
    if step == "lost answer":
        slack.faults.drop("chat.postMessage", after_work=True)
    await killed(chat, adapter, step)
    await after_it(chat, adapter)
    assert sorted(text_of(one) for one in slack.messages("C1", by_bot=True)) == ["note 0", "note 1", "note 2"]
    assert set((await states(chat)).values()) == {"sent"}
    await adapter.stop()


@pytest.mark.parametrize("step", STEPS)
async def test_on_telegram_it_may_come_twice_and_then_says_so(
    database: Database, telegram: TelegramStandin, step: str
) -> None:
    chat = await Chat(database, Platform.telegram).open()
    adapter = Telegram(token=TOKEN, api_url=telegram.url, public_url="", webhook_secret="", commands={})
    await adapter.start(nothing_heard)
    group = await place(chat, GROUP)
    for number in range(2):
        await put(chat, f"note {number}", channel=group)
    if step == "lost answer":
        telegram.fail("sendMessage", "drop")
    await killed(chat, adapter, step)
    await after_it(chat, adapter)
    assert set((await states(chat)).values()) == {"sent"}
    texts = [one.text for one in telegram.sent]
    repeated = [text for text in texts if "You may have had this message already." in text]
    first = [text for text in texts if text not in repeated]
    if step in ("before claim", "after claim"):
        assert len(texts) == 2
    else:
        assert sorted(first) == ["note 0", "note 1"], "what came twice is marked"
        assert len(repeated) == 1
    await adapter.stop()


@pytest.mark.parametrize("step", ("after claim", "after send", "before mark"))
async def test_several_that_were_sent_as_one_message_stand_there_once(
    database: Database, slack: SlackStandin, step: str
) -> None:
    chat = await Chat(database, Platform.slack).open()
    adapter = Slack(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.url)
    await adapter.check()
    who = await chat.say("U1", "/profile quiet none")
    assert who is not None
    for what in ("weigh K-17", "call the lab", "order a walker", "fax the referral"):
        await chat.say("U1", f"/task {what} today 9am")
    await chat.advance(hours=1, minutes=59)
    async with open_work(database) as work:
        await work.connection.execute(update(identities).values(user="U1"))
    chat.clock.at += timedelta(minutes=2)
    while await chat.router.tick(chat.clock.now()):
        pass
    await killed(chat, adapter, step)
    await after_it(chat, adapter)
    (message,) = slack.messages("D1", by_bot=True)
    for what in ("weigh K-17", "call the lab", "order a walker", "fax the referral"):
        assert what in text_of(message)
    await adapter.stop()
