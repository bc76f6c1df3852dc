"""Files that people send to the bot in Slack: read once, from Slack's own host, and only what is taken in."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from bot.adapters.slack.origins import FILES, origin_of
from bot.chat.incoming import LONGEST_FILE, Attached

log = structlog.get_logger()


class Files:
    """Reads with the bot's token, which goes nowhere but to Slack, or to where the API is (`api_url`)."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._origins = FILES | {origin_of(api_url)}

    async def first(self, event: Mapping[str, Any]) -> Attached | None:
        """The first file of a message that is of a kind that is taken in."""
        for one in event.get("files") or ():
            name = str(one.get("name") or "")
            if Attached.takes(name, str(one.get("mimetype") or "")):
                if int(one.get("size") or 0) > LONGEST_FILE:
                    return Attached(name=name, long=True)
                return await self._read(name, str(one.get("url_private_download") or one.get("url_private") or ""))
        return None

    async def _read(self, name: str, url: str) -> Attached:
        if origin_of(url) not in self._origins:
            log.warning("file address refused")
            return Attached(name=name)
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5), trust_env=True) as session,
                session.get(url, headers=headers, allow_redirects=False) as answer,
            ):
                data = await answer.content.read(LONGEST_FILE + 1)
                while len(data) <= LONGEST_FILE and (more := await answer.content.read(LONGEST_FILE)):
                    data += more
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("file not read", error=type(error).__name__)
            return Attached(name=name)
        if answer.status != 200 or answer.content_type == "text/html":
            # Without the scope Slack sends to its sign-in page.
            log.warning("file not given", status=answer.status)
            return Attached(name=name)
        return Attached(name=name, data=data) if len(data) <= LONGEST_FILE else Attached(name=name, long=True)
