"""Forms: a question as a modal, what people put in, and what was wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.adapters.slack.draw import Block, rich
from bot.chat.card import Field, Kind, Option, Question

TITLE = 24
CHECKBOXES = 10
OPTIONS = 100
OPTION_TEXT = 75
LONG_TEXT = 3000
METADATA = 3000

CLOSE = {"en": "Cancel", "es": "Cancelar"}
"""What leaves a form, by language."""

VALUE = "value"
"""The action id of every input; its block id is the field's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a view carries with it: the question's handle, and where its answer is drawn."""

    handle: str
    response_url: str = ""
    ephemeral: bool = False


def modal(question: Question, *, response_url: str = "", ephemeral: bool = False) -> Block:
    """The view of a question. An address for which it has no room is left out: the answer is a message then."""
    fields = [_input(field) for field in question.fields]
    kept = json.dumps(asdict(Kept(handle=question.handle, response_url=response_url, ephemeral=ephemeral)))
    if len(kept) > METADATA:
        kept = json.dumps(asdict(Kept(handle=question.handle)))
    return {
        "type": "modal",
        "callback_id": "answer",
        "private_metadata": kept,
        "title": _plain(_cut(question.title, TITLE)),
        "submit": _plain(_cut(question.submit, TITLE)),
        "close": _plain(CLOSE.get(question.locale, CLOSE["en"])),
        "blocks": [*rich(question.intro, question.locale), *fields][:OPTIONS],
    }


def kept_in(view: Mapping[str, Any]) -> Kept:
    """What came back with a view; an empty handle when it is none of ours."""
    try:
        return Kept(**json.loads(view.get("private_metadata") or ""))
    except (ValueError, TypeError):
        return Kept(handle="")


def values_of(view: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """What people put in, by field name."""
    values: dict[str, str | tuple[str, ...]] = {}
    for name, block in view.get("state", {}).get("values", {}).items():
        for given in block.values():
            if "selected_options" in given:
                values[name] = tuple(one["value"] for one in given["selected_options"] or ())
            elif "selected_option" in given:
                values[name] = (given["selected_option"] or {}).get("value", "")
            else:
                values[name] = given.get("value") or ""
    return values


def errors_in(view: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by block; one that belongs to no field of the view is shown at the last one."""
    inputs = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    shown: dict[str, str] = {}
    for name, words in errors.items():
        block = name if name in inputs or not inputs else inputs[-1]
        shown[block] = f"{shown[block]} {words}" if block in shown else words
    return shown


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(_cut(field.label, 2000)),
        "optional": field.optional or field.kind is Kind.choices,
        "element": _element(field),
    }
    return block | ({"hint": _plain(_cut(field.hint, 2000))} if field.hint else {})


def _element(field: Field) -> Block:
    chosen = (field.value,) if isinstance(field.value, str) else field.value
    options = [_option(one) for one in field.options[:OPTIONS]]
    initial = [one for one in options if one["value"] in chosen]
    element: Block
    match field.kind:
        case Kind.choice:
            element = {"type": "static_select", "options": options}
            element |= {"initial_option": initial[0]} if initial else {}
        case Kind.choices:
            kind = "checkboxes" if len(options) <= CHECKBOXES else "multi_static_select"
            element = {"type": kind, "options": options}
            element |= {"initial_options": initial} if initial else {}
        case Kind.text | Kind.long:
            most = min(field.max_length, LONG_TEXT)
            element = {"type": "plain_text_input", "multiline": field.kind is Kind.long, "max_length": most}
            element |= {"initial_value": str(field.value)[:most]} if field.value else {}
    return element | {"action_id": VALUE}


def _option(option: Option) -> Block:
    return {"text": _plain(_cut(option.label, OPTION_TEXT)), "value": option.value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text or "…", "emoji": False}


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
