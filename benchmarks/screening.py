"""How much of what identifies somebody is found: `python -m benchmarks.screening FILE…`, as its last line JSON.

Each line of a file is `{"text", "spans": [{"start", "end", "type"}], "ignore"?: [...]}`. A labelled span counts as
found when every letter and digit of it is covered, titles and words such as "clinic" aside; one that is reported
is right when it touches a labelled one, and not counted within what is to be ignored. presidio-analyzer is
measured beside it when it is installed: with the small English model of spaCy when that is there too, else by its
patterns alone.
"""

import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.language.screening import screen

Span = tuple[int, int, str]

MODEL = "en_core_web_sm"

GENERIC = frozenset(
    """dr mr mrs ms miss mx prof doctor nurse mrn patient id site case record number no the a at in of and clinic
    hospital center medical office md rn np do jr sr ii iii apt suite""".split()
)
"""Words that identify nobody, whether they are marked or not."""

_WORD = re.compile(r"[^\W_]+")


def ours(text: str) -> list[Span]:
    """What Stitch finds."""
    return [(hit.start, hit.end, hit.kind.value) for hit in screen(text)]


def presidio(*, model: bool) -> Callable[[str], list[Span]]:
    """What presidio-analyzer finds, with all of its recognizers, or by its patterns alone."""
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    if not model:
        folder = Path(tempfile.mkdtemp())
        spacy.blank("en").to_disk(folder)
    models = [{"lang_code": "en", "model_name": MODEL if model else str(folder)}]
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine)
    return lambda text: [(one.start, one.end, one.entity_type) for one in analyzer.analyze(text, language="en")]


def measured(rows: list[dict[str, Any]], screener: Callable[[str], list[Span]]) -> dict[str, object]:
    """Recall by labelled class, precision by reported class, and how many harmless messages were touched."""
    wanted, found, told, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    harmless = touched = 0
    screener("call Rosa Marquez")
    began = time.perf_counter()
    reported = [screener(row["text"]) for row in rows]
    took = time.perf_counter() - began
    for row, spans in zip(rows, reported, strict=True):
        text, gold, ignored = row["text"], _places(row["spans"]), _places(row.get("ignore", ()))
        mine = {at for start, end, _ in spans for at in range(start, end)}
        for one in row["spans"]:
            wanted[one["type"]] += 1
            found[one["type"]] += _identifying(text, one["start"], one["end"]) <= mine
        wrong = 0
        for start, end, kind in spans:
            there = set(range(start, end))
            if there & gold or not there & ignored:
                told[kind] += 1
                right[kind] += bool(there & gold)
                wrong += not there & gold
        harmless += not gold
        touched += not gold and wrong > 0
    return {
        "recall": _share(found.total(), wanted.total()),
        "precision": _share(right.total(), told.total()),
        "harmless touched": _share(touched, harmless),
        "messages/s": round(len(rows) / took),
        "recall by class": {kind: (_share(found[kind], count), count) for kind, count in sorted(wanted.items())},
        "precision by class": {kind: (_share(right[kind], count), count) for kind, count in sorted(told.items())},
    }


def _identifying(text: str, start: int, end: int) -> set[int]:
    """Where the letters and digits stand that have to be found."""
    words = [word for word in _WORD.finditer(text, start, end) if word[0].lower() not in GENERIC]
    return {at for word in words for at in range(*word.span())}


def _places(spans: Iterable[dict[str, Any]]) -> set[int]:
    return {at for one in spans for at in range(one["start"], one["end"])}


def _share(part: int, of: int) -> float:
    return round(100 * part / of, 1) if of else 0.0


def main() -> None:
    """Print what each finds in each file."""
    systems: dict[str, Callable[[str], list[Span]]] = {"stitch": ours}
    if find_spec("presidio_analyzer"):
        model = find_spec(MODEL) is not None
        systems["presidio" if model else "presidio's patterns"] = presidio(model=model)
    figures: dict[str, dict[str, object]] = {}
    for name in sys.argv[1:]:
        rows = [json.loads(line) for line in Path(name).read_text().splitlines()]
        for system, screener in systems.items():
            figures[f"{system} {Path(name).stem}"] = told = measured(rows, screener)
            print(f"{system}, {Path(name).stem}, {len(rows)} messages")
            for what, value in told.items():
                print(f"    {what}: {value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
