"""A stand-in of Telegram's Bot API on loopback, with people who write and press: enough for one bot.

Written from https://core.telegram.org/bots/api: long polling and webhook, what it refuses, and faults on demand.
"""

import asyncio
import itertools
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

TOKEN = "7000000001:AAstandinstandinstandinstandinstand"
BOT = {
    "id": 7000000001,
    "is_bot": True,
    "first_name": "Stitch",
    "username": "StitchCareBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}

ENTITIES = {"bold", "italic", "code", "text_link", "text_mention", "date_time"}
NEEDED = {"text_link": "url", "text_mention": "user", "date_time": "unix_time"}


class Refused(Exception):
    """What the Bot API answers with when it does not do as asked."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Person:
    """Somebody on Telegram."""

    id: int
    name: str
    username: str = ""
    language: str = "en"
    blocked: bool = False

    def as_user(self) -> dict[str, Any]:
        first, _, last = self.name.partition(" ")
        user = {"id": self.id, "is_bot": False, "first_name": first, "language_code": self.language}
        return (
            user | ({"last_name": last} if last else {}) | ({"username": self.username} if self.username else {})
        )


@dataclass
class Sent:
    """A message of the bot as it stands in a chat."""

    id: int
    chat: int
    text: str
    entities: list[dict[str, Any]]
    keyboard: list[list[dict[str, Any]]]
    raw: dict[str, Any]
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [key["text"] for row in self.keyboard for key in row]

    def key(self, label: str) -> str:
        for row in self.keyboard:
            for key in row:
                if key["text"] == label:
                    return key["callback_data"]
        raise AssertionError(f"no button {label!r} among {self.labels} under:\n{self.text}")

    def marked(self, kind: str) -> list[str]:
        """The pieces of text that carry an entity of this kind."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le")
            for one in self.entities
            if one["type"] == kind
        ]


