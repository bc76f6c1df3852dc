"""Doubts as text: a draft keeps what is still to be asked until somebody answers."""

from pydantic import TypeAdapter

from bot.language.reading import Doubt

_DOUBTS = TypeAdapter(tuple[Doubt, ...])


def to_text(doubts: tuple[Doubt, ...]) -> str:
    """JSON, for `from_text`."""
    return _DOUBTS.dump_json(doubts).decode()


def from_text(text: str) -> tuple[Doubt, ...]:
    """What `to_text` made; nothing from an empty text."""
    return _DOUBTS.validate_json(text) if text else ()
