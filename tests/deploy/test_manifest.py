"""The Slack manifests say what the code listens to, asks for and calls: nothing less, and nothing more."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.adapters.slack.guard import PATH
from bot.adapters.slack.listen import SHORTCUTS
from bot.adapters.slack.scopes import SCOPES
from bot.handlers import COMMANDS
from bot.handlers.help import TOPICS

ROOT = Path(__file__).parents[2]
SLACK = ROOT / "bot" / "adapters" / "slack"

SENT_BY_PLATFORMS = {"start", "home"}
MESSAGE_EVENTS = {"message.channels", "message.groups", "message.im"}
"""Slack's names of what Bolt calls `message`; direct messages of several people are not listened to."""

SCOPE_OF_EVENT = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history", "files:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
SCOPE_OF_METHOD = {
    "apps_connections_open": set(),  # by the app-level token
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
}


def words(most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most}


def thing(required: str, **properties: Any) -> dict[str, Any]:
    """An object that has only these keys."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


YES_NO = {"type": "boolean"}
URL = {"type": "string", "pattern": "^https://", "maxLength": 3000}
NAMES = {"type": "array", "uniqueItems": True, "maxItems": 100, "items": words(255)}
COMMAND = thing(
    "command description should_escape",
    command=words(32, 2) | {"pattern": "^/[a-z0-9_-]+$"},
    description=words(2000),
    usage_hint=words(1000),
    should_escape=YES_NO,
    url=URL,
)
SHORTCUT = thing(
    "name type callback_id description",
    name=words(24),
    type={"enum": ["message", "global"]},
    callback_id=words(255),
    description=words(150),
)
# The part of Slack's manifest schema (version 2) that these manifests use, with its limits.
MANIFEST = thing(
    "display_information features oauth_config settings",
    display_information=thing(
        "name", name=words(35), description=words(140), background_color={"pattern": "^#[0-9a-f]{6}$"}
    ),
    features=thing(
        "app_home bot_user shortcuts slash_commands",
        app_home=thing(
            "", home_tab_enabled=YES_NO, messages_tab_enabled=YES_NO, messages_tab_read_only_enabled=YES_NO
        ),
        bot_user=thing("display_name", display_name=words(80), always_online=YES_NO),
        shortcuts={"type": "array", "maxItems": 10, "items": SHORTCUT},
        slash_commands={"type": "array", "maxItems": 50, "items": COMMAND},
    ),
    oauth_config=thing("scopes", scopes=thing("bot", bot=NAMES)),
    settings=thing(
        "event_subscriptions interactivity socket_mode_enabled",
        event_subscriptions=thing("bot_events", bot_events=NAMES, request_url=URL),
        interactivity=thing("is_enabled", is_enabled=YES_NO, request_url=URL),
        org_deploy_enabled=YES_NO,
        socket_mode_enabled=YES_NO,
        token_rotation_enabled=YES_NO,
    ),
)


def read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "deploy" / "slack" / name).read_text())
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return read("manifest.yaml")


@pytest.fixture(scope="module")
def source() -> str:
    return "\n".join(path.read_text() for path in sorted(SLACK.glob("*.py")))


@pytest.mark.parametrize("name", ["manifest.yaml", "manifest.http.yaml"])
def test_slack_would_take_it(name: str) -> None:
    jsonschema.validate(read(name), MANIFEST)


def test_every_command_is_in_it_as_help_teaches_it(manifest: dict[str, Any]) -> None:
    expected = []
    for topic in TOPICS:
        hint = next((example.partition(" ")[2] for example in topic.examples if " " in example), "")
        expected.append(
            {"command": f"/{topic.name}", "description": topic.summary, "should_escape": True}
            | ({"usage_hint": hint} if hint else {})
        )
    written = manifest["features"]["slash_commands"]
    assert {one["command"] for one in written} == {f"/{name}" for name in COMMANDS.keys() - SENT_BY_PLATFORMS}
    assert written == expected


def test_the_shortcuts_are_those_that_are_listened_to(manifest: dict[str, Any]) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert {one["callback_id"] for one in shortcuts} == set(SHORTCUTS)
    assert {one["callback_id"] for one in shortcuts if one["type"] == "message"} == {
        "make_followup", "make_task", "hand_off",
    }  # fmt: skip


def test_the_events_are_those_that_are_listened_to(manifest: dict[str, Any], source: str) -> None:
    heard = set(re.findall(r'^\s+\("(\w+)", lambda body:', source, re.M))
    assert heard >= {"app_mention", "message"}
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert events == heard - {"message"} | MESSAGE_EVENTS
    assert events == set(SCOPE_OF_EVENT)


def test_the_scopes_are_those_that_events_and_calls_need_and_no_other(
    manifest: dict[str, Any], source: str
) -> None:
    known = set(re.findall(r"_client\.((?:chat|conversations|users|views|auth|apps)_\w+)", source))
    assert known == set(SCOPE_OF_METHOD), "say which scope a new method needs"
    needed = {"commands"}.union(*SCOPE_OF_METHOD.values(), *SCOPE_OF_EVENT.values())
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert set(scopes) == needed
    assert needed == SCOPES, "what stitch doctor looks for"
    assert len(scopes) == len(needed)
    explained = (ROOT / "docs" / "slack.md").read_text()
    assert all(f"`{scope}`" in explained for scope in scopes), "docs/slack.md says why each scope is needed"


def test_people_can_write_to_it_and_press_its_buttons(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False,
    }  # fmt: skip
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert manifest["settings"]["socket_mode_enabled"] is True


def test_over_http_it_is_the_same_app_with_an_address() -> None:
    over_http = read("manifest.http.yaml")
    url = f"https://stitch.example.org{PATH}"
    assert all(one.pop("url") == url for one in over_http["features"]["slash_commands"])
    assert over_http["settings"]["event_subscriptions"].pop("request_url") == url
    assert over_http["settings"]["interactivity"].pop("request_url") == url
    assert over_http["settings"].pop("socket_mode_enabled") is False
    assert over_http["settings"].setdefault("socket_mode_enabled", True)
    assert over_http == read("manifest.yaml")
