"""`/wrap`: before going, each open item of mine is closed, handed, scheduled or dropped with a reason.

The clock offers it before the end of each shift, once.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import endings, hearing
from bot.cards import contingency as contingency_cards
from bot.cards import handoff_draft as drafts
from bot.cards import task as task_cards
from bot.cards import wrap as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import wrap as rules
from bot.care.errors import CareError
from bot.care.handoffs import HandedPatient, Handoff, HandoffId, HandoffStatus
from bot.care.members import Member, MemberId, shift_end
from bot.care.policy import Action
from bot.care.tasks import Kind, Outcome, Task, TaskId, snooze
from bot.care.wrap import AHEAD, Fate, Progress, Wrap, progress
from bot.chat.card import Card, Field, Question, Reply
from bot.chat.card import Kind as FieldKind
from bot.chat.incoming import Answer, Command, Press
from bot.chat.text import moment
from bot.language.switch import switch
from bot.store.notices import Notice
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

CHOICES = 24
"""People and teams to choose from; others are typed."""
BATCH = 50
LOOK_EVERY = timedelta(hours=6)
"""The longest time from one look at the shifts to the next."""


async def wrap(turn: Turn, heard: Command) -> Reply:
    """`/wrap`: begin, or go on where it was left; `/wrap off` and `/wrap on`: not offered any more, or again."""
    if not heard.text.strip():
        return await _next(turn)
    wanted = switch(heard.text)
    if wanted is None:
        raise CareError("What shall I do? For example: /wrap, /wrap off, /wrap on")
    await turn.work.wraps.wish(turn.workspace.id, turn.actor.id, wanted, turn.now)
    say = turn.reader.say
    told = say("I do not offer you a wrap before your shifts end any more. Whenever you like: /wrap")
    if wanted:
        told = say("I offer you a wrap 20 minutes before each of your shifts ends, when something is still open.")
    return turn.card(note(told, say))


async def press_begin(turn: Turn, press: Press) -> Reply:
    """The button of the offer."""
    return await _next(turn)


async def look_ahead(work: Work, now: datetime) -> int:
    """Whose shift ends soon is offered a wrap before it does. Returns how many workspaces were looked through."""
    due = await work.wraps.due(now, BATCH)
    for one in due:
        people, again = await work.people(one.id), now + LOOK_EVERY
        wishes = await work.wraps.wishes(one.id)
        for member in people.active():
            shift = rules.ending(member, now, wishes.get(member.id))
            while shift is not None and shift[1] - AHEAD <= now:
                await _announce(work, member, shift[1])
                shift = rules.ending(member, shift[1], wishes.get(member.id))
            if shift is not None:
                again = min(again, max(shift[1] - AHEAD, now + timedelta(minutes=1)))
        await work.wraps.looked(one, again)
    return len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To a member before their shift ends; None when it ends at another time by now, or nothing is left."""
    member, end = reader.people.member(notice.member), datetime.fromtimestamp(int(notice.extra), tz=UTC)
    if member is None:
        return None
    wanted = (await work.wraps.wishes(notice.workspace)).get(member.id)
    shift = rules.ending(member, reader.now, wanted)
    if shift is None or shift[1] != end:
        return None
    mine = await work.tasks.held_by(member.workspace, member.id)
    last = await work.wraps.since(member.id, shift[0])
    left = rules.left_at_the_end(mine, await _on_offer(work, member), last, end)
    return cards.offer(len(left), end, reader) if left else None


async def press_show(turn: Turn, press: Press) -> Reply:
    """Back to the item."""
    return await _next(turn, first=await turn.open_task(press.handle, Action.view))


async def press_done(turn: Turn, press: Press) -> Reply:
    """Done; of a follow-up, what came of it."""
    task = await turn.open_task(press.handle, Action.close)
    if task.kind is Kind.followup:
        return turn.card(cards.outcomes(task, turn.reader))
    return await _closed(turn, task, Outcome.done, "")


async def press_outcome(turn: Turn, press: Press) -> Reply:
    """One of the outcomes; "Other…" asks for words."""
    task = await turn.open_task(press.handle, Action.close)
    try:
        outcome = Outcome(press.value)
    except ValueError:
        raise CareError("That button is no longer valid. Go on with: /wrap") from None
    if outcome is not Outcome.other:
        return await _closed(turn, task, outcome, "")
    say = turn.reader.say
    field = Field(name="note", label=say("In a few words"), kind=FieldKind.long, hint=say("she moved to Unit 4"))
    return await _ask(turn, task, "wrap_outcome", say("What came of it?"), field, say("Close it"))


async def answer_outcome(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The words for "Other…"."""
    task = await turn.open_task(asked.about, Action.close)
    note = _said(answer, "note")
    return await _closed(turn, task, endings.outcome_said(task, note), note)


async def press_hand(turn: Turn, press: Press) -> Reply:
    """To be handed over: with the others, at the end."""
    task = await turn.open_task(press.handle, Action.assign)
    told = turn.reader.say("To be handed over: #{number}", number=task.number)
    return await _decided(turn, task, Fate.handed, told)


async def press_keep(turn: Turn, press: Press) -> Reply:
    """It comes up when it is due, as planned."""
    task = await turn.open_task(press.handle, Action.snooze)
    if task.due_at is None or task.due_at <= turn.now:
        return await _next(turn, first=task)
    told = turn.reader.say("As planned: #{number}", number=task.number)
    return await _decided(turn, task, Fate.scheduled, told)


async def press_later(turn: Turn, press: Press) -> Reply:
    """Until when?"""
    task = await turn.open_task(press.handle, Action.snooze)
    offers = await endings.later(turn, task)
    return turn.card(cards.later(task, list(offers.items()), turn.reader))


async def press_until(turn: Turn, press: Press) -> Reply:
    """Until then."""
    task = await turn.open_task(press.handle, Action.snooze)
    if press.value == "typed":
        say = turn.reader.say
        field = Field(name="when", label=say("Until when?"), hint=say("tomorrow 9am, 2h, monday morning"))
        return await _ask(
            turn, task, "wrap_until", say("Snooze #{number}", number=task.number), field, say("Snooze")
        )
    until = (await endings.later(turn, task)).get(press.value)
    if until is None:
        raise CareError("That button is no longer valid. Go on with: /wrap")
    return await _put_off(turn, task, snooze(task, until, turn.now))


async def answer_until(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The typed time."""
    task = await turn.open_task(asked.about, Action.snooze)
    return await _put_off(
        turn, task, snooze(task, endings.later_said(turn, task, _said(answer, "when")), turn.now)
    )


async def press_drop(turn: Turn, press: Press) -> Reply:
    """Why is it dropped?"""
    task = await turn.open_task(press.handle, Action.cancel)
    say = turn.reader.say
    field = Field(name="reason", label=say("Why is it dropped?"), hint=say("patient went home"))
    return await _ask(turn, task, "wrap_drop", say("Drop #{number}", number=task.number), field, say("Drop"))


async def answer_drop(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason."""
    task = await turn.open_task(asked.about, Action.cancel)
    saved, _ = await endings.drop(turn, task, _said(answer, "reason"))
    return await _decided(turn, saved, Fate.dropped, turn.reader.say("Dropped: #{number}", number=task.number))


async def press_skip(turn: Turn, press: Press) -> Reply:
    """Not now: it stays open, and is named at the end."""
    task = await turn.task(press.handle)
    return await _decided(turn, task, Fate.skipped, "")


async def press_again(turn: Turn, press: Press) -> Reply:
    """Once more through what was skipped."""
    running = await turn.work.wraps.running(turn.workspace.id, turn.actor.id, turn.now)
    await turn.work.wraps.ask_again(running.id)
    return await _next(turn)


async def press_offer(turn: Turn, press: Press) -> Reply:
    """A handoff with all that is to be handed over; asks who takes it."""
    running = await turn.work.wraps.running(turn.workspace.id, turn.actor.id, turn.now)
    items = (await _progress(turn, running)).to_hand
    if not items:
        return await _next(turn)
    draft = await _draft(turn, items)
    title = (turn.reader.say("Who takes over?"),)
    return turn.card(drafts.whom(draft, _takers(turn)[:CHOICES], title, turn.reader))


async def _closed(turn: Turn, task: Task, outcome: Outcome, note: str) -> Reply:
    saved, _, successor = await endings.close(turn, task, outcome, note)
    told = turn.reader.say(
        "{outcome}: #{number}", outcome=task_cards.outcome_name(outcome, turn.reader), number=task.number
    )
    if successor is not None:
        running = await turn.work.wraps.running(turn.workspace.id, turn.actor.id, turn.now)
        await turn.work.wraps.decide(running.id, successor.id, Fate.scheduled, turn.now)
    await hearing.after_closing(turn.work, saved, turn.actor, turn.now)
    return await _decided(turn, saved, Fate.closed, told)


async def _put_off(turn: Turn, task: Task, later: Task) -> Reply:
    saved, _ = await turn.save(later, task, "snooze")
    assert saved.due_at is not None  # noqa: S101 - it was put off to a moment
    when = moment(turn.reader.when(saved.due_at), turn.reader.say.language)
    told = turn.reader.say("#{number} waits until {when}", number=task.number, when=when)
    return await _decided(turn, saved, Fate.scheduled, told)


async def _decided(turn: Turn, task: Task, fate: Fate, told: str) -> Reply:
    running = await turn.work.wraps.running(turn.workspace.id, turn.actor.id, turn.now)
    await turn.work.wraps.decide(running.id, task.id, fate, turn.now)
    return await _next(turn, told)


async def _next(turn: Turn, told: str = "", *, first: Task | None = None) -> Reply:
    """The next item; after the last one, how it ends."""
    running = await turn.work.wraps.running(turn.workspace.id, turn.actor.id, turn.now)
    found = await _progress(turn, running)
    task = first or next(iter(found.left), None)
    if task is not None:
        return turn.card(cards.step(task, found, told, turn.reader))
    if not found.to_hand and not found.skipped:
        await turn.work.wraps.end(running.id, turn.now)
    mine = await turn.work.ledger.of_member(turn.workspace.id, turn.actor.id, turn.people, turn.now)
    card = cards.end(running, found, mine, told, turn.reader)
    asked = await hearing.before_going(turn.work, turn.actor, running.id, turn.now)
    return turn.card(contingency_cards.with_standing(card, asked, turn.reader))


async def _progress(turn: Turn, running: Wrap) -> Progress:
    mine = await turn.work.tasks.held_by(turn.workspace.id, turn.actor.id)
    return progress(running, mine, await _on_offer(turn.work, turn.actor), turn.now)


async def _on_offer(work: Work, member: Member) -> set[TaskId]:
    sent = await work.handoffs.sent_by(member.workspace, member.id)
    return {item for one in sent if one.waiting for item in one.items}


async def _announce(work: Work, member: Member, end: datetime) -> None:
    mark = int(end.timestamp())
    await work.notices.add(
        member.workspace, "wrap", f"member:{member.id}", key=f"wrap:{member.id}:{mark}", to=member.id,
        extra=str(mark), due_at=end - AHEAD,
    )  # fmt: skip


async def _draft(turn: Turn, items: tuple[Task, ...]) -> Handoff:
    """The draft with exactly these, if there is one; else a new one."""
    wanted = {task.id for task in items}
    for one in await turn.work.handoffs.sent_by(turn.workspace.id, turn.actor.id):
        if one.status is HandoffStatus.draft and set(one.items) == wanted:
            return one
    aliases: list[str | None] = [*dict.fromkeys(task.patient for task in items if task.patient)]
    if any(task.patient is None for task in items):
        aliases.append(None)
    empty = Handoff(
        id=HandoffId(0), workspace=turn.workspace.id, number=0, handle=new_handle(), status=HandoffStatus.draft,
        sender=turn.actor.id, channel=turn.channel.id, created_at=turn.now,
        patients=tuple(HandedPatient(patient=alias) for alias in aliases), items=tuple(task.id for task in items),
    )  # fmt: skip
    number = await turn.work.members.next_number(turn.workspace.id)
    return await turn.work.handoffs.add(replace(empty, number=number))


def _takers(turn: Turn) -> list[tuple[str, str]]:
    """Who can take over: those who come on when I go, then teams, then everybody else."""
    people, me = turn.people, turn.actor.id
    after = shift_end(turn.actor, turn.now)
    coming: dict[MemberId, None] = {}
    for team in turn.my_teams():
        if people.roster.has(team.id, turn.now):
            coming |= {one.id: None for one in people.on_duty(team, after, without=me)}
    teams = [(f"t{team.id}", team.name) for team in people.teams.values() if team.members - {me}]
    others = [one.id for one in people.active() if one.id != me and one.id not in coming]
    return [
        *((f"m{one}", turn.reader.name(one)) for one in coming if one != me),
        *teams,
        *((f"m{one}", turn.reader.name(one)) for one in others),
    ]  # fmt: skip


async def _ask(turn: Turn, task: Task, form: str, title: str, field: Field, submit: str) -> Reply:
    question = Question(
        handle=new_handle(), title=title, fields=(field,), submit=submit, open_label=submit, fallback=title,
        locale=turn.reader.say.language,
    )  # fmt: skip
    return await turn.ask(question, form, task.handle)


def _said(answer: Answer, name: str) -> str:
    return str(answer.values.get(name, "")).strip()
