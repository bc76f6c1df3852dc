"""Bodies of requests, read no further than is wanted."""

from starlette.requests import Request


async def body_of(request: Request, most: int) -> bytes | None:
    """The body; None as soon as it is clear that there is more of it, before the rest is read."""
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= most):
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body
