"""Block Kit elements checked as Slack does: texts, options, buttons, menus, inputs.

Limits are those of docs.slack.dev/reference/block-kit; the wording of errors is Slack's.
"""

import re
from collections.abc import Collection
from typing import Any

PLAIN, MRKDWN = ("plain_text",), ("plain_text", "mrkdwn")

SELECTS = {f"{what}_select" for what in ("static", "external", "users", "conversations", "channels")}
MULTI_SELECTS = {f"multi_{what}" for what in SELECTS}
CHOICES = {"checkboxes", "radio_buttons"}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}

IN_SECTION = SELECTS | MULTI_SELECTS | CHOICES | {"button", "overflow", "image", "datepicker", "timepicker"}
IN_ACTIONS = SELECTS | CHOICES | PICKERS | {"button", "overflow"}
IN_INPUT = SELECTS | MULTI_SELECTS | CHOICES | PICKERS | TYPED

_COMMON = {"type", "action_id"}
_MENU = _COMMON | {"placeholder", "confirm", "focus_on_load"}
_INPUT = _COMMON | {"placeholder", "initial_value", "focus_on_load", "dispatch_action_config"}
_KEYS: dict[str, set[str]] = {
    "button": _COMMON | {"text", "url", "value", "style", "confirm", "accessibility_label", "visible_to_user_ids"},
    "overflow": _COMMON | {"options", "confirm"},
    "image": {"type", "image_url", "alt_text", "slack_file"},
    "datepicker": _MENU | {"initial_date"},
    "timepicker": _MENU | {"initial_time", "timezone"},
    "datetimepicker": _COMMON | {"initial_date_time", "confirm", "focus_on_load"},
    "checkboxes": _COMMON | {"options", "initial_options", "confirm", "focus_on_load"},
    "radio_buttons": _COMMON | {"options", "initial_option", "confirm", "focus_on_load"},
    "static_select": _MENU | {"options", "option_groups", "initial_option"},
    "external_select": _MENU | {"initial_option", "min_query_length"},
    "users_select": _MENU | {"initial_user"},
    "conversations_select": _MENU
    | {"initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"},
    "channels_select": _MENU | {"initial_channel", "response_url_enabled"},
    "multi_static_select": _MENU | {"options", "option_groups", "initial_options", "max_selected_items"},
    "multi_external_select": _MENU | {"initial_options", "min_query_length", "max_selected_items"},
    "multi_users_select": _MENU | {"initial_users", "max_selected_items"},
    "multi_conversations_select": _MENU
    | {"initial_conversations", "default_to_current_conversation", "filter", "max_selected_items"},
    "multi_channels_select": _MENU | {"initial_channels", "max_selected_items"},
    "plain_text_input": _INPUT | {"multiline", "min_length", "max_length"},
    "email_text_input": _INPUT,
    "url_text_input": _INPUT,
    "number_input": _INPUT | {"is_decimal_allowed", "min_value", "max_value"},
}

_SHAPES = {
    "initial_date": r"\d{4}-\d{2}-\d{2}",
    "initial_time": r"([01]\d|2[0-3]):[0-5]\d",
}


class Check:
    """Collects what is wrong, each with a JSON pointer to where."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def wrong(self, where: str, what: str) -> None:
        self.errors.append(f"{what} [json-pointer:{where}]")

    def keys(
        self, where: str, given: dict[str, Any], allowed: Collection[str], needed: Collection[str] = ()
    ) -> None:
        for name in given:
            if name not in allowed:
                self.wrong(where, f"invalid additional property: {name}")
        for name in needed:
            if given.get(name) is None:
                self.wrong(where, f"missing required field: {name}")

    def string(self, where: str, value: object, longest: int, shortest: int = 0) -> None:
        if value is None:
            return
        if not isinstance(value, str):
            self.wrong(where, "must be a string")
        elif len(value) > longest:
            self.wrong(where, f"must be less than {longest + 1} characters")
        elif len(value) < shortest:
            self.wrong(where, f"must be more than {shortest - 1} characters")

    def items(self, where: str, value: object, most: int, least: int = 1) -> list[Any]:
        """The list that stands there, or an empty one when it is none."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(where, "must be an array")
            return []
        if len(value) > most:
            self.wrong(where, f"no more than {most} items allowed")
        if len(value) < least:
            self.wrong(where, f"must have at least {least} items")
        return value

    def choice(self, where: str, value: object, allowed: Collection[object]) -> None:
        if value is not None and value not in allowed:
            self.wrong(where, f"must be one of: {', '.join(str(one) for one in sorted(allowed, key=str))}")

    def text(self, where: str, value: object, longest: int, kinds: tuple[str, ...] = PLAIN) -> None:
        """A text object. `None` is left to `keys`."""
        if value is None:
            return
        if not isinstance(value, dict):
            self.wrong(where, "must be an object")
            return
        kind = value.get("type")
        if kind not in kinds:
            self.wrong(f"{where}/type", f"must be one of: {', '.join(kinds)}")
            return
        self.keys(where, value, {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}, ["text"])
        self.string(f"{where}/text", value.get("text"), longest, 1)


def check_element(check: Check, where: str, element: object, allowed: Collection[str]) -> None:
    if not isinstance(element, dict):
        check.wrong(where, "must be an object")
        return
    kind = element.get("type")
    if kind not in allowed or kind not in _KEYS:
        check.wrong(f"{where}/type", f"unsupported type: {kind}")
        return
    check.keys(where, element, _KEYS[kind])
    check.string(f"{where}/action_id", element.get("action_id"), 255, 1)
    check.text(f"{where}/placeholder", element.get("placeholder"), 150)
    if element.get("confirm") is not None:
        _check_confirm(check, f"{where}/confirm", element["confirm"])
    for name, shape in _SHAPES.items():
        if name in element and not re.fullmatch(shape, str(element[name])):
            check.wrong(f"{where}/{name}", "invalid format")
    match kind:
        case "button":
            _check_button(check, where, element)
        case "image":
            check.keys(where, element, _KEYS[kind], ["alt_text"])
            check_image(check, where, element)
        case "overflow":
            check.keys(where, element, _KEYS[kind], ["options"])
            _check_options(check, f"{where}/options", element.get("options"), 5, url=True)
        case "checkboxes" | "radio_buttons":
            check.keys(where, element, _KEYS[kind], ["options"])
            _check_options(check, f"{where}/options", element.get("options"), 10, kinds=MRKDWN)
            _check_initial(check, where, element)
        case "static_select" | "multi_static_select":
            _check_static(check, where, element)
        case "plain_text_input":
            _check_typed(check, where, element)
        case "number_input":
            check.keys(where, element, _KEYS[kind], ["is_decimal_allowed"])
        case _:
            pass
    if kind in MULTI_SELECTS and not 1 <= element.get("max_selected_items", 1) <= 100:
        check.wrong(f"{where}/max_selected_items", "must be between 1 and 100")


def check_image(check: Check, where: str, image: dict[str, Any]) -> None:
    if ("image_url" in image) == ("slack_file" in image):
        check.wrong(where, "must define either `slack_file` or `image_url`")
    check.string(f"{where}/image_url", image.get("image_url"), 3000, 1)
    check.string(f"{where}/alt_text", image.get("alt_text"), 2000, 1)


def _check_button(check: Check, where: str, button: dict[str, Any]) -> None:
    check.keys(where, button, _KEYS["button"], ["text"])
    check.text(f"{where}/text", button.get("text"), 75)
    check.string(f"{where}/value", button.get("value"), 2000, 1)
    check.string(f"{where}/url", button.get("url"), 3000, 1)
    if button.get("url") and not re.match(r"https?://[^/]+", str(button["url"])):
        check.wrong(f"{where}/url", "invalid url")
    check.string(f"{where}/accessibility_label", button.get("accessibility_label"), 75, 1)
    check.choice(f"{where}/style", button.get("style"), {"primary", "danger"})


def _check_confirm(check: Check, where: str, confirm: object) -> None:
    if not isinstance(confirm, dict):
        check.wrong(where, "must be an object")
        return
    limits = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    check.keys(where, confirm, {*limits, "style"}, limits)
    for name, longest in limits.items():
        check.text(f"{where}/{name}", confirm.get(name), longest, MRKDWN if name == "text" else PLAIN)
    check.choice(f"{where}/style", confirm.get("style"), {"primary", "danger"})


def _check_options(
    check: Check, where: str, options: object, most: int, kinds: tuple[str, ...] = PLAIN, *, url: bool = False
) -> None:
    allowed = {"text", "value", "description", "url"} if url else {"text", "value", "description"}
    for number, option in enumerate(check.items(where, options, most)):
        here = f"{where}/{number}"
        if not isinstance(option, dict):
            check.wrong(here, "must be an object")
            continue
        check.keys(here, option, allowed, ["text", "value"])
        check.text(f"{here}/text", option.get("text"), 75, kinds)
        check.string(f"{here}/value", option.get("value"), 150, 1)
        check.text(f"{here}/description", option.get("description"), 75, kinds)


def _check_static(check: Check, where: str, menu: dict[str, Any]) -> None:
    if ("options" in menu) == ("option_groups" in menu):
        check.wrong(where, "must define either `options` or `option_groups`")
    _check_options(check, f"{where}/options", menu.get("options"), 100)
    for number, group in enumerate(check.items(f"{where}/option_groups", menu.get("option_groups"), 100)):
        here = f"{where}/option_groups/{number}"
        check.keys(here, group, {"label", "options"}, ["label", "options"])
        check.text(f"{here}/label", group.get("label"), 75)
        _check_options(check, f"{here}/options", group.get("options"), 100)
    _check_initial(check, where, menu)


def _check_initial(check: Check, where: str, menu: dict[str, Any]) -> None:
    """What is chosen at first has to be one of the options, word for word."""
    there = options_of(menu)
    if menu.get("initial_option") is not None and menu["initial_option"] not in there:
        check.wrong(f"{where}/initial_option", "initial_option must be one of the options")
    for number, option in enumerate(check.items(f"{where}/initial_options", menu.get("initial_options"), 100)):
        if option not in there:
            check.wrong(f"{where}/initial_options/{number}", "initial_option must be one of the options")


def _check_typed(check: Check, where: str, typed: dict[str, Any]) -> None:
    longest = typed.get("max_length", 3000)
    if not 1 <= longest <= 3000:
        check.wrong(f"{where}/max_length", "must be between 1 and 3000")
    if not 0 <= typed.get("min_length", 0) <= min(longest, 3000):
        check.wrong(f"{where}/min_length", "must be between 0 and max_length")
    check.string(f"{where}/initial_value", typed.get("initial_value"), longest)


def options_of(menu: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a menu, those in groups too."""
    return [
        *menu.get("options", []),
        *(one for group in menu.get("option_groups", []) for one in group["options"]),
    ]
