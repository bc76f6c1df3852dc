"""Listening: Telegram's updates in the words of the chat. What is not for the bot becomes None."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from telegram import CallbackQuery, Chat, Document, Message, MessageEntity, Update, User
from telegram.constants import ChatType, MessageEntityType, UpdateType

from bot.adapters.telegram.draw import ON_A_LINE
from bot.chat import incoming as chat
from bot.chat.incoming import Address, Attached, Command, Heard, Opened, Platform, Press, Quoted, Sender

ALLOWED = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY]
"""The only kinds of update that are asked for: no inline or guest mode, no business chats, no edits."""

_PRESS = re.compile(r"p-([a-z_]{1,20})-([A-Za-z0-9_-]{6,40})")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as Telegram knows it. `link` is its t.me address."""

    id: int
    username: str
    members: frozenset[str] = frozenset()
    """Who may use the bot, by id or username; everybody who finds it when empty."""

    @property
    def tenant(self) -> str:
        """The workspace's id on Telegram: one bot, one workspace."""
        return str(self.id)

    @property
    def link(self) -> str:
        """The address that opens a chat with the bot."""
        return f"https://t.me/{self.username}"


def heard(update: Update, me: Me) -> Heard | None:
    """What an update says, if it is for the bot."""
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, me)
    if update.message is not None:
        return _message(update.update_id, update.message, me)
    return None


def _message(update_id: int, message: Message, me: Me) -> Heard | None:
    text, entities = message.text or message.caption or "", message.entities or message.caption_entities
    alone = file_of(message) is not None and message.chat.type == ChatType.PRIVATE
    if (
        not (text or alone)
        or message.from_user is None
        or (message.from_user.is_bot and message.sender_chat is None)
    ):
        return None
    address = _address(message, me)
    sender = _sender(message.from_user, me)
    if message.sender_chat is not None:
        sender = replace(sender, outsider=True)  # written in the name of a group: nobody knows by whom
    base: dict[str, Any] = {
        "id": f"u{update_id}",
        "sender": sender,
        "address": address,
        "at": message.date.astimezone(UTC),
    }
    words = _Words(text, entities, me)
    quoted = _quoted(message, me)
    if words.command is not None:
        name, to = words.command
        if to and to.casefold() != me.username.casefold():
            return None
        if name == "start" and address.private:
            return _started(base, words.rest)
        return Command(**base, name=name, text=words.rest, mentions=words.people, quoted=quoted)
    if not (address.private or words.mentions_bot or (quoted and quoted.by_bot)):
        return None
    return chat.Message(
        **base, text=words.text, mentions_bot=words.mentions_bot, mentions=words.people, quoted=quoted
    )


def file_of(message: Message | None) -> Document | None:
    """The file that came with a message, if it is of a kind that is taken in."""
    one = message.document if message is not None else None
    return one if one is not None and Attached.takes(one.file_name or "", one.mime_type or "") else None


def _started(base: dict[str, Any], payload: str) -> Heard:
    """`/start`: said hello, followed a link to an item, or brought a token."""
    if press := _PRESS.fullmatch(payload):
        return Press(**base, action=press[1], handle=press[2])
    return Opened(**base, token=payload if _TOKEN.fullmatch(payload) else "")


def _press(update_id: int, query: CallbackQuery, me: Me) -> Heard | None:
    data, message = query.data or "", query.message
    parts = data.removeprefix(ON_A_LINE).split(":", 2)
    if message is None or len(parts) != 3:
        return None
    action, value, handle = parts
    return Press(
        id=f"u{update_id}",
        sender=_sender(query.from_user, me),
        address=_address(message, me) if isinstance(message, Message) else _bare_address(message.chat, me),
        at=datetime.now(UTC),
        action=action,
        value=value,
        handle=handle,
        message=None if data.startswith(ON_A_LINE) else _number(message.message_id),
    )


def _address(message: Message, me: Me) -> Address:
    address = _bare_address(message.chat, me)
    if message.is_topic_message and message.message_thread_id is not None and not address.private:
        return replace(address, thread=_number(message.message_thread_id))
    return address


def _bare_address(place: Chat, me: Me) -> Address:
    return Address(
        platform=Platform.telegram,
        tenant=me.tenant,
        channel=_number(place.id),
        private=place.type == ChatType.PRIVATE,
        name=place.title or "",
    )


def _number(given: object) -> str:
    """An id of Telegram's. The library takes in whatever stands there."""
    if type(given) is not int:
        raise ValueError("that is no id")
    return str(given)


def _sender(user: User, me: Me) -> Sender:
    return Sender(
        platform=Platform.telegram,
        tenant=me.tenant,
        user=_number(user.id),
        name=user.full_name,
        username=user.username or "",
        locale=user.language_code,
        outsider=bool(me.members) and me.members.isdisjoint((str(user.id), (user.username or "").casefold())),
    )


def _quoted(message: Message, me: Me) -> Quoted | None:
    """The message that is replied to; in a topic, not the note that opened the topic."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    if message.is_topic_message and replied.message_id == message.message_thread_id:
        return None
    text = message.quote.text if message.quote else replied.text or replied.caption or ""
    return Quoted(
        message=_number(replied.message_id),
        text=text,
        link=replied.link,
        by_bot=replied.from_user is not None and replied.from_user.id == me.id,
    )


class _Words:
    """A message's text with the command and the bot's own name cut out, and people as `@` and their id."""

    def __init__(self, text: str, entities: tuple[MessageEntity, ...], me: Me) -> None:
        raw = text.encode("utf-16-le")
        people: list[Sender] = []
        for entity in sorted(entities, key=lambda one: one.offset, reverse=True):
            if entity.type == MessageEntityType.TEXT_MENTION and entity.user and not entity.user.is_bot:
                begin, end = entity.offset * 2, (entity.offset + entity.length) * 2
                raw = raw[:begin] + f"@{entity.user.id}".encode("utf-16-le") + raw[end:]
                people.append(_sender(entity.user, me))
        text = raw.decode("utf-16-le", "replace")
        found = _COMMAND.match(text)
        self.command = (found[1].casefold(), found[2] or "") if found else None
        self.rest = text[found.end() :].strip() if found else ""
        named = re.compile(rf"@{re.escape(me.username)}\b", re.I) if me.username else None
        self.mentions_bot = bool(named and named.search(text))
        self.text = named.sub("", text).strip(" ,:\n\t") if named and self.mentions_bot else text.strip()
        self.people = tuple(reversed(people))
