"""`/swap` and `/cover`: a shift for another, or for whoever of the team says yes first; and the clock."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.cards import swap as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import policy, swaps
from bot.care.errors import CareError, NotAllowed, NotFound
from bot.care.members import MemberId, Team
from bot.care.people import People
from bot.care.roster import Duty, Roster, Source
from bot.care.swaps import Swap, SwapId, SwapStatus
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Press
from bot.chat.text import clean
from bot.duties import MINE, coming, could_take, duty_of, duty_said, members_named, overlaps, put_on, told_at
from bot.language.shifts import names_in
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

BATCH = 50
_SWAP = re.compile(r"(?P<mine>.*?)\s*(?:\b(?:with|con)\s+)?@(?P<rest>.+)", re.I | re.S)
_FOR = re.compile(r"(?:for|on|against|por|el)\s+", re.I)


async def swap(turn: Turn, heard: Command) -> Reply:
    """`/swap friday @omar saturday`: my Friday for Omar's Saturday."""
    words = clean(heard.text)
    if not words:
        return await _listing(turn)
    said = _SWAP.fullmatch(words)
    if said is None:
        raise CareError("Which shift of yours, and for which of theirs? For example: /swap friday @omar saturday")
    whom, theirs = _whose(turn, said["rest"])
    if whom == turn.actor.id:
        raise CareError("With somebody else, please. For example: /swap friday @omar saturday")
    duty = duty_said(turn, turn.actor.id, said["mine"], "/swap friday @omar saturday")
    other = duty_said(turn, whom, theirs, "/swap friday @omar saturday")
    people = turn.people
    for member, one, gives in ((whom, duty, other), (turn.actor.id, other, duty)):
        name = people.members[member].name
        if member not in people.teams[one.team].members:
            team = people.teams[one.team].name
            raise CareError("{who} is not in {team}. First: /team add {team} @{who}", who=name, team=team)
        if overlaps(people.roster, member, one, gives):
            raise CareError("{who} cannot take that shift: another one, or leave, is at that time.", who=name)
    return await _ask(turn, duty, whom, other)


async def cover(turn: Turn, heard: Command) -> Reply:
    """`/cover friday`: who of the team can take my Friday? `/cover friday @sam` asks one of them."""
    words = clean(heard.text)
    if not words:
        return await _listing(turn)
    before, at, who = words.partition("@")
    named = members_named(turn.people, names_in(who)) if at else []
    if len(named) > 1:
        raise CareError("Ask one of them, or without a name the whole team. For example: /cover friday @sam")
    whom = named[0] if named else None
    return await _ask(turn, _given(turn, before.strip()), whom, None)


async def press_cover(turn: Turn, press: Press) -> Reply:
    """Ask the team, from the list of one's own shifts, or from the news of a gap."""
    duty = duty_of(turn.people.roster, press.handle, _day(press.value))
    if turn.actor.id not in duty.people:
        _must_fill(turn, duty)
    return await _ask(turn, duty, None, None)


async def press_yes(turn: Turn, press: Press) -> Reply:
    """They take it: the shifts change hands in this moment, if they still stand as they were asked for."""
    found, _ = await _named(turn, press.handle)
    yes = swaps.accept(found, turn.actor)
    duty, other = _as_asked(turn.people.roster, found)
    if overlaps(turn.people.roster, turn.actor.id, duty, other):
        raise CareError("You cannot take that shift: another one, or leave, is at that time. See yours: /shift")
    after = [await _passed(turn, duty, found.giver, turn.actor.id)]
    if other is not None:
        turn = replace(turn, people=await turn.work.people(turn.workspace.id))
        after.append(await _passed(turn, other, turn.actor.id, found.asker))
    await turn.work.swaps.save(yes)
    if found.asker != turn.actor.id:
        await _news(turn.work, yes, "accepted", [found.asker], turn.now)
    sentence = turn.reader.say("Yours now. {who} is told.", who=turn.reader.name(found.asker))
    if other is not None:
        sentence = turn.reader.say("Swapped. {who} is told.", who=turn.reader.name(found.asker))
    return turn.card(cards.settled((sentence,), after, turn.reader))


