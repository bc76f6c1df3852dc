"""A paste becomes several items: lists, lines, sentences, forwarded threads; each tied to its words."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.read import LONGEST, read
from bot.language.reading import Directory, Kind, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of a pasted text that may be an item: `text` stands at `start` to `end`.

    `heading` is what stood over it ("Bed 4:", "For tomorrow"), `speaker` who said it in a forwarded thread.
    """

    text: str
    start: int
    end: int
    heading: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece with its reading. `proposed` says that it asks for something and is not just talk."""

    piece: Piece
    reading: Reading
    proposed: bool


MOST = 100
_BULLET = re.compile(r"[ \t>]*(?:(?:[-*•·‣▪◦–—]|\[[ xX]?\]|☐|□|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])[ \t]+)+")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_SPEAKER = re.compile(
    r"[ \t]*(?:\[(?P<stamp>[^\]\n]{3,30})\][ \t]*)?(?P<name>@?[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20}){0,2})"
    r"(?:[ \t]+(?:\[?\d{1,2}:\d\d(?:[ \t]?[AaPp][Mm])?\]?|APP[ \t]+\d{1,2}:\d\d[ \t]?[AP]M))?[ \t]*:[ \t]+(?=\S)"
)
_STAMPED = re.compile(
    r"[ \t]*(?P<name>[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20}){0,2})[ \t]+"
    r"\[?\d{1,2}:\d\d(?:[ \t]?[AaPp][Mm])?\]?[ \t]*"
)
_MAIL = re.compile(r"[ \t]*(?:from|to|cc|sent|date|subject|fwd|fw|re|de|para|asunto|enviado)[ \t]*:", re.I)
_HEADING = re.compile(r"[^\n.!?]{1,60}:[ \t]*")
# A sentence ends at a sign before a blank; "Dr.", "pt.", "e.g." and initials end none.
_END = re.compile(
    r"(?:(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bpt)(?<!\bvs)(?<!\bSt)(?<!\be\.g)(?<!\bi\.e)(?<!\ba\.m)(?<!\bp\.m)"
    r"(?<!\b[A-Z])(?<!\d)\.|(?<=\d)\.(?=\s+[A-Z@!])|[!?]+|;)(?=\s+\S)"
)


def split(text: str) -> tuple[Piece, ...]:
    """The pieces of a pasted list, paragraph or forwarded thread, in order; at most `MOST`.

    `piece.text == text[piece.start : piece.end]` for each, and no two overlap.
    """
    text = text[:LONGEST]
    pieces: list[Piece] = []
    heading = speaker = ""
    thread = _several_speakers(text)
    offset = 0
    for raw in text.splitlines(keepends=True):
        line_start, offset = offset, offset + len(raw)
        body = raw.rstrip()
        if not body.strip() or _MAIL.match(body):
            heading = heading if body.strip() else ""
            continue
        start = line_start
        if quote := _QUOTE.match(body):
            start += quote.end()
        stamped = _STAMPED.fullmatch(text, start, line_start + len(body))
        if stamped:
            speaker, heading = stamped["name"], ""
            continue
        bullet = _BULLET.match(text, start, line_start + len(body))
        if bullet:
            start = bullet.end()
        elif thread and (said := _SPEAKER.match(text, start, line_start + len(body))):
            speaker, start = said["name"], said.end()
        end = line_start + len(body)
        if not bullet and _HEADING.fullmatch(text, start, end):
            heading = text[start:end].strip().rstrip(":").strip()
            continue
        pieces += _sentences(text, start, end, heading, speaker)
        if len(pieces) >= MOST:
            break
    return tuple(pieces[:MOST])


def read_dump(text: str, now: datetime, zone: ZoneInfo, people: Directory, locale: str = "en") -> tuple[Item, ...]:
    """Every piece of a paste with its reading, offsets and all; what only talks is not proposed."""
    items = []
    for piece in split(text):
        reading = read(piece.text, now, zone, people, locale)
        talk = reading.kind in (Kind.chatter, Kind.thanks, Kind.question, Kind.good_catch)
        items.append(Item(piece=piece, reading=reading, proposed=not talk and reading.sure >= 0.5))
    return tuple(items)


def _several_speakers(text: str) -> bool:
    """Whether lines that begin with a name and a colon are a thread and not "Pharmacy: call back"."""
    names = [found["name"] for line in text.splitlines()[:40] if (found := _SPEAKER.match(line))]
    return len(names) >= 2 and len(set(names)) >= 2


def _sentences(text: str, start: int, end: int, heading: str, speaker: str) -> list[Piece]:
    pieces = []
    for found in _END.finditer(text, start, end):
        pieces += _piece(text, start, found.end(), heading, speaker)
        start = found.end()
    return pieces + _piece(text, start, end, heading, speaker)


def _piece(text: str, start: int, end: int, heading: str, speaker: str) -> list[Piece]:
    while start < end and text[start] in " \t;,•":
        start += 1
    while end > start and text[end - 1] in " \t;":
        end -= 1
    if not any(character.isalnum() for character in text[start:end]):
        return []
    return [Piece(text=text[start:end], start=start, end=end, heading=heading, speaker=speaker)]
