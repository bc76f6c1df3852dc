"""`/escalate`: others are told until somebody has it; the clock takes the steps, and begins by itself."""

from dataclasses import replace
from datetime import datetime

from bot import ladder
from bot.cards import escalation as cards
from bot.cards import task as task_cards
from bot.cards.handoff import line as handoff_line
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import escalation as rules
from bot.care import policy
from bot.care.errors import AlreadyClosed, CareError, NotAllowed, NotFound
from bot.care.escalation import About, End, Escalation, EscalationId
from bot.care.handoffs import sees_all
from bot.care.members import Team
from bot.care.policy import Action
from bot.care.tasks import Status, Task, accept, assign
from bot.care.urgency import Urgency
from bot.chat.card import Card, Field, Question, Reply
from bot.chat.incoming import Answer, Command, Press
from bot.chat.text import moment
from bot.store.notices import Notice
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.store.work import Work
from bot.turn import Turn

BATCH = 100


async def escalate_command(turn: Turn, heard: Command) -> Reply:
    """`/escalate 12 no answer`, `/escalate` for what is, `/escalate policy` for when."""
    number, _, reason = heard.text.strip().partition(" ")
    if number.casefold() == "policy":
        return await _policy(turn, reason)
    if not number:
        return await _list(turn)
    return await _escalate(turn, await turn.open_task(number, Action.view), reason)


async def press_escalate(turn: Turn, press: Press) -> Reply:
    """The Escalate button asks for the reason."""
    task = await turn.open_task(press.handle, Action.view)
    say = turn.reader.say
    reason = Field(name="reason", label=say("Why?"), hint=say("nobody answers the phone"), optional=True)
    question = Question(
        handle=new_handle(), title=say("Escalate #{number}", number=task.number), fields=(reason,),
        submit=say("Escalate"), open_label=say("Give the reason"), fallback=say("Why?"), locale=say.language,
    )  # fmt: skip
    return await turn.ask(question, "escalate", task.handle)


