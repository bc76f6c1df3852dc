"""Listening: what Slack delivers in the words of the chat, and where its answer can go."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.adapters.slack.channels import Channels
from bot.adapters.slack.draw import ON_A_LINE
from bot.adapters.slack.files import Files
from bot.adapters.slack.forms import kept_in, values_of
from bot.adapters.slack.people import People, slack_id
from bot.chat.incoming import (
    Address,
    Answer,
    Changed,
    Command,
    Heard,
    Message,
    Opened,
    Platform,
    Press,
    Quoted,
    Removed,
    Sender,
)

Payload = Mapping[str, Any]

SHORTCUTS = {
    "make_followup": "followup",
    "make_task": "task",
    "hand_off": "handoff",
    "new_followup": "followup",
    "new_task": "task",
    "my_items": "mine",
}
"""The manifest's shortcuts, by callback id, and the command that each stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What Slack gives along to answer with; empty where it gives nothing."""

    user: str
    trigger: str = ""
    response_url: str = ""
    ephemeral: bool = False
    """The pressed message is seen by one person only, and can be changed only through its response_url."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Translates for one workspace. `url` is the workspace's own address, for links to messages."""

    people: People
    channels: Channels
    url: str
    files: Files

    async def command(self, body: Payload) -> tuple[Heard, Origin]:
        """A slash command."""
        name, team = body.get("user_name", ""), _team(body, body.get("team_id"))
        (text, mentions, _), sender, address = await asyncio.gather(
            self.people.read(body.get("text") or ""),
            self.people.sender(body["user_id"], name=name, team=team),
            self._told_apart(self._address(body["channel_id"], body.get("channel_name", ""))),
        )
        heard = Command(
            id=_id("command", body.get("trigger_id"), body),
            sender=sender,
            address=address,
            at=datetime.now(UTC),
            name=body["command"].lstrip("/").casefold(),
            text=text,
            mentions=mentions,
        )
        return heard, _origin(body, body["user_id"])

    async def press(self, body: Payload, action: Payload) -> tuple[Heard, Origin] | None:
        """A button, on a message or on the bot's own page."""
        parts = str(action.get("value") or _selected(action)).split(":", 2)
        if len(parts) != 3:
            return None
        name, value, handle = parts
        user, container = body["user"], body.get("container") or {}
        origin = _origin(body, user["id"], ephemeral=bool(container.get("is_ephemeral")))
        message = container.get("message_ts") or (body.get("message") or {}).get("ts")
        sender, address = await asyncio.gather(
            self._user(user, body), self._told_apart(self._place(body, user["id"]))
        )
        on_a_line = str(action.get("action_id", "")).startswith(ON_A_LINE)
        heard = Press(
            id=_id("press", body.get("trigger_id"), {"action": dict(action), "user": user["id"], "on": message}),
            sender=sender,
            address=address,
            at=datetime.now(UTC),
            action=name,
            value=value,
            handle=handle,
            message=None if on_a_line or not message else str(message),
            stays=not origin.ephemeral,
        )
        return heard, origin

    async def shortcut(self, body: Payload) -> tuple[Heard, Origin] | None:
        """A message shortcut acts upon a message, a global one upon nothing."""
        name = SHORTCUTS.get(body.get("callback_id", ""))
        if name is None:
            return None
        user = body["user"]
        quoted: Quoted | None = None
        mentions: tuple[Sender, ...] = ()
        if message := body.get("message"):
            channel, ts = body["channel"]["id"], str(message.get("ts") or body.get("message_ts", ""))
            text, mentions, _ = await self.people.read(message.get("text") or "")
            by_bot = message.get("user") == self.people.bot_user
            quoted = Quoted(message=ts, text=text, link=self.link(channel, ts), by_bot=by_bot)
        heard = Command(
            id=_id("shortcut", body.get("trigger_id"), body),
            sender=await self._user(user, body),
            address=await self._told_apart(self._place(body, user["id"])),
            at=datetime.now(UTC),
            name=name,
            mentions=mentions,
            quoted=quoted,
        )
        return heard, _origin(body, user["id"])

    async def answer(self, body: Payload) -> tuple[Heard, Origin]:
        """A form that was sent. Its answer is drawn where the form was asked for."""
        user, view = body["user"], body["view"]
        kept = kept_in(view)
        heard = Answer(
            id=_id("answer", body.get("trigger_id"), {"view": view.get("id"), "state": view.get("state")}),
            sender=await self._user(user, body),
            address=self._address(user["id"], "directmessage"),
            at=datetime.now(UTC),
            handle=kept.handle,
            values=values_of(view),
        )
        return heard, Origin(user=user["id"], response_url=kept.response_url, ephemeral=kept.ephemeral)

    async def mention(self, body: Payload) -> tuple[Heard, Origin] | None:
        """The bot was named in a channel, perhaps in a thread."""
        return await self._message(body, body["event"], named=True)

    async def message(self, body: Payload) -> tuple[Heard, Origin] | None:
        """Plain words: in a direct message, or in a thread under what may be a message of the bot. Anything else
        is not for the bot, and goes no further."""
        event = body["event"]
        if event.get("subtype") not in (None, "file_share", "thread_broadcast"):
            return None
        thread, parent = event.get("thread_ts"), event.get("parent_user_id")
        below_bot = thread and thread != event.get("ts") and parent in (None, self.people.bot_user)
        if event.get("channel_type") == "im" or below_bot:
            return await self._message(body, event, named=False)
        return None

    async def opened(self, body: Payload) -> tuple[Heard, Origin] | None:
        """The bot's own page was opened."""
        event = body["event"]
        if event.get("tab") != "home":
            return None
        heard = Opened(
            id=_id("event", body.get("event_id"), body),
            sender=await self.people.sender(event["user"]),
            address=self._address(event.get("channel") or event["user"], "directmessage"),
            at=datetime.now(UTC),
            home=True,
        )
        return heard, Origin(user=event["user"])

    async def changed(self, body: Payload) -> tuple[Heard, Origin] | None:
        """A profile changed, or its person left."""
        profile = body["event"]["user"]
        if profile.get("is_bot"):
            return None
        heard = Changed(
            id=_id("event", body.get("event_id"), body),
            sender=self.people.changed(profile),
            address=self._address(profile["id"], "directmessage"),
            at=datetime.now(UTC),
            active=not profile.get("deleted", False),
        )
        return heard, Origin(user=profile["id"])

    async def shared(self, body: Payload) -> tuple[Heard, Origin] | None:
        """A channel is read by another organisation from now on, or by one less. Nobody has said anything."""
        event = body["event"]
        still = bool(event.get("is_ext_shared")) or event["type"] == "channel_shared"
        self.channels.note(slack_id(event["channel"]), shared=still)
        return None

    async def removed(self, body: Payload) -> tuple[Heard, Origin] | None:
        """The app was uninstalled, or the bot's own token revoked."""
        event = body["event"]
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return None
        heard = Removed(
            id=_id("event", body.get("event_id"), body),
            sender=Sender(platform=Platform.slack, tenant=self.people.tenant, user=""),
            address=self._address("", "directmessage"),
            at=datetime.now(UTC),
        )
        return heard, Origin(user="")

    def link(self, channel: str, ts: str) -> str | None:
        """The address of a message in Slack."""
        return f"{self.url}archives/{channel}/p{ts.replace('.', '')}" if self.url and ts else None

    async def _message(self, body: Payload, event: Payload, *, named: bool) -> tuple[Heard, Origin] | None:
        if event.get("bot_id") or not event.get("user") or event["user"] == self.people.bot_user:
            return None
        text, mentions, to_bot = await self.people.read(event.get("text") or "")
        ts, thread = str(event["ts"]), event.get("thread_ts")
        quoted = None
        if thread and thread != ts:
            by_bot = event.get("parent_user_id") in (None, self.people.bot_user)
            quoted = Quoted(message=str(thread), link=self.link(event["channel"], str(thread)), by_bot=by_bot)
        if body.get("is_ext_shared_channel"):
            self.channels.note(slack_id(event["channel"]), shared=True)
        address = await self._told_apart(
            self._address(event["channel"], "directmessage" if event.get("channel_type") == "im" else "")
        )
        heard = Message(
            # A mention in a thread is delivered twice, as two events about one message.
            id=f"message:{event['channel']}:{ts}",
            sender=await self.people.sender(event["user"], team=event.get("user_team") or event.get("team")),
            address=address if not thread else _in_thread(address, str(thread)),
            at=datetime.now(UTC),
            text=text,
            mentions_bot=named or to_bot,
            mentions=mentions,
            quoted=quoted,
            attached=await self.files.first(event) if address.private else None,
        )
        return heard, Origin(user=event["user"])

    async def _user(self, user: Payload, body: Payload) -> Sender:
        name = user.get("name") or user.get("username") or ""
        return await self.people.sender(user["id"], name=name, team=user.get("team_id") or _team(body, None))

    def _place(self, body: Payload, user: str) -> Address:
        """Where it was pressed; on the bot's own page and for global shortcuts, the person's direct message."""
        container = body.get("container") or {}
        channel = body.get("channel") or {}
        address = self._address(
            channel.get("id") or container.get("channel_id") or user, channel.get("name", "directmessage")
        )
        thread = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")
        return _in_thread(address, str(thread)) if thread else address

    async def _told_apart(self, address: Address) -> Address:
        """The address, and whether another organisation reads there."""
        return replace(address, shared=not address.private and await self.channels.shared(address.channel))

    def _address(self, channel: str, name: str) -> Address:
        private = name == "directmessage" or channel.startswith("D")
        known = "" if private or name in ("privategroup",) or name.startswith("mpdm-") else name
        return Address(
            platform=Platform.slack, tenant=self.people.tenant, channel=channel and slack_id(channel),
            private=private, name=known,
        )  # fmt: skip


def _in_thread(address: Address, thread: str) -> Address:
    return replace(address, thread=thread)


def _origin(body: Payload, user: str, *, ephemeral: bool = False) -> Origin:
    return Origin(
        user=user,
        trigger=body.get("trigger_id") or "",
        response_url=body.get("response_url") or "",
        ephemeral=ephemeral,
    )


def _team(body: Payload, default: str | None) -> str | None:
    team = body.get("team")
    return team.get("id") if isinstance(team, Mapping) else default


def _selected(action: Payload) -> str:
    return str((action.get("selected_option") or {}).get("value", ""))


def _id(kind: str, given: object, body: object) -> str:
    """Slack's own id where there is one, else a digest of all of it: a redelivery has the same."""
    if given:
        return f"{kind}:{given}"[:120]
    return f"{kind}:{hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:40]}"
