"""What belongs together arrives together: commands, help, settings, files that stay small."""

import ast
from pathlib import Path

import pytest

from bot.handlers import ANSWERS, BUTTONS, COMMANDS
from bot.handlers.help import TOPICS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for path in (ROOT / "bot").rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py"))

UNTAUGHT = {"start", "home"}
"""Commands that platforms send by themselves."""


def test_every_command_has_a_help_topic_and_every_topic_a_command() -> None:
    assert {topic.name for topic in TOPICS} == set(COMMANDS) - UNTAUGHT


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_help_example_begins_with_its_command(topic) -> None:  # type: ignore[no-untyped-def]
    assert topic.examples
    assert all(example.split()[0] == f"/{topic.name}" for example in topic.examples)


def test_every_setting_is_explained_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text()
    names = {str(field.validation_alias or name).upper() for name, field in Settings.model_fields.items()}
    explained = {line.split("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")}
    assert explained == names


def test_button_actions_and_forms_fit_what_telegram_can_carry() -> None:
    assert all(len(action) <= 16 and ":" not in action for action in (*BUTTONS, *ANSWERS))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 500
    if text.strip():
        assert ast.get_docstring(tree), "a file opens with a sentence"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 80, f"{node.name} is too long"


def test_files_of_tests_stay_small_too() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in TESTS}
    assert {name: length for name, length in lengths.items() if length > 500} == {}
