"""The four parts of SBAR in words."""

from bot.cards.reader import Reader
from bot.care.sbar import Sbar
from bot.chat.card import Bold, Line


def parts(sbar: Sbar, reader: Reader) -> list[tuple[str, str]]:
    """Each part by name, in the order in which it is told."""
    say = reader.say
    return [
        (say("Situation"), sbar.situation),
        (say("Background"), sbar.background),
        (say("Assessment"), sbar.assessment),
        (say("Recommendation"), sbar.recommendation),
    ]


def told(sbar: Sbar, reader: Reader) -> list[Line]:
    """What was said; only where words may be shown."""
    lines = []
    for name, words in parts(sbar, reader):
        first, *more = words.splitlines() or [""]
        if words:
            lines.append(Line(spans=(Bold(name), ": ", first)))
        lines += [Line(spans=(one,)) for one in more if one.strip()]
    return lines


def unsaid(sbar: Sbar, actions: int, reader: Reader) -> list[str]:
    """What was not said, by name; and that there is nothing for them to do."""
    missing = [name.lower() for name, words in parts(sbar, reader) if not words]
    return missing if actions or sbar.recommendation else [*missing, reader.say("what to do")]
