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
    first = 0 if window[0] == 0 or talk.said[window[0]].joined else 1  # an opening remark is about none of it
    around = {window[0] - 1, window[-1] + 1} & set(range(first, len(talk.said)))
    if any(strange(talk, at) for at in (*own, *around) if meant.told.id in talk.owners[at]):
        return ""
    near = [at for at in around if talk.said[max(at, window[0])].joined or meant.told.id in talk.owners[at]]
    near += [at for at in window if at not in own]
    beside = [fact for at in near for fact in _speaking(talk.said[at].facts)]
    denies = any(_denies(talk.said[at], meant) for at in window)
    if (lost := _left_out(meant, (*facts, *beside), near, talk)) and not (lost.denies and denies):
        return lost.words
    for part in parts:
        says = _own(part, meant)
        if not says or (part.denies and denies):
            continue  # no two people deny a thing in the same words
        if {fact.name for fact in says} == {"keep"} and not any(
            fact.name in ("remove", "stop") for fact in (*facts, *beside)
        ):
            continue  # "do not disconnect" of what stays on says nothing new
        if not any(is_in(fact, (*facts, *beside)) for fact in says):
            return part.words
    return ""


def _denies(clause: Clause, meant: Meant) -> bool:
    """Whether it denies more than the case in which something is to be done."""
    case = any(one.denies for one in meant.halves[0])
    return clause.bare or any(not case or not is_in(fact, meant.when) for fact in clause.denied)


def _left_out(meant: Meant, facts: Sequence[Fact], near: Sequence[int], talk: Talk) -> Clause | None:
    """A member of a list that nobody spoke of, where all the others came back word for word."""
    if any(strange(talk, at) for at in near if not _is_anothers(at, meant, talk)):
        return None
    parts = [part for part in meant.halves[1] if _content(part)]
    own = {at: _named(parts, at, meant) for at in range(len(parts))}
    lost = [at for at, named in own.items() if named and not any(is_in(fact, facts) for fact in named)]
    rest = [fact for at, part in enumerate(parts) if at not in lost for fact in _content(part)]
    rest += [fact for part in meant.halves[0] for fact in _content(part)]
    if not lost or len(lost) == len(parts) or not all(is_in(fact, facts) for fact in rest):
        return None
    return parts[lost[0]]


def _named(parts: Sequence[Clause], at: int, meant: Meant) -> list[Fact]:
    """What only this part says. Behind an "and" it need not be all of it: when, how and what for are said of the
    others too. A heading ("pain: ...") and what only explains or says who else is not meant name nothing."""
    part = parts[at]
    heading = not at and not meant.when and all(is_telling(fact) for fact in part.facts)
    if heading or _EXPLAINS.search(part.words):
        return []
    others = [*meant.when, *(fact for one in parts if one is not part for fact in one.facts)]
    acts = [fact for fact in part.facts[:1] if fact.name in ACTS and not is_in(fact, others)]
    own = [fact for fact in part.facts if fact in acts or (fact in _content(part) and not is_in(fact, others))]
    if at and _is_added(part, meant.told.text):
        head = _TAIL.split(part.words)[0]
        own = [fact for fact in own if fact.words in head]
    elif not at and len(parts) > 1 and _is_added(parts[1], meant.told.text) and _is_bid(part.facts[0]):
        own = [fact for fact in own if fact.sort is Sort.word]
    return own if any(is_telling(fact) and fact.name != "repeat" for fact in own if fact.sort is Sort.word) else []


def _is_bid(fact: Fact) -> bool:
    return fact.sort is Sort.word and not is_telling(fact)


def _is_added(part: Clause, text: str) -> bool:
    named = next((fact.words for fact in part.facts if fact.sort is Sort.word), "")
    return re.search(rf"(?:\band|\bplus|[&+]) (?:[\w.]+ ){{0,2}}{re.escape(named)}", text.casefold()) is not None


def _is_anothers(at: int, meant: Meant, talk: Talk) -> bool:
    """Whether a clause says something of other things and is about none but them."""
    owners = talk.owners[at]
    wholes = [one.whole for one in talk.meant if one.told.id in owners]
    telling = [fact for fact in talk.said[at].facts if is_telling(fact)]
    return meant.told.id not in owners and any(is_in(fact, whole) for fact in telling for whole in wholes)


def _content(part: Clause) -> list[Fact]:
    return [fact for fact in part.facts if (is_telling(fact) and fact.name != "repeat") or counts(fact)]


_TAIL = re.compile(
    r"\b(?:to (?:take|go)|(?:at|by) \d+|by|from|via|using"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|every|until|before|after"
    r"|today|tomorrow|tonight|overnight)\b"
)
"""With what a list ends that is said of all its members."""

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
