"""Stands before every request to the web workspace: whose page it comes from, how big it is, how it is answered.

The workspace has no log-in and listens on loopback, so what must be kept out are the other pages open in the
same browser: by a cross-site request (Origin, Content-Type) or by a name of theirs that resolves to us (Host).
"""

import traceback
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.adapters.web.refusal import Refused

LARGEST_BODY = 256 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

log = structlog.get_logger()


class Guard:
    """Middleware that lets only our own requests through and puts the safe headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower().strip("[]") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, _limited(receive), answer)
        except Refused as refused:
            await _refusal(refused)(scope, receive, answer)
        except HTTPException as error:
            sentence = _SENTENCES.get(error.status_code, "That cannot be done.")
            await _refusal(Refused(error.status_code, sentence))(scope, receive, answer)
        except Exception as error:
            if started:
                raise
            # The place and kind of error only: its text may quote what people wrote.
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("web.request_failed", error=type(error).__name__, file=place.filename, line=place.lineno)
            await _refusal(Refused(500, "Something went wrong here; try again."))(scope, receive, answer)

    def _check(self, scope: Scope) -> None:
        """Raises Refused for a request that did not come from our own page or a local script."""
        headers = Headers(scope=scope)
        host = headers.getlist("host")
        if len(host) != 1 or _name(host[0]) not in self._hosts:
            raise Refused(421, "This workspace does not answer under that host name.")
        if scope["method"] in ("GET", "HEAD"):
            return
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host[0].lower():
            raise Refused(403, "This request comes from another site's page.")
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise Refused(403, "This request comes from another site's page.")
        if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise Refused(415, "Send JSON, with the header Content-Type: application/json.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:12]) > LARGEST_BODY:
            raise _TOO_LARGE


def _name(host: str) -> str:
    """The host name without the port: `127.0.0.1:8710`, `[::1]:8710`."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _limited(receive: Receive) -> Receive:
    """A body that is sent in pieces, without saying how long it is, has the same limit."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise _TOO_LARGE
        return message

    return limited


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers[name] = value
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"


def _refusal(refused: Refused) -> JSONResponse:
    body: dict[str, object] = {"error": refused.sentence}
    if refused.errors:
        body["errors"] = dict(refused.errors)
    return JSONResponse(body, refused.status)


_TOO_LARGE = Refused(413, "That is too large: 256 KiB is the most.")
_SENTENCES = {
    404: "There is nothing here; docs/web-workspace.md lists what there is.",
    405: "That works with another method; docs/web-workspace.md says which.",
}
