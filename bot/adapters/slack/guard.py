"""The guard before Bolt: over HTTP only what Slack has signed gets in, and only in a shape that Bolt can take."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.request.async_internals import build_async_context
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bodies import body_of

PATH = "/slack/events"
MAX_BYTES = 1 << 20
MAX_UNSIGNED = 1 << 10
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


def secrets_in(given: str) -> tuple[str, ...]:
    """The signing secrets in a setting: one, or while it is exchanged several with commas between."""
    return tuple(filter(None, (one.strip() for one in given.split(","))))


def route(dispatch: Dispatch, secrets: Sequence[str]) -> Route:
    """Serve `POST /slack/events` for what is signed with one of the secrets. Without any, nothing is."""
    verifiers = [SignatureVerifier(secret) for secret in secrets]

    async def receive(request: Request) -> Response:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (FORM, JSON):
            return Response("not a kind that Slack sends", 415)
        signed = (
            0 < len(timestamp) <= 12 and (timestamp + signature).isascii() and timestamp.isdigit() and signature
        )
        body = await body_of(request, MAX_BYTES if signed else MAX_UNSIGNED)
        if body is None:
            return Response("too large", 413)
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return Response("not readable", 400)
        if not signed or not any(one.is_valid(text, timestamp, signature) for one in verifiers):
            # Slack looks at the certificate now and then, with a request that it does not sign.
            looks = kind == FORM and ("ssl_check", "1") in parse_qsl(text[:MAX_UNSIGNED])
            return Response("", 200) if looks else Response("not signed", 401)
        try:
            bolt_request = AsyncBoltRequest(body=text, headers=_headers(request))
            if not isinstance(bolt_request.body, dict):
                return Response("not readable", 400)
            answer = await dispatch(bolt_request)
        except (ValueError, RecursionError, AttributeError, TypeError, LookupError):
            # No JSON, or of a shape that is none of Slack's. What the bot itself raises, Bolt has caught.
            return Response("not readable", 400)
        return Response(
            answer.body, answer.status, media_type=(answer.first_headers().get("content-type") or "text/plain")
        )

    return Route(PATH, receive, methods=["POST"])


async def whole_form(req: AsyncBoltRequest, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
    """Bolt takes a form that has the word "payload" anywhere in it for an interaction, and drops it if it is
    none. Runs before anybody is looked up."""
    if not req.body and req.raw_body:
        req.body = dict(parse_qsl(req.raw_body, keep_blank_values=True))
        req.context = build_async_context(req.context, req.body)
    return await next()


def _headers(request: Request) -> dict[str, str | Sequence[str]]:
    """Bolt obeys some headers of its own; nobody outside may set them."""
    return {name: value for name, value in request.headers.items() if not name.startswith("x-slack-bolt")}
