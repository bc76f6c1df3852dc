"""How something that comes back is told: in whole phrases, one fact each."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from babel.lists import format_list

from bot.cards.reader import Reader
from bot.care.tasks import Task
from bot.chat.card import Span

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = frozenset(_DAYS[:5])


def facts(task: Task, reader: Reader) -> tuple[str, list[tuple[Span, ...]]]:
    """`every Monday and Thursday`, `until Tue 8 Dec`: how often, at which times if several, and its end."""
    say = reader.say
    if task.interval_s is not None:
        return _fixed(task.interval_s // 60, reader), []
    parts = dict(part.split("=", 1) for part in (task.rrule or "").split(";") if "=" in part)
    often, *on = _days(parts, reader)
    told: list[tuple[Span, ...]] = [(phrase,) for phrase in on]
    if months := _numbers(parts, "BYMONTH"):
        names = get_month_names("wide", locale=say.language)
        told.append((say("in {months}", months=_listed([names[month] for month in months], reader)),))
    hours, minute = _numbers(parts, "BYHOUR"), (_numbers(parts, "BYMINUTE") or [0])[0]
    if len(hours) > 1:
        told.append((", ".join(f"{hour:02}:{minute:02}" for hour in hours),))
    if until := parts.get("UNTIL"):
        noon = datetime.combine(date.fromisoformat(until[:8]), time(12), tzinfo=ZoneInfo(reader.zone))
        told.append(say.spans("until {day}", day=reader.when(noon, whole_day=True)))
    return often, told


def _fixed(minutes: int, reader: Reader) -> str:
    """By real time, whatever the clock on the wall says."""
    say = reader.say
    if minutes == 60:
        return say("every hour")
    if minutes % 60 == 0:
        return say("every {n} hours", n=minutes // 60)
    return say("every {n} minutes", n=minutes)


def _days(parts: dict[str, str], reader: Reader) -> list[str]:
    """How often, and on which days of the week or of the month."""
    say, step = reader.say, int(parts.get("INTERVAL", "1"))
    codes = [code for code in parts.get("BYDAY", "").split(",") if code[-2:] in _DAYS]
    if parts.get("FREQ") == "WEEKLY" and codes:
        return [_weekly(codes, step, reader)]
    on = [_nth(int(code[:-2]), _name(code, reader), reader) for code in codes if code[:-2]]
    if plain := [_name(code, reader) for code in codes if not code[:-2]]:
        on.append(say("on {days}", days=_listed(plain, reader)))
    on += [_day_of_month(day, reader) for day in _numbers(parts, "BYMONTHDAY")]
    if parts.get("FREQ") == "MONTHLY" and step == 1 and on:
        return on
    return [_every(parts.get("FREQ", ""), step, reader), *on]


def _weekly(codes: list[str], step: int, reader: Reader) -> str:
    say = reader.say
    if step == 1 and frozenset(codes) == _WORKDAYS:
        return say("on weekdays")
    days = _listed([_name(code, reader) for code in codes], reader)
    return say("every {days}", days=days) if step == 1 else say("every {n} weeks on {days}", n=step, days=days)


def _every(freq: str, step: int, reader: Reader) -> str:
    say = reader.say
    match freq:
        case "HOURLY":
            return _fixed(step * 60, reader)
        case "DAILY":
            return say("every day") if step == 1 else say("every {n} days", n=step)
        case "WEEKLY":
            return say("every week") if step == 1 else say("every {n} weeks", n=step)
        case "MONTHLY":
            return say("every month") if step == 1 else say("every {n} months", n=step)
        case _:
            return say("every year") if step == 1 else say("every {n} years", n=step)


def _nth(nth: int, day: str, reader: Reader) -> str:
    """One sentence for each: an ordinal agrees with its noun, which only a translator can see to."""
    say = reader.say
    match nth:
        case 1:
            return say("on the first {day} of the month", day=day)
        case 2:
            return say("on the second {day} of the month", day=day)
        case 3:
            return say("on the third {day} of the month", day=day)
        case 4:
            return say("on the fourth {day} of the month", day=day)
        case 5:
            return say("on the fifth {day} of the month", day=day)
        case _:
            return say("on the last {day} of the month", day=day)


def _day_of_month(day: int, reader: Reader) -> str:
    say = reader.say
    return say("on the last day of the month") if day < 0 else say("on day {day} of the month", day=day)


def _name(code: str, reader: Reader) -> str:
    return str(get_day_names("wide", locale=reader.say.language)[_DAYS.index(code[-2:])])


def _listed(names: list[str], reader: Reader) -> str:
    """`Monday, Wednesday, and Friday`, as the language lists things."""
    return format_list(names, locale=reader.say.language)


def _numbers(parts: dict[str, str], name: str) -> list[int]:
    return [int(one) for one in parts.get(name, "").split(",") if one]
