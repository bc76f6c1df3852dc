"""The clock: the host's own, or the demo's, which can be moved ahead to see a day in a minute."""

from datetime import UTC, datetime, timedelta


class HostClock:
    """What time it is."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


class DemoClock:
    """The host's clock, moved ahead. It goes on from wherever it was moved to, and never back."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """Now in the demo, in UTC."""
        return datetime.now(UTC) + self.ahead

    def move(self, to: datetime) -> None:
        """Go on from `to`; a moment that has passed changes nothing."""
        self.ahead += max(timedelta(), to - self.now())
