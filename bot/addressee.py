"""Who is addressed in a command: "@lea", "@pharmacy", "nights" at its head; and the words without that."""

import re
from dataclasses import dataclass

from bot.care.errors import CareError
from bot.care.members import Member, Team
from bot.care.people import People

_WORD = re.compile(r"\S+")
LONGEST = 4
"""Words of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A member, or a team, or one of its shifts; and the rest of what was said."""

    member: Member | None = None
    team: Team | None = None
    shift: str = ""
    rest: str = ""


def addressed(people: People, text: str) -> Addressed:
    """Who stands behind an "@", wherever that is; nobody when there is none. Raises CareError for a name that
    nobody has, or several."""
    before, at, after = text.partition("@")
    if not at:
        return Addressed(rest=text.strip())
    words = [one.group() for one in _WORD.finditer(after)][:LONGEST]
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).rstrip(",;:.")
        rest = " ".join((before + " ".join(after.split()[count:])).split())
        if found := people.team_or_shift(name):
            return Addressed(team=found[0], shift=found[1], rest=rest)
        called = people.called(name)
        if len(called) == 1:
            return Addressed(member=called[0], rest=rest)
        if len(called) > 1 and count == 1:
            names = ", ".join(one.name for one in called)
            raise CareError("Which {who}: {names}? Please write the whole name.", who=name, names=names)
    raise CareError("I do not know {who} yet: they have to write to me once. Whom I know: /team",
                    who=" ".join(words[:1])[:40])  # fmt: skip


def team_first(people: People, text: str) -> Addressed:
    """The team, or shift, with whose name the text begins, with or without "@". None when there is none."""
    words = text.split()
    for count in range(min(LONGEST, len(words)), 0, -1):
        if found := people.team_or_shift(" ".join(words[:count]).rstrip(",;:")):
            return Addressed(team=found[0], shift=found[1], rest=text.split(maxsplit=count)[count:][0].strip()
                             if len(words) > count else "")  # fmt: skip
    return Addressed(rest=text.strip())
