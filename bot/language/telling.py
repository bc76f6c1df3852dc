"""What in the words of an item seems to name a patient: screening, without what an item has to say."""

import re
from collections.abc import Collection, Sequence

from bot.language.identifiers import Hit, Kind
from bot.language.screening import Known, screen, stands_for
from bot.language.tokens import folded

_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|mx|sra?|srta|señora?|señorita|don|doña)\b\.?\s+$", re.I)
_STAFF = re.compile(
    r"\b(?:dra?|doctora?|prof|nurse|rn|np|pa|pharmd|enfermer[ao]|attending|provider)\b\.?\s+$", re.I
)
_BORN = re.compile(r"\b(?:d\.?o\.?b\.?|born|birth\w*|nacid[oa]|nacimiento)\b[^.;]{0,20}$", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AROUND = re.compile(r"\(\s*[,;]?\s*\)|\s+(?=[,;.)])|(?<=\()\s+|\s{2,}|[,;]\s*$|,(?=\s*,)")


def telling(text: str, known: Known, staff: Collection[str], year: int) -> tuple[Hit, ...]:
    """What seems to name a patient. Places, due dates, names of staff and of whom only one name is said are left
    alone, unless the workspace knows them to stand for a patient. `staff` are folded words of names."""
    ours = {hit for hit, _ in stands_for(text, known)}
    found = []
    for hit in screen(text):
        if any(one.start < hit.end and hit.start < one.end for one in ours):
            continue
        if hit.kind is Kind.name:
            hit = _bare(text, hit)
        if _tells(text, hit, staff, year):
            found.append(hit)
    return tuple(sorted([*found, *ours]))


def aliased(text: str, hits: Sequence[Hit], aliases: Sequence[str]) -> str:
    """The text with an alias in the place of each hit; where the same one stands already, with nothing."""
    made, at, said = "", 0, set[str]()
    for hit, alias in zip(hits, aliases, strict=True):
        start = hit.start
        if title := _TITLE.search(text, at, start):
            start = title.start()
        made += text[at:start]
        if alias not in said and alias not in text:
            made += alias
        said.add(alias)
        at = hit.end
    return _AROUND.sub(
        lambda found: " " if found[0].isspace() and len(found[0]) > 1 else "", made + text[at:]
    ).strip()


def _bare(text: str, hit: Hit) -> Hit:
    said = text[hit.start : hit.end]
    return Hit(hit.start, hit.end - 2, hit.kind) if said[-2:].casefold() in ("'s", "’s") else hit


def _tells(text: str, hit: Hit, staff: Collection[str], year: int) -> bool:
    said, before = text[hit.start : hit.end], text[: hit.start]
    if hit.kind is Kind.place:
        return False
    if hit.kind is Kind.date:
        years = [int(one) for one in _YEAR.findall(said)]
        return _BORN.search(before) is not None or any(one < year - 1 for one in years)
    if hit.kind is not Kind.name:
        return True
    words = [folded(word) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", said)]
    whole = [word for word in words if len(word) > 1]
    if not whole or all(word in staff for word in whole) or _STAFF.search(before):
        return False
    return len(words) > 1 or _TITLE.search(before) is not None
