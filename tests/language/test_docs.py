"""docs/language.md says what can be written: every example in it is read here, and means what it says there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.urgency import Urgency
from bot.language.reading import Doubt, DoubtAbout, Kind, Reading
from tests.language.setting import ZONE, said

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
ROW = re.compile(r"\| (?P<text>[^|]+) \| (?P<meant>[^|]+) \|")
KINDS = {
    Kind.followup: "a follow-up", Kind.handoff: "a handoff", Kind.question: "a question", Kind.thanks: "thanks",
    Kind.good_catch: "a good catch", Kind.order: "an order, which is not for the bot", Kind.chatter: "just talk",
}  # fmt: skip
EXAMPLES = [
    (section.splitlines()[0].strip(), row["text"].strip(), row["meant"].strip())
    for section in PAGE.read_text().split("\n## ")[1:]
    for row in ROW.finditer(section)
    if row["text"].strip() not in ("you write", "---")
]


def test_the_page_has_examples_in_both_languages() -> None:
    assert len(EXAMPLES) >= 80
    assert sum(section.startswith("Spanish") for section, _, _ in EXAMPLES) >= 15


@pytest.mark.parametrize(("section", "text", "meant"), EXAMPLES, ids=[text for _, text, _ in EXAMPLES])
def test_an_example_of_the_page_means_what_the_page_says(section: str, text: str, meant: str) -> None:
    reading = said(text, "es" if section.startswith("Spanish") else "en")
    assert in_words(reading) == meant


def in_words(reading: Reading) -> str:
    """A reading as the page puts it: the task in italics, then everything else that was understood."""
    parts = [f"*{reading.what}*"] if reading.what else []
    parts += [part for part in (_time(reading), _repeats(reading)) if part]
    if reading.owner:
        parts.append(f"for {reading.owner.key}")
    if reading.patients:
        parts.append(" and ".join(reading.patients))
    if reading.urgency is not Urgency.routine:
        parts.append(reading.urgency.value)
    if reading.waiting_on:
        parts.append(f"waits for “{reading.waiting_on}”")
    parts += [f"needs “{need}”" for need in reading.needs]
    if reading.kind is not Kind.task:
        parts.append(KINDS[reading.kind])
    parts += [_asks(doubt) for doubt in reading.doubts if doubt.about is not DoubtAbout.no_time]
    return " · ".join(parts)


def _time(reading: Reading) -> str:
    if reading.when is None:
        return ""
    start = reading.when.astimezone(ZONE)
    end = reading.end.astimezone(ZONE) if reading.end else None
    if reading.whole_day:
        last = end - timedelta(days=1) if end else None
        return f"{start:%a %-d %b %Y}" + (
            f" to {last:%a %-d %b %Y}" if last and last.date() > start.date() else ""
        )
    until = (
        f" to {end:%H:%M}" if end and end - start <= timedelta(days=1) else f" to {end:%a %H:%M}" if end else ""
    )
    return f"{start:%a %-d %b %H:%M}{until}"


def _repeats(reading: Reading) -> str:
    if reading.interval:
        minutes = int(reading.interval.total_seconds()) // 60
        return f"every {minutes // 60} h" if minutes % 60 == 0 else f"every {minutes} min"
    return f"`{reading.rrule}`" if reading.rrule else ""


def _asks(doubt: Doubt) -> str:
    return f"asks: {doubt.about.value.replace('_', ' ')}"
