"""Dialogues: a form asked field by field, where the platform has none. Their state is a row, not a memory."""

from dataclasses import dataclass
from datetime import timedelta

from bot.care.errors import CareError, NotFound
from bot.chat.card import Bold, Button, Card, Field, Kind, Line, Question, Style
from bot.chat.incoming import Press
from bot.store.questions import Asked, Values
from bot.turn import Turn

ACTIONS = frozenset(("pick", "next", "skip", "quit"))
WAITS = timedelta(hours=12)
"""How long typed words are taken as the answer to the last question."""


@dataclass(frozen=True, slots=True)
class Finished:
    """All fields are answered."""

    handle: str
    values: Values


async def begin(turn: Turn, question: Question) -> Card:
    """The first field."""
    await turn.work.questions.supersede(question.handle, turn.actor.id, turn.channel.id, turn.now)
    return _field_card(question, 0, {}, turn)


async def waiting(turn: Turn) -> Asked | None:
    """The question whose typed answer is awaited in this place, if any."""
    asked = await turn.work.questions.waiting(turn.actor.id, turn.channel.id, turn.now - WAITS)
    if asked is None or asked.position >= len(asked.question.fields):
        return None
    return asked if asked.question.fields[asked.position].kind in (Kind.text, Kind.long) else None


async def mine(turn: Turn, handle: str) -> Asked:
    """The question with this handle, if the actor was asked it."""
    asked = await turn.work.questions.by_handle(turn.workspace.id, handle)
    if asked is None:
        raise NotFound("That form is no longer valid. See what you have: /mine")
    if asked.member != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(asked.member))
    return asked


async def typed(turn: Turn, asked: Asked, text: str) -> Card | Finished:
    """Words that were typed in answer to a field."""
    field = asked.question.fields[asked.position]
    return await _next(turn, asked, {**asked.values, field.name: text.strip()[: field.max_length]})


async def pressed(turn: Turn, press: Press) -> Card | Finished:
    """A press on one of the dialogue's own buttons. Its value begins with the position it was made for."""
    asked = await mine(turn, press.handle)
    if asked.answered_at is not None:
        raise CareError("That is saved already. See what you have: /mine")
    position, _, choice = press.value.partition(".")
    if position != str(asked.position) and press.action != "quit":
        raise CareError("That question is answered already.")
    field = asked.question.fields[asked.position]
    match press.action:
        case "quit":
            await turn.work.questions.answered(asked.handle, turn.now)
            say = turn.reader.say
            return Card(title=(say("Left as it was."),), fallback=say("Left as it was."), locale=say.language)
        case "pick" if field.kind is Kind.choices:
            values = {**asked.values, field.name: _toggled(asked, field, choice)}
            await turn.work.questions.step(asked.handle, values, asked.position)
            return _field_card(asked.question, asked.position, values, turn)
        case "pick":
            return await _next(turn, asked, {**asked.values, field.name: _option(field, choice)})
        case "next":
            return await _next(turn, asked, {**asked.values, field.name: _chosen(asked.values, field)})
        case _:
            return await _next(turn, asked, {**asked.values, field.name: field.value})


async def _next(turn: Turn, asked: Asked, values: Values) -> Card | Finished:
    position = asked.position + 1
    await turn.work.questions.step(asked.handle, values, position)
    if position >= len(asked.question.fields):
        return Finished(asked.handle, values)
    return _field_card(asked.question, position, values, turn)


def _field_card(question: Question, position: int, values: Values, turn: Turn) -> Card:
    say, field = turn.reader.say, question.fields[position]
    lines = list(question.intro) if position == 0 else []
    step = f"{position + 1}/{len(question.fields)}"
    lines.append(Line(spans=(f"{step} ", Bold(field.label))))
    if field.kind in (Kind.text, Kind.long):
        # In a group the platform may bring us nothing but replies to our own messages.
        how = say("Write your answer.") if turn.channel.private else say("Answer by replying to this message.")
        lines.append(Line(spans=(how,), style=Style.quiet))
        if field.hint:
            lines.append(Line(spans=(say("For example: {hint}", hint=field.hint),), style=Style.quiet))
        if field.value and isinstance(field.value, str):
            lines.append(Line(spans=(say("So far: {value}", value=field.value),), style=Style.quiet))
    return Card(
        title=(Bold(question.title),),
        lines=tuple(lines),
        buttons=tuple(_buttons(question.handle, field, position, values, turn)),
        fallback=question.fallback,
        locale=question.locale,
    )


def _buttons(handle: str, field: Field, position: int, values: Values, turn: Turn) -> list[Button]:
    say = turn.reader.say
    buttons = []
    chosen = _chosen(values, field)
    for number, option in enumerate(field.options[:90]):
        mark = ("☑ " if option.value in chosen else "☐ ") if field.kind is Kind.choices else ""
        if field.kind is Kind.choice and option.value == field.value:
            mark = "● "
        buttons.append(
            Button(label=mark + option.label, action="pick", value=f"{position}.{number}", handle=handle)
        )
    if field.kind is Kind.choices:
        buttons.append(Button(label=say("Next"), action="next", value=f"{position}.", handle=handle,
                              style=Style.primary))  # fmt: skip
    elif field.optional or field.value:
        label = say("Keep") if field.value else say("Skip")
        buttons.append(Button(label=label, action="skip", value=f"{position}.", handle=handle))
    buttons.append(Button(label=say("Stop"), action="quit", value=f"{position}.", handle=handle))
    return buttons


def _chosen(values: Values, field: Field) -> tuple[str, ...]:
    found = values.get(field.name, field.value)
    return found if isinstance(found, tuple) else ()


def _toggled(asked: Asked, field: Field, choice: str) -> tuple[str, ...]:
    option, chosen = _option(field, choice), _chosen(asked.values, field)
    return tuple(one for one in chosen if one != option) if option in chosen else (*chosen, option)


def _option(field: Field, choice: str) -> str:
    if not choice.isdigit() or int(choice) >= len(field.options):
        raise CareError("That button is no longer valid. See what you have: /mine")
    return field.options[int(choice)].value
