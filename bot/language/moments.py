"""From phrases of time to moments: which day, which half of the clock, which of several, and what is in doubt."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.care.recurrence import first_of
from bot.language.amounts import Amount
from bot.language.clock import Clock
from bot.language.dates import Day, Days, DayWord, MonthDay, Setting, Weekday, coming_day, plus_months
from bot.language.halves import daily, next_plausible, next_time, plain, settled, wall, with_half, working
from bot.language.lexicon import Line
from bot.language.past import after_an_event
from bot.language.periods import END_OF_DAY, Part
from bot.language.phrases import Phrase, phrases
from bot.language.reading import DoubtAbout
from bot.language.series import Repeat
from bot.language.stretches import monday

_JUST_PAST = timedelta(hours=4)


@dataclass(slots=True)
class Moment:
    """What was found, by the wall clock of the zone that was meant. `real` is an amount of real time from now.

    `spans` are token ranges; `doubts` come with wall-clock candidates. `other` is the other half of the clock,
    where only its face was said.
    """

    spans: list[tuple[int, int]]
    when: datetime | None = None
    other: datetime | None = None
    end: datetime | None = None
    real: timedelta | None = None
    whole_day: bool = False
    rrule: str | None = None
    interval: timedelta | None = None
    zone: str | None = None
    doubts: list[tuple[DoubtAbout, list[datetime]]] = field(default_factory=list)


def moment(line: Line, at: Setting) -> Moment | None:
    """The moment that the line asks for, or None; `line` has been cleared of clinical numbers."""
    found = [p for p in phrases(line, at) if p.strength > 0]
    usable = [p for p in found if not after_an_event(line, p) and not _a_measurement(line, p, at)]
    for phrase in sorted(usable, key=lambda p: -_rank(line, p)):
        whole = _completed(phrase, usable)
        try:
            made = _resolved(whole, at)
        except (OverflowError, ValueError):
            continue
        if made is not None:
            made.zone = whole.zone
            return made
    return None


def _rank(line: Line, phrase: Phrase) -> float:
    """Evidence, and a little for standing at an edge of the message."""
    start, end = phrase.spans[0]
    last = len(line.tokens)
    while (last > end and "STOP" in line.tokens[last - 1].kinds) or (
        last > end and "DOT" in line.tokens[last - 1].kinds
    ):
        last -= 1
    until = any("UNTIL" in line.tokens[at].kinds for at in range(start, min(start + 1, len(line.tokens))))
    return phrase.strength - (0.6 if until else 0) + (0.4 if start == 0 or end >= last else 0) - start * 1e-6


def _completed(phrase: Phrase, others: list[Phrase]) -> Phrase:
    """Put a day and a time together that stand apart: tomorrow call the lab at 3pm, daily weights at 6am."""
    for other in others:
        if other is phrase or other.ahead or other.now:
            continue
        timed = bool(phrase.clocks)
        if phrase.repeat and other.repeat and (both := phrase.repeat.along_with(other.repeat)):
            phrase = replace(
                phrase, repeat=both, clocks=phrase.clocks or other.clocks, part=phrase.part or other.part,
                spans=sorted([*phrase.spans, *other.spans]),
            )  # fmt: skip
        elif not timed and (phrase.days or phrase.repeat) and other.clocks and not (other.days or other.repeat):
            if phrase.repeat and phrase.repeat.seconds:
                continue
            phrase = replace(
                phrase, clocks=other.clocks, clock_until=other.clock_until, part=phrase.part or other.part,
                until=phrase.until or (other.until if phrase.repeat else None), zone=other.zone,
                spans=sorted([*phrase.spans, *other.spans]),
            )  # fmt: skip
        elif timed and not (phrase.days or phrase.repeat) and other.days and not (other.clocks or other.repeat):
            if isinstance(other.days[0], Days):
                continue
            phrase = replace(
                phrase, days=other.days, until=other.until, weekday=other.weekday, part=phrase.part or other.part,
                spans=sorted([*phrase.spans, *other.spans]),
            )  # fmt: skip
        elif phrase.days and not timed and not phrase.part and other.part and not other.days and not other.clocks:
            phrase = replace(phrase, part=other.part, spans=sorted([*phrase.spans, *other.spans]))
    return phrase


def _a_measurement(line: Line, phrase: Phrase, at: Setting) -> bool:
    """Whether a lone past time after a value tells when it was taken: BP 88/50 at 0600."""
    start = phrase.spans[0][0]
    if phrase.days or phrase.repeat or phrase.ahead or start == 0 or start - 1 in line.names:
        return False
    before = range(max(0, start - 2), start)
    value_before = line.hidden(start - 1) and any(
        line.hidden(index) and line.tokens[index].word.isdigit() for index in before
    )
    if phrase.part or not phrase.clocks:
        return bool(value_before and phrase.part and not phrase.part.said and not phrase.clocks)
    clock = phrase.clocks[0]
    return value_before and clock.known and time(clock.hour, clock.minute) <= at.now.time()


def _resolved(phrase: Phrase, at: Setting) -> Moment | None:
    if workdays := _every_workday(phrase):
        phrase = replace(phrase, repeat=workdays, days=[], until=None)
    if phrase.repeat:
        return _repeating(phrase, at)
    if phrase.ahead:
        return _ahead(phrase, phrase.ahead, at)
    if phrase.days or phrase.weekday:
        return _on_a_day(phrase, at)
    if phrase.clocks:
        return _at_a_time(phrase, at)
    if phrase.part:
        return _in_a_part(phrase, phrase.part, at)
    return Moment(phrase.spans, real=timedelta(0)) if phrase.now else None


def _every_workday(phrase: Phrase) -> Repeat | None:
    """Monday through Friday at 8: one time on a range of days can only be meant for each of them."""
    last = phrase.until
    once = len(phrase.clocks) == 1 and phrase.clock_until is None and len(phrase.days) == 1
    if not once or not isinstance(last, Weekday) or not isinstance(first := phrase.days[0], Weekday):
        return None
    return Repeat("WEEKLY", days=list(range(5))) if (first.number, last.number) == (0, 4) else None


def _repeating(phrase: Phrase, at: Setting) -> Moment:
    repeat = phrase.repeat
    assert repeat is not None  # noqa: S101 - asked by the caller
    if repeat.seconds:
        started = _at_a_time(phrase, at).when if phrase.clocks else None
        return Moment(phrase.spans, when=started, interval=timedelta(seconds=repeat.seconds))
    part = phrase.part or (Part(repeat.hour, repeat.hour + 1, repeat.half) if repeat.hour is not None else None)
    times = [daily(with_half(clock, part)) for clock in phrase.clocks]
    if any(clock.minute != times[0].minute for clock in times):
        times = times[:1]
    hours = [(clock.hour % 24, clock.minute) for clock in times]
    if not hours and phrase.part:
        hours = [(int(phrase.part.start) % 24, 0)]
    if isinstance(phrase.until, Days):
        repeat.until = phrase.until.first
    elif phrase.until is not None:
        repeat.until = _last_date(phrase.until, at.today, at)
    elif phrase.lasting is not None:
        length = timedelta(days=phrase.lasting.days, seconds=phrase.lasting.seconds)
        repeat.until = plus_months(at.today, int(phrase.lasting.months)) + length
    made = Moment(phrase.spans, rrule=repeat.text(hours))
    if phrase.days:
        start, _ = _date(phrase.days[0], at, None, None)
        hour, minute = hours[0] if hours else (0, 0)
        made.when = first_of(made.rrule or "", _midnight(start) + timedelta(hours=hour, minutes=minute))
        made.whole_day = not hours
    return made


def _ahead(phrase: Phrase, amount: Amount, at: Setting) -> Moment:
    seconds = timedelta(days=amount.days, seconds=amount.seconds)
    fine = amount.fine or amount.days % 1 != 0
    if fine and not amount.months:
        return Moment(phrase.spans, real=seconds)
    months = int(amount.months)
    base = datetime.combine(plus_months(at.today, months), at.now.time()) + seconds
    base += timedelta(days=30.44 * (amount.months - months))
    if phrase.clocks:
        clock, _ = settled(with_half(phrase.clocks[0], phrase.part), base.date(), at)
        return Moment(phrase.spans, when=wall(base.date(), clock))
    if fine:
        return Moment(phrase.spans, when=base)
    if phrase.part:
        when, end = _window(base.date(), phrase.part)
        return Moment(phrase.spans, when=when, end=end)
    return Moment(phrase.spans, when=_midnight(base.date()), whole_day=True)


def _on_a_day(phrase: Phrase, at: Setting) -> Moment | None:
    words = list(phrase.days) or ([phrase.weekday] if phrase.weekday else [])
    timed = _first_time(phrase)
    resolved = [_date(word, at, timed, phrase.weekday) for word in words]
    dates = [day for day, _ in resolved]
    if any(day < at.today for day in dates):
        return None
    just_past = [word for word in words if isinstance(word, Day) and _was_lately(word, at)]
    if just_past and any(word.numeric for word in just_past) and not phrase.clocks:
        return None
    first = min(dates)
    result = Moment(phrase.spans)
    if len(dates) > 1:
        result.doubts.append((DoubtAbout.which_day, [_midnight(day) for day in sorted(dates)]))
    else:
        doubt = resolved[0][1]
        if doubt:
            result.doubts.append((doubt[0], [_midnight(day) for day in doubt[1]]))
    if phrase.clocks:
        _at_times(result, phrase, first, at)
    elif phrase.part:
        result.when, result.end = _window(first, phrase.part)
        if result.when <= at.now < result.end:
            result.when = at.now
        elif result.end <= at.now:
            tomorrow = _window(first + timedelta(days=1), phrase.part)
            result.doubts.append((DoubtAbout.in_past, [tomorrow[0]]))
    else:
        result.when, result.whole_day = _midnight(first), True
        if just_past:
            result.doubts.append((DoubtAbout.in_past, [_midnight(first)]))
        if phrase.until is not None:
            last = _last_date(phrase.until, first, at)
            result.end = _midnight(last + timedelta(days=1)) if last >= first else None
        elif isinstance(words[0], Days):
            result.end = _midnight(words[0].until)
    result.doubts = [(about, _at_that_time(about, days, result)) for about, days in result.doubts]
    return result


def _at_that_time(about: DoubtAbout, days: list[datetime], result: Moment) -> list[datetime]:
    """The candidates of a doubt about the day, at the time of day that was said."""
    if about in (DoubtAbout.which_day, DoubtAbout.which_week) and result.when:
        return [datetime.combine(day, result.when.time()) for day in days]
    return days


def _at_times(result: Moment, phrase: Phrase, first: date, at: Setting) -> None:
    clock = with_half(phrase.clocks[0], phrase.part)
    clock, doubt = settled(clock, first, at)
    when = wall(first, clock)
    today = isinstance(phrase.days[0], Day) and phrase.days[0].said_today if phrase.days else False
    if clock.hour == 0 and clock.minute == 0 and when < at.now and today:
        when += timedelta(days=1)
    result.when = when
    if len(phrase.clocks) == 1 and phrase.clock_until is None:
        result.other = _other_half(with_half(phrase.clocks[0], phrase.part), when, first, at)
    if len(phrase.clocks) > 1:
        result.doubts.append((DoubtAbout.which_time, [when, *_other_times(phrase, when)]))
    elif doubt:
        result.doubts.append((DoubtAbout.am_pm, [wall(first, choice) for choice in doubt]))
    elif when < at.now.replace(second=0, microsecond=0):
        result.doubts.append((DoubtAbout.in_past, [when + timedelta(days=1)]))
    if phrase.clock_until is not None:
        last = phrase.until and _last_date(phrase.until, first, at)
        result.end = _range_end(when, phrase.clock_until, last or when.date())


def _at_a_time(phrase: Phrase, at: Setting) -> Moment:
    clock = with_half(phrase.clocks[0], phrase.part)
    result = Moment(phrase.spans)
    now = at.now.replace(second=0, microsecond=0)
    if phrase.clock_until is not None and not clock.known:
        clock = working(clock)
    if clock.known:
        when = wall(at.today, clock)
        if when < now:
            when += timedelta(days=1)
            said_today = phrase.part is not None and phrase.part.said
            if not said_today and now - (when - timedelta(days=1)) <= _JUST_PAST and clock.hour:
                result.doubts.append((DoubtAbout.in_past, [when]))
    else:
        when = next_plausible(clock, now)
        choices = sorted(next_time(clock.in_half(half), now) for half in (1, 2))
        if len(phrase.clocks) == 1:
            result.other = next(one for one in choices if one != when)
        if not plain(when, now, clock):
            result.doubts.append((DoubtAbout.am_pm, choices))
    if len(phrase.clocks) > 1:
        result.doubts = [(DoubtAbout.which_time, [when, *_other_times(phrase, when)])]
    result.when = when
    last = _last_date(phrase.until, when.date(), at) if phrase.until else when.date()
    if phrase.clock_until is not None:
        result.end = _range_end(when, phrase.clock_until, last)
    elif phrase.until is not None:
        result.end = _midnight(last + timedelta(days=1))
    return result


def _other_half(clock: Clock, when: datetime, day: date, at: Setting) -> datetime | None:
    """The same face of the clock on that day, unless it says its half or that time has passed."""
    if clock.known:
        return None
    both = [wall(day, clock.in_half(half)) for half in (1, 2)]
    return next((one for one in both if one != when and one >= at.now), None)


def _other_times(phrase: Phrase, first: datetime) -> list[datetime]:
    """The further ones of several times, each the first time that it comes after `first`."""
    halves = [(other,) if other.known else (other.in_half(1), other.in_half(2)) for other in phrase.clocks[1:]]
    return [min(next_time(half, first) for half in choices) for choices in halves]


def _in_a_part(phrase: Phrase, part: Part, at: Setting) -> Moment:
    result = Moment(phrase.spans)
    when, end = _window(at.today, part)
    if part == END_OF_DAY and at.now >= end:
        when, end = at.now, _midnight(at.today + timedelta(days=1))
    if end <= at.now and when < at.now:
        if part.said:
            result.doubts.append((DoubtAbout.in_past, [when + timedelta(days=1)]))
        else:
            when, end = when + timedelta(days=1), end + timedelta(days=1)
    elif when < at.now and part.start == 8 and not part.said:
        when, end = when + timedelta(days=1), end + timedelta(days=1)
    elif when < at.now:
        when = at.now
    result.when, result.end = when, (end if end != when else None)
    return result


def _range_end(when: datetime, last: Clock, day: date) -> datetime:
    if not last.known:
        choices = [wall(day, last.in_half(half)) for half in (1, 2)]
        return min((c if c > when else c + timedelta(days=1) for c in choices), key=lambda c: c - when)
    end = wall(day, last)
    return end if end > when else end + timedelta(days=1)


def _first_time(phrase: Phrase) -> time | None:
    if phrase.clocks:
        clock = with_half(phrase.clocks[0], phrase.part)
        clock = clock if clock.known else working(clock)
        return time(clock.hour, clock.minute)
    if phrase.part:
        return time(int(phrase.part.end - 0.01) % 24, 59)
    return None


def _was_lately(day: Day, at: Setting) -> bool:
    """A date without a year that is next year's only because it was a few weeks ago: 11/18 said on 11/24."""
    return day.rolled and day.date - timedelta(days=366) >= at.today - timedelta(days=45)


