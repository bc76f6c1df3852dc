"""The listener: where HTTP is served, taken before anything else is started."""

import socket

from bot.chat.adapter import CannotStart
from bot.settings import Settings


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


def address(settings: Settings) -> str:
    """The page's address, as somebody on this machine types it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
