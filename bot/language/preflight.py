"""What a handoff says nothing of: the least that it should hold (Joint Commission, Sentinel Event Alert 58)."""

import re
from enum import StrEnum

from bot.care.handoffs import HandedPatient


class Element(StrEnum):
    """One thing that the next person needs to know about a patient, in the order in which it is told. How to reach
    the sender, how ill they are and the date stand in every handoff already."""

    summary = "summary"
    actions = "actions"
    contingencies = "contingencies"
    allergies = "allergies"
    code = "code"
    medicines = "medicines"
    labs = "labs"
    vitals = "vitals"


_SPEAKS = {
    Element.allergies: re.compile(r"allerg|\bnkd?a\b|alérgi|alergi", re.I),
    Element.code: re.compile(
        r"\b(?:full|no) code\b|code status|\bdn[ri]\b|\bdnar\b|resus|\bcomfort (?:care|only)|\bmolst\b|\bpolst\b"
        r"|reanima|\bonr\b", re.I
    ),
    Element.medicines: re.compile(
        r"\bmed(?:s|ication\w*|icine\w*|icament\w*)?\b|\b(?:mg|mcg|units?|unidades|drip|infusion)\b"
        r"|\b(?:antibi[oó]tic|heparin|insulin)", re.I
    ),
    Element.labs: re.compile(
        r"\b(?:labs?|analítica|hgb|hb|wbc|creat\w*|lactat\w*|troponin\w*|inr|potas\w*|sodi\w+|k\+?|na|bili\w*)\b"
        r"|\b(?:cultur|cultiv)", re.I
    ),
    Element.vitals: re.compile(
        r"\b(?:vitals?|vs|constantes|bp|hr|rr|spo2|sats?|temp\w*|afebrile|febril\w*|fever|pressures?|map)\b|tensión",
        re.I,
    ),
}  # fmt: skip
_DATED = re.compile(
    r"\b(?:\d{1,2}:\d{2}|\d{1,2} ?[ap]\.?m|[01]\d[0-5]\d|2[0-3][0-5]\d|\d{1,2}[/.]\d{1,2})\b"
    r"|\b(?:today|yesterday|tonight|this morning|this evening|last night|hoy|ayer|esta (?:mañana|tarde|noche))\b"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)\b|\b\w+day\b", re.I
)  # fmt: skip


def unsaid(one: HandedPatient, actions: int, notes: str) -> list[Element]:
    """What is not said about a patient, by the words of their summary, their if/thens and the notes. Labs and
    vital signs count only with a date or a time."""
    if one.patient is None:
        return []
    words = "\n".join((one.summary, *one.contingencies, notes))
    missing = []
    for element in Element:
        match element:
            case Element.summary:
                said = bool(one.summary)
            case Element.actions:
                said = actions > 0
            case Element.contingencies:
                said = bool(one.contingencies)
            case Element.labs | Element.vitals:
                said = any(
                    _SPEAKS[element].search(part) and _DATED.search(part) for part in re.split(r"[.;\n]", words)
                )
            case Element.allergies | Element.code | Element.medicines:
                said = bool(_SPEAKS[element].search(words))
        if not said:
            missing.append(element)
    return missing
