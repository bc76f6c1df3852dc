"""How Slack brings things to an app: over WebSockets (Socket Mode) or as signed HTTP requests."""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.standins.slack_workspace import Json

MOST_CONNECTIONS = 10

SLASH, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"


@dataclass
class Delivery:
    """One thing brought to the app, with what came of it."""

    kind: str
    payload: Json
    acked: bool = False
    answer: Json = field(default_factory=dict)
    """What the app gave back with its "ok"."""
    attempts: int = 0
    failure: str = ""
    """Why the last attempt failed, in Slack's words."""
    status: int | None = None


class Sockets:
    """Socket Mode: the connections of the app, and acks that are waited for."""

    def __init__(self) -> None:
        self.tickets: set[str] = set()
        self.connections: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self.retiring: set[web.WebSocketResponse] = set()
        self.waiting: dict[str, asyncio.Future[Json]] = {}
        self.frames: list[Json] = []
        """Everything that the app has sent."""
        self._turn = 0

    def new_ticket(self) -> str:
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await socket.send_json({
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
            "connection_info": {"app_id": "A1"},
        })  # fmt: skip
        assert isinstance(request.transport, asyncio.Transport)
        self.connections[socket] = request.transport
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._hear(json.loads(frame.data))
        finally:
            del self.connections[socket]
            self.retiring.discard(socket)
        return socket

    async def send(self, envelope: Json, seconds: float) -> Json:
        """Bring it over one connection. Raises ConnectionError without one, TimeoutError without an ack."""
        usable = [one for one in self.connections if one not in self.retiring and not one.closed]
        if not usable:
            raise ConnectionError
        self._turn += 1
        acked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.waiting[envelope["envelope_id"]] = acked
        try:
            await usable[self._turn % len(usable)].send_json(envelope)
            return await asyncio.wait_for(acked, seconds)
        finally:
            self.waiting.pop(envelope["envelope_id"], None)

    async def disconnect(self, reason: str, close_after: float) -> None:
        """Ask the app to connect anew, as Slack does every few hours; then close."""
        old = list(self.connections)
        for socket in old:
            self.retiring.add(socket)
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})
        await asyncio.sleep(close_after)
        for socket in old:
            await socket.close()

    async def close(self) -> None:
        for socket in list(self.connections):
            await socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)

    def _hear(self, frame: Json) -> None:
        self.frames.append(frame)
        acked = self.waiting.get(frame.get("envelope_id", ""))
        if acked is not None and not acked.done():
            acked.set_result(frame.get("payload") or {})


class Deliverer:
    """Brings deliveries, waits for the ack, and brings events again until they are acked."""

    def __init__(self, signing_secret: str, now: Callable[[], float]) -> None:
        self.sockets = Sockets()
        self.signing_secret = signing_secret
        self.now = now
        self.post_to: str | None = None
        self.ack_seconds = 3.0
        self.retry_after = (0.0, 0.05, 0.1)
        """Seconds before each redelivery of an event; Slack's own are 0, 60 and 300."""
        self.acks_to_lose = 0
        self.all: list[Delivery] = []
        self.session: aiohttp.ClientSession | None = None

    async def bring(self, delivery: Delivery, *, first: int = 0, **forged: Any) -> Delivery:
        """Bring it until acked; only events are brought again. `first` > 0 begins as a redelivery."""
        if delivery not in self.all:
            self.all.append(delivery)
        retries = self.retry_after if delivery.kind == EVENT else ()
        delays = (0.0, *retries)[first:] or (0.0,)
        for number, delay in enumerate(delays, start=first):
            await asyncio.sleep(delay)
            if await self._attempt(delivery, number, forged):
                break
        return delivery

    async def _attempt(self, delivery: Delivery, number: int, forged: Json) -> bool:
        """True when there is nothing more to try."""
        reason = delivery.failure or "http_timeout"
        delivery.attempts += 1
        delivery.acked, delivery.answer, delivery.failure = False, {}, ""
        try:
            if self.post_to:
                given_up = await self._post(delivery, number, reason, forged)
            else:
                await self._send(delivery, number, reason)
                given_up = False
        except TimeoutError:
            delivery.failure, given_up = "http_timeout", False
        except (ConnectionError, aiohttp.ClientError):
            delivery.failure, given_up = "connection_failed", False
        if delivery.acked and self.acks_to_lose:
            self.acks_to_lose -= 1
            delivery.acked, delivery.answer, delivery.failure = False, {}, "http_timeout"
        return delivery.acked or given_up

    async def _send(self, delivery: Delivery, number: int, reason: str) -> None:
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != EVENT,
        }
        if delivery.kind == EVENT:
            envelope |= {"retry_attempt": number, "retry_reason": reason if number else ""}
        delivery.answer = await self.sockets.send(envelope, self.ack_seconds)
        delivery.acked = True

    async def _post(self, delivery: Delivery, number: int, reason: str, forged: Json) -> bool:
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}
        body, content_type = _body(delivery)
        status, answered, text = await self.post(body, content_type, headers=headers, **forged)
        delivery.status = status
        if not 200 <= status < 300:
            delivery.failure = "http_error"
            return answered.get("X-Slack-No-Retry") == "1"
        delivery.acked = True
        if text:
            is_json = "json" in answered.get("Content-Type", "")
            delivery.answer = json.loads(text) if is_json else {"text": text}
        return False

    async def post(
        self,
        body: bytes,
        content_type: str,
        *,
        headers: dict[str, str] | None = None,
        secret: str | None = None,
        age: float = 0,
        signature: str | None = None,
        timestamp: str | None = None,
    ) -> tuple[int, dict[str, str], str]:
        """A signed request, or one signed with another secret, long ago, or with any signature at all."""
        assert self.post_to is not None
        timestamp = timestamp or str(int(self.now() - age))
        key = (secret or self.signing_secret).encode()
        right = "v0=" + hmac.new(key, f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature if signature is not None else right,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        self.session = self.session or aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=self.ack_seconds)
        async with self.session.post(
            self.post_to, data=body, headers=signed | (headers or {}), timeout=limit, allow_redirects=False
        ) as response:
            return response.status, dict(response.headers), await response.text()

    async def close(self) -> None:
        await self.sockets.close()
        if self.session is not None:
            await self.session.close()


def _body(delivery: Delivery) -> tuple[bytes, str]:
    match delivery.kind:
        case "slash_commands":
            return urlencode(delivery.payload).encode(), "application/x-www-form-urlencoded"
        case "interactive":
            form = urlencode({"payload": json.dumps(delivery.payload)})
            return form.encode(), "application/x-www-form-urlencoded"
        case _:
            return json.dumps(delivery.payload).encode(), "application/json"
