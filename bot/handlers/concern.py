"""`/concern`: I am worried about a patient. It goes up the ladder until somebody is on it; two close it."""

from datetime import datetime

from bot import ladder
from bot.addressee import Addressed, addressed
from bot.cards import concern as cards
from bot.cards.reader import Reader
from bot.care import concerns as rules
from bot.care.concerns import Concern, ConcernId, Heed
from bot.care.errors import CareError, NotFound
from bot.care.escalation import About, End, Escalation, EscalationId
from bot.care.members import awake
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Platform, Press
from bot.language.patients import aliases
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

BATCH = 100
UNNAMED = frozenset("unnamed anonymous anonymously anónimo anónima".split())


async def concern_command(turn: Turn, heard: Command) -> Reply:
    """`/concern K-17 she looks grey @lea`; `/concern unnamed K-17 …`; `/concern` for those that are open."""
    text = heard.text.strip()
    if not text:
        found = [one for one in await turn.work.concerns.open(turn.workspace.id) if await _sees(turn, one)]
        return turn.card(cards.listing(found, turn.reader))
    first, _, rest = text.partition(" ")
    unnamed = first.casefold().rstrip(",:") in UNNAMED
    if unnamed and turn.channel.platform == Platform.telegram and not turn.channel.private:
        raise CareError("Here everybody reads that it is you. Write it to me alone, in a direct message.")
    whom = addressed(turn.people, rest if unnamed else text)
    named = aliases(whom.rest)
    if not named:
        raise CareError("About which patient? For example: /concern K-17 she looks grey @lea")
    words = (whom.rest[: named[0].start] + whom.rest[named[0].end :]).strip(" ,.:")
    if not words:
        raise CareError("What worries you? For example: /concern K-17 she looks grey @lea")
    if whom.member is not None and whom.member.id == turn.actor.id:
        raise CareError("Put it to somebody else. For example: /concern K-17 she looks grey @lea")
    return await _raise(turn, named[0].code, words, unnamed, whom)


async def press_show(turn: Turn, press: Press) -> Reply:
    """One of the list."""
    found = await _named(turn, press.handle)
    return turn.card(cards.concern(found, await turn.work.escalations.of(concern=found.id), turn.reader))


async def press_on(turn: Turn, press: Press) -> Reply:
    """I am on it: the ladder ends, and everybody who was told, and whoever raised it, hears so."""
    found = await _named(turn, press.handle)
    if found.heed is not Heed.raised and found.heeded_by != turn.actor.id and found.heed is not Heed.closed:
        raise CareError("Thank you, but {who} is on it already.", who=turn.reader.name(found.heeded_by))
    saved = await turn.work.concerns.save(rules.heed(found, turn.actor, turn.now))
    running = await turn.work.escalations.of(concern=found.id)
    if running is not None:
        await ladder.finish(turn.work, running, End.accepted, turn.actor.id, turn.now)
    await _tell_raiser(turn, saved)
    return turn.card(cards.concern(saved, None, turn.reader))


async def press_settled(turn: Turn, press: Press) -> Reply:
    """It is settled: from whoever raised it that closes it; from whoever is on it, whoever raised it is asked."""
    found = await _named(turn, press.handle)
    if not rules.may_close(found, turn.actor):
        saved = await turn.work.concerns.save(rules.settle(found, turn.actor, turn.now))
        await _tell_raiser(turn, saved)
        title = turn.reader.say.spans("Whoever raised it is asked too. It stays open until then.")
        return turn.card(cards.concern(saved, None, turn.reader, title))
    saved = await turn.work.concerns.save(rules.close(found, turn.actor, turn.now))
    running = await turn.work.escalations.of(concern=found.id)
    if running is not None:
        await ladder.finish(turn.work, running, End.closed, turn.actor.id, turn.now)
    else:
        for member in {found.heeded_by, found.raiser} - {None, turn.actor.id}:
            await turn.tell("concern", f"concern:{found.id}", key=f"concern:{found.id}:{saved.version}:{member}",
                            to=member, urgency=Urgency.urgent)  # fmt: skip
        await _tell_channel(turn, saved)
    return turn.card(cards.concern(saved, None, turn.reader))


async def press_still(turn: Turn, press: Press) -> Reply:
    """Still concerned: the next one is told at once."""
    found = await _named(turn, press.handle)
    saved = await turn.work.concerns.save(rules.still(found, turn.actor))
    running = await turn.work.escalations.of(concern=found.id)
    before = await turn.work.escalations.last(found.id)
    if running is not None:
        running = await ladder.hurry(turn.work, running, turn.now)
    elif before is not None:
        running = await ladder.again(turn.work, before, turn.now)
    return turn.card(cards.concern(saved, running, turn.reader))


