"""Pacing: each destination and each platform at its own speed, shared by replicas; nobody waits for another."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.care.tasks import Alarm, TaskId
from bot.care.urgency import Urgency
from bot.chat.adapter import Limits, Rate, Receipt, TryLater
from bot.chat.card import Card
from bot.chat.incoming import Address
from bot.delivery import Delivery
from bot.scheduler import Scheduler
from bot.store.lanes import Path
from bot.store.rows import new_handle
from bot.store.tables import notices
from bot.store.work import open_work
from tests.care.people import TASK
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat, Stage
from tests.delivery.outbox import member, place, put, said, states, workspace_of

ONE_A_SECOND = Limits(direct=(Rate(every=1.0),), channel=(Rate(every=1.0),))


async def seconds(chat: Chat, count: int) -> None:
    for _ in range(count):
        chat.clock.at += timedelta(seconds=1)
        await chat.scheduler.catch_up()


async def test_one_channel_gets_one_message_a_second_and_the_others_do_not_wait_for_it(chat: Chat) -> None:
    chat.stage.limits = ONE_A_SECOND
    ward, clinic = await place(chat, "ward"), await place(chat, "clinic")
    for number in range(5):
        await put(chat, f"ward {number}", channel=ward)
    await put(chat, "clinic", channel=clinic)
    await chat.scheduler.catch_up()
    assert (said(chat, "ward"), said(chat, "clinic")) == (["ward 0"], ["clinic"])
    await seconds(chat, 2)
    assert said(chat, "ward") == ["ward 0", "ward 1", "ward 2"]
    await seconds(chat, 2)
    assert said(chat, "ward") == [f"ward {number}" for number in range(5)]


async def test_what_is_urgent_passes_what_waits_for_the_limit(chat: Chat) -> None:
    chat.stage.limits = ONE_A_SECOND
    ward = await place(chat, "ward")
    for number in range(4):
        await put(chat, f"routine {number}", channel=ward)
    await chat.scheduler.catch_up()
    await put(chat, "stat", channel=ward, urgency=Urgency.stat)
    await seconds(chat, 1)
    assert said(chat, "ward") == ["routine 0", "stat"]
    await seconds(chat, 5)
    assert sorted(said(chat, "ward")[2:]) == [f"routine {number}" for number in range(1, 4)]


async def test_no_minute_of_a_group_has_more_than_twenty_messages_nor_a_second_of_the_bot_more_than_thirty(
    chat: Chat,
) -> None:
    group = Path(place="p", destination="p:1", rates=(Rate(every=1.0), Rate(every=4.0, burst=5)))
    went = []
    for second in range(180):
        now = chat.clock.now() + timedelta(seconds=second)
        async with open_work(chat.database) as work:
            went += [slot.at for slot in await work.lanes.take([group] * 3, now, timedelta()) if slot.free]
    assert max(sum(at <= one < at + timedelta(minutes=1) for one in went) for at in went) in (19, 20)
    assert len(went) >= 45, "and not much fewer in the long run"

    went.clear()
    for step in range(50):
        now = chat.clock.now() + timedelta(seconds=300 + step / 10)
        paths = [
            Path(place="q", destination=f"q:{step}:{one}", place_rates=(Rate(every=0.04, burst=5),))
            for one in range(20)
        ]
        async with open_work(chat.database) as work:
            slots = await work.lanes.take(paths, now, timedelta(seconds=0.5))
            went += [slot.at for slot in slots if slot.free]
    assert max(sum(at <= one < at + timedelta(seconds=1) for one in went) for at in went) <= 30
    assert len(went) > 100


class Limited(Stage):
    """Refuses one channel for as long as it says."""

    tries = 0

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        if to.channel == "ward":
            self.tries += 1
            raise TryLater("rate_limited", after=20)
        return await super().send(to, card, key)


async def test_of_two_replicas_that_go_somewhere_for_the_first_time_one_goes(chat: Chat) -> None:
    ward = Path(place="p", destination="p:ward", rates=(Rate(every=1.0),))

    async def first() -> bool:
        async with open_work(chat.database) as work:
            slots = await work.lanes.take([ward], chat.clock.now(), timedelta())
            # The other one has looked by now, and found nothing.
            await asyncio.sleep(0.1)
        return slots[0].free

    assert sorted(await asyncio.gather(first(), first())) == [False, True]


async def test_what_a_platform_asks_for_holds_for_the_other_replicas_and_only_for_that_channel(chat: Chat) -> None:
    limited = Limited(chat.platform, True)
    both = [Delivery(chat.database, chat.router, {chat.platform: limited}, chat.clock) for _ in range(2)]
    ward, clinic = await place(chat, "ward"), await place(chat, "clinic")
    await put(chat, "ward 1", channel=ward)
    await both[0].run_once()
    await put(chat, "ward 2", channel=ward)
    await put(chat, "clinic 1", channel=clinic)
    for _ in range(10):
        await both[1].drain()
        chat.clock.at += timedelta(seconds=1)
    assert limited.tries == 1
    assert [one.text for one in limited.messages] == ["clinic 1"]
    chat.clock.at += timedelta(seconds=11)
    await both[1].drain()
    assert limited.tries == 2


class Hanging(Stage):
    """One channel never answers."""

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        if to.channel == "ward":
            await asyncio.sleep(60)
        return await super().send(to, card, key)


async def test_a_channel_that_hangs_holds_up_no_other(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.SEND_WITHIN_S", 1.0)
    hanging = Hanging(chat.platform, True)
    delivery = Delivery(chat.database, chat.router, {chat.platform: hanging}, chat.clock)
    await put(chat, "stuck", channel=await place(chat, "ward"))
    await delivery.dispatch()
    for number in range(50):
        await put(chat, f"{number}", channel=await place(chat, f"c{number}"))
    async with asyncio.timeout(0.9):
        while await delivery.dispatch():
            pass
        while len(hanging.messages) < 50:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.005)
    await delivery.settle()


class Slow(Stage):
    """Takes its time with each message."""

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        await asyncio.sleep(0.04)
        return await super().send(to, card, key)


class Host:
    """A clock that runs, from a given time on."""

    def __init__(self, at: datetime) -> None:
        self._ahead = at - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


async def test_what_falls_due_in_a_long_burst_does_not_wait_for_its_end(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.AT_ONCE", 4)
    await chat.say("Nina", "/task page ortho in 1 minute, stat")
    for number in range(300):
        await put(chat, f"{number}", channel=await place(chat, f"c{number}"))
    slow = Slow(chat.platform, True)
    host = Host(chat.clock.now() + timedelta(seconds=59.5))
    chat.router._clock = host
    delivery = Delivery(chat.database, chat.router, {chat.platform: slow}, host)
    scheduler = Scheduler(chat.router, delivery, host, chat.database)
    scheduler.start()
    async with asyncio.timeout(20):
        while len(slow.messages) < 301:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
    await scheduler.stop()
    at = next(number for number, one in enumerate(slow.messages) if "page ortho" in one.text)
    assert at < 250


class Busy(Stage):
    """Asks once for a moment's patience."""

    asked = False

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        if not self.asked:
            self.asked = True
            raise TryLater("rate_limited", after=0.3)
        return await super().send(to, card, key)