async def press_no(turn: Turn, press: Press) -> Reply:
    """They cannot. When nobody is left who could, whoever asked is told, and who leads."""
    found, team = await _named(turn, press.handle)
    duty, _ = _as_asked(turn.people.roster, found)
    others = set(could_take(turn.people, team.id, duty)) - {*found.refused, found.asker, turn.actor.id}
    no = swaps.decline(found, turn.actor, bool(others))
    await turn.work.swaps.save(no)
    if no.status is SwapStatus.declined:
        await _news(turn.work, no, "declined", _concerned(no, turn.people), turn.now)
    return turn.card(note(turn.reader.say("All right, you were asked and cannot."), turn.reader.say))


async def press_more(turn: Turn, press: Press) -> Reply:
    """Further ones of one's own shifts, or those before them again."""
    return await _listing(turn, int(press.value) if press.value.isdigit() else 0)


async def press_back(turn: Turn, press: Press) -> Reply:
    """Not needed any more."""
    found = await turn.work.swaps.by_handle(turn.workspace.id, press.handle)
    if found is None:
        raise NotFound("That is over already. See your shifts: /shift")
    await turn.work.swaps.save(swaps.cancel(found, turn.actor))
    return turn.card(note(turn.reader.say("Taken back: nobody is asked any more."), turn.reader.say))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever is asked; None when it is settled, or they have said no."""
    found = await work.swaps.by_id(SwapId(int(notice.about.removeprefix("swap:"))))
    if found is None or not found.waiting or notice.member in found.refused:
        return None
    try:
        duty, other = _as_asked(reader.people.roster, found)
    except CareError:
        return None
    return cards.question(found, duty, other, reader)


async def compose_news(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever asked, or leads: what came of it."""
    found = await work.swaps.by_id(SwapId(int(notice.about.removeprefix("swap:"))))
    if found is None or (notice.extra == "waiting" and not found.waiting):
        return None
    named = [(found.duty, found.day)]
    if found.other_day is not None and found.status is SwapStatus.accepted:
        named.append((found.other, found.other_day))
    duties = [_standing(reader.people.roster, handle, day) for handle, day in named]
    return cards.news(found, notice.extra, [one for one in duties if one is not None], reader)


async def ring(work: Work, now: datetime) -> int:
    """Nobody has said yes: those who lead hear of it in time, and it ends when the shift begins."""
    due = await work.swaps.alarming(now, BATCH)
    for one in due:
        later = swaps.rung(one, now)
        people = await work.people(one.workspace)
        verb = "waiting" if later.waiting else "lapsed"
        await _news(work, one, verb, _concerned(one, people), now)
        await work.swaps.save(later)
    return len(due)


async def _listing(turn: Turn, first: int = 0) -> Reply:
    roster, asked = turn.people.roster, []
    for one in await turn.work.swaps.waiting(turn.workspace.id):
        duty = _standing(roster, one.duty, one.day) if one.asker == turn.actor.id else None
        if duty is not None:
            asked.append((one, duty))
    again = {(duty.handle, duty.day) for _, duty in asked}
    mine = [
        one for one in coming(roster, turn.actor.id, turn.now, MINE)
        if one.start > turn.now and (one.handle, one.day) not in again
    ]  # fmt: skip
    return turn.card(cards.listing(mine, asked, turn.reader, first))


def _given(turn: Turn, words: str) -> Duty:
    """The shift of mine that is spoken of, or one that nobody is on, by who may change it."""
    try:
        return duty_said(turn, turn.actor.id, words, "/cover friday")
    except CareError:
        try:
            duty = duty_said(turn, None, words, "/cover friday")
            _must_fill(turn, duty)
        except CareError:
            duty = None
        if duty is None:
            raise
        return duty


def _must_fill(turn: Turn, duty: Duty) -> None:
    """Only a shift that nobody is on can be given away by who is not on it."""
    policy.must_change_shifts(turn.actor, turn.people.teams[duty.team])
    if duty.people:
        raise NotAllowed("That is not your shift. See yours: /shift")


