"""Quality of handoffs as it is read: one's own in private, a team's as a trend."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.quality import FEWEST_SENDERS, Item, Quality
from bot.chat.card import Bold, Card, Line, Style


def own(found: Quality, reader: Reader) -> Card:
    """For the member alone."""
    say = reader.say
    if not found.handoffs:
        lines = [Line(spans=(say("No handoff of yours was accepted in the last four weeks."),))]
    else:
        lines = [Line(spans=(Bold(say("Score: {score} of 100", score=found.score or 0)),))]
        lines += [
            Line(spans=(say("{item}: {there} of {count}", item=item_name(item, reader), there=there, count=of),))
            for item, (there, of) in found.there.items()
        ]
        lines += _became(found, reader)
    lines.append(quiet(say("Only you can see this. It counts what was there, not how good it was.")))
    return _card(say("Your handoffs of the last four weeks"), lines, reader)


def trend(name: str, weeks: Sequence[tuple[datetime, Quality]], reader: Reader) -> Card:
    """Of a team, week by week, without persons."""
    say = reader.say
    lines = []
    for begins, found in weeks:
        day = reader.when(begins, whole_day=True)
        if found.senders < FEWEST_SENDERS:
            told = say.spans("From {day}: too few people to show.", day=day)
            lines.append(Line(spans=told, style=Style.quiet))
            continue
        told = say.spans("From {day}: {count} handoffs, score {score} of 100", day=day, count=str(found.handoffs),
                         score=str(found.score or 0))  # fmt: skip
        lines += [Line(spans=told), *_became(found, reader, synthesis=True)]
    lines.append(quiet(say("A team is shown as a whole, never by person.")))
    return _card(say("Handoffs of {team}, week by week", team=name), lines, reader)


def item_name(item: Item, reader: Reader) -> str:
    """One item of the observation tool."""
    say = reader.say
    match item:
        case Item.severity:
            return say("Illness severity")
        case Item.summary:
            return say("Patient summary")
        case Item.actions:
            return say("Action list")
        case Item.contingencies:
            return say("If … then …")
        case Item.synthesis:
            return say("Said back by the receiver")


def _became(found: Quality, reader: Reader, *, synthesis: bool = False) -> list[Line]:
    say = reader.say
    told = []
    if synthesis:
        there, of = found.there[Item.synthesis]
        told.append(say("said back {there} of {count}", there=there, count=of))
    if found.wait is not None:
        minutes = round(found.wait.total_seconds() / 60)
        told.append(say("accepted after {minutes} min, in the middle", minutes=minutes))
    told.append(say("if/thens: {fired} came due, {ended} ended before", fired=found.fired, ended=found.ended))
    return [quiet(" · ".join(told))]


def _card(title: str, lines: list[Line], reader: Reader) -> Card:
    return Card(title=(title,), lines=tuple(lines), fallback=title, locale=reader.say.language)
