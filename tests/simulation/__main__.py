"""Run as many seeds as asked, or one again, or see which planted bugs are caught: `python -m tests.simulation`."""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.planted import PLANTED, caught
from tests.simulation.run import simulate

WITHIN = 200
"""A planted bug has to be caught within so many seeds."""


def main() -> int:
    """Nothing is wrong: 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many, beginning with --first")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument(
        "--days", type=float, help="how long each lasts; 30 unless said otherwise, 3 with --planted"
    )
    parser.add_argument("--seed", type=int, help="only this one, with the last lines of its log")
    parser.add_argument("--planted", action="store_true", help="put one bug after the other into the bot")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes; as many as there are cores")
    asked = parser.parse_args()
    if asked.planted:
        return _planted(asked.days or 3.0, asked.jobs)
    days = asked.days or 30.0
    if asked.seed is not None:
        ran = simulate(asked.seed, days)
        print(*ran.lines, ran, sep="\n")
        return int(ran.failure is not None)
    return _many(range(asked.first, asked.first + asked.seeds), days, asked.jobs)


def _many(seeds: range, days: float, jobs: int) -> int:
    began, red, counts = time.monotonic(), 0, Counter[str]()
    with ProcessPoolExecutor(jobs) as pool:
        for ran in pool.map(partial(simulate, days=days), seeds):
            counts += ran.counts
            if ran.failure is not None:
                red += 1
                _say(str(ran))
    lasted = time.monotonic() - began
    _say(f"{len(seeds)} seeds of {days:g} days in {lasted:.0f} s: {len(seeds) - red} green, {red} red")
    _say(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    return int(red > 0)


def _planted(days: float, jobs: int) -> int:
    missed = 0
    _say(f"{'bug':<44} caught at seed  by")
    with ProcessPoolExecutor(jobs) as pool:
        found = pool.map(partial(caught, seeds=range(WITHIN), days=days), PLANTED)
        for name, catch in zip(PLANTED, found, strict=True):
            if catch is None:
                missed += 1
                _say(f"{name:<44} not within {WITHIN} seeds")
            else:
                seed, ran = catch
                _say(f"{name:<44} {seed:>14}  {(ran.failure or '').splitlines()[0][:100]}")
    return int(missed > 0)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