async def _ask(turn: Turn, duty: Duty, whom: MemberId | None, other: Duty | None) -> Reply:
    team, me = turn.people.teams[duty.team], turn.actor.id
    for one in await turn.work.swaps.waiting(turn.workspace.id):
        if (one.asker, one.duty, one.day) == (me, duty.handle, duty.day):
            raise CareError("That was asked already, and waits for an answer. Take it back first.")
    able = [one for one in could_take(turn.people, team.id, duty) if one != me]
    if whom is not None and other is None and whom not in able:
        name = turn.people.members[whom].name
        if whom not in team.members:
            raise CareError("{who} is not in {team}. First: /team add {team} @{who}", who=name, team=team.name)
        raise CareError("{who} cannot take that shift: another one, or leave, is at that time.", who=name)
    asked = [whom] if whom is not None else able
    if not asked:
        raise CareError("Nobody of {team} could take it: all are on, or away. Who leads: /team", team=team.name)
    new = Swap(
        id=SwapId(0), workspace=turn.workspace.id, handle=new_handle(), asker=me, team=team.id, duty=duty.handle,
        day=duty.day, start_at=duty.start, giver=me if me in duty.people else None, to=whom,
        other=other.handle if other else "", other_day=other.day if other else None, created_at=turn.now,
    )  # fmt: skip
    first = min((one.start for one in (duty, other) if one), default=duty.start)
    kept = await turn.work.swaps.add(swaps.ask(replace(new, start_at=first), turn.now))
    for member in asked:
        at, urgency = told_at(turn.people.members[member], duty.start, turn.now)
        await turn.tell(
            "swap", f"swap:{kept.id}", key=f"swap:{kept.id}:{member}", to=member, urgency=urgency, at=at
        )
    return turn.card(cards.asked(kept, duty, other, asked, turn.reader))


async def _passed(turn: Turn, duty: Duty, giver: MemberId | None, taker: MemberId) -> Duty:
    """The shift with another on it in their place."""
    people = [taker if one == giver else one for one in duty.people] or [taker]
    return await put_on(turn, duty, list(dict.fromkeys(people)), Source.swap)


async def _named(turn: Turn, handle: str) -> tuple[Swap, Team]:
    """The one that a button names, if the actor was asked."""
    found = await turn.work.swaps.by_handle(turn.workspace.id, handle)
    team = turn.people.team(found.team) if found else None
    if found is None or team is None or turn.actor.id not in {found.to, found.asker, *team.members}:
        raise NotFound("That is over already. See your shifts: /shift")
    return found, team


def _as_asked(roster: Roster, found: Swap) -> tuple[Duty, Duty | None]:
    """The shifts that it is about, if they still are as they were. Raises CareError."""
    duty = duty_of(roster, found.duty, found.day)
    other = duty_of(roster, found.other, found.other_day) if found.other_day else None
    still = found.giver in duty.people if found.giver is not None else not duty.people
    if not still or (other is not None and found.to not in other.people):
        raise CareError("Those shifts have changed since it was asked. See them: /shift")
    return duty, other


def _standing(roster: Roster, handle: str, day: date) -> Duty | None:
    try:
        return duty_of(roster, handle, day)
    except CareError:
        return None


async def _news(work: Work, found: Swap, verb: str, whom: Sequence[MemberId], now: datetime) -> None:
    people = await work.people(found.workspace)
    for id in whom:
        if (member := people.member(id)) is not None:
            at, urgency = told_at(member, found.start_at, now)
            key = f"swap_news:{found.id}:{verb}:{id}"
            await work.notices.add(
                found.workspace, "swap_news", f"swap:{found.id}", key=key, to=id, extra=verb, urgency=urgency,
                due_at=at if verb != "lapsed" else now,
            )  # fmt: skip


def _concerned(found: Swap, people: People) -> list[MemberId]:
    """Who has to hear that nobody says yes: whoever asked, and who leads the team."""
    team = people.team(found.team)
    leads = [one.id for one in people.leads_of(team)] if team and found.to is None else []
    return list(dict.fromkeys([found.asker, *leads]))


def _whose(turn: Turn, rest: str) -> tuple[MemberId, str]:
    """`omar haddad saturday`: who, and the words for their shift. The longest name that somebody has."""
    words = rest.split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        found = turn.people.called(" ".join(words[:count]))
        if len(found) == 1:
            return found[0].id, _FOR.sub("", " ".join(words[count:]), count=1)
    members_named(turn.people, words[:1])
    raise CareError("Which shift of yours, and for which of theirs? For example: /swap friday @omar saturday")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CareError("That button is no longer valid. See your shifts: /shift") from None
