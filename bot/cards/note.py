"""Notes: a card of one or two sentences, such as a refusal or an apology."""

from bot.cards.words import Words
from bot.chat.card import Button, Card, Code, Line, Style


def note(sentence: str, say: Words, *more: str, buttons: tuple[Button, ...] = ()) -> Card:
    """A sentence, and further ones in quiet lines. `sentence` may be on a lock screen: no patient text."""
    return Card(
        title=(sentence,),
        lines=tuple(Line(spans=(text,), style=Style.quiet) for text in more),
        buttons=buttons,
        fallback=sentence,
        locale=say.language,
    )


def refusal(sentence: str, typed: str, say: Words) -> Card:
    """Why not, and what they typed, so that it need not be typed again. The sentence may quote them."""
    lines = (Line(spans=(say("You wrote:"), " ", Code(typed)), style=Style.quiet),) if typed else ()
    return Card(title=(sentence,), lines=lines, fallback=say("That did not work."), locale=say.language)


def apology(sentence: str, typed: str, say: Words) -> Card:
    """Our own bug, with the words of `regret`."""
    return Card(
        title=(sentence,), lines=refusal(sentence, typed, say).lines, fallback=sentence, locale=say.language
    )


def regret(reference: str, say: Words) -> str:
    """Nothing was saved, and what to tell whoever runs the bot."""
    return say("Sorry, that went wrong on my side. Nothing was saved. Reference: {ref}", ref=reference)
