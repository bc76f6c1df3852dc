"""Synthesis: what a receiver said back, compared with what was handed over. Rules only: no model, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz

from bot.care.handoffs import Severity
from bot.language import nursing
from bot.language.said import Clause, Fact, Sort, clauses

HEARD_FROM = 0.5
"""The share of what an item says that has to come back."""

NEARLY = 0.2
"""How much less than the best clauses others may say and still be the ones that were meant."""

PART_FROM = 0.34
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
class Common:
    """All that was handed over: how many things speak of a concept, and what each says."""

    count: dict[str, int]
    wholes: dict[str, tuple[Fact, ...]]


def grade(severity: Severity | None, told: Sequence[Told], synthesis: str) -> list[Verdict]:
    """One verdict for the severity (id `severity`), then one for each thing, in their order."""
    said = clauses(synthesis)
    common = _common(told)
    verdicts = [_severity(severity, said)] if severity else []
    return verdicts + [_one(one, said, common) for one in told]


_LEVELS = {
    Severity.unstable: "unstable critical sick crashing deteriorat unwell decompensat inestable grave",
    Severity.watcher: "watcher watch guarded observ vigilar vigilancia eye",
    Severity.discharging: "discharge alta",
    Severity.stable: "stable stabl fine well okay estable concern",
}
_LEVEL_OF = {nursing.stem(word): level for level, words in _LEVELS.items() for word in words.split()} | {
    word: level for level, words in _LEVELS.items() for word in words.split()
}


def _severity(severity: Severity, said: Sequence[Clause]) -> Verdict:
    found: list[tuple[Severity, str]] = []
    for clause in said:
        words = clause.words.replace("all well", "stable").replace("doing well", "stable").split()
        if words[:1] and words[0] in ("if", "unless", "when"):
            continue
        for word in words:
            word = word.strip(".,()'")
            level = _LEVEL_OF.get(word) or _LEVEL_OF.get(nursing.stem(word))
            if level is None and word == "home" and {"going", "goes", "go"} & set(words):
                level, word = Severity.discharging, "going home"
            if level is Severity.stable and "not" in words:
                level, word = Severity.unstable, clause.words
            if level is not None:
                found.append((level, word))
    if any(level is severity for level, _ in found):
        return Verdict(id="severity", heard=Heard.heard)
    if found:
        return Verdict(id="severity", heard=Heard.wrongly, said=found[0][1], meant=severity.value)
    return Verdict(id="severity", heard=Heard.not_heard, meant=severity.value)


def _one(told: Told, said: Sequence[Clause], common: Common) -> Verdict:
    then, when = _facts(told.text), _facts(told.condition)
    whole = (*when, *then)
    if not whole:
        return Verdict(id=told.id, heard=Heard.heard)
    windows = _windows(whole, said, common) or [()]
    verdicts = [_in_window(told, then, when, window, common) for window in windows]
    found = next((one for one in verdicts if one.heard is Heard.heard), verdicts[0])
    if found.heard is Heard.heard and (other := _elsewhere(whole, windows[verdicts.index(found)], said, common)):
        return Verdict(id=told.id, heard=Heard.wrongly, said=other[0], meant=other[1])
    return found


def _in_window(
    told: Told, then: Sequence[Fact], when: Sequence[Fact], window: Sequence[Clause], common: Common
) -> Verdict:
    """What these clauses make of it."""
    whole = (*when, *then)
    facts = [fact for clause in window for fact in clause.facts]
    missing = [fact for fact in whole if not _in(fact, facts)]
    nearest = max(window, key=lambda clause: _coverage(whole, clause.facts, common), default=None)
    clash = _clash(whole, missing, facts) or (nearest and _other_there(whole, nearest, common))
    if clash and _coverage(whole, facts, common) >= PART_FROM:
        return Verdict(id=told.id, heard=Heard.wrongly, said=clash[0], meant=clash[1])
    if _too_little(then, when, facts, common):
        return Verdict(id=told.id, heard=Heard.not_heard, meant=_words(missing))
    if numbers := [fact for fact in missing if _counts(fact)]:
        return Verdict(id=told.id, heard=Heard.not_heard, meant=_words(numbers))
    if told.at and (other := _other_time(told.at, whole, facts)):
        return Verdict(id=told.id, heard=Heard.wrongly, said=other, meant=told.at)
    mine = [
        clause
        for clause in window
        if not any(_telling(fact) for fact in clause.facts)
        or (any(_telling(fact) and _in(fact, whole) for fact in clause.facts) and _owns(told, clause, common))
    ]
    if _negatives(told) % 2 != sum(clause.negatives for clause in mine) % 2:
        said_words = ", ".join(clause.words for clause in mine)
        return Verdict(id=told.id, heard=Heard.wrongly, said=said_words, meant=_joined(told))
    return Verdict(id=told.id, heard=Heard.heard)


def _facts(text: str) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for clause in clauses(text) for fact in clause.facts))


def _negatives(told: Told) -> int:
    return sum(clause.negatives for text in (told.condition, told.text) for clause in clauses(text))


def _joined(told: Told) -> str:
    return " → ".join(part for part in (told.condition, told.text) if part)


def _common(told: Sequence[Told]) -> Common:
    wholes = {one.id: (*_facts(one.condition), *_facts(one.text)) for one in told}
    count: dict[str, int] = {}
    for facts in wholes.values():
        for name in {fact.name for fact in facts if fact.sort is Sort.word}:
            count[name] = count.get(name, 0) + 1
    return Common(count, wholes)


def _owns(told: Told, clause: Clause, common: Common) -> bool:
    """Whether no other thing of the handoff has more to do with this clause."""
    shares = {
        id: sum(_weight(fact, common) for fact in whole if _in(fact, clause.facts))
        for id, whole in common.wholes.items()
    }
    return shares[told.id] >= max(shares.values())


def _windows(whole: Sequence[Fact], said: Sequence[Clause], common: Common) -> list[tuple[Clause, ...]]:
    """The neighbouring clauses that say most of it, and others, apart from them, that say nearly as much; the
    best first."""
    scored = []
    for start, end in combinations(range(len(said) + 1), 2):
        if end - start > 4:
            continue
        window = tuple(said[start:end])
        facts = [fact for clause in window for fact in clause.facts]
        if covered := _coverage(whole, facts, common):
            scored.append((covered - 0.04 * (end - start), -start, end, window))
    scored.sort(key=lambda one: one[:2], reverse=True)
    found: list[tuple[int, int, tuple[Clause, ...]]] = []
    for score, start, end, window in scored:
        apart = all(end <= first or -start >= last for first, last, _ in found)
        if score > scored[0][0] - NEARLY and apart:
            found.append((-start, end, window))
    return [window for _, _, window in found]


def _coverage(wanted: Sequence[Fact], facts: Sequence[Fact], common: Common) -> float:
    total = sum(_weight(fact, common) for fact in wanted)
    found = sum(_weight(fact, common) for fact in wanted if _in(fact, facts))
    return found / total if total else 1.0


def _weight(fact: Fact, common: Common) -> float:
    if fact.sort is not Sort.word:
        return 0.8 if _counts(fact) else 0.2
    if not _telling(fact):
        return 0.3
    return float(1 / max(1, common.count.get(fact.name, 1)) ** 0.5)


def _telling(fact: Fact) -> bool:
    """Whether it says what the thing is about, and not only that something is called, checked or given."""
    return fact.name not in nursing.GENERIC and fact.name not in nursing.RELATIONS


def _too_little(then: Sequence[Fact], when: Sequence[Fact], facts: Sequence[Fact], common: Common) -> bool:
    if _coverage((*when, *then), facts, common) < HEARD_FROM:
        return True
    return bool(when) and any(_coverage(part, facts, common) < PART_FROM for part in (when, then))


def _in(fact: Fact, facts: Iterable[Fact]) -> bool:
    return any(_same(fact, other) for other in facts)


def _same(fact: Fact, other: Fact) -> bool:
    if fact.sort is Sort.word and other.sort is Sort.word:
        return _alike_names(*sorted((fact.name, other.name), key=len))
    if Sort.word in (fact.sort, other.sort):
        return False
    if fact.sort is other.sort:
        units = {fact.name, other.name} - {"number"}
        return bool(fact.values & other.values) and len(units) < 2
    if Sort.time in (fact.sort, other.sort) and Sort.number in (fact.sort, other.sort):
        time, number = (fact, other) if fact.sort is Sort.time else (other, fact)
        return number.name == "number" and any(
            value <= 24 and value * 60 % 720 == minute % 720 for value in number.values for minute in time.values
        )
    return False


def _alike_names(short: str, long: str) -> bool:
    """The same, an abbreviation ("azithro") or a slip of the keyboard."""
    if short == long:
        return True
    return (len(short) >= 4 and long.startswith(short) and len(long) > len(short) + 2) or (
        len(short) >= 5 and fuzz.ratio(short, long) >= 86
    )


def _counts(fact: Fact) -> bool:
    """Whether it is a number that matters: "one" is a word more often than a number."""
    return fact.sort is not Sort.word and not (fact.sort is Sort.number and fact.values <= {1.0})


def _clash(whole: Sequence[Fact], missing: Sequence[Fact], facts: Sequence[Fact]) -> tuple[str, str] | None:
    """Words that stand where others should, as (said, meant)."""
    extra = [fact for fact in facts if not _in(fact, whole)]
    for fact in missing:
        for other in extra:
            if fact.sort is Sort.word:
                if other.name in nursing.OPPOSITES.get(fact.name, ()) or _mistaken(fact, other):
                    return other.words, fact.words
            elif _counts(fact) and _counts(other) and _alike(fact, other):
                return other.words, fact.words
    return None


def _other_there(whole: Sequence[Fact], nearest: Clause, common: Common) -> tuple[str, str] | None:
    """Something else in the very clause that says the thing, although the right one stands near it."""
    if _coverage([fact for fact in whole if fact.sort is Sort.word], nearest.facts, common) < PART_FROM:
        return None
    missing = [fact for fact in whole if not _in(fact, nearest.facts)]
    return _clash(whole, missing, nearest.facts)


def _elsewhere(
    whole: Sequence[Fact], window: Sequence[Clause], said: Sequence[Clause], common: Common
) -> tuple[str, str] | None:
    """Right after it, somebody or something that the handoff never named, where another of its kind should be."""
    facts = [fact for clause in window for fact in clause.facts]
    missing = [fact for fact in whole if fact.name in nursing.KIND_OF and not _in(fact, facts)]
    after = [place for place, clause in enumerate(said) if window and clause is window[-1]]
    following = said[after[0] + 1].facts if after and after[0] + 1 < len(said) else ()
    return _clash(whole, missing, [fact for fact in following if fact.name not in common.count])


def _mistaken(fact: Fact, other: Fact) -> bool:
    kind = nursing.KIND_OF.get(fact.name)
    return kind is not None and kind == nursing.KIND_OF.get(other.name)


def _alike(fact: Fact, other: Fact) -> bool:
    return fact.sort is other.sort or {fact.sort, other.sort} == {Sort.time, Sort.number}


def _other_time(at: str, whole: Sequence[Fact], facts: Sequence[Fact]) -> str:
    due = _facts(at)
    times = [fact for fact in facts if fact.sort is Sort.time and not _in(fact, whole)]
    return "" if not due or _in(due[0], facts) or not times else times[0].words


def _words(facts: Sequence[Fact]) -> str:
    return " ".join(fact.words for fact in facts)
