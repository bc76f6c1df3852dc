"""How ill somebody is, as it was said back: "keep an eye on him" is a watcher."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from bot.care.handoffs import Severity
from bot.language import nursing
from bot.language.alike import counts
from bot.language.facts import Clause

_PLAIN = {
    Severity.unstable: "unstable critical critically sickest inestable grave crítico crítica",
    Severity.watcher: "watcher guarded vigilancia vigilar",
    Severity.discharging: "discharging discharge alta",
    Severity.stable: "stable estable steady",
}
_WEAK = {
    Severity.unstable: "sick crashing deteriorat unwell decompensat poorly precarious",
    Severity.watcher: "watch observ eye observación vigilant wary watchful",
    Severity.discharging: "discharg",
    Severity.stable: "stabl fine well okay ok concern settled good grand sound",
}
_PLAIN_OF = {word: level for level, words in _PLAIN.items() for word in words.split()}
_WEAK_OF = {nursing.stem(word): level for level, words in _WEAK.items() for word in words.split()} | {
    word: level for level, words in _WEAK.items() for word in words.split()
}
_CALM = re.compile(
    r"\b(?:no|not|nothing|nowt|without|never|isn't|aren't)(?: (?:an?|any|much|real|too|to|in|at|of|be|really|about"
    r"|for|have|bit|one|me|all))*"
    r" (?:worr\w+|concern\w*|danger|risk|trouble|fret\w*|bother\w*|fuss|dramas?|alarm\w*|crisis|issues|bubbling"
    r"|brewing|anxious|nervous|red flags?|excit\w+|lose sleep|report|shout about|untoward)"
)
"""What says that all is well by what there is not."""
_NOT_WORST = re.compile(r"\bnot (?:the |our |my )?(?:sickest|worst|most unwell|critical|critically ill)")
_NEAR = (
    r"(?:could|may|might|can|would) (?:well |yet |still |just )?"
    r"(?:crash|arrest|die|(?:go|deteriorate) (?:any (?:time|minute|moment|second)|at any))"
    r"|glued (?:to|on)|knife[- ]edge"
)
"""What is said of who is very ill, and of who may become so."""
_PHRASES = {
    Severity.unstable: (
        r"(?:most|seriously|desperately|gravely|very|really|properly|proper|dead|so|pretty|quite) "
        r"(?:unwell|ill|sick|poorly|fragile|crook|rough|bad|precarious|vulnerable)|sick as"
        r"|the sick one|in a bad way|\btouch$|hanging on|worst (?:off|one|in|on|of)|in (?:real )?trouble"
        r"|peri-?arrest"
        r"|in (?:real )?danger|in extremis|by a thread|circling the drain|fighting for|in shock"
        r"|most likely to come"
        rf"|not (?:doing|looking|at all|so|very|too)(?: at all)? (?:well|good|great|clever)|{_NEAR}"
        r"|not well at all|biggest worry|fear (?:most )?for|sicker than|big sick"
    ),
    Severity.watcher: (
        r"(?:eagle|close|sharp|watchful|my|an|one|both|someone's|fair|extra) (?:eyes?|ears?)\b"
        r"|(?:eyes?|ears?) (?:open|peeled|off|from|on)\b|closely?\b|worr(?:y|ied|ies)"
        r"|not (?:\w+ )?(?:relaxed|happy|comfortable|sure|easy) (?:about|with|leaving)"
        r"|not (?:\w+ )?right\b|bit off\b"
        r"|(?:could|may|might|can) (?:well |yet |still |always )?"
        r"(?:turn|go (?:off|south|downhill|bad|either way|wrong)|slip|tip|deteriorate|tire|change|worsen"
        r"|become worse"
        r"|get worse|relapse|surprise|\w+ on (?:me|us))\b"
        r"|at risk|(?:out of|lose)(?: my| her| his)? sight|sight of (?:him|her)|lett?(?:ing)? (?:him"
        r"|her) (?:out of )?my sight|(?:peep|pop|look|check)ing in"
        r"|borderline|on the edge|one to watch|wobbly|iffy|on my (?:toes|radar|mind|list)|(?:short|watch"
        r"|worry) ?list|on top of (?:him|her|this)"
        r"|(?:turn|turning) my back|sleep(?:ing)? on (?:him|her|this)|keep(?:s|ing)? (?:tabs|close|near|watch)"
        r"|(?:stay|staying|stick|sticking) (?:near|close)|not (?:stray|wander)|not (?:out of )?the woods"
        r"|bears watching"
        rf"|nervous|uneasy|anxious|edgy|twitchy|(?:look|check)s? (?:in )?(?:on (?:him|her) )?more often|{_NEAR}"
    ),
    Severity.discharging: (
        r"\b(?:off|way|heading|headed|bound|ready|set|homeward|for|back|going|goes) (?:to |for |back to "
        r"|straight )?"
        r"(?:home\b|rehab|where (?:he|she|they)|(?:his|her|the|a) (?:\w+ )?(?:home|house|flat|place|rehab))"
        r"|homeward|^(?:\S+ ){0,3}to (?:rehab|(?:the |a |her |his )?(?:nursing|care) home)\b"
        r"|gets to (?:go|leave)|own bed tonight|pack(?:s|ed|ing) (?:his|her|their|up)|bags? packed"
        r"|home (?:today|tonight|tomorrow|this|later|in)|\bd/?c (?:today|tonight|tomorrow|home)"
        r"|(?:out|walks out) (?:of )?(?:the|that) door"
        r"|leav(?:es|ing) (?:us|the (?:ward|unit|hospital)|today|tonight|tomorrow)"
    ),
    Severity.stable: (
        r"no (?:dramas?|danger|concerns?|worries|worry|issues|trouble|bother|fuss)|lose sleep|rock solid"
        r"|good shape"
        r"|cruising|chugging along|in order|sail(?:s|ing)|plodding|pottering|trundling|canny|a pleasure"
        r"|on the mend"
        r"|nicely|(?<!not )comfortable|ticking (?:over|along)|holding (?:his|her|their|its) own|(?<!not )relaxed"
        r"|doing (?:away )?(?:great|grand|fine|well|okay|ok|canny|good|alright)|(?<!not )(?:out of the|the) woods"
        r"|right as rain|behaving|coming along|well in (?:him|her)self|tip[- ]?top|unremarkable"
        r"|(?<!not )happy (?:with|enough)"
    ),
}
"""What people say for it in more than a word."""

_CONDITIONS = ("if", "unless", "when", "si", "cuando", "once")
_PERSONAL = re.compile(r"\b(?:i|i'm|i'd|i'll|i've|he|she|he's|she's|they|they're|we|this|him|her|us)\b")
_DIAGNOSED = re.compile(r"\b(?:with|has|had|have|after|post|following|query|admitted|came|day|for|from)\b")


def heard(severity: Severity, said: Sequence[Clause]) -> tuple[bool, str]:
    """Whether it was said, and the words that said something else. A plain word for it counts before a hint:
    "stable, and watch the drain" says stable."""
    plain: list[tuple[Severity, str]] = []
    hinted: list[tuple[Severity, str]] = []
    weak: list[tuple[Severity, str]] = []
    for clause in said:
        text = clause.words.replace("all well", "stable")
        if text.split()[:1] and text.split()[0].strip(".,()'") in _CONDITIONS:
            continue
        if any(fact.name == "discharge" for fact in clause.denied):
            text = re.sub(r"\b(?:discharg\w+|home)\b", " ", text)
        if calm := _CALM.search(text):
            hinted.append((Severity.stable, calm[0]))
            text = _CALM.sub(" ", text)
        text = _NOT_WORST.sub(" ", text)
        hinted += [(level, hit[0]) for level, phrase in _PHRASES.items() if (hit := re.search(phrase, text))]
        for is_plain, level, words in _by_word(text):
            (plain if is_plain else weak).append((level, words))
    found = plain or hinted or weak
    if any(level is severity for level, _ in found):
        return True, ""
    leaves = severity is Severity.discharging and all(level is Severity.stable for level, _ in plain)
    if leaves and any(level is severity for level, _ in hinted or weak):
        return True, ""  # somebody stable goes home
    return (not found and _remarks(said)), found[0][1] if found else ""


def _by_word(text: str) -> Iterator[tuple[bool, Severity, str]]:
    """What single words say: whether plainly, what, and the words."""
    words = [word.strip(".,()'") for word in text.split()]
    turned = bool({"not", "no", "longer"} & set(words)) and len(words) < 6
    turns = {Severity.stable: Severity.unstable, Severity.unstable: Severity.stable}
    for word in words:
        level = _PLAIN_OF.get(word)
        if level is not None and (word not in ("discharge", "alta") or len(words) < 4):
            yield (True, turns.get(level, level), text) if turned else (True, level, word)
            continue
        level = level or _WEAK_OF.get(word) or _WEAK_OF.get(nursing.stem(word))
        if level is None and word == "home" and {"going", "goes", "go"} & set(words):
            level, word = Severity.discharging, "going home"
        if level is not None:
            yield False, level, word


def _remarks(said: Sequence[Clause]) -> bool:
    """Whether it begins with a sentence about somebody that says nothing of what was handed over: how else would
    one say how ill they are?"""
    if not said:
        return False
    opening = [said[0], *takewhile(lambda clause: clause.joined, said[1:])]
    words = " ".join(clause.words for clause in opening)
    facts = [fact for clause in opening for fact in clause.facts]
    return (
        len(opening) < len(said)
        and 4 <= len(words.split()) <= 16
        and bool(_PERSONAL.search(words))
        and not _DIAGNOSED.search(words)
        and not any(counts(fact) or fact.name in nursing.ACTS for fact in facts)
    )
