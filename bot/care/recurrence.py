"""Recurrence: when something that comes back comes next, by the wall clock of a zone or by fixed hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

_HOURLY = ("FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY")


def following(rule: str, start: datetime, after: datetime, zone: str) -> datetime | None:
    """The first occurrence after `after`, in UTC, of an RFC 5545 rule that began at `start`.

    Rules by day, week, month or year keep their wall-clock time in `zone` (see `at_wall` for the days on which
    the clock changes). Rules by the hour or minute count real time, so they are expanded in UTC. None when the
    rule has ended.
    """
    if any(part in rule.upper() for part in _HOURLY):
        found = _parsed(rule, start.astimezone(UTC).replace(tzinfo=None)).after(
            after.astimezone(UTC).replace(tzinfo=None)
        )
        return found.replace(tzinfo=UTC) if found else None
    local_zone = ZoneInfo(zone)
    rules = _parsed(_in_every_month(rule), start.astimezone(local_zone).replace(tzinfo=None))
    # One day earlier, because around a change of the clock wall time and real time do not agree in order.
    wall = after.astimezone(local_zone).replace(tzinfo=None) - timedelta(days=1)
    while (found := rules.after(wall)) is not None:
        moment = at_wall(found, zone)
        if moment > after:
            return moment
        wall = found
    return None


def _in_every_month(rule: str) -> str:
    """The 29th, 30th or 31st of every month is the last day of a month that has none: RFC 5545 would leave these
    months out, and whoever was promised every month would hear nothing."""
    rule = rule.upper().removeprefix("RRULE:")
    parts = rule.split(";")
    day = next((part.removeprefix("BYMONTHDAY=") for part in parts if part.startswith("BYMONTHDAY=")), "")
    narrower = "BYSETPOS=" in rule or "BYDAY=" in rule
    if "FREQ=MONTHLY" not in parts or day not in ("29", "30", "31") or narrower:
        return rule
    days = ",".join(str(one) for one in range(28, int(day) + 1))
    return f"{rule.replace(f'BYMONTHDAY={day}', f'BYMONTHDAY={days}')};BYSETPOS=-1"


def first_of(rule: str, start: datetime) -> datetime | None:
    """The first wall-clock occurrence of a rule at or after the naive `start`."""
    return _parsed(rule, start).after(start, inc=True)


def every(interval: timedelta, start: datetime, after: datetime) -> datetime:
    """The first moment after `after` that is a whole number of real intervals from `start`, in UTC."""
    steps = max(0, (after - start) // interval + 1)
    return (start + steps * interval).astimezone(UTC)


def at_wall(wall: datetime, zone: str) -> datetime:
    """A naive wall-clock time in `zone` as a moment in UTC, by the rule of RFC 5545 (3.3.5).

    A time that comes twice in autumn is the first of the two; one that the clock skips in spring is read with
    the offset before the change, so that 02:30 becomes 03:30.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def _parsed(rule: str, start: datetime) -> rrule:
    parsed = rrulestr(rule.removeprefix("RRULE:"), dtstart=start)
    assert isinstance(parsed, rrule)  # noqa: S101 - a single rule never makes a set
    return parsed
