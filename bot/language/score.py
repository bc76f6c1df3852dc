"""The reader behind the signature of date-parser benchmarks: naive wall time in, naive wall time out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.language.when import read_time


def read_for_score(text: str, reference: datetime, tz: str) -> dict[str, str | None]:
    """`when` (naive ISO in `tz`), `rrule` and `rest`, the text without the words of time."""
    zone = ZoneInfo(tz)
    said = read_time(text, reference.replace(tzinfo=zone), zone, "en")
    if said is None:
        return {"when": None, "rrule": None, "rest": text}
    rest, last = "", 0
    for start, end in said.spans:
        rest, last = f"{rest}{text[last:start]} ", end
    when = said.when.astimezone(zone).replace(tzinfo=None).isoformat() if said.when else None
    rrule = said.rrule or (_hours_rule(said.interval) if said.interval else None)
    return {"when": when, "rrule": rrule, "rest": rest + text[last:]}


def _hours_rule(interval: timedelta) -> str:
    seconds = int(interval.total_seconds())
    for freq, length in (("HOURLY", 3600), ("MINUTELY", 60), ("SECONDLY", 1)):
        if seconds % length == 0:
            return f"FREQ={freq};INTERVAL={seconds // length}"
    return f"FREQ=SECONDLY;INTERVAL={seconds}"
