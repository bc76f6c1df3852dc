"""How ill somebody is, as it was said back: "keep an eye on him" is a watcher."""

import re
from collections.abc import Sequence

from bot.care.handoffs import Severity
from bot.language import nursing
from bot.language.facts import Clause

_PLAIN = {
    Severity.unstable: "unstable critical critically sickest inestable grave crítico crítica",
    Severity.watcher: "watcher guarded vigilancia vigilar",
    Severity.discharging: "discharging discharge alta",
    Severity.stable: "stable estable steady",
}
_WEAK = {
    Severity.unstable: "sick crashing deteriorat unwell decompensat",
    Severity.watcher: "watch observ eye observación",
    Severity.discharging: "discharg",
    Severity.stable: "stabl fine well okay ok concern settled good",
}
_PLAIN_OF = {word: level for level, words in _PLAIN.items() for word in words.split()}
_WEAK_OF = {nursing.stem(word): level for level, words in _WEAK.items() for word in words.split()} | {
    word: level for level, words in _WEAK.items() for word in words.split()
}
_TURNED = {Severity.stable: Severity.unstable, Severity.unstable: Severity.stable}
_PHRASES = {
    Severity.unstable: (
        r"(?:most|seriously|desperately|gravely|very|really|properly|so) (?:unwell|ill|sick|poorly|fragile)"
        r"|the sick one|in a bad way|touch and go|hanging on|worst (?:off|one)|in (?:real )?trouble|peri-?arrest"
        r"|(?<!not )(?<!n't )in (?:real )?danger"
    ),
    Severity.watcher: (
        r"(?:eagle|close|sharp|watchful|my|an|one|both|someone's) (?:eyes?|ear)\b|eyes? (?:open|peeled)|closely?\b"
        r"|(?<!not )(?<!nothing to )worr(?:y|ied)|not (?:\w+ )?(?:relaxed|happy|comfortable) (?:about|with)"
        r"|(?:could|may|might|can) (?:well |yet |still )?"
        r"(?:turn|go (?:off|south|downhill|bad|either way|wrong)|slip|crash|tip|deteriorate|tire)\b"
        r"|at risk|(?:out of my|lose) sight|(?:peep|pop|look|check)ing in|borderline|on the edge|one to watch"
        r"|wobbly|iffy|on my toes"
    ),
    Severity.discharging: (
        r"(?:off|way|heading|headed|bound|ready|set|homeward) (?:for )?home|gets to (?:go|leave)|own bed tonight"
        r"|home (?:today|tonight|tomorrow|this|later|in)|\bd/?c (?:today|tonight|tomorrow|home)"
        r"|leav(?:es|ing) (?:us|the (?:ward|unit|hospital)|today|tonight|tomorrow)"
    ),
    Severity.stable: (
        r"no (?:dramas?|danger|concerns?|worries|issues|trouble|bother|fuss)|lose sleep|nothing to (?:worry|fret)"
        r"|(?:not|n't) in (?:any )?danger|not worried|rock solid|good shape|cruising|chugging along|in order"
        r"|nicely|(?<!not )comfortable|ticking (?:over|along)|holding (?:his|her|their|its) own|(?<!not )relaxed"
        r"|doing (?:great|grand|fine|well|okay|ok)"
    ),
}
"""What people say for it in more than a word."""

_CONDITIONS = ("if", "unless", "when", "si", "cuando", "once")


def heard(severity: Severity, said: Sequence[Clause]) -> tuple[bool, str]:
    """Whether it was said, and the words that said something else. A plain word for it counts before a hint:
    "stable, and watch the drain" says stable."""
    plain: list[tuple[Severity, str]] = []
    hinted: list[tuple[Severity, str]] = []
    weak: list[tuple[Severity, str]] = []
    for clause in said:
        words = [word.strip(".,()'") for word in clause.words.replace("all well", "stable").split()]
        if words[:1] and words[0] in _CONDITIONS:
            continue
        hinted += [
            (level, hit[0]) for level, phrase in _PHRASES.items() if (hit := re.search(phrase, clause.words))
        ]
        turned = bool({"not", "no", "longer"} & set(words)) and len(words) < 6
        for word in words:
            level = _PLAIN_OF.get(word)
            if level is not None and (word not in ("discharge", "alta") or len(words) < 4):
                plain.append((_TURNED.get(level, level), clause.words) if turned else (level, word))
                continue
            level = level or _WEAK_OF.get(word) or _WEAK_OF.get(nursing.stem(word))
            if level is None and word == "home" and {"going", "goes", "go"} & set(words):
                level, word = Severity.discharging, "going home"
            if level is not None:
                weak.append((level, word))
    found = plain or hinted or weak
    if any(level is severity for level, _ in found) or (
        severity is Severity.discharging and any(level is severity for level, _ in hinted + weak)
    ):
        return True, ""
    return False, found[0][1] if found else ""
