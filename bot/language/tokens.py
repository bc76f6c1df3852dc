"""Words of a text as screening looks at them: folded, looked up, and whether they are written as a name is."""

import re
import unicodedata
from dataclasses import dataclass

from bot.language.lists import Word, looked_up

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_CODE = re.compile(r"-?\d")
_OPENS = re.compile(r"(?:^|[.!?:;\n•*>]|\d[.)]|-\s)[\s\"'“‘¿¡([-]*$")
_ENDINGS = re.compile(
    r"(?:itis|emia|osis|opathy|ectomy|ostomy|otomy|plasty|oscopy|ography|ology|pril|sartan|statin|olol|azole|mycin"
    r"|cillin|floxacin|mab|nib|gliptin|gliflozin|glutide|parin|xaban|prazole|triptan|dipine|zepam|zolam|setron"
    r"|tidine|uria|algia|penia|cyte|icity|ally|tions?|ments?|ness|ables?|ization|isation)$"
)
TITLES = frozenset(
    """mr mrs ms miss mx dr dra drs sr sra srta senor senora senorita don dona doctor doctora prof professor
    profesor profesora sir madam nurse enfermera enfermero rev father sister brother padre""".split()
)
PARTICLES = frozenset(
    "de del la las los da dos das di du van von der den ter ten le el al bin ibn abu y e".split()
)
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec lunes martes miercoles jueves viernes sabado domingo enero febrero
    marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre""".split()
)
EPONYMS = frozenset(
    """alzheimer parkinson hodgkin crohn babinski foley hoyer braden apgar doppler holter kegel epley
    trendelenburg heimlich mallampati hashimoto barrett huntington gehrig sjogren raynaud meniere marfan
    klinefelter guillain barre kaposi wernicke korsakoff tourette asperger kawasaki lyme ebola zika coombs
    romberg kernig brudzinski mcburney hirschsprung meckel chvostek trousseau braxton ringer hartmann
    coumadin tylenol lasix chaddock framingham tanner gleason cushing addison whipple roux nissen kocher
    gram pap lachman apley phalen tinel""".split()
)
"""After whom something is named so often that alone they mean that."""

PEOPLES = frozenset(
    """african american americans hispanic hispana hispano latino latina asian caucasian european indian
    spanish english french german chinese mexican native islander alaskan hawaiian arab arabic jewish muslim
    christian catholic haitian creole vietnamese korean japanese russian polish portuguese italian medicare
    medicaid""".split()
)
NEVER = frozenset(
    """yo yof yom y/o hx dx tx rx sx pt pts vs re dr mr mrs ms st query poss est approx pls thx asap fyi prn
    bid tid qid po iv im sq npo dnr poa dtr ok eta rn np lpn cna md do pa pharmd lcsw msw ot slp rt cm sw
    dia dias max""".split()
)
NO_NAMES = CALENDAR | PEOPLES | NEVER | TITLES


@dataclass(slots=True)
class Token:
    """A word where it stands. `bare` is folded and without its possessive; `capital` and `shouted` (all capitals)
    only where case tells."""

    start: int
    end: int
    text: str
    bare: str
    what: Word
    capital: bool
    shouted: bool
    opens: bool
    initial: bool

    @property
    def sure(self) -> bool:
        """A name and nothing else."""
        named = self.what & Word.named and not self.what & Word.ordinary
        return bool(named) and self.bare not in NO_NAMES and self.bare not in EPONYMS

    @property
    def maybe(self) -> bool:
        """A name, and perhaps another word too."""
        return bool(self.what & Word.named) and self.bare not in NO_NAMES

    @property
    def odd(self) -> bool:
        """Written as a name is, and no word that we know."""
        known = self.what & Word.ordinary or self.bare in EPONYMS or self.bare in NO_NAMES
        return self.capital and not self.shouted and not known and not _ENDINGS.search(self.bare)


def between(text: str, left: Token, right: Token) -> str:
    """What stands between two words that follow each other."""
    return text[left.end : right.start]


def is_name(word: str) -> bool:
    """Whether a folded word can hardly be anything but a name."""
    what = looked_up(word)
    return not what & Word.ordinary or bool(what & Word.named and not what & Word.frequent)


def folded(word: str) -> str:
    """Without case, accents and possessive."""
    if word.isascii():
        return word.lower().removesuffix("'s")
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = plain.replace("ø", "o").replace("đ", "d").replace("ł", "l").replace("ð", "d").replace("þ", "th")
    return "".join(one for one in plain if not unicodedata.combining(one)).removesuffix("'s")


def tokens_of(text: str) -> list[Token]:
    """All words of a text. Case tells nothing where all is small, or shouted."""
    letters = [one for one in text if one.isalpha()]
    upper = sum(one.isupper() for one in letters)
    tells = 0 < upper < 0.6 * len(letters)
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        bare = folded(word)
        what = looked_up(bare)
        if bare[1:2] == "'" and bare[0] in "od":
            what = looked_up(bare.replace("'", "")) or what
        coded = text[match.start() - 1 : match.start()].isdigit() or _CODE.match(text, match.end())
        alone = len(word) == 1 and not coded
        single = alone and (word.isupper() if tells else text[match.end() : match.end() + 1] == ".")
        found.append(
            Token(
                start=match.start(), end=match.end(), text=word, bare=bare, what=what, initial=single,
                capital=tells and word[0].isupper(), shouted=tells and word.isupper() and len(word) > 1,
                opens=_OPENS.search(text[max(0, match.start() - 6) : match.start()]) is not None,
            )
        )  # fmt: skip
    return found
