"""`/link`: one person on two platforms. A code is given on the one, typed on the other, and confirmed."""

from dataclasses import replace
from datetime import timedelta

from bot.cards import link as cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import handoffs
from bot.care.errors import CareError
from bot.care.members import ChannelId, Member
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Press
from bot.store.joining import identities_in
from bot.store.links import Link, LinkCode, is_code
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn

LASTS = timedelta(minutes=10)
TRIES = 5
AGAIN_AFTER = timedelta(hours=1)


async def link(turn: Turn, heard: Command) -> Reply:
    """`/link` gives a code, `/link KTMB-WXZQ` takes one."""
    code = heard.text.strip()
    say = turn.reader.say
    if not turn.channel.private:
        if is_code(code):
            # Everybody in the channel has read it.
            await turn.work.links.use(code, turn.actor.id, turn.now - LASTS)
            await turn.work.links.use(code, turn.actor.id, turn.now)
        more = say("A code that was written here is no longer valid.") if code else ""
        sentence = say("Please write /link to me in a direct message: here others read along.")
        return turn.card(note(sentence, say, *([more] if more else [])))
    if not code:
        letters = await turn.work.links.make(turn.actor.id, turn.channel.id, turn.now + LASTS)
        return turn.card(cards.code(letters, turn.reader))
    if not is_code(code):
        raise CareError("A code has eight letters. You get one on the other platform: /link")
    # From here on a refusal is an answer, not an error: what was counted or spent has to stay.
    return turn.card(await _take(turn, code))


async def press_link(turn: Turn, press: Press) -> Reply:
    """Yes or No to "Is that you?"."""
    code = await turn.work.links.confirm(press.handle, turn.actor.id, turn.now - LASTS, turn.now)
    if code is None:
        raise CareError("That button is no longer valid. Begin again on the other platform: /link")
    if press.value != "yes":
        say = turn.reader.say
        return turn.card(note(say("Left as it was. The code is no longer valid."), say))
    await turn.work.links.lock_both(code.member, turn.actor.id)
    kept = await turn.work.members.by_id(code.member)
    joined = await turn.work.members.by_id(turn.actor.id)
    if kept is None or joined is None or await _refusal(turn, kept, joined) is not None:
        raise CareError("That is not possible any more. Begin again on the other platform: /link")
    handle = await _join(turn, code, kept, joined)
    return turn.card(cards.done(kept.name, handle, turn.reader))


