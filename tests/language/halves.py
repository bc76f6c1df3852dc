"""The two halves of the care team's messages: one that the rules were written against, one that was kept apart."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.language.lines import read_line

DATA = Path(__file__).parent / "data"
MEMBERS = ["nina", "omar", "lea", "sam", "sun", "liu", "maria lopez", "maria chen"]
TEAMS = ["pharmacy", "social work", "night shift", "discharge planning", "PT"]
FIELDS = ("when", "end", "rrule", "interval", "rest", "owner", "urgency", "kind", "patient", "waiting_on", "needs",
          "doubts")  # fmt: skip


@dataclass
class Measured:
    """How many of `rows` were read right in everything, and in each field; and what was wrong of the others."""

    rows: int = 0
    right: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    invented: int = 0
    """Times that were read where there is none, out of `timeless`."""
    timeless: int = 0
    wrong: list[tuple[str, dict[str, object]]] = field(default_factory=list)


def measure(half: str) -> Measured:
    """Read `tune` or `apart`. Every row is Tuesday 24 November 2026, 10:00 in Chicago, unless it says `now`."""
    found = Measured()
    for line in (DATA / f"clinical-{half}.jsonl").read_text().splitlines():
        row = json.loads(line)
        answer, wanted = _answer(row), _wanted(row)
        differs = {name: answer[name] for name in FIELDS if answer[name] != wanted[name]}
        found.rows += 1
        found.right += not differs
        found.by_field.update(name for name in FIELDS if name not in differs)
        times = ("when", "rrule", "interval")
        if not any(wanted[name] for name in times):
            found.timeless += 1
            found.invented += any(answer[name] for name in times)
        if differs:
            found.wrong.append((row["text"], differs))
    return found


def _answer(row: dict[str, object]) -> dict[str, object]:
    asked = {"now": "2026-11-24T10:00", "tz": "America/Chicago", "members": MEMBERS, "teams": TEAMS, **row}
    answer: dict[str, object] = json.loads(read_line(json.dumps(asked)))
    doubts = answer["doubts"]
    assert isinstance(doubts, list)
    answer["doubts"] = [one["about"] for one in doubts if one["about"] != "no_time"]
    if answer["whole_day"]:
        answer["when"] = str(answer["when"]).partition("T")[0]
    return answer


def _wanted(row: dict[str, object]) -> dict[str, object]:
    usual = {"urgency": "routine", "kind": "task", "needs": [], "doubts": [], "rest": row["text"]}
    return {**dict.fromkeys(FIELDS), **usual, **row}
