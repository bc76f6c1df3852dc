"""Slack's Web API over a workspace: what each method checks, changes and answers."""

import re
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.standins.slack_blocks import (
    MOST_TEXT,
    mentioned,
    message_errors,
    text_length,
    view_errors,
    view_is_too_large,
)
from tests.standins.slack_workspace import (
    APP,
    BOT,
    BOT_USER,
    TEAM,
    VIEWS_ON_A_STACK,
    Channel,
    Json,
    Message,
    SlackError,
    User,
    View,
    Workspace,
    with_ids,
)

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000

_KINDS = {"D": "im", "C": "channels", "G": "groups"}


def scope_needed(method: str, args: Json) -> str:
    """The scope that a method asks for; of conversations, by the kind of channel."""
    kind = _KINDS.get(str(args.get("channel") or "C")[0], "channels")
    match method:
        case "conversations.open":
            return "im:write"
        case "conversations.history" | "conversations.replies":
            return f"{kind}:history"
        case "conversations.info" | "conversations.members" | "conversations.list":
            return f"{kind}:read"
        case "chat.postMessage" | "chat.postEphemeral" | "chat.update" | "chat.delete":
            return "chat:write"
        case "users.info" | "users.list" | "bots.info":
            return "users:read"
        case _:
            return ""


class WebApi:
    """The methods. `call` answers with the body of `ok: true` or raises SlackError."""

    def __init__(self, workspace: Workspace, url: str) -> None:
        self.workspace = workspace
        self.url = url
        self.methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self.auth_test,
            "api.test": lambda args: {"args": args},
            "bots.info": self.bots_info,
            "users.info": self.users_info,
            "users.list": self.users_list,
            "conversations.open": self.conversations_open,
            "conversations.info": self.conversations_info,
            "conversations.list": self.conversations_list,
            "conversations.members": self.conversations_members,
            "conversations.history": self.conversations_history,
            "conversations.replies": self.conversations_replies,
            "chat.postMessage": self.chat_post_message,
            "chat.postEphemeral": self.chat_post_ephemeral,
            "chat.update": self.chat_update,
            "chat.delete": self.chat_delete,
            "chat.getPermalink": self.chat_get_permalink,
            "views.open": self.views_open,
            "views.push": self.views_push,
            "views.update": self.views_update,
            "views.publish": self.views_publish,
        }

    def call(self, method: str, args: Json) -> Json:
        if method not in self.methods:
            raise SlackError("unknown_method", req_method=method)
        return self.methods[method](args)

    def auth_test(self, args: Json) -> Json:
        return {"url": "https://ward.slack.com/", "team": "Ward", "user": "stitch", "team_id": TEAM,
                "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}  # fmt: skip

    def bots_info(self, args: Json) -> Json:
        if args.get("bot", BOT) != BOT:
            raise SlackError("bot_not_found")
        return {"bot": {"id": BOT, "app_id": APP, "user_id": BOT_USER, "name": "stitch", "deleted": False}}

    def users_info(self, args: Json) -> Json:
        return {"user": self._user(args).as_json(with_locale=bool(args.get("include_locale")))}

    def users_list(self, args: Json) -> Json:
        with_locale = bool(args.get("include_locale"))
        users = [user.as_json(with_locale=with_locale) for user in self.workspace.users.values()]
        return _page("members", users, args, most=1000)

    def conversations_open(self, args: Json) -> Json:
        asked = args.get("users") or []
        users = asked if isinstance(asked, list) else str(asked).split(",")
        if not users and not args.get("channel"):
            raise SlackError("users_list_not_supplied")
        if args.get("channel"):
            channel = self._channel(args)
            return {"no_op": True, "already_open": True, "channel": channel.as_json()}
        if len(users) > 1:
            raise SlackError("not_supported_by_the_standin")
        user = self._user({"user": users[0].strip()})
        if user.bot:
            raise SlackError("cannot_dm_bot")
        if user.deleted:
            raise SlackError("user_disabled")
        channel = self.workspace.direct(user.id)
        return {"channel": channel.as_json() if args.get("return_im") else {"id": channel.id}}

    def conversations_info(self, args: Json) -> Json:
        channel = self._channel(args)
        found = channel.as_json()
        if args.get("include_num_members"):
            found["num_members"] = len(channel.members)
        return {"channel": found}

    def conversations_list(self, args: Json) -> Json:
        wanted = str(args.get("types") or "public_channel").split(",")
        found = [
            channel.as_json()
            for channel in self.workspace.channels.values()
            if _kind(channel) in wanted and (BOT_USER in channel.members or not channel.private)
        ]
        return _page("channels", found, args, most=1000)

    def conversations_members(self, args: Json) -> Json:
        return _page("members", sorted(self._channel(args).members), args, most=1000)

    def conversations_history(self, args: Json) -> Json:
        channel = self._joined(args)
        found = [one for one in self._messages(channel.id) if not one.thread_ts or one.thread_ts == one.ts]
        return self._stretch(list(reversed(found)), args)

    def conversations_replies(self, args: Json) -> Json:
        channel = self._joined(args)
        root = self.workspace.find_message(channel.id, str(args.get("ts")))
        if root is None:
            raise SlackError("thread_not_found")
        start = root.thread_ts or root.ts
        thread = [one for one in self._messages(channel.id) if start in (one.ts, one.thread_ts)]
        return self._stretch(thread, args)

    def chat_post_message(self, args: Json) -> Json:
        channel = self._joined(args, by_user=True)
        self._check_content(args)
        message = self.workspace.add_message(channel.id, BOT_USER, **self._content(args))
        if message.thread_ts and self.workspace.find_message(channel.id, message.thread_ts) is None:
            self.workspace.all_messages.remove(message)
            raise SlackError("thread_not_found")
        return {"channel": channel.id, "ts": message.ts, "message": message.as_json(with_metadata=True)}

    def chat_post_ephemeral(self, args: Json) -> Json:
        channel = self._joined(args)
        user = self._user(args)
        if user.id not in channel.members:
            raise SlackError("user_not_in_channel")
        self._check_content(args)
        content = self._content(args) | {"metadata": None, "seen_by": user.id}
        return {"message_ts": self.workspace.add_message(channel.id, BOT_USER, **content).ts}

    def chat_update(self, args: Json) -> Json:
        channel = self._joined(args)
        message = self._own_message(channel, args, "cant_update_message")
        self._check_content(args, longest=LONGEST_UPDATE)
        content = self._content(args)
        if args.get("text") is not None:
            message.text = content["text"]
        if args.get("blocks") is not None:
            message.blocks = content["blocks"]
        if args.get("metadata") is not None:
            message.metadata = content["metadata"]
        message.edited += 1
        message.sent = content["sent"]
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_json()}

    def chat_delete(self, args: Json) -> Json:
        channel = self._joined(args)
        message = self._own_message(channel, args, "cant_delete_message")
        self.workspace.all_messages.remove(message)
        return {"channel": channel.id, "ts": message.ts}

    def chat_get_permalink(self, args: Json) -> Json:
        channel = self._channel(args)
        message = self.workspace.find_message(channel.id, str(args.get("message_ts")))
        if message is None:
            raise SlackError("message_not_found")
        link = f"https://ward.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
        if message.thread_ts and message.thread_ts != message.ts:
            link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
        return {"channel": channel.id, "permalink": link}

    def views_open(self, args: Json) -> Json:
        body = self._view_body(args, "modal")
        user = self.workspace.use_trigger(str(args.get("trigger_id")))
        view = self.workspace.new_view(user, body)
        self.workspace.stacks[user] = [view]
        return {"view": view.as_json()}

    def views_push(self, args: Json) -> Json:
        body = self._view_body(args, "modal")
        user = self.workspace.use_trigger(str(args.get("trigger_id")))
        return {"view": self.push(user, body).as_json()}

    def push(self, user: str, body: Json) -> View:
        stack = self.workspace.stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) == VIEWS_ON_A_STACK:
            raise SlackError("push_limit_reached")
        stack.append(self.workspace.new_view(user, body, previous=stack[-1]))
        return stack[-1]

    def views_update(self, args: Json) -> Json:
        body = self._view_body(args, "modal", updating=True)
        view = self.workspace.find_view(args.get("view_id"), args.get("external_id"))
        if view is None:
            raise SlackError("not_found")
        self.workspace.change_view(view, body, args.get("hash"))
        return {"view": view.as_json()}

    def views_publish(self, args: Json) -> Json:
        body = self._view_body(args, "home")
        user = self._user({"user": args.get("user_id")})
        view = self.workspace.homes.get(user.id)
        if view is None:
            view = self.workspace.homes[user.id] = self.workspace.new_view(user.id, body)
        else:
            self.workspace.change_view(view, body, args.get("hash"))
        return {"view": view.as_json()}

    def check_view(self, view: Any, kind: str) -> Json:
        """The view as it is kept. Raises when Slack would refuse it."""
        errors = view_errors(view)
        if not errors and view["type"] != kind:
            errors = [f"must be one of: {kind} [json-pointer:/view/type]"]
        if errors:
            raise invalid("invalid_arguments", errors)
        if view_is_too_large(view):
            raise SlackError("view_too_large")
        return deepcopy(view)

    def _view_body(self, args: Json, kind: str, *, updating: bool = False) -> Json:
        if not isinstance(args.get("view"), dict):
            raise invalid("invalid_arguments", ["missing required field: view [json-pointer:]"])
        body = self.check_view(args["view"], kind)
        external = body.get("external_id")
        if external and not updating and self.workspace.find_view(None, external):
            raise SlackError("duplicate_external_id")
        return body

    def check_shown(self, blocks: list[Json], text: Any) -> None:
        """What Slack takes and shows badly: blocks without words for a lock screen, somebody who is not here."""
        if blocks and not text:
            raise SlackError("no_text_for_a_notification")
        strangers = mentioned(blocks) - set(self.workspace.users)
        if strangers:
            raise invalid("invalid_blocks", [f"nobody here is {one}" for one in sorted(strangers)])

    def _check_content(self, args: Json, longest: int | None = None) -> None:
        blocks, text = args.get("blocks"), args.get("text")
        if not blocks and not args.get("attachments") and not text:
            raise SlackError("no_text")
        if longest and text and len(text) > longest:
            raise SlackError("msg_too_long")
        if blocks is not None:
            check_blocks(blocks)
            self.check_shown(blocks, text)
        metadata = args.get("metadata")
        if metadata is not None and not (
            isinstance(metadata, dict)
            and isinstance(metadata.get("event_type"), str)
            and re.fullmatch(r"[A-Za-z][\w.\-]*", metadata["event_type"])
            and isinstance(metadata.get("event_payload"), dict)
        ):
            raise SlackError("invalid_metadata_format")

    def _content(self, args: Json) -> Json:
        return {
            "text": str(args.get("text") or "")[:LONGEST_TEXT],
            "blocks": with_ids({"blocks": args.get("blocks") or []})["blocks"],
            "thread_ts": args.get("thread_ts") or None,
            "metadata": args.get("metadata"),
            "sent": {name: value for name, value in args.items() if name != "token"},
        }

    def _user(self, args: Json) -> User:
        user = self.workspace.users.get(str(args.get("user")))
        if user is None:
            raise SlackError("user_not_found")
        return user

    def _channel(self, args: Json, *, by_user: bool = False) -> Channel:
        """A channel the bot can know of. Posting may name a person instead, for the direct message."""
        id = str(args.get("channel"))
        person = self.workspace.users.get(id)
        if by_user and person and not person.bot:
            return self.workspace.direct(id)
        channel = self.workspace.channels.get(id)
        if channel is None or ((channel.private or channel.direct) and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def _joined(self, args: Json, *, by_user: bool = False) -> Channel:
        channel = self._channel(args, by_user=by_user)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def _own_message(self, channel: Channel, args: Json, otherwise: str) -> Message:
        message = self.workspace.find_message(channel.id, str(args.get("ts")))
        if message is None:
            raise SlackError("message_not_found")
        if not message.by_bot:
            raise SlackError(otherwise)
        return message

    def _messages(self, channel: str) -> list[Message]:
        return [one for one in self.workspace.all_messages if one.channel == channel and not one.ephemeral]

    def _stretch(self, messages: list[Message], args: Json) -> Json:
        """Those between `oldest` and `latest`, which do not count themselves unless `inclusive`."""
        oldest, latest = _ts(args.get("oldest") or "0"), _ts(args.get("latest") or "99999999999")
        if args.get("inclusive"):
            inside = [one for one in messages if oldest <= Decimal(one.ts) <= latest]
        else:
            inside = [one for one in messages if oldest < Decimal(one.ts) < latest]
        with_metadata = bool(args.get("include_all_metadata"))
        found = [self._with_replies(one, with_metadata=with_metadata) for one in inside]
        page = _page("messages", found, args, most=999, usual=100)
        return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}

    def _with_replies(self, message: Message, *, with_metadata: bool) -> Json:
        found = message.as_json(with_metadata=with_metadata)
        replies = [
            one for one in self._messages(message.channel) if one.thread_ts == message.ts and one is not message
        ]
        if replies:
            found |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
        return found


def invalid(word: str, errors: list[str]) -> SlackError:
    return SlackError(word, errors=errors, response_metadata={"messages": [f"[ERROR] {one}" for one in errors]})


def check_blocks(blocks: Any) -> None:
    """Raises what Slack answers to the blocks of a message that it does not take."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    errors = message_errors(blocks)
    if errors:
        raise invalid("invalid_blocks", errors)
    if text_length(blocks) > MOST_TEXT:
        raise SlackError("msg_blocks_too_long")


def _kind(channel: Channel) -> str:
    if channel.direct:
        return "im"
    return "private_channel" if channel.private else "public_channel"


def _ts(text: Any) -> Decimal:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        raise SlackError("invalid_ts_latest") from None


def _page(name: str, items: list[Any], args: Json, *, most: int, usual: int | None = None) -> Json:
    """A page of `limit`, from where `cursor` says."""
    start = int(args.get("cursor") or 0)
    limit = int(args.get("limit") or usual or most)
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    more = start + limit < len(items)
    return {
        name: items[start : start + limit],
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }
