"""What a handoff tells by itself: the offer, nudges, what became of it, that nobody answers or can be reached."""

from dataclasses import replace
from datetime import datetime

from bot.cards import handoff as cards
from bot.cards import handoff_news as news
from bot.cards.reader import Reader
from bot.care.handoffs import TELL_OTHERS_AFTER, Handoff, HandoffId, may_receive, nudged, receivers
from bot.care.members import Member, MemberId, awake
from bot.care.people import People
from bot.care.privacy import Detail
from bot.care.urgency import Urgency
from bot.chat.card import Button, Card, Line, Style
from bot.chat.incoming import Address
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import handoff_card

BATCH = 100
OFFER, SENT, SAID = "handoff", "handoff_sent", "handoff_said"
QUESTION, ANSWER = "handoff_question", "handoff_answer"
STALLED, UNREACHABLE = "handoff_stalled", "handoff_unreachable"


async def ring(work: Work, now: datetime) -> int:
    """Ask again where a handoff waits; after some nudges sender and channel hear of it. Returns how many."""
    due = await work.handoffs.alarming(now, BATCH)
    for found in due:
        await _ring_one(work, found, now)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The offer, as things stand now; None when it is decided, or they have said that they cannot."""
    found = await _found(work, notice)
    if not found.waiting or notice.member in found.refused or not _may(found, notice, reader.people):
        return None
    return await handoff_card(work, found, reader, title=news.offered(found, bool(notice.extra), reader))


async def compose_change(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """What somebody did with it, to everybody else whom it concerns."""
    found = await _found(work, notice)
    verb, by, words = notice.extra.split(":", 2)
    more: list[Line] = []
    if words and verb == "not_quite" and reader.detail is Detail.full:
        more.append(Line(spans=(reader.say("“{words}”", words=words),)))
    elif words and reader.detail is Detail.full and not found.reason:
        more.append(cards.quiet(reader.say("Reason: “{words}”", words=words)))
    title = news.became(found, verb, MemberId(int(by)), reader)
    return await handoff_card(work, found, reader, title=title, more=more, brief=True)


async def compose_question(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the sender: a question that has no answer yet."""
    found = await _found(work, notice)
    question = await work.handoffs.question(notice.workspace, notice.extra)
    if question is None or question.answered_at is not None:
        return None
    answer = Button(
        label=reader.say("Answer"), action="handoff_answer", handle=question.handle, style=Style.primary
    )
    title, more = news.asks(found, question.asker, reader), cards.asked(question, reader)
    card = await handoff_card(work, found, reader, title=title, more=more, brief=True)
    return replace(card, buttons=(answer, *card.buttons))


async def compose_answer(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever asked: the answer, and again what they can do."""
    found = await _found(work, notice)
    question = await work.handoffs.question(notice.workspace, notice.extra)
    more = cards.asked(question, reader) if question else []
    return await handoff_card(work, found, reader, title=news.answers(found, reader), more=more, brief=True)


async def below(work: Work, notice: Notice, to: Address) -> str | None:
    """What is asked and answered about a handoff stands below its message: the offer, or the sender's own. Where
    that is not known, or was gone, the first that was asked or answered stands by itself, and has the others below
    it."""
    alone = await work.notices.standing(notice.about, (QUESTION, ANSWER), to)
    offered = await work.notices.standing(notice.about, (OFFER, SENT), to)
    return next(iter((*reversed(alone), *offered)), None)


async def compose_stalled(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the sender and the channel: nobody has accepted."""
    found = await _found(work, notice)
    if not found.waiting:
        return None
    return await handoff_card(work, found, reader, title=news.stalled(found, reader), brief=True)


async def compose_unreachable(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the sender and the channel: somebody could not be told."""
    found = await _found(work, notice)
    whom = MemberId(int(notice.extra)) if notice.extra else None
    return await handoff_card(work, found, reader, title=news.unreachable(found, whom, reader), brief=True)


async def unreachable(work: Work, notice: Notice, now: datetime) -> None:
    """Somebody cannot be reached: the sender, the channel and who asked them are told, once."""
    found = await _found(work, notice)
    if notice.member is None or not (found.waiting or notice.member == found.sender):
        return
    others = {found.sender}
    if notice.kind == QUESTION and (question := await work.handoffs.question(notice.workspace, notice.extra)):
        others.add(question.asker)
    await _tell_others(work, found, UNREACHABLE, others - {notice.member}, now, mark=str(notice.member))


async def _ring_one(work: Work, found: Handoff, now: datetime) -> None:
    people = await work.people(found.workspace)
    open_questions = [one for one in await work.handoffs.questions(found.id) if one.answered_at is None]
    sender = people.member(found.sender)
    asked = bool(open_questions) and found.escalated_at is None
    listeners = [sender] if asked and sender else _listeners(found, people)
    if not listeners and found.escalated_at is None:
        await _tell_others(work, found, UNREACHABLE, {found.sender}, now, mark=str(found.receiver or ""))
    elif listeners and (later := _awake(found, listeners, now)) > now:
        await work.handoffs.save(replace(found, alarm_at=later))
        return
    mark = int(found.alarm_at.timestamp()) if found.alarm_at else 0
    for member in listeners:
        if _awake(found, [member], now) > now:
            continue
        kind_of = SAID if member.id == found.sender else OFFER
        for kind, extra in [(QUESTION, one.handle) for one in open_questions if asked] or [(kind_of, "again")]:
            await work.notices.add(
                found.workspace, kind, f"handoff:{found.id}", key=f"{kind}:{found.id}:{member.id}:{mark}:{extra}",
                to=member.id, extra=extra, urgency=_urgency(found), due_at=now,
            )  # fmt: skip
    rung = nudged(found, now)
    if rung.nudges == TELL_OTHERS_AFTER and found.escalated_at is None:
        await _tell_others(work, found, STALLED, {found.sender}, now, mark=str(mark))
    await work.handoffs.save(rung)


def _listeners(found: Handoff, people: People) -> list[Member]:
    """Who has to speak next: the receivers; of what was said back, the two who have to agree. Once their shift has
    ended, the sender is left alone."""
    if found.said_by is None:
        return receivers(found, people)
    both = {found.said_by, found.sender if found.escalated_at is None else found.said_by}
    return [one for one in people.active() if one.id in both]


def _awake(found: Handoff, listeners: list[Member], now: datetime) -> datetime:
    """When the first of them may be asked; quiet hours do not hold back a patient who may get worse."""
    return now if found.pressing else min(awake(one, now) for one in listeners)


async def _tell_others(
    work: Work, found: Handoff, kind: str, members: set[MemberId], now: datetime, *, mark: str
) -> None:
    """Tell these members, and the channel in which the handoff was made. `mark` makes it once."""
    extra = mark if kind == UNREACHABLE else ""
    key = f"{kind}:{found.id}:{mark}"
    for member in sorted(members):
        await work.notices.add(
            found.workspace, kind, f"handoff:{found.id}", key=f"{key}:{member}", to=member, extra=extra,
            urgency=Urgency.urgent, due_at=now,
        )  # fmt: skip
    channel = await work.places.by_id(found.channel) if found.channel else None
    if channel is not None and not channel.private:
        await work.notices.add(
            found.workspace, kind, f"handoff:{found.id}", key=f"{key}:channel", channel=channel.id, extra=extra,
            urgency=Urgency.urgent, due_at=now,
        )  # fmt: skip


async def _found(work: Work, notice: Notice) -> Handoff:
    found = await work.handoffs.by_id(HandoffId(int(notice.about.removeprefix("handoff:"))))
    if found is None:
        raise LookupError(notice.about)
    return found


def _may(found: Handoff, notice: Notice, people: People) -> bool:
    return notice.member is not None and may_receive(found, notice.member, people)


def _urgency(found: Handoff) -> Urgency:
    return Urgency.urgent if found.pressing else Urgency.routine