async def test_what_a_platform_wants_in_a_moment_it_gets_then_and_not_when_the_lease_would_end(chat: Chat) -> None:
    await put(chat, "hello", channel=await place(chat, "ward"))
    busy, host = Busy(chat.platform, True), Host(chat.clock.now())
    delivery = Delivery(chat.database, chat.router, {chat.platform: busy}, host)
    scheduler = Scheduler(chat.router, delivery, host, chat.database)
    scheduler.start()
    async with asyncio.timeout(7):
        while not busy.messages:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
    await scheduler.stop()


async def test_many_routine_reminders_of_one_moment_are_one_message(chat: Chat) -> None:
    for what in ("weigh K-17", "call the lab", "order a walker", "fax the referral"):
        await chat.say("Nina", f"/task {what} today 9am")
    await chat.say("Nina", "/task page ortho today 9am, urgent")
    await chat.advance(hours=1, minutes=59)
    before = len(chat.dms("Nina"))
    await chat.advance(minutes=2)
    urgent, together = chat.dms("Nina")[before:]
    assert urgent.text.startswith("Now due: #5")
    lines = together.text.splitlines()
    assert lines[0] == "Reminders for 4 items"
    assert lines[1].startswith("#1 weigh K-17")
    shown = await chat.press("Nina", "#3", together)
    assert "order a walker" in shown.text


