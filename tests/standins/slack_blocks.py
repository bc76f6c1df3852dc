"""Blocks and views checked as Slack does before it shows them."""

import json
import re
from typing import Any

from tests.standins.slack_elements import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    MRKDWN,
    PLAIN,
    Check,
    check_element,
    check_image,
)

MESSAGE, MODAL, HOME = "message", "modal", "home"
MOST_BLOCKS = {MESSAGE: 50, MODAL: 100, HOME: 100}
MOST_TEXT = 13_200
"""Characters of one message's blocks together; measured by users, not documented (`msg_blocks_too_long`)."""
MOST_VIEW_BYTES = 250_000

_KEYS: dict[str, set[str]] = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "rich_text": {"elements"},
    "markdown": {"text"},
}
_NEEDED = {
    "header": ["text"],
    "context": ["elements"],
    "actions": ["elements"],
    "input": ["label", "element"],
    "image": ["alt_text"],
    "rich_text": ["elements"],
    "markdown": ["text"],
}
_INLINE: dict[str, tuple[set[str], list[str]]] = {
    "text": ({"text", "style"}, ["text"]),
    "link": ({"url", "text", "unsafe", "style"}, ["url"]),
    "user": ({"user_id", "style"}, ["user_id"]),
    "usergroup": ({"usergroup_id", "style"}, ["usergroup_id"]),
    "channel": ({"channel_id", "style"}, ["channel_id"]),
    "emoji": ({"name", "unicode", "skin_tone", "style"}, ["name"]),
    "broadcast": ({"range"}, ["range"]),
    "color": ({"value"}, ["value"]),
    "date": ({"timestamp", "format", "url", "fallback", "style"}, ["timestamp", "format"]),
}
_STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}


def message_errors(blocks: object) -> list[str]:
    """What is wrong with the blocks of a message; nothing when Slack would take them."""
    return _errors(blocks, MESSAGE, "/blocks")


def view_errors(view: object) -> list[str]:
    """What is wrong with a modal or a Home tab."""
    check = Check()
    if not isinstance(view, dict):
        check.wrong("/view", "must be an object")
        return check.errors
    surface = view.get("type")
    if surface not in (MODAL, HOME):
        check.wrong("/view/type", "must be one of: home, modal")
        return check.errors
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if surface == MODAL:
        allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
    check.keys("/view", view, allowed, ["title", "blocks"] if surface == MODAL else ["blocks"])
    for name in ("title", "submit", "close"):
        check.text(f"/view/{name}", view.get(name), 24)
    check.string("/view/private_metadata", view.get("private_metadata"), 3000)
    check.string("/view/callback_id", view.get("callback_id"), 255)
    check.string("/view/external_id", view.get("external_id"), 255)
    blocks = view.get("blocks") or []
    asks = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if surface == MODAL and asks and not view.get("submit"):
        check.wrong("/view/submit", "submit is required when an input block is within blocks")
    return check.errors + _errors(view.get("blocks"), surface, "/view/blocks")


def mentioned(blocks: list[Any]) -> set[str]:
    """Who is mentioned in these blocks, by user id."""
    found: set[str] = set()
    waiting: list[Any] = list(blocks)
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found |= {one["user_id"]} if one.get("type") == "user" else set()
            if one.get("type") == "mrkdwn":
                found |= set(re.findall(r"<@(\w+)", one["text"]))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def text_length(blocks: list[Any]) -> int:
    """Characters of everything that is read in these blocks."""
    total = 0
    waiting: list[Any] = list(blocks)
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            total += len(one["text"]) if isinstance(one.get("text"), str) else 0
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return total


def view_is_too_large(view: dict[str, Any]) -> bool:
    return len(json.dumps(view).encode()) > MOST_VIEW_BYTES


def _errors(blocks: object, surface: str, where: str) -> list[str]:
    check = Check()
    block_ids: set[str] = set()
    for number, block in enumerate(check.items(where, blocks, MOST_BLOCKS[surface], least=0)):
        here = f"{where}/{number}"
        if not isinstance(block, dict):
            check.wrong(here, "must be an object")
            continue
        kind = block.get("type")
        if kind not in _KEYS or (kind == "markdown" and surface != MESSAGE):
            check.wrong(f"{here}/type", f"unsupported type: {kind}")
            continue
        check.keys(here, block, _KEYS[kind] | {"type", "block_id"}, _NEEDED.get(kind, ()))
        check.string(f"{here}/block_id", block.get("block_id"), 255, 1)
        if block.get("block_id") in block_ids:
            check.wrong(f"{here}/block_id", "`block_id` already exists for another block")
        block_ids |= {block["block_id"]} if isinstance(block.get("block_id"), str) else set()
        _check_block(check, here, kind, block)
    return check.errors


