"""Channels: whether another organisation reads along in one (Slack Connect), asked of Slack once in a while."""

import asyncio
import time
from collections.abc import Mapping

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.people import FRESH_S, WITHIN_S
from bot.adapters.slack.problems import Problem, word_of

log = structlog.get_logger()


class Channels:
    """The channels of one workspace."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[float, bool]] = {}

    async def shared(self, channel: str) -> bool:
        """Whether people of another organisation read it, or are invited to. Where Slack does not say, as it said
        last."""
        if not channel.startswith(("C", "G")):
            return False  # a direct message
        until, known = self._known.get(channel, (0.0, False))
        if until > time.monotonic():
            return known
        try:
            async with asyncio.timeout(WITHIN_S):
                answer = await self._client.conversations_info(channel=channel)
        except SlackApiError as error:
            if word_of(error) == "missing_scope":
                log.error(
                    "shared channels are not told apart: install the app again with the scopes of its manifest"
                )
            self.note(channel, shared=known)
            return known
        except Problem as error:
            log.info("channel not read", channel=channel, error=type(error).__name__)
            return known
        self.note(channel, shared=_shared(answer.get("channel")))
        return self._known[channel][1]

    def note(self, channel: str, *, shared: bool) -> None:
        """Take over what Slack says of a channel."""
        self._known[channel] = (time.monotonic() + FRESH_S, shared)


def _shared(channel: object) -> bool:
    if not isinstance(channel, Mapping):
        return False  # Slack has not said
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))
