"""Who writes when, in every test of what was meant: Tuesday 24 November 2026, 10:00 in Chicago."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.read import read
from bot.language.reading import Directory, Person, Reading

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
MEMBERS = ("Nina Alvarez", "Omar Haddad", "Lea Brandt", "Sam Okafor", "Maria Lopez", "Maria Chen")
TEAMS = ("pharmacy", "social work", "night shift", "discharge planning")
PEOPLE = Directory(
    members=tuple(Person(key=name, names=(name,)) for name in MEMBERS),
    teams=tuple(Person(key=name, names=(name,)) for name in TEAMS),
    me="me",
)


def said(text: str, locale: str = "en") -> Reading:
    """What Nina's message means."""
    return read(text, NOW, ZONE, PEOPLE, locale)


def local(when: datetime | None) -> str | None:
    """The wall clock in Chicago, to the minute."""
    return when.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if when else None
