"""Who: mentions, names known here, teams and roles, me; never somebody out of thin air."""

import re
from dataclasses import dataclass, field

from bot.language.kinds import VERBS
from bot.language.reading import Candidate, Directory, Doubt, DoubtAbout, Owner


@dataclass(slots=True)
class Named:
    """Who should do it, and the characters that say so and are no part of what is to be done."""

    owner: Owner | None = None
    doubts: list[Doubt] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """One way to write somebody; `whole` if it is all of one of their names."""

    words: tuple[str, ...]
    owner: Owner
    whole: bool


@dataclass(slots=True)
class _Index:
    by_first: dict[str, list[_Known]]
    teams: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    owners: tuple[Owner, ...]


_WORD = re.compile(r"[^\W_]+(?:[.'’&/-][^\W_]+)*")
_TITLES = frozenset("dr dra mr mrs ms miss nurse sr sra rn md prof".split())
# How roles are called everywhere; they count only where the workspace has such a team.
_ALSO = {
    "social work": ("sw", "social services", "msw", "trabajo social"),
    "night shift": ("nights", "noc", "noc shift", "night team", "turno de noche"),
    "day shift": ("days", "day team", "turno de día"),
    "pharmacy": ("pharm", "pharmd", "rph", "farmacia"),
    "pt": ("physical therapy", "physio"),
    "physical therapy": ("pt", "physio"),
    "ot": ("occupational therapy",),
    "occupational therapy": ("ot",),
    "discharge planning": ("dc planning", "d/c planning", "discharge planners", "planificación de alta"),
    "case management": ("cm", "case managers"),
    "respiratory therapy": ("rt", "respiratory"),
    "nutrition": ("dietary", "dietitian"),
}
_CACHE: dict[int, tuple[Directory, _Index]] = {}
_CACHE_SIZE = 64

_ASK = re.compile(
    r"\b(?:ask|have|get|tell|remind|ping|pedir(?:le)? a|recordar(?:le)? a|recu[eé]rda(?:le)? a|dile a|"
    r"que)\s+(?:the\s+)?$",
    re.I,
)
_HAND = re.compile(
    r"\b(?:assign(?:ed|s)?(?: (?:this|it))?|hand(?:ing|ed)?\b.{0,60}? ?-?(?:off|over)\b.*|"
    r"sign(?:ing|ed)? ?-?out\b.*|"
    r"pass(?:ing)?\b.*|give this|"
    r"transfer(?:ring)? care\b.*|handoff\b.*|asignar(?:lo)?)\s+(?:to|a|with)\s+(?:the\s+)?$",
    re.I | re.S,
)
_FOR = re.compile(
    r"\b(?:task|todo|to-do|action|reminder|follow-?up|job|assigned|tarea)\s+(?:for|para)\s+(?:the\s+)?$", re.I
)
_ROLE = re.compile(
    r"(?:\b(?:need|want|have|get|can|could)\s+)?\b(?:whoever(?: is|'s)?|who is|somebody|someone|anyone|anybody|"
    r"one of you|el que est[eé]|quien est[eé])\s+"
    r"(?:(?:is )?on ?-?call (?:for|in|from|with)|on (?:for )?|(?:from|in|at|with|for|of)|covering|de guardia "
    r"(?:de|en|para)|de)\s*(?:the\s+)?$",
    re.I,
)
_STARTS = re.compile(r"^\W*(?:(?:hey|hi|ok|pls|please|can|could|would|will|for|hola|para)\W+)?(?:the\s+)?$", re.I)
_THEN_TO = re.compile(r"\s+(?:to|a|para|que)\s+(?=\w)", re.I)
_THEN_WILL = re.compile(
    r"\s+(?:will|shall|is going to|is gonna|should|must|has to|needs to|to|can you|could you|can|please|pls|"
    r"plz|va a|debe|tiene que|por favor)"
    r"\s+(?:please\s+|pls\s+)?(?=\w)|\s+is\s+(?=\w+ing\b)",
    re.I,
)
_LATER_TO = re.compile(
    r"\s+(?:in|at|on|by|before|after|tomorrow|tonight|today|every|mañana|"
    r"hoy)\b[^.;\n]{0,60}?\s(?P<to>to\s+)(?=\w)",
    re.I,
)
_INFINITIVE = re.compile(r"[aei]r(?:l[aeo]s?)?$", re.I)
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
# Somebody to talk to is not somebody who does it: call @omar about the ride.
_OBJECT = re.compile(
    r"\b(?:call|text|page|tell|thanks?|thank you|email|message|msg|with|from|about|cc|see|loop in|notify|let|"
    r"inform|contact|"
    r"reach(?: out to)?|update|help|cover(?:ing)? for|(?:llam|avis|inform|contact|pregunt)ar(?:le)? a|"
    r"(?:avis|inform)e(?:le)? a|decir(?:le)? a|con|gracias)\s+$",
    re.I,
)
_AND_ANOTHER = re.compile(r"\s*(?:,|&|\band\b|\by\b|\bor\b)?\s*@(?=\w)", re.I)
_FOR_START = re.compile(r"^\W*(?:for|para)\s+(?:the\s+)?$", re.I)
_CAN = re.compile(r"^\W*(?:(?:hey|hi|ok|pls|please)\W+)?(?:can|could|would|will)\s+$", re.I)
_THEN_SIGN = re.compile(r"\s*(?::|,|\s[-–—])\s*(?:please\s+|pls\s+)?(?=\w)", re.I)
_THEN_CALL = re.compile(r"\s+(?:on[- ]?call\s*)?", re.I)
_ME = re.compile(
    r"^\W*(?:(?:hey|hi|ok|pls|please|and|also|so)\W+){0,2}(?P<i>i(?:['’]ll| will| ll| shall| need to| have to| "
    r"must| should| am going to|['’]m going to|['’]m gonna)\s+"
    r"(?=\w)|let me\s+(?!know\b))|\b(?P<verb>remind|ping|nudge|alert|notify|wake|poke) me\b"
    r"|\b(?:assign(?:ed)? (?:this |it )?to|for|by) (?P<tail>me|myself)\b|^\W*(?P<colon>me)\s*[:,-]\s|"
    r"[,(-]\s*(?P<end>me)\W*$"
    r"|\b(?P<es>recu[eé]rdame|recordarme|av[ií]same|avisarme|yo)\b|^\W*(?P<to>me) to\s+(?=\w)|"
    r"^\W*(?P<alone>me)\W*$",
    re.I,
)
_OR_ANOTHER = re.compile(r"\s*(?:&|\band\b|\by\b|\bor\b|\bo\b)\s*", re.I)
_MENTION = re.compile(r"(?<![\w.])@(?=[^\W\d]|\d{5})")  # platforms name people by numbers too
_AND = re.compile(r"\s*(?:,|&|and|y|\s)\s*", re.I)


