"""Labelled pairs of handoff and what was said back, and how well they are told apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.care.handoffs import Severity
from bot.language.passages import Told
from bot.language.synthesis import Heard, grade

FILE = Path(__file__).parent / "data" / "synthesis.txt"
WARDS = Path(__file__).parent / "data" / "wards.txt"
"""More of them, from other wards: most rules were written against the odd handoffs; what was missed in the even
ones was read once, late."""
UNITS = Path(__file__).parent / "data" / "units.txt"
"""Harder ones, in ten voices, split likewise."""
PLAIN = Path(__file__).parent / "data" / "plain.txt"
"""Said back in whole sentences."""
VOICES = Path(__file__).parent / "data" / "voices.txt"
"""Terse and chatty, in English and Spanish: nobody looked at those from 801 on."""

REPORTS = Path(__file__).parent / "data" / "reports.txt"
"""As a nurse reports: altered by a little, or half of a response dropped."""
STRANGERS = Path(__file__).parent / "data" / "strangers.txt"
"""Written by others, who had not seen a rule."""
READBACKS = Path(__file__).parent / "data" / "readbacks.txt"
"""Read back as at shift change, by others too: nobody looked at those from 1313 on."""


@dataclass(frozen=True)
class Pair:
    """One handoff of one patient, what was said back, and what was not heard or heard wrongly."""

    handoff: int
    severity: Severity
    told: tuple[Told, ...]
    synthesis: str
    not_heard: frozenset[str]
    wrongly: frozenset[str]

    @property
    def flagged(self) -> frozenset[str]:
        return self.not_heard | self.wrongly


@dataclass(frozen=True)
class Measured:
    """Over all things handed over: how many faults there were, were found, and were seen where there were none."""

    faults: int
    found: int
    false: int
    right: int
    sort_right: int

    @property
    def recall(self) -> float:
        return self.found / self.faults

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false)

    @property
    def false_alarms(self) -> float:
        return self.false / self.right


def pairs(file: Path = FILE) -> list[Pair]:
    """All of them, in the order of the file."""
    return list(_pairs(file.read_text().splitlines()))


def halves(file: Path = WARDS) -> tuple[list[Pair], list[Pair]]:
    """Those that most rules were written against, and those that were read once, late."""
    found = pairs(file)
    return [one for one in found if one.handoff % 2], [one for one in found if not one.handoff % 2]


def voices() -> tuple[list[Pair], list[Pair]]:
    """Those that rules were written against, and those that nobody looked at."""
    found = pairs(VOICES)
    return [one for one in found if one.handoff < 800], [one for one in found if one.handoff >= 800]


def readbacks() -> tuple[list[Pair], list[Pair]]:
    """Those that were looked at, late, and those that nobody looked at."""
    found = pairs(READBACKS)
    return [one for one in found if one.handoff < 1313], [one for one in found if one.handoff >= 1313]


def measure(wanted: list[Pair]) -> Measured:
    """Compare what the grader says with the labels."""
    faults = found = false = right = sort_right = 0
    for pair in wanted:
        for verdict in grade(pair.severity, pair.told, pair.synthesis):
            seen = verdict.heard is not Heard.heard
            if verdict.id in pair.flagged:
                faults += 1
                found += seen
                sort_right += seen and (verdict.heard is Heard.wrongly) == (verdict.id in pair.wrongly)
            else:
                right += 1
                false += seen
    return Measured(faults, found, false, right, sort_right)


def _pairs(lines: list[str]) -> Iterator[Pair]:
    number, severity, told = 0, Severity.stable, []
    for line in lines:
        head, _, rest = line.partition(" ")
        if not line.strip() or head == "#":
            continue
        if head.isdigit():
            number, severity, told = int(head), Severity(rest.split()[1]), []
        elif head == "+":
            text, _, labels = rest.rpartition("|")
            ids = [(one[0], one[1:].replace("S", "severity")) for one in labels.split()]
            yield Pair(
                number, severity, tuple(told), text.strip(),
                frozenset(id for mark, id in ids if mark == "-"), frozenset(id for mark, id in ids if mark == "!"),
            )  # fmt: skip
        elif head.startswith("c"):
            condition, then = rest.split(" => ")
            told.append(Told(id=head, text=then, condition=condition))
        else:
            told.append(Told(id=head, text=rest))
