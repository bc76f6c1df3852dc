"""How often, as it is said: "three times a day", "q8h", "eight-hourly" and "tds" become "every 8 hours"."""

import re
from collections.abc import Callable
from typing import TypeAlias

_NUMBERS = {
    word: number
    for number, words in enumerate(
        "one|two second 2nd twice|three third 3rd thrice|four fourth 4th|five|six sixth 6th|seven"
        "|eight eighth 8th|nine|ten|eleven|twelve twelfth 12th".split("|"),
        start=1,
    )
    for word in words.split()
} | {
    "once": 1,
    "other": 2,
    "couple of": 2,
    "alternate": 2,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty five": 45,
    "sixty": 60,
}
_N = r"(\d+|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)).replace("forty five", "forty[- ]five") + ")"
_FEW = rf"1?\d|20|{_N[1:-1].partition('|')[2]}"
_TIMES = r"(?: ?(?:times?|x|lots|goes|rounds|doses))"
_IN_A = r"(?:a|an|per|each|every|in(?: (?:a|an|the|every|each))?|over (?:a|the)|around (?:a|the)|round (?:a|the))"
_DAY = r"(?:day|24[- ]?(?:hours?|hrs?|h)|twenty[- ]four hours|clock)\b"
_HOUR = r"(?:hour|hr|h)\b"
_EACH = r"(?:every|each|q)"
_HOURLY = r"(?:hourly|hrly|hly)\b"
_BOUND = "".join(rf"(?<!\b{word} )" for word in "than over above below under least most exceed".split())
_APART = r"(?:apart|intervals?|gaps?|spacing|between(?! \d))\b"
_OF_A_DAY = "or|before|after|early|later|off|unit|case|room|ward|hospital|team"
_NO_UNIT = r"(?! ?(?:m(?:in\w*)?|h(?:rs?|ours?)?|d(?:ays?)?|s(?:ec\w*)?|ml|m?c?g|units?|doses?|bags?)\b)"
_LOOKS = r"(?:(?:\w+ )?(?:checks?|obs|observations?|rounds?|vitals|neuros))\b"

_Put: TypeAlias = str | Callable[[re.Match[str]], str]


def _number(word: str) -> int:
    plain = word.replace("-", " ")
    return int(plain) if plain.isdigit() else _NUMBERS[plain]


def _every(minutes: int) -> str:
    return f"every {minutes // 60} hours" if minutes % 60 == 0 else f"every {minutes} minutes"


