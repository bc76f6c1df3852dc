"""Medicines: the same under several names, and every one of them taken for no other."""

from pathlib import Path

_LINES = (Path(__file__).parent / "drugs.txt").read_text(encoding="utf-8").splitlines()
NAMES = {name: words[0] for line in _LINES if line[:1] != "#" and (words := line.split()) for name in words}
KINDS = frozenset(NAMES.values()) - {"platelets", "plasma", "albumin"}
"""Each of them can be taken for another."""
