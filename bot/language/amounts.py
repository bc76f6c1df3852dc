"""Amounts of time: in 2 hours, half an hour from now, 1d 2hr 5min, within a couple of weeks."""

from dataclasses import dataclass

from bot.language.lexicon import Line
from bot.language.vocabulary import rule


@dataclass(frozen=True, slots=True)
class Amount:
    """So many months, days and seconds; `fine` if it was said in hours or less, so that the time of day counts."""

    months: float = 0
    days: float = 0
    seconds: float = 0
    fine: bool = False

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.months + other.months,
            self.days + other.days,
            self.seconds + other.seconds,
            self.fine or other.fine,
        )


_START = rule("COUNT | INT | AN | HALFWORD | COUPLE | FEW | THE COUPLE | QUARTERWORD")
_FRACTIONS: dict[tuple[object, object], float] = {(1, 2): 0.5, (1, 4): 0.25, (3, 4): 0.75, (1, 3): 1 / 3}
_JOINS = ("COMMA", "AND")
_LEADS = frozenset(("in", "within", "en"))


def amounts(line: Line) -> list[tuple[int, int, Amount]]:
    """Every amount of time in the line as (first token, token after the last, amount), left to right."""
    found: list[tuple[int, int, Amount]] = []
    done = 0
    for m in _START.finditer(line.code):
        at = m.start()
        if at < done:
            continue
        read = _amounts_from(line, at)
        if read is not None:
            done, amount = read
            found.append((at, done, amount))
    return found


def amount_of_each(line: Line, at: int) -> tuple[int, Amount] | None:
    """The amount after "every": half hour, couple of days, hour and a half; its end and what it is worth."""
    first = _one(line, at)
    if first is None and at < len(line.tokens) and isinstance(unit := line.tokens[at].kinds.get("UNIT"), tuple):
        first = (at + 1, _times(unit, 1))
    if first is None:
        return None
    end, amount = first
    return (_bare_tail(line, end, end + 1, amount) if _has(line, end, "AND") else None) or first


def _amounts_from(line: Line, at: int) -> tuple[int, Amount] | None:
    first = _one(line, at)
    if first is None:
        return None
    end, total = first
    if _has(line, end - 1, "HOURSEP") and _has(line, end, "MINUTE") and not _any(line, end + 1, ("UNIT", "COLON")):
        minutes = line.tokens[end].kinds["MINUTE"]
        return end + 1, total + Amount(seconds=60.0 * int(str(minutes)), fine=True)
    for _ in range(5):
        start = end
        while start < len(line.tokens) and any(kind in line.tokens[start].kinds for kind in _JOINS):
            start += 1
        if start > end + 2:
            break
        more = _one(line, start) if start < len(line.tokens) else None
        if more is None:
            tail = _bare_tail(line, end, start, total)
            return tail if tail else (end, total)
        end, total = more[0], total + more[1]
    return end, total


def _bare_tail(line: Line, end: int, start: int, total: Amount) -> tuple[int, Amount] | None:
    """The rest of "an hour and a half" and "2 hour and 10"."""
    if start == end or not _has(line, start - 1, "AND"):
        return None
    unit = line.tokens[end - 1].kinds.get("UNIT")
    if not isinstance(unit, tuple):
        return None
    past = start + _has(line, start, "AN")
    if _has(line, past, "HALFWORD"):
        return past + 1, total + _times(unit, 0.5)
    number = _number(line, start)
    if (
        number
        and unit == (0, 0, 3600)
        and number[0] == start + 1
        and number[1] < 60
        and start + 1 == len(line.tokens)
    ):
        return start + 1, total + Amount(seconds=number[1] * 60, fine=True)
    return None


def _one(line: Line, at: int) -> tuple[int, Amount] | None:
    number = _number(line, at)
    if number is None:
        return None
    end, value = number
    if _any(line, end, ("HYPHEN", "MORE", "UPCOMING", "TRULYNEXT")):
        end += 1
    if end >= len(line.tokens) or line.hidden(end):
        return None
    kinds = line.tokens[end].kinds
    unit = kinds.get("UNIT")
    if not isinstance(unit, tuple) and "MINUTELETTER" not in kinds:
        unit = (
            (0, 0, 60)
            if kinds.get("LETTERM") == 0 and line.tokens[end].word == "m" and len(line.tokens) < 4
            else _single(line, at, end)
        )
    if not isinstance(unit, tuple):
        return None
    if (
        "ORD" in kinds
        and value < 2
        and "SPELLED" not in line.tokens[at].kinds
        and "INT" not in line.tokens[at].kinds
    ):
        return None  # a second opinion
    if end + 1 < len(line.tokens) and "STUCK" in line.tokens[end + 1].kinds:
        return None
    return end + 1, _times(unit, value)


