"""The profile: zone, hours, days, quiet hours and language, as text and as a form."""

from collections.abc import Sequence
from datetime import time

from babel.dates import get_day_names

from bot.cards.reader import Reader
from bot.cards.words import LANGUAGES
from bot.care.members import Member
from bot.chat.card import Bold, Button, Card, Field, Kind, Line, Option, Question, Span, Style

NAMES = {"en": "English", "es": "Español"}


def profile(member: Member, sentence: str, reader: Reader, warning: str = "") -> Card:
    """Who somebody is to us; `sentence` is the title."""
    say = reader.say
    backup = reader.people.member(member.backup)
    facts = [
        (say("Time zone"), member.zone),
        (say("Working hours"), hours(member.work_start, member.work_end)),
        (say("Working days"), days(member.work_days, reader)),
        (say("Quiet hours"), quiet(member, reader)),
        (say("Language"), language(member.locale)),
        (say("Teams"), ", ".join(team.name for team in reader.people.teams_of(member.id)) or say("none")),
        (say("Backup"), backup.name if backup is not None and backup.active else say("none")),
    ]
    lines = [_fact(name, value) for name, value in facts]
    if warning:
        lines.append(Line(spans=(warning,), style=Style.quiet))
    return Card(
        title=(Bold(sentence),),
        lines=tuple(lines),
        buttons=(Button(label=say("Edit"), action="profile", handle="me"),),
        fallback=say("Your profile"),
        locale=say.language,
    )


def form(member: Member, handle: str, reader: Reader) -> Question:
    """Everything that a member can set."""
    say = reader.say
    names = get_day_names("wide", locale=say.language)
    return Question(
        handle=handle,
        title=say("Your profile"),
        fields=(
            Field(name="zone", label=say("Time zone"), value=member.zone, hint="America/Chicago"),
            Field(
                name="hours",
                label=say("Working hours"),
                value=hours(member.work_start, member.work_end),
                hint="7:00-19:00",
            ),
            Field(
                name="days",
                label=say("Working days"),
                kind=Kind.choices,
                options=tuple(Option(value=str(day), label=names[day]) for day in range(7)),
                value=tuple(str(day) for day in member.work_days),
            ),
            Field(
                name="quiet",
                label=say("Quiet hours"),
                value=quiet(member, reader),
                hint=say("22:00-6:00, or none"),
            ),
            Field(
                name="language",
                label=say("Language"),
                kind=Kind.choice,
                options=tuple(Option(value=one, label=language(one)) for one in LANGUAGES),
                value=member.locale if member.locale in LANGUAGES else "en",
            ),
        ),
        submit=say("Save"),
        open_label=say("Edit"),
        fallback=say("Your profile"),
        locale=say.language,
    )


def hours(start: time, end: time) -> str:
    """`07:00-19:00`, as it can be typed too."""
    return f"{start:%H:%M}-{end:%H:%M}"


def quiet(member: Member, reader: Reader) -> str:
    """The quiet hours, or that there are none."""
    if member.quiet_start == member.quiet_end:
        return reader.say("none")
    return hours(member.quiet_start, member.quiet_end)


def days(work_days: Sequence[int], reader: Reader) -> str:
    """`Mon-Fri, Sun`: days that follow each other are joined."""
    names = get_day_names("abbreviated", locale=reader.say.language)
    chosen = sorted(set(work_days or range(7)))
    runs: list[list[int]] = []
    for day in chosen:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{names[run[0]]}-{names[run[-1]]}" if len(run) > 2 else ", ".join(names[day] for day in run)
        for run in runs
    )


def language(locale: str) -> str:
    """A language by its own name; English where we have no other words."""
    return NAMES.get(locale if locale in LANGUAGES else "en", locale)


def _fact(name: str, value: str) -> Line:
    spans: tuple[Span, ...] = (f"{name}: ", Bold(value))
    return Line(spans=spans)
