"""Proposals: what a model makes of words that the rules are at a loss with, run only when the person says Yes."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.cards.note import note
from bot.cards.proposal import did_you_mean
from bot.cards.reader import Reader
from bot.care.errors import CareError
from bot.care.policy import Action
from bot.care.protection import spoken_of
from bot.care.tasks import Status, TaskId, cancel
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Message, Press
from bot.language.read import read
from bot.store.notices import Notice
from bot.store.places import address_of
from bot.store.thoughts import ACCEPTED, DECLINED, PROPOSED, Thought
from bot.store.work import Work
from bot.turn import Turn, directory_of

YES = "proposal_yes"
SHOWN_WITHIN = timedelta(minutes=10)
"""A proposal that comes later than this after the words is a nuisance."""

ANSWERED_WITHIN = timedelta(hours=12)


async def think(turn: Turn, heard: Message, meant: Command | Reply | None) -> None:
    """Keep the words for a model if the rules made nothing of them, or a draft that they have to ask about."""
    words = (heard.text, heard.quoted.text if heard.quoted else "")
    if isinstance(meant, Reply) or spoken_of(words, turn.people.protected):
        return
    draft = await _draft_of(turn, meant) if meant else None
    if meant is None or draft is not None:
        place = turn.channel.id
        await turn.work.thoughts.add(heard, turn.workspace.id, turn.actor.id, place, draft, turn.now)


async def accept(turn: Turn, press: Press) -> tuple[Turn, Command]:
    """Yes: the command as the person could have typed it where they wrote, and the turn to run it in.

    The draft that the rules had made of the same words goes, since the command takes its place.
    """
    thought = await _mine(turn, press, ACCEPTED)
    await _drop_draft(turn, thought)
    place = await turn.work.places.by_id(thought.channel)
    command = Command(
        id=press.id, sender=press.sender, address=address_of(place), at=press.at, name=thought.command,
        text=thought.text, quoted=thought.quoted,
    )  # fmt: skip
    return replace(turn, channel=place), command


async def press_no(turn: Turn, press: Press) -> Reply:
    """No: nothing is done, and a draft stays as it is."""
    await _mine(turn, press, DECLINED)
    return turn.card(note(turn.reader.say("All right, I leave it."), turn.reader.say))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The question, unless it was answered, comes too late, or the person has settled the draft themselves."""
    thought = await work.thoughts.by_id(int(notice.about.removeprefix("thought:")))
    if thought is None or thought.state != PROPOSED or reader.now - thought.created_at > SHOWN_WITHIN:
        return None
    if not await _still_draft(work, thought):
        return None
    member = reader.people.member(thought.member)
    if member is None or not member.active:
        return None
    zone = ZoneInfo(member.zone)
    people = directory_of(reader.people, member.id)
    reading = read(thought.text, thought.created_at.astimezone(zone), zone, people, member.locale)
    return did_you_mean(thought.command, thought.text, reading, thought.handle, reader)


async def _draft_of(turn: Turn, meant: Command) -> TaskId | None:
    """The draft that a command has just left in this turn."""
    if meant.name not in ("followup", "task"):
        return None
    event = await turn.work.tasks.last_event(turn.actor.id)
    return event.task if event is not None and event.verb == "draft" and event.at == turn.now else None


async def _mine(turn: Turn, press: Press, answer: str) -> Thought:
    """The proposal that was pressed, answered now: only by who wrote the words, only once, not days later."""
    thought = await turn.work.thoughts.by_handle(turn.workspace.id, press.handle)
    if thought is None or turn.now - thought.created_at > ANSWERED_WITHIN:
        raise CareError(
            "That suggestion is too old. Please write it again, for example: /task call the lab at 3pm"
        )
    if thought.member != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(thought.member))
    if not await turn.work.thoughts.answer(thought, answer):
        raise CareError("That question is answered already.")
    return thought


async def _drop_draft(turn: Turn, thought: Thought) -> None:
    if thought.draft is None:
        return
    draft = await turn.work.tasks.by_id(thought.draft)
    if draft is None or draft.status is not Status.draft:
        raise CareError("You have settled that already. See what you have: /mine")
    await turn.must(Action.cancel, draft)
    reason = turn.reader.say("said in another way")
    await turn.save(cancel(draft, turn.actor, reason, turn.now), draft, "cancel")


async def _still_draft(work: Work, thought: Thought) -> bool:
    if thought.draft is None:
        return True
    draft = await work.tasks.by_id(thought.draft)
    return draft is not None and draft.status is Status.draft