async def press_unlink(turn: Turn, press: Press) -> Reply:
    """Undo, or "That was not me", which locks the other account when the one that was there first says so."""
    found = await turn.work.links.by_handle(turn.workspace.id, press.handle)
    if found is None or turn.actor.id not in (found.kept, found.joined):
        raise CareError("That button is no longer valid.")
    await turn.work.links.lock_both(found.kept, found.joined)
    done = await turn.work.links.undo(found, turn.now)
    if done:
        await _part(turn, found)
    joined = await turn.work.members.by_id(found.joined)
    kept = await turn.work.members.by_id(found.kept)
    if joined is None or kept is None:
        raise CareError("That button is no longer valid.")
    sender = (press.sender.platform, press.sender.tenant, press.sender.user)
    by_kept = sender not in identities_in(found.moved)
    # A lead is never locked out by somebody else's press.
    locked = by_kept and not joined.lead
    if locked:
        await turn.work.members.lock(joined.id, turn.now)
        for lead in turn.people.leads():
            if lead.id != kept.id:
                key = f"disputed:{found.handle}:{lead.id}"
                await turn.tell("unlinked", f"link:{found.handle}", key=key, to=lead.id, extra=found.handle)
    if done and not by_kept:
        await _tell_kept(turn, "unlinked", found.handle, kept, found.channel)
    return turn.card(cards.undone(joined.name if by_kept else kept.name, locked=locked, reader=turn.reader))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the account that the code came from."""
    found = await work.links.by_handle(notice.workspace, notice.extra)
    if found is None or found.undone_at is not None:
        return None
    people, moved = reader.people, identities_in(found.moved)
    joined = people.members[found.joined]
    platform = moved[0][0] if moved else ""
    return cards.linked(joined.name, platform, found.handle, reader)


async def compose_undone(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """To the account that the code came from, or to a lead: it was undone."""
    found = await work.links.by_handle(notice.workspace, notice.extra)
    if found is None:
        return None
    people = reader.people
    kept, joined = people.members[found.kept], people.members[found.joined]
    if notice.member != kept.id:
        return cards.disputed(kept.name, joined.name, reader)
    return cards.undone(joined.name, locked=False, reader=reader)


async def _take(turn: Turn, code: str) -> Card:
    say, links = turn.reader.say, turn.work.links
    if await links.wrong_since(turn.actor.id, turn.now - AGAIN_AFTER) >= TRIES:
        return note(say("Too many wrong codes. Please try again in an hour."), say)
    found = await links.find(code, turn.now)
    owner = await turn.work.members.by_id(found.member) if found else None
    if found is None or owner is None or not owner.active:
        await links.wrong(turn.actor.id, turn.now)
        return note(say("That code is wrong or too old. You get a new one on the other platform: /link"), say)
    if (refusal := await _refusal(turn, owner, turn.actor)) is not None:
        return note(refusal, say)
    handle = await links.use(code, turn.actor.id, turn.now)
    if handle is None:
        return note(say("That code was used already. You get a new one on the other platform: /link"), say)
    channel = await turn.work.places.by_id(found.channel)
    return cards.question(owner.name, channel.platform, handle, turn.reader)


async def _refusal(turn: Turn, kept: Member, joined: Member) -> str | None:
    """Why these two cannot be one, ready to be read."""
    say = turn.reader.say
    if kept.id == joined.id:
        return say("That is your own code. Write it to me on the other platform.")
    if not (kept.active and joined.active):
        return say("One of the two accounts has ended. Please ask a lead of your team.")
    here = {one.platform for one in await turn.work.members.identities_of(joined.id)}
    if any(one.platform in here for one in await turn.work.members.identities_of(kept.id)):
        return say("You are both on the same platform. Linking is for one person on two platforms.")
    return None


async def _join(turn: Turn, code: LinkCode, kept: Member, joined: Member) -> str:
    work = turn.work
    handle = await work.links.join(kept, joined, code.channel, turn.now)
    current, other = await work.members.by_id(kept.id), await work.members.by_id(joined.id)
    assert current is not None and other is not None  # noqa: S101 - both are locked
    one = replace(
        current,
        lead=current.lead or other.lead,
        welcomed=current.welcomed or other.welcomed,
        backup=None if current.backup == kept.id else current.backup or _else(other.backup, kept),
    )
    one = await work.members.save(_with_choices(one, other))
    await work.members.save(replace(other, active=False))
    await turn.replan(one)
    for handoff in await work.handoffs.sent_by(kept.workspace, kept.id):
        if handoff.sender == handoff.receiver:
            await work.handoffs.save(handoffs.cancel(handoff, one, turn.now))
    await _tell_kept(turn, "linked", handle, kept, code.channel)
    return handle


async def _tell_kept(turn: Turn, kind: str, handle: str, kept: Member, channel: ChannelId) -> None:
    """On the platform that the code came from: on the other one it would reach whoever was joined."""
    platform = (await turn.work.places.by_id(channel)).platform
    about, key = f"link:{handle}", f"{kind}:{handle}"
    await turn.tell(kind, about, key=key, to=kept.id, only=platform, extra=handle, urgency=Urgency.urgent)


async def _part(turn: Turn, link: Link) -> None:
    """Both are members again, each with what was theirs."""
    members = turn.work.members
    kept, joined = await members.by_id(link.kept), await members.by_id(link.joined)
    assert kept is not None and joined is not None  # noqa: S101 - both are locked
    lead = link.was_lead if joined.lead else kept.lead
    kept = await members.save(replace(kept, lead=lead))
    joined = await members.save(replace(joined, active=True))
    await turn.replan(kept)
    await turn.replan(joined)


def _with_choices(kept: Member, joined: Member) -> Member:
    """What the joined one has set and the kept one has not."""
    taken = {
        name: columns for name, columns in _SET_BY.items() if name in joined.chosen and name not in kept.chosen
    }
    values = {column: getattr(joined, column) for columns in taken.values() for column in columns}
    return replace(kept, chosen=(*kept.chosen, *taken), **values)


_SET_BY = {
    "zone": ("zone",),
    "hours": ("work_start", "work_end"),
    "days": ("work_days",),
    "quiet": ("quiet_start", "quiet_end"),
    "locale": ("locale",),
}


def _else(backup, kept: Member):  # type: ignore[no-untyped-def]
    """The other's backup, unless that is oneself."""
    return None if backup == kept.id else backup
