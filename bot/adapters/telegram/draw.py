"""Drawing: a card as one Telegram message of plain text, entities and an inline keyboard.

Text that people wrote is never markup: it is sent without a parse mode, and only our own spans get entities.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, User
from telegram.constants import MessageEntityDateTimeFormats, MessageEntityType, MessageLimit

from bot.chat.card import Bold, Button, Card, Code, Line, Link, Mention, Span, Style, When
from bot.chat.text import span_text

ON_A_LINE = "+"
"""Marks the button of a line: pressing it must not take the place of the whole list."""

ROW_CHARACTERS = 28
ROW_BUTTONS = 4
KEYS = 96


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as the Bot API takes it."""

    text: str
    entities: tuple[MessageEntity, ...]
    keyboard: InlineKeyboardMarkup | None


@dataclass(slots=True)
class _Text:
    """Text that grows, with entities at offsets in UTF-16 code units."""

    parts: list[str] = field(default_factory=list)
    units: int = 0
    entities: list[MessageEntity] = field(default_factory=list)

    def add(self, text: str) -> int:
        """Append; returns the length in UTF-16 code units."""
        length = units(text)
        self.parts.append(text)
        self.units += length
        return length


def draw(card: Card, *, link: str | None = None) -> Drawn:
    """Draw a card. With `link`, the bot's own t.me address, items open in the direct message with the bot, as
    in a group they must; without it they open by a button below."""
    text = _Text()
    _spans(text, card.title, card.locale)
    cut = False
    for line in card.lines:
        before = (len(text.parts), text.units, len(text.entities))
        _line(text, line, card.locale, link)
        if text.units > MessageLimit.MAX_TEXT_LENGTH - 4:
            del text.parts[before[0] :], text.entities[before[2] :]
            text.units = before[1]
            text.add("\n…")
            cut = True
            break
    whole = "".join(text.parts)
    if not cut and text.units > MessageLimit.MAX_TEXT_LENGTH:
        whole = _shortened(whole)
    entities = tuple(text.entities[: MessageLimit.MESSAGE_ENTITIES])
    return Drawn(whole or card.fallback, entities, _keyboard(card, link))


def plain(drawn: Drawn) -> Drawn:
    """The same without entities, for a server that refuses one of them."""
    return Drawn(drawn.text, (), drawn.keyboard)


def alert(card: Card) -> str | None:
    """A card without buttons as the words of an alert, which only who pressed sees; None if it does not fit."""
    if card.buttons or any(line.buttons or line.opens for line in card.lines):
        return None
    lines = [card.title, *(line.spans for line in card.lines)]
    words = "\n".join("".join(span_text(span, card.locale) for span in spans) for spans in lines)
    return words if len(words) <= 200 else None


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def deep_link(link: str, button: Button) -> str:
    """A link that opens the bot's chat and acts there as the button would."""
    return f"{link}?start=p-{button.action}-{button.handle}"


def _line(text: _Text, line: Line, locale: str, link: str | None) -> None:
    text.add("\n\n" if line.style is Style.heading else "\n")
    start = text.units
    if line.opens is not None:
        begin = text.units
        length = text.add(line.opens.label)
        if link:
            url = deep_link(link, line.opens)
            text.entities.append(MessageEntity(MessageEntityType.TEXT_LINK, begin, length, url=url))
        text.add(" ")
    _spans(text, line.spans, locale)
    if line.style is Style.heading and text.units > start:
        text.entities.append(MessageEntity(MessageEntityType.BOLD, start, text.units - start))


def _spans(text: _Text, spans: Iterable[Span], locale: str) -> None:
    for span in spans:
        begin = text.units
        length = text.add(span_text(span, locale))
        if length and (entity := _entity(span, begin, length)):
            text.entities.append(entity)


def _entity(span: Span, offset: int, length: int) -> MessageEntity | None:
    match span:
        case Bold():
            return MessageEntity(MessageEntityType.BOLD, offset, length)
        case Code():
            return MessageEntity(MessageEntityType.CODE, offset, length)
        case Link(url=url):
            return MessageEntity(MessageEntityType.TEXT_LINK, offset, length, url=url)
        case Mention(user=user) if user and user.isdecimal():
            who = User(int(user), span.name, is_bot=False)
            return MessageEntity(MessageEntityType.TEXT_MENTION, offset, length, user=who)
        case When(whole_day=False):
            # Where many read, each sees it in their own zone; else the text stands and a tap shows the moment.
            shape = MessageEntityDateTimeFormats.LOCALIZED_WEEKDAY_SHORT_DATE_SHORT_TIME if span.shared else None
            return MessageEntity(
                MessageEntityType.DATE_TIME, offset, length, date_time_format=shape, unix_time=span.at
            )
        case _:
            return None


def _keyboard(card: Card, link: str | None) -> InlineKeyboardMarkup | None:
    rows: list[list[InlineKeyboardButton]] = []
    opens = [line.opens for line in card.lines if line.opens is not None and not link]
    rows += _rows((one.label, ON_A_LINE + one.data) for one in opens)
    acts = [
        (f"{button.label} {line.opens.label}" if line.opens else button.label, ON_A_LINE + button.data)
        for line in card.lines
        for button in line.buttons
    ]
    rows += _rows(acts)
    rows += _rows((button.label, button.data) for button in card.buttons)
    kept: list[list[InlineKeyboardButton]] = []
    for row in reversed(rows):  # the card's own buttons come last and matter most
        if sum(len(one) for one in kept) + len(row) <= KEYS:
            kept.insert(0, row)
    return InlineKeyboardMarkup(kept) if kept else None


def _rows(labels: Iterable[tuple[str, str]]) -> list[list[InlineKeyboardButton]]:
    """Buttons side by side as long as they can be read on a phone."""
    rows: list[list[InlineKeyboardButton]] = []
    width = 0
    for label, data in labels:
        width += len(label)
        if not rows or width > ROW_CHARACTERS or len(rows[-1]) == ROW_BUTTONS:
            rows.append([])
            width = len(label)
        rows[-1].append(InlineKeyboardButton(label, callback_data=data))
    return rows


def _shortened(text: str) -> str:
    limit = (MessageLimit.MAX_TEXT_LENGTH - 2) * 2
    return text.encode("utf-16-le")[:limit].decode("utf-16-le", "ignore") + "…"
