"""What waits for somebody besides items and handoffs: values to read back, concerns, announcements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.care.acks import Ack
from bot.care.concerns import LEADS_AFTER, Concern, Heed, may_close
from bot.care.escalation import Escalation
from bot.care.members import Member, MemberId
from bot.care.people import People
from bot.care.readbacks import Heard, Readback


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """All of it, what presses most first."""

    readbacks: tuple[Readback, ...] = ()
    concerns: tuple[Concern, ...] = ()
    acks: tuple[Ack, ...] = ()

    def __len__(self) -> int:
        return len(self.readbacks) + len(self.concerns) + len(self.acks)


NOTHING = Waiting()


def waiting_for(
    me: Member,
    people: People,
    *,
    readbacks: Iterable[Readback],
    concerns: Iterable[Concern],
    acks: Iterable[Ack],
    running: Iterable[Escalation],
) -> Waiting:
    """Those of all that are open for which it is on this member to do something. `running` says who was told."""
    told = {(one.concern, one.readback): {each.member for each in one.told} for one in running}
    return Waiting(
        readbacks=tuple(one for one in readbacks if readback_waits(one, me, told.get((None, one.id), ()))),
        concerns=tuple(one for one in concerns if concern_waits(one, me, told.get((one.id, None), ()))),
        acks=tuple(one for one in acks if one.ended_at is None and me.id in one.missing(people)),
    )


def readback_waits(one: Readback, me: Member, told: Collection[MemberId]) -> bool:
    """For whom it is said to, and for whoever was told because that one has not read it back."""
    return one.heard is Heard.waiting and me.id != one.sender and (me.id == one.receiver or me.id in told)


def concern_waits(one: Concern, me: Member, told: Collection[MemberId]) -> bool:
    """While nobody is on it, for those who were told; then for who is on it, and who is asked if it is settled.

    Whoever raised it is asked once it is said to be settled, or after some time; leads when that one is silent.
    """
    match one.heed:
        case Heed.raised:
            return me.id != one.raiser and (me.id == one.target or me.id in told)
        case Heed.heeded:
            return me.id == one.heeded_by or (me.id == one.raiser and one.asked > 0)
        case Heed.settled:
            return may_close(one, me) and (me.id == one.raiser or one.asked > LEADS_AFTER)
        case Heed.closed:
            return False
