"""Where one thing ends and the next begins in speech without a stop, as dictation writes it down."""

from collections.abc import Sequence

from bot.language.alike import is_in
from bot.language.facts import Fact
from bot.language.passages import Meant, weight

_LONG = 10
"""How many facts a clause has at least that is looked at: few people say as much in one breath."""

_CHANGE = 0.8
"""What it costs to go on to another thing: a word or two that two of them share is no reason."""

_FOREIGN = -0.5
"""What a word costs that belongs to another thing."""


def cuts(facts: Sequence[Fact], meant: Sequence[Meant]) -> list[int]:
    """The facts with which another thing begins: those by which most words stand with the thing they belong to
    (the best path of Viterbi, "Error bounds for convolutional codes", 1967)."""
    if len(facts) < _LONG:
        return []
    count: dict[str, int] = {}
    for one in meant:
        for name in {fact.name for fact in one.whole}:
            count[name] = count.get(name, 0) + 1
    gains = [_gains(fact, meant, count) for fact in facts]
    best, steps = list(gains[0]), []
    for gain in gains[1:]:
        top = max(range(len(best)), key=best.__getitem__)
        came = [state if best[state] > best[top] - _CHANGE else top for state in range(len(best))]
        best = [best[one] - _CHANGE * (one != state) + gain[state] for state, one in enumerate(came)]
        steps.append(came)
    state = max(range(len(best)), key=best.__getitem__)
    path = [state]
    for came in reversed(steps):
        state = came[state]
        path.append(state)
    path.reverse()
    return [at for at in range(1, len(path)) if path[at] != path[at - 1]]


def _gains(fact: Fact, meant: Sequence[Meant], count: dict[str, int]) -> list[float]:
    """What it says for each of the things; last, for none of them."""
    mine = [is_in(fact, one.whole) for one in meant]
    other = _FOREIGN if any(mine) else 0.0
    return [weight(fact, count) if own else other for own in mine] + [0.0]
