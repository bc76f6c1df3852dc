"""The form of a new task or follow-up, for when the command came alone."""

from bot.cards.reader import Reader
from bot.care.tasks import Kind
from bot.chat.card import Field, Question
from bot.chat.card import Kind as How


def form(kind: Kind, handle: str, reader: Reader) -> Question:
    """One field, to be written in as after the command; it takes a paste too."""
    say = reader.say
    match kind:
        case Kind.followup:
            title = say("New follow-up")
            label = say("What should I bring back, when, and for whom?")
            example = say("call Mrs K's daughter !K-17 by 9am, urgent")
        case Kind.task:
            title = say("New task")
            label = say("What is to be done, by when, and by whom?")
            example = say("order a walker for K-17 @sam by friday 3pm")
    return Question(
        handle=handle,
        title=title,
        fields=(Field(name="what", label=label, kind=How.long, hint=example),),
        submit=say("Save"),
        open_label=say("Write it"),
        fallback=title,
        locale=say.language,
    )
