"""Cards of linking: the code, the question before, and what was done."""

from bot.cards.reader import Reader
from bot.chat.card import Bold, Button, Card, Code, Line, Style

PLATFORMS = {"slack": "Slack", "telegram": "Telegram", "web": "web"}


def code(letters: str, reader: Reader) -> Card:
    """A new code. Only the member themselves may read it."""
    say = reader.say
    shown = f"{letters[:4]}-{letters[4:]}"
    return Card(
        title=say.spans("Your code: {code}", code=Bold(shown)),
        lines=(
            Line(spans=(say("Write this to me on the other platform, within ten minutes:"),)),
            Line(spans=(Code(f"/link {shown}"),)),
            Line(spans=(say("Keep it to yourself: whoever has it can become you."),), style=Style.quiet),
        ),
        fallback=say("Your code to link two accounts"),
        locale=say.language,
    )


def question(who: str, platform: str, handle: str, reader: Reader) -> Card:
    """Is that you? Before anything moves."""
    say = reader.say
    title = say.spans("Are you {who} on {platform}?", who=Bold(who), platform=PLATFORMS.get(platform, platform))
    return Card(
        title=title,
        lines=(
            Line(spans=(say("Then you are one person to me: items, teams and reminders of both come together."),)),
            Line(
                spans=(say("Press Yes only if you asked for the code yourself, a moment ago."),), style=Style.quiet
            ),
        ),
        buttons=(
            Button(label=say("Yes, that is me"), action="link", value="yes", handle=handle, style=Style.primary),
            Button(label=say("No"), action="link", value="no", handle=handle),
        ),
        fallback=say("Linking two accounts"),
        locale=say.language,
    )


def done(who: str, handle: str, reader: Reader) -> Card:
    """To whoever confirmed it."""
    say = reader.say
    return Card(
        title=say.spans("You and {who} are one person now.", who=Bold(who)),
        lines=(Line(spans=(say("What was yours and what was theirs: /mine"),)),),
        buttons=(Button(label=say("Undo"), action="unlink", handle=handle),),
        fallback=say("Two accounts were linked"),
        locale=say.language,
    )


def linked(who: str, platform: str, handle: str, reader: Reader) -> Card:
    """To the account that the code came from, so that nobody is linked behind their back."""
    say = reader.say
    title = say.spans(
        "Your account was linked: {who} on {platform} is you from now on.",
        who=Bold(who),
        platform=PLATFORMS.get(platform, platform),
    )
    return Card(
        title=title,
        lines=(Line(spans=(say("If it was not you who did that, press the button: it is undone at once."),)),),
        buttons=(Button(label=say("That was not me"), action="unlink", handle=handle, style=Style.danger),),
        fallback=say("Your account was linked"),
        locale=say.language,
    )


def undone(who: str, *, locked: bool, reader: Reader) -> Card:
    """To whoever undid it, and to the other side."""
    say = reader.say
    lines: tuple[Line, ...] = ()
    if locked:
        text = say("Their account may do nothing until a lead allows it: /team unlock @{who}", who=who)
        lines = (Line(spans=(text,)),)
    return Card(
        title=say.spans("The link with {who} is undone: you are two people again.", who=Bold(who)),
        lines=lines,
        fallback=say("A link was undone"),
        locale=say.language,
    )


def disputed(whose: str, who: str, reader: Reader) -> Card:
    """To a lead: somebody was linked to an account that is not theirs."""
    say = reader.say
    return Card(
        title=say.spans("{whose} says that the account of {who} is not theirs. The link is undone.",
                        whose=Bold(whose), who=Bold(who)),
        lines=(Line(spans=(say("It may do nothing until you allow it: /team unlock @{who}", who=who),)),),
        fallback=say("A link was undone"),
        locale=say.language,
    )  # fmt: skip
