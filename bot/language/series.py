"""A series: the RFC 5545 rule of something that comes back, being put together."""

from dataclasses import dataclass, field, replace
from datetime import date

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)


@dataclass(slots=True)
class Repeat:
    """An RFC 5545 rule being put together; rules by the hour and finer are a fixed `seconds` instead."""

    freq: str
    interval: int = 1
    days: list[int] = field(default_factory=list)
    nths: list[int] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    year_days: list[int] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)
    seconds: int = 0
    fixed: str = ""
    hour: int | None = None
    half: int = 0
    until: date | None = None

    def along_with(self, other: "Repeat") -> "Repeat | None":
        """Both as one rule, when one says how many weeks and the other on which days."""
        weekly = self.freq == other.freq == "WEEKLY" and not (self.seconds or other.seconds)
        if weekly and bool(self.days) != bool(other.days):
            return replace(self, interval=max(self.interval, other.interval), days=self.days or other.days)
        return None

    def text(self, times: list[tuple[int, int]]) -> str:
        """The rule with these hours and minutes."""
        parts = [self.fixed or f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.months:
            parts.append(f"BYMONTH={listed(self.months)}")
        if self.weeks:
            parts.append(f"BYWEEKNO={listed(self.weeks)}")
        if self.days:
            nths: list[int | str] = list(self.nths) or [""]
            parts.append("BYDAY=" + ",".join(f"{n}{CODES[d]}" for n in nths for d in dict.fromkeys(self.days)))
        if self.month_days:
            parts.append(f"BYMONTHDAY={listed(self.month_days)}")
        if self.year_days:
            parts.append(f"BYYEARDAY={listed(self.year_days)}")
        if not times and self.hour is not None and "BYHOUR" not in self.fixed:
            times = [(self.hour, 0)]
        if times:
            rule_only = parts[0].split(";BYHOUR")[0]
            parts[0] = rule_only
            parts += [f"BYHOUR={listed([h for h, _ in times])}", f"BYMINUTE={times[0][1]}"]
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}T235959")
        return ";".join(parts)


def listed(numbers: list[int]) -> str:
    return ",".join(str(n) for n in dict.fromkeys(numbers))


FREQ: dict[tuple[int, ...], tuple[str, int]] = {
    (0, 0, 1): ("SECONDLY", 1),
    (0, 0, 60): ("MINUTELY", 60),
    (0, 0, 3600): ("HOURLY", 3600),
    (0, 1, 0): ("DAILY", 1),
    (0, 7, 0): ("WEEKLY", 1),
    (0, 14, 0): ("WEEKLY", 2),
    (1, 0, 0): ("MONTHLY", 1),
    (3, 0, 0): ("MONTHLY", 3),
    (12, 0, 0): ("YEARLY", 1),
}
