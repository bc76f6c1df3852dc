"""`stitch read`: a JSON object a line in, a JSON object a line out."""

import json

import pytest
from typer.testing import CliRunner

from bot.language.lines import read_line

ASKED = {"now": "2026-11-24T10:00", "tz": "America/Chicago", "members": ["Omar"], "teams": ["pharmacy"]}
TEXT = "@omar call Mr K's son !K-17 tomorrow at 3, urgent, waiting on the MRI"


def test_every_field_of_a_message() -> None:
    answer = json.loads(read_line(json.dumps({**ASKED, "text": TEXT})))
    spans = answer.pop("spans")
    assert answer == {
        "when": "2026-11-25T15:00",
        "end": None,
        "whole_day": False,
        "rrule": None,
        "interval": None,
        "rest": "call Mr K's son, waiting on the MRI",
        "owner": "Omar",
        "urgency": "urgent",
        "kind": "followup",
        "patient": "K-17",
        "waiting_on": "the MRI",
        "needs": [],
        "doubts": [],
    }
    assert {span["field"]: TEXT[span["start"] : span["end"]] for span in spans} == {
        "owner": "@omar",
        "patient": "!K-17",
        "when": "tomorrow at 3",
        "urgency": "urgent",
        "waiting_on": "the MRI",
    }


def test_an_interval_is_in_seconds_and_a_team_is_marked() -> None:
    answer = json.loads(read_line(json.dumps({**ASKED, "text": "ask pharmacy to check the pump q4h"})))
    assert (answer["interval"], answer["owner"]) == (14400, "team:pharmacy")


def test_doubts_carry_their_candidates() -> None:
    answer = json.loads(read_line(json.dumps({**ASKED, "text": "call at 9"})))
    assert answer["doubts"] == [
        {"about": "am_pm", "words": "at 9", "candidates": ["2026-11-24T21:00", "2026-11-25T09:00"]}
    ]


@pytest.mark.parametrize(
    "line",
    [
     "", "no json", "[]", "{}", '{"text": 3}', '{"text": "x", "tz": "Mars/Olympus"}',
     '{"text": "x", "now": "soon"}', '{"text": "x", "members": "Omar"}', '{"text": "x", "tz": "../../etc/passwd"}',
     "[" * 10_000,
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_says_so_and_does_not_stop_the_others(line: str) -> None:
    assert list(json.loads(read_line(line))) == ["error"]


def test_the_command_answers_each_line_of_its_input() -> None:
    cli = pytest.importorskip("bot.cli", exc_type=ImportError)
    lines = [{**ASKED, "text": "call the lab at 3pm"}, {**ASKED, "text": "call the lab q2h"}]
    given = "\n".join(["", *map(json.dumps, lines), "no json"]) + "\n"
    answered = CliRunner().invoke(cli.app, ["read"], input=given)
    first, second, third = (json.loads(line) for line in answered.stdout.splitlines())
    assert (first["when"], second["interval"], list(third)) == ("2026-11-24T15:00", 7200, ["error"])
