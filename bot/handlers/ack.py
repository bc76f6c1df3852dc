"""`/ack`: everybody of a team has to acknowledge; who has not is asked again, and everybody sees who has."""

from datetime import datetime

from bot.addressee import team_first
from bot.cards import ack as cards
from bot.cards.reader import Reader
from bot.care import acks as rules
from bot.care.acks import TELL_AFTER, Ack, AckId, heard_at
from bot.care.acks import Asked as AskedOne
from bot.care.errors import CareError, NotFound
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Press
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

BATCH = 100


async def ack_command(turn: Turn, heard: Command) -> Reply:
    """`/ack pharmacy new heparin protocol from 08:00`; "stat", "asap" or "urgent" press; `/ack` lists."""
    if not heard.text.strip():
        found = [one for one in await turn.work.acks.open(turn.workspace.id) if _sees(turn, one)]
        return turn.card(cards.listing(found, turn.reader))
    whom = team_first(turn.people, heard.text.strip().removeprefix("@"))
    if whom.team is None:
        raise CareError("Which team? For example: /ack pharmacy new heparin protocol from 08:00")
    words = turn.named(whom.rest).strip(" ,:")
    if not words:
        raise CareError("What has to be acknowledged? For example: /ack pharmacy new heparin protocol from 08:00")
    meant = turn.people.in_team(whom.team)
    if whom.shift:
        meant = turn.people.on_duty(whom.team, turn.now, shift=whom.shift)
    members = [one for one in meant if one.id != turn.actor.id]
    if not members:
        raise CareError("Nobody else is in {team}. Add them: /team add {team} @sam", team=whom.team.name)
    said = {word.strip(",.:!").casefold() for word in words.split()}
    urgency = next(
        (one for one in sorted(Urgency, key=lambda one: one.rank) if one.value in said), Urgency.routine
    )
    asked = tuple(AskedOne(member=one.id, alarm_at=heard_at(one, urgency, turn.now)) for one in members)
    place = turn.channel.id if not turn.channel.private else None
    ack = await turn.work.acks.add(Ack(
        id=AckId(0), workspace=turn.workspace.id, handle=new_handle(), sender=turn.actor.id, team=whom.team.id,
        shift=whom.shift, words=words, urgency=urgency, channel=place, created_at=turn.now, asked=asked,
    ))  # fmt: skip
    if place is not None:
        await turn.tell("ack", f"ack:{ack.id}", key=f"ack:{ack.id}:channel", in_channel=turn.channel,
                        urgency=urgency)  # fmt: skip
    return turn.card(cards.standing(ack, turn.reader))


async def press_ack(turn: Turn, press: Press) -> Reply:
    """I have read it. When that was the last one, whoever announced it hears so."""
    found = await _named(turn, press.handle)
    saved = await turn.work.acks.save(rules.acknowledge(found, turn.actor, turn.people, turn.now), found)
    if saved.ended_at is not None and saved.sender != turn.actor.id:
        await _tell_sender(turn.work, saved, turn.now)
    return turn.card(cards.standing(saved, turn.reader))


async def press_list(turn: Turn, press: Press) -> Reply:
    """Who has, and who has not, as of now."""
    return turn.card(cards.standing(await _named(turn, press.handle), turn.reader))


async def press_end(turn: Turn, press: Press) -> Reply:
    """Nobody has to any more."""
    found = await _named(turn, press.handle)
    saved = await turn.work.acks.save(rules.end(found, turn.actor, turn.now), found)
    title = turn.reader.say.spans("Ended: nobody is asked any more.")
    return turn.card(cards.standing(saved, turn.reader, title))


async def ring(work: Work, now: datetime) -> int:
    """Ask those who have not acknowledged; after some times whoever announced it hears who has not."""
    due = await work.acks.alarming(now, BATCH)
    for found in due:
        people = await work.people(found.workspace)
        missing, after = found.missing(people), []
        for one in found.asked:
            member = people.member(one.member)
            if one.alarm_at is None or one.alarm_at > now or member is None:
                after.append(one)
            elif one.member not in missing:
                after.append(rules.left(one))
            else:
                await work.notices.add(
                    found.workspace, "ack", f"ack:{found.id}", key=f"ack:{found.id}:{member.id}:{one.nudges}",
                    to=member.id, urgency=found.urgency, due_at=now,
                )  # fmt: skip
                after.append(rules.nudged(found, one, member, now))
        saved = await work.acks.save(rules.asked_again(found, after, people, now), found)
        before = max((one.nudges for one in found.asked), default=0)
        if saved.ended_at is not None or before <= TELL_AFTER < max(one.nudges for one in after):
            await _tell_sender(work, saved, now)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To each who has to, and the channel; None when they have, or it is over."""
    found = await _found(work, notice)
    if found.ended_at is not None or (
        notice.member is not None and notice.member not in found.missing(reader.people)
    ):
        return None
    return cards.announcement(found, reader)


async def compose_news(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever announced it: all have, or who has not."""
    return cards.standing(await _found(work, notice), reader)


async def _tell_sender(work: Work, ack: Ack, now: datetime) -> None:
    await work.notices.add(
        ack.workspace, "ack_news", f"ack:{ack.id}", key=f"ack_news:{ack.id}:{ack.version}", to=ack.sender,
        urgency=ack.urgency, due_at=now,
    )  # fmt: skip


def _sees(turn: Turn, one: Ack) -> bool:
    return turn.actor.lead or turn.actor.id == one.sender or turn.actor.id in {each.member for each in one.asked}


async def _named(turn: Turn, handle: str) -> Ack:
    found = await turn.work.acks.by_handle(turn.workspace.id, handle)
    there = found is not None and found.channel in await turn.work.places.of_member(turn.actor.id)
    if found is None or not (there or _sees(turn, found)):
        raise NotFound("There is nothing such to acknowledge. What there is: /ack")
    return found


async def _found(work: Work, notice: Notice) -> Ack:
    found = await work.acks.by_id(AckId(int(notice.about.removeprefix("ack:"))))
    if found is None:
        raise LookupError(notice.about)
    return found