def _check_block(check: Check, where: str, kind: str, block: dict[str, Any]) -> None:
    match kind:
        case "section":
            _check_section(check, where, block)
        case "header":
            check.text(f"{where}/text", block.get("text"), 150, PLAIN)
        case "context":
            _check_context(check, f"{where}/elements", block.get("elements"))
        case "actions":
            _check_actions(check, f"{where}/elements", block.get("elements"))
        case "input":
            check.text(f"{where}/label", block.get("label"), 2000)
            check.text(f"{where}/hint", block.get("hint"), 2000)
            if block.get("element") is not None:
                check_element(check, f"{where}/element", block["element"], IN_INPUT)
        case "image":
            check_image(check, where, block)
            check.text(f"{where}/title", block.get("title"), 2000)
        case "markdown":
            check.string(f"{where}/text", block.get("text"), 12_000, 1)
        case "rich_text":
            for number, one in enumerate(check.items(f"{where}/elements", block.get("elements"), 1000, least=0)):
                _check_rich(check, f"{where}/elements/{number}", one)
        case _:
            pass


def _check_context(check: Check, where: str, parts: object) -> None:
    for number, one in enumerate(check.items(where, parts, 10)):
        if isinstance(one, dict) and one.get("type") == "image":
            check_element(check, f"{where}/{number}", one, {"image"})
        else:
            check.text(f"{where}/{number}", one, 3000, MRKDWN)


def _check_actions(check: Check, where: str, parts: object) -> None:
    action_ids: list[object] = []
    for number, one in enumerate(check.items(where, parts, 25)):
        check_element(check, f"{where}/{number}", one, IN_ACTIONS)
        action_id = one.get("action_id") if isinstance(one, dict) else None
        if action_id and action_id in action_ids:
            check.wrong(f"{where}/{number}/action_id", "`action_id` already exists for this block")
        action_ids.append(action_id)


def _check_section(check: Check, where: str, block: dict[str, Any]) -> None:
    if block.get("text") is None and not block.get("fields"):
        check.wrong(where, "either `text` or `fields` must be given")
    check.text(f"{where}/text", block.get("text"), 3000, MRKDWN)
    for number, one in enumerate(check.items(f"{where}/fields", block.get("fields"), 10)):
        check.text(f"{where}/fields/{number}", one, 2000, MRKDWN)
    if block.get("accessory") is not None:
        check_element(check, f"{where}/accessory", block["accessory"], IN_SECTION)


def _check_rich(check: Check, where: str, part: Any) -> None:
    """A paragraph, list, quote or preformatted text."""
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "rich_text_list":
        check.keys(where, part, {"type", "elements", "style", "indent", "offset", "border"}, ["elements", "style"])
        check.choice(f"{where}/style", part.get("style"), {"bullet", "ordered"})
        check.choice(f"{where}/indent", part.get("indent"), range(9))
        for number, one in enumerate(check.items(f"{where}/elements", part.get("elements"), 1000, least=0)):
            if not isinstance(one, dict) or one.get("type") != "rich_text_section":
                check.wrong(f"{where}/elements/{number}/type", "must be one of: rich_text_section")
            else:
                _check_rich(check, f"{where}/elements/{number}", one)
        return
    if kind not in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        check.wrong(f"{where}/type", f"unsupported type: {kind}")
        return
    more = {"border", "language"} if kind == "rich_text_preformatted" else {"border"}
    check.keys(where, part, {"type", "elements"} | (set() if kind == "rich_text_section" else more), ["elements"])
    only = {"text", "link"} if kind == "rich_text_preformatted" else set(_INLINE)
    for number, one in enumerate(check.items(f"{where}/elements", part.get("elements"), 1000, least=0)):
        _check_inline(check, f"{where}/elements/{number}", one, only)


def _check_inline(check: Check, where: str, one: Any, only: set[str]) -> None:
    kind = one.get("type") if isinstance(one, dict) else None
    if kind not in only:
        check.wrong(f"{where}/type", f"unsupported type: {kind}")
        return
    allowed, needed = _INLINE[kind]
    check.keys(where, one, allowed | {"type"}, needed)
    if kind == "text":
        check.string(f"{where}/text", one.get("text"), 40_000, 1)
    if kind == "broadcast":
        check.choice(f"{where}/range", one.get("range"), {"here", "channel", "everyone"})
    if kind == "date" and not isinstance(one.get("timestamp"), int):
        check.wrong(f"{where}/timestamp", "must be an integer")
    style = one.get("style", {})
    if not isinstance(style, dict):
        check.wrong(f"{where}/style", "must be an object")
        return
    for name, value in style.items():
        if name not in _STYLES or not isinstance(value, bool):
            check.wrong(f"{where}/style", f"invalid additional property: {name}")
