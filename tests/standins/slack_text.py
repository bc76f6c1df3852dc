"""Slack messages and views as a person reads them, and whom they would ring."""

import re
from collections.abc import Iterator
from typing import Any

from tests.standins.slack_elements import SELECTS
from tests.standins.slack_workspace import Message, View

Json = dict[str, Any]

_TOKEN = re.compile(r"<([^<>]*)>")
_STYLED = re.compile(r"(?<![\w`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w`])")


def text_of(shown: Message | View) -> str:
    """Everything that stands there, a line for each block; buttons and menus are in brackets."""
    names = {id: user.name for id, user in shown.workspace.users.items()}
    names |= {id: channel.name for id, channel in shown.workspace.channels.items()}
    if isinstance(shown, Message):
        if not shown.blocks:
            return mrkdwn_text(shown.text, names)
        return "\n".join(_lines(shown.blocks, names))
    lines = [shown.title] if shown.title else []
    lines += _lines(shown.blocks, names)
    if shown.body.get("submit"):
        lines.append(f"[{shown.body['submit']['text']}]")
    return "\n".join(lines)


def pings(message: Message) -> set[str]:
    """Who is rung by it: user ids, and the words channel, here, everyone."""
    found: set[str] = set()
    texts = [message.text] if not message.blocks else []
    for one in _every(message.blocks):
        if one.get("type") == "mrkdwn":
            texts.append(one["text"])
        elif one.get("type") == "user":
            found.add(one["user_id"])
        elif one.get("type") == "broadcast":
            found.add(one["range"])
    for text in texts:
        found |= {token.lstrip("@!").partition("|")[0] for token in _TOKEN.findall(text) if token[:1] == "@"}
        found |= {word for word in ("channel", "here", "everyone") if re.search(rf"<!{word}(\|[^>]*)?>", text)}
    return found


def mrkdwn_text(text: str, names: dict[str, str]) -> str:
    """Slack's markup as plain text: mentions by name, links by their label."""

    def token(match: re.Match[str]) -> str:
        address, _, label = match[1].partition("|")
        if address[:1] in ("@", "#"):
            return str(address[0] + (names.get(address[1:]) or label or address[1:]))
        if address.startswith("!date^"):
            return label
        if address[:1] == "!":
            return label or "@" + address[1:].partition("^")[0]
        return label or address

    text = _TOKEN.sub(token, text)
    while (plain := _STYLED.sub(r"\2", text)) != text:
        text = plain
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lines(blocks: list[Json], names: dict[str, str]) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "section":
                parts = [block["text"]] if block.get("text") else []
                line = "\n".join(_text(one, names) for one in [*parts, *block.get("fields", [])])
                yield line + (f" {element_text(block['accessory'])}" if block.get("accessory") else "")
            case "header":
                yield _text(block["text"], names)
            case "context":
                yield " ".join(_text(one, names) for one in block["elements"])
            case "actions":
                yield " ".join(element_text(one) for one in block["elements"])
            case "input":
                yield f"{block['label']['text']}: {element_text(block['element'])}"
                if block.get("hint"):
                    yield block["hint"]["text"]
            case "image":
                yield f"({block['alt_text']})"
            case "markdown":
                yield block["text"]
            case "rich_text":
                for part in block["elements"]:
                    yield from _rich(part, names)
            case "divider":
                yield "---"
            case other:
                raise AssertionError(f"how does {other!r} look?")


def _text(text: Json, names: dict[str, str]) -> str:
    if text["type"] == "image":
        return f"({text['alt_text']})"
    return mrkdwn_text(text["text"], names) if text["type"] == "mrkdwn" else str(text["text"])


def element_text(element: Json) -> str:
    """What a button or menu shows at first."""
    kind = element["type"]
    if kind == "button":
        return f"[{element['text']['text']}]"
    if kind == "image":
        return f"({element['alt_text']})"
    if kind == "overflow":
        return f"[{' | '.join(one['text']['text'] for one in element['options'])}]"
    if kind in SELECTS | {"radio_buttons"} and element.get("initial_option"):
        return f"[{element['initial_option']['text']['text']}]"
    if element.get("initial_options"):
        return f"[{', '.join(one['text']['text'] for one in element['initial_options'])}]"
    first = [str(value) for name, value in element.items() if name.startswith("initial_") and value]
    return f"[{first[0] if first else element.get('placeholder', {}).get('text', '')}]"


def _rich(part: Json, names: dict[str, str]) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        for number, one in enumerate(part["elements"], start=1 + part.get("offset", 0)):
            mark = f"{number}." if part["style"] == "ordered" else "•"
            yield (
                "  " * part.get("indent", 0)
                + mark
                + " "
                + "".join(_inline(part, names) for part in one["elements"])
            )
        return
    yield "".join(_inline(one, names) for one in part["elements"])


def _inline(one: Json, names: dict[str, str]) -> str:
    match one["type"]:
        case "text":
            return str(one["text"])
        case "link":
            return str(one.get("text") or one["url"])
        case "user":
            return "@" + names.get(one["user_id"], str(one["user_id"]))
        case "channel":
            return "#" + names.get(one["channel_id"], str(one["channel_id"]))
        case "usergroup":
            return "@" + str(one["usergroup_id"])
        case "broadcast":
            return "@" + str(one["range"])
        case "emoji":
            return f":{one['name']}:"
        case "date":
            return str(one.get("fallback") or one["timestamp"])
        case _:
            return ""


def _every(part: Any) -> Iterator[Json]:
    """Every object in the blocks, at any depth."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _every(value)
    elif isinstance(part, list):
        for one in part:
            yield from _every(one)
