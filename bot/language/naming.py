"""Names of people in a text, in capitals or not: by lists of names, and by what stands beside them."""

import re
from collections.abc import Iterator

from bot.language.identifiers import Hit, Kind
from bot.language.lists import Word, looked_up
from bot.language.places import places
from bot.language.tokens import EPONYMS, NO_NAMES, PARTICLES, TITLES, Token, between, folded, tokens_of

_SPACED = re.compile(r"(?<![\w'])(?:[^\W\d_][ ._*-]){2,}[^\W\d_](?![\w'])")
_CAMEL = re.compile(r"(?:Mc|Mac|O'|D'|De|La|Le|Van|Di|Fitz)?[A-Z][^\W\dA-Z]+(?:'s)?")
_ROLES = frozenset(
    """named name nombre llamado llamada llama called patient pt paciente client mother father daughter son
    wife husband sister brother madre padre hija hijo esposa esposo hermana hermano mom mum dad spouse
    partner guardian aunt uncle niece nephew tia tio grandmother grandfather abuela abuelo neighbor friend
    caregiver resident physician attending surgeon therapist cousin prima primo tell ask llame llamar avisar
    attn dtr dau daugther sis bro gf bf poa hcp""".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv md rn np do phd dds pa".split())
_MONTHS = frozenset("jan may june april august abril julio dom mar".split())
_VERBS = frozenset("will may can said see call need case wait hand page back tell ask has had rn let get".split())
_CLINICAL = frozenset(
    """disease diseases syndrome syndromes sign signs reflex score scores scale scales test tests lymphoma
    disorder palsy criteria classification phenomenon tumor tumour catheter maneuver manoeuvre position
    stage esophagus fracture procedure tube drain drainage line virus cells cell law index stain contracture
    thyroiditis chorea ataxia anemia murmur nodes node duct gland tremor triad sarcoma carcinoma dementia
    encephalopathy neuropathy lift mattress bag pump monitor exam angle ring ligament bodies agar response
    ulcer ulcers point formula equation method protocol technique incision sutures suture dystrophy
    arthritis bacillus granuloma pneumonia gangrene study trial trials diet class grade guideline guidelines
    recommendations registry rule vaccine""".split()
)
_CLINICAL_BEFORE = re.compile(
    r"(?:disease|syndrome|positive|negative|enfermedad|s[ií]ndrome|escala|signo|prueba|sonda|test|reflejo) "
    r"(?:of |de )?(?:the )?$",
    re.I,
)


def names_and_places(text: str) -> Iterator[Hit]:
    """All names of people and places, in no order."""
    tokens = tokens_of(text)
    taken = [False] * len(tokens)
    for start, end in places(text, tokens):
        taken[start:end] = [True] * (end - start)
        yield Hit(tokens[start].start, tokens[end - 1].end, Kind.place)
    yield from _people(text, tokens, taken)
    yield from _spelled_out(text)


def _people(text: str, tokens: list[Token], taken: list[bool]) -> Iterator[Hit]:
    at = 0
    while at < len(tokens):
        if taken[at] or not _begins(text, tokens, at):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and not taken[end] and (step := _continues(text, tokens, end)):
            end += step
        if not _is_clinical(text, tokens, at, end):
            start = at
            while (
                start
                and not taken[start - 1]
                and _strange(tokens[start - 1], between(text, *tokens[start - 1 : start + 1]))
            ):
                start -= 1
            yield Hit(tokens[start].start, tokens[end - 1].end, Kind.name)
        at = end


def _strange(token: Token, gap: str) -> bool:
    """A word before a name that is none we know: xiaoming zhang."""
    return gap == " " and len(token.bare) > 4 and not token.what and token.bare not in NO_NAMES | _ROLES


def _begins(text: str, tokens: list[Token], at: int) -> bool:
    """Whether a name begins with this word."""
    token = tokens[at]
    before = tokens[at - 1] if at else None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.bare in _MONTHS:
        return _beside(text, token, following) and following is not None and bool(following.what & Word.named)
    if token.bare in NO_NAMES or (token.bare in PARTICLES and not token.capital):
        return False
    gap = between(text, before, token) if before else ""
    if before and before.bare in TITLES and gap in (" ", ". ", "."):
        return token.capital or token.sure or token.initial or not token.what & Word.ordinary
    beside = _beside(text, token, following)
    if token.initial:
        return beside and not (before and before.what & Word.named and before.capital)
    named = before is not None and before.bare in _ROLES and gap in (" ", ": ", ", ", " - ", ":")
    if token.shouted and not beside and not named:
        return token.sure and bool(token.what & Word.common) and len(token.bare) > 4
    if token.bare in EPONYMS:
        return beside or named
    if token.sure:
        return token.capital or named or beside or bool(token.what & Word.first) or len(token.bare) > 3
    given = token.what & Word.first and token.what & Word.common
    if token.maybe and (beside or named):
        return token.capital or (bool(given) and token.bare not in _VERBS)
    if token.maybe and token.capital and not token.opens:
        if given:
            return True
        return not token.what & Word.frequent and bool(token.what & Word.common or not token.what & Word.ordinary)
    return token.odd and (not token.opens or beside) and not _is_acronym(token)


def _beside(text: str, token: Token, after: Token | None) -> bool:
    """Whether the word after it makes it a name: Mark Garcia, Mark G., M. Garcia."""
    if after is None or after.bare in NO_NAMES:
        return False
    gap = between(text, token, after)
    if token.initial:
        return gap in (". ", ".", " ") and (after.sure or (after.maybe and after.capital))
    if gap not in (" ", "-"):
        return False
    if after.initial:
        return gap == " " and text[after.end : after.end + 1] in ("", ".", ",", ")", "?", "!", ";", ":", "'")
    if token.capital:
        return after.capital and (after.maybe or after.odd) and not (token.shouted and not after.shouted)
    return after.sure and bool(after.what & Word.last) and not after.capital


def _is_acronym(token: Token) -> bool:
    capitals = sum(one.isupper() for one in token.text)
    return len(token.text) < 3 or (capitals > 1 and not _CAMEL.fullmatch(token.text))


def _continues(text: str, tokens: list[Token], at: int) -> int:
    """How many words from here on still belong to the name before; 0 when it has ended."""
    token, before = tokens[at], tokens[at - 1]
    gap = between(text, before, token)
    if token.bare in _SUFFIXES and gap in (" ", ", ") and token.text[0].isupper():
        return 1
    if gap not in (" ", "-", ". ", ".", "  ") or (
        gap == ". " and not before.initial and before.bare not in TITLES
    ):
        return 0
    if token.initial:
        return 1
    if token.bare in PARTICLES and gap == " ":
        return _after_particle(tokens, at)
    if token.bare in NO_NAMES:
        return 0
    if token.sure or token.odd or (token.capital and (token.maybe or gap == "-")):
        return 1
    if gap != " " or not before.what & Word.first or before.what & Word.frequent:
        return 0
    family = token.what & Word.last and token.what & Word.common and token.bare not in _VERBS
    return 1 if family or (not token.what & Word.ordinary and len(token.bare) > 3) else 0


def _after_particle(tokens: list[Token], at: int) -> int:
    """`de la Cruz`: the particles and the word that they lead to, or 0."""
    for ahead in (1, 2):
        if at + ahead >= len(tokens):
            return 0
        token = tokens[at + ahead]
        if (token.capital and (token.maybe or token.odd)) or (token.sure and token.what & Word.common):
            return ahead + 1
        if token.bare not in PARTICLES:
            return 0
    return 0


def _is_clinical(text: str, tokens: list[Token], start: int, end: int) -> bool:
    """`Crohn's disease`, `positive Chaddock`: named after somebody, but nobody is meant."""
    last = tokens[end - 1]
    if end < len(tokens) and tokens[end].bare in _CLINICAL:
        return between(text, last, tokens[end]) in (" ", "' ", "-")
    if any(one.bare in _CLINICAL for one in tokens[start + 1 : end]):
        return True
    ahead = text[max(0, tokens[start].start - 24) : tokens[start].start]
    return end - start <= 2 and _CLINICAL_BEFORE.search(ahead) is not None


def _spelled_out(text: str) -> Iterator[Hit]:
    """`J o h n  S m i t h`."""
    for found in _SPACED.finditer(text):
        word = folded("".join(one for one in found[0] if one.isalpha()))
        whole = looked_up(word) & Word.named
        if len(word) > 3 and (whole or any(_are_both(word[:at], word[at:]) for at in range(2, len(word) - 1))):
            yield Hit(found.start(), found.end(), Kind.name)


def _are_both(first: str, last: str) -> bool:
    return bool(looked_up(first) & Word.first and looked_up(last) & Word.last)
