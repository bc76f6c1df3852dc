"""Keys: the sentences of the bot, found in its source. `make words` lets Babel put them into the catalogues."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

PLACEHOLDER = re.compile(r"\{(\w+)\}")
REFUSALS = frozenset(("CareError", "Naming", "NotAllowed", "NotFound", "AlreadyClosed", "NotARoster"))
PASSED_ON = frozenset(("topic.summary", "example", "next(iter(reply.errors.values()))"))
"""What is no literal where it is said: it is a key where it is written, or has been said already."""


@dataclass(frozen=True, slots=True)
class Key:
    """A sentence in English. `values` are the names that it is filled in with; None where that cannot be seen."""

    sentence: str
    line: int
    values: frozenset[str] | None


def extract(file: IO[bytes], keywords: object, tags: object, options: object) -> Iterator[tuple[object, ...]]:
    """The keys of a file, as Babel wants them."""
    for key in keys(ast.parse(file.read())):
        yield key.line, None, key.sentence, []


def keys(tree: ast.AST) -> Iterator[Key]:
    """Every sentence of a module. Raises ValueError for one that is put together, which nobody could translate."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: call.lineno):
        if isinstance(node.func, ast.Name) and node.func.id == "Topic":
            for literal in ast.walk(ast.Tuple(elts=node.args[1:])):
                if isinstance(literal, ast.Constant):
                    yield Key(str(literal.value), literal.lineno, None)
        elif _says(node.func) and node.args and ast.unparse(node.args[0]) not in PASSED_ON:
            yield _key(node)


def _says(called: ast.expr) -> bool:
    """`say(…)`, `reader.say(…)`, `say.spans(…)`, `words(language)(…)`, or the making of a refusal."""
    match called:
        case ast.Name(id=name):
            return name == "say" or name in REFUSALS
        case ast.Attribute(attr=name):
            return name in ("say", "spans")
        case ast.Call(func=ast.Name(id="words")):
            return True
        case _:
            return False


def _key(node: ast.Call) -> Key:
    match node.args[0]:
        case ast.Constant(value=str(sentence)):
            named = [word.arg for word in node.keywords]
            return Key(sentence, node.lineno, None if None in named else frozenset(name for name in named if name))
        case other:
            raise ValueError(f"line {node.lineno}: {ast.unparse(other)} is no sentence in one piece")
