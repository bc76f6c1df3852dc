"""The guard before Bolt: what is served to Slack over HTTP lets only requests through that Bolt can verify."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.request.async_internals import build_async_context
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/slack/events"
MAX_BYTES = 1 << 20

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


def route(dispatch: Dispatch) -> Route:
    """Serve `POST /slack/events`."""

    async def receive(request: Request) -> Response:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii() and signature):
            return Response("not signed", 401)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BYTES:
                return Response("too large", 413)
        # Bolt obeys some headers of its own, unsigned; nobody outside may set them.
        headers: dict[str, str | Sequence[str]] = {
            name: value for name, value in request.headers.items() if not name.startswith("x-slack-bolt")
        }
        try:
            bolt_request = AsyncBoltRequest(body=body.decode(), headers=headers)
        except ValueError:  # not UTF-8, or not JSON
            return Response("not readable", 400)
        answer = await dispatch(bolt_request)
        return Response(
            answer.body, answer.status, media_type=(answer.first_headers().get("content-type") or "text/plain")
        )

    return Route(PATH, receive, methods=["POST"])


async def whole_form(req: AsyncBoltRequest, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
    """Bolt takes a form that has the word "payload" anywhere in it for an interaction, and drops it if it is
    none. Runs after the signature was verified and before anybody is looked up."""
    if not req.body and req.raw_body:
        req.body = dict(parse_qsl(req.raw_body, keep_blank_values=True))
        req.context = build_async_context(req.context, req.body)
    return await next()
