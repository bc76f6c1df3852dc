"""Replicas that are killed at random while notices fall due and people write: what comes of it is counted."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from pydantic import TypeAdapter
from sqlalchemy import func, select

from bot.care.members import ChannelId
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform
from bot.store.database import Database, open_database
from bot.store.keys import new_entry, parsed
from bot.store.migrate import migrate
from bot.store.tables import notices, tasks
from bot.store.work import open_work
from tests.e2e.process import _free_port
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, TelegramStandin

PROJECT = Path(__file__).parents[2]
CHANNELS, GROUPS = 60, 20
PER_S = 30
"""Notices that fall due in a second; one in ten goes to Telegram."""

WRITE_EVERY_S = 0.4
DRAINED_WITHIN_S = 150.0
"""Even on a machine that is busy with many other things."""

AGAIN = "You may have had this message already."

_CARD = TypeAdapter(Card)


@dataclass
class Count:
    """What came of it."""

    notices: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    """Came twice where the platform would have told."""
    repeated: int = 0
    """Came twice where it could not be known (Telegram), and said so."""
    repeated_unsaid: list[str] = field(default_factory=list)
    written: int = 0
    unheard: list[str] = field(default_factory=list)
    heard_twice: list[str] = field(default_factory=list)
    orphans_s: float = 0.0
    """The longest from due to marked as sent."""

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.notices} notices: {len(self.lost)} lost, {len(self.doubled)} doubled on "
            f"Slack, {self.repeated} came again on Telegram, {len(self.repeated_unsaid)} of these unsaid; "
            f"the latest came {self.orphans_s:.1f} s after its time. {self.written} messages written: "
            f"{len(self.unheard)} acknowledged without effect, {len(self.heard_twice)} with two"
        )


class Replica:
    """One process. It may be killed and started again."""

    def __init__(self, folder: Path, settings: dict[str, str], lease_s: float) -> None:
        self.port = _free_port()
        self.log = folder / f"replica-{self.port}.log"
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
        self.environment = kept | settings | {"PYTHONPATH": str(PROJECT), "PORT": str(self.port)}
        self.lease_s = lease_s
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.replica", str(self.lease_s)],
            env=self.environment, cwd=self.log.parent, stderr=self.log.open("ab"), stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    async def ready(self) -> bool:
        """Whether it answers that it is; what a load balancer asks."""
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                return (await client.get(f"{self.url}/healthz")).status_code == 200
        except httpx.HTTPError:
            return False

    async def until_ready(self) -> None:
        while not await self.ready():
            assert self.process is not None and self.process.poll() is None, self.log.read_text()[-2000:]
            await asyncio.sleep(0.1)


class Storm:
    """Three replicas, two platforms, one PostgreSQL."""

    def __init__(self, url: str, folder: Path, *, lease_s: float, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lease_s = lease_s
        self.folder = folder
        self.url = url
        self.key = new_entry()
        self.database: Database = open_database(url, parsed(self.key))
        self.slack = SlackStandin()
        self.slack.deliverer.retry_after = (0.5, 1.0, 2.0)
        self.telegram = TelegramStandin()
        self.replicas: list[Replica] = []
        self.count = Count()
        self.places: list[ChannelId] = []
        self.groups: list[ChannelId] = []
        self.texts: list[tuple[str, bool]] = []

    async def run(self, seconds: float, kill_every_s: float) -> Count:
        """So long, with a kill every so many seconds, and then until all is sent."""
        async with self.slack, self.telegram:
            try:
                await self._begin()
                writing = asyncio.create_task(self._write(seconds))
                await self._load(seconds)
                until = time.monotonic() + seconds
                while time.monotonic() + kill_every_s < until:
                    await asyncio.sleep(kill_every_s * self.dice.uniform(0.5, 1.5))
                    await self._kill_one()
                written = await writing
                await self._drained()
                await self._judge(written)
            finally:
                for replica in self.replicas:
                    if replica.process is not None and replica.process.poll() is None:
                        replica.kill()
                await self.database.close()
        return self.count

    async def _begin(self) -> None:
        for number in range(CHANNELS):
            self.slack.workspace.add_channel(f"C{100 + number}", f"ward-{number}", ["U1"])
        await migrate(self.database)
        settings = {
            "DATABASE_URL": self.url, "STITCH_KEY": self.key, "STITCH_WEB": "0", "DATA_DIR": str(self.folder),
            "SLACK_BOT_TOKEN": self.slack.bot_token, "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.url, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.telegram.url,
            "PUBLIC_URL": "https://stitch.example", "STITCH_COMMANDS_PER_MINUTE": "0",
        }  # fmt: skip
        self.replicas = [Replica(self.folder, settings, self.lease_s) for _ in range(3)]
        for replica in self.replicas:
            replica.start()
        await asyncio.gather(*(replica.until_ready() for replica in self.replicas))
        self.slack.post_to(f"{self.replicas[0].url}/slack/events")
        await self._places()

    async def _places(self) -> None:
        async with open_work(self.database) as work:
            for platform, names, found in (
                (Platform.slack, [f"C{100 + number}" for number in range(CHANNELS)], self.places),
                (Platform.telegram, [f"-100{number}" for number in range(GROUPS)], self.groups),
            ):
                tenant = "T1" if platform is Platform.slack else TOKEN.partition(":")[0]
                workspace = await work.members.workspace_of(platform, tenant)
                assert workspace is not None
                self.workspace = workspace.id
                for name in names:
                    address = Address(platform=platform, tenant=tenant, channel=name, name=name)
                    found.append((await work.places.at(address, workspace.id)).id)

    async def _load(self, seconds: float) -> None:
        """All notices of the storm, each at its moment."""
        begin = datetime.now(UTC) + timedelta(seconds=0.5)
        number = 0
        for chunk in _chunks(int(seconds * PER_S), 500):
            async with open_work(self.database) as work:
                for _ in range(chunk):
                    on_telegram = number % 10 == 0
                    text = f"note {number}."
                    where = self.dice.choice(self.groups if on_telegram else self.places)
                    await work.notices.add(
                        self.workspace, "late_reply", "heard:chaos", key=f"chaos:{number}", channel=where,
                        extra=_CARD.dump_json(Card(title=(text,), fallback=text)).decode(),
                        due_at=begin + timedelta(seconds=number / PER_S),
                    )  # fmt: skip
                    self.texts.append((text, on_telegram))
                    number += 1
        self.count.notices = number

    async def _kill_one(self) -> None:
        alive = [one for one in self.replicas if one.process is not None and one.process.poll() is None]
        victim = self.dice.choice(alive)
        victim.kill()
        self.count.kills += 1
        await asyncio.sleep(self.dice.uniform(0.0, 0.5))
        victim.start()

    async def _write(self, seconds: float) -> list[tuple[str, bool]]:
        """Nina writes; a load balancer gives it to who is ready. Each text with whether it was acknowledged."""
        until, written = time.monotonic() + seconds, []
        while time.monotonic() < until:
            await asyncio.sleep(WRITE_EVERY_S)
            ready = [one for one in self.replicas if await one.ready()]
            if not ready:
                continue
            self.slack.post_to(f"{self.dice.choice(ready).url}/slack/events")
            text = f"weigh K-{len(written) + 1} tomorrow at 9am"
            with contextlib.suppress(AssertionError):
                await self.slack.message("U1", "D1", text)
            delivery = self.slack.deliveries()[-1]
            written.append((text, delivery.acked))
        return written

    async def _drained(self) -> None:
        until = time.monotonic() + DRAINED_WITHIN_S
        while time.monotonic() < until:
            async with open_work(self.database) as work:
                waiting = await work.connection.execute(
                    select(func.count()).where(notices.c.state == "pending", notices.c.key.like("chaos:%"))
                )
                if not waiting.scalar_one():
                    return
            await asyncio.sleep(0.2)

    async def _judge(self, written: Sequence[tuple[str, bool]]) -> None:
        on_slack = Counter(
            text_of(one)
            for number in range(CHANNELS)
            for one in self.slack.messages(f"C{100 + number}", by_bot=True)
        )
        all_on_telegram = [one.text for one in self.telegram.sent]
        said = Counter(text for text in all_on_telegram if AGAIN in text)
        for text, on_telegram in self.texts:
            if on_telegram:
                came = sum(text in one for one in all_on_telegram)
                again = sum(count for one, count in said.items() if text in one)
                self.count.repeated += max(0, came - 1)
                if came - again > 1:
                    self.count.repeated_unsaid.append(text)
            else:
                came = on_slack[text]
                if came > 1:
                    self.count.doubled.append(text)
            if came == 0:
                self.count.lost.append(text)
        async with open_work(self.database) as work:
            rows = await work.connection.execute(
                select(notices.c.due_at, notices.c.sent_at).where(notices.c.key.like("chaos:%"))
            )
            late = [(row.sent_at - row.due_at).total_seconds() for row in rows if row.sent_at is not None]
            self.count.orphans_s = max(late, default=0.0)
            found = await work.connection.execute(select(tasks.c.what))
            kept = Counter(found.scalars())
        self.count.written = len(written)
        for text, acked in written:
            what = text.partition(" tomorrow")[0]
            if acked and not kept[what]:
                self.count.unheard.append(text)
            if kept[what] > 1:
                self.count.heard_twice.append(text)


def _chunks(total: int, size: int) -> Iterator[int]:
    while total > 0:
        yield min(size, total)
        total -= size
