"""What docs/operations.md lists is what there is: settings and metrics."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text()

_MADE = re.compile(r'(?:Counter|Gauge|Histogram|Summary)\(\s*"(\w+)"')


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without code marks."""
    part = GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_every_setting_is_listed_with_its_default() -> None:
    example = (ROOT / ".env.example").read_text()
    there = [line.split("=", 1) for line in example.splitlines() if re.match("[A-Z_]+=", line)]
    listed = rows("Settings")
    assert [row[:2] for row in listed] == there
    assert all(len(row[2]) > 10 for row in listed), "each says what it is for"


def test_every_metric_is_listed_and_every_listed_one_exists() -> None:
    made = [name for path in (ROOT / "bot").rglob("*.py") for name in _MADE.findall(path.read_text())]
    assert made
    assert sorted(row[0] for row in rows("Metrics")) == sorted(made)


def test_the_guides_link_to_what_is_there() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
