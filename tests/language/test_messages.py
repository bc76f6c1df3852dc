"""Labelled messages of a care team: what each one means, and those that name no time."""

import json
from pathlib import Path

import pytest

from bot.language.lines import read_line
from tests.language.setting import MEMBERS, TEAMS

DATA = Path(__file__).parent / "data"
MESSAGES = [json.loads(line) for line in (DATA / "messages.jsonl").read_text().splitlines()]
NO_TIME = (DATA / "no_time.txt").read_text().splitlines()
NOTHING: dict[str, object] = {
    "when": None, "end": None, "whole_day": False, "rrule": None, "interval": None, "owner": None,
    "urgency": "routine", "patient": None, "waiting_on": None, "needs": [], "doubts": [],
}  # fmt: skip


def understood(text: str, locale: str = "en") -> dict[str, object]:
    asked = {"text": text, "locale": locale, "now": "2026-11-24T10:00", "tz": "America/Chicago"}
    answer = json.loads(read_line(json.dumps({**asked, "members": MEMBERS, "teams": TEAMS})))
    answer["doubts"] = [doubt["about"] for doubt in answer["doubts"] if doubt["about"] != "no_time"]
    return answer


def test_there_are_enough_messages() -> None:
    assert len(MESSAGES) >= 150
    assert len(NO_TIME) >= 100


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row["text"])
def test_a_message_means_what_its_label_says(row: dict[str, object]) -> None:
    answer = understood(str(row["text"]), str(row.get("locale", "en")))
    wanted = {**NOTHING, "rest": row["text"], **row}
    assert {key: answer[key] for key in wanted if key in answer} == {
        k: v for k, v in wanted.items() if k in answer
    }


@pytest.mark.parametrize("text", NO_TIME)
def test_a_message_that_names_no_time_has_none(text: str) -> None:
    answer = understood(text)
    assert (answer["when"], answer["rrule"], answer["interval"]) == (None, None, None)
