"""Catalogues: every sentence of the bot in every language, filled in alike, and nothing that is said no more."""

import ast
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.adapters.slack.forms import CLOSE
from bot.adapters.web.forms import WORDS
from bot.cards.words import CATALOGUES, LANGUAGES, words
from bot.care.errors import CareError
from bot.handlers import COMMANDS
from bot.handlers.help import TOPICS
from bot.language.read import read
from bot.language.schedule import read_days, read_schedule, read_when
from bot.settings import Settings
from tests.cards.keys import PLACEHOLDER, REFUSALS, Key, keys
from tests.language.setting import PEOPLE, ZONE

ROOT = Path(__file__).parents[2]
ROOMS = (
    "cards",
    "care",
    "handlers",
    "aliasing.py",
    "endings.py",
    "router.py",
    "dialogue.py",
    "acceptance.py",
    "duties.py",
    "roster_offer.py",
    "roster_import.py",
    "language/roster_file.py",
    "turn.py",
    "store",
    "delivery.py",
    "app.py",
)
TRANSLATIONS = [language for language in LANGUAGES if language != "en"]
SAME = {
    "No",
    "20 min",
    "{n} min",
    "{n} h",
    "{n} d",
    "“{note}”",
    "{outcome}: #{number}",
    "“{words}”",
    "{mark} {what}",
}
"""What reads the same in Spanish."""

SHOWN = frozenset("label title fallback hint submit open_label text sentence summary intro spans".split())
SEVEN = datetime(2026, 11, 23, 7, tzinfo=ZONE)
COMMAND = re.compile(r"(?<![\w/])/([a-z]+)")


def modules() -> list[tuple[str, ast.Module]]:
    found = []
    for room in ROOMS:
        path = ROOT / "bot" / room
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            found.append((str(file.relative_to(ROOT)), ast.parse(file.read_text())))
    return found


MODULES = modules()
KEYS: list[tuple[str, Key]] = [(path, key) for path, tree in MODULES for key in keys(tree)]
SENTENCES = {key.sentence for _, key in KEYS}


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "stitch.po").open("rb") as file:
        return read_po(file, locale=language)


def translated(language: str) -> dict[str, str]:
    return {str(one.id): str(one.string) for one in catalogue(language) if one.id}


def test_there_is_spanish_and_the_settings_know_every_language() -> None:
    assert "es" in TRANSLATIONS
    assert set(get_args(Settings.model_fields["language"].annotation)) == set(LANGUAGES)
    assert set(CLOSE) == set(WORDS) == set(LANGUAGES)


def test_every_kind_of_refusal_is_looked_for() -> None:
    assert {CareError.__name__, *(one.__name__ for one in CareError.__subclasses__())} == REFUSALS


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    there = translated(language)
    assert sorted(SENTENCES - set(there)) == [], "missing: make words, then translate"
    assert sorted(set(there) - SENTENCES) == [], "said no more: make words"
    assert not catalogue(language).obsolete
    assert [sentence for sentence, string in there.items() if not string] == [], "not translated yet"
    assert {sentence for sentence, string in there.items() if sentence == string and sentence[0] != "/"} <= SAME


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_translation_is_only_a_guess(language: str) -> None:
    assert [one.id for one in catalogue(language) if one.id and one.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_placeholders_and_the_commands_of_its_sentence(language: str) -> None:
    for pattern in (PLACEHOLDER, COMMAND):
        differing = {
            sentence: string
            for sentence, string in translated(language).items()
            if Counter(pattern.findall(sentence)) != Counter(pattern.findall(string))
        }
        assert differing == {}


def test_every_placeholder_is_filled_in_where_it_is_said() -> None:
    differing = [
        f"{path}:{key.line}: {key.sentence}"
        for path, key in KEYS
        if key.values is not None and set(PLACEHOLDER.findall(key.sentence)) != key.values
    ]
    assert differing == []


def test_commands_that_are_named_exist() -> None:
    named = {name for sentence in SENTENCES for name in COMMAND.findall(sentence)}
    assert named <= set(COMMANDS)


def test_nothing_is_shown_that_nobody_could_translate() -> None:
    glued = [
        f"{path}:{words_.lineno}: {words_.value}"
        for path, tree in MODULES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for words_ in _bare(node)
    ]
    assert [one for one in glued if "America/Chicago" not in one] == []


def _bare(call: ast.Call) -> list[ast.Constant]:
    """Words in what a card, a button or a form is made of, other than through `say`."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name not in ("Card", "Button", "Line", "Field", "Question", "Option", "Bold", "note", "refusal"):
        return []
    shown = [word.value for word in call.keywords if word.arg in SHOWN]
    shown += call.args[:1] if name in ("Bold", "note", "refusal") else []
    return [found for value in shown for found in _literals(value)]


def _literals(value: ast.expr) -> list[ast.Constant]:
    match value:
        case ast.Constant(value=str(text)):
            return [value] if re.search(r"[^\W\d_]{2}", text) else []
        case ast.Tuple(elts=parts) | ast.JoinedStr(values=parts):
            return [found for part in parts for found in _literals(part)]
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            return [*_literals(left), *_literals(right)]
        case _:
            return []


def test_spanish_speaks_to_nobody_as_tu() -> None:
    familiar = re.compile(r"\b(?:tú|tu|tus|te|ti|tienes|puedes|quieres|revisa|prueba|elige|haz)\b", re.I)
    assert [string for string in translated("es").values() if familiar.search(string)] == []


EXAMPLES = [
    (example, words("es")(example))
    for topic in TOPICS
    for example in topic.examples
    if topic.name in ("followup", "task")
] + [
    (sentence.partition(": ")[2], words("es")(sentence).partition(": ")[2])
    for sentence in sorted(SENTENCES)
    if re.search(r": (?:/followup|/task|remind)[^/]*$", sentence)
]


def test_there_are_examples_to_read() -> None:
    assert len(EXAMPLES) > 8


@pytest.mark.parametrize(("english", "spanish"), EXAMPLES, ids=[english for english, _ in EXAMPLES])
def test_a_spanish_example_is_read_as_the_english_one(english: str, spanish: str) -> None:
    def meant(text: str, language: str) -> tuple[object, ...]:
        said = read(text.removeprefix("/task ").removeprefix("/followup "), SEVEN, ZONE, PEOPLE, language)
        return said.when, said.rrule, said.patient, said.owner, said.urgency, bool(said.waiting_on), said.doubts

    assert meant(spanish, "es") == meant(english, "en")


def test_spanish_schedules_are_read_as_the_english_ones() -> None:
    say = words("es")
    assert read_schedule(say("/huddle 7:30 weekdays"), ZONE) == read_schedule("7:30 weekdays", ZONE)
    assert read_days(say("/profile days mon-fri")) == (0, 1, 2, 3, 4)


@pytest.mark.parametrize("hint", ["tomorrow 9am, in 2h, friday 15:00", "tomorrow 9am, 2h, monday morning"])
def test_spanish_hints_for_a_time_are_read_as_the_english_ones(hint: str) -> None:
    for english, spanish in zip(hint.split(", "), words("es")(hint).split(", "), strict=True):
        assert read_when(spanish, SEVEN, ZONE, "es").when == read_when(english, SEVEN, ZONE).when


def test_what_a_command_is_for_fits_telegrams_menu() -> None:
    assert all(0 < len(words(language)(topic.summary)) <= 256 for language in LANGUAGES for topic in TOPICS)
