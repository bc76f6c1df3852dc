"""Grades for scripts: a handoff and what was said back in, what was not heard out, one JSON object a line."""

import json
from typing import Any

from bot.care.handoffs import Severity
from bot.language.synthesis import Heard, Told, Verdict, grade


def grade_line(line: str) -> str:
    """The grade of `{"handoff": {"severity", "actions": [{"id", "text"}], "contingencies": [{"id", "if",
    "then"}]}, "synthesis"}` as `{"not_heard", "heard_wrongly", "evidence"}`.

    A line that cannot be read is answered by `{"error": ...}`.
    """
    try:
        asked = json.loads(line)
        answer = _answer(asked["handoff"], str(asked["synthesis"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as reason:
        answer = {"error": f"{type(reason).__name__}: {reason}"}
    return json.dumps(answer, ensure_ascii=False)


def _answer(handoff: dict[str, Any], synthesis: str) -> dict[str, Any]:
    told = [Told(id=str(one["id"]), text=str(one["text"])) for one in handoff.get("actions") or ()]
    told += [
        Told(id=str(one["id"]), text=str(one["then"]), condition=str(one["if"]))
        for one in handoff.get("contingencies") or ()
    ]
    severity = Severity(handoff["severity"]) if handoff.get("severity") else None
    verdicts = grade(severity, told, synthesis)
    return {
        "not_heard": [one.id for one in verdicts if one.heard is Heard.not_heard],
        "heard_wrongly": [one.id for one in verdicts if one.heard is Heard.wrongly],
        "evidence": {one.id: _evidence(one) for one in verdicts if one.heard is not Heard.heard},
    }


def _evidence(verdict: Verdict) -> str:
    return verdict.said if verdict.heard is Heard.wrongly else verdict.meant
