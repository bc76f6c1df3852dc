"""People: who a Slack user is (name, zone, language, guest or not), asked of Slack once in a while."""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.problems import Problem
from bot.chat.incoming import Platform, Sender

log = structlog.get_logger()

FRESH_S = 600.0
WITHIN_S = 1.5
"""A command must be acknowledged within three seconds; a profile is not worth more than half of them."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOKEN = re.compile(r"<([@#!])([^>|]+)(?:\|([^>]*))?>|<([^>|]+)(?:\|([^>]*))?>")


def slack_id(given: object) -> str:
    """An id such as U012AB3CD. Raises ValueError for what can be none, before it is asked about or logged."""
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise ValueError("that is no id of Slack's")
    return given


class People:
    """The users of one workspace."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[float, Sender]] = {}
        self.tenant = ""
        self.bot_user = ""

    async def sender(self, user: str, *, name: str = "", team: str | None = None) -> Sender:
        """Who this is. `name` is what the event calls them; a `team` other than ours makes them an outsider."""
        known = self._known.get(slack_id(user))
        if known is not None and known[0] > time.monotonic():
            found = known[1]
        else:
            # A guest whom Slack does not tell of just now is still one.
            last = known[1] if known is not None else None
            unknown = Sender(platform=Platform.slack, tenant=self.tenant, user=user)
            found = await self._asked(user) or last or unknown
        if not found.name:
            found = replace(found, name=name, username=name)
        return replace(found, outsider=found.outsider or bool(team and team != self.tenant))

    def changed(self, profile: Mapping[str, Any]) -> Sender:
        """Take over a profile that Slack sent."""
        found = self._sender(profile)
        self._known[found.user] = (time.monotonic() + FRESH_S, found)
        return found

    async def read(self, text: str) -> tuple[str, tuple[Sender, ...], bool]:
        """What a person typed, out of Slack's escapes: people as `@` and their id, channels and groups by their
        names; who was mentioned; and whether the bot was."""
        users = {found[2].split("|")[0] for found in _TOKEN.finditer(text) if found[1] == "@"}
        others = sorted(user for user in users - {self.bot_user} if _ID.fullmatch(user))
        senders = await asyncio.gather(*(self.sender(user) for user in others))
        plain = _TOKEN.sub(self._said, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        known = tuple(one for one in senders if one.name)
        return plain.strip(" ,:\n\t") if self.bot_user in users else plain.strip(), known, self.bot_user in users

    def _said(self, found: re.Match[str]) -> str:
        kind, id, label, url, shown = found.groups()
        match kind:
            case "@":
                return "" if id == self.bot_user else f"@{id}"
            case "#":
                return f"#{label or id}"
            case "!":
                return f"@{(label or id.split('^')[0]).lstrip('@')}"
            case _:
                return shown or url.removeprefix("mailto:").removeprefix("tel:")

    async def _asked(self, user: str) -> Sender | None:
        try:
            async with asyncio.timeout(WITHIN_S):
                answer = await self._client.users_info(user=user, include_locale=True)
        except Problem as error:
            log.info("profile not read", user=user, error=type(error).__name__)
            return None
        profile = answer.get("user")
        return self.changed({**profile, "id": user}) if isinstance(profile, Mapping) else None

    def _sender(self, profile: Mapping[str, Any]) -> Sender:
        details = profile.get("profile") or {}
        name = details.get("real_name") or profile.get("real_name") or profile.get("name") or ""
        team = profile.get("team_id")
        guest = any(profile.get(one) for one in ("is_restricted", "is_ultra_restricted", "is_stranger"))
        return Sender(
            platform=Platform.slack,
            tenant=self.tenant,
            user=str(profile["id"]),
            name=name,
            username=details.get("display_name") or profile.get("name") or "",
            zone=profile.get("tz"),
            locale=(profile.get("locale") or "").partition("-")[0] or None,
            outsider=guest or bool(team and self.tenant and team != self.tenant),
        )
