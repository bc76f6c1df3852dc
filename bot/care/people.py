"""People: everybody in a workspace, as one turn sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.care.members import Member, MemberId, Team, TeamId, named
from bot.care.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Members and teams by id; `usernames` are the ways in which platforms write a member.

    `roster` has everybody's shifts; each member carries it too.
    """

    members: Mapping[MemberId, Member]
    teams: Mapping[TeamId, Team]
    usernames: Mapping[MemberId, tuple[str, ...]] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)

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

    def called(self, name: str) -> list[Member]:
        """The active members who may be meant: by a platform's id or user name, else by full or first name."""
        wanted = name.strip().lstrip("@").casefold()
        exact = [
            one
            for one in self.active()
            if wanted and wanted in {known.casefold() for known in self.usernames.get(one.id, ())}
        ]
        return exact or named(self.active(), name)

    def team_called(self, name: str) -> Team | None:
        """The team of this name, whatever its case."""
        wanted = name.strip().lstrip("@").casefold()
        return next((team for team in self.teams.values() if team.name.casefold() == wanted), None)
