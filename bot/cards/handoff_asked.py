"""Cards of what is asked about a handoff, where its sender has to say which question is meant."""

from collections.abc import Sequence

from bot.cards.handoff import fallback, ref
from bot.cards.note import refusal
from bot.cards.reader import Reader
from bot.care.handoffs import Handoff, HandoffQuestion
from bot.care.privacy import Detail
from bot.chat.card import Button, Card, Line


def which(handoff: Handoff, waiting: Sequence[HandoffQuestion], typed: str, reader: Reader) -> Card:
    """Several are open, and words came that answer one of them; they stand here, so that they are not lost."""
    say = reader.say
    lines = list(refusal("", typed if reader.detail is Detail.full else "", say).lines)
    for one in waiting:
        who, when = reader.name(one.asker), reader.when(one.asked_at)
        told = say.spans("{who} asked on {when}", who=who, when=when)
        if reader.detail is Detail.full:
            told = say.spans("{who} asked: “{words}”", who=who, words=one.question)
        answer = Button(label=say("Answer"), action="handoff_answer", handle=one.handle)
        lines.append(Line(spans=told, buttons=(answer,)))
    title = say.spans(
        "{count} questions about handoff {ref} are open. Which one do you answer?",
        count=str(len(waiting)), ref=ref(handoff),
    )  # fmt: skip
    return Card(title=title, lines=tuple(lines), fallback=fallback(handoff, reader), locale=say.language)
