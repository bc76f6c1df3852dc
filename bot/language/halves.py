"""Which half of the clock: at 3 in the afternoon, tomorrow at 9, "at 7" which may be either."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.language.clock import Clock
from bot.language.dates import Setting
from bot.language.periods import Part

_PLAUSIBLE = range(6, 23)  # hours at which somebody means something when they say no more than the hour
_WORKING = range(7, 19)


def with_half(clock: Clock, part: Part | None) -> Clock:
    """A clock beside a part of the day: in the afternoon at 7, tonight at 9, 12 at night."""
    if part is None or (clock.known and (clock.hour > 12 or not clock.bare)):
        return clock
    hour = clock.hour % 12
    if part.half == 1:
        return replace(clock, hour=12 if clock.hour == 12 and part.start >= 8 else hour, half=0)
    if part.half == 2:
        late = part.start >= 18 and (hour == 0 or hour < 5)
        return replace(clock, hour=hour, half=0, day=1) if late else replace(clock, hour=hour + 12, half=0)
    return clock


def settled(clock: Clock, day: date, at: Setting) -> tuple[Clock, list[Clock]]:
    """The half of the clock on a given day, and both halves if that is a guess."""
    if clock.known:
        return clock, []
    both = [clock.in_half(1), clock.in_half(2)]
    ahead = [choice for choice in both if wall(day, choice) >= at.now]
    if day == at.today and len(ahead) == 1:
        return ahead[0], []
    chosen = working(clock)
    unsure = clock.bare and clock.minute == 0 and clock.hour in (6, 7)
    return chosen, both if unsure else []


def by_day(when: datetime) -> bool:
    """Whether a time by the wall clock is one at which most people are at work: it needs no word for its half."""
    return when.hour in _WORKING


def working(clock: Clock) -> Clock:
    both = [clock.in_half(1), clock.in_half(2)]
    return next(choice for choice in both if choice.hour in _WORKING)


def daily(clock: Clock) -> Clock:
    """Every day at 3:15 is in the afternoon, every day at 6 and at 9 in the morning."""
    return clock if clock.known else clock.in_half(2 if clock.hour < 6 else 1)


def next_time(clock: Clock, now: datetime) -> datetime:
    when = wall(now.date(), clock)
    return when if when >= now else when + timedelta(days=1)


def next_plausible(clock: Clock, now: datetime) -> datetime:
    """The soonest time with this face of the clock at which people are about."""
    both = sorted(next_time(clock.in_half(half), now) for half in (1, 2))
    awake = now.hour in _PLAUSIBLE
    return next((when for when in both if not awake or when.hour in _PLAUSIBLE), both[0])


def plain(when: datetime, now: datetime, clock: Clock) -> bool:
    """Whether nobody would take it for the other half: later today, within the working day."""
    if not clock.bare and clock.minute:
        return when.date() == now.date() or when.hour in _WORKING
    return when.date() == now.date() and when.hour in _WORKING and now.hour in _PLAUSIBLE


def wall(day: date, clock: Clock) -> datetime:
    return datetime.combine(day, time(clock.hour % 24, clock.minute, clock.second)) + timedelta(days=clock.day)