@dataclass
class TelegramStandin:
    """`async with TelegramStandin() as telegram:` serves at `telegram.url`."""

    people: dict[str, Person] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    alerts: list[tuple[int, str | None]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    faults: dict[str, list[Refused | str]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    started: set[int] = field(default_factory=set)
    migrated: dict[int, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """What people have sent, by its id."""
    url: str = ""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(100)
        self._update_ids = itertools.count(900001)
        self._news = asyncio.Event()
        self._polls = 0
        self._queries: set[str] = set()
        self._deliveries: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "TelegramStandin":
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        for task in self._deliveries:
            task.cancel()
        await asyncio.gather(*self._deliveries, return_exceptions=True)
        await self._runner.cleanup()
        if error is None:
            assert not self.refused, f"Telegram would refuse: {self.refused}"

    # People

    def person(self, name: str, *, username: str | None = None, language: str = "en") -> Person:
        """Somebody, made when they are new. They have not started the bot."""
        if name not in self.people:
            handle = name.split()[0].lower() if username is None else username
            self.people[name] = Person(500_000 + len(self.people), name, handle, language)
        return self.people[name]

    async def say(
        self,
        who: str,
        text: str,
        *,
        group: int | None = None,
        topic: int | None = None,
        reply_to: int | None = None,
        replied: dict[str, Any] | None = None,
        mentions: dict[str, str] | None = None,
        file: tuple[str, bytes] | None = None,
        twice: bool = False,
    ) -> dict[str, Any]:
        """Write to the bot, in its direct chat or in a group. `mentions` are words that mention people who have
        no username. With a `file` (name and content) the words are its caption."""
        person = self.person(who)
        if group is None:
            self.started.add(person.id)
        message: dict[str, Any] = {
            "message_id": next(self._numbers),
            "from": person.as_user(),
            "chat": self._chat(group, person),
            "date": int(time.time()),
            "text": text,
            "entities": self._entities(text, mentions or {}),
        }
        if file is not None:
            words, marks = message.pop("text"), message.pop("entities")
            message |= {"caption": words, "caption_entities": marks} if words else {}
            id = f"BQAC{next(self._numbers)}"
            self.files[id] = file[1]
            message["document"] = {"file_id": id, "file_unique_id": id, "file_name": file[0],
                                   "file_size": len(file[1])}  # fmt: skip
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None:
            message["reply_to_message"] = self._as_message(next(one for one in self.sent if one.id == reply_to))
        if replied is not None:
            message["reply_to_message"] = replied
        return await self._bring({"message": message}, times=2 if twice else 1)

    async def press(self, who: str, on: Sent, label: str, *, twice: bool = False) -> dict[str, Any]:
        """Press a button."""
        number = str(next(self._numbers))
        self._queries.add(number)
        query = {
            "id": number,
            "from": self.person(who).as_user(),
            "chat_instance": "1",
            "message": self._as_message(on),
            "data": on.key(label),
        }
        return await self._bring({"callback_query": query}, times=2 if twice else 1)

    def fail(self, method: str, *faults: Refused | str) -> None:
        """Let the next calls of a method fail: a refusal, `hang`, or `drop` (done, but the answer is lost)."""
        self.faults.setdefault(method, []).extend(faults)

    async def wait_for(self, what: str, chat: int | None = None, *, seconds: float = 5) -> Sent:
        """The newest message of the bot that has these words."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for one in reversed(self.sent):
                if what in one.text and (chat is None or one.chat == chat):
                    return one
            await asyncio.sleep(0.01)
        raise AssertionError(f"{what!r} was not said. Said: {[one.text for one in self.sent]}")

    def count(self, method: str) -> int:
        return sum(1 for name, _ in self.calls if name == method)

    # The Bot API

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return _answer(Refused(401, "Unauthorized"))
        method = request.match_info["method"]
        given = _parameters(await request.post() if request.method == "POST" else request.query)
        self.calls.append((method, given))
        fault = self.faults[method].pop(0) if self.faults.get(method) else None
        if isinstance(fault, Refused):
            return _answer(fault)
        if fault == "hang":
            await asyncio.sleep(30)
        try:
            done = getattr(self, f"_{method}", None)
            if done is None:
                raise Refused(404, "Not Found: method not found")
            result = await done(given)
        except Refused as refused:
            return _answer(refused)
        if fault == "drop" and request.transport is not None:
            request.transport.close()
        return web.json_response({"ok": True, "result": result})

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        found = self.files.get(request.match_info["path"].removeprefix("documents/"))
        if request.match_info["token"] != TOKEN or found is None:
            return _answer(Refused(404, "Not Found"))
        return web.Response(body=found)

    async def _getFile(self, given: dict[str, Any]) -> dict[str, Any]:
        id = given["file_id"]
        if id not in self.files:
            raise Refused(400, "Bad Request: invalid file_id")
        return {"file_id": id, "file_unique_id": id, "file_size": len(self.files[id]),
                "file_path": f"documents/{id}"}  # fmt: skip

    async def _getMe(self, _given: dict[str, Any]) -> dict[str, Any]:
        return BOT

    async def _deleteWebhook(self, _given: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    async def _setWebhook(self, given: dict[str, Any]) -> bool:
        self.webhook = given
        return True

    async def _setMyCommands(self, given: dict[str, Any]) -> bool:
        if len(given["commands"]) > 100:
            raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for one in given["commands"]:
            if not (re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) and 1 <= len(one["description"]) <= 256):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[given.get("language_code", "")] = given["commands"]
        return True

    async def _getUpdates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polls:
            raise Refused(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs"
            )
        self._polls += 1
        try:
            offset = int(given.get("offset") or 0)
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
            if not self.updates:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), min(2.0, float(given.get("timeout") or 0)))
                except TimeoutError:
                    return []
            return self.updates[:100]
        finally:
            self._polls -= 1

    async def _sendMessage(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = int(given["chat_id"])
        if chat in self.migrated:
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat",
                          migrate_to_chat_id=self.migrated[chat])  # fmt: skip
        if chat > 0:
            person = next((one for one in self.people.values() if one.id == chat), None)
            if person is None:
                raise Refused(400, "Bad Request: chat not found")
            if chat not in self.started:
                raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
            if person.blocked:
                raise Refused(403, "Forbidden: bot was blocked by the user")
        self._check(given)
        reply = given.get("reply_parameters") or {}
        if reply and not self._stands(chat, reply["message_id"]) and not reply.get("allow_sending_without_reply"):
            raise Refused(400, "Bad Request: message to be replied not found")
        sent = Sent(next(self._numbers), chat, given["text"], given.get("entities", []), _keyboard(given), given)
        self.sent.append(sent)
        return self._as_message(sent)

    async def _editMessageText(self, given: dict[str, Any]) -> dict[str, Any]:
        found = next((one for one in self.sent if one.id == int(given["message_id"])), None)
        if found is None or found.chat != int(given["chat_id"]):
            raise Refused(400, "Bad Request: message to edit not found")
        self._check(given)
        if (found.text, found.keyboard) == (given["text"], _keyboard(given)):
            raise Refused(400, "Bad Request: message is not modified")
        found.text, found.entities, found.keyboard = given["text"], given.get("entities", []), _keyboard(given)
        found.edits += 1
        return self._as_message(found)

    def _check(self, given: dict[str, Any]) -> None:
        """What could never be shown is kept, to be complained of at the end, and refused."""
        try:
            check_message(given)
            if not (given.get("link_preview_options") or {}).get("is_disabled"):
                raise Refused(400, "Bad Request: a link in it would be fetched")
        except Refused as refused:
            self.refused.append(refused.description)
            raise

    async def _answerCallbackQuery(self, given: dict[str, Any]) -> bool:
        if given["callback_query_id"] not in self._queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(given.get("text") or "") > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.alerts.append((int(given["callback_query_id"]), given.get("text")))
        return True

    async def _bring(self, update: dict[str, Any], times: int) -> dict[str, Any]:
        update = {"update_id": next(self._update_ids)} | update
        if self.webhook:
            for _ in range(times):
                task = asyncio.create_task(self._post(update))
                self._deliveries.add(task)
        else:
            self.updates.append(update)
            self._news.set()
            if times > 1:
                await asyncio.sleep(0.3)
                self.updates.append(update)
                self._news.set()
        return update

    async def _post(self, update: dict[str, Any]) -> None:
        """By webhook: again and again until it is taken."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        async with aiohttp.ClientSession() as session:
            for wait in (0.05, 0.1, 0.2, 0.5, 1, 2):
                try:
                    async with session.post(self.webhook["url"], json=update, headers=headers) as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(wait)

    def _chat(self, group: int | None, person: Person) -> dict[str, Any]:
        if group is None:
            return {"id": person.id, "type": "private", "first_name": person.name}
        return {"id": group, "type": "supergroup", "title": f"Ward {abs(group) % 10}", "is_forum": True}

    def _as_message(self, sent: Sent) -> dict[str, Any]:
        kind = "private" if sent.chat > 0 else "supergroup"
        message = {
            "message_id": sent.id, "from": BOT, "date": int(time.time()), "text": sent.text,
            "chat": {"id": sent.chat, "type": kind} | ({"title": "Ward"} if sent.chat < 0 else {}),
        }  # fmt: skip
        if topic := sent.raw.get("message_thread_id"):
            message |= {"message_thread_id": int(topic), "is_topic_message": True}
        reply = sent.raw.get("reply_parameters") or {}
        if replied := self._stands(sent.chat, reply.get("message_id")):
            message["reply_to_message"] = {"message_id": replied.id, "from": BOT, "date": message["date"],
                                           "text": replied.text, "chat": message["chat"]}  # fmt: skip
        return message

    def _stands(self, chat: int, message: object) -> Sent | None:
        return next((one for one in self.sent if one.chat == chat and one.id == message), None)

    def _entities(self, text: str, mentions: dict[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if text.startswith("/"):
            found.append({"type": "bot_command", "offset": 0, "length": len(text.split()[0])})
        for words, name in mentions.items():
            at = text.index(words)
            before, length = (len(part.encode("utf-16-le")) // 2 for part in (text[:at], words))
            user = self.person(name, username="").as_user()
            found.append({"type": "text_mention", "offset": before, "length": length, "user": user})
        return found


def check_message(given: dict[str, Any]) -> None:
    """Refuse what the Bot API would refuse of a text with its entities and keyboard. Raises Refused."""
    text = given.get("text", "")
    raw = text.encode("utf-16-le")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(raw) // 2 > 4096:
        raise Refused(400, "Bad Request: message is too long")
    if given.get("parse_mode"):
        raise Refused(400, "Bad Request: can't parse entities: what people typed would be markup")
    entities = given.get("entities") or []
    if len(entities) > 100:
        raise Refused(400, "Bad Request: too many entities")
    for one in entities:
        if one["type"] not in ENTITIES or one["length"] < 1 or (one["offset"] + one["length"]) * 2 > len(raw):
            raise Refused(400, f"Bad Request: can't parse entities: {one}")
        try:
            raw[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le")
        except UnicodeDecodeError:
            raise Refused(400, f"Bad Request: can't parse entities: it splits a character: {one}") from None
        needed = NEEDED.get(one["type"])
        if needed and not one.get(needed):
            raise Refused(400, f"Bad Request: can't parse entities: no {needed}")
    _check_keyboard(_keyboard(given))


def _check_keyboard(rows: list[list[dict[str, Any]]]) -> None:
    if any(not 1 <= len(row) <= 8 for row in rows) or sum(len(row) for row in rows) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    for key in (key for row in rows for key in row):
        if not key["text"].strip():
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if not 1 <= len(key["callback_data"].encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


def _keyboard(given: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return (given.get("reply_markup") or {}).get("inline_keyboard", [])


def _parameters(form: Any) -> dict[str, Any]:
    """Form fields, those that are JSON decoded."""
    given: dict[str, Any] = {}
    for name, value in form.items():
        given[name] = json.loads(value) if str(value)[:1] in "[{" and name != "text" else value
    return given


def _answer(refused: Refused) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)
