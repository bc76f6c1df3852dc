"""What a Slack workspace holds: people, channels, messages, views, and keys that are good for a while."""

import itertools
import secrets
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T1"
APP = "A1"
BOT_USER = "UBOT"
BOT = "B1"

TRIGGER_SECONDS = 3
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5
VIEWS_ON_A_STACK = 3


class SlackError(Exception):
    """`ok: false` with one of Slack's own error words, and what else stands in the answer."""

    def __init__(self, word: str, **more: Any) -> None:
        super().__init__(word)
        self.word = word
        self.more = more


@dataclass
class User:
    id: str
    name: str
    real_name: str
    tz: str = "America/Chicago"
    locale: str = "en-US"
    guest: bool = False
    stranger: bool = False
    """From another organisation, in a shared channel."""
    deleted: bool = False
    bot: bool = False

    def as_json(self, *, with_locale: bool = True) -> Json:
        if self.deleted:
            return {"id": self.id, "team_id": TEAM, "name": self.name, "deleted": True, "is_bot": self.bot,
                    "profile": {"real_name": self.real_name, "display_name": self.name}}  # fmt: skip
        found: Json = {
            "id": self.id,
            "team_id": "T2" if self.stranger else TEAM,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": False,
            "tz": self.tz,
            "profile": {"real_name": self.real_name, "display_name": self.name, "team": TEAM},
            "is_admin": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "updated": 1,
        }
        if self.stranger:
            found["is_stranger"] = True
        if with_locale:
            found["locale"] = self.locale
        return found


@dataclass
class Channel:
    id: str
    name: str = ""
    members: set[str] = field(default_factory=set)
    user: str | None = None
    """The person, when it is a direct message."""
    private: bool = False
    archived: bool = False
    shared: bool = False
    """With another organisation."""

    @property
    def direct(self) -> bool:
        return self.user is not None

    def as_json(self) -> Json:
        if self.direct:
            return {"id": self.id, "is_im": True, "user": self.user, "is_archived": self.archived}
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_im": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": BOT_USER in self.members,
            "is_ext_shared": self.shared,
            "context_team_id": TEAM,
        }


@dataclass
class Message:
    """A message as it stands now; it changes when it is updated. `copy` keeps what a slow client still shows."""

    workspace: "Workspace" = field(repr=False)
    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    seen_by: str | None = None
    """The only person who sees it, when it is ephemeral."""
    edited: int = 0
    sent: Json = field(default_factory=dict, repr=False)
    """The arguments it was posted with."""
    inputs: dict[tuple[str, str], Json] = field(default_factory=dict, repr=False)
    """By block id and action id, what people have filled in."""

    @property
    def by_bot(self) -> bool:
        return self.user == BOT_USER

    @property
    def ephemeral(self) -> bool:
        return self.seen_by is not None

    def copy(self) -> "Message":
        twin = Message(self.workspace, self.channel, self.ts, self.user)
        vars(twin).update({name: deepcopy(value) for name, value in vars(self).items() if name != "workspace"})
        return twin

    def as_json(self, *, with_metadata: bool = False) -> Json:
        found: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.by_bot:
            found |= {"bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "app_id": APP, "name": "stitch"}}
        if self.blocks:
            found["blocks"] = deepcopy(self.blocks)
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if self.edited:
            found["edited"] = {"user": self.user, "ts": self.ts}
        if with_metadata and self.metadata:
            found["metadata"] = deepcopy(self.metadata)
        return found


@dataclass
class View:
    """A modal or a person's Home tab."""

    workspace: "Workspace" = field(repr=False)
    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    inputs: dict[tuple[str, str], Json] = field(default_factory=dict, repr=False)

    @property
    def blocks(self) -> list[Json]:
        return self.body["blocks"]  # type: ignore[no-any-return]

    @property
    def title(self) -> str:
        return str(self.body.get("title", {}).get("text", ""))

    def as_json(self, values: Json | None = None) -> Json:
        defaults = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None,
                    "close": None, "clear_on_close": False, "notify_on_close": False}  # fmt: skip
        return defaults | deepcopy(self.body) | {
            "id": self.id,
            "team_id": TEAM,
            "state": {"values": values or {}},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        }  # fmt: skip


