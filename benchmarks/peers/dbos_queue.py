"""DBOS: workflows on a queue, a hundred at a time in one process. Nothing is pending."""

import json
import logging
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

from dbos import DBOS, DBOSConfig

URL, DUE = sys.argv[1], int(sys.argv[2])
FILL = sys.argv[-1] == "fill"

done = threading.Semaphore(0)


@DBOS.workflow()
def nothing() -> None:
    done.release()


def memory_mb() -> float:
    """What this process has held at most."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def used() -> float:
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime + found.ru_stime


logging.disable(logging.WARNING)
config: DBOSConfig = {"name": "bench", "system_database_url": URL, "application_version": "1", "executor_id": "a"}
if not FILL:
    subprocess.run([sys.executable, *sys.argv, "fill"], check=True, stdout=subprocess.DEVNULL)
DBOS(config=config)
if FILL:
    DBOS.listen_queues([])
DBOS.launch()
if FILL:
    DBOS.register_queue("notices", worker_concurrency=100)
    for _ in range(DUE):
        DBOS.enqueue_workflow("notices", nothing)
else:
    done.acquire()
    began, cpu = time.perf_counter(), used()
    for _ in range(DUE - 1):
        done.acquire()
    seconds = time.perf_counter() - began
    figures = {"per_s": DUE / seconds, "cpu_s_per_1000": (used() - cpu) / DUE * 1000, "memory_mb": memory_mb()}
    print(json.dumps(figures), flush=True)
DBOS.destroy()
