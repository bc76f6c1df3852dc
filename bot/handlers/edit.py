"""Edit and drop: change what was understood, or close an item that is not needed, with the reason."""

from dataclasses import replace
from datetime import UTC, datetime

from bot import endings
from bot.cards import task as cards
from bot.cards.on_duty import reaches
from bot.care.errors import CareError
from bot.care.members import MemberId, TeamId
from bot.care.policy import Action
from bot.care.privacy import Detail
from bot.care.tasks import Status, Task, assign
from bot.care.urgency import Urgency
from bot.chat.card import Field, Kind, Option, Question, Reply
from bot.chat.incoming import Answer, Command, Press
from bot.chat.text import moment
from bot.language.due import due_of
from bot.language.read import read
from bot.language.reading import Reading
from bot.language.schedule import read_when
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn, local_now


async def edit_command(turn: Turn, heard: Command) -> Reply:
    """`/edit 12` opens the form, `/edit 12 by 10am` changes what the words say."""
    number, _, words = heard.text.strip().partition(" ")
    if not number:
        raise CareError("Which one? For example: /edit 12, or /edit 12 by 10am")
    task = await turn.open_task(number, Action.edit)
    if not words.strip():
        return await _form(turn, task)
    now, zone = local_now(turn)
    reading = read(words, now, zone, turn.directory(), turn.actor.locale)
    changed = _with_reading(turn, task, reading)
    if reading.what:
        changed = replace(changed, what=reading.what)
    return await _save(turn, changed, task)


async def press_edit(turn: Turn, press: Press) -> Reply:
    """The Edit button opens the form."""
    return await _form(turn, await turn.open_task(press.handle, Action.edit))


