"""How much of what a care team writes is read right: `python -m benchmarks.reading`, as its last line JSON.

The rules were written against the first half of the messages; the second was only ever measured. A message counts
when every field of it is right.
"""

import json

from tests.language.halves import FIELDS, measure


def main() -> None:
    """Print both halves: whole messages, each field, and times that were invented."""
    figures: dict[str, dict[str, float]] = {}
    for half in ("tune", "apart"):
        found = measure(half)
        shares = {name: round(100 * found.by_field[name] / found.rows, 1) for name in FIELDS}
        figures[half] = {"all": round(100 * found.right / found.rows, 1), **shares}
        print(f"{half}: {found.right} of {found.rows} right in everything, "
              f"{found.invented} times invented in {found.timeless} messages without one")  # fmt: skip
        for text, differs in found.wrong:
            print(f"    {text} {differs}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