def named(text: str, people: Directory) -> Named:
    """Who owns what the message asks for."""
    index = _indexed(people)
    result = Named()
    if "@" in text:
        _mentioned(text, index, result)
        if result.owner or result.doubts:
            return result
    hits = list(_hits(text, index)) if index.by_first else []
    if not hits and index.by_first:
        hits = _misspelled_at_the_start(text, index)
    for test in (_asked, _announced):
        for hit in hits:
            if test(text, hit, result):
                return result
    _me(text, people, result)
    return result


def _mentioned(text: str, index: _Index, result: Named) -> None:
    for m in _MENTION.finditer(text):
        at = m.end()
        hit = _longest(text, at, index)
        if hit is None:
            word = _WORD.match(text, at)
            fits = _misspelled(word[0], index) if word else ()
            if word is None or ("." in word[0] and "@" not in word[0] and _looks_like_a_domain(text, word)):
                continue
            hit = _Hit(at, word.end(), fits)
        object_of = _OBJECT.search(text, max(0, m.start() - 20), m.start())
        if object_of and hit.owners and not _THEN_TO.match(text, hit.end):
            continue
        hit = _with_others(text, hit, index)
        words = text[m.start() : hit.end]
        if len(hit.owners) == 1:
            result.owner = hit.owners[0]
        elif hit.owners:
            candidates = tuple(Candidate(owner=owner) for owner in hit.owners)
            result.doubts.append(Doubt(about=DoubtAbout.which_person, words=words, candidates=candidates))
        else:
            result.doubts.append(Doubt(about=DoubtAbout.unknown_person, words=words))
        result.span = (m.start(), hit.end)
        _cut_mention(text, m.start(), hit.end, result)
        return


def _with_others(text: str, hit: _Hit, index: _Index) -> _Hit:
    """@omar and @lea: one of them has to own it, so it is asked which."""
    while more := _AND_ANOTHER.match(text, hit.end):
        other = _longest(text, more.end(), index)
        if other is None:
            break
        hit = _Hit(hit.start, other.end, tuple(dict.fromkeys((*hit.owners, *other.owners))))
    return hit


