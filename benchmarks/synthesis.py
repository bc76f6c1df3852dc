"""How well the grader tells what a receiver has heard: `python -m benchmarks.synthesis`, as its last line JSON."""

import json
import time
from dataclasses import asdict

from tests.language.synthesis_pairs import measure, pairs


def main() -> None:
    """Print recall, precision and false alarms over the labelled pairs, and how long one takes."""
    found = pairs()
    began = time.perf_counter()
    measured = measure(found)
    each = (time.perf_counter() - began) / len(found)
    print(f"{len(found)} pairs of {len({one.handoff for one in found})} handoffs, {each * 1000:.1f} ms each")
    print(f"recall {measured.recall:.3f}, precision {measured.precision:.3f}, "
          f"false alarms {measured.false_alarms:.3f}")  # fmt: skip
    print(json.dumps(asdict(measured)))


if __name__ == "__main__":
    main()
