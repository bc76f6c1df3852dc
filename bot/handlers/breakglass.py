"""`/breakglass`: in an emergency, look at a patient who is not yours to see; leads are told at once."""

import re

from bot.cards import breakglass as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import breakglass as rules
from bot.care import policy
from bot.care.breakglass import Glass, GlassId
from bot.care.errors import CareError, NotFound
from bot.care.members import MemberId
from bot.care.people import one_called
from bot.care.privacy import Detail
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Press
from bot.language.patients import aliases
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

_TELL = re.compile(r"(?:tell|avisar)\b\s*(?P<whom>.*)", re.I | re.S)
_NOBODY = frozenset("none nobody nadie".split())


async def breakglass(turn: Turn, heard: Command) -> Reply:
    """`/breakglass K-17 unconscious in the ED`; `/breakglass` for what is broken; `/breakglass tell @lea`."""
    text = heard.text.strip()
    if not text:
        found = await turn.work.glasses.broken(turn.workspace.id, turn.now)
        mine = [one for one in found if turn.actor.lead or one.member == turn.actor.id]
        return turn.card(cards.listing(mine, turn.reader))
    if found_tell := _TELL.fullmatch(text):
        return await _tell(turn, found_tell["whom"].strip())
    named = aliases(text)
    if not named:
        raise CareError(
            "Which patient, and why? For example: /breakglass K-17 unconscious in the ED, looking for the family"
        )
    if turn.detail is not Detail.full:
        raise CareError("More than an alias is never shown here. Ask me in another chat than this one.")
    if not turn.channel.private:
        raise CareError("That is for you alone. Write it to me in a direct message.")
    reason = f"{text[: named[0].start]} {text[named[0].end :]}".strip(" ,.:")
    return await _broken(turn, named[0].code, reason)


async def press_end(turn: Turn, press: Press) -> Reply:
    """It is needed no longer."""
    found = await turn.work.glasses.by_handle(turn.workspace.id, press.handle)
    if found is None:
        raise NotFound("There is nothing to end.")
    saved = await turn.work.glasses.save(rules.end(found, turn.actor, turn.now))
    return turn.card(cards.ended(saved, turn.reader))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a lead, or who is told besides."""
    found = await work.glasses.by_id(GlassId(int(notice.about.removeprefix("glass:"))))
    return cards.told(found, reader) if found else None


async def _broken(turn: Turn, patient: str, reason: str) -> Reply:
    running = await turn.work.glasses.broken(turn.workspace.id, turn.now)
    told = await _told(turn)
    for one in running:
        if one.member == turn.actor.id and one.patient == patient:
            return turn.card(cards.broken(one, told, turn.reader))
    new = rules.break_glass(turn.actor, patient, reason, new_handle(), turn.now)
    glass: Glass = await turn.work.glasses.add(new)
    for member in told:
        await turn.tell("breakglass", f"glass:{glass.id}", key=f"breakglass:{glass.id}:{member}", to=member,
                        urgency=Urgency.urgent)  # fmt: skip
    return turn.card(cards.broken(glass, told, turn.reader))


async def _told(turn: Turn) -> list[MemberId]:
    """All leads, and whoever is named for it; never who breaks it."""
    active = {one.id for one in turn.people.active()}
    named = await turn.work.glasses.watchers(turn.workspace.id)
    leads = {one.id for one in turn.people.leads()}
    return sorted(((leads | named) & active) - {turn.actor.id})


async def _tell(turn: Turn, whom: str) -> Reply:
    policy.must_lead(turn.actor)
    say = turn.reader.say
    if not whom:
        raise CareError(
            "Who is told besides the leads? For example: /breakglass tell @lea, or /breakglass tell nobody"
        )
    if whom.casefold() in _NOBODY:
        await turn.work.glasses.tell(turn.workspace.id, None)
        return turn.card(note(say("Of a broken glass only the leads are told."), say))
    named = one_called(turn.people, whom)
    await turn.work.glasses.tell(turn.workspace.id, named.id)
    return turn.card(note(say("Of a broken glass {who} is told too, besides the leads.", who=named.name), say))
