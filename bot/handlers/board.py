"""`/board`: a link to one's own open items in a browser, good once and for ten minutes; and the clock, which takes
away what is over."""

from datetime import datetime

from bot.cards import board as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care.errors import CareError
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command
from bot.store.notices import Notice
from bot.store.rows import new_handle
from bot.store.sessions import LINK_LASTS
from bot.store.work import Work
from bot.turn import Turn


async def board(turn: Turn, heard: Command) -> Reply:
    """`/board`: the link comes in a direct message."""
    if not turn.board:
        raise CareError(
            "There is no board here yet: whoever runs me has to set PUBLIC_URL to an https address. "
            "Meanwhile: /mine"
        )
    if turn.workspace.demo and turn.board.startswith("https:"):
        raise CareError("The board of the demo team is shown on this machine only. Meanwhile: /mine")
    await turn.tell(
        "board", f"member:{turn.actor.id}", key=f"board:{new_handle()}", to=turn.actor.id, extra=turn.board,
        only=turn.channel.platform,
    )  # fmt: skip
    if turn.channel.private:
        return Reply()
    say = turn.reader.say
    return turn.card(note(say("I sent you a link to your board in a direct message."), say))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """A link that is new when it is sent; None when it was asked for too long ago."""
    if notice.member is None or notice.only is None or reader.now - notice.due_at > LINK_LASTS:
        return None
    token = await work.sessions.link(notice.workspace, notice.member, notice.only, reader.now)
    return cards.link(f"{notice.extra}/board/in?t={token}", reader)


async def sweep(work: Work, now: datetime) -> int:
    """Links and sessions whose time is over go. Returns how many."""
    return await work.sessions.sweep(now)
