"""What of a handoff was heard: ✓ heard, ✗ not heard, ≠ heard differently, with the words that show it."""

from collections.abc import Sequence

from bot.cards import task as cards
from bot.cards.handoff import quiet, severity_name
from bot.cards.reader import Reader
from bot.care.handoffs import Handoff, HandoffStatus
from bot.care.privacy import Detail
from bot.chat.card import Line, Style
from bot.language.said_back import Compared
from bot.language.synthesis import Heard, Verdict

MARKS = {Heard.heard: "✓", Heard.not_heard: "✗", Heard.wrongly: "≠"}


def heard_of(handoff: Handoff, compared: Sequence[Compared], reader: Reader) -> list[Line]:
    """While it waits, all of it with its marks; once it is accepted, what was missed, and why that is right."""
    say = reader.say
    if handoff.waiting:
        return heard(compared, reader)
    if handoff.status is not HandoffStatus.accepted:
        return []
    if all(one.heard for one in compared):
        return [quiet(say("{mark} All of it was heard.", mark=MARKS[Heard.heard]))]
    lines = heard(compared, reader, only_missed=True)
    if why := _agreed(handoff, reader):
        lines.append(quiet(why))
    return lines


def _agreed(handoff: Handoff, reader: Reader) -> str:
    """Why it moved although not all of it was heard."""
    say, mine = reader.say, reader.me == handoff.sender
    if handoff.verified_at:
        return say("You said that it is right.") if mine else say(
            "{who} said that it is right.", who=reader.name(handoff.sender)
        )  # fmt: skip
    if handoff.talked_at and reader.me == handoff.said_by:
        return say("You said that you have talked it through.")
    return say("{who} said that you have talked it through.", who=reader.name(handoff.said_by))


def heard(compared: Sequence[Compared], reader: Reader, *, only_missed: bool = False) -> list[Line]:
    """Patient by patient. Where words are not shown, marks and numbers only."""
    lines: list[Line] = []
    for one in compared:
        if not (only_missed and one.heard):
            lines += _patient(one, reader, only_missed=only_missed)
    return lines


def _patient(one: Compared, reader: Reader, *, only_missed: bool) -> list[Line]:
    say, full = reader.say, reader.detail is Detail.full
    told: list[tuple[str, Verdict]] = []
    if one.severity and one.patient.severity:
        told.append((severity_name(one.patient.severity, reader), one.severity))
    for task, verdict in one.items:
        words = f"#{task.number} {cards.words_of(task, reader)}" if full else f"#{task.number}"
        told.append((words, verdict))
    for number, (text, verdict) in enumerate(one.contingencies, start=1):
        short = say("if/then {number}", number=number)
        if one.patient.sbar is not None:
            short = say("recommendation {number}", number=number)
        told.append((text if full else short, verdict))
    name = one.patient.patient or say("Without a patient")
    lines = [Line(spans=(name,), style=Style.heading)]
    for words, verdict in told:
        if not (only_missed and verdict.heard is Heard.heard):
            lines.append(Line(spans=(_said(words, verdict, reader),)))
    return lines


def _said(words: str, verdict: Verdict, reader: Reader) -> str:
    """One thing with its mark; the evidence only where words may be shown."""
    say, mark = reader.say, MARKS[verdict.heard]
    full = reader.detail is Detail.full
    match verdict.heard:
        case Heard.heard:
            return say("{mark} {what}", mark=mark, what=words)
        case Heard.not_heard:
            if full and verdict.meant and verdict.id != "severity":
                return say("{mark} {what}: not heard “{words}”", mark=mark, what=words, words=verdict.meant)
            return say("{mark} {what}: not heard", mark=mark, what=words)
        case Heard.wrongly:
            if full and verdict.said:
                return say(
                    "{mark} {what}: heard “{said}” where “{meant}” was meant",
                    mark=mark, what=words, said=verdict.said, meant=verdict.meant,
                )  # fmt: skip
            return say("{mark} {what}: heard differently", mark=mark, what=words)
