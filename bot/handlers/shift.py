"""`/shift`: my shifts and my team's week; patterns that come back, and what one date changes."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import shift as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import policy
from bot.care.errors import CareError, NotFound
from bot.care.members import MemberId, Team, TeamId
from bot.care.people import team_name
from bot.care.recurrence import at_wall
from bot.care.roster import Duty, Shift, ShiftId, Stint
from bot.chat.card import Button, Card, Question, Reply
from bot.chat.incoming import Command, Press
from bot.chat.text import clean
from bot.duties import MINE, coming, drop, duty_of, members_named, put_on, refreshed
from bot.language.shifts import Pattern, names_in, read_day, read_pattern
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn, local_now

NEW = "new"
ELSEWHERE = frozenset("swap cover leave out off back".split())
"""Words that are commands of their own; no team can be called so."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)

_DATE = re.compile(
    r"(?P<day>[^@]*?)\s*(?:\b(?P<verb>add|off|remove|none|nobody|quitar|añadir|nadie)\b)?\s*(?P<who>@.*)?",
    re.I | re.S,
)


async def shift(turn: Turn, heard: Command) -> Reply:
    """`/shift`, `/shift nights`, `/shift nights 19:00-07:00 daily @lea @omar`, `/shift nights friday @sam`."""
    words = clean(heard.text)
    if not words:
        return _mine(turn)
    if words.split()[0].casefold() in ELSEWHERE:
        raise CareError("For that there is /swap friday @omar saturday, /cover friday, and /out me until friday")
    now, zone = local_now(turn)
    said = read_pattern(words, now, zone, turn.actor.locale)
    if said is not None:
        return await _define(turn, heard, said)
    team, name, rest = _place(turn, words)
    if not rest:
        return _week(turn, team)
    return await _one_date(turn, heard, team, name, rest)


async def press_end(turn: Turn, press: Press) -> Reply:
    """A pattern ends; a shift of it that is under way is worked to its end."""
    found, team = await _pattern(turn, press.handle)
    today = turn.now.astimezone(ZoneInfo(found.zone)).date()
    begun = found.begins_on(today) and found.span(today)[0] <= turn.now
    ended = await _save(turn, replace(found, last=today if begun else today - DAY))
    undo = Button(label=turn.reader.say("Undo"), action="shift_resume", handle=ended.handle)
    sentence = turn.reader.say("These shifts of {team} have ended.", team=team.name)
    return turn.card(note(sentence, turn.reader.say, buttons=(undo,)))


async def press_resume(turn: Turn, press: Press) -> Reply:
    """Undo of the end."""
    found, team = await _pattern(turn, press.handle)
    await _save(turn, replace(found, last=None))
    return turn.card(note(turn.reader.say("These shifts of {team} go on.", team=team.name), turn.reader.say))


async def press_undo(turn: Turn, press: Press) -> Reply:
    """Undo of a new pattern: it is as if it had never been, and what it replaced goes on."""
    found, team = await _pattern(turn, press.handle)
    await _save(turn, replace(found, last=found.first - DAY))
    before = await turn.work.rosters.shift(turn.workspace.id, id=found.replaces) if found.replaces else None
    if before is not None:
        await _save(turn, replace(before, last=None))
    return turn.card(note(turn.reader.say("Undone: shifts of {team}", team=team.name), turn.reader.say))


