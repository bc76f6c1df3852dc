"""What was said back as denied that was not, or the other way round."""

import re
from collections.abc import Sequence

from bot.language.alike import is_in
from bot.language.facts import Clause, Fact, Sort
from bot.language.passages import Meant, is_telling, share

_UNTIL = re.compile(r"\b(?:until|till?|hasta)\b")

_STATES = re.compile(r"\b(?:has|have|had|was|were) not\b|\bnot (?:been|yet)\b")
"""What is said of how things are, and no order: "she has not passed urine since noon"."""

_BEFORE = re.compile(r"\b(?:before|first|prior|antes)\b")

_AFTER = re.compile(r"\b(?:after|once|waits?)\b")

_SPARES = re.compile(
    r"\b(?:keep|away|off|out|free|only|other|instead|secret|save|protect|spare|until|till|before|after|rest|alone|safe)\b"
)
"""What may say a ban without a "not"."""

_ANYBODY = re.compile(r"\b(?:any(?:one|body)|every(?:one|body)|myself|any nurse)\b")


def turned(meant: Meant, mine: Sequence[Clause]) -> bool:
    """Whether something is denied that was not, or the other way round."""
    if _exchanged(meant, mine) or _open_to_all(meant, mine):
        return True
    if _said_from_the_other_side(meant, mine):
        return False
    if not any(one.bare for one in meant.clauses):
        for clause, fact in ((one, fact) for one in mine if not _bounds(meant, one) for fact in one.denied):
            sources = [half for half in meant.halves if any(is_in(fact, one.facts) for one in half)]
            if sources and not any(one.denies or (_ends(one) and not _ends(clause)) for one in meant.clauses):
                return True
    if _done_all_the_same(meant, mine):
        return True
    if not any(clause.denies or _ends(clause) for clause in mine):
        facts = [fact for clause in mine for fact in clause.facts]
        denying = [one for one in meant.clauses if not _put_off(one, mine) and not _STATES.search(one.words)]
        return any(one.bare or any(is_in(fact, facts) for fact in one.denied) for one in denying)
    if any(clause.bare for clause in mine):
        return False
    for fact in (fact for one in meant.clauses if not _STATES.search(one.words) for fact in one.denied):
        places = [clause for clause in mine if is_in(fact, clause.facts) and not is_in(fact, meant.when)]
        if places and not any(
            clause.denies or _ends(clause) or clause.carried or _shares_denial(clause, mine) for clause in places
        ):
            return True
    return False


def _shares_denial(clause: Clause, mine: Sequence[Clause]) -> bool:
    """The first of two things of which one word denies both: "aspirin and heparin are off limits"."""
    behind = next((one for one, before in zip(mine[1:], mine, strict=False) if before is clause), None)
    return behind is not None and behind.joined and behind.denies and len(clause.facts) == 1


def _done_all_the_same(meant: Meant, mine: Sequence[Clause]) -> bool:
    """Whether all that a ban is about was said of something that is to be done: "tell the son the diagnosis" for
    "do not discuss the diagnosis with the son"."""
    if any(clause.denies or _ends(clause) or _SPARES.search(clause.words) for clause in mine):
        return False
    for one in (one for one in meant.halves[1] if one.denied):
        about = [fact for fact in one.facts if is_telling(fact) and not is_in(fact, one.denied)]
        for clause in mine:
            telling = [fact for fact in clause.facts if is_telling(fact)]
            said = len(about) > 1 and all(is_in(fact, telling) for fact in about)
            if said and all(is_in(fact, meant.whole) for fact in telling):
                return True
    return False


def _open_to_all(meant: Meant, mine: Sequence[Clause]) -> bool:
    """Whether anybody may do what only some may."""
    only = re.search(r"\bonly\b", meant.told.text) and not _ANYBODY.search(meant.told.text)
    return bool(only) and any(_ANYBODY.search(clause.words) and "only" not in clause.words for clause in mine)


def _said_from_the_other_side(meant: Meant, mine: Sequence[Clause]) -> bool:
    """Not below 55 is only from 55 on."""
    wanted = {fact.name for fact in meant.whole} & {"above", "below"}
    said = {fact.name for clause in mine for fact in clause.facts} & {"above", "below"}
    denied = any(one.denies for one in meant.clauses)
    return len(wanted) == len(said) == 1 and wanted != said and denied is not any(one.denies for one in mine)


def _exchanged(meant: Meant, mine: Sequence[Clause]) -> bool:
    """Whether "A, not B" has become "B, not A"."""
    unlike, like = _contrasted(meant.clauses)
    refused, asserted = _contrasted(mine)
    unlike, like = (
        [fact for fact in unlike if not is_in(fact, like)],
        [fact for fact in like if not is_in(fact, unlike)],
    )
    if bool(unlike) and share(refused, like) and share(asserted, unlike):
        return True
    then = meant.halves[1]
    banned, bid = [fact for one in then for fact in one.denied], _bidden(then)
    refused = [fact for one in mine for fact in one.denied if not is_in(fact, meant.when)]
    return share(refused, bid) and share(_bidden(mine), banned)


def _bidden(spoken: Sequence[Clause]) -> list[Fact]:
    """What clauses name that deny nothing, and others before their "not"; only if none denies it."""
    denied = [fact for one in spoken for fact in one.denied]
    named = []
    for one in spoken:
        head = one.words.partition(" not ")[0] if one.denies and " not " in one.words else one.words
        if one.denies and head == one.words:
            continue
        named += [fact for fact in one.facts if is_telling(fact) and fact.words in head]
    return [fact for fact in named if not is_in(fact, denied) and fact.sort is Sort.word]


def _contrasted(spoken: Sequence[Clause]) -> tuple[list[Fact], list[Fact]]:
    """What is named behind a "not", and what by the other clauses."""
    behind = [one for one in spoken if one.denies and one.words.startswith(("not ", "no "))]
    named = [fact for one in behind for fact in one.facts if is_telling(fact)]
    return named, [fact for one in spoken if one not in behind for fact in one.facts if is_telling(fact)]


def _ends(clause: Clause) -> bool:
    """Whether it ends something: what is taken off is off, what finishes is stopped."""
    return any(fact.name in ("remove", "finish", "cancel", "deny") for fact in clause.facts)


def _put_off(one: Clause, mine: Sequence[Clause]) -> bool:
    """Not A before B is B before A, as is B first, not A; and not A until B is A after B."""
    first = _around_before(one)[1] if one.denies else ()
    if one.denies and _UNTIL.search(one.words) and any(_AFTER.search(clause.words) for clause in mine):
        return True
    later = one.facts if one.denies and (one.words.startswith("not ") or one.words.endswith(" first")) else ()
    around = [_around_before(clause) for clause in mine]
    return any(share(first, before) or share(later, after) for before, after in around)


def _around_before(clause: Clause) -> tuple[Sequence[Fact], Sequence[Fact]]:
    at = next((n for n, fact in enumerate(clause.facts) if fact.name == "before"), len(clause.facts))
    return clause.facts[:at] if at < len(clause.facts) else (), clause.facts[at + 1 :]


def _bounds(meant: Meant, clause: Clause) -> bool:
    """Nothing new "till she was rung" is to ring her "before" anything new."""
    words = " ".join(one.words for one in meant.clauses)
    started = _BEFORE.search(words) or _AFTER.search(words)
    return bool(
        (_UNTIL.search(clause.words) and not _UNTIL.search(words) and started)
        or (_BEFORE.search(clause.words) and not _BEFORE.search(words) and _UNTIL.search(words))
    )