def _share(of: int) -> Callable[[re.Match[str]], str]:
    """So many times in that many minutes; what does not go in evenly stays as it is."""
    return lambda found: _every(of // times) if (times := _number(found[1])) and of % times == 0 else found[0]


def _each_hour(found: re.Match[str]) -> str:
    """Four times an hour is every 15 minutes; ten times, of breaths, are ten in a row."""
    times = _number(found[1])
    return _share(60)(found) if times in (1, 2, 3, 4, 6, 12) else f"{times} every 1 hours"


def _hours(found: re.Match[str]) -> str:
    return f"every {_number(found[1])} hours"


def _minutes(found: re.Match[str]) -> str:
    return f"every {_number(next(filter(None, found.groups())))} minutes"


_RATES: tuple[tuple[re.Pattern[str], _Put], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (rf"\bat least {_N} hours? apart\b", lambda found: f"at most {_hours(found)}"),
        (rf"\b(?:every|each) (?:{_HOUR} and a|(?:1|one) and a) half(?: hours?| hrs?)?\b",
         "every 90 minutes"),
        (rf"{_BOUND}\b{_N}{_TIMES} (?:{_IN_A} {_DAY}|daily\b)", _share(1440)),
        (rf"{_BOUND}\b(once|twice|thrice) (?:{_IN_A} {_DAY}|daily\b)", _share(1440)),
        (rf"{_BOUND}\bx ?([2-8])(?: ?/ ?d(?:ay)?| a day| daily| per day)\b", _share(1440)),
        (rf"{_BOUND}\b([2-8]|two|three|four|six|eight) ?(?:x ?)?(?:/ ?d(?:ay)?| a day| per day)\b",
         _share(1440)),
        (r"(?<=\dmg )od\b|(?<=\d mg )od\b|(?<=\dg )od\b|(?<=\d g )od\b|\bo\.d\.", "every 24 hours"),
        (r"\bboth daily\b", "every 12 hours"),
        (r"\bq[ -]?(fifteen|thirty|forty[- ]five)\b", _minutes),
        (r"\b(?:every|each) day\b|\bq ?d(?:ay)?\b|\bdaily\b", "every 24 hours"),
        (r"\b(?:in|per|over|within) (?:a|one|1|the|any|each|every) day\b|\bper day\b"
         rf"|(?<!\bfor )(?<!\bhalf )\ba day\b(?! (?:{_OF_A_DAY})\b)", "every 24 hours"),
        (r"\bb(?:[id]d|\.[id]\.d|\.?d)\b(?! ?needle)", "every 12 hours"),
        (r"\bt(?:[id][ds]|\.[id]\.[ds])\b", "every 8 hours"),
        (r"\bq(?:[id][ds]|\.[id]\.[ds])\b", "every 6 hours"),
        (rf"\b{_N}{_TIMES}(?: {_IN_A} {_HOUR}| hourly\b| ?/ ?{_HOUR})", _each_hour),
        (rf"\b(once|twice|thrice) (?:{_IN_A} {_HOUR}|hourly\b)", _share(60)),
        (rf"\b{_N}{_TIMES} (?:in|during|over|for)(?= the first {_HOUR})", _share(60)),
        (r"\bhour by hour\b|\bq\.? ?(?:h|hr|hour)\b", "every 1 hours"),
        (rf"(?:\b{_EACH} )?(?:½|(?<!\d)1/2|\b(?:a )?half(?:[ -]an?)?)[ -]?{_HOURLY}|\bon the half[ -]{_HOUR}",
         "every 30 minutes"),
        (rf"\b{_EACH} (?:a )?half(?:[ -]an?)?[ -]{_HOUR}", "every 30 minutes"),
        (rf"\b(?:(?:at|in|with) )?(?:a )?half(?:[ -]an?)?[ -]{_HOUR} {_APART}", "every 30 minutes"),
        (rf"(?:\b(?:every |each )?quarter|¼|(?<!\d)1/4)[ -]?{_HOURLY}", "every 15 minutes"),
        (rf"\b{_EACH} quarter(?: of an)?[ -]{_HOUR}", "every 15 minutes"),
        (rf"\b(?:(?:at|in|with) )?(?:a )?quarter(?: of an)?[ -]{_HOUR} {_APART}", "every 15 minutes"),
        (rf"\b(?:every |each |q ?)?{_N} ?(?:-|to|or) ?{_N}[ -]?{_HOURLY}"
         rf"|\b(?:every |each |q ?){_N} ?(?:-|to|or) ?{_N}[ -]?(?:hours?|hrs?|h)\b|\bq ?(\d+)-(\d+)\b",
         lambda found: " ".join(f"every {_number(one)} hours" for one in found.groups() if one)),
        (rf"\b(?:(?:at|with|in) )?(?:intervals|gaps|spaces) of {_N} (?:hours?|hrs?)\b", _hours),
        (rf"\b(?:(?:at|with|in) )?(?:intervals|gaps|spaces) of {_N} (?:minutes?|mins?)\b", _minutes),
        (rf"(\bthan |[<>] ?)(?:{_N}[ -]?{_HOURLY}|(?:every |q ?){_N} ?(?:hours?|hrs?|h)\b)",
         lambda found: f"{found[1]}{_number(found[2] or found[3])} hours"),
        (r"\b(?:on )?alternate (?=(?:day|night|week)s?\b)", "every 2 "),
        (r"\balternate (?:hours?|hrs?)\b", "every 2 hours"),
        (rf"(?<!\w-)\b(?:{_EACH} )?{_N}[ -]?{_HOURLY}(?: {_APART})?", _hours),
        (rf"\b(?:{_EACH} )?{_N}[ -]?(?:minutely|minly)\b|\b(10|15|20|30)/60\b(?!\d)", _minutes),
        (rf"\b(?:every|each) {_N}[ -](?:hours?|hrs?|h)\b(?: {_APART})?", _hours),
        (rf"\b(?:every|each) {_N}[ -](?:minutes?|mins?|m)\b(?: {_APART})?", _minutes),
        (rf"\b(?:(?:at|in|with) )?{_N}[ -](?:hours?|hrs?) {_APART}", _hours),
        (rf"\b(?:(?:at|in|with) )?{_N}[ -](?:minutes?|mins?) {_APART}", _minutes),
        (rf"\b({_N} (?:breaths?|goes|pulls?|puffs?|reps?)) (?:an|per|each|in an?) {_HOUR}", r"\1 every 1 hours"),
        (rf"(?<!point )(?<!\.)\b({_FEW}) (?:an|per|each) {_HOUR}", r"\1 every 1 hours"),
        (rf"\b{_N}[ -]min(?:ute)? (?={_LOOKS})", lambda found: f"{_minutes(found)} "),
        (r"\b(?:every(?: single)?|each|top of (?:every|the)|on the) (?:hour|hr)\b", "every 1 hours"),
        (r"\bhourly\b|\bhrly\b", "every 1 hours"),
        (r"\bq ?(\d+) ?h(?:rs?|ours?|rly|ourly)?\b", _hours),
        (r"\bq ?(\d+) ?m(?:ins?|inutes?)?\b", _minutes),
        (r"\b(?:q ?|(?:every|each) )(5|10|15|20|30|45)s?\b" + _NO_UNIT, _minutes),
        (r"\b(?:every|each) (five|fifteen|thirty)\b" + _NO_UNIT, _minutes),
        (r"(\bevery \d+ minutes\b[^.;]*?\b(?:after that|afterwards|thereafter|from then on|then),? )"
         r"(15|thirty|30|sixty|60)"
         r"(?=[.,;]|$)", lambda found: found[1] + _every(_number(found[2]))),
        (r"\bq ?(\d+)s?\b", _hours),
        (r"\b(in|for|over|after) (\d{1,2})/24\b", r"\1 \2 hours"),
        (r"\b(\d{1,2})/24\b", _hours),
        (rf"\beach (?!one\b)(?={_N})", "every "),
        (r"\bevery other\b", "every 2"),
    )
)  # fmt: skip


def in_rates(text: str) -> str:
    """Lower-case text with how often each thing is as "every N hours" or "every N minutes"."""
    for pattern, put in _RATES:
        text = pattern.sub(put, text)
    return text
