"""Who has it: `/assign`, claim, accept, decline."""

from bot.cards import task as cards
from bot.cards.on_duty import reaches
from bot.care.errors import CareError, NotAllowed
from bot.care.members import MemberId, TeamId
from bot.care.policy import Action
from bot.care.tasks import accept, assign, decline
from bot.chat.card import Field, Question, Reply
from bot.chat.incoming import Answer, Command, Press
from bot.language.read import read
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn, local_now


async def assign_command(turn: Turn, heard: Command) -> Reply:
    """`/assign 12 @omar`, `/assign 12 pharmacy`."""
    number, _, whom = heard.text.strip().partition(" ")
    if not number or not whom.strip():
        raise CareError("Which one, and to whom? For example: /assign 12 @omar, or /assign 12 pharmacy")
    task = await turn.open_task(number, Action.assign)
    now, zone = local_now(turn)
    owner = read(f"@{whom.strip().lstrip('@')}", now, zone, turn.directory(), turn.actor.locale).owner
    if owner is None:
        raise CareError("I do not know {whom} here. Names that I know: /team", whom=whom.strip())
    if owner.team:
        changed = assign(task, turn.now, team=TeamId(int(owner.key)), shift=owner.shift, by=turn.actor)
    else:
        member = turn.people.members[MemberId(int(owner.key))]
        changed = assign(task, turn.now, to=member, by=turn.actor)
    saved, undo = await turn.save(changed, task, "assign")
    await turn.tell_owner(saved)
    whose = turn.reader.owner(saved.owner, saved.team, saved.shift)
    sentence = turn.reader.say("#{number} is now with {owner}", number=task.number, owner=whose)
    return turn.card(cards.done(saved, sentence, undo, turn.reader, reaches(saved, turn.reader)))


async def press_claim(turn: Turn, press: Press) -> Reply:
    """Claim a team's item, or accept one's own."""
    task = await turn.open_task(press.handle, Action.claim)
    if task.owner is not None and task.owner != turn.actor.id:
        raise NotAllowed("#{number} is with {owner}. Ask them first.", number=task.number,
                         owner=turn.reader.name(task.owner))  # fmt: skip
    saved, undo = await turn.save(accept(task, turn.actor, turn.now), task, "accept")
    await turn.tell_creator(saved, "accepted")
    sentence = turn.reader.say("#{number} is yours", number=task.number)
    return turn.card(cards.done(saved, sentence, undo, turn.reader))


async def decline_command(turn: Turn, heard: Command) -> Reply:
    """`/decline 12 I am off today`."""
    number, _, reason = heard.text.strip().partition(" ")
    if not number:
        raise CareError("Which one, and why not? For example: /decline 12 I am off today")
    return await _decline(turn, number, reason)


async def press_decline(turn: Turn, press: Press) -> Reply:
    """The Decline button asks for the reason."""
    task = await turn.open_task(press.handle, Action.decline)
    say = turn.reader.say
    question = Question(
        handle=new_handle(),
        title=say("Decline #{number}", number=task.number),
        fields=(Field(name="reason", label=say("Why not?"), hint=say("I am off today")),),
        submit=say("Decline"),
        open_label=say("Give the reason"),
        fallback=say("Why not?"),
        locale=say.language,
    )
    return await turn.ask(question, "decline", task.handle)


async def answer_decline(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason."""
    return await _decline(turn, asked.about, str(answer.values.get("reason", "")))


async def _decline(turn: Turn, which: str, reason: str) -> Reply:
    task = await turn.open_task(which, Action.decline)
    saved, undo = await turn.save(decline(task, turn.actor, reason, turn.now), task, "decline")
    await turn.tell_creator(saved, "declined")
    sentence = turn.reader.say(
        "Declined: #{number} is with {owner} again", number=task.number, owner=turn.reader.name(saved.owner)
    )
    return turn.card(cards.done(saved, sentence, undo, turn.reader))
