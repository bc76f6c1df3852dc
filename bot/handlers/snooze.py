"""Snooze: later, by choices that know the huddle and the shift, or by a typed time."""

from datetime import datetime

from bot import endings
from bot.cards import task as cards
from bot.care.errors import CareError
from bot.care.policy import Action
from bot.care.tasks import Task, snooze
from bot.chat.card import Bold, Button, Card, Field, Question, Reply
from bot.chat.incoming import Answer, Command, Press
from bot.chat.text import moment
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn


async def snooze_command(turn: Turn, heard: Command) -> Reply:
    """`/snooze 12 2h`, `/snooze 12 tomorrow 9`; without a time it shows the choices."""
    number, _, words = heard.text.strip().partition(" ")
    if not number:
        raise CareError("Which one, and until when? For example: /snooze 12 2h")
    task = await turn.open_task(number, Action.snooze)
    if not words.strip():
        return await _choices(turn, task)
    return await _until(turn, task, endings.later_said(turn, task, words))


async def press_snooze(turn: Turn, press: Press) -> Reply:
    """The Snooze button shows the choices."""
    return await _choices(turn, await turn.open_task(press.handle, Action.snooze))


async def press_snooze_for(turn: Turn, press: Press) -> Reply:
    """One of the choices."""
    task = await turn.open_task(press.handle, Action.snooze)
    if press.value == "typed":
        return await _ask_when(turn, task)
    until = (await endings.later(turn, task)).get(press.value)
    if until is None:
        raise CareError("That button is no longer valid. See what you have: /mine")
    return await _until(turn, task, until)


async def answer_when(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The typed time."""
    task = await turn.open_task(asked.about, Action.snooze)
    return await _until(turn, task, endings.later_said(turn, task, str(answer.values.get("when", ""))))


async def _choices(turn: Turn, task: Task) -> Reply:
    say = turn.reader.say
    offers = await endings.later(turn, task)
    names = {
        "20m": say("20 min"),
        "1h": say("1 hour"),
        "huddle": say("After huddle"),
        "morning": say("Tomorrow morning"),
        "shift": say("My next shift"),
    }
    buttons = [
        Button(label=names[value], action="snooze_for", value=value, handle=task.handle) for value in offers
    ]
    buttons.append(Button(label=say("Type a time…"), action="snooze_for", value="typed", handle=task.handle))
    buttons.append(Button(label=say("Back"), action="show", handle=task.handle))
    card = Card(
        title=say.spans("Until when shall {ref} wait?", ref=Bold(f"#{task.number}")),
        lines=cards.details(task, turn.reader)[:2],
        buttons=tuple(buttons),
        fallback=say("Until when shall #{number} wait?", number=task.number),
        locale=say.language,
    )
    return turn.card(card)


async def _until(turn: Turn, task: Task, until: datetime) -> Reply:
    saved, undo = await turn.save(snooze(task, until, turn.now), task, "snooze")
    when = moment(turn.reader.when(until), turn.reader.say.language)
    sentence = turn.reader.say("#{number} waits until {when}", number=task.number, when=when)
    return turn.card(cards.done(saved, sentence, undo, turn.reader))


async def _ask_when(turn: Turn, task: Task) -> Reply:
    say = turn.reader.say
    question = Question(
        handle=new_handle(),
        title=say("Snooze #{number}", number=task.number),
        fields=(Field(name="when", label=say("Until when?"), hint=say("tomorrow 9am, 2h, monday morning")),),
        submit=say("Snooze"),
        open_label=say("Type a time"),
        fallback=say("Until when shall #{number} wait?", number=task.number),
        locale=say.language,
    )
    return await turn.ask(question, "snooze", task.handle)
