"""The welcome: what this is, in a few lines, with one example."""

from bot.cards.reader import Reader
from bot.chat.card import Bold, Button, Card, Code, Line, Style


def welcome(reader: Reader) -> Card:
    """To whoever starts the chat: five lines."""
    say = reader.say
    example = say("/followup call Mrs K's daughter !K-17 tomorrow 9am")
    return Card(
        title=(Bold(say("Hello, I am Stitch.")),),
        lines=(
            Line(spans=(say("I keep tasks, follow-ups and handoffs, and bring each back at its time."),)),
            Line(spans=(say("For example:"), " ", Code(example))),
            Line(spans=(say("Or in your own words: remind me to call the lab at 3pm"),)),
            Line(spans=(say("Name patients by an alias such as K-17, never by name. All commands: /help"),)),
        ),
        buttons=(profile_button(reader),),
        fallback=say("Hello, I am Stitch."),
        locale=say.language,
    )


def notice(reader: Reader) -> Card:
    """Once, to whoever has just used the bot for the first time."""
    say = reader.say
    me = reader.people.member(reader.me)
    lines = [Line(spans=(say("I will write to you here when something of yours is due. All commands: /help"),))]
    if me is not None and me.lead:
        text = say("You are the first one here, so you lead. To share that: /team lead @omar")
        lines.append(Line(spans=(text,), style=Style.quiet))
    return Card(
        title=(Bold(say("Good to meet you.")),),
        lines=tuple(lines),
        buttons=(profile_button(reader),),
        fallback=say("Good to meet you."),
        locale=say.language,
    )


def profile_button(reader: Reader) -> Button:
    """Opens the form with zone, hours and language."""
    return Button(label=reader.say("Set my hours"), action="profile", handle="me")
