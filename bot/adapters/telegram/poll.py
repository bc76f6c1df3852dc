"""Long polling: updates are confirmed to Telegram only when they are stored."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from bot.adapters.telegram.listen import ALLOWED
from bot.adapters.telegram.problems import seconds

log = structlog.get_logger()

WAIT_S = 20
"""How long Telegram holds a request open when there is nothing new."""

TRIES = 8
"""How often an update that cannot be stored is tried, waiting twice as long each time: about two minutes."""

MOST_WAIT_S = 30.0


class Fetching(HTTPXRequest):
    """Fetches updates. One that cannot be read is emptied, so that it does not hold up those after it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What Telegram answered, decoded."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [readable(one) for one in answer["result"]]
        return answer


class Poll:
    """Fetches updates and gives them to `take`: those of one chat in their order, chats side by side."""

    def __init__(self, bot: Bot, take: Callable[[Update], Awaitable[None]], pause: float = 1.0) -> None:
        self._bot = bot
        self._take = take
        self._pause = pause
        self._task: asyncio.Task[None] | None = None
        self._busy: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to fetch."""
        self._task = asyncio.create_task(self._run(), name="telegram poll")

    async def stop(self) -> None:
        """Fetch nothing more; what was fetched is finished first."""
        if self._task is None:
            return
        if self._busy is not None and not self._busy.done():
            await asyncio.wait([self._busy], timeout=10)
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        offset, failures = None, 0
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=WAIT_S, read_timeout=WAIT_S + 5, allowed_updates=ALLOWED
                )
                failures = 0
            except Exception as error:  # whatever it is, tomorrow's messages must still be heard
                failures += 1
                await asyncio.sleep(self._wait(error, failures))
                continue
            if updates:
                self._busy = asyncio.create_task(self._batch(updates))
                await asyncio.shield(self._busy)
                offset = updates[-1].update_id + 1

    def _wait(self, error: Exception, failures: int) -> float:
        """Seconds until the next try, by what went wrong; an operator reads why."""
        match error:
            case Conflict():
                log.error(
                    "telegram polled elsewhere too", help="only one process may poll; use a webhook for several"
                )
            case InvalidToken():
                log.error("telegram token revoked", help="set TELEGRAM_BOT_TOKEN anew")
            case RetryAfter():
                return seconds(error)
            case _:
                log.warning("telegram not reached", error=type(error).__name__, failures=failures)
        return min(MOST_WAIT_S, self._pause * 2.0 ** min(failures - 1, 10))

    async def _batch(self, updates: tuple[Update, ...]) -> None:
        lanes: dict[int, list[Update]] = {}
        for update in updates:
            lanes.setdefault(update.effective_chat.id if update.effective_chat else 0, []).append(update)
        await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))

    async def _lane(self, updates: list[Update]) -> None:
        for update in updates:
            await self._stored(update)

    async def _stored(self, update: Update) -> None:
        for attempt in range(TRIES):
            try:
                await self._take(update)
            except Exception:
                log.exception("update not stored", id=update.update_id, attempt=attempt)
                await asyncio.sleep(min(MOST_WAIT_S, self._pause * 2.0**attempt))
            else:
                return
        log.error("update given up", id=update.update_id)


def readable(raw: dict[str, Any]) -> dict[str, Any]:
    """The update, or only its id when it cannot be read: it would not be better the next time."""
    try:
        Update.de_json(raw, None)
    except Exception as error:
        log.error("update not understood", id=raw.get("update_id"), error=type(error).__name__)
        return {"update_id": raw["update_id"]}
    return raw
