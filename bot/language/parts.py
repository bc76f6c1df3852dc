"""An action or a response of several parts, of which the receiver may have said back only some."""

import re
from collections.abc import Sequence

from bot.language.alike import counts, is_in
from bot.language.facts import Clause, Fact, Sort
from bot.language.nursing import ACTS
from bot.language.passages import Meant, Talk, coverage, is_telling, strange

_REST_FROM = 0.5
"""The share of what the other parts say that has to come back, before one that only names a thing counts as left
out: who says little word for word may have said this one in other words too."""

_EXPLAINS = re.compile(
    r"^(?:that|this|it|he|she|they|which|who|so|as|because|since|due|for|not)\b"
    r"|\b(?:is|are|was|were|has|had|earlier|already|given)\b|\bside$"
)
"""What marks a part that says why or what is, or what is not meant: "that is the fistula", "not the daughter"."""


def dropped(meant: Meant, window: Sequence[int], talk: Talk) -> str:
    """The words of a part of which nothing came back, in these clauses or right beside them. What was said there
    and belongs to nothing that was handed over may be that part in other words."""
    parts = meant.halves[1]
    if len(parts) < 2 or not window:
        return ""
    own = [at for at in window if meant.told.id in talk.owners[at]]
    facts = [fact for at in own for fact in talk.said[at].facts]
    around = {window[0] - 1, window[-1] + 1} & set(range(len(talk.said)))
    if any(strange(talk, at) for at in (*own, *around) if meant.told.id in talk.owners[at]):
        return ""
    near = [at for at in around if talk.said[max(at, window[0])].joined or meant.told.id in talk.owners[at]]
    near += [at for at in window if at not in own]
    beside = [fact for at in near for fact in _speaking(talk.said[at].facts)]
    denials = sum(talk.said[at].denies for at in window) - sum(part.denies for part in parts)
    for part in parts:
        if (part.denies and denials >= 0) or _EXPLAINS.search(part.words):
            continue  # no two people deny a thing in the same words, or explain it
        if meant.told.text.casefold().startswith(f"{part.words}:"):
            continue  # a heading
        says = _own(part, meant)
        if says and not any(is_in(fact, (*facts, *beside)) for fact in says):
            rest = [fact for half in meant.halves for one in half if one is not part for fact in one.facts]
            if part.facts[0].name in ACTS or coverage(rest, facts, talk) >= _REST_FROM:
                return part.words
    return ""


def _speaking(facts: Sequence[Fact]) -> Sequence[Fact]:
    """What a clause beside it may say of it: its telling words, or all if it has no others: "and check again"."""
    return [fact for fact in facts if (is_telling(fact) and fact.name != "repeat") or counts(fact)] or facts


def _own(part: Clause, meant: Meant) -> list[Fact]:
    """What this part says, in words that no other part has."""
    others = {
        (fact.name, fact.values) for half in meant.halves for one in half if one is not part for fact in one.facts
    }
    own = [fact for fact in _head(part.facts) if (fact.name, fact.values) not in others]
    acts = [fact for fact in own[:1] if fact.sort is Sort.word and fact.name in ACTS]
    telling = [fact for fact in own if fact.sort is Sort.word and is_telling(fact)]
    if telling and not acts:  # "reflexes and breathing every hour": when may be said of all
        own = [fact for fact in own if fact.sort not in (Sort.every, Sort.time)]
    return [fact for fact in own if is_telling(fact) or counts(fact) or fact in acts]


def _head(facts: Sequence[Fact]) -> Sequence[Fact]:
    """What is named before anything says when: "a safety plan before he leaves"."""
    at = next((n for n, fact in enumerate(facts) if n and fact.name in ("before", "after")), len(facts))
    return facts[:at] if any(is_telling(fact) for fact in facts[:at]) else facts
