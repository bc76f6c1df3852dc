"""What is to be done: the message's own words without the time, the owner and the polite beginnings."""

import re

_PREFIX = re.compile(
    r"^[\s,;:.!*>•·\-–—]*(?:"
    r"(?:/\w+|stitch|@stitch)\b[:,]?|"
    r"(?:hey|hi|hello|hola|ok|okay|fyi|heads[- ]up|note|nb|reminder|todo|to-do|task|action|"
    r"ai)\b\s*(?:[,:!\-–—]|(?<=fyi)|(?<=hey)|(?<=FYI))\s*|"
    r"(?:hey|hi|hello|hola)\s+(?:team|all|everyone|folks|guys|equipo|todos)\b[,:!]?|"
    r"(?:hey|fyi|hola|pls|plz|please|kindly|por favor)\b[,:]?|"
    r"(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody|one of you|we)(?: all)?(?: please| "
    r"pls)?\b|"
    r"(?:can|could) i get someone to\b|"
    r"(?:some(?:one|body)|any(?:one|body)) (?:please|pls|needs? to|has to|should|to)\b|"
    r"(?:i|we|you|u)(?:['’]ll)? (?:need|have|want|got|ought) (?:you |someone |somebody )?to\b|(?:i|we) "
    r"(?:should|must|will|gotta)\b|(?:i|we)['’]ll\b|"
    r"need (?:you |someone |somebody )?to\b|"
    r"(?:please )?(?:remind|ping|nudge|alert|notify) (?:me|us)(?: again)?(?: (?:to|that|about|of)\b|:|,)|"
    r"(?:set )?(?:a |an )?reminder (?:to|for|that|about)\b|"
    r"(?:please )?(?:remember|don['’]?t forget|do not forget|don['’]?t let me forget|make sure)(?: to\b)?|"
    r"let['’]?s\b|(?:just )?wanted to\b|"
    r"recu[eé]rda(?:me|nos)(?: (?:que|de))?\b|recordar(?:me|nos)\b|av[ií]same(?: (?:de|que|para))?\b|"
    r"(?:puedes?|puede alguien|podr[ií]as?|alguien puede|alguien que)(?: por favor)?\b|hay que\b|(?:necesito|"
    r"tengo) que\b|no olvid(?:ar|es)\b|"
    r"that\b(?= \w+ (?:is|are|needs?|has|will))"
    r")\s*",
    re.I,
)
_REMIND_ONLY = re.compile(r"^\W*(?:remind|ping|nudge) (?:me|us)\W*$", re.I)
_SUFFIX = re.compile(r"\b(?:please|pls|plz|thanks|thank you|thx|ty|por favor|gracias)[\s.!]*$", re.I)
_DANGLING = frozenset("at by on before around due and para".split())
_LEADING = re.compile(r"^[\s,;:.!)\-–—>*•·]+")
_LEADING_WORD = re.compile(r"^(?:to|and|that|,)\s+(?=\w)", re.I)
_BEFORE_SIGN = re.compile(r" ([,;.!?)])")
_DOUBLE = re.compile(r"([,;:])(?:\s*[,;:])+")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")


def remaining(text: str, cuts: list[tuple[int, int]]) -> str:
    """`text` without the characters of `cuts`, tidied: nothing is added, and no other word is lost."""
    kept, last = [], 0
    for start, end in sorted(cuts):
        if start > last:
            kept.append(text[last:start])
        last = max(last, end)
    kept.append(text[last:])
    what = _tidy(" ".join(kept))
    request = False
    for _ in range(5):
        shorter = _PREFIX.sub("", what, count=1)
        if shorter == what or not shorter.strip(" ,.!?"):
            break
        request = request or bool(_REQUEST.match(what))
        what = shorter
    if request:
        what = what.rstrip(" ?")
    shorter = _SUFFIX.sub("", what).rstrip(" ,;.!")
    if len(shorter.split()) > 1:
        what = shorter
    what = _LEADING.sub("", what)
    if cuts or request:
        what = _LEADING_WORD.sub("", what)
    return _without_dangling(what)


def _without_dangling(text: str) -> str:
    """Drop the little words and signs that led to something that is gone."""
    while True:
        text = text.rstrip(" ,;:-–—(\n")
        last = text[text.rfind(" ") + 1 :]
        if last.casefold() not in _DANGLING or last == text:
            return text
        text = text[: -len(last)]


_REQUEST = re.compile(r"^\W*(?:can|could|would|will|puede|podr)", re.I)


def _tidy(text: str) -> str:
    text = _EMPTY.sub(" ", "\n".join(" ".join(part.split()) for part in text.splitlines() if part.strip()))
    text = _BEFORE_SIGN.sub(r"\1", text)
    text = _DOUBLE.sub(r"\1", text)
    return text.strip()