async def press_back(turn: Turn, press: Press) -> Reply:
    """Undo of one date: who was on it before is again."""
    asked = await turn.work.questions.by_handle(turn.workspace.id, press.handle)
    if asked is None or asked.member != turn.actor.id or asked.answered_at is not None:
        raise CareError("That button is no longer valid. See your shifts: /shift")
    day, handle, members = asked.about.split(":")
    members, new = members.removeprefix(NEW), members == NEW
    await turn.work.questions.answered(asked.handle, turn.now)
    one = duty_of(turn.people.roster, handle, date.fromisoformat(day))
    policy.must_change_shifts(turn.actor, turn.people.teams[one.team])
    if new:
        await drop(turn, one)
        team = turn.people.teams[one.team]
        return turn.card(note(turn.reader.say("Undone: shifts of {team}", team=team.name), turn.reader.say))
    after = await put_on(turn, one, [MemberId(int(member)) for member in members.split(",") if member])
    return turn.card(cards.changed(after, turn.reader.say("As it was before:"), (), turn.reader))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To somebody whom another has put on, or taken off, a shift; None when that is no longer so."""
    verb, by, day, handle = notice.extra.split(":", 3)
    say, who = reader.say, reader.mention(MemberId(int(by)))
    if verb == "pattern":
        found = await work.rosters.shift(notice.workspace, handle=handle)
        team = reader.people.team(found.team) if found else None
        if found is None or team is None or notice.member not in found.people or found.last is not None:
            return None
        return cards.put_on(say.spans("{who} has put you on these shifts:", who=who), found, team, reader)
    try:
        one = duty_of(reader.people.roster, handle, date.fromisoformat(day))
    except CareError:
        return None
    if (notice.member in one.people) != (verb == "on"):
        return None
    title = say.spans("{who} has put you on this shift:", who=who)
    if verb == "off":
        title = say.spans("{who} has taken you off this shift:", who=who)
    return replace(cards.changed(one, say("Your shifts have changed."), (), reader), title=title)


async def compose_imported(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To somebody whose shifts an import has changed: their coming ones."""
    team = reader.people.team(TeamId(int(notice.about.removeprefix("team:"))))
    if team is None or notice.member is None:
        return None
    mine = coming(reader.people.roster, notice.member, reader.now, MINE)
    title = reader.say("The roster of {team} was imported. Your shifts now:", team=team.name)
    week = reader.people.roster.duties(reader.now, reader.now + WEEK, team=team.id)
    return replace(cards.mine(mine, [(team, week)], reader), title=(title,))


def _mine(turn: Turn) -> Reply:
    roster, now = turn.people.roster, turn.now
    mine = coming(roster, turn.actor.id, now, MINE)
    weeks = [
        (team, roster.duties(now, now + WEEK, team=team.id))
        for team in turn.my_teams()
        if roster.has(team.id, now)
    ]
    return turn.card(cards.mine(mine, weeks, turn.reader))


def _week(turn: Turn, team: Team) -> Reply:
    roster, now = turn.people.roster, turn.now
    today = local_now(turn)[0].date()
    patterns = [
        one
        for one in roster.shifts
        if one.team == team.id and (one.last is None or one.last >= max(one.first, today))
    ]
    may_end = turn.actor.lead or turn.actor.id in team.members
    duties = roster.duties(now, now + WEEK, team=team.id)
    if not duties and not patterns:
        raise CareError("{team} has no shifts yet. For example: /shift {team} 19:00-07:00 daily @lea @omar",
                        team=team.name)  # fmt: skip
    return turn.card(cards.week(team, duties, patterns, may_end, turn.reader))


async def _define(turn: Turn, heard: Command, said: Pattern) -> Reply:
    """A pattern, or one date by itself with its own hours."""
    if said.unread:
        raise CareError(
            "I did not understand “{words}”. On which days? For example: /shift nights 19:00-07:00 mon-fri @lea",
            words=said.unread,
        )
    if not said.who:
        raise CareError("Who is on? For example: /shift nights 19:00-07:00 daily @lea @omar")
    if said.start == said.end:
        raise CareError("From when until when? For example: /shift nights 19:00-07:00 daily @lea @omar")
    people = members_named(turn.people, said.who)
    team, name, notes = await _team_of(turn, said.head)
    policy.must_change_shifts(turn.actor, team)
    for member in people:
        if member not in team.members:
            await turn.work.members.join_team(team, member)
    await turn.work.rosters.changing(turn.workspace.id, team.id, turn.now)
    if said.on is not None:
        return await _alone(turn, said, said.on, team, name, people)
    zone = turn.channel.zone or turn.actor.zone
    today = turn.now.astimezone(ZoneInfo(zone)).date()
    new = Shift(
        id=ShiftId(0), workspace=turn.workspace.id, handle=new_handle(), team=team.id, name=name, start=said.start,
        end=said.end, zone=zone, days=said.days, turns=said.turns, first=max(said.from_ or today, today),
        people=tuple(people),
    )  # fmt: skip
    before = next((one for one in turn.people.roster.shifts if _same(one, new)), None)
    if before is not None:
        new = replace(new, replaces=before.id)
        await turn.work.rosters.save_shift(replace(before, last=new.first - DAY))
    added = await turn.work.rosters.add_shift(new)
    await refreshed(turn, {*people, *(before.people if before else ())})
    for member in people:
        await _tell(turn, heard, "pattern", member, added.first, added.handle)
    undo = Button(label=turn.reader.say("Undo"), action="shift_undo", handle=added.handle)
    return turn.card(cards.made(added, team, before, notes, (undo,), turn.reader))


