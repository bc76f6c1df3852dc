"""The lexicons: English, and Spanish in which English times are understood too (teams mix them)."""

import re

from bot.language import english, spanish
from bot.language.lexicon import Kinds, Lexicon, Line


def _mixed() -> dict[str, Kinds]:
    """English words that mean nothing else in Spanish, under the Spanish ones."""
    clashes = {
        "a",
        "an",
        "once",
        "mar",
        "me",
        "son",
        "come",
        "sea",
        "van",
        "as",
        "dos",
        "no",
        "la",
        "el",
        "y",
        "o",
    }
    english_only = {word: kinds for word, kinds in english.words().items() if word not in clashes}
    return {**english_only, **spanish.words()}


# One lexicon holds both sets of kinds, so that a rule is compiled once; two tables of words say which is read.
_ENGLISH = Lexicon(english.words(), english.glued(), also=_mixed())
_SPANISH = _ENGLISH.speaking(_mixed())


def rule(pattern: str) -> re.Pattern[str]:
    """Compile a grammar rule; see `Lexicon.rule`."""
    return _ENGLISH.rule(pattern)


def anchor(pattern: str) -> frozenset[str]:
    """The characters of which every match of the rule has one; see `Lexicon.anchor`."""
    return _ENGLISH.anchor(pattern)


def line(text: str, locale: str) -> tuple[Line, bool]:
    """The message as a line, and whether it was read as Spanish."""
    if locale.startswith("es"):
        return _SPANISH.line(text), True
    read = _ENGLISH.line(text)
    if any(token.word in spanish.TELLING for token in read.tokens):
        return _SPANISH.line(text), True
    return read, False
