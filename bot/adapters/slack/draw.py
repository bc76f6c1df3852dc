"""Drawing: a card as Block Kit. What people wrote goes into rich text, or escaped into mrkdwn: it is no markup."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.chat.card import Bold, Button, Card, Code, Line, Link, Mention, Span, Style, When
from bot.chat.text import card_text, span_text

Block = dict[str, Any]

BLOCKS = 50
TEXT = 3000
LABEL = 75
ROW = 10
"""Buttons in one block: Slack takes 25, and more of them than this are hard to find one's way in."""

ON_A_LINE = "line"
ON_THE_CARD = "card"
"""How an action id begins: a press on a line must not take the place of the whole list."""

_INVISIBLE = "\u2060"
_MARKS = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        **{mark: f"{_INVISIBLE}{mark}{_INVISIBLE}" for mark in "*_~`"},
    }
)


def draw(card: Card, limit: int = BLOCKS) -> list[Block]:
    """The blocks of a card: at most `limit`. A long list first loses its buttons to act, then its last lines."""
    blocks = _blocks(card, rich=True)
    if len(blocks) > limit:
        blocks = _blocks(card, rich=False)
    if len(blocks) > limit:
        end = _actions(card.buttons, ON_THE_CARD)
        blocks = [*blocks[: limit - 1 - len(end)], _section("…"), *end]
    return blocks


def plain(card: Card) -> list[Block]:
    """The card without any styling, for a server that refuses a block."""
    text = card_text(card)[:TEXT] or card.fallback
    blocks: list[Block] = [{"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}]
    return [*blocks, *_actions(card.buttons, ON_THE_CARD)]


def rich(lines: Iterable[Line], locale: str) -> list[Block]:
    """Lines as rich text, without their buttons."""
    return _rich_text([_elements(line.spans, line.style, locale) for line in lines])


def _blocks(card: Card, *, rich: bool) -> list[Block]:
    blocks: list[Block] = []
    text = [_elements(card.title, Style.plain, card.locale)] if card.title else []
    for number, line in enumerate(card.lines):
        if line.opens is None and not line.buttons:
            text.append(_elements(line.spans, line.style, card.locale))
            continue
        blocks += _rich_text(text)
        text = []
        buttons = tuple(one for one in (line.opens, *line.buttons) if one is not None)
        if rich and len(buttons) > 1:
            blocks.append(_section(_mrkdwn(line, card.locale)))
            blocks += _actions(buttons, ON_A_LINE, number)
        else:
            blocks.append(_section(_mrkdwn(line, card.locale), _button(buttons[0], f"{ON_A_LINE}:{number}:0")))
    blocks += _rich_text(text)
    return blocks + _actions(card.buttons, ON_THE_CARD)


def _rich_text(lines: Sequence[list[Block]]) -> list[Block]:
    """Lines in one block, each on a line of its own."""
    if not lines:
        return []
    elements = list(lines[0])
    for line in lines[1:]:
        elements += [{"type": "text", "text": "\n"}, *line]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _elements(spans: Iterable[Span], style: str, locale: str) -> list[Block]:
    elements = [_rich(span, locale, bold=style == Style.heading) for span in spans]
    return [one for one in elements if one.get("text") != ""] or [{"type": "text", "text": " "}]


def _rich(span: Span, locale: str, *, bold: bool) -> Block:
    words = span_text(span, locale)
    match span:
        case Mention(user=user) if user:
            return {"type": "user", "user_id": user}
        case Link(url=url):
            return {"type": "link", "url": url, "text": words}
        case Code():
            return {"type": "text", "text": words, "style": {"code": True}}
        case _:
            style = {"style": {"bold": True}} if bold or isinstance(span, Bold) else {}
            return {"type": "text", "text": words} | style


def _mrkdwn(line: Line, locale: str) -> str:
    parts = []
    for span in line.spans:
        words = span_text(span, locale)
        if not isinstance(span, When):  # no person wrote it, and a zone such as America/New_York is to stay whole
            words = words.translate(_MARKS)
        match span:
            case Mention(user=user) if user:
                parts.append(f"<@{user}>")
            case Bold() if words.strip():
                parts.append(f"*{words}*")
            case _:
                parts.append(words)
    return "".join(parts)


def _section(text: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": text[:TEXT] or "…", "verbatim": True}}
    return block | ({"accessory": accessory} if accessory else {})


def _actions(buttons: Sequence[Button], where: str, line: int = 0) -> list[Block]:
    drawn = [_button(one, f"{where}:{line}:{number}") for number, one in enumerate(buttons)]
    return [{"type": "actions", "elements": drawn[at : at + ROW]} for at in range(0, len(drawn), ROW)]


def _button(button: Button, action_id: str) -> Block:
    label = button.label if len(button.label) <= LABEL else button.label[: LABEL - 1] + "…"
    drawn: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "action_id": action_id,
        "value": button.data,
    }
    return drawn if button.style == Style.plain else drawn | {"style": button.style.value}
