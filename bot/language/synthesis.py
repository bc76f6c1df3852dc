"""Synthesis: what a receiver said back, compared with what was handed over. Rules only: no model, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz

from bot.care.handoffs import Severity
from bot.language import nursing
from bot.language.said import Clause, Fact, Sort, clauses

HEARD_FROM = 0.42
"""The share of what an item says that has to come back."""

NUMBERED_FROM = 0.3
"""The same, where all its numbers came back."""

NEARLY = 0.2
"""How much less than the best clauses others may say and still be the ones that were meant."""

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


_PLAIN = {
    Severity.unstable: "unstable critical critically inestable grave crítico crítica",
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
_CONDITIONS = ("if", "unless", "when", "si", "cuando", "once")


def _severity(severity: Severity, said: Sequence[Clause]) -> Verdict:
    """A plain word for it counts before a hint: "stable, and watch the drain" says stable."""
    plain: list[tuple[Severity, str]] = []
    weak: list[tuple[Severity, str]] = []
    for clause in said:
        words = [word.strip(".,()'") for word in clause.words.replace("all well", "stable").split()]
        if words[:1] and words[0] in _CONDITIONS:
            continue
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
    found = plain or weak
    if any(level is severity for level, _ in found) or (
        severity is Severity.discharging and any(level is severity for level, _ in weak)
    ):
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
    nearest = max(
        window,
        key=lambda clause: (_owns(told, clause, common), _coverage(whole, clause.facts, common)),
        default=None,
    )
    clash = _clash(whole, missing, facts) or (nearest and _other_there(whole, nearest, common))
    if clash and _coverage(whole, facts, common) >= PART_FROM:
        return Verdict(id=told.id, heard=Heard.wrongly, said=clash[0], meant=clash[1])
    if _too_little(then, when, facts, common):
        return Verdict(id=told.id, heard=Heard.not_heard, meant=_words(missing))
    mine = [clause for clause in window if _mine(told, clause, whole, common)]
    own = [fact for clause in window if _owns(told, clause, common) for fact in clause.facts]
    if numbers := [fact for fact in whole if _counts(fact) and not _in(fact, own)]:
        return Verdict(id=told.id, heard=Heard.not_heard, meant=_words(numbers))
    if told.at and (other := _other_time(told.at, whole, facts)):
        return Verdict(id=told.id, heard=Heard.wrongly, said=other, meant=told.at)
    if _turned(told, mine):
        said_words = ", ".join(clause.words for clause in mine)
        return Verdict(id=told.id, heard=Heard.wrongly, said=said_words, meant=_joined(told))
    if replaced := _other_order(told, mine) or _other_word(told, mine):
        return Verdict(id=told.id, heard=Heard.wrongly, said=replaced[0], meant=replaced[1])
    return Verdict(id=told.id, heard=Heard.heard)


def _mine(told: Told, clause: Clause, whole: Sequence[Fact], common: Common) -> bool:
    """Whether a clause speaks of this thing, or of none."""
    telling = [fact for fact in clause.facts if _telling(fact)]
    return not telling or (any(_in(fact, whole) for fact in telling) and _owns(told, clause, common))


def _turned(told: Told, mine: Sequence[Clause]) -> bool:
    """Whether something is denied that was not, or the other way round."""
    halves = [clauses(text) for text in (told.condition, told.text)]
    meant = [one for half in halves for one in half]
    if not any(one.bare for one in meant):
        for fact in (fact for clause in mine for fact in clause.denied):
            sources = [half for half in halves if any(_in(fact, one.facts) for one in half)]
            if sources and not any(one.denies for half in sources for one in half):
                return True
    if not any(clause.denies for clause in mine):
        return any(one.denies for one in meant)
    if any(clause.bare for clause in mine):
        return False
    for fact in (fact for one in meant for fact in one.denied):
        places = [clause for clause in mine if _in(fact, clause.facts)]
        if places and not any(clause.denies or clause.carried for clause in places):
            return True
    return False


def _other_order(told: Told, mine: Sequence[Clause]) -> tuple[str, str] | None:
    """Before or after, and of what: "trough before the dose" is "dose after the trough"."""
    for meant in (clause for text in (told.condition, told.text) for clause in clauses(text)):
        for left, relation, right in _orders(meant):
            for clause in mine:
                for left_said, relation_said, right_said in _orders(clause):
                    same = relation == relation_said
                    straight = _both(right, right_said) or _both(left, left_said)
                    crossed = _both(right, left_said) or _both(left, right_said)
                    if (straight and not crossed and not same) or (crossed and not straight and same):
                        return clause.words, meant.words
    return None


def _orders(clause: Clause) -> list[tuple[Fact | None, str, Fact | None]]:
    found = []
    for at, fact in enumerate(clause.facts):
        if fact.sort is Sort.word and fact.name in ("before", "after"):
            left = [one for one in clause.facts[:at] if one.sort is Sort.word and _telling(one)]
            right = [one for one in clause.facts[at + 1 :] if one.sort is not Sort.word or _telling(one)]
            found.append((left[-1] if left else None, fact.name, right[0] if right else None))
    return found


def _both(one: Fact | None, other: Fact | None) -> bool:
    return one is not None and other is not None and _same(one, other)


def _other_word(told: Told, mine: Sequence[Clause]) -> tuple[str, str] | None:
    """Where all else was said word for word: the one word that stands in another's place."""
    whole = (*_facts(told.condition), *_facts(told.text))
    for meant in (clause for text in (told.condition, told.text) for clause in clauses(text)):
        for clause in mine:
            if found := _replaced(meant.facts, clause.facts, whole):
                return found
    return None


