"""Synthesis: what a receiver said back, compared with what was handed over. Rules only: no model, no clock."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from bot.care.handoffs import Severity
from bot.language import nursing, severity_said
from bot.language.abbreviations import likened
from bot.language.alike import counts, is_in, of_one_kind, same
from bot.language.nursing_spanish import is_english, is_spanish
from bot.language.said import Clause, Fact, Sort, clauses

HEARD_FROM = 0.42
"""The share of what an item says that has to come back."""

NUMBERED_FROM = 0.3
"""The same, where all its numbers came back."""

NEARLY = 0.2
"""How much less than the best clauses others may say and still be the ones that were meant."""

_NEW_SENTENCE = 10
"""How many facts farther apart two things are that stand in two sentences."""

PART_FROM = 0.25
"""The same for each half of an if/then."""


class Heard(StrEnum):
    """What became of one thing on its way."""

    heard = "heard"
    not_heard = "not_heard"
    wrongly = "wrongly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that was handed over: an action, or an if/then (`condition` is its if). `at` is when an action
    is due, as `14:00`: it need not be said back, but nothing else may be."""

    id: str
    text: str
    condition: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one thing was heard. `said` are the words of the receiver that spoke against it, `meant` those of
    the sender that they were compared with."""

    id: str
    heard: Heard
    said: str = ""
    meant: str = ""


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


def grade(severity: Severity | None, told: Sequence[Told], synthesis: str) -> list[Verdict]:
    """One verdict for the severity (id `severity`), then one for each thing, in their order."""
    texts = [text for one in told for text in (one.condition, one.text)]
    spanish = is_spanish(". ".join(texts).casefold())
    said = tuple(clauses(likened(synthesis, texts), _in_spanish(synthesis, spanish)))
    meant = [_meant(one, synthesis, spanish) for one in told]
    talk = _talk(meant, said)
    verdicts = [_severity(severity, said)] if severity else []
    return verdicts + [_one(one, talk) for one in meant]


def _severity(severity: Severity, said: Sequence[Clause]) -> Verdict:
    heard, instead = severity_said.heard(severity, said)
    if heard:
        return Verdict(id="severity", heard=Heard.heard)
    return Verdict(
        id="severity", heard=Heard.wrongly if instead else Heard.not_heard, said=instead, meant=severity.value
    )


def _in_spanish(synthesis: str, told: bool) -> bool:
    """Short notes show their language less than what they answer does."""
    return is_spanish(synthesis.casefold()) or (told and not is_english(synthesis.casefold()))


def _meant(told: Told, synthesis: str, spanish: bool) -> Meant:
    halves = tuple(tuple(clauses(likened(text, [synthesis]), spanish)) for text in (told.condition, told.text))
    when, then = (tuple(dict.fromkeys(fact for one in half for fact in one.facts)) for half in halves)
    return Meant(told, when, then, halves)


def _talk(meant: Sequence[Meant], said: tuple[Clause, ...]) -> Talk:
    count: dict[str, int] = {}
    for one in meant:
        for name in {fact.name for fact in one.whole if fact.sort is Sort.word}:
            count[name] = count.get(name, 0) + 1
    shares = {
        one.told.id: [
            sum(_weight(fact, count) for fact in dict.fromkeys(one.whole) if is_in(fact, clause.facts))
            + 0.3 * (clause.denies and any(each.denies for each in one.clauses))
            for clause in said
        ]
        for one in meant
    }
    owners = [_owners(at, said, shares) for at in range(len(said))]
    return Talk(said, count, tuple(owners), tuple(meant))


def _owners(at: int, said: Sequence[Clause], shares: dict[str, list[float]]) -> frozenset[str]:
    """Those that the clause says most of; what its sentence says around it counts half."""
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(said) and said[max(place, at)].joined]
    sums = {
        id: share[at] + 0.15 * max((share[place] for place in beside), default=0.0) for id, share in shares.items()
    }
    most = max(sums.values(), default=0.0)
    return frozenset(id for id, found in sums.items() if found >= most - 1e-9)


def _one(meant: Meant, talk: Talk) -> Verdict:
    if not meant.whole:
        return Verdict(id=meant.told.id, heard=Heard.heard)
    windows = _windows(meant, talk) or [()]
    verdicts = [_in_window(meant, window, talk) for window in windows]
    found = next((one for one in verdicts if one.heard is Heard.heard), verdicts[0])
    if found.heard is Heard.heard:
        window = windows[verdicts.index(found)]
        if other := (_elsewhere(meant, window, talk) or _besides(meant, window, talk) or _crossed(meant, talk)):
            return Verdict(id=meant.told.id, heard=Heard.wrongly, said=other[0], meant=other[1])
    return found


def _in_window(meant: Meant, window: Sequence[int], talk: Talk) -> Verdict:
    """What these clauses make of it."""
    id, whole = meant.told.id, meant.whole
    spoken = [talk.said[at] for at in window]
    facts = [fact for clause in spoken for fact in clause.facts]
    missing = [fact for fact in whole if not is_in(fact, facts)]
    covered = _coverage(whole, facts, talk)
    nearest = max(
        window,
        key=lambda at: (id in talk.owners[at], _coverage(whole, talk.said[at].facts, talk)),
        default=None,
    )
    owned = [at for at in window if id in talk.owners[at]]
    clash = _clash(whole, missing, [fact for at in owned for fact in talk.said[at].facts])
    if clash is None and nearest is not None:
        clash = _other_there(whole, talk.said[nearest], talk)
    if clash and covered >= PART_FROM:
        return Verdict(id=id, heard=Heard.wrongly, said=clash[0], meant=clash[1])
    if _too_little(meant, facts, talk):
        return Verdict(id=id, heard=Heard.not_heard, meant=_words(missing))
    own = [fact for at in window if at in owned or _tells_of(talk.said[at], meant) for fact in talk.said[at].facts]
    if numbers := [fact for fact in whole if counts(fact) and not is_in(fact, own)]:
        return Verdict(id=id, heard=Heard.not_heard, meant=_words(numbers))
    if meant.told.at and (other := _other_time(meant.told.at, whole, facts)):
        return Verdict(id=id, heard=Heard.wrongly, said=other, meant=meant.told.at)
    mine = [talk.said[at] for at in window if _mine(at, meant, talk)]
    if _turned(meant, mine):
        said_words = ", ".join(clause.words for clause in mine)
        return Verdict(id=id, heard=Heard.wrongly, said=said_words, meant=_joined(meant.told))
    if replaced := _other_order(meant, mine) or _other_word(meant, mine, facts):
        return Verdict(id=id, heard=Heard.wrongly, said=replaced[0], meant=replaced[1])
    return Verdict(id=id, heard=Heard.heard)


def _tells_of(clause: Clause, meant: Meant) -> bool:
    return any(_telling(fact) and is_in(fact, meant.whole) for fact in clause.facts)


def _mine(at: int, meant: Meant, talk: Talk) -> bool:
    """Whether a clause speaks of this thing, or of none."""
    telling = [fact for fact in talk.said[at].facts if _telling(fact)]
    return not telling or (any(is_in(fact, meant.whole) for fact in telling) and meant.told.id in talk.owners[at])


_UNTIL = re.compile(r"\b(?:until|till?|hasta)\b")
_BEFORE = re.compile(r"\b(?:before|first|prior|antes)\b")


def _turned(meant: Meant, mine: Sequence[Clause]) -> bool:
    """Whether something is denied that was not, or the other way round."""
    if not any(one.bare for one in meant.clauses):
        for fact in (fact for clause in mine if not _bounds(meant, clause) for fact in clause.denied):
            sources = [half for half in meant.halves if any(is_in(fact, one.facts) for one in half)]
            if sources and not any(one.denies for half in sources for one in half):
                return True
    if not any(clause.denies for clause in mine):
        facts = [fact for clause in mine for fact in clause.facts]
        denying = [one for one in meant.clauses if not _put_off(one, mine)]
        return any(one.bare or any(is_in(fact, facts) for fact in one.denied) for one in denying)
    if any(clause.bare for clause in mine):
        return False
    for fact in (fact for one in meant.clauses for fact in one.denied):
        places = [clause for clause in mine if is_in(fact, clause.facts)]
        if places and not any(clause.denies or clause.carried for clause in places):
            return True
    return False


def _put_off(one: Clause, mine: Sequence[Clause]) -> bool:
    """Not A before B is B before A."""
    first = _around_before(one)[1] if one.denies else ()
    return any(_share(first, _around_before(clause)[0]) for clause in mine)


def _around_before(clause: Clause) -> tuple[Sequence[Fact], Sequence[Fact]]:
    at = next((n for n, fact in enumerate(clause.facts) if fact.name == "before"), len(clause.facts))
    return clause.facts[:at] if at < len(clause.facts) else (), clause.facts[at + 1 :]


def _bounds(meant: Meant, clause: Clause) -> bool:
    """Nothing new "till she was rung" is to ring her "before" anything new."""
    words = " ".join(one.words for one in meant.clauses)
    return bool(
        (_UNTIL.search(clause.words) and not _UNTIL.search(words) and _BEFORE.search(words))
        or (_BEFORE.search(clause.words) and not _BEFORE.search(words) and _UNTIL.search(words))
    )


def _other_order(meant: Meant, mine: Sequence[Clause]) -> tuple[str, str] | None:
    """Before or after, and of what: "trough before the dose" is "dose after the trough"."""
    for half in meant.halves:
        for one, early, late in _orders(half):
            for clause, early_said, late_said in _orders(mine):
                straight = _share(early, early_said) or _share(late, late_said)
                if _share(early, late_said) and _share(late, early_said) and not straight:
                    return clause.words, one.words
                relations = {fact.name for part in (one, clause) for fact in part.facts} & {"before", "after"}
                alike = one.follows or clause.follows or one.denies is not clause.denies or len(relations) < 2
                if not alike and not straight and (_share(early, late_said) or _share(late, early_said)):
                    return clause.words, one.words
    return None


def _orders(spoken: Sequence[Clause]) -> Iterator[tuple[Clause, list[Fact], list[Fact]]]:
    """What comes first and what comes later, by "before", "after" and "then", each time with the clause."""
    for clause in spoken:
        for at, fact in enumerate(clause.facts):
            if fact.sort is Sort.word and fact.name in ("before", "after"):
                left = [one for one in clause.facts[:at] if one.sort is Sort.word and _acts(one)][-1:]
                right = [one for one in clause.facts[at + 1 :] if one.sort is not Sort.word or _telling(one)][:1]
                if left or right:
                    yield clause, *((left, right) if fact.name == "before" else (right, left))
    rates = [(one, fact) for one in spoken for fact in one.facts if fact.sort is Sort.every]
    for (_, fact), (other, following) in pairwise(rates):
        yield other, [fact], [following]
    for one, other in pairwise(spoken):
        if other.follows or any(fact.name == "before" for fact in one.facts[-1:]):
            yield other, [fact for fact in one.facts if _acts(fact)], [fact for fact in other.facts if _acts(fact)]


def _acts(fact: Fact) -> bool:
    return _telling(fact) or fact.name in ("call", "tell")


def _share(some: Sequence[Fact], others: Sequence[Fact]) -> bool:
    return any(is_in(fact, others) for fact in some)


def _both(one: Fact | None, other: Fact | None) -> bool:
    return one is not None and other is not None and same(one, other)


def _other_word(meant: Meant, mine: Sequence[Clause], facts: Sequence[Fact]) -> tuple[str, str] | None:
    """Where all else was said word for word: the one word that stands in another's place."""
    for one in meant.clauses:
        for clause in mine:
            if found := _replaced(one.facts, clause.facts, meant.whole, facts) or _misnamed(one, clause, facts):
                return found
    return None


