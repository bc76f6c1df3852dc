"""Which kinds a grammar rule cannot do without, so that most rules need not run over most messages."""

import re

_PIECE = re.compile(r"\(\?[=!]|\(\?<[=!]|\(\?P<\w+>|\(\?:|\(|\)|\||[A-Z][A-Z0-9]*|\{\d*,?\d*\}|[?*+^$]|\s+|.")
Needs = list[frozenset[str]]


def needed(pattern: str) -> Needs:
    """The kinds of which a match has at least one, for each place that a match must have."""
    pieces = [piece for piece in _PIECE.findall(pattern) if not piece.isspace()]
    needs, end = _either(pieces, 0)
    return needs if end == len(pieces) else []


def _either(pieces: list[str], at: int) -> tuple[Needs, int]:
    branches: list[Needs] = []
    while True:
        needs, at = _sequence(pieces, at)
        branches.append(needs)
        if at >= len(pieces) or pieces[at] != "|":
            break
        at += 1
    if len(branches) == 1:
        return branches[0], at
    if not all(branches):
        return [], at
    return [frozenset().union(*(min(needs, key=len) for needs in branches))], at


def _sequence(pieces: list[str], at: int) -> tuple[Needs, int]:
    needs: Needs = []
    while at < len(pieces) and pieces[at] not in "|)":
        piece, at = pieces[at], at + 1
        mine: Needs = []
        if piece.startswith("("):
            mine, at = _either(pieces, at)
            at += 1
            if piece[2:3] in "=!" or piece[2:4] in ("<=", "<!"):
                mine = []
        elif piece[0].isalpha() and piece[0].isupper():
            mine = [frozenset((piece,))]
        if at < len(pieces) and (pieces[at] in ("?", "*") or pieces[at].startswith("{0")):
            mine, at = [], at + 1
        elif at < len(pieces) and (pieces[at] == "+" or pieces[at].startswith("{")):
            at += 1
        if at < len(pieces) and pieces[at] == "?":
            at += 1
        needs += mine
    return needs, at
