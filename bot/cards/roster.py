"""Cards of roster files: what one would change, whose it is, what cannot be used, and what was done."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.cards.shift import duty, names
from bot.care.members import Team
from bot.care.roster import Change, Duty, Stint
from bot.chat.card import Bold, Button, Card, Line, Span, Style

SHOWN = 8
"""Changes, or lines that cannot be used, that are shown; more are counted."""


def change(wanted: Change, name: str, handle: str, reader: Reader) -> Card:
    """What a file would change, in a few lines, and the button that does it; without a handle nothing would."""
    say = reader.say
    title = say("Roster of {team}: nothing is changed yet", team=wanted.team.name)
    lines = [_days(wanted, name, reader)]
    if handle:
        counts = say("New: {added} · gone: {removed} · as before: {kept}", added=len(wanted.added),
                     removed=len(wanted.removed), kept=wanted.kept)  # fmt: skip
        lines.append(Line(spans=(Bold(counts),)))
    else:
        title = say("Roster of {team}: nothing would change", team=wanted.team.name)
    marked = [("+ ", one) for one in wanted.added] + [("− ", one) for one in wanted.removed]
    marked.sort(key=lambda each: (each[1].start_at, each[0], each[1].member or 0))
    lines += [_line(mark, one, wanted.team, reader) for mark, one in marked[:SHOWN]]
    if len(marked) > SHOWN:
        lines.append(quiet(say("… and {count} more", count=len(marked) - SHOWN)))
    if wanted.joins:
        lines.append(quiet(say("Will be in the team: {names}", names=names(wanted.joins, reader))))
    if wanted.past:
        lines.append(quiet(say("Over already, left out: {count}", count=wanted.past)))
    if wanted.orphans:
        lines.append(Line(spans=(say("Changed by hand, goes with its shift:"),), style=Style.quiet))
        lines += [_line("− ", one, wanted.team, reader) for one in wanted.orphans[:SHOWN]]
    buttons = (
        Button(label=say("Apply"), action="roster_apply", handle=handle, style=Style.primary),
        Button(label=say("Leave it"), action="roster_drop", handle=handle),
    )
    return Card(
        title=(Bold(title),), lines=tuple(lines), buttons=buttons if handle else (), fallback=title,
        locale=say.language,
    )  # fmt: skip


def whose(name: str, teams: Sequence[Team], handle: str, reader: Reader) -> Card:
    """Whose shifts a file has, with a button for each team."""
    say = reader.say
    title = say("Whose roster is it?")
    buttons = [
        Button(label=one.name, action="roster_team", value=str(one.id), handle=handle) for one in teams[:20]
    ]
    buttons.append(Button(label=say("Leave it"), action="roster_drop", handle=handle))
    lines = (quiet(name),) if name else ()
    return Card(title=(Bold(title),), lines=lines, buttons=tuple(buttons), fallback=title, locale=say.language)


def unusable(name: str, problems: Sequence[tuple[int, str]], reader: Reader) -> Card:
    """The lines that cannot be used, and why: then nothing at all is imported."""
    say = reader.say
    title = say("Nothing is imported. Lines that cannot be used: {count}", count=len(problems))
    lines = [quiet(name)] if name else []
    lines += [
        Line(spans=say.spans("Line {number}: {why}", number=str(line), why=why)) for line, why in problems[:SHOWN]
    ]
    if len(problems) > SHOWN:
        lines.append(quiet(say("… and {count} more", count=len(problems) - SHOWN)))
    lines.append(quiet(say("Mend them and send it again.")))
    return Card(title=(Bold(title),), lines=tuple(lines), fallback=title, locale=say.language)


def imported(team: Team, added: int, removed: int, buttons: tuple[Button, ...], reader: Reader) -> Card:
    """Done."""
    say = reader.say
    title = say("Imported: roster of {team}", team=team.name)
    lines = (
        quiet(say("New: {added} · gone: {removed}. Who is put on or taken off is told.",
                  added=added, removed=removed)),
        quiet(say("See it: /shift {team}", team=team.name)),
    )  # fmt: skip
    return Card(title=(Bold(title),), lines=lines, buttons=buttons, fallback=title, locale=say.language)


def _days(wanted: Change, name: str, reader: Reader) -> Line:
    zone = ZoneInfo(wanted.zone)
    first, last = (
        reader.when(datetime.combine(day, time(12), tzinfo=zone), whole_day=True)
        for day in (wanted.first, wanted.last)
    )
    file: tuple[Span, ...] = (name, " · ") if name else ()
    told = reader.say.spans("{first} to {last}, hours of the file in {zone}", first=first, last=last,
                            zone=wanted.zone)  # fmt: skip
    return Line(spans=(*file, *told), style=Style.quiet)


def _line(mark: str, one: Stint, team: Team, reader: Reader) -> Line:
    who = () if one.member is None else (one.member,)
    shift = Duty(
        team=one.team, shift=None, handle="", name=one.name, day=one.day, start=one.start_at, end=one.end_at,
        zone=one.zone, people=who,
    )  # fmt: skip
    told = names(who, reader) if who else reader.say("nobody is on")
    line = duty(shift, reader, (told,), team)
    return Line(spans=(mark, *line.spans))