def _replaced(meant: Sequence[Fact], said: Sequence[Fact], whole: Sequence[Fact]) -> tuple[str, str] | None:
    lost = [at for at, fact in enumerate(meant) if not _in(fact, said)]
    if len(lost) != 1:
        return None
    at = lost[0]
    if len(meant) < 3 and not (at and meant[0].name in ("call", "tell", "ask")):
        return None
    if not _may_stand_in(meant[at]):
        return None
    for place, fact in enumerate(said):
        if not _may_stand_in(fact) or _in(fact, whole):
            continue
        left = at > 0 and place > 0 and _same(meant[at - 1], said[place - 1])
        right = at + 1 < len(meant) and place + 1 < len(said) and _same(meant[at + 1], said[place + 1])
        ends = at + 1 == len(meant) and place + 1 == len(said)
        begins = at == 0 and place == 0
        if (left and (right or ends)) or (right and begins):
            return fact.words, meant[at].words
    return None


def _may_stand_in(fact: Fact) -> bool:
    return fact.sort is Sort.word and _telling(fact) and fact.name not in nursing.OPPOSITES


def _facts(text: str) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for clause in clauses(text) for fact in clause.facts))


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
    return nursing.telling(fact.name)


def _too_little(then: Sequence[Fact], when: Sequence[Fact], facts: Sequence[Fact], common: Common) -> bool:
    whole = (*when, *then)
    numbers = [fact for fact in whole if _counts(fact)]
    if numbers and all(_in(fact, facts) for fact in numbers):
        return _coverage(whole, facts, common) < NUMBERED_FROM
    if _coverage(whole, facts, common) < HEARD_FROM:
        return True
    return bool(when) and any(_coverage(part, facts, common) < PART_FROM for part in (when, then))


def _in(fact: Fact, facts: Iterable[Fact]) -> bool:
    return any(_same(fact, other) for other in facts)


def _same(fact: Fact, other: Fact) -> bool:
    if fact.sort is Sort.word and other.sort is Sort.word:
        return _alike_names(*sorted((fact.name, other.name), key=len))
    if Sort.word in (fact.sort, other.sort):
        return False
    if fact.sort is Sort.number and other.sort is Sort.number:
        return _same_amount(fact, other)
    if fact.sort is other.sort:
        return bool(fact.values & other.values)
    if Sort.nth in (fact.sort, other.sort):
        return bool(fact.values & other.values)
    if Sort.time in (fact.sort, other.sort) and Sort.number in (fact.sort, other.sort):
        time, number = (fact, other) if fact.sort is Sort.time else (other, fact)
        if time.words.isdigit() and float(time.words) in number.values:  # "heparin 1200"
            return True
        return number.name == "number" and any(
            value <= 24 and value * 60 % 720 == minute % 720 for value in number.values for minute in time.values
        )
    return False


