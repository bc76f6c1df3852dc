"""Cards of teams: who is here, who is in a team, and what changed for somebody."""

from collections.abc import Sequence

from bot.cards.reader import Reader
from bot.care.members import Member, MemberId, Team
from bot.chat.card import Bold, Card, Line, Span, Style

LIST_LENGTH = 40


def roster(title: str, members: Sequence[Member], reader: Reader) -> Card:
    """People with their teams, backups and zones, and the teams there are."""
    say = reader.say
    lines = [_line(one, reader) for one in members[:LIST_LENGTH]]
    if len(members) > LIST_LENGTH:
        lines.append(_quiet(say("… and {count} more", count=len(members) - LIST_LENGTH)))
    if not members:
        lines.append(_quiet(say("Nobody yet.")))
    teams = sorted(reader.people.teams.values(), key=lambda team: team.name.casefold())
    names = ", ".join(team.name for team in teams[:LIST_LENGTH])
    if names:
        lines.append(_quiet(say("Teams: {names}. More on one: /team {first}", names=names, first=teams[0].name)))
    else:
        lines.append(_quiet(say("No teams yet. Make one: /team new pharmacy")))
    return Card(title=(Bold(title),), lines=tuple(lines), fallback=title, locale=say.language)


def team(found: Team, reader: Reader) -> Card:
    """One team."""
    say = reader.say
    members = reader.people.in_team(found)
    lines = [_line(one, reader) for one in members[:LIST_LENGTH]]
    if len(members) > LIST_LENGTH:
        lines.append(_quiet(say("… and {count} more", count=len(members) - LIST_LENGTH)))
    if not members:
        lines.append(_quiet(say("Nobody is in it yet: /team add {team} @omar", team=found.name)))
    lines.append(_quiet(say("What is open for them: /open {team}", team=found.name)))
    return Card(title=(Bold(found.name),), lines=tuple(lines), fallback=found.name, locale=say.language)


def change(
    verb: str, by: MemberId | None, about: Team | None, whose: Member | None, reader: Reader
) -> Card | None:
    """To somebody, what another did that concerns them. None for a verb that is no longer known."""
    say, who = reader.say, reader.mention(by)
    team_name = Bold(about.name) if about else Bold("?")
    backed = reader.mention(whose.id) if whose else reader.name(None)
    match verb:
        case "joined":
            title = say.spans("{who} has put you into {team}: what is for the team is yours to claim.",
                              who=who, team=team_name)  # fmt: skip
        case "removed":
            title = say.spans("{who} has taken you out of {team}.", who=who, team=team_name)
        case "backup":
            title = say.spans(
                "You are now the backup of {whose}: you hear of it when they do not answer, and may act for them.",
                whose=backed,
            )
        case "backed":
            title = say.spans("{who} has set your backup. See it: /profile", who=who)
        case "lead":
            title = say.spans("{who} has made you a lead: you see every item and may change teams.", who=who)
        case "unlead":
            title = say.spans("{who} has ended your lead.", who=who)
        case _:
            return None
    return Card(title=title, fallback=say("Something changed in your team."), locale=say.language)


def _line(member: Member, reader: Reader) -> Line:
    say = reader.say
    facts: list[Span] = [Bold(member.name)]
    if member.lead:
        facts.append(say("lead"))
    facts += [found.name for found in reader.people.teams_of(member.id)]
    backup = reader.people.member(member.backup)
    if backup is not None and backup.active:
        facts.append(say("backup: {who}", who=backup.name))
    if member.zone != reader.zone:
        facts.append(member.zone)
    spans: list[Span] = []
    for number, fact in enumerate(facts):
        spans += [" · ", fact] if number else [fact]
    return Line(spans=tuple(spans))


def _quiet(sentence: str) -> Line:
    return Line(spans=(sentence,), style=Style.quiet)
