"""The table of requirements: whatever it says is tested is, and each requirement has its row."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "privacy-and-security.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if re.match(r"\| [CD]-\d\d", line)
]
SOURCE = "\n".join(file.read_text() for file in (ROOT / "bot").rglob("*.py"))
NUMBERS = {f"C-{number:02}" for number in range(1, 30)} | {f"D-{number:02}" for number in range(1, 23)}


def test_every_requirement_has_a_row() -> None:
    named = {number for row in ROWS for number in re.findall(r"[CD]-\d\d", row[0])}
    assert named >= NUMBERS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0][:12]))
def test_what_a_row_names_is_there(row: list[str]) -> None:
    for file in re.findall(r"`((?:bot|deploy)/[\w/.-]+)`", " ".join(row)):
        assert (ROOT / file).exists(), file
    for name in re.findall(r"`(?:\w+\.)?(_?[a-z]\w+)`", row[1]):
        assert re.search(rf"\b{name}\b", SOURCE), f"the bot has no {name}"
    for file, names in re.findall(r"`((?:\w+/)*test_\w+\.py)`((?:,? ?\w+_\w+(?:\(s\))?)*)", row[-1]):
        source = (ROOT / "tests" / file).read_text()
        for name in re.findall(r"[a-z]+_\w+", names):
            assert re.search(rf"def test_\w*{name}", source), f"{file} has no test {name}"
