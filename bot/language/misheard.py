"""What was said back otherwise than it was meant: something else in its place, another order, another case."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.language import nursing
from bot.language.alike import counts, is_in, of_one_kind, same
from bot.language.facts import Clause, Fact, Sort
from bot.language.passages import PART_FROM, Meant, Talk, coverage, in_one, is_telling, share
from bot.language.said import clauses
from bot.language.turned import turned

_NEW_SENTENCE = 10
"""How many facts farther apart two things are that stand in two sentences."""

_SEVERE = frozenset(("discharge", "home", "leave", "stabl", "unstabl", "watch", "today", "tonight", "tomorrow"))
"""What says how somebody is, and by itself nothing of what is to be done."""

_GOES_ON = frozenset(("keep", "give", "start", "continu", "resume", "encourage", "allow"))

_FED = {"nourish", "oral", "liquid", "eat", "give"}
"""What goes on if somebody is not kept without food."""

_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]+\b")


def other_order(meant: Meant, mine: Sequence[Clause]) -> tuple[str, str] | None:
    """Before or after, and of what: "trough before the dose" is "dose after the trough"."""
    for half in meant.halves:
        for one, early, late in _orders(half):
            for clause, early_said, late_said in _orders(mine):
                straight = share(early, early_said) or share(late, late_said)
                if share(early, late_said) and share(late, early_said) and not straight:
                    return clause.words, one.words
                relations = {fact.name for part in (one, clause) for fact in part.facts} & {"before", "after"}
                alike = one.follows or clause.follows or one.denies is not clause.denies or len(relations) < 2
                if not alike and not straight and (share(early, late_said) or share(late, early_said)):
                    return clause.words, one.words
    return None


def _orders(spoken: Sequence[Clause]) -> Iterator[tuple[Clause, list[Fact], list[Fact]]]:
    """What comes first and what comes later, by "before", "after" and "then", each time with the clause."""
    for place, clause in enumerate(spoken):
        for at, fact in enumerate(clause.facts):
            if fact.sort is Sort.word and fact.name in ("before", "after"):
                left = [one for one in clause.facts[:at] if one.sort is Sort.word and _acts(one)][-1:]
                before = spoken[place - 1].facts if at == 0 and place and clause.joined else ()
                if not any(one.name in ("before", "after") for one in before):
                    left = left or [one for one in before if one.sort is Sort.word and _acts(one)][:1]
                right = [one for one in clause.facts[at + 1 :] if one.sort is not Sort.word or is_telling(one)][:1]
                if left or right:
                    yield clause, *((left, right) if fact.name == "before" else (right, left))
    rates = [(one, fact) for one in spoken for fact in one.facts if fact.sort is Sort.every and counts(fact)]
    for (_, fact), (other, following) in pairwise(rates):
        yield other, [fact], [following]
    for one, other in pairwise(spoken):
        if other.follows or any(fact.name == "before" for fact in one.facts[-1:]):
            yield other, [fact for fact in one.facts if _acts(fact)], [fact for fact in other.facts if _acts(fact)]


def _acts(fact: Fact) -> bool:
    return is_telling(fact) or fact.name in ("call", "tell")


def other_count(meant: Meant, mine: Sequence[Clause]) -> tuple[str, str] | None:
    """So many of a thing, of which the sender meant another number: "two pools" for "one pool"."""
    facts = [fact for clause in mine for fact in clause.facts]
    for number, thing in _counted(meant.clauses):
        if is_in(number, facts):
            continue
        for other, its in _counted(mine):
            if same(thing, its) and not is_in(other, meant.whole):
                return f"{other.words} {its.words}", f"{number.words} {thing.words}"
    return None


def _counted(spoken: Sequence[Clause]) -> Iterator[tuple[Fact, Fact]]:
    """Each number without a unit, and what stands behind it."""
    for first, second in (pair for one in spoken for pair in pairwise(one.facts)):
        if (
            first.sort is Sort.number
            and first.name == "number"
            and second.sort is Sort.word
            and is_telling(second)
        ):
            yield first, second


def other_name(meant: Meant, mine: Sequence[Clause], facts: Sequence[Fact]) -> tuple[str, str] | None:
    """A word that stands where a name should: "Maple Street" for "Maple Grove". Names are written large."""
    names = {found[0].casefold() for found in _NAME.finditer(in_one(meant.told))}
    for first, second in (pair for one in meant.clauses for pair in pairwise(one.facts)):
        if second.words not in names or nursing.concept(second.words) or is_in(second, facts):
            continue
        for one, other in (pair for clause in mine for pair in pairwise(clause.facts)):
            if same(first, one) and other.sort is Sort.word and not is_in(other, meant.whole):
                return other.words, second.words
    return None


def clash_of(whole: Sequence[Fact], missing: Sequence[Fact], facts: Sequence[Fact]) -> tuple[str, str] | None:
    """Words that stand where others should, as (said, meant)."""
    extra = [fact for fact in facts if not is_in(fact, whole)]
    missing = [*missing, *_said_once(whole, facts)]
    pairs = ((fact, other) for fact in missing for other in extra)
    if any(fact.name == "stop" for fact in missing):  # not to be stopped from 55 on is to be stopped below
        pairs = ((fact, other) for fact, other in pairs if {fact.name, other.name} != {"above", "below"})
    return next(((other.words, fact.words) for fact, other in pairs if of_one_kind(fact, other)), None)


def _said_once(whole: Sequence[Fact], facts: Sequence[Fact]) -> list[Fact]:
    """Of numbers that are alike but for their units ("10 mg, again in 10 minutes", "10 mg at 22:00"), those that
    were said too few times for all of them: the ones whose own unit was not said."""
    once = []
    numbers = [fact for fact in dict.fromkeys(whole) if fact.sort is Sort.number and counts(fact)]
    for values in {fact.values for fact in numbers}:
        alike = [fact for fact in dict.fromkeys(whole) if _reads(fact, values)]
        said = [fact for fact in facts if _reads(fact, values)]
        if 0 < len(said) < len(alike):
            named = {fact.name for fact in said}
            once += [fact for fact in alike if fact.name not in named]
    return once


def _reads(fact: Fact, values: frozenset[float]) -> bool:
    """Whether it is this number, or a time that may be said with it."""
    if fact.sort is Sort.time:
        return any(value <= 24 and value * 60 % 720 == minute % 720 for value in values for minute in fact.values)
    return fact.sort is Sort.number and fact.values == values


def other_there(whole: Sequence[Fact], nearest: Clause, talk: Talk) -> tuple[str, str] | None:
    """Something else in the very clause that says the thing, although the right one stands near it."""
    if coverage([fact for fact in whole if fact.sort is Sort.word], nearest.facts, talk) < PART_FROM:
        return None
    others = [
        fact for clause in talk.said if clause is not nearest for fact in clause.facts if fact.name == "stop"
    ]
    missing = [fact for fact in whole if not is_in(fact, nearest.facts) and not is_in(fact, others)]
    return clash_of(whole, missing, nearest.facts)


def other_bound(meant: Meant, spoken: Sequence[Clause]) -> tuple[str, str] | None:
    """Above where below was meant: of the same number, and nowhere rightly. "Hold it under 55" is "give it from
    55"."""
    if any(one.denies for one in meant.clauses) is not any(one.denies for one in spoken):
        return None
    said = list(_bounds_of(spoken))
    for bound, number in _bounds_of(meant.clauses):
        its = [(other, value) for other, value in said if same(number, value)]
        if its and not any(same(bound, other) for other, _ in its):
            for other, value in its:
                if of_one_kind(bound, other):
                    return f"{other.words} {value.words}", f"{bound.words} {number.words}"
    return None


