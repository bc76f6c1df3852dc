"""The words that the grader knows: each phrase stands for one thing, and what may be mistaken is never one."""

from collections import Counter
from importlib.resources import files

from bot.language import drugs, nursing

LINES = [
    line.partition(": ")
    for line in files("bot.language").joinpath("thesaurus.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_a_phrase_stands_once_and_is_no_medicine() -> None:
    phrases = Counter(phrase for _, _, listed in LINES for phrase in listed.split("|"))
    assert {phrase: times for phrase, times in phrases.items() if times > 1} == {}
    names = {phrase: name for name, _, listed in LINES for phrase in listed.split("|")}
    assert {p: n for p, n in names.items() if p in drugs.NAMES and drugs.NAMES[p] != n} == {}


def test_a_name_stands_once() -> None:
    assert [name for name, times in Counter(name for name, *_ in LINES).items() if times > 1] == []


def test_every_phrase_can_be_found() -> None:
    phrases = [phrase for _, _, listed in LINES for phrase in listed.split("|")]
    assert [phrase for phrase in phrases if phrase != " ".join(phrase.casefold().split())] == []
    assert max(len(phrase.split()) for phrase in phrases) <= nursing.LONGEST
