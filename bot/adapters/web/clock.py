"""What time it is in the workspace: the real time, or the demo's clock that people may move forward."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from bot.adapters.web.refusal import Refused
from bot.adapters.web.time import Time
from bot.adapters.web.workspace import Persona

_FARTHEST = timedelta(days=366)


class ShownClock(TypedDict):
    now: str
    zone: str
    movable: bool
    next_huddle: str | None


class Clock:
    """Reads and moves a `Time`; without one it is the real time and stays put."""

    def __init__(self, time: Time | None) -> None:
        self._time = time
        self._moving = asyncio.Lock()

    def now(self) -> datetime:
        """The moment it is."""
        return datetime.now(UTC) if self._time is None else self._time.now()

    async def shown(self, viewer: Persona) -> ShownClock:
        """The clock as this person sees it."""
        huddle = None if self._time is None else await self._time.next_huddle()
        zone = ZoneInfo(viewer.zone)
        return {
            "now": self.now().astimezone(zone).isoformat(),
            "zone": viewer.zone,
            "movable": self._time is not None,
            "next_huddle": None if huddle is None else huddle.astimezone(zone).isoformat(),
        }

    async def move(self, viewer: Persona, advance: timedelta | None, to: datetime | None) -> None:
        """Go forward by so much, or to a moment (without an offset: in the viewer's zone). Raises Refused."""
        if self._time is None:
            raise Refused(404, "This workspace runs on the real time; only the demo has a clock to move.")
        if (advance is None) == (to is None):
            raise Refused(422, 'Give either "advance", such as "PT2H", or "to", such as "2026-11-24T07:00".')
        async with self._moving:
            now = self._time.now()
            if to is None:
                assert advance is not None  # noqa: S101 - one of the two is given, see above
                if abs(advance) > _FARTHEST:
                    raise Refused(422, "The clock moves by at most a year at a time.")
                to = now + advance
            elif to.tzinfo is None:
                to = to.replace(tzinfo=ZoneInfo(viewer.zone))
            if to < now:
                raise Refused(409, "The clock only goes forward.")
            if to - now > _FARTHEST:
                raise Refused(422, "The clock moves by at most a year at a time.")
            await self._time.move(to)
