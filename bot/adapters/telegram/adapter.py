"""The adapter of Telegram: what the rest of the bot sees of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog
from prometheus_client import Counter
from starlette.routing import BaseRoute
from telegram import Bot, CallbackQuery, LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.error import BadRequest, ChatMigrated, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.adapters.telegram import listen, webhook
from bot.adapters.telegram.draw import Drawn, alert, draw, plain
from bot.adapters.telegram.listen import ALLOWED, Me
from bot.adapters.telegram.poll import Fetching, Poll, readable
from bot.adapters.telegram.problems import is_gone, says, seconds, translated
from bot.chat import incoming as chat
from bot.chat.adapter import CannotStart, Hear, Limits, Rate, Receipt, Undeliverable
from bot.chat.card import Card, Reply
from bot.chat.incoming import LONGEST_FILE, Address, Attached, Command, Heard, Platform, Press

log = structlog.get_logger()

IGNORED = Counter("stitch_telegram_ignored_total", "Updates that were not for the bot")

CONNECTIONS = 64
PATIENCE_S = 3.0
"""A rate limit shorter than this is waited out when somebody waits for an answer."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")


class Telegram:
    """A Telegram bot. `commands` are its commands with what they do, by language; `members` who may use
    it (ids or usernames, everybody when empty); `pause` the seconds before a
    failed poll is tried again the first time."""

    platform = Platform.telegram
    forms = False
    # 1/s in a chat, 20/min in a group, 30/s in all (core.telegram.org/bots/faq): never more in any such stretch.
    limits = Limits(
        direct=(Rate(every=1.0),),
        channel=(Rate(every=1.0), Rate(every=4.0, burst=5)),
        together=(Rate(every=0.04, burst=5),),
    )

    def __init__(
        self,
        *,
        token: str,
        api_url: str = "https://api.telegram.org",
        public_url: str = "",
        webhook_secret: str = "",
        commands: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        members: str = "",
        pause: float = 1.0,
    ) -> None:
        root = api_url.rstrip("/").removesuffix("/bot")
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=CONNECTIONS, read_timeout=8, connect_timeout=5, pool_timeout=5
            ),
            get_updates_request=Fetching(connection_pool_size=2, connect_timeout=5),
        )
        self._root = root
        self._public_url = public_url.rstrip("/")
        self._secrets = webhook.secrets_for(webhook_secret, token)
        self._commands = commands or {}
        self._pause = pause
        self._poll: Poll | None = None
        self._hear: Hear | None = None
        self._members = frozenset(members.casefold().replace("@", "").replace(",", " ").split())
        self._me = Me(0, "")
        self._running: set[asyncio.Task[None]] = set()

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook, when there is a public URL."""
        return [webhook.route(self._secrets, self._posted)] if self._public_url else []

    async def check(self) -> str:
        """Ask Telegram who we are. Raises CannotStart."""
        try:
            await self._known()
        finally:
            await self._bot.shutdown()
        way = f"webhook {self._public_url}{webhook.PATH}" if self._public_url else "long polling"
        return f"@{self._me.username} by {way}"

    async def start(self, hear: Hear) -> str:
        """Begin to listen; returns the bot's id. Raises CannotStart."""
        await self._known()
        self._hear = hear
        if self._public_url:
            await self._set_webhook()
        else:
            await self._tried(lambda: self._bot.delete_webhook(drop_pending_updates=False), "delete_webhook")
            self._poll = Poll(self._bot, self._take, self._pause)
            self._poll.start()
        for language, commands in self._commands.items():
            code = None if language == "en" else language
            await self._tried(lambda c=commands, k=code: self._bot.set_my_commands(c, language_code=k), "commands")  # type: ignore[misc]
        return self._me.tenant

    async def stop(self) -> None:
        """Take in nothing more, finish what is in flight, close connections."""
        if self._poll is not None:
            await self._poll.stop()
        if self._running:
            await asyncio.wait(self._running, timeout=10)
        await self._bot.shutdown()

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        """Post a message. Telegram keeps no key with it."""
        return await self._post(to, card)

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        """Raises LookupError: a bot cannot read what it has sent."""
        raise LookupError("Telegram has no history for bots")

    async def direct(self, tenant: str, user: str) -> Address:
        """A person's chat with the bot has the person's own id."""
        if tenant != self._me.tenant:
            raise Undeliverable("other_bot")
        return Address(platform=Platform.telegram, tenant=tenant, channel=user, private=True)

    async def _known(self) -> None:
        try:
            await self._bot.initialize()
        except InvalidToken:
            raise CannotStart(
                "Telegram does not accept TELEGRAM_BOT_TOKEN. Copy it again from @BotFather into .env"
            ) from None
        except TelegramError as error:
            raise CannotStart(
                f"Telegram does not answer at {self._root} ({type(error).__name__}). "
                "Look at the network and at TELEGRAM_API_URL, then start again"
            ) from None
        me = self._bot.bot
        self._me = Me(me.id, me.username or "", self._members)

    async def _set_webhook(self) -> None:
        url = self._public_url + webhook.PATH
        try:
            await self._bot.set_webhook(url, secret_token=self._secrets[0], allowed_updates=ALLOWED)
        except TelegramError as error:
            raise CannotStart(
                f"Telegram refused the webhook {url} ({type(error).__name__}). "
                "PUBLIC_URL must be https and reachable from outside; empty it to use long polling"
            ) from None

    async def _tried(self, call: Callable[[], Awaitable[object]], what: str) -> None:
        """Something that is good to have: a failure is told to the operator and nothing else."""
        try:
            await call()
        except TelegramError as error:
            log.warning("telegram setup", what=what, error=type(error).__name__)

    async def _posted(self, raw: dict[str, object]) -> None:
        """An update that came by webhook. Returns when it is stored and answered."""
        update = Update.de_json(readable(raw), self._bot)
        task = asyncio.create_task(self._take(update))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    async def _take(self, update: Update) -> None:
        """Hear one update. Raises when it could not be stored."""
        query = update.callback_query
        try:
            heard = listen.heard(update, self._me)
        except Exception:
            log.exception("update not understood", id=update.update_id)
            heard = None
        answered = _Answered(query)
        try:
            if heard is None or self._hear is None:
                IGNORED.inc()
                return
            known = await self._with_file(heard, update)
            await self._hear(known, lambda reply: self._respond(known, reply, update, answered))
        finally:
            # Every press is answered, or the button spins on the phone.
            await answered.with_text(None)

    async def _with_file(self, heard: Heard, update: Update) -> Heard:
        """What was heard, with the file that came along in a direct message. It is read once, from where the API
        is."""
        one = listen.file_of(update.message)
        if one is None or not isinstance(heard, Command | chat.Message) or not heard.address.private:
            return heard
        name, data = one.file_name or "", None
        if (one.file_size or 0) > LONGEST_FILE:
            return replace(heard, attached=Attached(name=name, long=True))
        try:
            file = await self._bot.get_file(one.file_id)
            if (file.file_path or "").startswith(f"{self._root}/file/bot"):
                data = bytes(await file.download_as_bytearray())[: LONGEST_FILE + 1]
        except (TelegramError, OSError) as error:
            log.warning("file not read", error=type(error).__name__)
        long = data is not None and len(data) > LONGEST_FILE
        return replace(heard, attached=Attached(name=name, data=None if long else data, long=long))

    async def _respond(self, heard: Heard, reply: Reply, update: Update, answered: "_Answered") -> None:
        if reply.card is None:
            return
        if update.callback_query is not None and reply.replaces is None:
            words = alert(reply.card)
            if words is not None and await answered.with_text(words):
                return
        to = reply.to or heard.address
        if reply.replaces is not None and await self._edited(to, reply.replaces, reply.card):
            return
        quoted = None
        if not to.private and update.message is not None and not isinstance(heard, Press):
            quoted = update.message.message_id
        await self._post(to, reply.card, quoted, patient=True)

    async def _post(self, to: Address, card: Card, quoted: int | None = None, *, patient: bool = False) -> Receipt:
        drawn = self._draw(to, card)
        topic = int(to.thread) if to.thread and not to.private else None
        if to.thread and to.private:
            quoted = int(to.thread)
        try:
            try:
                message = await self._send_to(to.channel, topic, drawn, quoted, patient)
            except ChatMigrated as moved:
                message = await self._send_to(str(moved.new_chat_id), topic, drawn, None, patient)
            except BadRequest as error:
                if is_gone(error):
                    raise
                # A topic that was closed, an entity that this server does not know: the words still arrive.
                log.warning("telegram refused a message", to=to.channel, thread=to.thread)
                topic = None if says(error, "thread") or says(error, "topic") else topic
                message = await self._send_to(to.channel, topic, plain(drawn), None, patient)
        except TelegramError as error:
            raise translated(error) from None
        if to.private and message.reply_to_message is None:
            to = replace(to, thread=None)
        return Receipt(address=to, message=str(message.message_id), link=message.link)

    async def _send_to(
        self, chat: str, topic: int | None, drawn: Drawn, quoted: int | None, patient: bool
    ) -> Message:
        async def send() -> Message:
            return await self._bot.send_message(
                chat_id=int(chat),
                text=drawn.text,
                entities=drawn.entities,
                reply_markup=drawn.keyboard,
                message_thread_id=topic,
                reply_parameters=ReplyParameters(quoted, allow_sending_without_reply=True) if quoted else None,
                link_preview_options=_NO_PREVIEW,
                protect_content=True,
            )

        return await _patiently(send) if patient else await send()

    async def _edited(self, to: Address, message: str, card: Card) -> bool:
        """Draw a card in place of a message; False when that message can no longer be changed."""
        drawn = self._draw(to, card)

        async def edit() -> object:
            return await self._bot.edit_message_text(
                drawn.text,
                chat_id=int(to.channel),
                message_id=int(message),
                entities=drawn.entities,
                reply_markup=drawn.keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        try:
            await _patiently(edit)
        except BadRequest as error:
            return says(error, "not modified")
        except TelegramError as error:
            raise translated(error) from None
        return True

    def _draw(self, to: Address, card: Card) -> Drawn:
        return draw(card, link=None if to.private else self._me.link)


class _Answered:
    """The answer to a press: given once, as an alert or without words. To anything else it does nothing."""

    def __init__(self, query: CallbackQuery | None) -> None:
        self._query = query

    async def with_text(self, text: str | None) -> bool:
        """Whether the person has it."""
        query, self._query = self._query, None
        if query is None:
            return False
        try:
            await query.answer(text, show_alert=text is not None)
        except TelegramError as error:
            log.info("press not answered", error=type(error).__name__)
            return False
        return True


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Wait out a short rate limit once, because somebody is waiting for the answer."""
    try:
        return await call()
    except RetryAfter as limit:
        if seconds(limit) > PATIENCE_S:
            raise
        await asyncio.sleep(seconds(limit))
        return await call()
