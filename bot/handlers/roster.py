"""A roster file that somebody sends: shown first, then imported by a press, and taken back by another."""

from bot import roster_offer
from bot.chat.card import Reply
from bot.chat.incoming import Message, Press
from bot.turn import Turn


async def hear_file(turn: Turn, heard: Message) -> Reply | None:
    """A file in a direct message: "roster nights", or without words. None when the words mean something else."""
    about_a_roster, team = roster_offer.meant(turn, heard.text)
    if heard.attached is None or not about_a_roster:
        return None
    return await roster_offer.offer(turn, team, heard.attached, "")


async def press_team(turn: Turn, press: Press) -> Reply:
    """Whose roster it is."""
    team = int(press.value) if press.value.isdigit() else 0
    return await roster_offer.choose(turn, await roster_offer.offered(turn, press.handle), team)


async def press_apply(turn: Turn, press: Press) -> Reply:
    """Do what was shown."""
    return await roster_offer.apply(turn, await roster_offer.offered(turn, press.handle))


async def press_drop(turn: Turn, press: Press) -> Reply:
    """Not wanted."""
    return await roster_offer.forget(turn, await roster_offer.offered(turn, press.handle))


async def press_undo(turn: Turn, press: Press) -> Reply:
    """As it was before."""
    return await roster_offer.undo(turn, press.handle)
