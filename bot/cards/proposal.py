"""The card that asks whether a command is what a person meant."""

from bot.cards.reader import Reader
from bot.care.privacy import Detail, verb
from bot.chat.card import Button, Card, Code, Line, Span, Style
from bot.language.reading import Reading


def did_you_mean(command: str, text: str, reading: Reading, handle: str, reader: Reader) -> Card:
    """A proposed `/command text`, and how the rules read it. Where detail is minimal, not the text itself."""
    say = reader.say
    full = reader.detail is Detail.full
    lines = [Line(spans=(Code(f"/{command} {text}".rstrip() if full else f"/{command}"),))]
    facts = _facts(reading, reader, full=full)
    if facts:
        lines.append(Line(spans=facts, style=Style.quiet))
    return Card(
        title=(say("Did you mean:"),),
        lines=tuple(lines),
        buttons=(
            Button(label=say("Yes"), action="proposal_yes", handle=handle, style=Style.primary),
            Button(label=say("No"), action="proposal_no", handle=handle),
        ),
        fallback=say("Did you mean something that I can do?"),
        locale=say.language,
    )


def _facts(reading: Reading, reader: Reader, *, full: bool) -> tuple[Span, ...]:
    """When it is due; where detail is minimal also the verb and the alias, since the text is not there."""
    facts: list[Span] = []
    if not full:
        facts += [fact for fact in (verb(reading.what).capitalize(), reading.patient) if fact]
    if reading.when is not None:
        facts.append(reader.when(reading.when, whole_day=reading.whole_day))
    return tuple(part for fact in facts for part in (" · ", fact))[1:]