def _looks_like_a_domain(text: str, word: re.Match[str]) -> bool:
    return word.start() > 1 and text[word.start() - 2].isalnum()


def _cut_mention(text: str, start: int, end: int, result: Named) -> None:
    """The mention goes, with the words that only address: "ask @omar to", "@omar, please"."""
    if text[end : end + 2] in ("'s", "’s"):
        return
    lead = _ASK.search(text, max(0, start - 30), start) or _FOR.search(text, max(0, start - 30), start)
    hand = _HAND.search(text, max(0, start - 200), start)
    if hand and not re.search(r"assign", hand[0], re.I):
        return
    before = lead.start() if lead else hand.start() if hand and hand.start() >= start - 30 else start
    follow = _THEN_WILL.match(text, end) or _THEN_SIGN.match(text, end)
    after = follow.end() if follow else end
    prefix = re.search(r"(?:\bfor|\bto|\bcc|\bpara|\ba)\s+$", text[max(0, start - 6) : start], re.I)
    if not lead and not hand and prefix and not follow:
        before = start - len(prefix[0])
    result.cuts.append((before, after))


def _asked(text: str, hit: _Hit, result: Named) -> bool:
    """ask X to, have X call, assign to X, hand off to X, someone from X, whoever is on call for X."""
    low = max(0, hit.start - 200)
    lead = _ASK.search(text, max(0, hit.start - 30), hit.start)
    role = _ROLE.search(text, max(0, hit.start - 60), hit.start)
    after = hit.end
    if role:
        will = _THEN_WILL.match(text, after)
        return _give(result, text, hit, (role.start(), will.end() if will else after))
    if lead:
        to = _THEN_TO.match(text, after)
        if to:
            return _give(result, text, hit, (lead.start(), to.end()))
        then = _NEXT_WORD.match(text, after)
        if then and lead[0][:5].casefold() in ("recor", "recué", "recue", "pedir") and _INFINITIVE.search(then[1]):
            return _give(result, text, hit, (lead.start(), after))
        if lead[0][:3].casefold() in ("hav", "get", "que") and then and then[1].casefold() in VERBS:
            return _give(result, text, hit, (lead.start(), after))
        if lead[0][:3].casefold() in ("hav", "get"):
            return _give(result, text, hit, None)
        later = _LATER_TO.match(text, after) if lead[0][:6].casefold() == "remind" else None
        if later:
            result.cuts.append(later.span("to"))
            return _give(result, text, hit, (lead.start(), after))
        return False
    hand = _HAND.search(text, low, hit.start)
    if hand:
        assigns = hand[0][:6].casefold() in ("assign", "asigna")
        sign = _THEN_SIGN.match(text, after)
        return _give(result, text, hit, (hand.start(), sign.end() if sign else after) if assigns else None)
    label = _FOR.search(text, max(0, hit.start - 30), hit.start)
    if label:
        sign = _THEN_SIGN.match(text, after)
        return _give(result, text, hit, (label.start(), sign.end() if sign else after))
    return False


def _announced(text: str, hit: _Hit, result: Named) -> bool:
    """X to call the lab, X will call, X: call, X please call; at the start of a message only."""
    if hit.start > 20 or not _STARTS.match(text[: hit.start]):
        return False
    asked = _CAN.match(text[: hit.start])
    then = _NEXT_WORD.match(text, hit.end)
    if asked and then and then[1].casefold() in VERBS:
        return _give(result, text, hit, (0, then.start(1)))
    if _FOR_START.match(text[: hit.start]):
        sign = _THEN_SIGN.match(text, hit.end)
        return _give(result, text, hit, (0, sign.end())) if sign else False
    follow = _THEN_WILL.match(text, hit.end) or _THEN_SIGN.match(text, hit.end)
    if follow is None:
        return False
    return _give(result, text, hit, (hit.start, follow.end()))


def _give(result: Named, text: str, hit: _Hit, cut: tuple[int, int] | None) -> bool:
    if len(hit.owners) == 1:
        result.owner = hit.owners[0]
    else:
        candidates = tuple(Candidate(owner=owner) for owner in hit.owners)
        result.doubts.append(
            Doubt(about=DoubtAbout.which_person, words=text[hit.start : hit.end], candidates=candidates)
        )
    result.span = (hit.start, hit.end)
    if cut:
        result.cuts.append(cut)
    return True