def _bounds_of(spoken: Sequence[Clause]) -> Iterator[tuple[Fact, Fact]]:
    for one, other in (pair for clause in spoken for pair in pairwise(clause.facts)):
        if one.name in ("above", "below", "most") and other.sort is Sort.number:
            yield one, other
        elif one.sort is Sort.number and other.words.startswith("or "):
            yield other, one


def elsewhere(meant: Meant, window: Sequence[int], talk: Talk) -> tuple[str, str] | None:
    """Right beside it, somebody or something that the handoff never named, where another of its kind should be."""
    facts = [fact for at in window for fact in talk.said[at].facts]
    missing = [fact for fact in meant.whole if _has_a_kind(fact) and not is_in(fact, facts)]
    if window and (found := _within(meant, window, talk)):
        return found
    if not window or not missing:
        return None
    beside = [at for at in (window[-1] + 1, window[0] - 1) if 0 <= at < len(talk.said)]
    beside = [at for at in beside if talk.said[max(at, window[0])].joined]
    near = [fact for at in beside for fact in talk.said[at].facts if fact.name not in talk.count]
    last = talk.said[window[-1] + 1] if window[-1] + 1 < len(talk.said) else None
    if last is not None and last.joined and sum(is_telling(fact) for fact in last.facts) == 1:
        near += last.facts
    return clash_of(meant.whole, missing, near)


def _within(meant: Meant, window: Sequence[int], talk: Talk) -> tuple[str, str] | None:
    """In the sentence that says it, the contrary of a part that was not said, although the words are another's:
    "keep feeding" for "nil by mouth"."""
    facts = [fact for at in window for fact in talk.said[at].facts]
    missing = [fact for fact in meant.then if not is_in(fact, facts)]
    if found := _directed(meant, window, talk):
        return found
    if any(fact.name == "stop" for fact in meant.then):
        for at in window[1:]:  # "restart it", of what is stopped
            clause = talk.said[at]
            again = not clause.denies and {fact.name for fact in clause.facts} <= {"start", "resume", "repeat"}
            if clause.joined and clause.facts and again and not share(clause.facts, meant.whole):
                return clause.words, in_one(meant.told)
    for at in window[1:]:
        clause = talk.said[at]
        if not clause.joined or clause.denies or meant.told.id not in talk.owners[at - 1] | talk.owners[at]:
            continue
        goes_on = any(fact.name in _GOES_ON for fact in clause.facts)
        for fact in missing:
            contrary = nursing.OPPOSITES.get(fact.name, set()) | (
                _FED if fact.name == "npo" and goes_on else set()
            )
            if any(other.name in contrary and not is_in(other, meant.whole) for other in clause.facts):
                return clause.words, fact.words
    return None