def _single(line: Line, start: int, at: int) -> tuple[int, ...] | None:
    """d, w, y, h standing alone, as in "1 d": in a message that is nothing else, or after "in"."""
    if len(line.tokens) > 5 and not (start and line.tokens[start - 1].word in _LEADS):
        return None
    return {"d": (0, 1, 0), "w": (0, 7, 0), "y": (12, 0, 0), "h": (0, 0, 3600)}.get(line.tokens[at].word)


def _times(unit: tuple[int, ...], value: float) -> Amount:
    return Amount(unit[0] * value, unit[1] * value, unit[2] * value, fine=unit[2] != 0)


def _number(line: Line, at: int) -> tuple[int, float] | None:
    """A count in front of a unit: 2, 1.5, 1/2, half a, a couple of, two and a half, one and three quarters."""
    if at >= len(line.tokens) or line.hidden(at):
        return None
    kinds = line.tokens[at].kinds
    if "AFTERLETTER" in kinds and _has(line, at - 1, "QLETTER"):
        return None  # the 4 of q4h
    if "HALFWORD" in kinds:
        return at + 1 + _has(line, at + 1, "AN"), 0.5
    if "COUPLE" in kinds:
        return at + 1 + _has(line, at + 1, "OF"), 2
    if "FEW" in kinds:
        several = line.tokens[at].word == "several"
        return at + 1, 7 if several else 3
    if "QUARTERWORD" in kinds:
        return at + 1 + (_has(line, at + 1, "OF") and _has(line, at + 2, "AN")) * 2, 0.25
    if "AN" in kinds:
        further = (
            _number(line, at + 1) if _any(line, at + 1, ("HALFWORD", "COUPLE", "FEW", "QUARTERWORD")) else None
        )
        return further or (at + 1, 1)
    value = kinds.get("COUNT", kinds.get("INT"))
    if not isinstance(value, int):
        return None
    if _has(line, at + 1, "QUARTERWORD") and _has(line, at + 2, "OF") and _has(line, at + 3, "AN"):
        return at + 4, value / 4
    return _with_fraction(line, at + 1, float(value))


def _with_fraction(line: Line, at: int, value: float) -> tuple[int, float]:
    after = line.tokens[at + 1].kinds.get("INT") if at + 1 < len(line.tokens) else None
    if isinstance(after, int) and _has(line, at, "POINT"):
        return at + 2, value + after / 10 ** len(line.tokens[at + 1].word)
    if _has(line, at + 1, "SLASH") and at + 2 < len(line.tokens):
        parts = line.tokens[at].kinds.get("INT"), line.tokens[at + 2].kinds.get("INT")
        if parts in _FRACTIONS:
            return at + 3, value + _FRACTIONS[parts]
    if isinstance(after, int) and _has(line, at, "SLASH"):
        return (at + 2, _FRACTIONS[int(value), after]) if (int(value), after) in _FRACTIONS else (at, value)
    if _has(line, at, "AND"):
        past = at + 1 + _has(line, at + 1, "AN")
        if _has(line, past, "HALFWORD"):
            return past + 1 + _has(line, past + 1, "OF"), value + 0.5
        if _has(line, past, "QUARTERWORD"):
            return past + 1 + _has(line, past + 1, "OF"), value + 0.25
        count = line.tokens[past].kinds.get("COUNT") if past < len(line.tokens) else None
        if isinstance(count, int) and _has(line, past + 1, "QUARTERWORD"):
            return past + 2 + _has(line, past + 2, "OF"), value + count / 4
    if _has(line, at, "HALFWORD"):
        return at + 1, value + 0.5
    return at, value


def _has(line: Line, at: int, kind: str) -> bool:
    return at < len(line.tokens) and kind in line.tokens[at].kinds


def _any(line: Line, at: int, kinds: tuple[str, ...]) -> bool:
    return any(_has(line, at, kind) for kind in kinds)
