"""Holidays by name: Thanksgiving, the day after Christmas, New Year's Eve."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.language.dates import Day, nth_weekday
from bot.language.lexicon import Line

Finder = Callable[[int], date | None]


def _on(month: int, day: int) -> Finder:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int) -> Finder:
    return lambda year: nth_weekday(year, month, weekday, nth)


def _easter(days: int) -> Finder:
    def find(year: int) -> date | None:
        from dateutil.easter import easter  # only when somebody says so: the import costs more than a reading

        return easter(year) + timedelta(days=days) if 1583 <= year <= 4099 else None

    return find


def _listed(country: str, name: str) -> Finder:
    """A holiday whose date no simple rule gives, from the `holidays` package (60 ms to load: only when said)."""

    def find(year: int) -> date | None:
        import holidays

        days = holidays.country_holidays(country, years=year, language="en_US")
        return next((day for day, called in sorted(days.items()) if name in called.casefold()), None)

    return find


_NAMED: tuple[tuple[str, Finder], ...] = (
    (r"new year'?s? eve|nochevieja", _on(12, 31)),
    (r"new year'?s?(?: day)?|año nuevo", _on(1, 1)),
    (r"(?:three kings|epiphany|d[ií]a de reyes|reyes)(?: day)?", _on(1, 6)),
    (r"(?:mlk|martin luther king)(?: jr\.?)?(?:'?s)? day", _nth(1, 0, 3)),
    (r"australia day", _on(1, 26)),
    (r"national freedom day", _on(2, 1)),
    (r"groundhog day", _on(2, 2)),
    (r"valentine'?s?(?: day)?", _on(2, 14)),
    (r"president'?s'? day", _nth(2, 0, 3)),
    (r"(?:st\.?|saint) patrick'?s(?: day)?", _on(3, 17)),
    (r"april fools?'?(?: day)?", _on(4, 1)),
    (r"earth day", _on(4, 22)),
    (r"ash wednesday", _easter(-46)),
    (r"palm sunday", _easter(-7)),
    (r"good friday|viernes santo", _easter(-2)),
    (r"easter monday", _easter(1)),
    (r"easter(?: sunday)?|pascua", _easter(0)),
    (r"ascension day", _easter(39)),
    (r"pentecost|whit ?sunday", _easter(49)),
    (r"whit ?monday", _easter(50)),
    (r"cinco de mayo", _on(5, 5)),
    (r"mother'?s'? day", _nth(5, 6, 2)),
    (r"memorial day", _nth(5, 0, -1)),
    (r"father'?s'? day", _nth(6, 6, 3)),
    (r"juneteenth", _on(6, 19)),
    (r"canada day", _on(7, 1)),
    (r"independence day", _on(7, 4)),
    (r"bastille day", _on(7, 14)),
    (r"purple heart day", _on(8, 7)),
    (r"labou?r day", _nth(9, 0, 1)),
    (r"patriot day", _on(9, 11)),
    (r"(?:columbus|indigenous peoples?'?) day", _nth(10, 0, 2)),
    (r"halloween", _on(10, 31)),
    (r"all saints'? day", _on(11, 1)),
    (r"all souls'? day|d[ií]a de los muertos|day of the dead", _on(11, 2)),
    (r"guy fawkes(?: day| night)?", _on(11, 5)),
    (r"veteran'?s'? day|armistice day|remembrance day", _on(11, 11)),
    (r"inauguration day", lambda year: date(year, 1, 20) if year % 4 == 1 else None),
    (r"black friday", lambda year: _after(nth_weekday(year, 11, 3, 4), 1)),
    (r"cyber monday", lambda year: _after(nth_weekday(year, 11, 3, 4), 4)),
    (r"thanksgiving eve", lambda year: _after(nth_weekday(year, 11, 3, 4), -1)),
    (r"thanksgiving(?: day)?|turkey day|acci[oó]n de gracias", _nth(11, 3, 4)),
    (r"(?:christmas|xmas) eve|nochebuena", _on(12, 24)),
    (r"(?:christmas|xmas|x-mas)(?: day)?|navidad", _on(12, 25)),
    (r"boxing day", _on(12, 26)),
    (r"eid[ -]al[ -]fitr", _listed("TR", "eid al-fitr")),
    (r"eid[ -]al[ -]adha", _listed("TR", "eid al-adha")),
    (r"diwali|deepavali", _listed("SG", "deepavali")),
    (r"rosh hashanah?", _listed("IL", "rosh hashanah")),
    (r"yom kippur", _listed("IL", "yom kippur")),
    (r"passover|pesach", _listed("IL", "pesach")),
    (r"(?:chinese|lunar) new year", _listed("SG", "chinese new year")),
)
_HINT = re.compile(
    r"day\b|eve\b|easter|christmas|xmas|x-mas|thanksgiving|turkey|halloween|valentine|juneteenth|patrick|"
    r"friday|monday|"
    r"sunday|pentecost|new year|nochevieja|nochebuena|navidad|año nuevo|reyes|pascua|santo|gracias|muertos|"
    r"mayo|eid|"
    r"diwali|deepavali|hashana|kippur|passover|pesach|wednesday|fawkes|april fool",
)
_ALL = re.compile(
    r"\b(?P<lead>the day (?P<way>after|before) |el d[ií]a (?P<modo>después|antes) de )?(?:"
    + "|".join(f"(?P<n{at}>{pattern})" for at, (pattern, _) in enumerate(_NAMED))
    + r")(?!\w)"
)
_LEAD = re.compile(r"\bday (?P<way>after|before) $")


def _after(day: date | None, days: int) -> date | None:
    return None if day is None else day + timedelta(days=days)


def holidays_in(line: Line, today: date) -> list[tuple[int, int, Day]]:
    """Every holiday in the line, as its next date."""
    lowered = line.text.lower().replace("’", "'")
    if len(lowered) != len(line.text) or not _HINT.search(lowered):
        return []
    found: list[tuple[int, int, Day]] = []
    for m in _ALL.finditer(lowered):
        start, shift = m.start(), 0
        way = m["way"] or m["modo"]
        if not way and (lead := _LEAD.search(lowered, max(0, start - 12), start)):
            way, start = lead["way"], lead.start()
        if way:
            shift = 1 if way in ("after", "después") else -1
        at = next(index for index in range(len(_NAMED)) if m[f"n{index}"] is not None)
        for year in range(today.year, today.year + 5):
            day = _after(_NAMED[at][1](year), shift)
            if day is not None and day >= today:
                found.append((*line.covering(start, m.end()), Day(day)))
                break
    return found
