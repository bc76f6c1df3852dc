"""The webhook: Telegram's updates over HTTP, acknowledged only when they are stored."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bodies import body_of

log = structlog.get_logger()

PATH = "/telegram/webhook"
MAX_BYTES = 1 << 20
RETRY_AFTER_S = "5"


def secret_for(token: str) -> str:
    """The secret that Telegram sends along, when none is set: made from the bot's token, and as hard to guess."""
    return hmac.new(token.encode(), b"stitch telegram webhook", hashlib.sha256).hexdigest()


def secrets_for(given: str, token: str) -> tuple[str, ...]:
    """The secrets that are accepted: those of the setting, with commas between while one is exchanged, or the
    one made from the token. Never none."""
    return tuple(filter(None, (one.strip() for one in given.split(",")))) or (secret_for(token),)


def route(secrets: Sequence[str], take: Callable[[dict[str, object]], Awaitable[None]]) -> Route:
    """Serve `POST /telegram/webhook`. `take` stores an update, or raises when it could not."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "").encode()
        if not any(hmac.compare_digest(given, one.encode()) for one in secrets):
            return Response("wrong secret", 403)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Response("not JSON", 415)
        body = await body_of(request, MAX_BYTES)
        if body is None:
            return Response("too large", 413)
        try:
            update = json.loads(body)
            if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
                raise ValueError
        except (ValueError, RecursionError):
            return Response("not an update", 400)
        try:
            await take(update)
        except Exception:
            # Not stored. Telegram keeps the update and brings it again.
            log.exception("update not stored", id=update["update_id"])
            return Response("later", 503, headers={"Retry-After": RETRY_AFTER_S})
        return Response("ok")

    return Route(PATH, receive, methods=["POST"])
