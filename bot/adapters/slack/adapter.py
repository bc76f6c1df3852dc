"""The adapter of Slack: what the rest of the bot sees of it."""

import asyncio
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

from bot.adapters.slack import guard
from bot.adapters.slack.channels import Channels
from bot.adapters.slack.files import Files
from bot.adapters.slack.forms import errors_in
from bot.adapters.slack.listen import Listener, Origin
from bot.adapters.slack.people import People
from bot.adapters.slack.problems import Problem, translated, word_of
from bot.adapters.slack.respond import NO_THREAD, Responder, form_of
from bot.adapters.slack.scopes import ROTATED, to_do
from bot.chat.adapter import CannotStart, Hear, Limits, Rate, Receipt
from bot.chat.card import Card, Reply
from bot.chat.incoming import Address, Answer, Heard, Opened, Platform

log = structlog.get_logger()

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]

CONNECT_WITHIN_S = 20.0
METADATA = "stitch_notice"
LOOK_BACK = 100
"""How many of a channel's newest messages are searched for one that may have been sent."""

_ANY = re.compile(".*", re.S)
_NO_SHAPE = (LookupError, TypeError, ValueError, AttributeError)
"""What is raised by whoever reads a shape that is none of Slack's."""

_REFUSED = frozenset(("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"))


class NotStored(Exception):
    """Slack must bring it again."""


