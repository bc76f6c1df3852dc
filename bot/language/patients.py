"""Patient aliases: K-17 or !K-17, and not B-12, T-4 or COVID-19."""

import re
from dataclasses import dataclass
from itertools import islice

from bot.language.spoken import in_figures

_ALIAS = re.compile(
    r"(?<!\bvit )(?<!\bvitamin )(?<!\bvitamina )"
    r"(?<![\w/-])(!?)([A-Za-z]{1,2})-(\d{1,6})(?![\w-]|\.\d)"
)
# Letters with numbers that clinicians write for something else; with a "!" even these are patients.
_ELSE = frozenset(
    [f"{letter}-{n}" for letter, last in (("C", 8), ("T", 12), ("L", 6), ("S", 5)) for n in range(1, last + 1)]
    + [f"B-{n}" for n in (1, 2, 3, 5, 6, 7, 9, 12)]
    + "A-1 A-2 H-1 H-2 D-2 D-3 D-5 D-10 D-50 Q-10 O-2 CO-2 G-6 P-2 E-1 X-1 X-2 X-3 Y-90 I-123 I-131 "
    "F-18 T-99 "
    "CA-125 CA-19 PD-1 IL-2 IL-6 HB-1 ST-1 FT-3 FT-4 IV-1 IV-2 IV-3 IV-4 MS-1 MS-2 CT-1 PT-1 OT-1 RX-1 AB-1 "
    "BI-1 TB-1 "
    "AM-1 PM-1 OP-1 HR-2 W-2 W-4 W-9 I-9 N-95 F-1 J-1 H-3 AV-1 VT-1 OK-1 NO-1 ER-1 ED-1 OR-1 OR-2 OR-3 OR-4 "
    "OR-5 "
    "IN-1 UP-1 ON-1 TO-1 OF-1 AT-1 BY-1 RM-1".split()
)


@dataclass(frozen=True, slots=True)
class Alias:
    """One mention of a patient: the normal form and where it stands, the "!" included."""

    code: str
    start: int
    end: int
    marked: bool


def aliases(text: str) -> list[Alias]:
    """Every patient alias in the text, in order."""
    if "-" not in text:
        return []
    found = []
    for m in _ALIAS.finditer(text):
        code, marked = f"{m[2].upper()}-{m[3]}", bool(m[1])
        unlikely = code in _ELSE or m[2].casefold() in (
            "no",
            "or",
            "at",
            "in",
            "on",
            "of",
            "by",
            "to",
            "is",
            "am",
            "pm",
            "x",
            "mr",
            "dr",
        )
        if marked or not unlikely:
            found.append(Alias(code, m.start(), m.end(), marked))
    return found


_WORD = re.compile(r"[^\W_]+")
_NAMED = re.compile(r"(?:'s|,|:|\.|;| is| -| ?(?:watcher|stable|unstable|discharging))\b ?|[,:;.]")


def unnamed(text: str, patient: str) -> str:
    """A text without the patient that it begins with, whose number is no dose: "Resus 2", "resus two", "19's"."""
    numbers = re.findall(r"\d+", patient)
    called = re.findall(r"[a-z]+", patient.casefold())
    initials = "".join(word[0] for word in called)
    for last in islice(_WORD.finditer(text), 5 if numbers else 0):
        *words, number = re.findall(r"[a-z]+|\d+", in_figures(text[: last.end()].casefold())) or [""]
        if number != numbers[-1] or not all(word in initials or word in " ".join(called) for word in words):
            continue
        return text[last.end() :].removeprefix("'s") if words or _NAMED.match(text, last.end()) else text
    return text