async def test_what_is_done_meanwhile_is_not_in_it(chat: Chat) -> None:
    for what in ("weigh K-17", "call the lab", "order a walker", "fax the referral"):
        await chat.say("Nina", f"/task {what} today 9am")
    chat.clock.at += timedelta(hours=2)
    while await chat.router.tick(chat.clock.now()):
        pass
    before = len(chat.dms("Nina"))
    await chat.say("Nina", "/done 2")
    (together,) = chat.dms("Nina")[before:]
    assert together.text.startswith("Reminders for 3 items")
    assert "call the lab" not in together.text


@ON_ONE_DATABASE
async def test_eight_on_monday_is_a_message_for_each_person_and_the_urgent_ones_are_there_at_once(
    chat: Chat,
) -> None:
    chat.stage.limits = ONE_A_SECOND
    eight = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    everybody = [await member(chat, f"Nurse{number}") for number in range(40)]
    async with open_work(chat.database) as work:
        workspace = await workspace_of(work)
        for number in range(360):
            urgency = Urgency.urgent if number < 40 else Urgency.routine
            task = replace(
                TASK, id=TaskId(0), workspace=workspace, number=number + 1, handle=new_handle(), urgency=urgency,
                what=f"call room {number}", owner=everybody[number % 40], creator=everybody[0],
                due_at=eight, alarm_at=eight, alarm=Alarm.due,
            )  # fmt: skip
            await work.tasks.add(task, "new", everybody[0], chat.clock.now())
    chat.clock.at = eight
    await chat.scheduler.catch_up()
    first = len(chat.stage.messages)
    await seconds(chat, 2)
    theirs = [[one.text.splitlines()[0] for one in chat.dms(f"Nurse{number}")] for number in range(40)]
    assert all(
        lines == [f"Now due: #{number + 1}", "Reminders for 8 items"] for number, lines in enumerate(theirs)
    )
    assert all(one.text.startswith("Now due: ") for one in chat.stage.messages[:first])
    assert first == 40
    assert not any("late." in one.text for one in chat.stage.messages)
    assert set((await states(chat)).values()) == {"sent"}


@pytest.mark.parametrize("held", [0, 1], ids=["older", "newer"])
async def test_of_two_about_one_item_only_the_newer_is_said_whichever_is_held_back(chat: Chat, held: int) -> None:
    await chat.say("Nina", "/task weigh K-17 today 9am, urgent")
    before = len(chat.dms("Nina"))
    for _ in range(2):
        chat.clock.at += timedelta(hours=2)
        while await chat.router.tick(chat.clock.now()):
            pass
    told = select(notices.c.id).where(notices.c.kind == "reminder").order_by(notices.c.id.desc()).limit(2)
    async with open_work(chat.database) as work:
        newer, older = (await work.connection.execute(told)).scalars()
        until = chat.clock.now() + timedelta(seconds=30)
        one = (older, newer)[held]
        await work.connection.execute(update(notices).where(notices.c.id == one).values(wake_at=until))
    await chat.delivery.drain()
    chat.clock.at += timedelta(seconds=40)
    await chat.delivery.drain()
    async with open_work(chat.database) as work:
        ends = select(notices.c.state).where(notices.c.id.in_([older, newer])).order_by(notices.c.id)
        assert [*(await work.connection.execute(ends)).scalars()] == ["dropped", "sent"]
    assert len([one for one in chat.dms("Nina")[before:] if "#1" in one.text]) == 1


async def test_two_are_two_messages(chat: Chat) -> None:
    await chat.say("Nina", "/task weigh K-17 today 9am")
    await chat.say("Nina", "/task call the lab today 9am")
    await chat.advance(hours=1, minutes=59)
    before = len(chat.dms("Nina"))
    await chat.advance(minutes=2)
    assert [one.text.splitlines()[0] for one in chat.dms("Nina")[before:]] == ["Now due: #1", "Now due: #2"]
