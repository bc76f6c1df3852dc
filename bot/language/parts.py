"""An action or a response of several parts, of which the receiver may have said back only some."""

import re
from collections.abc import Sequence

from bot.language.alike import counts, is_in
from bot.language.facts import Clause, Fact, Sort
from bot.language.nursing import ACTS
from bot.language.passages import Meant, Talk, is_telling, strange


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
    denies = any(talk.said[at].denies for at in window)
    if (lost := _left_out(meant, (*facts, *beside), near, talk)) and not (lost.denies and denies):
        return lost.words
    for part in parts:
        says = _own(part, meant)
        if not says or (part.denies and denies):
            continue  # no two people deny a thing in the same words
        if not any(is_in(fact, (*facts, *beside)) for fact in says):
            return part.words
    return ""


def _left_out(meant: Meant, facts: Sequence[Fact], near: Sequence[int], talk: Talk) -> Clause | None:
    """A member of a list that nobody spoke of, where all the others came back word for word."""
    if any(strange(talk, at) for at in near):
        return None
    parts = [part for part in meant.halves[1] if _content(part)]
    lost = [part for part in parts if _is_lost(part, parts, facts)]
    rest = [fact for part in parts if part not in lost for fact in _content(part)]
    rest += [fact for part in meant.halves[0] for fact in _content(part)]
    if not lost or len(lost) == len(parts) or not all(is_in(fact, facts) for fact in rest):
        return None
    return lost[0]


def _is_lost(part: Clause, parts: Sequence[Clause], facts: Sequence[Fact]) -> bool:
    """Whether what it names was not said, nor anything else of it that no other part says. A heading ("pain: ...")
    and what only explains or says who else is not meant need not be said."""
    others = [fact for one in parts if one is not part for fact in _content(one)]
    own = [fact for fact in _content(part) if not is_in(fact, others)]
    heading = part is parts[0] and all(is_telling(fact) for fact in part.facts)
    if heading or _EXPLAINS.search(part.words) or not any(fact.sort is Sort.word for fact in own):
        return False
    return not any(is_in(fact, facts) for fact in own)


def _content(part: Clause) -> list[Fact]:
    return [fact for fact in part.facts if is_telling(fact) or counts(fact)]


_EXPLAINS = re.compile(
    r"^(?:that|this|it|he|she|they|which|who|so|as|because|since|due|for|not)\b|\b(?:is|are|was|were|has|had|earlier|already|given)\b|\bsides?$"
)


def _speaking(facts: Sequence[Fact]) -> Sequence[Fact]:
    """What a clause beside it may say of it: its telling words, or all if it has no others: "and check again"."""
    return [fact for fact in facts if (is_telling(fact) and fact.name != "repeat") or counts(fact)] or facts


def _own(part: Clause, meant: Meant) -> list[Fact]:
    """What somebody is to do by this part, in words that no other part has; nothing, if it begins with none."""
    others = {
        (fact.name, fact.values) for half in meant.halves for one in half if one is not part for fact in one.facts
    }
    acts = [fact for fact in part.facts[:1] if fact.sort is Sort.word and fact.name in ACTS]
    if not acts:
        return []
    own = [fact for fact in part.facts if (fact.name, fact.values) not in others]
    says = [fact for fact in part.facts if is_telling(fact) or counts(fact)]
    return acts * (acts[0] in own) if not says else [fact for fact in own if fact in says or fact in acts]
