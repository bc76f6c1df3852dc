"""Below a handoff, a question is told from what only says that it was read."""

import pytest

from bot.language.asking import asks_something


@pytest.mark.parametrize(
    "words",
    ["allergies", "who has the key", "ok, who has the key?", "ok?", "K-17 is on heparin", "¿quién tiene la llave?",
     "it is the left knee, yes?", "thanks, I would like to know about the drain"],
)  # fmt: skip
def test_these_ask(words: str) -> None:
    assert asks_something(words)


@pytest.mark.parametrize(
    "words", ["ok", "Ok, thanks!", "got it, thank you so much", "I accept.", "👍", "sí, gracias", "Lo acepto", "…"]
)
def test_these_do_not(words: str) -> None:
    assert not asks_something(words)
