"""Where a thing that was handed over is spoken of in what was said back, and how much of it was said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.language import nursing
from bot.language.abbreviations import likened
from bot.language.alike import counts, is_in, same
from bot.language.facts import Clause, Fact, Sort
from bot.language.said import clauses

HEARD_FROM = 0.42
"""The share of what an item says that has to come back."""

NUMBERED_FROM = 0.3
"""The same, where all its numbers came back."""

NEARLY = 0.2
"""How much less than the best clauses others may say and still be the ones that were meant."""

PART_FROM = 0.25
"""The same for each half of an if/then."""

UNOWNED_FROM = 0.5
"""The share that has to come back where each clause says more of something else."""

REWORDED_FROM = 0.2
"""The same, where something was said in its place that belongs to nothing else."""


_WHOLE_DAY = re.compile(r"\b(?:0\d|1[3-9]|2[0-3]):[0-5]\d\b(?! ?[ap]\.?m)", re.I)
_CLOCK = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that was handed over: an action, or an if/then (`condition` is its if). `at` is when an action
    is due, as `14:00`: it need not be said back, but nothing else may be."""

    id: str
    text: str
    condition: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing that was handed over, as facts: of its if, of its then, and its clauses."""

    told: Told
    when: tuple[Fact, ...]
    then: tuple[Fact, ...]
    halves: tuple[tuple[Clause, ...], ...]

    @property
    def whole(self) -> tuple[Fact, ...]:
        return (*self.when, *self.then)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(one for half in self.halves for one in half)


@dataclass(frozen=True, slots=True)
class Talk:
    """All that was said back, and all that it should say: `owners` are, clause by clause, the things that have
    most to do with it; `count` is in how many things a concept occurs."""

    said: tuple[Clause, ...]
    count: dict[str, int]
    owners: tuple[frozenset[str], ...]
    meant: tuple[Meant, ...]


def meant_by(told: Told, synthesis: str, spanish: bool, whole_day: bool = False) -> Meant:
    """`whole_day`: whether its times are written by a clock of 24 hours, so that 11:00 is not 23:00."""
    halves = tuple(tuple(clauses(likened(text, [synthesis]), spanish)) for text in (told.condition, told.text))
    if whole_day:
        halves = tuple(
            tuple(replace(one, facts=tuple(map(_exactly, one.facts))) for one in half) for half in halves
        )
    when, then = (tuple(dict.fromkeys(fact for one in half for fact in one.facts)) for half in halves)
    return Meant(told, when, then, halves)


def by_whole_day(text: str) -> bool:
    """Whether a time in it is written as only a clock of 24 hours does."""
    return _WHOLE_DAY.search(text) is not None


def _exactly(fact: Fact) -> Fact:
    written = fact.sort is Sort.time and _CLOCK.fullmatch(fact.words)
    return replace(fact, values=frozenset({min(fact.values)})) if written else fact


def talk_of(meant: Sequence[Meant], said: tuple[Clause, ...]) -> Talk:
    count: dict[str, int] = {}
    for one in meant:
        for name in {fact.name for fact in one.whole if fact.sort is Sort.word}:
            count[name] = count.get(name, 0) + 1
    shares = {
        one.told.id: [
            sum(weight(fact, count) for fact in dict.fromkeys(one.whole) if is_in(fact, clause.facts))
            + 0.3 * (clause.denies and any(each.denies for each in one.clauses))
            for clause in said
        ]
        for one in meant
    }
    owners = [_owners(at, said, shares) for at in range(len(said))]
    for at in range(1, len(said) - 1):  # what stands between two clauses of one thing is its too
        if said[at].joined and said[at + 1].joined:
            owners[at] |= {id for id in owners[at - 1] & owners[at + 1] if shares[id][at]}
    return Talk(said, count, tuple(owners), tuple(meant))


def _owners(at: int, said: Sequence[Clause], shares: dict[str, list[float]]) -> frozenset[str]:
    """Those that the clause says most of; what its sentence says around it counts half."""
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(said) and said[max(place, at)].joined]
    sums = {
        id: share[at] + 0.15 * max((share[place] for place in beside), default=0.0) for id, share in shares.items()
    }
    most = max(sums.values(), default=0.0)
    return frozenset(id for id, found in sums.items() if found >= most - 1e-9)


def passages_of(meant: Meant, talk: Talk) -> list[tuple[int, ...]]:
    """The neighbouring clauses that say most of it, and others, apart from them, that say nearly as much; the
    best first."""
    weights = [weight(fact, talk.count) for fact in meant.whole]
    within = [frozenset(n for n, fact in enumerate(meant.whole) if is_in(fact, one.facts)) for one in talk.said]
    scored = []
    for start, end in combinations(range(len(talk.said) + 1), 2):
        one_sentence = end - start <= 7 and all(clause.joined for clause in talk.said[start + 1 : end])
        if end - start > 4 and not one_sentence:
            continue
        if covered := sum(weights[n] for n in frozenset[int]().union(*within[start:end])):
            scored.append((covered / sum(weights) - 0.04 * (end - start), start, end))
    scored.sort(key=lambda one: (-one[0], one[1]))
    found: list[tuple[int, int]] = []
    for score, start, end in scored:
        apart = all(end <= first or start >= last for first, last in found)
        if score > scored[0][0] - NEARLY and apart:
            found.append((start, end))
    return [tuple(range(start, end)) for start, end in found]


def coverage(wanted: Sequence[Fact], facts: Sequence[Fact], talk: Talk) -> float:
    total = sum(weight(fact, talk.count) for fact in wanted)
    found = sum(weight(fact, talk.count) for fact in wanted if is_in(fact, facts))
    return found / total if total else 1.0


def weight(fact: Fact, count: dict[str, int]) -> float:
    if fact.sort is not Sort.word:
        return 0.8 if counts(fact) else 0.2
    if not is_telling(fact):
        return 0.3
    return float(1 / max(1, count.get(fact.name, 1)) ** 0.5)


def is_telling(fact: Fact) -> bool:
    """Whether it says what the thing is about, and not only that something is called, checked or given."""
    return nursing.telling(fact.name)


def too_little(meant: Meant, window: Sequence[int], talk: Talk) -> bool:
    """Whether less was said than a thing needs: of an if/then, of each half."""
    whole = meant.whole
    facts = [fact for at in window for fact in talk.said[at].facts]
    if any(strange(talk, at) for at in window if meant.told.id in talk.owners[at]):
        least, of_each = REWORDED_FROM, 0.0
    else:
        numbers = [fact for fact in whole if counts(fact)]
        numbered = bool(numbers) and all(is_in(fact, facts) for fact in numbers)
        least, of_each = NUMBERED_FROM if numbered else HEARD_FROM, PART_FROM
    if coverage(whole, facts, talk) < least:
        return True
    return bool(meant.when) and any(coverage(part, facts, talk) < of_each for part in (meant.when, meant.then))


def strange(talk: Talk, at: int) -> list[Fact]:
    """What a clause says that nothing of what was handed over says: it may be any of that in other words."""
    return [
        fact
        for fact in talk.said[at].facts
        if fact.sort is Sort.word
        and is_telling(fact)
        and fact.name not in _WHEN
        and not any(is_in(fact, one.whole) for one in talk.meant)
    ]


_WHEN = frozenset(("morning", "tonight", "today", "tomorrow", "day", "afternoon", "later"))
"""What only says when."""


def tells_of(clause: Clause, meant: Meant) -> bool:
    """By a word of its own, or by its time; a number may be anything's."""
    return any(
        (is_telling(fact) if fact.sort is Sort.word else fact.sort in (Sort.time, Sort.every))
        and any(same(fact, one) for one in meant.whole if one.sort is fact.sort)
        for fact in clause.facts
    )


