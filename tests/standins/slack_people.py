"""What people do in Slack, each as the payload that Slack sends an app for it."""

import re
import secrets
from typing import Any

from tests.standins.slack_api import WebApi
from tests.standins.slack_delivery import EVENT, INTERACTIVE, SLASH, Deliverer, Delivery
from tests.standins.slack_inputs import Value, block_of, complaints, fill_in, state_of
from tests.standins.slack_text import text_of
from tests.standins.slack_workspace import (
    APP,
    BOT_USER,
    TEAM,
    Json,
    Message,
    SlackError,
    View,
    Workspace,
    elements,
)

TROUBLE = "We had some trouble connecting. Try again?"

Shown = Message | View


class People:
    """Acts as a person. What is brought to the app is a Delivery, returned when it is acked or given up."""

    workspace: Workspace
    api: WebApi
    deliverer: Deliverer
    root: str
    subscriptions: set[str]

    async def command(self, who: str, channel: str, text: str, *, should_escape: bool = True) -> Delivery:
        """Type a slash command. `@name` becomes what Slack makes of it when the manifest says should_escape."""
        name, _, rest = text.partition(" ")
        place, user = self.workspace.channels[channel], self.workspace.users[who]
        assert who in place.members, f"{who} is not in {channel}"
        payload = {
            "token": "verification",
            "team_id": TEAM,
            "team_domain": "ward",
            "channel_id": channel,
            "channel_name": "directmessage" if place.direct else "privategroup" if place.private else place.name,
            "user_id": who,
            "user_name": user.name,
            "command": name,
            "text": self._typed(rest, named=True) if should_escape else rest,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._response_url("commands", who, channel),
            "trigger_id": self.workspace.new_trigger(who),
        }
        delivery = await self.deliverer.bring(Delivery(SLASH, payload))
        if not delivery.acked:
            self._slackbot_says(who, channel, f'{name} failed with the error "{_failed(delivery)}"')
        elif delivery.answer:
            self.respond(payload["response_url"].rpartition("/")[2], delivery.answer, by_ack=True)
        return delivery

    async def message(
        self, who: str, channel: str, text: str, *, thread_ts: str | None = None,
        file: tuple[str, bytes] | None = None, file_url: str = "",
    ) -> Message:  # fmt: skip
        """Write something. The app hears of it in a direct message, or when it is mentioned. A `file` (name and
        content) comes along, and is at its own address unless another is given."""
        place = self.workspace.channels[channel]
        assert who in place.members, f"{who} is not in {channel}"
        message = self.workspace.add_message(channel, who, text=self._typed(text), thread_ts=thread_ts)
        message.blocks = [_rich_text(message.text)]
        kind = "im" if place.direct else "group" if place.private else "channel"
        event = message.as_json() | {
            "channel": channel,
            "event_ts": message.ts,
            "client_msg_id": secrets.token_hex(8),
        }
        if file is not None:
            id = f"F{message.ts.replace('.', '')}"
            self.workspace.files[id] = file[1]
            address = file_url or f"{self.root}/files-pri/{id}/{file[0]}"
            event |= {"subtype": "file_share", "files": [{
                "id": id, "name": file[0], "mimetype": "text/plain", "size": len(file[1]), "mode": "hosted",
                "url_private": address, "url_private_download": address,
            }]}  # fmt: skip
        heard = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[kind]
        if heard in self.subscriptions and BOT_USER in place.members:
            await self.event(event | {"type": "message", "channel_type": kind})
        if f"<@{BOT_USER}>" in message.text and not place.direct and BOT_USER in place.members:
            await self.event(event | {"type": "app_mention"})
        return message

    async def mention(self, who: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Write to the bot by name."""
        return await self.message(who, channel, f"@stitch {text}", thread_ts=thread_ts)

    async def edit(self, who: str, message: Message, text: str) -> None:
        """Change one's own message."""
        assert message.user == who
        before = message.as_json()
        message.text, message.edited = self._typed(text), message.edited + 1
        message.blocks = [_rich_text(message.text)]
        if message.channel.startswith("D"):
            await self.event({
                "type": "message",
                "subtype": "message_changed",
                "channel": message.channel,
                "channel_type": "im",
                "message": message.as_json(),
                "previous_message": before,
                "hidden": True,
                "ts": self.workspace.new_ts(),
            })  # fmt: skip

    async def press(self, who: str, on: Shown, label: str, *, number: int = 0) -> Delivery:
        """Press a button, or choose from an overflow menu, by what stands on it; `number` of several alike."""
        found = _pressable(on, label, who)
        assert len(found) > number, f"no button {label!r} in:\n{text_of(on)}"
        element, chosen = found[number]
        return await self._act(who, on, element, chosen)

    async def choose(self, who: str, on: Shown, what: str, value: Value) -> Delivery:
        """Choose in a menu, which tells the app at once. `what` as in `submit`."""
        element = fill_in(on, what, value)
        block = block_of(on, element)
        return await self._act(who, on, element, on.inputs[block["block_id"], element["action_id"]])

    def fill_in(self, on: Shown, what: str, value: Value) -> None:
        """Fill in a field without telling the app."""
        fill_in(on, what, value)

    async def submit(self, who: str, view: View, values: dict[str, Value] | None = None) -> dict[str, str]:
        """Fill in a modal by label, placeholder, block id or action id, and send it off.

        Returns what is wrong, by block id: first what Slack itself finds, then what the app answers.
        """
        assert view is self.open_view(who), "that is not the view in front"
        for what, value in (values or {}).items():
            fill_in(view, what, value)
        if found := complaints(view):
            return found
        payload = self._interaction("view_submission", who) | {
            "trigger_id": self.workspace.new_trigger(who),
            "view": view.as_json(state_of(view)),
            "response_urls": [],
        }
        delivery = await self.deliverer.bring(Delivery(INTERACTIVE, payload))
        return self._after_submit(who, view, delivery)

    async def close_view(self, who: str) -> None:
        """Cancel the modal in front."""
        view = self.workspace.stacks[who].pop()
        if view.body.get("notify_on_close"):
            payload = self._interaction("view_closed", who) | {"view": view.as_json(), "is_cleared": False}
            await self.deliverer.bring(Delivery(INTERACTIVE, payload))

    async def shortcut(self, who: str, callback_id: str, message: Message | None = None) -> Delivery:
        """A global shortcut, or one of a message's menu."""
        payload = self._interaction("message_action" if message else "shortcut", who) | {
            "callback_id": callback_id,
            "trigger_id": self.workspace.new_trigger(who),
            "action_ts": self.workspace.new_ts(),
        }
        if message:
            payload |= {
                "message_ts": message.ts,
                "message": message.as_json(),
                "channel": self._channel_json(message.channel),
                "response_url": self._response_url("app", who, message.channel),
            }
        return await self.deliverer.bring(Delivery(INTERACTIVE, payload))

    async def opens_home(self, who: str, tab: str = "home") -> Delivery:
        event: Json = {
            "type": "app_home_opened",
            "user": who,
            "channel": self.workspace.direct(who).id,
            "tab": tab,
        }
        home = self.workspace.homes.get(who)
        if home and tab == "home":
            event["view"] = home.as_json()
        return await self.event(event)

    async def user_change(self, who: str, **changes: Any) -> Delivery:
        """A profile changes, such as `tz="Europe/Madrid"` or `deleted=True`."""
        user = self.workspace.users[who]
        for name, value in changes.items():
            assert hasattr(user, name), name
            setattr(user, name, value)
        return await self.event({"type": "user_change", "user": user.as_json(), "cache_ts": 1})

    async def shared(self, channel: str, *, with_event: bool = True) -> None:
        """Another organisation is in the channel from now on."""
        self.workspace.channels[channel].shared = True
        if with_event:
            await self.event({"type": "channel_shared", "connected_team_id": "T2", "channel": channel})

    def _shared(self, event: Json) -> bool:
        place = self.workspace.channels.get(str(event.get("channel")))
        return place is not None and place.shared

    async def joins(self, who: str, channel: str) -> Delivery:
        self.workspace.channels[channel].members.add(who)
        return await self.event(
            {"type": "member_joined_channel", "user": who, "channel": channel, "channel_type": "C", "team": TEAM}
        )

    async def leaves(self, who: str, channel: str) -> Delivery:
        self.workspace.channels[channel].members.discard(who)
        return await self.event(
            {"type": "member_left_channel", "user": who, "channel": channel, "channel_type": "C", "team": TEAM}
        )

    async def event(self, event: Json) -> Delivery:
        """Any event, in the envelope of the Events API."""
        payload = {
            "token": "verification",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": {"event_ts": self.workspace.new_ts(), **event},
            "type": "event_callback",
            "event_id": f"Ev{self.workspace.number():08d}",
            "event_time": int(self.workspace.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": self._shared(event),
        }
        return await self.deliverer.bring(Delivery(EVENT, payload))

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """Bring the same once more, as when the ack got lost on its way."""
        return await self.deliverer.bring(delivery, first=1 if delivery.kind == EVENT else 0)

    def open_view(self, who: str) -> View | None:
        """The modal in front of a person."""
        stack = self.workspace.stacks.get(who)
        return stack[-1] if stack else None

    def respond(self, key: str, args: Json, *, by_ack: bool = False) -> None:
        raise NotImplementedError

    async def _act(self, who: str, on: Shown, element: Json, chosen: Json) -> Delivery:
        block = block_of(on, element)
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.workspace.new_ts(),
        } | {name: element[name] for name in ("text", "value", "placeholder") if name in element}
        payload = self._interaction("block_actions", who) | {
            "trigger_id": self.workspace.new_trigger(who),
            "actions": [action | chosen],
        }
        if isinstance(on, View):
            payload |= {"container": {"type": "view", "view_id": on.id}, "view": on.as_json(state_of(on))}
        else:
            payload |= self._where(who, on)
        return await self.deliverer.bring(Delivery(INTERACTIVE, payload))

    def _where(self, who: str, on: Message) -> Json:
        """Of an ephemeral message Slack sends where it stood, and not what it said."""
        assert on.seen_by in (None, who), f"{who} does not see it"
        assert who in self.workspace.channels[on.channel].members, f"{who} is not in {on.channel}"
        container = {
            "type": "message",
            "message_ts": on.ts,
            "channel_id": on.channel,
            "is_ephemeral": on.ephemeral,
        }
        if on.thread_ts:
            container["thread_ts"] = on.thread_ts
        found: Json = {
            "container": container,
            "channel": self._channel_json(on.channel),
            "state": {"values": state_of(on)},
            "response_url": self._response_url("actions", who, on.channel, on),
        }
        return found if on.ephemeral else found | {"message": on.as_json()}

    def _after_submit(self, who: str, view: View, delivery: Delivery) -> dict[str, str]:
        """What the app's answer does to the modals of this person."""
        if not delivery.acked:
            return {"": TROUBLE}
        stack = self.workspace.stacks[who]
        answer = delivery.answer
        try:
            match answer.get("response_action"):
                case None:
                    stack.remove(view)
                case "clear":
                    stack.clear()
                case "errors":
                    there = {block["block_id"] for block in view.blocks if block["type"] == "input"}
                    assert answer["errors"] and set(answer["errors"]) <= there, (
                        f"no such fields: {answer['errors']}"
                    )
                    return dict(answer["errors"])
                case "update":
                    self.workspace.change_view(view, self.api.check_view(answer["view"], "modal"))
                case "push":
                    self.api.push(who, self.api.check_view(answer["view"], "modal"))
                case other:
                    raise AssertionError(f"no response_action {other!r}")
        except SlackError as error:
            raise AssertionError(f"Slack refuses the view: {error.word} {error.more}") from error
        return {}

    def _interaction(self, kind: str, who: str) -> Json:
        user = self.workspace.users[who]
        return {
            "type": kind,
            "team": {"id": TEAM, "domain": "ward"},
            "user": {
                "id": who,
                "username": user.name,
                "name": user.name,
                "team_id": "T2" if user.stranger else TEAM,
            },
            "api_app_id": APP,
            "token": "verification",
            "is_enterprise_install": False,
            "enterprise": None,
        }

    def _channel_json(self, channel: str) -> Json:
        place = self.workspace.channels[channel]
        return {"id": channel, "name": "directmessage" if place.direct else place.name}

    def _response_url(self, kind: str, who: str, channel: str, message: Message | None = None) -> str:
        return f"{self.root}/{kind}/{TEAM}/{self.workspace.new_response_url(who, channel, message)}"

    def _slackbot_says(self, who: str, channel: str, text: str) -> None:
        self.workspace.add_message(channel, "USLACKBOT", text=text, seen_by=who)

    def _typed(self, text: str, *, named: bool = False) -> str:
        """Typed words as Slack sends them: escaped, people and channels as tokens."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.workspace.users.values():
            token = f"<@{user.id}|{user.name}>" if named else f"<@{user.id}>"
            text = re.sub(rf"(?<![\w<])@{re.escape(user.name)}\b", token, text)
        for channel in self.workspace.channels.values():
            if channel.name:
                text = re.sub(rf"(?<!\w)#{re.escape(channel.name)}\b", f"<#{channel.id}|{channel.name}>", text)
        return text


def _failed(delivery: Delivery) -> str:
    """Slack's word for why a command got no answer."""
    if delivery.status is not None:
        return "http_client_error" if delivery.status < 500 else "http_service_error"
    return "operation_timeout" if delivery.failure == "http_timeout" else "dispatch_failed"


def _pressable(on: Shown, label: str, who: str) -> list[tuple[Json, Json]]:
    found: list[tuple[Json, Json]] = []
    for block in on.blocks:
        for element in elements(block):
            if element["type"] == "button" and element["text"]["text"] == label:
                if who in element.get("visible_to_user_ids", [who]):
                    found.append((element, {}))
            elif element["type"] == "overflow":
                found += [
                    (element, {"selected_option": one})
                    for one in element["options"]
                    if one["text"]["text"] == label
                ]  # fmt: skip
    return found


def _rich_text(text: str) -> Json:
    """The block that Slack makes of what a person types."""
    parts: list[Json] = []
    for part in re.split(r"(<@\w+>)", text):
        if part.startswith("<@"):
            parts.append({"type": "user", "user_id": part[2:-1]})
        elif part:
            plain = part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            parts.append({"type": "text", "text": plain})
    section = {"type": "rich_text_section", "elements": parts}
    return {"type": "rich_text", "block_id": secrets.token_urlsafe(4), "elements": [section]}
