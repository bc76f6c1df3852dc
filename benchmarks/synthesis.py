"""How well the grader tells what a receiver has heard: `python -m benchmarks.synthesis`, as its last line JSON."""

import json
import time
from dataclasses import asdict

from tests.language.synthesis_pairs import (
    PLAIN,
    REPORTS,
    STRANGERS,
    UNITS,
    halves,
    measure,
    pairs,
    readbacks,
    voices,
)


def main() -> None:
    """Print recall, precision and false alarms over the labelled pairs, and how long one takes."""
    seen, unseen = halves()
    units, other_units = halves(UNITS)
    heard, unheard = voices()
    seen_readbacks, unseen_readbacks = readbacks()
    total = {}
    for name, found in (
        ("first wards", pairs()),
        ("other wards, seen", seen),
        ("other wards, seen late", unseen),
        ("other units, seen", units),
        ("other units, seen late", other_units),
        ("whole sentences, seen", pairs(PLAIN)),
        ("twelve voices, seen", heard),
        ("more voices, never seen", unheard),
        ("reports, seen", pairs(REPORTS)),
        ("strangers, seen late", pairs(STRANGERS)),
        ("read back at shift change, seen late", seen_readbacks),
        ("read back at shift change, never seen", unseen_readbacks),
    ):
        began = time.perf_counter()
        measured = measure(found)
        each = (time.perf_counter() - began) / len(found)
        handoffs = len({one.handoff for one in found})
        print(f"{name}: {len(found)} pairs of {handoffs} handoffs, {each * 1000:.1f} ms each")
        print(f"  recall {measured.recall:.3f}, precision {measured.precision:.3f}, "
              f"false alarms {measured.false_alarms:.3f}")  # fmt: skip
        total[name] = asdict(measured)
    print(json.dumps(total))


if __name__ == "__main__":
    main()
