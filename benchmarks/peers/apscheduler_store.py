"""APScheduler's SQLAlchemyJobStore: one scheduler, a pool of threads."""

import json
import resource
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

URL, DUE, PENDING = sys.argv[1].replace("postgresql:", "postgresql+psycopg:"), int(sys.argv[2]), int(sys.argv[3])

done = threading.Semaphore(0)


def nothing() -> None:
    done.release()


def memory_mb() -> float:
    """What this process has held at most."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def used() -> float:
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime + found.ru_stime


scheduler = BackgroundScheduler(
    timezone=UTC,
    jobstores={"default": SQLAlchemyJobStore(url=URL)},
    executors={"default": ThreadPoolExecutor(20)},
    job_defaults={"misfire_grace_time": None},
)
scheduler.start(paused=True)
now = datetime.now(UTC)
for number in range(PENDING):
    scheduler.add_job(nothing, "date", run_date=now + timedelta(days=365, seconds=number))
for _ in range(DUE):
    scheduler.add_job(nothing, "date", run_date=now)
began, cpu = time.perf_counter(), used()
scheduler.resume()
for _ in range(DUE):
    done.acquire()
seconds = time.perf_counter() - began
print(json.dumps({"per_s": DUE / seconds, "cpu_s_per_1000": (used() - cpu) / DUE * 1000,
                  "memory_mb": memory_mb()}))  # fmt: skip
scheduler.shutdown(wait=False)