async def answer_escalate(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason."""
    task = await turn.open_task(asked.about, Action.view)
    return await _escalate(turn, task, str(answer.values.get("reason", "")))


async def press_have(turn: Turn, press: Press) -> Reply:
    """I have it: it is theirs, and everybody who was told hears so."""
    found, task = await _named(turn, press.handle)
    if found.end is not None or rules.answered(found, task) is not None:
        raise _over(turn, found, task)
    if task.owner != turn.actor.id:
        changed = assign(task, turn.now, to=turn.actor, by=turn.actor)
    elif task.status is Status.requested:
        changed = accept(task, turn.actor, turn.now)
    else:
        changed = replace(task, nudges=0)
    saved, undo = await turn.save(replace(changed, escalated_at=None), task, "take")
    await ladder.finish(turn.work, found, End.accepted, turn.actor.id, turn.now)
    if task.creator not in {one.member for one in found.told}:
        await turn.tell_creator(saved, "taken")
    sentence = turn.reader.say("#{number} is yours", number=task.number)
    return turn.card(task_cards.done(saved, sentence, undo, turn.reader))


async def press_off(turn: Turn, press: Press) -> Reply:
    """Call it off: whoever asked for it, or a lead."""
    found, task = await _named(turn, press.handle)
    if found.end is not None:
        raise _over(turn, found, task)
    if found.began_by is None or not (turn.actor.id == found.began_by or turn.actor.lead):
        raise NotAllowed("Only whoever escalated #{number}, or a lead, can call that off.", number=task.number)
    await ladder.finish(turn.work, found, End.called_off, turn.actor.id, turn.now)
    await turn.work.tasks.set_alarm(replace(task, escalated_at=None))
    say = turn.reader.say
    return turn.card(note(say("Called off: #{number} is not escalated any more.", number=task.number), say))


async def ring(work: Work, now: datetime) -> int:
    """End what is answered, begin for what is urgent and not accepted, take the steps that are due."""
    over = await work.escalations.over(About.item, BATCH)
    for found in over:
        await _end(work, found, now)
    fresh = await work.tasks.unanswered(BATCH)
    for task in fresh:
        _, marked = await ladder.begin_item(work, task, now, unaccepted=True, knows=task.owner)
        await work.tasks.set_alarm(marked)
    due = await work.escalations.due(About.item, now, BATCH)
    for found in due:
        await ladder.climb(work, found, now)
    return len(over) + len(fresh) + len(due)


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To whoever is told now; None when somebody has it already."""
    found, task = await _about(work, notice)
    if found.end is not None or rules.answered(found, task) is not None:
        return None
    return cards.step(found, task, reader)


async def compose_over(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To everybody who was told: who has it."""
    found, task = await _about(work, notice)
    return cards.over(found, task, reader)


async def unreachable(work: Work, notice: Notice, now: datetime) -> None:
    """Somebody who should hear of it cannot be reached: the next one is told at once."""
    found = await work.escalations.by_id(_id(notice))
    if found is not None and found.end is None and notice.kind in ladder.TELLS.values():
        await work.escalations.save(rules.unreached(found, now), found)


async def _end(work: Work, found: Escalation, now: datetime) -> None:
    """As the item, or the handoff, says."""
    task = await work.tasks.by_id(found.item) if found.item is not None else None
    if task is None:
        await ladder.finish(work, found, End.closed, None, now)
        return
    end = rules.answered(found, task) or End.moved
    by = {End.accepted: task.owner, End.closed: task.closed_by}.get(end)
    await ladder.finish(work, found, end, by, now)
    await work.tasks.set_alarm(replace(task, escalated_at=None))


async def _escalate(turn: Turn, task: Task, reason: str) -> Reply:
    if task.status is Status.draft:
        raise CareError("#{number} is not saved yet: answer its question first.", number=task.number)
    say, reason = turn.reader.say, turn.named(reason.strip())
    found = await turn.work.escalations.of(item=task.id)
    if found is not None and rules.answered(found, task) is not None:
        await _end(turn.work, found, turn.now)
        task, found = await turn.task(task.handle), None
    if found is not None and found.began_by is None and not found.raised:
        # It waits silently for the owner; who asks wants them to be told now.
        await ladder.finish(turn.work, found, End.called_off, turn.actor.id, turn.now)
        found = None
    if found is None:
        mine = task.owner if task.owner == turn.actor.id else None
        found, marked = await ladder.begin_item(
            turn.work, task, turn.now, by=turn.actor.id, reason=reason, knows=mine
        )  # fmt: skip
        await turn.work.tasks.set_alarm(marked)
    else:
        more = replace(rules.hurried(found, turn.now), reason=reason or found.reason,
                       began_by=found.began_by or turn.actor.id)  # fmt: skip
        found = await turn.work.escalations.save(more, found)
    found = await ladder.climb(turn.work, found, turn.now)
    title = say("Escalating #{number} until somebody has it", number=task.number)
    return turn.card(cards.running(found, task, title, turn.reader))


async def _list(turn: Turn) -> Reply:
    shown = []
    for found in await turn.work.escalations.running(turn.workspace.id):
        handoff = await turn.work.handoffs.by_id(found.handoff) if found.handoff is not None else None
        if handoff is not None and found.raised and sees_all(handoff, turn.actor.id, turn.people):
            shown.append((found, handoff_line(handoff, turn.reader)))
        task = await turn.work.tasks.by_id(found.item) if found.item is not None else None
        if task is None or not (found.raised or found.began_by) or rules.answered(found, task) is not None:
            continue
        if _told(found, turn) or await turn.visible([task]):
            shown.append((found, cards.item_line(found, task, turn.reader)))
    return turn.card(cards.listing(shown, turn.reader))


async def _policy(turn: Turn, words: str) -> Reply:
    """`policy`, `policy pharmacy stat 5 10 15`, `policy stat 5 10 15` for everybody else, `policy stat off`."""
    known = await turn.work.escalations.policies(turn.workspace.id)
    if not words.strip():
        return turn.card(cards.policy(known, turn.reader))
    parts = words.split()
    at = next((at for at, word in enumerate(parts) if word.casefold() in {one.value for one in Urgency}), None)
    if at is None:
        raise CareError(
            "How urgent: stat, asap, urgent or routine? For example: /escalate policy pharmacy stat 5 10 15"
        )
    urgency, team = Urgency(parts[at].casefold()), _team(turn, " ".join(parts[:at]))
    if team is None:
        policy.must_lead(turn.actor)
    else:
        policy.must_change_team(turn.actor, team)
    off = [one.casefold() for one in parts[at + 1 :]] == ["off"]
    minutes = () if off else rules.minutes_of(parts[at + 1 :])
    await turn.work.escalations.set_policy(turn.workspace.id, team.id if team else None, urgency, minutes)
    return turn.card(cards.policy(await turn.work.escalations.policies(turn.workspace.id), turn.reader))


def _team(turn: Turn, name: str) -> Team | None:
    if not name:
        return None
    team = turn.people.team_called(name)
    if team is None:
        raise NotFound("There is no team {team}. Make it: /team new {team}", team=name)
    return team


async def _named(turn: Turn, handle: str) -> tuple[Escalation, Task]:
    """The one that a button names, if the actor was told of it or may see the item."""
    found = await turn.work.escalations.by_handle(turn.workspace.id, handle)
    task = await turn.work.tasks.by_id(found.item) if found and found.item is not None else None
    if found is None or task is None:
        raise CareError("That button is no longer valid. See what you have: /mine")
    if not _told(found, turn):
        await turn.must(Action.view, task)
    return found, task


def _told(found: Escalation, turn: Turn) -> bool:
    return turn.actor.id in {found.began_by, *(one.member for one in found.told)}


def _over(turn: Turn, found: Escalation, task: Task) -> CareError:
    """Why there is nothing left to take."""
    number, who = task.number, turn.reader.name
    if task.status not in (Status.requested, Status.accepted) and task.closed_at is not None:
        when = moment(turn.reader.when(task.closed_at), turn.reader.say.language)
        return AlreadyClosed("Nothing more to do: #{number} was closed by {who} on {when}.", number=number,
                             who=who(task.closed_by), when=when)  # fmt: skip
    if found.end is End.called_off:
        return AlreadyClosed("{who} has called off the escalation of #{number}.", who=who(found.ended_by),
                             number=number)  # fmt: skip
    if task.owner == turn.actor.id:
        return AlreadyClosed("#{number} is yours already.", number=number)
    return AlreadyClosed("Thank you, but {owner} has #{number} already. See what is: /escalate", number=number,
                         owner=turn.reader.owner(task.owner, task.team, task.shift))  # fmt: skip


async def _about(work: Work, notice: Notice) -> tuple[Escalation, Task]:
    found = await work.escalations.by_id(_id(notice))
    task = await work.tasks.by_id(found.item) if found and found.item is not None else None
    if found is None or task is None:
        raise LookupError(notice.about)
    return found, task


def _id(notice: Notice) -> EscalationId:
    return EscalationId(int(notice.about.removeprefix("escalation:")))
