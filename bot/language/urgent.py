"""How urgent, by the words that say so; not "no longer urgent" and not "was stat yesterday"."""

import re
from dataclasses import dataclass

from bot.care.urgency import Urgency

_LEVELS = (
    (
        Urgency.stat,
        r"stat(?! ?lock)|emergent(?:ly)?|(?<!in an )(?<!the )emergency!|immediately|drop everything|de "
        r"inmediato|inmediatamente|ya mismo",
    ),
    (
        Urgency.asap,
        r"asap|a\.s\.a\.p\.?|as soon as (?:possible|you can)|right away|straight ?away|lo antes posible|cuanto "
        r"antes|"
        r"lo m[aá]s pronto posible|tan pronto como sea posible",
    ),
    (
        Urgency.urgent,
        r"urgent(?:ly)?(?! care)|urg|(?:high|top|highest) priority|time[- ]sensitive|urgente(?:mente)?|alta "
        r"prioridad|prioridad alta|prioritario",
    ),
)
_WORDS = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{level.value}>{words})" for level, words in _LEVELS) + r")(?![\w-])", re.I
)
# The words without which none of these is there.
_HINTS = frozenset(
    "stat asap a soon away emergent emergently emergency immediately everything urgent urgently urg "
    "priority sensitive "
    "straightaway inmediato inmediatamente mismo antes pronto urgente urgentemente prioridad prioritario".split()
)
# Said of something that is not, or is no longer, or was.
_DENIED = re.compile(
    r"(?:\bnot?|\bno longer|n't|\bnon|\bnever|\bwithout|\bneither|\bwas|\bwere|\bused to be|\bless|\bif|"
    r"\bunless|\bonly if|"
    r"\bya no es|\bno es|\bera|\bfue|\bnada|\bsin|\bdowngraded? from|\bis (?:this|it|that)|\bhow)"
    r"(?:\s+(?:that|very|so|really|be|being|an?|as|es|muy|tan|it's|it|is|called|marked|ordered)){0,2}[\s-]+$",
    re.I,
)
_PAST = re.compile(r"\s*(?:yesterday|last (?:night|week|time)|earlier|ayer|anoche|before|\?)", re.I)
_EDGE_BEFORE = re.compile(r"(?:^|[,;:.!?(\n–—-]|\.)\s*$|^\W*$")
_EDGE_AFTER = re.compile(r"\s*(?:$|[,;:.!)\n–—-]|\?)")


@dataclass(frozen=True, slots=True)
class Pressing:
    """An urgency with the words that made it so; `cut` says that the sentence is whole without them."""

    level: Urgency
    words: str
    start: int
    end: int
    cut: bool


def pressing(text: str, words: frozenset[str]) -> list[Pressing]:
    """Every word of urgency that is meant, most urgent first."""
    if words.isdisjoint(_HINTS):
        return []
    found = []
    for m in _WORDS.finditer(text):
        if _DENIED.search(text, max(0, m.start() - 40), m.start()) or _PAST.match(text, m.end()):
            continue
        level = Urgency(m.lastgroup or "routine")
        before, after = _EDGE_BEFORE.search(text, 0, m.start()), _EDGE_AFTER.match(text, m.end())
        first = not text[: m.start()].strip(" !*_>-")
        cut = first or bool(after and (before or m.end() >= len(text.rstrip(" .!?")))) or level is Urgency.asap
        found.append(Pressing(level, m[0], m.start(), m.end(), cut))
    return sorted(found, key=lambda p: p.level.rank)
