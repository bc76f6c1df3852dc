"""procrastinate: an asynchronous worker that runs a hundred jobs at a time."""

import asyncio
import json
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import procrastinate

URL, DUE, PENDING = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=URL, min_size=4, max_size=20))
ran = 0


@app.task
async def nothing() -> None:
    global ran
    ran += 1


def memory_mb() -> float:
    """What this process has held at most."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def used() -> float:
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime + found.ru_stime


async def main() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        later = nothing.configure(schedule_at=datetime.now(UTC) + timedelta(days=365))
        for first in range(0, PENDING, 1000):
            await later.batch_defer_async(*[{} for _ in range(min(1000, PENDING - first))])
        for first in range(0, DUE, 1000):
            await nothing.batch_defer_async(*[{} for _ in range(min(1000, DUE - first))])
        began, cpu = time.perf_counter(), used()
        await app.run_worker_async(concurrency=100, wait=False, install_signal_handlers=False, listen_notify=False)
        seconds = time.perf_counter() - began
    assert ran == DUE, ran
    print(json.dumps({"per_s": DUE / seconds, "cpu_s_per_1000": (used() - cpu) / DUE * 1000,
                      "memory_mb": memory_mb()}))  # fmt: skip


asyncio.run(main())
