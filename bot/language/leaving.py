"""What may leave for a model: words with aliases and names replaced; never a message that has an identifier."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from bot.language.kinds import VERBS

LONGEST = 1_000

_WORD = re.compile(r"@[\w.-]+|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ALIAS = re.compile(r"(?<![\w/-])!?[A-Za-z]{1,3}-\d{1,6}(?![\w-])")
_PLACEHOLDER = re.compile(r"\b(?:PATIENT|NAME)\d+\b")
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|sr|sra|srta|señora?|señorita|doña|doctora?)\b\.?\s+(?=[^\W\d_])", re.I
)
_POSSESSIVE = re.compile(r"['’]s$", re.I)
_SENTENCE = re.compile(r"(?:^|[.!?:\n])[\s\"'“¿¡(]*$")

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|enero|febrero|marzo|abril|mayo|junio"
    r"|julio)"
)
_IDENTIFIERS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?:\d[\s().+-]*){7,}",  # phone, social security
        r"\d{5,}",  # record numbers, postal codes
        r"\b(?=(?:\w*\d){4})(?=\w*[^\W\d_])(?!(?:PATIENT|NAME)\d)\w{6,}\b",  # AB12CD34
        r"\b(?:mrn|ssn|nss|nhs|medical record|social security|expediente|historia cl[ií]nica)\b",
        r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}",  # a whole date may be a date of birth
        rf"\b{_MONTH}[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d\d|,\s*['’]?\d\d)\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?{_MONTH}[a-z]*\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b",
        r"\b(?:dob|d\.o\.b|born|birth(?:day|date)?|nacid[oa]|nacimiento|cumpleaños)\b",
        r"\S@\S+\.\S",  # e-mail
        r"https?:|www\.|://|\b[\w-]+\.(?:com|org|net|io|gov|edu|info|es|mx|uk|de)\b",
        r"\b\d+[a-z]?,?\s+(?:[^\W\d_]+\.?\s+){0,3}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|court"
        r"|dr\b(?!\.?\s+\w))\b",
        r"\b(?:calle|avenida|apartment|apt|apto|p\.?\s?o\.? box|zip|postal)\b",
    )
)
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today
    tomorrow tonight noon midnight january february march april may june july august september october november
    december jan feb mar apr jun jul aug sep sept oct nov dec lunes martes miércoles jueves viernes sábado domingo
    hoy mañana enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre""".split()
)
_ORDINARY = (
    VERBS
    | _CALENDAR
    | frozenset(
        """a about after all also an and any anyone are as asap at be before but by can could did do does for from
        good got had has have he hello her hey hi his how i i'd i'll i'm if in is it it's its just let let's
        lets me morning my need needs no not now of ok okay on once one or our out please pls someone somebody
        so stat still sure tell thanks that the their them then there these they this those to too unless until
        up urgent us wait was we were what when where which while who why will with would yes you your al algo
        alguien con cuando cuándo de del donde dónde el ella en es esta está este falta favor gracias hay hola
        la las le lo los me mi no nos para pero por puede puedes que qué quien quién se si sin su sus también te
        tengo tiene un una ya y yo""".split()
    )
)


@dataclass(frozen=True, slots=True)
class Screened:
    """Text that may leave, and what its placeholders stand for."""

    text: str
    stands_for: dict[str, str]

    def restored(self, text: str) -> str | None:
        """The text with the placeholders put back; None when it has one that was never sent."""
        if any(found not in self.stands_for for found in _PLACEHOLDER.findall(text)):
            return None
        return _PLACEHOLDER.sub(lambda found: self.stands_for[found[0]], text)


def screened(text: str, names: Collection[str]) -> Screened | None:
    """The text as it may leave, or None when it may not. `names` are those of all members.

    Patient aliases become PATIENT1, and what looks like a name NAME1: after a title, of a member, after an `@`,
    and words with a capital letter that is not due to where they stand. A name in small letters that nobody here
    has cannot be told from another word.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(one for one in text if unicodedata.category(one) != "Cf").strip()
    stands_for: dict[str, str] = {}
    without_aliases = _ALIAS.sub(lambda found: _placeholder("PATIENT", found[0], stands_for), text)
    if _PLACEHOLDER.search(text) or not may_leave(without_aliases):
        return None
    parts = {part.casefold() for name in names for part in (name, *name.split()) if len(part) > 1}
    return Screened(_without_names(without_aliases, parts, stands_for), stands_for)


def may_leave(text: str) -> bool:
    """Whether the text has nothing in it that identifies somebody by itself: phone, date of birth, record number,
    e-mail, link, address. In doubt it has."""
    return 0 < len(text) <= LONGEST and not any(pattern.search(text) for pattern in _IDENTIFIERS)


def _without_names(text: str, names: Collection[str], stands_for: dict[str, str]) -> str:
    titled = {found.end() for found in _TITLE.finditer(text)}
    made, last, after_name = [], 0, False
    for found in _WORD.finditer(text):
        after_name = found.start() in titled or _is_name(text, found, names, after_name=after_name)
        word = _placeholder("NAME", found[0], stands_for) if after_name else found[0]
        made += [text[last : found.start()], word]
        last = found.end()
    return "".join((*made, text[last:]))


def _is_name(text: str, found: re.Match[str], names: Collection[str], *, after_name: bool) -> bool:
    word = found[0]
    plain = _POSSESSIVE.sub("", word).casefold()
    if word.startswith("@") or plain in names:
        return True
    if _PLACEHOLDER.match(text, found.start()):
        return False
    if not _capital(word) or plain in _CALENDAR:
        return False
    opens = _SENTENCE.search(text[: found.start()]) is not None
    if word.isupper() or (opens and not after_name):
        return plain not in _ORDINARY
    return True


def _capital(word: str) -> bool:
    """Written as a name is: Rosa, McDonald, or in a message that shouts, ROSA. Not MRI or NPO."""
    return word[:1].isupper() and (len(word) > 3 if word.isupper() else len(word) > 1)


def _placeholder(kind: str, word: str, stands_for: dict[str, str]) -> str:
    for placeholder, meant in stands_for.items():
        if meant == word:
            return placeholder
    made = f"{kind}{len(stands_for) + 1}"
    stands_for[made] = word
    return made
