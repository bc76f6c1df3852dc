"""Telegram's errors in the words of the chat."""

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.adapter import TryLater, Undeliverable

# What Telegram says, and the one word for it that goes to logs and to people around.
_FORBIDDEN = {
    "blocked": "bot_blocked",
    "initiate": "not_started",
    "kicked": "bot_kicked",
    "deactivated": "user_left",
}
_GONE = {
    "chat not found": "chat_not_found",
    "user not found": "user_not_found",
    "not enough rights": "no_rights",
    "have no rights": "no_rights",
    "chat_write_forbidden": "no_rights",
    "upgraded": "chat_migrated",
}


def translated(error: TelegramError) -> Undeliverable | TryLater:
    """What an error means for whoever wanted to send."""
    match error:
        case RetryAfter():
            return TryLater("rate_limited", after=seconds(error))
        case Forbidden():
            return Undeliverable(_word(error, _FORBIDDEN) or "forbidden")
        case InvalidToken():
            return Undeliverable("token_revoked")
        case ChatMigrated():
            return Undeliverable("chat_migrated")
        case BadRequest():
            return Undeliverable(_word(error, _GONE) or "bad_request")
        case TimedOut():
            return TryLater(
                "timeout", sent=not isinstance(error.__cause__, httpx.ConnectTimeout | httpx.PoolTimeout)
            )
        case NetworkError():
            return TryLater("network", sent=not isinstance(error.__cause__, httpx.ConnectError))
        case _:
            return TryLater(type(error).__name__)


def is_gone(error: BadRequest) -> bool:
    """The place is gone or closed to us; drawing the message another way will not help."""
    return _word(error, _GONE) is not None


def says(error: TelegramError, words: str) -> bool:
    """Whether Telegram's description has these words."""
    return words in error.message.casefold()


def seconds(error: RetryAfter) -> float:
    """How long to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _word(error: TelegramError, words: dict[str, str]) -> str | None:
    return next((word for said, word in words.items() if says(error, said)), None)