class Slack:
    """A Slack app in one workspace. With an `app_token` it listens in Socket Mode, else over HTTP."""

    platform = Platform.slack
    forms = True
    # About one message a second in each channel (docs.slack.dev, rate limits of chat.postMessage).
    limits = Limits(direct=(Rate(every=1.0),), channel=(Rate(every=1.0),))

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str = "",
        signing_secret: str = "",
        api_url: str = "https://slack.com/api/",
    ) -> None:
        self._url = api_url.rstrip("/")
        self._app_token = app_token
        self._secrets = guard.secrets_in(signing_secret)
        # The SDK would send again what may have arrived; delivery knows better.
        self._client = AsyncWebClient(bot_token, base_url=f"{self._url}/", timeout=8, retry_handlers=[])
        self._app = AsyncApp(
            name="stitch",
            logger=_quiet_logger(),
            client=self._client,
            # The guard has verified what comes by HTTP; Bolt would write a wrong request into the log.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # Nothing is acknowledged before it is stored.
            process_before_response=True,
            before_authorize=guard.whole_form,
        )
        self._people = People(self._client)
        self._channels = Channels(self._client)
        self._responder = Responder(self._client, api_url, self._channels)
        self._files = Files(bot_token, api_url)
        self._listener = Listener(self._people, self._channels, "", self._files)
        self._socket: AsyncSocketModeHandler | None = None
        self._headers: Mapping[str, str] = {}
        self._ends = bot_token.startswith(ROTATED)
        self.to_do: tuple[str, ...] = ()
        """What an operator has to see to, once `check` has looked."""
        self._hear: Hear | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._direct: dict[str, str] = {}
        self._listen()

    def routes(self) -> Sequence[BaseRoute]:
        """`/slack/events`, unless Socket Mode is used."""
        return [] if self._app_token else [guard.route(self._app.async_dispatch, self._secrets)]

    async def check(self) -> str:
        """Ask Slack who we are, and whether it would let us listen. Raises CannotStart."""
        self._must_listen()
        me = await self._known()
        if self._app_token:
            await self._let_in()
        self.to_do = tuple(to_do(self._ends, me, self._headers))
        way = "Socket Mode" if self._app_token else f"HTTP at {guard.PATH}"
        return f"{me.get('user', 'bot')} in {me.get('team', self._people.tenant)} by {way}"

    async def start(self, hear: Hear) -> str:
        """Begin to listen; returns the workspace's id. Raises CannotStart."""
        self._must_listen()
        me = await self._known()
        self._listener = Listener(self._people, self._channels, str(me.get("url") or ""), self._files)
        self._hear = hear
        if self._app_token:
            await self._connect()
        return self._people.tenant

    async def stop(self) -> None:
        """Take in nothing more, finish what is in flight, close connections."""
        if self._socket is not None:
            self._socket.client.auto_reconnect_enabled = False
            self._socket.client.socket_mode_request_listeners.clear()
        if self._running:
            await asyncio.wait(self._running, timeout=10)
        if self._socket is not None:
            await self._socket.client.close()  # type: ignore[no-untyped-call]

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        """Post a message, with the key in its metadata."""
        metadata = {"event_type": METADATA, "event_payload": {"key": _opaque(key)}}
        try:
            to, ts = await self._responder.post(to, card, metadata)
        except Problem as error:
            raise translated(error) from None
        return Receipt(address=to, message=ts, link=self._listener.link(to.channel, ts))

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        """Look for the key among the newest messages of the channel."""
        given: dict[str, Any] = {"channel": to.channel, "limit": LOOK_BACK, "include_all_metadata": True}
        try:
            if to.thread:
                answer = await self._client.conversations_replies(ts=to.thread, **given)
            else:
                answer = await self._client.conversations_history(**given)
        except SlackApiError as error:
            if to.thread and word_of(error) in NO_THREAD:
                return await self.sent_before(replace(to, thread=None), key)
            if word_of(error) in ("missing_scope", "not_in_channel", "channel_not_found"):
                raise LookupError(word_of(error)) from None
            raise translated(error) from None
        except Problem as error:
            raise translated(error) from None
        for message in answer.get("messages") or ():
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("key") == _opaque(key):
                ts = str(message["ts"])
                return Receipt(address=to, message=ts, link=self._listener.link(to.channel, ts))
        return None

    async def direct(self, tenant: str, user: str) -> Address:
        """The direct message with a person, opened if need be."""
        if user not in self._direct:
            try:
                answer = await self._client.conversations_open(users=user)
            except Problem as error:
                raise translated(error) from None
            # Slack takes a person's id in place of the channel's.
            self._direct[user] = str((answer.get("channel") or {}).get("id") or user)
        return Address(platform=Platform.slack, tenant=tenant, channel=self._direct[user], private=True)

    async def _connect(self) -> None:
        """Open the WebSocket. Raises CannotStart; the SDK by itself would try a wrong token for ever."""
        await self._let_in()
        try:
            self._socket = AsyncSocketModeHandler(self._app, self._app_token)
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await self._socket.connect_async()  # type: ignore[no-untyped-call]
        except Problem as error:
            if self._socket is not None:
                await self._socket.client.close()  # type: ignore[no-untyped-call]
            raise self._cannot(error, "SLACK_APP_TOKEN") from None

    def _must_listen(self) -> None:
        if not (self._app_token or self._secrets):
            raise CannotStart(
                "Slack needs SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET and PUBLIC_URL (HTTP)"
            )

    async def _let_in(self) -> None:
        try:
            await self._client.apps_connections_open(app_token=self._app_token)
        except Problem as error:
            raise self._cannot(error, "SLACK_APP_TOKEN") from None

    async def _known(self) -> Mapping[str, Any]:
        """Who we are, asked of Slack. Raises CannotStart."""
        try:
            me = await self._asked()
        except Problem as error:
            raise self._cannot(error, "SLACK_BOT_TOKEN") from None
        if not isinstance(me, dict):
            raise CannotStart(f"What answers at {self._url} is not Slack. Look at SLACK_API_URL")
        self._people.tenant, self._people.bot_user = str(me["team_id"]), str(me["user_id"])
        return me

    async def _asked(self) -> object:
        """The answer to auth.test. Where nobody answers to it, it may be below `/api`, as at Slack itself."""
        try:
            return await self._test()
        except SlackApiError as error:
            if not word_of(error).startswith("http_") or self._url.endswith("/api"):
                raise
        self._url = f"{self._url}/api"
        self._client.base_url = f"{self._url}/"
        return await self._test()

    async def _test(self) -> object:
        answer = await self._client.auth_test()
        self._headers = dict(answer.headers)
        return answer.data

    def _cannot(self, error: Exception, setting: str) -> CannotStart:
        word = word_of(error) if isinstance(error, SlackApiError) else type(error).__name__
        if word in _REFUSED or word == "not_allowed_token_type":
            return CannotStart(f"Slack does not accept {setting} ({word}). Copy it again from api.slack.com/apps")
        return CannotStart(f"Slack does not answer at {self._url} ({word}). Look at the network and SLACK_API_URL")

    def _listen(self) -> None:
        """Everything that Slack delivers, each to its translation."""
        app = self._app

        @app.command(_ANY)
        async def command(ack: Ack, body: Body) -> None:
            await self._take(await _read(self._listener.command(body)), ack)

        @app.action(_ANY)
        async def action(ack: Ack, body: Body, action: Body) -> None:
            taken = await _read(self._listener.press(body, action))
            await self._take(taken, ack)
            if taken is not None and (body.get("view") or {}).get("type") == "home":
                await self._refresh(taken[0], taken[1])

        @app.shortcut(_ANY)
        async def shortcut(ack: Ack, body: Body) -> None:
            await self._take(await _read(self._listener.shortcut(body)), ack)

        @app.view(_ANY)
        async def view(ack: Ack, body: Body) -> None:
            await self._take(await _read(self._listener.answer(body)), ack, body["view"])

        for name, translate in (
            ("app_mention", lambda body: self._listener.mention(body)),
            ("message", lambda body: self._listener.message(body)),
            ("app_home_opened", lambda body: self._listener.opened(body)),
            ("user_change", lambda body: self._listener.changed(body)),
            ("channel_shared", lambda body: self._listener.shared(body)),
            ("channel_unshared", lambda body: self._listener.shared(body)),
            ("app_uninstalled", lambda body: self._listener.removed(body)),
            ("tokens_revoked", lambda body: self._listener.removed(body)),
        ):
            app.event(name)(self._event(translate))
        app.event(_ANY)(self._event(_nothing))

        @app.error
        async def failed(error: Exception) -> BoltResponse | None:
            # Bolt's own report would quote the request, and with it what people wrote.
            if isinstance(error, _NO_SHAPE):
                log.error("not understood", error=type(error).__name__)
                return BoltResponse(status=200)
            log.error("not stored", error=type(error.__cause__ or error).__name__)
            return None

    def _event(self, translate: Callable[[Body], Awaitable[tuple[Heard, Origin] | None]]) -> Callable[..., Any]:
        async def event(body: Body, ack: Ack) -> None:
            await self._take(await _read(translate(body)), ack)

        return event

    async def _take(
        self, taken: tuple[Heard, Origin] | None, ack: Ack, view: Mapping[str, Any] | None = None
    ) -> None:
        """Hear it, acknowledge it as soon as it is stored, and draw the answer meanwhile. Raises when it could
        not be stored; Slack then brings it again, or tells the person."""
        if taken is None or self._hear is None:
            await ack()
            return
        heard, origin = taken
        stored, replies = asyncio.Event(), list[Reply]()

        async def respond(reply: Reply) -> None:
            replies.append(reply)
            stored.set()
            if not (isinstance(heard, Answer) and (reply.errors or reply.asks)):  # these go with the ack
                await self._responder.draw(heard, reply, origin)

        task: asyncio.Task[None] = asyncio.create_task(self._hear(heard, respond))  # type: ignore[arg-type]
        self._running.add(task)
        task.add_done_callback(self._done)
        waiting = asyncio.create_task(stored.wait())
        await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not stored.is_set():
            try:
                await task
            except Exception as error:
                raise NotStored from error
        await _acknowledge(ack, replies[0] if replies else None, origin, view)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("turn failed", error=type(error).__name__)

    async def _refresh(self, pressed: Heard, origin: Origin) -> None:
        """Draw the bot's own page anew, after something was pressed there."""
        opened = Opened(
            id=f"home:{pressed.id}"[:120], sender=pressed.sender, address=pressed.address, at=pressed.at, home=True
        )
        await self._take((opened, origin), _nothing)


async def _acknowledge(ack: Ack, reply: Reply | None, origin: Origin, view: Mapping[str, Any] | None) -> None:
    """Acknowledge; a form stays open with what was wrong in it, or becomes the next one."""
    if view is None or reply is None:
        await ack()
    elif reply.errors:
        await ack(response_action="errors", errors=errors_in(view, reply.errors))
    elif (following := form_of(reply, origin)) is not None:
        await ack(response_action="update", view=following)
    else:
        await ack()


async def _read(translated: Awaitable[tuple[Heard, Origin] | None]) -> tuple[Heard, Origin] | None:
    """What Slack delivered in our words; None for a shape that is none of Slack's, which would only come again."""
    try:
        return await translated
    except _NO_SHAPE as error:
        log.error("not understood", error=type(error).__name__)
        return None


async def _nothing(*_: object, **__: object) -> None:
    return None


def _quiet_logger() -> logging.Logger:
    """Bolt gives its loggers the level of the root, and writes requests with what people typed at every level
    below the highest."""
    logger = logging.getLogger("stitch.slack")
    logger.setLevel(logging.CRITICAL)
    return logger


def _opaque(key: str) -> str:
    """A key that tells nothing: metadata can be read by everybody in the workspace."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
