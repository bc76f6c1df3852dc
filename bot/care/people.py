"""People: everybody in a workspace, as one turn sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.care.members import Member, MemberId, Team, TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Members and teams by id; `usernames` are the ways in which platforms write a member."""

    members: Mapping[MemberId, Member]
    teams: Mapping[TeamId, Team]
    usernames: Mapping[MemberId, tuple[str, ...]] = field(default_factory=dict)

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