@dataclass
class Trigger:
    user: str
    expires: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Lets the app answer where something happened, a few times, for half an hour."""

    user: str
    channel: str
    expires: float
    message: Message | None = None
    uses: int = 0


class Workspace:
    """Everything in one place. Time is real; `pass_time` lets triggers and links grow old."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.all_messages: list[Message] = []
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, bytes] = {}
        self._offset = 0.0
        self._numbers = itertools.count(1)
        self._last_ts = 0.0
        self.add_user(BOT_USER, "stitch", "Stitch", bot=True)

    def now(self) -> float:
        return time.time() + self._offset

    def pass_time(self, seconds: float) -> None:
        self._offset += seconds

    def number(self) -> int:
        return next(self._numbers)

    def new_ts(self) -> str:
        self._last_ts = max(self.now(), self._last_ts + 0.000001)
        return f"{self._last_ts:.6f}"

    def add_user(self, id: str, name: str, real_name: str, **more: Any) -> User:
        self.users[id] = User(id, name, real_name, **more)
        return self.users[id]

    def add_channel(
        self, id: str, name: str, members: Sequence[str], *, bot: bool = True, private: bool = False
    ) -> Channel:
        inside = {*members, BOT_USER} if bot else set(members)
        self.channels[id] = Channel(id, name, inside, private=private)
        return self.channels[id]

    def direct(self, user: str) -> Channel:
        """The direct message between a person and the bot: D1 for U1."""
        id = "D" + user[1:]
        if id not in self.channels:
            self.channels[id] = Channel(id, members={user, BOT_USER}, user=user)
        return self.channels[id]

    def add_message(self, channel: str, user: str, **what: Any) -> Message:
        message = Message(self, channel, self.new_ts(), user, **what)
        self.all_messages.append(message)
        return message

    def find_message(self, channel: str, ts: str) -> Message | None:
        for message in self.all_messages:
            if message.channel == channel and message.ts == ts and not message.ephemeral:
                return message
        return None

    def new_trigger(self, user: str) -> str:
        id = f"{self.number()}.{TEAM[1:]}.{secrets.token_hex(16)}"
        self.triggers[id] = Trigger(user, self.now() + TRIGGER_SECONDS)
        return id

    def use_trigger(self, id: str) -> str:
        """Whose it was. Raises what Slack answers when it is too old or used up."""
        trigger = self.triggers.get(id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if trigger.expires < self.now():
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_url(self, user: str, channel: str, message: Message | None = None) -> str:
        """The last part of the address."""
        key = secrets.token_urlsafe(18)
        self.response_urls[key] = ResponseUrl(user, channel, self.now() + RESPONSE_URL_SECONDS, message)
        return key

    def new_view(self, user: str, body: Json, previous: View | None = None) -> View:
        id = f"V{self.number()}"
        body = with_ids(body)
        root = previous.root if previous else id
        return View(self, id, user, body, self._new_hash(), root, previous.id if previous else None)

    def change_view(self, view: View, body: Json, hash: str | None = None) -> None:
        if hash and hash != view.hash:
            raise SlackError("hash_conflict")
        view.body, view.hash = with_ids(body), self._new_hash()
        there = {(block["block_id"], one["action_id"]) for block in view.blocks for one in elements(block)}
        view.inputs = {ids: value for ids, value in view.inputs.items() if ids in there}

    def find_view(self, id: str | None, external_id: str | None = None) -> View | None:
        for stack in self.stacks.values():
            for view in stack:
                if view.id == id or (external_id and view.body.get("external_id") == external_id):
                    return view
        return next((view for view in self.homes.values() if view.id == id), None)

    def _new_hash(self) -> str:
        return f"{int(self.now())}.{secrets.token_hex(4)}"


def elements(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    found = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
    return [one for one in found if isinstance(one, dict) and "action_id" in one]


_INTERACTIVE = ("button", "overflow", "select", "input", "picker", "checkboxes", "radio_buttons")


def with_ids(body: Json) -> Json:
    """A view or a message with the block and action ids that Slack makes up where the app gave none."""
    body = deepcopy(body)
    for block in body.get("blocks") or []:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in (block.get("accessory"), block.get("element"), *block.get("elements", [])):
            if isinstance(element, dict) and any(word in element.get("type", "") for word in _INTERACTIVE):
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return body