def _replaced(
    meant: Sequence[Fact], said: Sequence[Fact], whole: Sequence[Fact], facts: Sequence[Fact]
) -> tuple[str, str] | None:
    lost = [at for at, fact in enumerate(meant) if not is_in(fact, said)]
    if len(lost) != 1:
        return None
    at = lost[0]
    if len(meant) < 3 and not (at and meant[0].name in ("call", "tell", "ask")):
        return None
    if not _may_stand_in(meant[at]) or is_in(meant[at], facts):
        return None
    for place, fact in enumerate(said):
        if not _may_stand_in(fact) or is_in(fact, whole):
            continue
        left = at > 0 and place > 0 and same(meant[at - 1], said[place - 1])
        right = at + 1 < len(meant) and place + 1 < len(said) and same(meant[at + 1], said[place + 1])
        if left and right:
            return fact.words, meant[at].words
    return None


def _misnamed(meant: Clause, clause: Clause, facts: Sequence[Fact]) -> tuple[str, str] | None:
    """The second half of a name: "Maple Street" for "Maple Grove"."""
    for first, second in pairwise(meant.facts):
        for one, other in pairwise(clause.facts):
            named = same(first, one) and all(_is_strange(fact) for fact in (first, second, other))
            if named and not is_in(second, facts) and not is_in(other, meant.facts):
                return other.words, second.words
    return None


