"""The clock that the web workspace shows and, in the demo, lets a newcomer move."""

from datetime import datetime
from typing import Protocol


class Time(Protocol):
    """A clock that can be moved forward."""

    def now(self) -> datetime:
        """The moment it is now; aware."""

    async def move(self, to: datetime) -> None:
        """Go forward to that moment; returns after everything that fell due on the way was delivered."""

    async def next_huddle(self) -> datetime | None:
        """When the next scheduled huddle is posted; None when none is scheduled."""
