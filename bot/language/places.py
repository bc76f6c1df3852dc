"""Places in a text: hospitals and clinics by what they are called, cities by a list."""

from collections.abc import Iterator
from itertools import pairwise

from bot.language.lists import Word, begins_city, looked_up
from bot.language.tokens import CALENDAR, EPONYMS, Token, between

_NOUNS = frozenset(
    """hospital hosp hospitals clinic clinica clinics medical med health healthcare center centre centro
    institute instituto office rehab rehabilitation nursing hospice pharmacy farmacia university universidad
    college school sanatorio infirmary manor lodge pavilion va er childrens children practice dialysis ctr
    cntr residence residencia system group systems partners general gen regional community memorial
    presbyterian methodist baptist county home shelter church library prison jail care""".split()
)
_ALONE = frozenset(
    "hospital hosp clinic clinica medical med center centre ctr cntr university health healthcare general".split()
)
_HOUSES = frozenset(
    """ucla ucsf ucsd nyu mgh bwh upmc jfk uw unc usc uab uci upenn vumc bidmc mskcc nih chop vcu uva wvu
    ohsu umass uconn lsu osu utsw smu emory stanford yale vanderbilt tufts baylor langone presbyterian sloan
    kettering cedars sinai mayo kaiser permanente hopkins brigham geisinger intermountain montefiore
    bellevue tulane loyola northwestern sutter scripps dartmouth lahey ochsner piedmont wakemed novant inova
    medstar mcgill imss issste harvard""".split()
)
_WORDS_OF_HOUSES = frozenset(
    "memorial mount mt new general md anderson cedar johns john mass st women womens".split()
)
_NOT_IN_NAMES = frozenset(
    """the a an our their this that any local nearest outpatient inpatient primary urgent her his my your
    home mental public behavioral pain wound eye dental follow specialty sleep skin or for to with el un una
    nuestra nuestro su in at from by post discharge i we they who""".split()
)
_WARDS = frozenset(
    """icu er ed ob gyn obgyn gi ent hiv tb copd chf dm adhd pt ot mri ct ekg us wic ltc snf picu nicu ccu
    micu sicu pacu cv gu id im fm dx rx ms md rn np iv or aids std sti ivf""".split()
)
_LINKS = frozenset("and of de del la the for".split())
_AT = frozenset(
    "at from in near to of @ en del by into out outside around through visiting desde hasta lives living".split()
)
_CITIES_IN_SHORT = frozenset("nyc ny sf la dc philly vegas nola cdmx".split())
_STATES = frozenset(
    """al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd
    oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc""".split()
)
_GAPS = (" ", "-", " & ", ". ")
_SAINTS = frozenset("st saint san santa mt mount".split())


