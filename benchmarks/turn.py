"""How long a turn takes: a command in, committed, its reply out; and how long the bot takes to start.

`python -m benchmarks.turn` prints medians on SQLite on disk (a sync at every commit); `--json` only the last line.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bot.chat.card import Reply
from bot.chat.incoming import Address, Command, Platform, Sender
from bot.clock import HostClock
from bot.router import Router
from bot.store.database import open_database
from bot.store.keys import new_entry, parsed
from bot.store.migrate import migrate
from bot.store.work import open_work
from tests.e2e.process import Bot

TURNS = 400
SENTENCES = (
    "call K-{n}'s daughter about the lost MRI tomorrow at 9am, urgent",
    "check prior auth for K-{n} on friday at 10am, waiting on Aetna",
    "weigh K-{n} every day at 8am",
)


async def turns(folder: Path) -> list[float]:
    """Seconds of each of TURNS follow-ups, through the router and back."""
    database = open_database(f"sqlite:///{folder / 'stitch.db'}", parsed(new_entry()))
    await migrate(database)
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="America/Chicago", demo=False)
        await work.members.attach(Platform.web, "T1", workspace.id)
    router = Router(database, HostClock(), with_forms=frozenset({Platform.web}))
    took = []
    for number in range(TURNS):
        replies: list[Reply] = []

        async def respond(reply: Reply, replies: list[Reply] = replies) -> None:
            replies.append(reply)

        began = time.perf_counter()
        await router.hear(_command(number), respond)
        took.append(time.perf_counter() - began)
        assert replies
    await database.close()
    return took[20:]


async def start(folder: Path) -> tuple[float, float]:
    """Seconds from the process's start to "ready", and its memory in MB when idle, migrations already done."""
    async with Bot(folder):
        pass
    bot = Bot(folder)
    seconds = await bot.start()
    await asyncio.sleep(2)
    assert bot.process is not None
    memory = psutil.Process(bot.process.pid).memory_info().rss / 2**20
    bot.stop()
    await bot.client.aclose()
    return seconds, memory


def _command(number: int) -> Command:
    return Command(
        id=f"e{number}",
        sender=Sender(platform=Platform.web, tenant="T1", user=f"u{number % 10}", name=f"Person {number % 10}"),
        address=Address(platform=Platform.web, tenant="T1", channel="ward", name="ward"),
        at=datetime.now(UTC),
        name="followup",
        text=SENTENCES[number % len(SENTENCES)].format(n=number),
    )


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    only_json = arguments.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        took = await turns(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        began, memory = await start(Path(folder))
    figures = {
        "turn_median_ms": round(statistics.median(took) * 1000, 2),
        "turn_p99_ms": round(statistics.quantiles(took, n=100)[98] * 1000, 2),
        "start_s": round(began, 2),
        "idle_memory_mb": round(memory, 1),
    }
    if not only_json:
        for name, value in figures.items():
            print(f"{name:18} {value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
