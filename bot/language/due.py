"""When a reading is due: a window or a whole day becomes the one moment at which it must be done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.members import Member
from bot.language.reading import Reading


def due_of(reading: Reading, member: Member, now: datetime) -> tuple[datetime | None, bool]:
    """The moment in UTC, and whether only a day was meant: then it is the end of the member's work on that day.

    Of a window ("this afternoon") it is the beginning, or the end when it has begun. None without a time.
    """
    if reading.when is None:
        return None, False
    if reading.whole_day:
        zone = reading.when.tzinfo or ZoneInfo(member.zone)
        end = datetime.combine(reading.when.date(), member.work_end, tzinfo=zone).astimezone(UTC)
        return (end, True) if end > now else (now + timedelta(hours=1), False)
    when = reading.when.astimezone(UTC)
    if when <= now and reading.end is not None:
        return reading.end.astimezone(UTC), False
    return when, False