def _directed(meant: Meant, window: Sequence[int], talk: Talk) -> tuple[str, str] | None:
    """The contrary of what is to be done, in a clause that says nothing of the case: it may stand in that."""
    for at in window:
        clause = talk.said[at]
        telling = [fact for fact in clause.facts if is_telling(fact) and fact.name not in nursing.OPPOSITES]
        if not meant.when or not clause.joined or at == window[0]:
            continue
        if share(telling, meant.when) or not share(telling, meant.then):
            continue
        for fact in (fact for fact in meant.then if not is_in(fact, clause.facts)):
            contrary = nursing.OPPOSITES.get(fact.name, ())
            for other in clause.facts:
                if other.name in contrary and is_in(other, meant.when) and not is_in(other, meant.then):
                    return clause.words, fact.words
    return None


def crossed(meant: Meant, talk: Talk) -> tuple[str, str] | None:
    """What to do in one case, said of another: "A then D, C then B" for "A then B, C then D"."""
    if not meant.when:
        return None
    spoken = _spoken(talk.said)
    for other in talk.meant:
        if not other.when or other is meant:
            continue
        when, then = (_places(part, meant, other, spoken) for part in (meant.when, meant.then))
        its_when, its_then = (_places(part, other, meant, spoken) for part in (other.when, other.then))
        if not (when and then and its_when and its_then):
            continue
        here = _apart(then, when) - _apart(then, its_when)
        there = _apart(its_then, its_when) - _apart(its_then, when)
        if min(here, there) >= 0 < max(here, there):
            return spoken[then[0]][0].words, in_one(meant.told)
    return None


def _spoken(said: Sequence[Clause]) -> dict[int, tuple[Clause, Fact]]:
    """All that was said, by its place; a new sentence is a long way off."""
    spoken: dict[int, tuple[Clause, Fact]] = {}
    place = 0
    for clause in said:
        place += 0 if clause.joined else _NEW_SENTENCE
        for fact in clause.facts:
            spoken[place] = clause, fact
            place += 1
    return spoken


def _places(
    part: Sequence[Fact], meant: Meant, other: Meant, spoken: Mapping[int, tuple[Clause, Fact]]
) -> list[int]:
    """Where it was said, by the words that are its own; nowhere, if fewer than half of them were."""
    half = meant.then if part is meant.when else meant.when
    own = [fact for fact in part if not is_in(fact, other.whole) and not is_in(fact, half)]
    names = {fact.name for fact in own if fact.sort is Sort.word and is_telling(fact)}
    clauses_of = [clause for clause, fact in spoken.values() if fact.name in names]
    places = [
        n
        for n, (clause, fact) in spoken.items()
        if fact.name in names or (clause in clauses_of and counts(fact) and is_in(fact, own))
    ]
    return places if 2 * sum(is_in(fact, [spoken[n][1] for n in places]) for fact in own) >= len(own) else []


def _apart(some: Sequence[int], others: Sequence[int]) -> int:
    return min(abs(one - other) for one in some for other in others)


def _has_a_kind(fact: Fact) -> bool:
    return fact.name in nursing.KIND_OF or fact.name.startswith("dr_")


def besides(meant: Meant, window: Sequence[int], talk: Talk) -> tuple[str, str] | None:
    """A second statement about the same thing that says the contrary of the one that was right."""
    for at, clause in enumerate(talk.said):
        if {fact.name for fact in clause.facts} <= _SEVERE:
            continue
        about = [fact for fact in clause.facts if is_telling(fact)]
        if at in window or talk.owners[at] != {meant.told.id} or not about:
            continue
        if not any(is_in(fact, meant.then) for fact in about):
            continue  # how the patient is, not what to do
        if any(counts(fact) and not is_in(fact, meant.whole) for fact in clause.facts):
            continue  # something else about the same
        if all(is_in(fact, meant.whole) for fact in about) and turned(meant, [clause]):
            return clause.words, in_one(meant.told)
    return None


def other_time(at: str, whole: Sequence[Fact], facts: Sequence[Fact]) -> str:
    due = [fact for clause in clauses(at) for fact in clause.facts]
    times = [fact for fact in facts if fact.sort is Sort.time and not is_in(fact, whole)]
    return "" if not due or is_in(due[0], facts) or not times else times[0].words