Settled = tuple[date, tuple[DoubtAbout, list[date]] | None]


def _date(word: DayWord, at: Setting, timed: time | None, beside: Weekday | None) -> Settled:
    match word:
        case Day():
            return _agreeing(word, at, beside), None
        case Days():
            return (at.today if word.first < at.today < word.until else word.first), None
        case MonthDay(day):
            return coming_day(day, at, beside.number if beside else None).date, None
        case Weekday():
            return _weekday(word, at, timed)


def _agreeing(day: Day, at: Setting, beside: Weekday | None) -> date:
    """Fri, Jul 18: of the years to come the one in which it is a Friday, if that is soon."""
    if beside is None or day.year_said or day.date.weekday() == beside.number:
        return day.date
    for ahead in (1, 2):
        try:
            later = day.date.replace(year=day.date.year + ahead)
        except ValueError:
            continue
        if later.weekday() == beside.number:
            return later
    return day.date


def _weekday(word: Weekday, at: Setting, timed: time | None) -> Settled:
    today = at.today
    if word.week is not None:
        day = monday(today) + timedelta(days=7 * word.week + word.number)
        return (day if day >= today else day + timedelta(days=7)), None
    ahead = (word.number - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    later = coming + timedelta(days=7)
    if word.next:
        if ahead == 0:
            return later, None
        this_week = ahead + today.weekday() < 7
        near = this_week or today.weekday() >= 5
        doubt = (DoubtAbout.which_week, [coming, later]) if near else None
        return (later if this_week else coming), doubt
    if ahead == 0 and not word.this:
        still = timed is not None and timed > at.now.time()
        return (coming if still else later), (DoubtAbout.which_day, [coming, later])
    return coming, None


def _last_date(word: DayWord, first: date, at: Setting) -> date:
    if isinstance(word, Weekday):
        return first + timedelta(days=(word.number - first.weekday()) % 7)
    if isinstance(word, MonthDay):
        for ahead in range(3):
            month = plus_months(first.replace(day=1), ahead)
            try:
                found = month.replace(day=word.day)
            except ValueError:
                continue
            if found >= first:
                return found
        return first
    if isinstance(word, Days):
        return word.until - timedelta(days=1)
    return word.date


def _window(day: date, part: Part) -> tuple[datetime, datetime]:
    midnight = _midnight(day)
    return midnight + timedelta(hours=part.start), midnight + timedelta(hours=part.end)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))