async def ring(work: Work, now: datetime) -> int:
    """Take the steps that are due; ask whoever raised it whether it is settled, then leads too."""
    due = await work.escalations.due(About.concern, now, BATCH)
    for running in due:
        await ladder.climb(work, running, now)
    waiting = await work.concerns.alarming(now, BATCH)
    for one in waiting:
        people = await work.people(one.workspace)
        listeners = {one.raiser}
        if one.asked + 1 > rules.LEADS_AFTER:
            listeners |= {lead.id for lead in people.leads() if lead.id not in (one.target, one.heeded_by)}
        for member in sorted(listeners):
            at = awake(people.members[member], now)
            await work.notices.add(
                one.workspace, "concern_ask", f"concern:{one.id}",
                key=f"concern_ask:{one.id}:{one.version}:{member}", to=member, urgency=Urgency.urgent, due_at=at,
            )  # fmt: skip
        await work.concerns.save(rules.asked(one, now))
    return len(due) + len(waiting)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the channel, and to those whom it concerns: the concern as it stands."""
    found = await _found(work, notice)
    return cards.concern(found, await work.escalations.of(concern=found.id), reader)


async def compose_ask(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever raised it: is it settled?"""
    found = await _found(work, notice)
    return cards.asks(found, reader) if found.heed in (Heed.heeded, Heed.settled) else None


async def compose_step(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever is told now; None when somebody is on it."""
    running, found = await _running(work, notice)
    return cards.concern(found, running, reader) if found.heed is Heed.raised else None


async def compose_over(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To everybody who was told: who is on it."""
    _, found = await _running(work, notice)
    return cards.concern(found, None, reader)


async def _raise(turn: Turn, patient: str, words: str, unnamed: bool, whom: Addressed) -> Reply:
    target = whom.member.id if whom.member is not None else None
    mine = turn.my_teams() if target is None else []
    team = whom.team or (mine[0] if mine else None)
    place = turn.channel.id if not turn.channel.private else None
    concern = await turn.work.concerns.add(Concern(
        id=ConcernId(0), workspace=turn.workspace.id, handle=new_handle(), patient=patient,
        words=turn.named(words), raiser=turn.actor.id, unnamed=unnamed, target=target,
        team=team.id if team else None, channel=place, created_at=turn.now,
    ))  # fmt: skip
    if place is not None:
        await turn.tell("concern", f"concern:{concern.id}", key=f"concern:{concern.id}:channel",
                        in_channel=turn.channel, urgency=Urgency.urgent)  # fmt: skip
    urgency = Urgency.stat if "stat" in words.casefold().split() else Urgency.asap
    running = await ladder.begin_concern(turn.work, concern, urgency, turn.now)
    title = turn.reader.say.spans("Your concern is with {who}", who=_told_names(running, turn))
    if unnamed:
        title = turn.reader.say.spans("Your concern is with {who}. Nobody is told that it is you.",
                                      who=_told_names(running, turn))  # fmt: skip
    return turn.card(cards.concern(concern, running, turn.reader, title))


def _told_names(running: Escalation, turn: Turn) -> str:
    names = [turn.reader.name(one.member) for one in running.told]
    return ", ".join(names) or turn.reader.say("nobody yet")


async def _tell_raiser(turn: Turn, concern: Concern) -> None:
    await turn.tell("concern_ask", f"concern:{concern.id}", key=f"concern_ask:{concern.id}:{concern.version}:said",
                    to=concern.raiser, urgency=Urgency.urgent)  # fmt: skip


async def _tell_channel(turn: Turn, closed: Concern) -> None:
    """Where it was raised they hear that it is closed, too."""
    if closed.channel is not None:
        place = await turn.work.places.by_id(closed.channel)
        await turn.tell("concern", f"concern:{closed.id}", key=f"concern:{closed.id}:closed", in_channel=place)


async def _named(turn: Turn, handle: str) -> Concern:
    found = await turn.work.concerns.by_handle(turn.workspace.id, handle)
    if found is None or not await _sees(turn, found):
        raise NotFound("There is no such concern that you can see. Those that are open: /concern")
    return found


async def _sees(turn: Turn, one: Concern) -> bool:
    """Whoever raised it, whom it is put to, who was told, leads, and who is in the channel where it was said."""
    if turn.actor.lead or turn.actor.id in (one.raiser, one.target, one.heeded_by):
        return True
    if one.channel is not None and one.channel in await turn.work.places.of_member(turn.actor.id):
        return True
    last = await turn.work.escalations.last(one.id)
    return last is not None and turn.actor.id in {told.member for told in last.told}


async def _found(work: Work, notice: Notice) -> Concern:
    found = await work.concerns.by_id(ConcernId(int(notice.about.removeprefix("concern:"))))
    if found is None:
        raise LookupError(notice.about)
    return found


async def _running(work: Work, notice: Notice) -> tuple[Escalation, Concern]:
    running = await work.escalations.by_id(EscalationId(int(notice.about.removeprefix("escalation:"))))
    found = await work.concerns.by_id(running.concern) if running and running.concern is not None else None
    if running is None or found is None:
        raise LookupError(notice.about)
    return running, found