async def answer_edit(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The filled-in form."""
    task = await turn.open_task(asked.about, Action.edit)
    values = {name: value for name, value in answer.values.items() if isinstance(value, str)}
    changed = task
    if what := values.get("what", "").strip():
        changed = replace(changed, what=what)
    typed = values.get("when", "").strip()
    if typed and typed != _when(turn, task):
        now, zone = local_now(turn)
        reading = read_when(typed, now, zone, turn.actor.locale)
        due, whole_day = due_of(reading, turn.actor, turn.now)
        if due is None:
            say = turn.reader.say
            return Reply(errors={"when": say("I did not understand that time. For example: tomorrow 9am")})
        changed = _due(changed, due, whole_day)
    if urgency := values.get("urgency"):
        changed = replace(changed, urgency=Urgency(urgency))
    if owner := values.get("owner"):
        changed = _owned(turn, changed, owner)
    return await _save(turn, changed, task)


async def press_instead(turn: Turn, press: Press) -> Reply:
    """The other half of the clock, where only its face was said."""
    task = await turn.open_task(press.handle, Action.edit)
    if not press.value.isdigit():
        raise CareError("That button is no longer valid. See what you have: /mine")
    return await _save(turn, _due(task, datetime.fromtimestamp(int(press.value), UTC), whole_day=False), task)


async def cancel_command(turn: Turn, heard: Command) -> Reply:
    """`/cancel 12 patient went home`."""
    number, _, reason = heard.text.strip().partition(" ")
    if not number:
        raise CareError("Which one, and why? For example: /cancel 12 patient went home")
    return await _cancel(turn, await turn.open_task(number, Action.cancel), reason)


async def press_cancel(turn: Turn, press: Press) -> Reply:
    """The Drop button asks for the reason."""
    task = await turn.open_task(press.handle, Action.cancel)
    say = turn.reader.say
    question = Question(
        handle=new_handle(),
        title=say("Drop #{number}", number=task.number),
        fields=(Field(name="reason", label=say("Why is it dropped?"), hint=say("patient went home")),),
        submit=say("Drop"),
        open_label=say("Give the reason"),
        fallback=say("Why is #{number} dropped?", number=task.number),
        locale=say.language,
    )
    return await turn.ask(question, "cancel", task.handle)


async def answer_cancel(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The reason."""
    task = await turn.open_task(asked.about, Action.cancel)
    return await _cancel(turn, task, str(answer.values.get("reason", "")))


async def press_drop(turn: Turn, press: Press) -> Reply:
    """A draft that is not wanted after all."""
    task = await turn.open_task(press.handle, Action.cancel)
    if task.status is not Status.draft:
        return await press_cancel(turn, press)
    return await _cancel(turn, task, turn.reader.say("not wanted after all"))


async def _form(turn: Turn, task: Task) -> Reply:
    say = turn.reader.say
    full = turn.detail is Detail.full
    people = [Option(value=f"m{one.id}", label=turn.reader.name(one.id)) for one in turn.people.active()]
    teams = [Option(value=f"t{team.id}", label=team.name) for team in turn.people.teams.values()]
    owner = f"m{task.owner}" if task.owner else f"t{task.team}" if task.team else ""
    urgencies = tuple(Option(value=one.value, label=cards.urgency_name(one, turn.reader)) for one in Urgency)
    question = Question(
        handle=new_handle(),
        title=say("Edit #{number}", number=task.number),
        fields=(
            Field(name="what", label=say("What"), kind=Kind.long, value=task.what if full else "",
                  optional=not full),
            Field(name="when", label=say("When"), value=_when(turn, task), optional=True,
                  hint=say("tomorrow 9am, in 2h, friday 15:00")),
            Field(name="owner", label=say("Who"), kind=Kind.choice, options=(*people, *teams)[:100], value=owner),
            Field(name="urgency", label=say("How urgent"), kind=Kind.choice, options=urgencies,
                  value=task.urgency.value),
        ),
        submit=say("Save"),
        open_label=say("Edit"),
        fallback=say("Edit #{number}", number=task.number),
        locale=say.language,
    )  # fmt: skip
    return await turn.ask(question, "edit", task.handle)


async def _save(turn: Turn, changed: Task, task: Task) -> Reply:
    was_draft = task.status is Status.draft
    if was_draft:
        status = Status.accepted if changed.owner == turn.actor.id else Status.requested
        changed = replace(changed, status=status, doubts="", nudges=0)
    if changed == task:
        return turn.card(cards.item(task, turn.reader))
    saved, undo = await turn.save(changed, task, "create" if was_draft else "edit")
    given = was_draft or (saved.owner, saved.team, saved.shift) != (task.owner, task.team, task.shift)
    if given:
        await turn.tell_owner(saved)
    if was_draft:
        return turn.card(cards.echo(saved, undo, turn.reader))
    sentence = turn.reader.say("Changed: #{number}", number=task.number)
    more = reaches(saved, turn.reader) if given else ()
    return turn.card(cards.done(saved, sentence, undo, turn.reader, more))


async def _cancel(turn: Turn, task: Task, reason: str) -> Reply:
    saved, undo = await endings.drop(turn, task, reason)
    say = turn.reader.say
    if task.recurring:
        sentence = say("Dropped, with all its repeats: #{number}", number=task.number)
    else:
        sentence = say("Dropped: #{number}", number=task.number)
    return turn.card(cards.done(saved, sentence, undo, turn.reader))


def _with_reading(turn: Turn, task: Task, reading: Reading) -> Task:
    due, whole_day = due_of(reading, turn.actor, turn.now)
    if due is not None:
        task = _due(task, due, whole_day)
    if reading.urgency_words:
        task = replace(task, urgency=reading.urgency)
    if reading.patient:
        task = replace(task, patient=reading.patient)
    if reading.owner is not None:
        task = _owned(turn, task, ("t" if reading.owner.team else "m") + reading.owner.key)
        if reading.owner.team:
            task = replace(task, shift=reading.owner.shift)
    return task


def _due(task: Task, due, whole_day: bool) -> Task:  # type: ignore[no-untyped-def]
    """With another due time; editing a recurring item moves this occurrence and those after it."""
    series = due if task.recurring else None
    return replace(task, due_at=due, whole_day=whole_day, nudges=0, series_start=series, series_at=series)


def _owned(turn: Turn, task: Task, owner: str) -> Task:
    """With the owner that a form's option names; the same one changes nothing."""
    kind, key = owner[:1], owner[1:]
    if not key.isdigit():
        raise CareError("I do not know {whom} here. Names that I know: /team", whom=owner)
    if kind == "t" and int(key) != task.team and int(key) in turn.people.teams:
        task = replace(task, owner=None, team=TeamId(int(key)), shift="")
    member = turn.people.member(MemberId(int(key))) if kind == "m" else None
    if member is not None and member.id != task.owner:
        if task.status is Status.draft:
            return replace(task, owner=member.id)
        return assign(task, turn.now, to=member, by=turn.actor)
    return task


def _when(turn: Turn, task: Task) -> str:
    """The due time as it stands in the form."""
    if task.due_at is None:
        return ""
    return moment(turn.reader.when(task.due_at, whole_day=task.whole_day), turn.reader.say.language)
