"""Reading what is handed over: to whom, which patients, and the words that are left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.patients import aliases
from bot.language.read import read
from bot.language.reading import Directory, Doubt, DoubtAbout, Owner, Reading

_SBAR = re.compile(r"\b(?:i?sbar|saer)\b", re.I)
_FILLER = re.compile(
    r"\b(?:hand(?:ing|ed)?[ -]?(?:off|over)|handoff|sign(?:ing)?[ -]?out|i['’]m|i|am|my|all|everything|patients?|"
    r"items?|please|pls|the|to|for|and|with|me|over|off)\b|[,.;:!]",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What a handoff's sentence said. `among` are those who may be meant by `unclear`, the words for a person.

    `notes` are the words that nothing else claimed.
    """

    owner: Owner | None = None
    among: tuple[Owner, ...] = ()
    unclear: str = ""
    patients: tuple[str, ...] = ()
    notes: str = ""
    sbar: bool = False
    """A parcel for another department."""


def read_transfer(
    text: str, quoted: str, now: datetime, zone: ZoneInfo, people: Directory, locale: str = "en"
) -> Transfer:
    """`@lea K-17`, `nights`, `hand off K-17 to Lea`. A `quoted` message adds its patients, and becomes notes.
    With `sbar` among the words it is a parcel for another department."""
    sbar, text = bool(_SBAR.search(text)), _SBAR.sub(" ", text)
    found = read(text, now, zone, people, locale)
    cuts = [(alias.start, alias.end) for alias in aliases(text)]
    cuts += _owner_spans(found)
    rest = _without(text, cuts)
    meant = " ".join(_FILLER.sub(" ", rest).split())
    who = _doubts(found)
    if found.owner is None and not who and meant:
        bare = read(f"@{meant}", now, zone, people, locale)
        who = _doubts(bare)
        if bare.owner or not who or meant.casefold() == who[0].words.lstrip("@").casefold():
            found, rest = bare, _without(f"@{meant}", _owner_spans(bare))
        elif len(who[0].candidates) < 2:
            who = []  # a sentence, not a name
    if who:
        rest = rest.replace(who[0].words, " ").replace(who[0].words.lstrip("@"), " ")
    left = [part for part in (_notes(rest), quoted.strip()) if part]
    return Transfer(
        owner=found.owner,
        among=tuple(one.owner for one in who[0].candidates if one.owner) if who else (),
        unclear=who[0].words.lstrip("@") if who else "",
        patients=tuple(dict.fromkeys(alias.code for alias in aliases(f"{text} {quoted}"))),
        notes="\n".join(left),
        sbar=sbar,
    )


def _owner_spans(reading: Reading) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in reading.spans if span.field == "owner"]


def _doubts(reading: Reading) -> list[Doubt]:
    return [one for one in reading.doubts if one.about in (DoubtAbout.which_person, DoubtAbout.unknown_person)]


def _notes(rest: str) -> str:
    """The words that are left, unless they are only the little ones around a handoff."""
    return " ".join(rest.split()) if _FILLER.sub(" ", rest).strip() else ""


def _without(text: str, cuts: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(cuts, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text