def _is_strange(fact: Fact) -> bool:
    return _may_stand_in(fact) and nursing.concept(fact.words) is None


def _may_stand_in(fact: Fact) -> bool:
    return fact.sort is Sort.word and _telling(fact) and fact.name not in nursing.OPPOSITES


def _joined(told: Told) -> str:
    return " → ".join(part for part in (told.condition, told.text) if part)


def _windows(meant: Meant, talk: Talk) -> list[tuple[int, ...]]:
    """The neighbouring clauses that say most of it, and others, apart from them, that say nearly as much; the
    best first."""
    weights = [_weight(fact, talk.count) for fact in meant.whole]
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


def _coverage(wanted: Sequence[Fact], facts: Sequence[Fact], talk: Talk) -> float:
    total = sum(_weight(fact, talk.count) for fact in wanted)
    found = sum(_weight(fact, talk.count) for fact in wanted if is_in(fact, facts))
    return found / total if total else 1.0


def _weight(fact: Fact, count: dict[str, int]) -> float:
    if fact.sort is not Sort.word:
        return 0.8 if counts(fact) else 0.2
    if not _telling(fact):
        return 0.3
    return float(1 / max(1, count.get(fact.name, 1)) ** 0.5)


def _telling(fact: Fact) -> bool:
    """Whether it says what the thing is about, and not only that something is called, checked or given."""
    return nursing.telling(fact.name)


