"""Slack's errors in the words of the chat."""

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.chat.adapter import TryLater, Undeliverable, one_word

_LATER = frozenset(("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
                    "request_timeout", "team_added_to_org", "accesslimited"))  # fmt: skip

Problem = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call to Slack may raise."""


def translated(error: Exception) -> Undeliverable | TryLater:
    """What an error means for whoever wanted to send."""
    match error:
        case SlackApiError():
            status = getattr(error.response, "status_code", 200)
            word = word_of(error)
            if status == 429 or word in _LATER:
                return TryLater("rate_limited" if status == 429 else word, after=_after(error), sent=status >= 500)
            if status >= 500:
                return TryLater(f"http_{status}", sent=True)
            return Undeliverable(word)
        case aiohttp.ClientConnectorError():
            return TryLater("connection")
        case TimeoutError():
            return TryLater("timeout", sent=True)
        case _:
            # The connection broke while we waited, or what came back was no JSON: it may have arrived.
            return TryLater(type(error).__name__, sent=True)


def word_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong."""
    response = error.response
    try:
        return one_word(str(response["error"]))
    except (AttributeError, KeyError, TypeError, ValueError):  # the body was no JSON
        return f"http_{getattr(response, 'status_code', 0)}"


def _after(error: SlackApiError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    value = headers.get("Retry-After") or headers.get("retry-after")
    return float(value) if value and str(value).replace(".", "", 1).isdigit() else None
