"""The ledger as people read it: counts of what was captured, and what is lost, which is nothing."""

from collections.abc import Sequence

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.ledger import Balance, Fault
from bot.chat.card import Bold, Card, Line, Span, Style

SHOWN = 10
"""Faults that are named; more are counted."""


def ledger(balances: Sequence[tuple[str, Balance]], reader: Reader) -> Card:
    """Several balances, each under its name."""
    say = reader.say
    lines = [line for title, one in balances for line in _section(title, one, reader)]
    told = say("Every captured item stands in exactly one of these places. The remainder is what is lost.")
    lines.append(quiet(told))
    return Card(title=(Bold(say("Ledger")),), lines=tuple(lines), fallback=say("Ledger"), locale=say.language)


def lost(balance: Balance, reader: Reader) -> Card:
    """To a lead: something stands nowhere."""
    say = reader.say
    title = say("The ledger does not add up: {count} lost", count=balance.remainder)
    advice = quiet(say("Look at these first. Whoever runs the bot can see more: stitch ledger"))
    return Card(
        title=(Bold(title),),
        lines=(*_faults(balance, reader), advice),
        fallback=say("The ledger does not add up."),
        locale=say.language,
    )


def fault_name(fault: Fault, reader: Reader) -> str:
    """Why an item stands nowhere, in a few words."""
    say = reader.say
    match fault:
        case Fault.nobody:
            return say("nobody is accountable for it")
        case Fault.no_alarm:
            return say("it is open and would never come up again")
        case Fault.no_outcome:
            return say("it was closed without an outcome")
        case Fault.no_reason:
            return say("it was dropped without a reason")
        case Fault.nobody_closed:
            return say("it is over, and nobody knows since when or by whom")
        case Fault.still_rings:
            return say("it is over and would still come up")
        case Fault.half_closed:
            return say("it is open and was closed")


def _section(title: str, balance: Balance, reader: Reader) -> list[Line]:
    say = reader.say
    counts = [
        (say("open"), balance.open),
        (say("handed over, not accepted yet"), balance.handed),
        (say("scheduled"), balance.scheduled),
        (say("closed with an outcome"), balance.closed),
        (say("dropped with a reason"), balance.dropped),
    ]
    told: tuple[Span, ...] = (" + ".join(f"{name} {count}" for name, count in counts), " · ")
    remainder = Bold(say("remainder {count}", count=balance.remainder))
    heading = say("{title}: {count} captured", title=title, count=balance.captured)
    return [Line(spans=(heading,), style=Style.heading), Line(spans=(*told, remainder)), *_faults(balance, reader)]


def _faults(balance: Balance, reader: Reader) -> list[Line]:
    lines = [
        Line(spans=(Bold(f"#{one.number}"), " · ", fault_name(one.fault, reader)))
        for one in balance.faults[:SHOWN]
        if one.fault is not None
    ]
    if len(balance.faults) > SHOWN:
        lines.append(quiet(reader.say("… and {count} more", count=len(balance.faults) - SHOWN)))
    return lines
