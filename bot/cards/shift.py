"""Cards of shifts: who is on duty, somebody's shifts, a team's week, and what changed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards.handoff import quiet
from bot.cards.profile import days
from bot.cards.reader import Reader
from bot.care.members import MemberId, Team
from bot.care.roster import EVERY_DAY, Duty, Shift, Turns
from bot.chat.card import Bold, Button, Card, Line, Span, Style

LIST_LENGTH = 30


def oncall(teams: Sequence[Team], now: datetime, reader: Reader) -> Card:
    """Who is on at a moment and who comes next, team by team."""
    say, roster = reader.say, reader.people.roster
    lines: list[Line] = []
    for team in teams[:LIST_LENGTH]:
        if not roster.has(team.id, now):
            everybody = names([one.id for one in reader.people.in_team(team)], reader)
            without = say("no shifts: everybody of it, {names}", names=everybody)
            lines.append(Line(spans=(Bold(team.name), " · ", without)))
            continue
        running = [
            one for one in roster.duties(now, now + timedelta(microseconds=1), team=team.id) if one.runs(now)
        ]
        for one in running:
            until = say.spans("until {when}", when=reader.when(one.end))
            lines.append(Line(spans=(Bold(called(one, reader)), " · ", who(one, reader), " · ", *until)))
        if not running:
            lines.append(Line(spans=(Bold(team.name), " · ", say("nobody is on"))))
        if (coming := roster.next_shift(team.id, now)) is not None:
            then = say.spans("Next: {who}, from {when}", who=who(coming, reader), when=reader.when(coming.start))
            lines.append(Line(spans=then, style=Style.quiet))
    title: tuple[Span, ...] = (Bold(say("On duty")),)
    if now != reader.now:
        title = say.spans("On duty {when}", when=reader.when(now))
    if not teams:
        lines.append(quiet(say("No teams yet. Make one: /team new pharmacy")))
    return Card(title=title, lines=tuple(lines), fallback=say("On duty"), locale=say.language)


def mine(duties: Sequence[Duty], weeks: Sequence[tuple[Team, Sequence[Duty]]], reader: Reader) -> Card:
    """Somebody's own shifts, then the coming days of their teams."""
    say = reader.say
    lines = [duty(one, reader, (Bold(called(one, reader)),)) for one in duties[:LIST_LENGTH]]
    if not duties:
        lines.append(quiet(say("You have no shifts in the next two weeks.")))
    for team, coming in weeks:
        lines.append(Line(spans=(say("{team}: the next 7 days", team=team.name),), style=Style.heading))
        lines += [duty(one, reader, (who(one, reader),), team) for one in coming[:LIST_LENGTH]]
    if not weeks:
        lines.append(quiet(say("Make shifts for a team: /shift nights 19:00-07:00 daily @lea @omar")))
    lines.append(_zone(reader))
    title = say("Your shifts")
    return Card(title=(Bold(title),), lines=tuple(lines), fallback=title, locale=say.language)


def week(team: Team, coming: Sequence[Duty], patterns: Sequence[Shift], may_end: bool, reader: Reader) -> Card:
    """The coming days of a team, and the patterns that they come from."""
    say = reader.say
    lines = [duty(one, reader, (who(one, reader),), team) for one in coming[:LIST_LENGTH]]
    if not coming:
        lines.append(quiet(say("Nobody has a shift in the next 7 days.")))
    if patterns:
        lines.append(Line(spans=(say("What comes back"),), style=Style.heading))
    for shift in patterns:
        end = Button(label=say("End it"), action="shift_end", handle=shift.handle)
        lines.append(Line(spans=pattern(shift, team, reader), buttons=(end,) if may_end else ()))
    lines.append(_zone(reader))
    title = say("{team}: the next 7 days", team=team.name)
    return Card(title=(Bold(title),), lines=tuple(lines), fallback=title, locale=say.language)


def duty(one: Duty, reader: Reader, about: tuple[Span, ...], team: Team | None = None) -> Line:
    """One shift: its day and hours by the reader's clock, and what is to be said about it."""
    zone = ZoneInfo(reader.zone)
    start, end = one.start.astimezone(zone), one.end.astimezone(zone)
    noon = datetime.combine(start.date(), time(12), tzinfo=zone)
    spans: list[Span] = [reader.when(noon, whole_day=True), f" · {start:%H:%M}–{end:%H:%M} · "]
    if team is not None and one.name and one.name.casefold() != team.name.casefold():
        spans += [one.name, " · "]
    return Line(spans=(*spans, *about))


