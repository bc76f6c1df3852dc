"""When: the time that a message asks for, as aware moments, with the characters it was read from."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.recurrence import at_wall
from bot.language.clinical import hide_numbers
from bot.language.dates import Setting
from bot.language.lexicon import Line
from bot.language.moments import Moment, moment
from bot.language.reading import DoubtAbout
from bot.language.vocabulary import line as tokenised

_ZONES = {
    word: zone
    for words, zone in (
        ("et est edt eastern", "America/New_York"),
        ("ct cst cdt central", "America/Chicago"),
        ("mt mst mdt mountain", "America/Denver"),
        ("pt pst pdt pacific", "America/Los_Angeles"),
        ("akst", "America/Anchorage"),
        ("hst", "Pacific/Honolulu"),
        ("utc gmt z", "UTC"),
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A time as it was said: aware moments in the zone that was meant, character spans, doubts with candidates.
    `other` is the other half of the clock, where only its face was said."""

    when: datetime | None
    other: datetime | None = None
    end: datetime | None = None
    whole_day: bool = False
    rrule: str | None = None
    interval: timedelta | None = None
    spans: tuple[tuple[int, int], ...] = ()
    doubts: tuple[tuple[DoubtAbout, str, tuple[datetime, ...]], ...] = field(default=())


def read_time(
    text: str, now: datetime, zone: ZoneInfo, locale: str, masked: tuple[tuple[int, int], ...] = ()
) -> Said | None:
    """The time that `text` asks for, None if it names none. `masked` are characters known to be something else."""
    line, spanish = tokenised(text, locale)
    hide_numbers(line, masked)
    return time_in(line, now, zone, locale, spanish=spanish)


def time_in(line: Line, now: datetime, zone: ZoneInfo, locale: str, *, spanish: bool) -> Said | None:
    """Like `read_time`, for a line that has been cleared of clinical numbers."""
    day_first = (spanish and not locale.endswith("US")) or locale in _DAY_FIRST or locale[:2] not in ("en", "es")
    setting = Setting(
        now=now.astimezone(zone).replace(tzinfo=None), day_first=day_first, spanish=spanish, whole=_whole(line)
    )
    found = moment(line, setting)
    if found is None:
        return None
    if found.zone and (name := _ZONES.get(found.zone)) and found.when:
        zone = ZoneInfo(name)
        elsewhere = Setting(
            now=now.astimezone(zone).replace(tzinfo=None),
            day_first=day_first,
            spanish=spanish,
            whole=setting.whole,
        )
        found = moment(line, elsewhere) or found
    said = _aware(found, line, now, zone)
    return None if any(_splits_a_word(line.text, *span) for span in said.spans) else said


def _splits_a_word(text: str, start: int, end: int) -> bool:
    """Whether letters or digits go on before or after: 0Q1 is no quarter."""
    return any(0 < at < len(text) and text[at - 1 : at + 1].isalnum() for at in (start, end))


_DAY_FIRST = ("en-GB", "en_GB", "en-AU", "en_AU", "en-IE", "en_IE", "en-NZ", "en_NZ")


def _whole(line: Line) -> bool:
    """Whether the message is nothing but a time, so that a bare number or name can only be one."""
    return len(line.tokens) <= 14 and not any(
        "WORD" in token.kinds
        or "STUCK" in token.kinds
        or token.kinds.keys() <= {"IDLABEL"}
        or ("WDAY" in token.kinds and line.hidden(at))
        for at, token in enumerate(line.tokens)
    )


def _aware(found: Moment, line: Line, now: datetime, zone: ZoneInfo) -> Said:
    spans = tuple(
        (line.tokens[start].start, line.tokens[end - 1].end) for start, end in found.spans if end > start
    )
    words = " ".join(line.text[start:end] for start, end in spans)
    when = None
    if found.real is not None:
        when = (now.astimezone(UTC) + found.real).astimezone(zone)
    elif found.when is not None:
        when = _at(found.when, zone)
    return Said(
        when=when,
        other=_at(found.other, zone) if found.other else None,
        end=_at(found.end, zone) if found.end else None,
        whole_day=found.whole_day,
        rrule=found.rrule,
        interval=found.interval,
        spans=spans,
        doubts=tuple((about, words, tuple(_at(c, zone) for c in choices)) for about, choices in found.doubts),
    )


def _at(wall: datetime, zone: ZoneInfo) -> datetime:
    return at_wall(wall, zone.key or "UTC").astimezone(zone)