def _too_little(meant: Meant, facts: Sequence[Fact], talk: Talk) -> bool:
    whole = meant.whole
    numbers = [fact for fact in whole if counts(fact)]
    numbered = bool(numbers) and all(is_in(fact, facts) for fact in numbers)
    if _coverage(whole, facts, talk) < (NUMBERED_FROM if numbered else HEARD_FROM):
        return True
    return bool(meant.when) and any(_coverage(part, facts, talk) < PART_FROM for part in (meant.when, meant.then))


def _clash(whole: Sequence[Fact], missing: Sequence[Fact], facts: Sequence[Fact]) -> tuple[str, str] | None:
    """Words that stand where others should, as (said, meant)."""
    extra = [fact for fact in facts if not is_in(fact, whole)]
    pairs = ((fact, other) for fact in missing for other in extra)
    return next(((other.words, fact.words) for fact, other in pairs if of_one_kind(fact, other)), None)


def _other_there(whole: Sequence[Fact], nearest: Clause, talk: Talk) -> tuple[str, str] | None:
    """Something else in the very clause that says the thing, although the right one stands near it."""
    if _coverage([fact for fact in whole if fact.sort is Sort.word], nearest.facts, talk) < PART_FROM:
        return None
    missing = [fact for fact in whole if not is_in(fact, nearest.facts)]
    return _clash(whole, missing, nearest.facts)


def _elsewhere(meant: Meant, window: Sequence[int], talk: Talk) -> tuple[str, str] | None:
    """Right beside it, somebody or something that the handoff never named, where another of its kind should be."""
    facts = [fact for at in window for fact in talk.said[at].facts]
    missing = [fact for fact in meant.whole if _has_a_kind(fact) and not is_in(fact, facts)]
    if not window or not missing:
        return None
    beside = [at for at in (window[-1] + 1, window[0] - 1) if 0 <= at < len(talk.said)]
    near = [fact for at in beside for fact in talk.said[at].facts if fact.name not in talk.count]
    last = talk.said[window[-1] + 1] if window[-1] + 1 < len(talk.said) else None
    if last is not None and last.joined and sum(_telling(fact) for fact in last.facts) == 1:
        near += last.facts
    return _clash(meant.whole, missing, near)


def _crossed(meant: Meant, talk: Talk) -> tuple[str, str] | None:
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
            return spoken[then[0]][0].words, _joined(meant.told)
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
    places = [n for n, (_, fact) in spoken.items() if (_telling(fact) or counts(fact)) and is_in(fact, own)]
    return places if 2 * sum(is_in(fact, [spoken[n][1] for n in places]) for fact in own) >= len(own) else []


def _apart(some: Sequence[int], others: Sequence[int]) -> int:
    return min(abs(one - other) for one in some for other in others)


def _has_a_kind(fact: Fact) -> bool:
    return fact.name in nursing.KIND_OF or fact.name.startswith("dr_")


def _besides(meant: Meant, window: Sequence[int], talk: Talk) -> tuple[str, str] | None:
    """A second statement about the same thing that says the contrary of the one that was right."""
    for at, clause in enumerate(talk.said):
        about = [fact for fact in clause.facts if _telling(fact)]
        if at in window or talk.owners[at] != {meant.told.id} or not about:
            continue
        if not any(is_in(fact, meant.then) for fact in about):
            continue  # how the patient is, not what to do
        if any(counts(fact) and not is_in(fact, meant.whole) for fact in clause.facts):
            continue  # something else about the same
        if all(is_in(fact, meant.whole) for fact in about) and _turned(meant, [clause]):
            return clause.words, _joined(meant.told)
    return None


def _other_time(at: str, whole: Sequence[Fact], facts: Sequence[Fact]) -> str:
    due = [fact for clause in clauses(at) for fact in clause.facts]
    times = [fact for fact in facts if fact.sort is Sort.time and not is_in(fact, whole)]
    return "" if not due or is_in(due[0], facts) or not times else times[0].words


def _words(facts: Sequence[Fact]) -> str:
    return " ".join(fact.words for fact in facts)
