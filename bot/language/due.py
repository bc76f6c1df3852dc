"""When a reading is due: a window, a whole day or a recurrence becomes the one moment at which it must be done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.members import Member
from bot.care.recurrence import following
from bot.language.reading import Reading


def due_of(reading: Reading, member: Member, now: datetime) -> tuple[datetime | None, bool]:
    """The moment in UTC, and whether only a day was meant: then it is the end of the member's work on that day.

    Of a window ("this afternoon") it is the beginning, or the end when it has begun. Of a recurrence it is the
    first time that it comes. None without a time.
    """
    if reading.when is None:
        return _first(reading, member, now), False
    if reading.whole_day:
        zone = reading.when.tzinfo or ZoneInfo(member.zone)
        end = datetime.combine(reading.when.date(), member.work_end, tzinfo=zone).astimezone(UTC)
        return (end, True) if end > now else (now + timedelta(hours=1), False)
    when = reading.when.astimezone(UTC)
    if when <= now and reading.end is not None:
        return reading.end.astimezone(UTC), False
    return when, False


def rule_of(reading: Reading, member: Member) -> str | None:
    """The RFC 5545 rule with a time of day: the one that was said, else when the member's work begins."""
    if reading.rrule is None or reading.when is not None or "BYHOUR" in reading.rrule or "HOURLY" in reading.rrule:
        return reading.rrule
    return f"{reading.rrule};BYHOUR={member.work_start.hour};BYMINUTE={member.work_start.minute}"


def _first(reading: Reading, member: Member, now: datetime) -> datetime | None:
    start = now.replace(second=0, microsecond=0)
    if reading.interval is not None:
        return start + reading.interval
    rule = rule_of(reading, member)
    return following(rule, start, now, member.zone) if rule else None
