"""People: everybody in a workspace, as one turn sees them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.care.errors import CareError
from bot.care.members import Member, MemberId, Team, TeamId, named
from bot.care.roster import Roster

NAME_LENGTH = 40
WORDS = frozenset(
    "add back backup cover end import lead leave new next none off out remove swap unlead unlock".split()
)
"""What a team cannot be called."""

TITLES = frozenset("dr dra mr mrs ms miss nurse sr sra prof".split())
"""What stands before a last name."""

_NAME = re.compile(r"(?=.*[^\W\d_])[\w][\w .&/'’-]*")
_ALIAS = re.compile(r"[A-Za-z]{1,3}-\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Members and teams by id; `usernames` are the ways in which platforms write a member.

    `roster` has everybody's shifts; each member carries it too.
    """

    members: Mapping[MemberId, Member]
    teams: Mapping[TeamId, Team]
    usernames: Mapping[MemberId, tuple[str, ...]] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    protected: frozenset[str] = frozenset()
    """The aliases of patients whose records are under 42 CFR Part 2."""

    def member(self, id: MemberId | None) -> Member | None:
        """The member, if there is one."""
        return self.members.get(id) if id is not None else None

    def team(self, id: TeamId | None) -> Team | None:
        """The team, if there is one."""
        return self.teams.get(id) if id is not None else None

    def teams_of(self, member: MemberId) -> list[Team]:
        """The teams that a member is in."""
        return [team for team in self.teams.values() if member in team.members]

    def active(self) -> list[Member]:
        """Everybody who has not left, by name."""
        return sorted((one for one in self.members.values() if one.active), key=lambda one: one.name)

    def leads(self) -> list[Member]:
        """Who leads, the longest known first."""
        return sorted((one for one in self.members.values() if one.active and one.lead), key=lambda one: one.id)

    def leads_of(self, team: Team) -> list[Member]:
        """Who leads a team: those of its members who lead, else everybody who does."""
        return [one for one in self.leads() if one.id in team.members] or self.leads()

    def in_team(self, team: Team) -> list[Member]:
        """Who is in a team and has not left, by name."""
        return [one for one in self.active() if one.id in team.members]

    def on_duty(
        self,
        team: Team,
        at: datetime,
        *,
        shift: str = "",
        since: datetime | None = None,
        without: MemberId | None = None,
    ) -> list[Member]:
        """Who of a team is meant at a moment, by name: who is on duty then, else who comes on next.

        `shift` is one of its shifts, or NEXT as it was said at `since`. Without a roster, or when it says nothing,
        everybody of the team.
        """
        meant = self.roster.meant(team.id, shift, since or at, at, without)
        found = [one for one in self.active() if one.id in meant]
        return found or [one for one in self.in_team(team) if one.id != without]

    def on_duty_from(
        self, team: Team, at: datetime, *, shift: str = "", since: datetime | None = None
    ) -> datetime:
        """From when on those whom `on_duty` names are there: `at` itself, or when their shift begins."""
        return self.roster.meant_from(team.id, shift, since or at, at)

    def called(self, name: str) -> list[Member]:
        """The active members who may be meant: by a platform's id or user name, else by full or first name."""
        wanted = name.strip().lstrip("@").casefold()
        exact = [
            one
            for one in self.active()
            if wanted and wanted in {known.casefold() for known in self.usernames.get(one.id, ())}
        ]
        return exact or named(self.active(), name)

    def addressed(self, name: str) -> list[Member]:
        """As `called`, and by last name, with or without a title: "Dr Liu", "Liu"."""
        if found := self.called(name):
            return found
        words = [word for word in name.lstrip("@").casefold().replace(".", "").split() if word not in TITLES]
        return [one for one in self.active() if len(words) == 1 and one.name.casefold().split()[-1] == words[0]]

    def team_called(self, name: str) -> Team | None:
        """The team of this name, whatever its case."""
        wanted = name.strip().lstrip("@").casefold()
        return next((team for team in self.teams.values() if team.name.casefold() == wanted), None)

    def team_or_shift(self, name: str) -> tuple[Team, str] | None:
        """The team of this name, or the one with a shift called so, and that shift: "nights", "ward nights"."""
        if team := self.team_called(name):
            return team, ""
        wanted = " ".join(name.casefold().lstrip("@").split())
        for team in self.teams.values():
            for shift in self.roster.named(team.id):
                if wanted in (shift.casefold(), f"{team.name} {shift}".casefold()):
                    return team, shift
        return None


def one_called(people: People, name: str) -> Member:
    """The one member who is meant. Raises CareError when it is nobody, or may be several."""
    name = name.strip().lstrip("@").strip()
    found = people.called(name)
    if not found:
        raise CareError(
            "I do not know {who} yet: they have to write to me once. Whom I know: /team", who=name[:NAME_LENGTH]
        )
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise CareError("Which {who}: {names}? Please write the whole name.", who=name, names=names)
    return found[0]


def team_name(name: str, people: People) -> str:
    """The name of a new team, if it can have it. Raises CareError."""
    name = name.lstrip("@#").strip()
    if not name:
        raise CareError("What is the team called? For example: /team new pharmacy")
    if len(name) > NAME_LENGTH or not _NAME.fullmatch(name) or _ALIAS.fullmatch(name):
        raise CareError("A team needs a short name of letters and digits. For example: /team new social work")
    if WORDS & set(name.casefold().split()):
        raise CareError("That name means something else to me. For example: /team new night shift")
    if known := people.team_called(name):
        raise CareError("There is a team {team} already. See it: /team {team}", team=known.name)
    if called := people.called(name):
        raise CareError("{who} is called so. For example: /team new night shift", who=called[0].name)
    return name
