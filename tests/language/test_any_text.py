"""Whatever is typed: no exception, spans within the text, no word that was not there, linear time."""

import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.language.dump import split
from bot.language.schedule import read_hours, read_schedule, read_when
from tests.language.setting import NOW, ZONE, said

WORDS = st.sampled_from(
    "call the lab at 3 pm tomorrow every monday in 2 hours for K-17 !K-18 @omar stat , . : - / 12/3 until next "
    "week first of month 0800 q4h mañana a las tres cada lunes not before after half quarter to from between "
    "and 31 2026 feb 30 99:99 24:00 ( ) ? ! \n 1/2 week year ago last when waiting on may sun".split(" ")
)
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)
TEXTS = SENTENCES | st.text(max_size=200)
LOCALES = st.sampled_from(["en", "en-GB", "es", "de", ""])


@settings(max_examples=400, deadline=None)
@given(TEXTS, LOCALES)
@example("3 until 3 3 feb until tomorrow", "en")
def test_every_text_is_read(text: str, locale: str) -> None:
    reading = said(text, locale)
    assert all(0 <= span.start < span.end <= len(text) for span in reading.spans)
    assert words(reading.what) <= words(text)
    assert reading.end is None or (reading.when is not None and reading.end > reading.when)
    assert not (reading.rrule and reading.interval)
    assert all(moment is None or moment.tzinfo is not None for moment in (reading.when, reading.end))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_text_is_taken_by_the_smaller_readers(text: str) -> None:
    assert all(text[piece.start : piece.end] == piece.text for piece in split(text))
    read_when(text, NOW, ZONE)
    read_schedule(text, ZONE)
    read_hours(text)


@pytest.mark.parametrize(
    "bit", ["1/2 ", "every ", "monday and ", "call the lab at 3. ", "@", "(", "a", "until ", "9 "]
)
def test_a_long_paste_takes_no_more_steps_than_its_length(bit: str) -> None:
    paste = (bit * 10_000)[:10_000]
    said(paste)  # what is kept for later is made
    assert steps(paste) < 20 * max(steps(paste[:1000]), 200)


def steps(text: str) -> int:
    """How many functions are called to read a text: no clock, which runs differently on every machine."""
    count = 0

    def called(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        said(text)
    finally:
        sys.setprofile(None)
    return count


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))