def _same(one: Shift, new: Shift) -> bool:
    """Typed again with other people: it takes the place of the one before."""
    return one.last is None and (one.team, one.name.casefold(), one.start, one.end, one.days) == (
        new.team, new.name.casefold(), new.start, new.end, new.days,
    )  # fmt: skip


async def _alone(turn: Turn, said: Pattern, day: date, team: Team, name: str, people: list[MemberId]) -> Reply:
    """A shift of one date that no pattern has."""
    zone = turn.channel.zone or turn.actor.zone
    ends = day if said.end > said.start else day + DAY
    begins_at = at_wall(datetime.combine(day, said.start), zone)
    ends_at = at_wall(datetime.combine(ends, said.end), zone)
    await turn.work.rosters.add_stints([
        Stint(workspace=turn.workspace.id, team=team.id, name=name, day=day, start_at=begins_at, end_at=ends_at,
              zone=zone, member=member)
        for member in people
    ])  # fmt: skip
    after = (await refreshed(turn, people)).roster.duties(begins_at, ends_at, team=team.id)
    one = next(duty for duty in after if (duty.start, duty.end) == (begins_at, ends_at) and duty.shift is None)
    sentence = turn.reader.say("Saved: one shift of {team}", team=team.name)
    return turn.card(cards.changed(one, sentence, (await _undo(turn, one, NEW),), turn.reader))


async def _one_date(turn: Turn, heard: Command, team: Team, name: str, rest: str) -> Reply:
    """`friday @sam`, `friday add @sam`, `friday off @lea`, `friday nobody`: only this one shift is different."""
    policy.must_change_shifts(turn.actor, team)
    one, said = _meant(turn, team, name, rest)
    named = members_named(turn.people, names_in((said["who"] or "").lstrip("@")))
    match (said["verb"] or "").casefold():
        case "add" | "añadir":
            wanted = list(dict.fromkeys((*one.people, *named)))
        case "off" | "remove" | "quitar":
            wanted = [member for member in one.people if member not in named]
        case "none" | "nobody" | "nadie":
            wanted = []
        case _:
            wanted = named
    if not named and wanted:
        raise CareError("Who is on? For example: /shift {team} friday @sam", team=team.name)
    for member in wanted:
        if member not in team.members:
            await turn.work.members.join_team(team, member)
    undo = await _undo(turn, one, ",".join(str(member) for member in one.people))
    after = await put_on(turn, one, wanted)
    for member in {*one.people, *wanted}:
        if (member in one.people) != (member in after.people):
            await _tell(turn, heard, "on" if member in after.people else "off", member, after.day, after.handle)
    say = turn.reader.say
    sentence = say("Changed, for this one date:")
    before = say("Before: {names}", names=cards.names(one.people, turn.reader))
    return turn.card(cards.changed(after, sentence, (undo,), turn.reader, before))


