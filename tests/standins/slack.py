"""A Slack of our own on this machine, for the real client libraries: Web API, Socket Mode, HTTP, and people.

async with SlackStandin() as slack:
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.url), ...)
    await slack.command("U1", "C1", "/followup call the daughter")
    [answer] = await slack.wait_for(lambda: slack.ephemerals("U1"))
    await slack.press("U1", answer, "Undo")
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from tests.standins.slack_api import WebApi, check_blocks, scope_needed
from tests.standins.slack_delivery import Deliverer, Delivery
from tests.standins.slack_faults import Fault, Faults
from tests.standins.slack_people import People
from tests.standins.slack_text import pings, text_of
from tests.standins.slack_workspace import (
    BOT_USER,
    RESPONSE_URL_USES,
    Json,
    Message,
    SlackError,
    View,
    Workspace,
    with_ids,
)

__all__ = ["Message", "SlackStandin", "View", "pings", "text_of"]

T = TypeVar("T")

OUR_FAULT = {
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text",
    "invalid_arguments", "view_too_large", "invalid_metadata_format", "duplicate_external_id",
    "push_limit_reached", "no_text_for_a_notification",
}  # fmt: skip
"""What Slack answers to a message or a view that could never be shown: that is a fault of the app's."""
_FLAGS = ("include_", "return_", "inclusive", "unfurl_", "link_names", "mrkdwn", "reply_broadcast")
"""Arguments that are true or false, which forms send as words; by how their names begin."""


@dataclass
class Call:
    """A request that the app has made. `error` is Slack's word, empty when all was well."""

    method: str
    args: Json
    status: int = 200
    error: str = ""
    at: float = field(default_factory=time.monotonic)


