"""Menus and fields filled in as a person does, and the state that Slack makes of them."""

from typing import Any

from tests.standins.slack_elements import CHOICES, MULTI_SELECTS, PICKERS, SELECTS, TYPED, options_of
from tests.standins.slack_workspace import Message, View, elements

Json = dict[str, Any]
Value = str | int | list[str] | None

_LABELLED = CHOICES | PICKERS | SELECTS | MULTI_SELECTS | TYPED
_SINGLE = {
    "users_select": "user",
    "conversations_select": "conversation",
    "channels_select": "channel",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "date_time",
}
_SEVERAL = {
    "multi_users_select": "users",
    "multi_conversations_select": "conversations",
    "multi_channels_select": "channels",
}
_NOT_FILLED_IN = "Please complete this required field."


def state_of(shown: Message | View) -> Json:
    """`values` by block id and action id, of everything that can be filled in."""
    values: Json = {}
    for block in shown.blocks:
        for element in elements(block):
            if element["type"] in _LABELLED:
                action_id = element["action_id"]
                chosen = shown.inputs.get((block["block_id"], action_id)) or _at_first(element)
                values.setdefault(block["block_id"], {})[action_id] = {"type": element["type"], **chosen}
    return values


def fill_in(shown: Message | View, what: str, value: Value) -> Json:
    """Put a value into the field of that label, placeholder, block id or action id. Returns the element."""
    for block in shown.blocks:
        for element in elements(block):
            names = {block["block_id"], element["action_id"]}
            names |= {text["text"] for text in (block.get("label"), element.get("placeholder")) if text}
            if element["type"] in _LABELLED and what in names:
                shown.inputs[block["block_id"], element["action_id"]] = _chosen(element, value)
                return element
    raise AssertionError(f"no field {what!r}")


def block_of(shown: Message | View, element: Json) -> Json:
    return next(block for block in shown.blocks if element in elements(block))


def complaints(view: View) -> dict[str, str]:
    """What Slack itself says of the fields, by block id, before the app hears of it."""
    state = state_of(view)
    found = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        [value] = [
            value for name, value in state[block["block_id"]][element["action_id"]].items() if name != "type"
        ]
        if value in (None, "", []):
            if not block.get("optional"):
                found[block["block_id"]] = _NOT_FILLED_IN
        elif element["type"] in TYPED and not (
            element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000)
        ):
            found[block["block_id"]] = "This entry is too short or too long."
    return found


def _chosen(element: Json, value: Value) -> Json:
    kind = element["type"]
    if kind in TYPED:
        return {"value": value or None}
    if kind in _SINGLE:
        return {f"selected_{_SINGLE[kind]}": value}
    if kind in _SEVERAL:
        return {f"selected_{_SEVERAL[kind]}": _list(value)}
    if kind in MULTI_SELECTS | {"checkboxes"}:
        return {"selected_options": [_option(element, one) for one in _list(value)]}
    return {"selected_option": None if value is None else _option(element, str(value))}


def _list(value: Value) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def _option(element: Json, wanted: str) -> Json:
    """An option by what stands there or by its value."""
    there = options_of(element)
    for option in there:
        if wanted in (option["text"]["text"], option["value"]):
            return option
    raise AssertionError(f"no option {wanted!r} in {[option['text']['text'] for option in there]}")


def _at_first(element: Json) -> Json:
    kind = element["type"]
    if kind in TYPED:
        return {"value": element.get("initial_value")}
    if kind in _SINGLE:
        return {f"selected_{_SINGLE[kind]}": element.get(f"initial_{_SINGLE[kind]}")}
    if kind in _SEVERAL:
        return {f"selected_{_SEVERAL[kind]}": element.get(f"initial_{_SEVERAL[kind]}", [])}
    if kind in MULTI_SELECTS | {"checkboxes"}:
        return {"selected_options": element.get("initial_options", [])}
    return {"selected_option": element.get("initial_option")}
