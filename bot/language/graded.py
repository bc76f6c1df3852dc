"""Grades for scripts: a handoff and what was said back in, what was not heard out, one JSON object a line."""

import json
from typing import Any

from bot.care.handoffs import Severity
from bot.language.synthesis import Heard, Told, Verdict, grade


def grade_line(line: str) -> str:
    """The grade of `{"handoff": {"severity", "actions": [{"id", "text"}], "contingencies": [{"id", "if",
    "then"}]}, "synthesis"}` as `{"not_heard", "heard_wrongly", "evidence"}`.

    A line that cannot be read is answered by `{"error": ...}`. What is missing in a handoff is not asked for.
    """
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as reason:
        return json.dumps({"error": f"not JSON: {reason}"})
    try:
        answer = _answer(asked["handoff"], _text(asked, "synthesis"))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as reason:
        answer = {"error": f"not a handoff with its synthesis: {type(reason).__name__}: {reason}"}
    return json.dumps(answer, ensure_ascii=False)


def _answer(handoff: dict[str, Any], synthesis: str) -> dict[str, Any]:
    told = [Told(id=str(one["id"]), text=_text(one, "text")) for one in handoff.get("actions") or ()]
    told += [
        Told(id=str(one["id"]), text=_text(one, "then") or _text(one, "if"),
             condition=_text(one, "if") if one.get("then") else "")
        for one in handoff.get("contingencies") or ()
    ]  # fmt: skip
    verdicts = grade(_severity(_text(handoff, "severity")), told, synthesis)
    return {
        "not_heard": [one.id for one in verdicts if one.heard is Heard.not_heard],
        "heard_wrongly": [one.id for one in verdicts if one.heard is Heard.wrongly],
        "evidence": {one.id: _evidence(one) for one in verdicts if one.heard is not Heard.heard},
    }


def _severity(said: str) -> Severity | None:
    words = said.casefold().split()
    if not words:
        return None
    return next((level for level in Severity if level.value in words), None) or Severity(said)


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return "" if value is None else str(value)


def _evidence(verdict: Verdict) -> str:
    return verdict.said if verdict.heard is Heard.wrongly else verdict.meant
