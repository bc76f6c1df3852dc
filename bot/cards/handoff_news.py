"""What is told about a handoff, in its card's title: the offer, what became of it, and that nobody answers."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.handoff import ref
from bot.cards.reader import Reader
from bot.care.handoffs import Handoff
from bot.care.members import MemberId
from bot.chat.card import Span

Title = tuple[Span, ...]


def offered(handoff: Handoff, again: bool, reader: Reader) -> Title:
    """To whoever is to accept it."""
    say, sender = reader.say, reader.mention(handoff.sender)
    if again:
        return say.spans("Still waiting for you: handoff {ref} from {who}", ref=ref(handoff), who=sender)
    whose = reader.owner(handoff.receiver, handoff.team, handoff.shift)
    return say.spans("{who} hands over to {whom}: handoff {ref}", who=sender, whom=whose, ref=ref(handoff))


def became(handoff: Handoff, verb: str, by: MemberId, reader: Reader) -> Title:
    """What somebody did with it."""
    say, who, number = reader.say, reader.mention(by), ref(handoff)
    match verb:
        case "accepted":
            return say.spans("{who} has accepted handoff {ref}. It is theirs now.", who=who, ref=number)
        case "partly":
            return say.spans("{who} has accepted part of handoff {ref}. The rest stays with you.",
                             who=who, ref=number)  # fmt: skip
        case "right":
            return say.spans("{who} says that is right: handoff {ref} is yours now.", who=who, ref=number)
        case "not_quite":
            return say.spans("{who} says about handoff {ref}: not quite", who=who, ref=number)
        case "apart":
            return say.spans("{who} answers handoff {ref} patient by patient.", who=who, ref=number)
        case "first":
            return say.spans("{who} was first: handoff {ref} is theirs.", who=who, ref=number)
        case "declined":
            return say.spans("{who} has declined handoff {ref}. Everything stays with you.", who=who, ref=number)
        case "passed" if handoff.escalated_at is not None:
            return say.spans("{who} cannot take handoff {ref}. Who leads still can.", who=who, ref=number)
        case "passed":
            return say.spans(
                "{who} cannot take handoff {ref}. The others in {team} still can.",
                who=who, ref=number, team=reader.owner(None, handoff.team, handoff.shift),
            )  # fmt: skip
        case _:
            return say.spans("{who} has taken back handoff {ref}.", who=who, ref=number)


def said(handoff: Handoff, reader: Reader) -> Title:
    """To the sender: somebody has said it back, and not all of it was heard."""
    who = reader.mention(handoff.said_by)
    return reader.say.spans("{who} said back handoff {ref}. Is that right?", who=who, ref=ref(handoff))


def asks(handoff: Handoff, asker: MemberId, reader: Reader) -> Title:
    """To the sender: the receiver wants to know something first."""
    return reader.say.spans("{who} asks about handoff {ref}", who=reader.mention(asker), ref=ref(handoff))


def answers(handoff: Handoff, reader: Reader) -> Title:
    """To whoever asked."""
    who = reader.mention(handoff.sender)
    return reader.say.spans("{who} has answered about handoff {ref}", who=who, ref=ref(handoff))


def stalled(handoff: Handoff, reader: Reader) -> Title:
    """To the sender and the channel: nobody has accepted."""
    receiver = (
        reader.mention(handoff.receiver) if handoff.receiver else reader.owner(None, handoff.team, handoff.shift)
    )
    return reader.say.spans(
        "Nobody has accepted handoff {ref} from {who} to {whom} yet. Please talk to each other.",
        ref=ref(handoff), who=reader.mention(handoff.sender), whom=receiver,
    )  # fmt: skip


def late(handoff: Handoff, reader: Reader) -> Title:
    """To who leads, and the channel: the sender's shift has ended, and nobody has accepted."""
    whose = reader.owner(None, handoff.team, handoff.shift)
    receiver = reader.mention(handoff.receiver) if handoff.receiver else whose
    return reader.say.spans(
        "{who}'s shift is over and nobody has accepted handoff {ref} to {whom}. Can you take it for the team?",
        ref=ref(handoff), who=reader.mention(handoff.sender), whom=receiver,
    )  # fmt: skip


def released(handoff: Handoff, leads: Sequence[MemberId], next_at: datetime | None, reader: Reader) -> Title:
    """To the sender: who was asked instead, and that they can go; while nobody could be, what to do first."""
    say, names = reader.say, ", ".join(reader.name(one) for one in leads[:3])
    if leads[3:]:
        names = say("{names} and {count} more", names=names, count=len(leads) - 3)
    if names:
        return say.spans(
            "Your shift is over. Nobody has accepted handoff {ref} yet, so I have asked {names} to take it for "
            "the team. You can go: I tell you who has it.",
            ref=ref(handoff), names=names,
        )  # fmt: skip
    return say.spans(
        "Your shift is over and nobody has accepted handoff {ref}. I cannot ask who leads before {when}. "
        "Please tell whoever is in charge on the ward, then go.",
        ref=ref(handoff), when=reader.when(next_at or reader.now),
    )  # fmt: skip


def unreachable(handoff: Handoff, whom: MemberId | None, reader: Reader) -> Title:
    """To the sender and the channel: somebody could not be told."""
    who = reader.mention(whom) if whom else reader.owner(None, handoff.team, handoff.shift)
    return reader.say.spans(
        "I cannot reach {who} about handoff {ref}. Please tell them.", who=who, ref=ref(handoff)
    )