_BASES = {
    "mcg": ("mass", 1e-3), "mg": ("mass", 1), "g": ("mass", 1e3), "kg": ("mass", 1e6),
    "ml": ("volume", 1), "liter": ("volume", 1e3),
    "minute": ("length", 1), "hour": ("length", 60), "day": ("length", 1440),
}  # fmt: skip


def _same_amount(fact: Fact, other: Fact) -> bool:
    """The same number, or as much in another unit. A unit need not be said."""
    if len({fact.name, other.name} - {"number"}) < 2:
        return bool(fact.values & other.values)
    one, two = _BASES.get(fact.name), _BASES.get(other.name)
    if one is None or two is None or one[0] != two[0]:
        return False
    return any(abs(a * one[1] - b * two[1]) < 1e-6 for a in fact.values for b in other.values)


def _alike_names(short: str, long: str) -> bool:
    """The same, an abbreviation ("azithro") or a slip of the keyboard."""
    if short == long:
        return True
    if short in nursing.KIND_OF and long in nursing.KIND_OF:
        return False
    if long.startswith("dr_") and not short.startswith("dr_"):
        return short == long.removeprefix("dr_")
    return (len(short) >= 4 and long.startswith(short) and len(long) > len(short) + 2) or (
        len(short) >= 5 and fuzz.ratio(short, long) >= 86
    )


def _counts(fact: Fact) -> bool:
    """Whether it is a number that matters: "one" is a word more often than a number."""
    if fact.sort in (Sort.word, Sort.nth):
        return False
    return not (fact.sort is Sort.number and fact.values <= {1.0})


def _clash(whole: Sequence[Fact], missing: Sequence[Fact], facts: Sequence[Fact]) -> tuple[str, str] | None:
    """Words that stand where others should, as (said, meant)."""
    extra = [fact for fact in facts if not _in(fact, whole)]
    for fact in missing:
        for other in extra:
            if fact.sort is Sort.word:
                if other.name in nursing.OPPOSITES.get(fact.name, ()) or _mistaken(fact, other):
                    return other.words, fact.words
            elif other.sort is not Sort.word and _alike(fact, other):
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
    """Right beside it, somebody or something that the handoff never named, where another of its kind should be."""
    facts = [fact for clause in window for fact in clause.facts]
    missing = [fact for fact in whole if fact.name in nursing.KIND_OF and not _in(fact, facts)]
    after = [place for place, clause in enumerate(said) if window and clause is window[-1]]
    following = said[after[0] + 1].facts if after and after[0] + 1 < len(said) else ()
    start = after[0] - len(window) if after else -1
    leading = said[start].facts if start >= 0 else ()
    return _clash(whole, missing, [fact for fact in (*following, *leading) if fact.name not in common.count])


def _mistaken(fact: Fact, other: Fact) -> bool:
    if fact.name.startswith("dr_") and other.name.startswith("dr_"):
        return True
    return bool(nursing.KIND_OF.get(fact.name, frozenset()) & nursing.KIND_OF.get(other.name, frozenset()))


def _alike(fact: Fact, other: Fact) -> bool:
    if Sort.number in (fact.sort, other.sort) and not (_counts(fact) and _counts(other)):
        return False
    return fact.sort is other.sort or {fact.sort, other.sort} == {Sort.time, Sort.number}


def _other_time(at: str, whole: Sequence[Fact], facts: Sequence[Fact]) -> str:
    due = _facts(at)
    times = [fact for fact in facts if fact.sort is Sort.time and not _in(fact, whole)]
    return "" if not due or _in(due[0], facts) or not times else times[0].words


def _words(facts: Sequence[Fact]) -> str:
    return " ".join(fact.words for fact in facts)
