"""Cards that ask instead of guessing: one question, its answers as buttons."""

from bot.cards import task as cards
from bot.cards.reader import Reader
from bot.care.members import MemberId, TeamId
from bot.care.tasks import Task
from bot.chat.card import Bold, Button, Card, Line, Span, Style
from bot.chat.text import moment
from bot.language.reading import Candidate, Doubt, DoubtAbout


def question(draft: Task, doubt: Doubt, reader: Reader) -> Card:
    """What is in doubt about a draft, with a button for each answer. The draft is kept whatever happens."""
    say = reader.say
    buttons = [
        Button(label=answer(one, reader), action="choose", value=str(number), handle=draft.handle)
        for number, one in enumerate(doubt.candidates)
    ]
    if doubt.about is DoubtAbout.no_time:
        buttons.append(Button(label=say("No time"), action="choose", value="none", handle=draft.handle))
    buttons.append(Button(label=say("Edit"), action="edit", handle=draft.handle))
    buttons.append(Button(label=say("Drop"), action="drop", handle=draft.handle))
    return Card(
        title=asks(doubt, reader),
        lines=(
            Line(spans=cards.joined([(Bold(cards.words_of(draft, reader)),), *cards.patient_of(draft, reader)])),
            Line(spans=(say("Kept as a draft, #{number}.", number=draft.number),), style=Style.quiet),
        ),
        buttons=tuple(buttons),
        fallback=say("One question about #{number}", number=draft.number),
        locale=say.language,
    )


def asks(doubt: Doubt, reader: Reader) -> tuple[Span, ...]:
    """The question itself."""
    say = reader.say
    match doubt.about:
        case DoubtAbout.am_pm | DoubtAbout.which_day | DoubtAbout.which_week | DoubtAbout.which_time:
            return say.spans("“{words}”: which do you mean?", words=Bold(doubt.words))
        case DoubtAbout.no_time:
            return (say("When shall I bring this back?"),)
        case DoubtAbout.in_past:
            return say.spans("“{words}” has passed. Which do you mean?", words=Bold(doubt.words))
        case DoubtAbout.which_person:
            return say.spans("More than one “{words}”: who is it for?", words=Bold(doubt.words))
        case DoubtAbout.unknown_person:
            return say.spans("I do not know “{words}” yet. Who is it for?", words=Bold(doubt.words))


def answer(candidate: Candidate, reader: Reader) -> str:
    """What stands on the button of an answer."""
    if candidate.when is not None:
        return moment(reader.when(candidate.when), reader.say.language)
    owner = candidate.owner
    if owner is None:
        return reader.say("Nobody")
    if owner.team:
        return reader.owner(None, TeamId(int(owner.key)), owner.shift)
    return reader.name(MemberId(int(owner.key)))