def pattern(shift: Shift, team: Team, reader: Reader) -> tuple[Span, ...]:
    """`nights · 19:00–07:00 (America/Chicago) · every day · Lea Brandt, Omar Haddad`."""
    say = reader.say
    name = shift.name or team.name
    hours = f"{shift.start:%H:%M}–{shift.end:%H:%M} ({shift.zone})"
    often = say("every day") if shift.days == EVERY_DAY else days(shift.days, reader)
    spans: list[Span] = [Bold(name), " · ", hours, " · ", often, " · ", names(shift.people, reader)]
    if shift.turns is Turns.daily:
        spans += [" · ", say("in turns, shift by shift")]
    elif shift.turns is Turns.weekly:
        spans += [" · ", say("in turns, week by week")]
    return tuple(spans)


def made(
    shift: Shift, team: Team, before: Shift | None, notes: Sequence[str], undo: tuple[Button, ...], reader: Reader
) -> Card:
    """What was understood of a new pattern."""
    say = reader.say
    title = say("Saved: shifts of {team}", team=team.name)
    lines = [Line(spans=pattern(shift, team, reader))]
    first = shift.span(next_day(shift, shift.first))[0]
    lines.append(Line(spans=say.spans("First on {when}", when=reader.when(first)), style=Style.quiet))
    if before is not None:
        told = say("Instead of: {names}", names=names(before.people, reader))
        lines.append(quiet(told))
    lines += [quiet(note) for note in notes]
    return Card(title=(Bold(title),), lines=tuple(lines), buttons=undo, fallback=title, locale=say.language)


def put_on(title: tuple[Span, ...], shift: Shift, team: Team, reader: Reader) -> Card:
    """To somebody who is on a new pattern."""
    say = reader.say
    lines = (Line(spans=pattern(shift, team, reader)), quiet(say("When you are on: /shift")))
    return Card(title=title, lines=lines, fallback=say("Your shifts have changed."), locale=say.language)


def next_day(shift: Shift, day: date) -> date:
    """The first day, not before `day`, on which there is one of it."""
    return next(
        (found for ahead in range(7) if (found := day + timedelta(days=ahead)).weekday() in shift.days), day
    )


def changed(one: Duty, sentence: str, undo: tuple[Button, ...], reader: Reader, *more: str) -> Card:
    """One shift as it stands after a change."""
    about = (Bold(called(one, reader)), " · ", who(one, reader))
    lines = (duty(one, reader, about), *(quiet(text) for text in more), _zone(reader))
    return Card(title=(sentence,), lines=lines, buttons=undo, fallback=sentence, locale=reader.say.language)


def gap(one: Duty, reader: Reader) -> Card:
    """To a lead: nobody is on a shift that is coming."""
    say = reader.say
    team = reader.people.team(one.team)
    name = Bold(called(one, reader))
    title = say.spans("Nobody is on {shift}, which begins {when}.", shift=name, when=reader.when(one.start))
    lines = []
    if one.away:
        lines.append(quiet(say("On leave: {names}", names=names(one.away, reader))))
    example = say(
        "Put somebody on: /shift {team} {day} @sam", team=team.name if team else "", day=one.day.isoformat()
    )
    lines.append(quiet(example))
    ask = Button(label=say("Ask the team"), action="cover", value=one.day.isoformat(), handle=one.handle)
    return Card(
        title=title, lines=tuple(lines), buttons=(ask,), fallback=say("A shift has nobody."), locale=say.language
    )


def called(one: Duty, reader: Reader) -> str:
    """The team and, if it has a name of its own, the shift."""
    team = reader.people.team(one.team)
    known = team.name if team else ""
    return f"{known} · {one.name}" if one.name and one.name.casefold() != known.casefold() else known


def who(one: Duty, reader: Reader) -> str:
    """Who is on it."""
    return names(one.people, reader)


def names(members: Sequence[MemberId], reader: Reader) -> str:
    """`you, Lea Brandt`; nobody when there is nobody."""
    return ", ".join(reader.name(one) for one in members) or reader.say("nobody")


def _zone(reader: Reader) -> Line:
    return quiet(reader.say("Times in {zone}", zone=reader.zone))
