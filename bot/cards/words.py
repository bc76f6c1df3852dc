"""Words: every sentence that the bot says, in the reader's language. English is the key, catalogues the rest."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from bot.care.errors import CareError
from bot.chat.card import Span

CATALOGUES = Path(__file__).parent.parent / "locale"
LANGUAGES = ("en", *sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()))

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Words:
    """Sentences in one language."""

    def __init__(self, language: str, catalogue: Mapping[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence with its `{placeholders}` filled in. A value is put in as it is, braces and all."""
        translated = self._catalogue.get(sentence, sentence)
        return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), translated)

    def spans(self, sentence: str, **values: Span) -> tuple[Span, ...]:
        """The sentence with spans in place of its `{placeholders}`."""
        parts = _PLACEHOLDER.split(self._catalogue.get(sentence, sentence))
        filled = [values[part] if odd % 2 else part for odd, part in enumerate(parts)]
        return tuple(part for part in filled if part != "")

    def error(self, error: CareError) -> str:
        """A refusal, ready to be read."""
        return self(error.text, **error.values)


@lru_cache
def words(language: str) -> Words:
    """The words of a language; English where there is no catalogue."""
    path = CATALOGUES / language / "LC_MESSAGES" / "stitch.po"
    if language not in LANGUAGES or not path.exists():
        return Words("en", {})
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return Words(
        language, {str(one.id): str(one.string) for one in catalogue if one.id and one.string and not one.fuzzy}
    )
