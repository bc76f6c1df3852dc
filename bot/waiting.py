"""What waits for a member besides items and handoffs, read from the store."""

from bot.care.members import Member
from bot.care.people import People
from bot.care.waiting import Waiting, waiting_for
from bot.store.work import Work


async def waits(work: Work, member: Member, people: People) -> Waiting:
    """All of it, as things stand now."""
    return waiting_for(
        member,
        people,
        readbacks=await work.readbacks.waiting(member.workspace),
        concerns=await work.concerns.open(member.workspace),
        acks=await work.acks.open(member.workspace),
        running=await work.escalations.running(member.workspace),
    )
