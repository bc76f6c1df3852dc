"""Days as words say them, and the arithmetic of the calendar."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message is read against: the wall time of its sender, the order of day and month, the language."""

    now: datetime
    day_first: bool = False
    spanish: bool = False
    whole: bool = False

    @property
    def today(self) -> date:
        """The sender's date."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Day:
    """One date. `rolled`: it was written without its year and would have been past."""

    date: date
    rolled: bool = False
    said_today: bool = False
    year_said: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, `weeks` later than the coming one; `next` when it was said with that word."""

    number: int
    next: bool = False
    week: int | None = None
    this: bool = False


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month that was not named."""

    day: int


@dataclass(frozen=True, slots=True)
class Days:
    """Several days as one window, `until` excluded. `ahead`: 0 for this week or month, 1 for the next."""

    first: date
    until: date
    unit: str = ""
    ahead: int = 0


DayWord = Day | Weekday | MonthDay | Days


def plus_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    if not 1 <= year <= 9998:
        raise OverflowError
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def coming_day(day: int, at: Setting, number: int | None = None) -> Day:
    """The next date that is the `day`th of a month; on weekday `number`, if one of the next twelve is."""
    for ahead in range(25):
        month = plus_months(at.today.replace(day=1), ahead)
        if day > monthrange(month.year, month.month)[1]:
            continue
        found = month.replace(day=day)
        if found >= at.today and (number is None or ahead > 12 or found.weekday() == number):
            return Day(found)
    raise OverflowError


def month_span(year: int, month: int) -> Days:
    """A month as a window."""
    first = date(year, month, 1)
    return Days(first, plus_months(first, 1), "month")


def nth_weekday(year: int, month: int, number: int, nth: int) -> date | None:
    """The nth weekday of a month, counted from its end when `nth` is negative."""
    length = monthrange(year, month)[1]
    if nth < 0:
        last = date(year, month, length)
        found = last - timedelta(days=(last.weekday() - number) % 7 + 7 * (-nth - 1))
    else:
        first = date(year, month, 1)
        found = first + timedelta(days=(number - first.weekday()) % 7 + 7 * (nth - 1))
    return found if found.month == month and found.year == year else None
