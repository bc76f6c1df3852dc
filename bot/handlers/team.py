"""`/team`: who is here, teams and who is in them, backups, leads."""

import re
from dataclasses import replace

from bot import roster_offer
from bot.cards import team as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import policy
from bot.care.errors import CareError
from bot.care.members import Member, MemberId, Team, TeamId
from bot.care.people import NAME_LENGTH, one_called, team_name
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command
from bot.chat.text import clean
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn

_TEAM_FIRST = re.compile(r"(?P<team>.+?)\s+(?P<verb>add|remove)\b\s*(?P<who>.*)", re.I | re.S)
_IMPORT = re.compile(r"(?P<team>.+?)\s+import(?:ar)?", re.I)
_BETWEEN = re.compile(r"\s*[,@]\s*|\s+(?:and|y|&)\s+", re.I)
_NONE = re.compile(r"(.*?)\s*\b(?:none|off)", re.I)


async def team(turn: Turn, heard: Command) -> Reply:
    """`/team`, `/team pharmacy`, `/team add pharmacy @omar`, `/team backup @lea`, `/team nights import`."""
    first, _, pasted = heard.text.strip().partition("\n")
    if found := _IMPORT.fullmatch(first.strip()):
        return await roster_offer.offer(turn, _team(turn, found["team"]), heard.attached, pasted)
    words = clean(heard.text)
    verb, _, rest = words.partition(" ")
    match verb.casefold():
        case "":
            return await _here(turn)
        case "new":
            return await _new(turn, rest)
        case "add" | "remove" as change:
            return await _change(turn, heard, change, *_split(turn, rest, change))
        case "backup":
            return await _backup(turn, heard, rest)
        case "lead" | "unlead" as change:
            return await _lead(turn, heard, change, rest)
        case "unlock":
            return await _unlock(turn, rest)
        case _:
            return await _of_team(turn, heard, words)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To somebody, what another did that concerns them."""
    verb, by, about = notice.extra.split(":")
    people = reader.people
    team_ = people.team(TeamId(int(about))) if verb in ("joined", "removed") else None
    whose = people.member(MemberId(int(about))) if verb == "backup" else None
    if verb == "joined" and (team_ is None or notice.member not in team_.members):
        return None
    if verb == "backup" and (whose is None or whose.backup != notice.member):
        return None
    return cards.change(verb, MemberId(int(by)), team_, whose, reader)


async def _of_team(turn: Turn, heard: Command, words: str) -> Reply:
    """`/team pharmacy`, or the verb after the name."""
    if found := _TEAM_FIRST.fullmatch(words):
        return await _change(turn, heard, found["verb"].casefold(), _team(turn, found["team"]), found["who"])
    return turn.card(cards.team(_team(turn, words), turn.reader))


async def _here(turn: Turn) -> Reply:
    say = turn.reader.say
    if turn.channel.private:
        return turn.card(cards.roster(say("Everybody"), turn.people.active(), turn.reader))
    seen = await turn.work.places.members_of(turn.channel.id)
    members = [one for one in turn.people.active() if one.id in seen]
    return turn.card(cards.roster(say("Seen in this channel"), members, turn.reader))


async def _new(turn: Turn, name: str) -> Reply:
    name = team_name(clean(name), turn.people)
    made = await turn.work.members.add_team(turn.workspace.id, name)
    say = turn.reader.say
    more = say("Who else is in it: /team add {team} @omar", team=name)
    if turn.actor.lead:
        # A lead makes teams for others; everybody else for themselves.
        return turn.card(note(say("There is a team {team} now.", team=name), say, more))
    await turn.work.members.join_team(made, turn.actor.id)
    return turn.card(note(say("There is a team {team} now, and you are in it.", team=name), say, more))


async def _change(turn: Turn, heard: Command, verb: str, team_: Team, who: str) -> Reply:
    policy.must_change_team(turn.actor, team_)
    if not who.strip():
        raise CareError("Who? For example: /team {verb} {team} @omar", verb=verb, team=team_.name)
    members = _members(turn, who)
    for member in members:
        if verb == "add":
            await turn.work.members.join_team(team_, member.id)
        else:
            await turn.work.members.leave_team(team_, member.id)
        if (member.id in team_.members) == (verb == "remove"):
            await _tell(turn, heard, "joined" if verb == "add" else "removed", member, team_.id)
    say = turn.reader.say
    names = ", ".join(turn.reader.name(one.id) for one in members)
    if verb == "add":
        sentence = say("Now in {team}: {names}", team=team_.name, names=names)
    else:
        sentence = say("No longer in {team}: {names}", team=team_.name, names=names)
    return turn.card(note(sentence, say))


async def _backup(turn: Turn, heard: Command, words: str) -> Reply:
    say = turn.reader.say
    backup: Member | None = None
    if ended := _NONE.fullmatch(words.strip()):
        named = _members(turn, ended[1])
    else:
        named = _members(turn, words)
        if not named:
            raise CareError("Who stands in for you? For example: /team backup @lea, or /team backup none")
        backup = named.pop()
    whose = turn.actor if not named else named[0]
    if len(named) > 1:
        raise CareError("One at a time, please. For example: /team backup @omar @lea")
    policy.must_set_backup(turn.actor, whose)
    if backup is None:
        await turn.work.members.save(replace(whose, backup=None))
        mine, theirs = (
            say("You have no backup any more."),
            say("{whose} has no backup any more.", whose=whose.name),
        )
        return turn.card(note(mine if whose.id == turn.actor.id else theirs, say))
    if backup.id == whose.id:
        raise CareError("A backup has to be somebody else. For example: /team backup @lea")
    if whose.backup != backup.id:
        await turn.work.members.save(replace(whose, backup=backup.id))
        await _tell(turn, heard, "backup", backup, whose.id)
        await _tell(turn, heard, "backed", whose, backup.id)
    who = turn.reader.name(backup.id)
    mine = say("Your backup is {who} now.", who=who)
    theirs = say("The backup of {whose} is {who} now.", whose=whose.name, who=who)
    return turn.card(note(mine if whose.id == turn.actor.id else theirs, say))


async def _lead(turn: Turn, heard: Command, verb: str, words: str) -> Reply:
    policy.must_lead(turn.actor)
    if not words.strip():
        raise CareError("Who? For example: /team lead @nina, or /team unlead @nina")
    say, leads = turn.reader.say, {one.id for one in turn.people.leads()}
    members = _members(turn, words)
    wanted = leads | {one.id for one in members} if verb == "lead" else leads - {one.id for one in members}
    if not wanted:
        raise CareError("Somebody has to lead. Name another first: /team lead @nina")
    for member in members:
        if member.lead != (member.id in wanted):
            await turn.work.members.save(replace(member, lead=member.id in wanted))
            await _tell(turn, heard, verb, member, member.id)
    names = ", ".join(one.name for one in turn.people.active() if one.id in wanted)
    return turn.card(note(say("Who leads: {names}", names=names), say))


async def _unlock(turn: Turn, words: str) -> Reply:
    """Somebody whose account was locked because another said that it was not theirs."""
    policy.must_lead(turn.actor)
    say = turn.reader.say
    member = one_called(turn.people, words)
    if not await turn.work.members.lock(member.id, None):
        raise CareError("I know no account of {who}.", who=member.name)
    return turn.card(note(say("{who} can use me again.", who=member.name), say))


def _split(turn: Turn, words: str, verb: str) -> tuple[Team, str]:
    """`pharmacy @omar`: the team and the rest; a team's name may have several words."""
    name, at, who = words.partition("@")
    if at:
        return _team(turn, name), at + who
    parts = words.split()
    for count in range(len(parts), 0, -1):
        if found := turn.people.team_called(" ".join(parts[:count])):
            return found, " ".join(parts[count:])
    if not parts:
        raise CareError("Which team, and who? For example: /team {verb} pharmacy @omar", verb=verb)
    return _team(turn, words), ""


def _team(turn: Turn, name: str) -> Team:
    found = turn.people.team_called(name)
    if found is None:
        raise CareError(
            "There is no team {team} yet. Make it: /team new {team}", team=name.strip()[:NAME_LENGTH] or "pharmacy"
        )
    return found


def _members(turn: Turn, words: str) -> list[Member]:
    """Everybody who is named, each once, in their order."""
    pieces = [piece for piece in _BETWEEN.split(words) if piece.strip()]
    found = {member.id: member for member in (one_called(turn.people, piece) for piece in pieces)}
    return list(found.values())


async def _tell(turn: Turn, heard: Command, verb: str, member: Member, about: int) -> None:
    if member.id != turn.actor.id:
        key = f"roster:{verb}:{about}:{member.id}:{heard.id}"[:120]
        await turn.tell("roster", f"member:{member.id}", key=key, to=member.id,
                        extra=f"{verb}:{turn.actor.id}:{about}")  # fmt: skip
