"""Load for the benchmarks of delivery: a bot with its tables, channels, and notices that are due or will be."""

import asyncio
import gc
import os
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import event, func, insert, select, update

from bot.adapters.slack import Slack
from bot.care.urgency import Urgency
from bot.chat.adapter import Adapter, Receipt
from bot.chat.card import Bold, Button, Card, Line
from bot.chat.incoming import Address, Platform
from bot.clock import HostClock
from bot.delivery import LEASE, Composer, Delivery
from bot.logs import set_up_logs
from bot.router import Router
from bot.scheduler import Scheduler
from bot.store.columns import of_row
from bot.store.database import Database, open_database
from bot.store.keys import new_entry, parsed
from bot.store.migrate import migrate
from bot.store.notices import DROPPED, GIVE_UP_AFTER, PENDING, Notice
from bot.store.sealing import writing_for
from bot.store.tables import channels, notices
from bot.store.work import Work, open_work

KEY = os.environ.get("STITCH_KEY") or new_entry()
TENANT = "T1"
ROWS = 5000
YEAR = timedelta(days=365)

NOTHING = Card(title=("Nothing",), fallback="Nothing")

_CARD = TypeAdapter(Card)


def card(number: int) -> Card:
    """What a reminder looks like."""
    return Card(
        title=("Now due: ", Bold(text=f"#{number} call the lab about K-{number}")),
        lines=(Line(spans=("Due today 09:00 CST · urgent · waiting on Aetna",)),),
        buttons=(
            Button(label="Done", action="done", handle=f"h{number}"),
            Button(label="In 1 hour", action="snooze", handle=f"h{number}", value="1h"),
        ),
        fallback=f"Now due: #{number}",
    )


BODY = _CARD.dump_json(card(7)).decode()


class Nowhere:
    """A platform that takes everything at once, with the limits of Slack: what is left is the engine itself."""

    platform = Platform.slack
    limits = Slack.limits

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        return Receipt(address=to, message=key)


class Nothing:
    """Has one thing to say, and looks nothing up for it: a handler that does nothing."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()

    async def compose_all(
        self, work: Work, wanted: Sequence[tuple[Sequence[Notice], Address]], now: datetime
    ) -> list[tuple[Card | None, list[Notice]]]:
        return [(NOTHING, []) for _ in wanted]

    async def fall_back(self, work: Work, notice: Notice, now: datetime) -> None: ...


@dataclass
class Engine:
    """One replica, without what listens."""

    database: Database
    delivery: Delivery
    scheduler: Scheduler

    async def drain(self) -> float:
        """Send all that is due. Returns the seconds that took."""
        began = time.perf_counter()
        while await self.delivery.dispatch():
            pass
        await self.delivery.settle()
        return time.perf_counter() - began


async def opened(url: str) -> Database:
    """The database with its tables and a workspace."""
    set_up_logs("ERROR", "text")
    database = open_database(url, parsed(KEY))
    await migrate(database)
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="America/Chicago", demo=False)
        await work.members.attach(Platform.slack, TENANT, workspace.id)
    return database


def engine(
    database: Database, adapter: Adapter, lease: timedelta = LEASE, composer: Composer | None = None
) -> Engine:
    """Router, delivery and scheduler as the app puts them together, or with another composer than the router; and
    what stands by then is left alone by the collector, as in a process that has started."""
    clock = HostClock()
    router = Router(database, clock, with_forms=frozenset({Platform.slack}))
    delivery = Delivery(database, composer or router, {Platform.slack: adapter}, clock, lease=lease)
    gc.collect()
    gc.freeze()
    return Engine(database, delivery, Scheduler(router, delivery, clock, database))


async def slack(url: str) -> Slack:
    """The bot's own client of Slack, connected to a stand-in."""
    adapter = Slack(bot_token="xoxb-bench", app_token="xapp-bench", api_url=url)
    await adapter.check()
    return adapter


async def make_channels(database: Database, count: int, name: str = "C") -> list[int]:
    """So many channels. Returns their ids."""
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        rows = [
            {"workspace": workspace, "platform": "slack", "tenant": TENANT, "external": f"{name}{number}",
             "thread": "", "name": f"{name.lower()}{number}", "private": False}
            for number in range(count)
        ]  # fmt: skip
        await work.connection.execute(insert(channels), rows)
        found = await work.connection.execute(
            select(channels.c.id).where(channels.c.external.like(f"{name}%")).order_by(channels.c.id)
        )
        return list(found.scalars())[-count:]


async def put(database: Database, key: str, to: list[int], due: Iterator[datetime], body: str = BODY) -> int:
    """Notices at these times, to these channels in turn. Returns how many."""
    count = 0
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        writing_for(workspace)
        now, rows = datetime.now(UTC), []
        for count, at in enumerate(due, start=1):
            rows.append(of_row(notices, **{
                "workspace": workspace, "key": f"{key}:{count}", "kind": "late_reply", "about": "heard:slack",
                "extra": body, "channel": to[count % len(to)], "rank": Urgency.routine.rank, "due_at": at,
                "wake_at": at, "give_up_at": at + GIVE_UP_AFTER, "state": PENDING, "attempt": 0,
                "maybe_sent": False, "created_at": now,
            }))  # fmt: skip
            if len(rows) == ROWS:
                await work.connection.execute(insert(notices), rows)
                rows = []
        if rows:
            await work.connection.execute(insert(notices), rows)
    if not database.sqlite:
        async with database.engine.connect() as connection:
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).exec_driver_sql(
                "ANALYZE notices"
            )
    return count


async def put_pending(database: Database, count: int, to: list[int]) -> None:
    """Notices that are not due for long, a second apart."""
    later = datetime.now(UTC) + YEAR
    await put(database, f"pending{count}", to, (later + timedelta(seconds=one) for one in range(count)))


async def put_due(database: Database, key: str, count: int, to: list[int], body: str = BODY) -> None:
    """Notices that are due now."""
    now = datetime.now(UTC)
    await put(database, key, to, (now for _ in range(count)), body)


async def late(database: Database, key: str) -> list[float]:
    """By how many seconds each came after its time: until the platform had said that it has it."""
    async with open_work(database) as work:
        rows = await work.connection.execute(
            select(notices.c.due_at, notices.c.sent_at).where(
                notices.c.key.like(f"{key}:%"), notices.c.sent_at.is_not(None)
            )
        )
        return [(row.sent_at - row.due_at).total_seconds() for row in rows]


async def unsent(database: Database, key: str) -> int:
    """How many of these have not been sent."""
    async with open_work(database) as work:
        return int(
            (
                await work.connection.execute(
                    select(func.count()).where(notices.c.key.like(f"{key}:%"), notices.c.state != "sent")
                )
            ).scalar_one()
        )


async def drop(database: Database, key: str) -> None:
    """Let nothing of these be sent any more."""
    async with open_work(database) as work:
        await work.connection.execute(
            update(notices).where(notices.c.key.like(f"{key}:%"), notices.c.state == PENDING).values(state=DROPPED)
        )


def cpu_s() -> float:
    """Seconds of a core that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def claims(database: Database, count: int) -> list[float]:
    """Seconds that each of so many claims of a hundred takes; all are handed back."""
    took = []
    for _ in range(count):
        async with open_work(database) as work:
            began = time.perf_counter()
            taken = await work.outbox.take(datetime.now(UTC), 100, (), LEASE)
            took.append(time.perf_counter() - began)
            await work.outbox.hand_back(taken)
    return took


def count_statements(database: Database) -> list[str]:
    """A list that grows by each statement from now on."""
    seen: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def executed(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    return seen
