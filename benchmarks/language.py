"""How fast a message is read, side by side with dateparser: messages a second, the slowest one in a hundred.

`python -m benchmarks.language` prints a table and, as its last line, JSON; the messages are those of the tests.
dateparser is given what it is made for, a search for dates, and each message once, because it remembers those that
it has seen; ours remembers nothing, and reads the owner, patient and urgency as well.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dateparser.search import search_dates

from bot.language.read import read
from bot.language.reading import Directory, Person

DATA = Path(__file__).parent.parent / "tests" / "language" / "data"
ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
PEOPLE = Directory(members=tuple(Person(key=name, names=(name,)) for name in ("Nina", "Omar", "Lea", "Sam")))
ROUNDS = 20
_FIRST = (
    "import time; began = time.perf_counter()\n"
    "from datetime import datetime; from zoneinfo import ZoneInfo\n"
    "from bot.language.read import read; from bot.language.reading import Directory\n"
    "zone = ZoneInfo('America/Chicago')\n"
    "read('call the lab tomorrow at 3pm', datetime(2026, 11, 24, 10, tzinfo=zone), zone, Directory())\n"
    "print(time.perf_counter() - began)"
)


def messages() -> list[str]:
    """The labelled messages of the tests, and those without a time."""
    rows = (DATA / "messages.jsonl").read_text().splitlines()
    return [json.loads(row)["text"] for row in rows] + (DATA / "no_time.txt").read_text().splitlines()


def seconds(reader: Callable[[str], object], texts: list[str], rounds: int) -> list[float]:
    """Processor seconds of each text, in every round; one short message more is read first, to warm up."""
    took = []
    reader("call the lab tomorrow at 3pm")
    for _ in range(rounds):
        for text in texts:
            began = time.process_time()
            reader(text)
            took.append(time.process_time() - began)
    return took


def ours(text: str) -> object:
    """Everything that a message says."""
    return read(text, NOW, ZONE, PEOPLE)


def theirs(text: str) -> object:
    """The dates of a message, as dateparser finds them."""
    settings = {"RELATIVE_BASE": NOW.replace(tzinfo=None), "PREFER_DATES_FROM": "future"}
    return search_dates(text, languages=["en"], settings=settings)


def longest() -> float:
    """Milliseconds for a paste of ten thousand characters, the slowest of several kinds."""
    pastes = [
        (bit * 10_000)[:10_000] for bit in ("1/2 ", "every ", "call the lab at 3pm. ", "@", "monday and ", "a")
    ]
    return max(seconds(ours, pastes, 3)) * 1000


def first_read() -> float:
    """Seconds from an empty interpreter to the first reading, the best of three."""
    runs = (
        subprocess.run([sys.executable, "-c", _FIRST], capture_output=True, text=True, check=True) for _ in "123"
    )
    return min(float(run.stdout) for run in runs)


def main() -> None:
    texts = messages()
    mine, other = seconds(ours, texts, ROUNDS), seconds(theirs, texts, 1)
    rates = [len(took) / sum(took) for took in (mine, other)]
    slow = [statistics.quantiles(took, n=100)[98] * 1000 for took in (mine, other)]
    print(f"{'':12}{'messages/s':>12}{'p99 ms':>10}")
    print(f"{'stitch':12}{rates[0]:12,.0f}{slow[0]:10.2f}\n{'dateparser':12}{rates[1]:12,.0f}{slow[1]:10.2f}")
    print(f"{'ratio':12}{rates[0] / rates[1]:11,.1f}x{slow[1] / slow[0]:9.1f}x")
    figures = {
        "messages_per_s": round(rates[0]),
        "p99_ms": round(slow[0], 2),
        "rate_ratio": round(rates[0] / rates[1], 1),
        "p99_ratio": round(slow[1] / slow[0], 1),
        "paste_10k_ms": round(longest(), 1),
        "first_read_s": round(first_read(), 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
