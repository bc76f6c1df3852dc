"""A handoff that nobody has accepted when the sender's shift ends: who leads hears of it, and can accept it."""

from dataclasses import replace
from datetime import datetime

from bot import ladder
from bot.acceptance import settle, undecided
from bot.cards import handoff as cards
from bot.cards import handoff_news as news
from bot.cards.escalation import told
from bot.cards.reader import Reader
from bot.care.escalation import About, End, Escalation, EscalationId, Rung
from bot.care.handoffs import Handoff, HandoffId, HandoffStatus
from bot.chat.card import Card, Reply
from bot.chat.incoming import Press
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn, handoff_card

BATCH = 100
RELEASED = "handoff_released"


async def press_team(turn: Turn, press: Press) -> Reply:
    """A lead accepts it for the team: nothing has to be said back, and all of it is theirs to give on."""
    found = undecided(turn, await turn.handoff(press.handle))
    accepted = await settle(turn, found, turn.actor, for_team=True)
    running = await turn.work.escalations.of(handoff=found.id)
    if running is not None:
        await ladder.finish(turn.work, running, End.accepted, turn.actor.id, turn.now)
    title = turn.reader.say.spans(
        "Handoff {ref} is yours now, for the team. Give on what others do: /assign 12 @omar, or /handoff @omar",
        ref=cards.ref(accepted),
    )  # fmt: skip
    return turn.card(await handoff_card(turn.work, accepted, turn.reader, title=title))


async def ring(work: Work, now: datetime) -> int:
    """End what was decided; call who leads where a shift has ended."""
    over = await work.escalations.over(About.handoff, BATCH)
    for found in over:
        handoff = await _handoff(work, found)
        how = End.accepted if handoff.status is HandoffStatus.accepted else End.called_off
        await ladder.finish(work, found, how, handoff.decided_by, now)
    due = await work.escalations.due(About.handoff, now, BATCH)
    for found in due:
        await _climb(work, found, now)
    return len(over) + len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To who leads, and to the channel; None when it is decided."""
    found, handoff = await _both(work, notice)
    if not handoff.waiting or notice.member in handoff.refused:
        return None
    return await handoff_card(work, handoff, reader, title=news.late(handoff, reader), more=told(found, reader))


async def compose_over(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To everybody who was told: who has it; or that it was taken back."""
    found, handoff = await _both(work, notice)
    if handoff.decided_by is None:
        return None
    verb = "accepted" if found.end is End.accepted else "taken_back"
    title = news.became(handoff, verb, handoff.decided_by, reader)
    return await handoff_card(work, handoff, reader, title=title, brief=True)


async def compose_released(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the sender: who was asked instead, and that they can go."""
    found, handoff = await _both(work, notice)
    if not handoff.waiting:
        return None
    leads = [one.member for one in found.told if one.rung is Rung.lead]
    return await handoff_card(
        work, handoff, reader, title=news.released(handoff, leads, found.next_at, reader), brief=True
    )


async def _climb(work: Work, found: Escalation, now: datetime) -> None:
    """The sender's shift has ended: from now on who leads can accept it, and the sender need not stay."""
    handoff = await _handoff(work, found)
    if handoff.escalated_at is None:
        await work.handoffs.save(replace(handoff, escalated_at=now))
        await work.notices.add(
            handoff.workspace, RELEASED, f"escalation:{found.id}", key=f"{RELEASED}:{found.id}", to=handoff.sender,
            urgency=found.urgency, due_at=now,
        )  # fmt: skip
    await ladder.climb(work, found, now)


async def _both(work: Work, notice: Notice) -> tuple[Escalation, Handoff]:
    found = await work.escalations.by_id(EscalationId(int(notice.about.removeprefix("escalation:"))))
    if found is None:
        raise LookupError(notice.about)
    return found, await _handoff(work, found)


async def _handoff(work: Work, found: Escalation) -> Handoff:
    handoff = await work.handoffs.by_id(found.handoff or HandoffId(0))
    if handoff is None:
        raise LookupError(f"handoff:{found.handoff}")
    return handoff
