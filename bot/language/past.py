"""What was, and is not to be done: admitted 11/20, took meds this morning, labs from Monday."""

from itertools import pairwise

from bot.language.dates import Day, Weekday
from bot.language.lexicon import Line
from bot.language.phrases import Phrase


def after_an_event(line: Line, phrase: Phrase) -> bool:
    """Whether the phrase tells when something was: admitted 11/20, last dose at 0400, since Monday."""
    start, end = phrase.spans[0]
    if start and line.tokens[start - 1].word == "not" and not _is(line, start, "BEFORE", "UNTIL", "AFTER", "BY"):
        return True
    since = any(
        line.tokens[at].word == "since" for at in range(max(0, start - 1), min(start + 1, len(line.tokens)))
    )
    if since or _is_over(line, phrase, end) or _told_of_past(line, phrase, start):
        return True
    lead = line.tokens[start] if start < len(line.tokens) else None
    if lead and any(kind in lead.kinds for kind in ("BY", "BEFORE", "DUE", "UNTIL")):
        return False
    at = start - 1
    while at >= 0 and any(
        kind in line.tokens[at].kinds for kind in ("LOOSECOLON", "COLON", "COMMA", "FROM", "ON")
    ):
        at -= 1
    if at < 0:
        return False
    kinds = line.tokens[at].kinds
    previous = line.tokens[at - 1] if at else None
    if "EVENT" in kinds or "LAST" in kinds:
        return previous is None or previous.word not in (
            "be",
            "get",
            "getting",
            "have",
            "to",
            "needs",
            "need",
            "not",
        )
    return (
        previous is not None
        and previous.word in ("last", "previous", "past", "última", "último")
        and not ({"WDAY", "UNIT", "PART", "MONTH"} & kinds.keys())
    )


def _is_over(line: Line, phrase: Phrase, end: int) -> bool:
    """Whether what follows is past: CT 4/2 showed a nodule, noon meds given, q4h vitals stable."""
    if (
        any(not (isinstance(day, Weekday) or (isinstance(day, Day) and day.rolled)) for day in phrase.days)
        or phrase.ahead
    ):
        return False
    if _is(line, end, "OVERWITH") or (end < len(line.tokens) and line.tokens[end].word in ("pasado", "pasada")):
        return True
    open_day = any(isinstance(day, Weekday) for day in phrase.days) or not phrase.days
    for at in range(end, min(end + 4, len(line.tokens))) if open_day else ():
        if _is(line, at, "COMMA", "STOP", "DOT", "WHEN", "FUTURE", "THATWORD"):
            break
        if line.tokens[at].word in ("was", "were", "had"):
            return True
    last = end + 2 >= len(line.tokens) or any(_is(line, end + 2, sign) for sign in ("COMMA", "STOP", "DOT"))
    return last and _is(line, end + 1, "OVERWITH") and not _is(line, end, "TO")


_PERFECT = frozenset(("had", "haven't", "hasn't", "havent", "hasnt", "haven’t", "hasn’t"))


def _told_of_past(line: Line, phrase: Phrase, start: int) -> bool:
    """Whether the clause tells what was: took meds this morning, was given Tylenol at 2."""
    open_day = all(isinstance(day, Weekday) or (isinstance(day, Day) and day.said_today) for day in phrase.days)
    if phrase.ahead and _is(line, start, "IN"):
        before = {token.word for token in line.tokens[max(0, start - 6) : start]}
        return bool(before & _PERFECT) or ("not" in before and bool(before & {"have", "has"}))
    if phrase.ahead or phrase.repeat or not open_day or _is(line, start, "BY", "BEFORE", "DUE", "UNTIL"):
        return False
    if _is(line, start, "FROM") and _is(line, start - 1, "RESULT"):
        return True
    first = start
    while first > 0 and not _is(line, first - 1, "COMMA", "STOP", "DOT", "DASH", "AND"):
        first -= 1
    clause = [line.tokens[at].kinds for at in range(first, start)]
    if not clause or any("FUTURE" in kinds for kinds in clause):
        return False
    passive = any("IS" in a and "EVENT" in b for a, b in pairwise(clause))
    told = any("PASTVERB" in kinds and "IS" not in kinds for kinds in clause[:3])
    return (
        told
        or "PASTVERB" in clause[0]
        or "EVENT" in clause[0]
        or (passive and any("PASTVERB" in k for k in clause))
    )


def _is(line: Line, at: int, *kinds: str) -> bool:
    return 0 <= at < len(line.tokens) and any(kind in line.tokens[at].kinds for kind in kinds)