def _me(text: str, people: Directory, result: Named) -> None:
    m = _ME.search(text)
    if m is None:
        return
    if people.me is not None:
        result.owner = Owner(key=people.me)
    result.span = m.span()
    if m["i"]:
        result.cuts.append(m.span("i"))
    elif m["colon"] or m["to"] or m["end"] or m["tail"]:
        result.cuts.append(m.span())


def _hits(text: str, index: _Index) -> list[_Hit]:
    hits: list[_Hit] = []
    done = 0
    for m in _WORD.finditer(text):
        if m.start() < done or m[0].casefold() not in index.by_first:
            continue
        hit = _longest(text, m.start(), index)
        if hit is not None:
            done = hit.end
            if hits and _OR_ANOTHER.fullmatch(text, hits[-1].end, hit.start):
                before = hits.pop()
                hit = _Hit(before.start, hit.end, tuple(dict.fromkeys((*before.owners, *hit.owners))))
            hits.append(hit)
    return hits


def _longest(text: str, at: int, index: _Index) -> _Hit | None:
    """The longest name that stands at this character; several owners if more than one is called so."""
    words: list[tuple[str, int]] = []
    position = at
    for _ in range(4):
        m = _WORD.match(text, position)
        if m is None:
            break
        words.append((m[0].casefold().removesuffix("."), m.end()))
        position = m.end()
        while position < len(text) and text[position] in " .":
            position += 1
    if not words:
        return None
    spoken = [word for word, _ in words]
    best: list[_Known] = []
    for known in index.by_first.get(spoken[0], ()):
        if list(known.words) == spoken[: len(known.words)]:
            length = len(best[0].words) if best else 0
            if len(known.words) > length:
                best = [known]
            elif len(known.words) == length:
                best.append(known)
    if not best:
        return None
    whole = [known for known in best if known.whole]
    owners = tuple(dict.fromkeys(known.owner for known in (whole or best)))
    return _Hit(at, words[len(best[0].words) - 1][1], owners)


def _misspelled(word: str, index: _Index) -> tuple[Owner, ...]:
    """Who may be meant by a name that nobody has: one letter wrong in four or more."""
    if len(word) < 4:
        return ()
    from rapidfuzz.distance import DamerauLevenshtein  # only for a name that is not known

    spoken, allowed = word.casefold(), 1 if len(word) < 7 else 2
    fits: dict[Owner, None] = {}
    for first, entries in index.by_first.items():
        if first[:1] == spoken[:1] and DamerauLevenshtein.distance(spoken, first, score_cutoff=allowed) <= allowed:
            fits |= {known.owner: None for known in entries if len(known.words) == 1}
    return tuple(fits)


def _misspelled_at_the_start(text: str, index: _Index) -> list[_Hit]:
    """Omarr please call: a name that is nearly known, where only a name can stand."""
    first = _WORD.search(text[:40])
    if first is None or first[0].casefold() in VERBS or not _THEN_WILL.match(text, first.end()):
        return []
    owners = _misspelled(first[0], index)
    return [_Hit(first.start(), first.end(), owners)] if len(owners) == 1 else []


def _indexed(people: Directory) -> _Index:
    cached = _CACHE.get(id(people))
    if cached is not None and cached[0] is people:
        return cached[1]
    by_first: dict[str, list[_Known]] = {}

    def add(name: str, owner: Owner, *, whole: bool) -> None:
        words = tuple(w.casefold().removesuffix(".") for w in _WORD.findall(name))
        if words and all(known.words != words or known.owner != owner for known in by_first.get(words[0], ())):
            by_first.setdefault(words[0], []).append(_Known(words, owner, whole))

    for person in people.members:
        owner = Owner(key=person.key)
        for name in person.names:
            add(name, owner, whole=True)
            words = [w for w in _WORD.findall(name) if w.casefold().removesuffix(".") not in _TITLES]
            if len(words) > 1 or (words and len(_WORD.findall(name)) > 1):
                add(words[0], owner, whole=False)
    for team in people.teams:
        owner = Owner(key=team.key, team=True, shift=team.shift)
        for name in team.names:
            add(name, owner, whole=True)
            for other in _ALSO.get(name.casefold(), ()):
                add(other, owner, whole=False)
    index = _Index(by_first, bool(people.teams))
    if len(_CACHE) >= _CACHE_SIZE:
        _CACHE.clear()
    _CACHE[id(people)] = (people, index)
    return index
