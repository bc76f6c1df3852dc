"""Messages, cards and forms as the JSON that the page and scripts read: plain text in every field, no markup."""

from dataclasses import replace
from datetime import UTC
from typing import NotRequired, TypedDict

from bot.adapters.web.archive import Stored
from bot.adapters.web.workspace import BOT, DM, Persona, Workspace
from bot.chat.card import Bold, Button, Card, Code, Field, Line, Link, Mention, Question, Span, When
from bot.chat.text import card_text, clean, line_text, span_text


class DrawnSpan(TypedDict):
    type: str
    text: str
    url: NotRequired[str]
    user: NotRequired[str]
    at: NotRequired[str]


class DrawnButton(TypedDict):
    label: str
    action: str
    handle: str
    value: str
    style: str


class DrawnLine(TypedDict):
    text: str
    spans: list[DrawnSpan]
    style: str
    opens: DrawnButton | None
    buttons: list[DrawnButton]


class DrawnCard(TypedDict):
    title: list[DrawnSpan]
    lines: list[DrawnLine]
    buttons: list[DrawnButton]


class DrawnOption(TypedDict):
    value: str
    label: str


class DrawnField(TypedDict):
    name: str
    label: str
    kind: str
    options: list[DrawnOption]
    value: str | list[str]
    optional: bool
    hint: str
    max_length: int


class DrawnQuestion(TypedDict):
    handle: str
    title: str
    intro: list[DrawnLine]
    fields: list[DrawnField]
    submit: str


DrawnMessage = TypedDict(
    "DrawnMessage",
    {
        "id": str,
        "channel": str,
        "thread": str | None,
        "from": str,
        "name": str,
        "at": str,
        "text": str,
        "private": bool,
        "changed": bool,
        "card": DrawnCard | None,
        "question": DrawnQuestion | None,
    },
)


def draw(message: Stored, viewer: Persona, workspace: Workspace) -> DrawnMessage:
    """One message as this person sees it: moments meant for many readers are in their own zone."""
    card = None if message.card is None else _in_zone(message.card, viewer.zone)
    author = workspace.person(message.author)
    return {
        "id": str(message.id),
        "channel": DM if message.channel.startswith("@") else message.channel,
        "thread": None if message.thread is None else str(message.thread),
        "from": message.author,
        "name": "Stitch" if message.author == BOT else author.name if author else message.author,
        "at": message.at.astimezone(UTC).isoformat(),
        "text": plain_text(message, viewer.zone),
        "private": message.seen_by is not None and not message.channel.startswith("@"),
        "changed": message.changed,
        "card": None if card is None else _card(card),
        "question": None if message.question is None else _question(message.question),
    }


def plain_text(message: Stored, zone: str) -> str:
    """All of a message in words, a line each."""
    parts = [cleaned_lines(message.text)] if message.text else []
    if message.card is not None:
        parts.append(card_text(_in_zone(message.card, zone)))
    if message.question is not None:
        question = message.question
        parts += [clean(question.title), *(line_text(line, question.locale) for line in question.intro)]
    return "\n".join(parts)


def cleaned_lines(text: str) -> str:
    """Text that a person wrote, with its line breaks but without characters that would disguise it."""
    return "\n".join(clean(line) for line in text.splitlines())


def _in_zone(card: Card, zone: str) -> Card:
    return replace(
        card,
        title=_spans_in_zone(card.title, zone),
        lines=tuple(replace(line, spans=_spans_in_zone(line.spans, zone)) for line in card.lines),
    )


def _spans_in_zone(spans: tuple[Span, ...], zone: str) -> tuple[Span, ...]:
    return tuple(
        replace(span, zone=zone) if isinstance(span, When) and span.shared and not span.whole_day else span
        for span in spans
    )


def _card(card: Card) -> DrawnCard:
    return {
        "title": [_span(span, card.locale) for span in card.title],
        "lines": [_line(line, card.locale) for line in card.lines],
        "buttons": [_button(button) for button in card.buttons],
    }


def _line(line: Line, locale: str) -> DrawnLine:
    return {
        "text": line_text(line, locale),
        "spans": [_span(span, locale) for span in line.spans],
        "style": line.style.value,
        "opens": None if line.opens is None else _button(line.opens),
        "buttons": [_button(button) for button in line.buttons],
    }


def _span(span: Span, locale: str) -> DrawnSpan:
    match span:
        case str():
            return {"type": "text", "text": span_text(span, locale)}
        case Bold() | Code():
            return {"type": span.type, "text": span_text(span, locale)}
        case Link():
            return {"type": "link", "text": span_text(span, locale), "url": span.url}
        case Mention():
            drawn: DrawnSpan = {"type": "mention", "text": span_text(span, locale)}
            return drawn if span.user is None else {**drawn, "user": span.user}
        case When():
            return {
                "type": "when",
                "text": span_text(span, locale),
                "at": span.at.astimezone(UTC).isoformat(),
            }


def _button(button: Button) -> DrawnButton:
    return {
        "label": clean(button.label),
        "action": button.action,
        "handle": button.handle,
        "value": button.value,
        "style": button.style.value,
    }


def _question(question: Question) -> DrawnQuestion:
    return {
        "handle": question.handle,
        "title": clean(question.title),
        "intro": [_line(line, question.locale) for line in question.intro],
        "fields": [_field(field) for field in question.fields],
        "submit": clean(question.submit),
    }


def _field(field: Field) -> DrawnField:
    return {
        "name": field.name,
        "label": clean(field.label),
        "kind": field.kind.value,
        "options": [{"value": option.value, "label": clean(option.label)} for option in field.options],
        "value": field.value if isinstance(field.value, str) else list(field.value),
        "optional": field.optional,
        "hint": clean(field.hint),
        "max_length": field.max_length,
    }
