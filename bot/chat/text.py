"""Moments and cards as plain text: what every platform falls back to, so that all of them read the same."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_name

from bot.chat.card import Bold, Card, Code, Line, Link, Mention, Span, When

_BIDI_AND_CONTROL = {
    **{code: None for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: None,
    **dict.fromkeys(range(0x80, 0xA0)),
    **dict.fromkeys(range(0x202A, 0x202F)),
    **dict.fromkeys(range(0x2066, 0x206A)),
    0x200E: None,
    0x200F: None,
}


def clean(text: str) -> str:
    """Text that people wrote, in one line, without control and direction characters that would disguise it."""
    return " ".join(text.translate(_BIDI_AND_CONTROL).split())


def moment(when: When, locale: str) -> str:
    """`Tue 24 Nov, 09:00 (America/Chicago)`: absolute, in its zone."""
    local = when.at.astimezone(_zone(when.zone))
    day = format_date(local, "EEE d MMM y" if when.year else "EEE d MMM", locale=locale)
    return day if when.whole_day else f"{day}, {local:%H:%M} ({when.zone})"


def short_zone(at: datetime, zone: str, locale: str) -> str:
    """`CST`, or `GMT+3` where people have no shorter name."""
    return get_timezone_name(at.astimezone(_zone(zone)), width="short", locale=locale)


def span_text(span: Span, locale: str) -> str:
    """One span without any markup. Plain text keeps a blank at its ends, which parts it from its neighbours."""
    match span:
        case str():
            words = clean(span)
            return f"{' ' * span.startswith(' ')}{words}{' ' * (span.endswith(' ') and bool(words))}"
        case Bold(text) | Code(text) | Link(text):
            return clean(text)
        case Mention():
            return clean(span.name)
        case When():
            return moment(span, locale)


def line_text(line: Line, locale: str) -> str:
    """One line without any markup."""
    return "".join(span_text(span, locale) for span in line.spans)


def card_text(card: Card) -> str:
    """The whole card as text, a line each. What a line opens comes first by its label; buttons are left out."""
    lines = [
        f"{line.opens.label} {line_text(line, card.locale)}" if line.opens else line_text(line, card.locale)
        for line in card.lines
    ]
    return "\n".join(["".join(span_text(span, card.locale) for span in card.title), *lines])


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