def own_facts(meant: Meant, window: Sequence[int], talk: Talk) -> list[Fact]:
    """What was said of it: by its clauses, by what is added to them, and by others that tell of it too, but for
    the numbers of the thing that they are about."""
    owned = [at for at in window if meant.told.id in talk.owners[at]]
    added = [at + 1 for at in owned if at + 1 < len(talk.said) and _adds(talk.said[at + 1])]
    others = [at for at in window if at not in (*owned, *added) and tells_of(talk.said[at], meant)]
    return [fact for at in (*owned, *added) for fact in talk.said[at].facts] + [
        fact for at in others for fact in talk.said[at].facts if not _belongs_to_another(fact, at, talk)
    ]


def _adds(clause: Clause) -> bool:
    """A number or a time alone behind an "and" or a comma: "gases at eight and two"."""
    return clause.joined and all(not is_telling(fact) or fact.name in _WHEN for fact in clause.facts)


def _belongs_to_another(fact: Fact, at: int, talk: Talk) -> bool:
    owners = [one.whole for one in talk.meant if one.told.id in talk.owners[at]]
    return fact.sort is Sort.number and any(is_in(fact, whole) for whole in owners)


def with_its_sentence(meant: Meant, window: Sequence[int], talk: Talk) -> list[int]:
    """These clauses and those of the same sentence right before and behind that speak of it too."""
    start, end = window[0], window[-1] + 1
    while start > 0 and talk.said[start].joined and meant.told.id in talk.owners[start - 1]:
        start -= 1
    while end < len(talk.said) and talk.said[end].joined and meant.told.id in talk.owners[end]:
        end += 1
    return list(range(start, end))


def is_mine(at: int, meant: Meant, talk: Talk) -> bool:
    """Whether a clause speaks of this thing, or of none, or says before or after what it is done."""
    clause, id = talk.said[at], meant.told.id
    telling = [fact for fact in clause.facts if is_telling(fact)]
    if not telling:
        return True
    if at and clause.joined and id in talk.owners[at - 1] and clause.facts[0].name in ("before", "after"):
        return not clause.denies
    return any(is_in(fact, meant.whole) for fact in telling) and id in talk.owners[at]


def share(some: Sequence[Fact], others: Sequence[Fact]) -> bool:
    """Whether anything of the one is said by the other."""
    return any(is_in(fact, others) for fact in some)


def words_of(facts: Sequence[Fact]) -> str:
    return " ".join(fact.words for fact in facts)


def in_one(told: Told) -> str:
    return " → ".join(part for part in (told.condition, told.text) if part)
