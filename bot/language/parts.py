"""An action or a response of several parts, of which the receiver may have said back only some."""

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
    if any(strange(talk, at) for at in own):
        return ""
    around = {window[0] - 1, window[-1] + 1} & set(range(len(talk.said)))
    near = [at for at in around if talk.said[max(at, window[0])].joined or meant.told.id in talk.owners[at]]
    near += [at for at in window if at not in own]
    beside = [fact for at in near for fact in _speaking(talk.said[at].facts)]
    denies = any(talk.said[at].denies for at in window)
    for part in parts:
        if part.denies and denies:
            continue  # no two people deny a thing in the same words
        says = _own(part, meant)
        if says and not any(is_in(fact, (*facts, *beside)) for fact in says):
            return part.words
    return ""


def _speaking(facts: Sequence[Fact]) -> Sequence[Fact]:
    """What a clause beside it may say of it: its telling words, or all if it has no others: "and check again"."""
    return [fact for fact in facts if (is_telling(fact) and fact.name != "repeat") or counts(fact)] or facts


def _own(part: Clause, meant: Meant) -> list[Fact]:
    """What somebody is to do by this part, in words that no other part has; nothing, if it only explains."""
    others = {
        (fact.name, fact.values) for half in meant.halves for one in half if one is not part for fact in one.facts
    }
    acts = [fact for fact in part.facts[:1] if fact.sort is Sort.word and fact.name in ACTS]
    if not acts:
        return []
    own = [fact for fact in part.facts if (fact.name, fact.values) not in others]
    says = [fact for fact in part.facts if is_telling(fact) or counts(fact)]
    return acts * (acts[0] in own) if not says else [fact for fact in own if fact in says or fact in acts]