def places(text: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """The words of each place, from and up to, in no order; one may lie in another."""
    for at, token in enumerate(tokens):
        if token.bare in _NOUNS and at and (found := _facility(text, tokens, at)):
            yield found
        elif _is_house(token):
            yield _house(text, tokens, at)
        elif token.bare in _SAINTS and (end := _saint(text, tokens, at)):
            yield at, end
        elif _in_one_word(token):
            yield at, at + 1
        if end := _city(text, tokens, at):
            yield at, _with_state(text, tokens, end)


def _facility(text: str, tokens: list[Token], noun: int) -> tuple[int, int] | None:
    """`Elm Clinic`, `UCLA Medical Center`, `Boston VA`, `at the denver clinic`."""
    start = noun
    while start > 0 and noun - start < 6 and _belongs(text, tokens, start - 1):
        start -= 1
    while start < noun and (tokens[start].bare in _LINKS | _NOT_IN_NAMES and not tokens[start].shouted):
        start += 1
    end = noun + 1
    while (
        end < len(tokens)
        and tokens[end].bare in _NOUNS
        and between(text, tokens[end - 1], tokens[end]) in (" ", ". ")
    ):
        end += 1
    alone = tokens[noun].capital and tokens[noun].bare in _ALONE
    run = tokens[start:noun]
    if not run:
        return None
    if any(_tells(one, alone) for one in run):
        return start, end + _state_follows(text, tokens, end)
    return None


def _tells(token: Token, alone: bool) -> bool:
    """Whether a word before `Clinic` says which one. `alone` when the noun itself has a capital."""
    if (token.bare in _NOT_IN_NAMES and not token.shouted) or token.bare in EPONYMS or token.bare in CALENDAR:
        return False
    if token.shouted and len(token.text) < 6:
        return token.bare not in _WARDS and (alone or not token.what & Word.ordinary)
    if token.capital:
        return alone or bool(token.what & (Word.city | Word.named) and not token.what & Word.frequent) or token.odd
    lower = token.what & (Word.city | Word.common) and not token.what & Word.ordinary
    return bool(lower) or _is_house(token)


def _belongs(text: str, tokens: list[Token], one: int) -> bool:
    token, after = tokens[one], tokens[one + 1]
    gap = between(text, token, after)
    if gap not in (" ", "-", " & ") and not (
        gap in (". ", ".") and (token.bare in _SAINTS or token.bare == "med")
    ):
        return False
    if token.bare in _LINKS and not token.shouted:
        return after.capital and one > 0 and tokens[one - 1].capital
    if token.bare in _NOT_IN_NAMES or token.bare in _AT:
        return False
    if token.capital or token.bare in _SAINTS:
        return True
    known = token.what & (Word.city | Word.named) and not token.what & Word.ordinary
    return bool(known) or _is_house(token)


def _is_house(token: Token) -> bool:
    """A hospital that is known by one word."""
    return token.bare in _HOUSES and (token.capital or not token.what & Word.ordinary)


def _house(text: str, tokens: list[Token], at: int) -> tuple[int, int]:
    start, end = at, at + 1
    while start and between(text, tokens[start - 1], tokens[start]) in _GAPS and _of_house(tokens, start - 1):
        start -= 1
    while start < at and tokens[start].bare in _LINKS:
        start += 1
    while end < len(tokens) and between(text, tokens[end - 1], tokens[end]) in _GAPS and _of_house(tokens, end):
        end += 1
    while tokens[end - 1].bare in _LINKS:
        end -= 1
    return start, end


def _of_house(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.bare in _HOUSES or token.bare in _WORDS_OF_HOUSES or token.bare in _NOUNS:
        return True
    city = token.capital and (token.what & Word.city or begins_city(token.bare) or token.bare in _CITIES_IN_SHORT)
    return bool(city) or token.bare == "and"


def _saint(text: str, tokens: list[Token], at: int) -> int:
    """`St. Luke's`: a house, a church or a town."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or between(text, tokens[at], after) not in (" ", ". ", "."):
        return 0
    street = (
        text[max(0, tokens[at].start - 1) : tokens[at].start] == " "
        and at
        and tokens[at - 1].capital
        and not tokens[at].capital
    )
    named = after.what & Word.named and (after.capital or after.what & Word.common)
    return at + 2 if named and not street and tokens[at].bare in ("st", "saint", "mt", "mount") else 0


def _in_one_word(token: Token) -> bool:
    """A house whose name is written in one: NorthHealth, OakCare."""
    ends = token.text.endswith(("Health", "Care", "Center", "Med"))
    return token.capital and ends and len(token.text) > 6 and not token.text[1:].islower()


def _city(text: str, tokens: list[Token], at: int) -> int:
    """Where the city ends that begins at a word; 0 when none does."""
    token = tokens[at]
    if begins_city(token.bare) and (end := _long_city(text, tokens, at)):
        return end
    if token.bare in _CITIES_IN_SHORT and (token.shouted or not token.what & Word.ordinary):
        return at + 1 if (at and tokens[at - 1].bare in _AT) or not token.what & Word.ordinary else 0
    if not token.what & Word.city or token.bare in CALENDAR or token.bare in EPONYMS or len(token.bare) < 4:
        return 0
    place = (at > 0 and tokens[at - 1].bare in _AT) or _state_follows(text, tokens, at + 1)
    if token.what & Word.named:
        return at + 1 if place and token.capital and not _goes_on(text, tokens, at) else 0
    if token.what & Word.ordinary:
        return at + 1 if place and token.capital and not token.what & Word.frequent else 0
    return at + 1 if (token.capital and not token.shouted) or place or len(token.bare) > 5 else 0


def _long_city(text: str, tokens: list[Token], at: int) -> int:
    for length in (4, 3, 2):
        run = tokens[at : at + length]
        if len(run) < length or any(between(text, *two) not in (" ", "-", ". ") for two in pairwise(run)):
            continue
        if looked_up("_".join(one.bare for one in run)) & Word.city:
            strange = any(not one.what & Word.ordinary for one in run)
            if all(one.capital for one in (run[0], run[-1])) or strange or run[0].bare == "new":
                return at + length
    return 0


def _with_state(text: str, tokens: list[Token], end: int) -> int:
    return end + 1 if _state_follows(text, tokens, end) else end


def _state_follows(text: str, tokens: list[Token], at: int) -> bool:
    if at >= len(tokens) or tokens[at].bare not in _STATES:
        return False
    gap = between(text, tokens[at - 1], tokens[at])
    return gap in (", ", " ", ",") and tokens[at].text.isupper()


def _goes_on(text: str, tokens: list[Token], at: int) -> bool:
    """Whether a person's name goes on after this word: Jackson Smith, Madison K."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or between(text, tokens[at], after) != " ":
        return False
    return after.initial or (after.maybe and after.capital)
