"""What an item waits for, and what travels with it: "until the daughter calls back", "needs ASL interpreter"."""

import re
from collections.abc import Iterator

from bot.language.kinds import VERBS

_STOP = (
    r"(?=\s*(?:[,;.!?\n]|\s[-–—]\s|$|\b(?:since|desde|so|but|then|and then|please|"
    r"pls|check|ping|remind|pero|luego)\b))"
)
_VERB = (
    r"(?:is|are|has|have|was|comes?|gets?|calls?|rings?|returns?|arrives?|results?|clears?|signs?|approves?|"
    r"responds?|"
    r"answers?|confirms?|finish(?:es)?|completes?|replies|posts?|opens?|goes|agrees?|says?|sends?|back|done|"
    r"ready|in|"
    r"est[aáeé]n?|llegu?e|lleguen|vuelva|llame|confirme|responda|firme|termine|apruebe|tenga|haya|salga|"
    r"conteste)"
)
_WAITING = re.compile(
    r"\b(?:(?:still )?(?:waiting|wait|waits|hold(?:ing)?) (?:on|for|to hear (?:back )?from)|awaiting|"
    r"(?:is |are |still )?pending(?: on)?|"
    r"esperando(?: a(?: que)?)?|(?:en|a la) espera de(?: que)?|pendiente de)\s+(?P<what>[^,;.!?\n]{2,120}?)"
    + _STOP,
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:once|until|till|as soon as|unless and until|hasta que|cuando|en cuanto|una vez que)\s+(?!possible\b|"
    r"you can\b)"
    r"(?P<what>(?:[^\s,;.!?]+\s+){0,7}?[^\s,;.!?]*\b" + _VERB + r"\b[^,;.!?\n]{0,60}?)" + _STOP,
    re.I,
)
_AFTER = re.compile(
    r"\b(?:when|after|después de que)\s+(?P<what>(?:[^\s,;.!?]+\s+){0,6}?[^\s,;.!?]*\b"
    + _VERB
    + r"\b[^,;.!?\n]{0,60}?)"
    + _STOP,
    re.I,
)
# Once the echo is back call Dr. Patel: what is to be done then is not what is waited for.
_THEN_DO = re.compile(
    r"(?P<before>[^\s]+)\s+(?P<do>[^\W\d_]+)"
    r"(?=\s+(?:(?:the|an?|his|her|their|my|our|it|them|him|me|el|la|los|las|al?)\b|[A-Z@!]))"
)
_NO_COMMAND_AFTER = frozenset("to the a an and or of for will can we they he she you i".split())
_HINTS = frozenset(
    "when after después waiting wait waits awaiting pending hold holding once until till soon unless esperando "
    "espera pendiente hasta cuando cuanto vez".split()
)

_LANGUAGES = (
    r"spanish|english|french|arabic|mandarin|cantonese|chinese|vietnamese|russian|korean|tagalog|portuguese|"
    r"haitian|creole|"
    r"polish|hindi|urdu|bengali|farsi|dari|pashto|somali|swahili|ukrainian|japanese|german|italian|hmong|"
    r"burmese|nepali|"
    r"amharic|punjabi|armenian|asl|sign language|american sign language"
)
_NEEDS = re.compile(
    rf"\b(?:(?:{_LANGUAGES})(?:[- ]speaking)?\s+(?:interpreter|translator)|(?:interpreter|translator)\s+(?:for|"
    rf"in)\s+(?:{_LANGUAGES})|(?:interpreter|translator)\s*\((?:{_LANGUAGES})\)"
    rf"|(?:speaks? only|only speaks?)\s+(?:{_LANGUAGES})|(?:{_LANGUAGES})[- ]speaking(?: only)?|"
    rf"(?:{_LANGUAGES}) only"
    r"|interpreter needed|needs (?:an )?interpreter|hard of hearing|hoh|deaf|legally blind|blind|low vision|"
    r"non-?verbal|large print"
    r"|uses a wheelchair|wheelchair[- ]bound|bariatric|service animal|health literacy|hearing aids?"
    r"|int[eé]rprete (?:de|en) [^\W\d_]+|solo habla [^\W\d_]+|habla solo [^\W\d_]+|sord[oa]|cieg[oa]|lengua de "
    r"señas)(?:\b|(?<=\)))",
    re.I,
)
_NEEDS_HINTS = frozenset(
    "interpreter translator intérprete interprete speaks speak speaking only hearing hoh deaf blind vision verbal "
    "nonverbal print wheelchair bariatric animal literacy aid aids habla sordo sorda ciego ciega señas "
    "language".split()
)


def waiting_on(
    text: str, words: frozenset[str], times: tuple[tuple[int, int], ...]
) -> tuple[str, int, int] | None:
    """What the message waits for, with its offsets. `times`: characters that were read as a time."""
    if words.isdisjoint(_HINTS):
        return None
    for pattern in (_WAITING, _CONDITION, _AFTER):
        for m in pattern.finditer(text):
            start, end = m.span("what")
            if any(low <= start < high for low, high in times):
                continue
            end = min([end, *(low for low, _ in times if start < low < end)])
            end = next((then.end("before") for then in _then_do(text, start, end)), end)
            what = text[start:end].rstrip(" ,.-:")
            if len(what) > 1:
                return what, start, start + len(what)
    return None


def _then_do(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    first = re.compile(rf"\b{_VERB}\b", re.I).search(text, start, end)
    for m in _THEN_DO.finditer(text, first.start() if first else end, end):
        if m["do"].casefold() in VERBS and m["before"].casefold() not in _NO_COMMAND_AFTER:
            yield m


def needs(text: str, words: frozenset[str]) -> tuple[str, ...]:
    """Interpreter and other needs, in the message's own words."""
    if words.isdisjoint(_NEEDS_HINTS):
        return ()
    return tuple(dict.fromkeys(m[0] for m in _NEEDS.finditer(text)))
