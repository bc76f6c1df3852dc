"""The listener: where HTTP is served, taken before anything else is started."""

import socket
from typing import TYPE_CHECKING

from bot.chat.adapter import CannotStart
from bot.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Server

GRACEFUL_S = 5
"""For so long requests that are under way may go on when it is stopped."""


def listen_on(settings: Settings) -> socket.socket:
    """The socket of HOST and PORT. Raises CannotStart."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as problem:
        why = str(problem.strerror).partition(" (while ")[0]  # the library adds the address
        raise CannotStart(
            f"{address(settings)} cannot be listened on ({why}). Stop what uses it, or set another "
            "port in .env, for example PORT=8081"
        ) from None


def server_of(http: "Starlette") -> "Server":
    """What serves it. Its own log would hold the traceback of an error, with what was being worked upon."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            http, log_config=None, log_level="warning", lifespan="off", access_log=False,
            timeout_graceful_shutdown=GRACEFUL_S,
        )
    )  # fmt: skip


def address(settings: Settings) -> str:
    """The page's address, as somebody on this machine types it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
