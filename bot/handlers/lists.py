"""Lists: `/mine`, `/open` and `/find`."""

import re
from dataclasses import replace

from bot.cards import contingency as contingency_cards
from bot.cards import handoff as handoff_cards
from bot.cards import task as cards
from bot.cards import waiting as waiting_cards
from bot.care.errors import CareError
from bot.care.members import MemberId, TeamId
from bot.care.tasks import Task
from bot.chat.card import Reply
from bot.chat.incoming import Command
from bot.language.read import read
from bot.turn import Turn, local_now
from bot.waiting import waits

_OVERDUE = frozenset("overdue late vencido vencida vencidos vencidas atrasado atrasados".split())
_ALIAS = re.compile(r"!?([A-Za-z]{1,3}-\d{1,6})")


async def mine(turn: Turn, heard: Command) -> Reply:
    """`/mine`: what I have to do, drafts included, and what else waits for me; handoffs that I wait for."""
    say = turn.reader.say
    tasks = await turn.work.tasks.open_of(turn.workspace.id, turn.actor.id)
    teams = [team.id for team in turn.my_teams()]
    offered = await turn.work.handoffs.waiting_for(turn.workspace.id, turn.actor.id, teams)
    to_me = [one for one in offered if turn.actor.id not in one.refused]
    from_me = await turn.work.handoffs.sent_by(turn.workspace.id, turn.actor.id)
    nothing = say("Nothing open. Enjoy the quiet, or: /followup call Mrs K's daughter !K-17 by 9am")
    waiting = await waits(turn.work, turn.actor, turn.people)
    if to_me or from_me or waiting:
        nothing = say("Nothing open.")
    card = cards.listing(say("Yours"), tasks, turn.reader, nothing)
    above = waiting_cards.section(waiting, turn.reader)
    above += handoff_cards.section(say("Handoffs waiting for you"), to_me, turn.reader)
    below = handoff_cards.section(say("Handoffs that you wait for"), from_me, turn.reader)
    return turn.card(replace(card, lines=(*above, *card.lines, *below)))


async def open_command(turn: Turn, heard: Command) -> Reply:
    """`/open`: this channel's; `/open K-17`, `/open pharmacy`, `/open @omar`, `/open overdue`, `/open #12`."""
    say = turn.reader.say
    words = heard.text.strip()
    nothing = say("Nothing open.")
    if words.lstrip("#").isdigit():
        return turn.card(cards.item(await turn.task(words), turn.reader))
    if not words:
        found = await _here(turn)
        return turn.card(cards.listing(say("Open here"), found, turn.reader, nothing))
    if words.casefold() in _OVERDUE:
        found = await turn.work.tasks.open_where(turn.workspace.id, due_before=turn.now)
        return turn.card(cards.listing(say("Overdue"), await turn.visible(found), turn.reader, nothing))
    if alias := _ALIAS.fullmatch(words):
        patient = alias[1].upper()
        found = await turn.work.tasks.open_where(turn.workspace.id, patient=patient)
        title = say("Open for {patient}", patient=patient)
        card = cards.listing(title, await turn.visible(found), turn.reader, nothing)
        watched = await turn.watched(patient)
        return turn.card(replace(card, lines=(*card.lines, *contingency_cards.section(watched, turn.reader))))
    return await _of_somebody(turn, words)


async def find(turn: Turn, heard: Command) -> Reply:
    """`/find mri`: all items in which the words stand, closed ones too."""
    if not heard.text.strip():
        raise CareError("What shall I look for? For example: /find mri, or /find K-17 transport")
    say = turn.reader.say
    found = await turn.work.tasks.containing(turn.workspace.id, heard.text[:200], 100)
    nothing = say("Nothing found. Try fewer words, or a patient alias such as K-17.")
    return turn.card(cards.listing(say("Found"), await turn.visible(found), turn.reader, nothing))


async def _here(turn: Turn) -> list[Task]:
    """A channel's items; in a direct message all that I may see."""
    if turn.channel.private:
        return await turn.visible(await turn.work.tasks.open_where(turn.workspace.id))
    return await turn.work.tasks.open_where(turn.workspace.id, channel=turn.channel.id)


async def _of_somebody(turn: Turn, words: str) -> Reply:
    say = turn.reader.say
    now, zone = local_now(turn)
    owner = read(f"@{words.lstrip('@')}", now, zone, turn.directory(), turn.actor.locale).owner
    if owner is None:
        raise CareError("I do not know what that is. For example: /open K-17, /open pharmacy, /open overdue")
    if owner.team:
        team = TeamId(int(owner.key))
        found = await turn.work.tasks.open_where(turn.workspace.id, team=team)
        title = say("Open for {patient}", patient=turn.reader.owner(None, team))
    else:
        member = MemberId(int(owner.key))
        found = await turn.work.tasks.open_where(turn.workspace.id, owner=member)
        title = say("Open for {patient}", patient=turn.reader.name(member))
    return turn.card(cards.listing(title, await turn.visible(found), turn.reader, say("Nothing open.")))