def _meant(turn: Turn, team: Team, name: str, rest: str) -> tuple[Duty, re.Match[str]]:
    """The one shift that is spoken of, and what is to become of it. Raises CareError."""
    said = _DATE.fullmatch(rest)
    now, zone = local_now(turn)
    day = read_day(said["day"], now, zone, turn.actor.locale) if said and said["day"].strip() else None
    if said is None or day is None:
        raise CareError("Which day, and who? For example: /shift {team} friday @sam, or /shift {team} {day} @sam",
                        team=team.name, day=(turn.now + WEEK).date().isoformat())  # fmt: skip
    since = datetime.combine(day, datetime.min.time(), tzinfo=zone) - DAY
    found = [
        one for one in turn.people.roster.duties(since, since + 3 * DAY, team=team.id)
        if one.day == day and (not name or one.name.casefold() == name.casefold())
    ]  # fmt: skip
    if not found:
        raise CareError("{team} has no shift that day. With its hours: /shift {team} 19:00-07:00 {day} @sam",
                        team=team.name, day=day.isoformat())  # fmt: skip
    if len(found) > 1:
        names = ", ".join(dict.fromkeys(one.name or f"{one.start.astimezone(zone):%H:%M}" for one in found))
        raise CareError("Which shift of {team}: {names}? For example: /shift {team} {first} {day} @sam",
                        team=team.name, names=names, first=found[0].name, day=day.isoformat())  # fmt: skip
    return found[0], said


async def _undo(turn: Turn, one: Duty, before: str) -> Button:
    """Undo of one date. Who was on it before is kept beside the button, not in it."""
    say = turn.reader.say
    stash = Question(
        handle=new_handle(), title=say("Undo"), fields=(), submit=say("Undo"), open_label=say("Undo"),
        fallback=say("Undo"), locale=say.language,
    )  # fmt: skip
    about = f"{one.day.isoformat()}:{one.handle}:{before}"
    await turn.ask(stash, "lines", about)
    return Button(label=say("Undo"), action="shift_back", handle=stash.handle)


async def _team_of(turn: Turn, head: str) -> tuple[Team, str, list[str]]:
    """The team and the name of its shift before the hours: `nights`, `ward nights`. A new team is made."""
    words = head.split()
    for count in range(len(words), 0, -1):
        if found := turn.people.team_or_shift(" ".join(words[:count])):
            return found[0], found[1] or " ".join(words[count:])[:40], []
    if not words:
        raise CareError("Which team? For example: /shift nights 19:00-07:00 daily @lea @omar")
    team = await turn.work.members.add_team(turn.workspace.id, team_name(head, turn.people))
    if not turn.actor.lead:  # as with /team new
        await turn.work.members.join_team(team, turn.actor.id)
        team = replace(team, members=frozenset({turn.actor.id}))
    return team, "", [turn.reader.say("There is a team {team} now.", team=team.name)]


def _place(turn: Turn, words: str) -> tuple[Team, str, str]:
    """`ward nights friday @sam`: the team, its shift, and the rest."""
    parts = words.split()
    for count in range(len(parts), 0, -1):
        if found := turn.people.team_or_shift(" ".join(parts[:count])):
            return *found, " ".join(parts[count:])
    raise CareError(
        "There is no team {team} yet. With its hours it is made: /shift {team} 19:00-07:00 daily @lea @omar",
        team=parts[0].lstrip("@")[:40],
    )


async def _pattern(turn: Turn, handle: str) -> tuple[Shift, Team]:
    """The pattern that a button names, if the actor may change it."""
    found = await turn.work.rosters.shift(turn.workspace.id, handle=handle)
    team = turn.people.team(found.team) if found else None
    if found is None or team is None:
        raise NotFound("There is no such shift any more. See the shifts: /shift")
    policy.must_change_shifts(turn.actor, team)
    return found, team


async def _save(turn: Turn, changed: Shift) -> Shift:
    await turn.work.rosters.changing(turn.workspace.id, changed.team, turn.now)
    saved = await turn.work.rosters.save_shift(changed)
    await refreshed(turn, changed.people)
    return saved


async def _tell(turn: Turn, heard: Command, verb: str, member: MemberId, day: date, handle: str) -> None:
    if member != turn.actor.id:
        key = f"shift:{verb}:{handle}:{day}:{member}:{heard.id}"[:120]
        await turn.tell("shift", f"member:{member}", key=key, to=member,
                        extra=f"{verb}:{turn.actor.id}:{day.isoformat()}:{handle}")  # fmt: skip
