"""Grades for scripts: a handoff and what was said back in, what was not heard out, one JSON object a line."""

import json
from typing import Any

from rapidfuzz import fuzz

from bot.care.handoffs import Severity
from bot.language.passages import Told
from bot.language.synthesis import Heard, Verdict, grade

_LIKE = 70
"""How alike, of 100, what was understood and what was typed have to be."""


def grade_line(line: str) -> str:
    """The grade of `{"handoff": {"patient", "severity", "actions": [{"id", "text"}], "contingencies": [{"id",
    "if", "then"}]}, "synthesis"}` as `{"not_heard", "heard_wrongly", "evidence"}`.

    A line that cannot be read is answered by `{"error": ...}`. What is missing in a handoff is not asked for.
    """
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as reason:
        return json.dumps({"error": f"not JSON: {reason}"})
    try:
        answer = _answer(asked["handoff"], _text(asked, "synthesis"))
    except KeyError as missing:
        answer = {"error": f"not a handoff with its synthesis: {missing} is missing"}
    except (ValueError, TypeError, AttributeError, OverflowError) as reason:
        answer = {"error": f"not a handoff with its synthesis: {type(reason).__name__}: {reason}"}
    return json.dumps(answer, ensure_ascii=False)


def _answer(handoff: dict[str, Any], synthesis: str) -> dict[str, Any]:
    told = [Told(id=str(one["id"]), text=_text(one, "text")) for one in handoff.get("actions") or ()]
    told += [
        Told(id=str(one["id"]), text=_text(one, "then") or _text(one, "if"),
             condition=_text(one, "if") if one.get("then") else "")
        for one in handoff.get("contingencies") or ()
    ]  # fmt: skip
    given = {str(one["id"]): one["id"] for name in ("actions", "contingencies") for one in handoff.get(name) or ()}
    verdicts = grade(_severity(_text(handoff, "severity")), told, synthesis, _text(handoff, "patient"))
    return {
        "not_heard": [given.get(one.id, one.id) for one in verdicts if one.heard is Heard.not_heard],
        "heard_wrongly": [given.get(one.id, one.id) for one in verdicts if one.heard is Heard.wrongly],
        "evidence": {one.id: _evidence(one, synthesis) for one in verdicts if one.heard is not Heard.heard},
    }


def _severity(said: str) -> Severity | None:
    words = said.casefold().split()
    if not words:
        return None
    return next((level for level in Severity if level.value in words), None) or Severity(said)


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return "" if value is None else str(value)


def _evidence(verdict: Verdict, synthesis: str) -> str:
    return _as_typed(verdict.said, synthesis) if verdict.heard is Heard.wrongly else verdict.meant


def _as_typed(said: str, synthesis: str) -> str:
    """The stretch of the synthesis that is most like what was understood of it: "MAP <60" for "map below 60"."""
    low = synthesis.lower()
    found = fuzz.partial_ratio_alignment(said.lower(), low) if len(low) == len(synthesis) else None
    if not said or found is None or found.score < _LIKE:
        return said
    start, end = found.dest_start, found.dest_end
    while start > 0 and not synthesis[start - 1].isspace():
        start -= 1
    while end < len(synthesis) and not synthesis[end].isspace():
        end += 1
    return synthesis[start:end].strip(" .,;:()")