class SlackStandin(People):
    """The workspace Ward: U1 nina, U2 omar, U3 lea, U4 sam, all in C1 #ward with the bot; D1 is Nina's DM."""

    def __init__(
        self,
        bot_token: str = "xoxb-standin",
        app_token: str = "xapp-standin",
        signing_secret: str = "standin-secret",
        scopes: set[str] | None = None,
        *,
        strict: bool = True,
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.scopes = scopes
        """What the bot may do; everything when None."""
        self.strict = strict
        """Leaving it fails when the app has ever sent something that could not be shown."""
        self.refused: list[str] = []
        self.token_revoked = False
        self.workspace = Workspace()
        self.deliverer = Deliverer(signing_secret, self.workspace.now)
        self.sockets = self.deliverer.sockets
        self.faults = Faults()
        self.calls: list[Call] = []
        self.subscriptions = {"message.im"}
        self._runner: web.AppRunner | None = None
        for number, (name, real_name) in enumerate(
            [("nina", "Nina Alvarez"), ("omar", "Omar Haddad"), ("lea", "Lea Brandt"), ("sam", "Sam Okafor")],
            start=1,
        ):
            self.workspace.add_user(f"U{number}", name, real_name)
            self.workspace.direct(f"U{number}")
        self.workspace.add_channel("C1", "ward", ["U1", "U2", "U3", "U4"])

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._serve_method)
        app.router.add_get("/link", self.sockets.serve)
        app.router.add_get("/files-pri/{id}/{name}", self._serve_file)
        app.router.add_post("/{kind:commands|actions|app}/{team}/{key}", self._serve_response_url)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.root = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"{self.root}/api/"
        self.api = WebApi(self.workspace, self.url)

    async def stop(self) -> None:
        await self.deliverer.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> "SlackStandin":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if self.strict and error is None:
            assert not self.refused, f"Slack would refuse: {self.refused}"

    def messages(self, channel: str, *, by_bot: bool = False, thread_ts: str | None = None) -> list[Message]:
        """What stands in a channel for everyone, replies too, oldest first."""
        return [
            one
            for one in self.workspace.all_messages
            if one.channel == channel
            and not one.ephemeral
            and (one.by_bot or not by_bot)
            and thread_ts in (None, one.thread_ts)
        ]

    def ephemerals(self, who: str) -> list[Message]:
        """What only this person sees, oldest first."""
        return [one for one in self.workspace.all_messages if one.seen_by == who]

    def home(self, who: str) -> View | None:
        return self.workspace.homes.get(who)

    def count(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    def deliveries(self) -> list[Delivery]:
        """All that was brought to the app."""
        return self.deliverer.all

    def lose_acks(self, times: int = 1) -> None:
        """The next acks do not arrive, so that Slack sends again what it may."""
        self.deliverer.acks_to_lose += times

    def post_to(self, url: str | None) -> None:
        """Bring everything to this address from now on; over the WebSockets when None."""
        self.deliverer.post_to = url

    async def verify_url(self) -> bool:
        """Slack's check of the address, when it is entered: the challenge has to come back."""
        body = json.dumps({"token": "verification", "challenge": "3eZbrw1aB", "type": "url_verification"})
        status, _, text = await self.deliverer.post(body.encode(), "application/json")
        return status == 200 and "3eZbrw1aB" in text

    async def connected(self, connections: int = 1) -> None:
        """Wait until the app listens over so many WebSockets."""
        await self.wait_for(lambda: len(self.sockets.connections) >= connections)

    async def disconnect(self, reason: str = "refresh_requested", close_after: float = 0.2) -> None:
        """Have the app connect anew; the other reason is `warning`."""
        await self.sockets.disconnect(reason, close_after)

    def drop_connections(self) -> None:
        """All WebSockets break without a word."""
        for transport in self.sockets.connections.values():
            transport.abort()

    def pass_time(self, seconds: float) -> None:
        """Let triggers and response URLs grow old."""
        self.workspace.pass_time(seconds)

    async def wait_for(self, condition: Callable[[], T | None], seconds: float = 5) -> T:
        """What the condition gives as soon as it is true, or not empty."""
        return await wait_for(condition, seconds)

    def respond(self, key: str, args: Json, *, by_ack: bool = False) -> None:
        """What a response URL does; an ack with a message in it does the same."""
        link = self.workspace.response_urls.get(key)
        if link is None or link.expires < self.workspace.now():
            raise SlackError("expired_url")
        if link.uses >= RESPONSE_URL_USES and not by_ack:
            raise SlackError("used_url")
        if not args.get("delete_original"):
            if not args.get("text") and not args.get("blocks"):
                raise SlackError("no_text")
            check_blocks(args.get("blocks") or [])
            self.api.check_shown(args.get("blocks") or [], args.get("text"))
        if not by_ack:
            link.uses += 1
        original = link.message if link.message in self.workspace.all_messages else None
        if args.get("delete_original"):
            if original:
                self.workspace.all_messages.remove(original)
            return
        content = {"text": args.get("text") or "", "blocks": with_ids(args).get("blocks") or []}
        if args.get("replace_original") and original:
            vars(original).update(content, edited=original.edited + 1, sent=args)
            return
        private = args.get("response_type", "ephemeral") != "in_channel"
        self.workspace.add_message(
            link.channel,
            BOT_USER,
            **content,
            thread_ts=args.get("thread_ts"),
            metadata=None if private else args.get("metadata"),
            seen_by=link.user if private else None,
            sent=args,
        )

    async def _serve_response_url(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        args = await request.json()

        def work() -> Json:
            self.respond(key, args)
            return {}

        return await self._answer(request, Call("response_url", args), work, status_of_error=404)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        """A private file; to whoever may not read it, the sign-in page."""
        may = self.scopes is None or "files:read" in self.scopes
        found = self.workspace.files.get(request.match_info["id"])
        if found is None or not may or request.headers.get("Authorization") != f"Bearer {self.bot_token}":
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=found, content_type="application/octet-stream")

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.pop("token", "")
        args.pop("token", None)

        def work() -> Json:
            self._authorize(method, token, args)
            if method == "apps.connections.open":
                return {"url": f"ws{self.root[4:]}/link?ticket={self.sockets.new_ticket()}&app_id=A1"}
            return self.api.call(method, args)

        return await self._answer(request, Call(method, args), work)

    def _authorize(self, method: str, token: str, args: Json) -> None:
        if not token:
            raise SlackError("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth")
        if (method == "apps.connections.open") != (token == self.app_token):
            raise SlackError("not_allowed_token_type")
        if self.token_revoked:
            raise SlackError("token_revoked")
        needed = scope_needed(method, args)
        if self.scopes is not None and needed and needed not in self.scopes:
            raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))

    async def _answer(
        self, request: web.Request, call: Call, work: Callable[[], Json], status_of_error: int = 200
    ) -> web.StreamResponse:
        self.calls.append(call)
        fault = self.faults.take(call.method)
        if fault and not fault.after_work and (response := await _broken(request, call, fault)):
            return response
        body: Json = {"ok": True}
        try:
            body |= work()
        except SlackError as error:
            body = {"ok": False, "error": error.word, **error.more}
            call.error, call.status = error.word, status_of_error
            if error.word in OUR_FAULT:
                self.refused.append(f"{call.method}: {error.word} {error.more.get('errors', '')}")
        if fault and fault.after_work and (response := await _broken(request, call, fault)):
            return response
        granted = {} if self.scopes is None else {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        return web.json_response(body, status=call.status, headers=granted)


async def wait_for(condition: Callable[[], T | None], seconds: float = 5) -> T:
    """What the condition gives as soon as it is true, or not empty."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > until:
            raise AssertionError("waited in vain")
        await asyncio.sleep(0.01)
    return found


async def _broken(request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
    """What the app gets of a fault; None when it was only slow."""
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
        return None
    call.status, call.error = fault.status, fault.word
    if fault.drop:
        call.error = "dropped"
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if fault.word:
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        return web.json_response({"ok": False, "error": fault.word}, status=fault.status, headers=headers)
    return web.Response(status=fault.status, text="<html>Server Error</html>", content_type="text/html")


async def _arguments(request: web.Request) -> Json:
    """From the address and the body, JSON or form; in forms, objects are JSON in a string."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        args |= json.loads(body) if body else {}
    else:
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {name: _plain(name, value) for name, value in args.items()}


def _plain(name: str, value: Any) -> Any:
    if name in ("blocks", "view", "metadata", "attachments") and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise web.HTTPOk(
                text=json.dumps({"ok": False, "error": f"invalid_{name}_format"}), content_type="application/json"
            ) from None
    if name.startswith(_FLAGS) and isinstance(value, str):
        return value.lower() in ("1", "true")
    return value
