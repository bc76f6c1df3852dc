"""The router: what was heard is done once, by whoever may, and answered; the clock is heard like anybody else."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot import aliasing, dialogue
from bot.cards.note import apology, note, refusal, regret
from bot.cards.words import Words, words
from bot.care.errors import CareError, Naming, NotAllowed
from bot.care.members import Channel, Member, Workspace, language_of
from bot.care.privacy import Detail
from bot.chat.adapter import Respond, TryLater, Undeliverable
from bot.chat.card import Card, Reply, SeenBy
from bot.chat.incoming import Address, Answer, Changed, Command, Heard, Message, Opened, Platform, Press, Removed
from bot.dispatch import Dispatch
from bot.handlers import (
    BUTTONS,
    CLOSED,
    COMMANDS,
    EVERY_TICK,
    NOTICES,
    TOGETHER,
    UNREACHABLE,
    leave,
)
from bot.handlers.plain import among_others
from bot.handlers.start import greet
from bot.outgoing import REPLY, drawn, with_users
from bot.seals import as_given, linked, sealed, unsealed
from bot.store.audit import Act, Speaker
from bot.store.database import Database, IntegrityError, OperationalError
from bot.store.handles import bound, place
from bot.store.notices import Notice
from bot.store.rows import Stale
from bot.store.sealing import writing_for
from bot.store.work import Work, open_turn, open_work
from bot.turn import Turn, reader_for, reader_of

log = structlog.get_logger()

TRIES = 5
"""How often a turn is done again when somebody else changed the same row, or the database was busy."""


class Clock(Protocol):
    """Says what time it is. Only the demo's can be moved."""

    def now(self) -> datetime:
        """Now, in UTC."""


class Router:
    """Takes in what adapters hear and what the clock says.

    `per_minute` is how many commands and messages it takes from one person, and ten times that from all; 0 is any.
    `board` is where the board's pages are, if there are any.
    With `thinks`, plain words that the rules are at a loss with are kept for a model to propose something.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        with_forms: frozenset[Platform],
        thinks: bool = False,
        per_minute: int = 0,
        board: str = "",
    ) -> None:
        self._database = database
        self._clock = clock
        self._with_forms = with_forms
        self._hearing: dict[tuple[str, str, str], asyncio.Event] = {}
        self._dispatch = Dispatch(with_forms=with_forms, thinks=thinks)
        self._per_minute = per_minute
        self._board = board
        self.wake = asyncio.Event()
        """Set when there may be something to send."""

    async def hear(self, heard: Heard, respond: Respond) -> None:
        """Do what was heard, once, then answer. Raises only when nothing was stored."""
        event = (heard.sender.platform, heard.sender.tenant, heard.id)
        while (delivered_before := self._hearing.get(event)) is not None:
            await delivered_before.wait()
        done = self._hearing[event] = asyncio.Event()
        try:
            await self._hear(heard, respond)
        finally:
            del self._hearing[event]
            done.set()

    async def _hear(self, heard: Heard, respond: Respond) -> None:
        reply = await self._turn(heard)
        self.wake.set()
        if reply is None:
            return
        try:
            await respond(reply)
        except (Undeliverable, TryLater) as problem:
            # The reply stays in its row; the next tick brings it as a direct message.
            log.warning("reply not taken", platform=heard.address.platform, id=heard.id, reason=problem.reason)
            return
        async with open_turn(self._database, heard.sender) as work:
            await work.heard.answered(heard, self._clock.now())

    async def tick(self, now: datetime) -> int:
        """Let the clock speak: whatever is due becomes notices. Returns how many rows were due. Raises what one of
        the handlers raised, after all others have done theirs."""
        try:
            return await self._all_hear(now, EVERY_TICK)
        except Exception as problem:
            log.info("tick again, one by one", error=type(problem).__name__)
        count, failed = 0, None
        for name in EVERY_TICK:
            try:
                count += await self._all_hear(now, (name,))
            except Exception as problem:
                failed = problem
        if failed is not None:
            raise failed
        return count

    async def _all_hear(self, now: datetime, names: Iterable[str]) -> int:
        count = 0
        async with open_work(self._database) as work:
            due = await work.due.who(now)
            for name in names:
                if name in due:
                    part = work.part()
                    count += await EVERY_TICK[name](part, now)
                    await part.audit.write()
        return count

    async def compose_all(
        self, work: Work, wanted: Sequence[tuple[Sequence[Notice], Address]], now: datetime
    ) -> list[tuple[Card | None, list[Notice]]]:
        """As `compose`, for what goes to several places; their channels are read in one go."""
        channels = await work.places.by_ids({one for notices, _ in wanted if (one := notices[0].channel)})
        return [
            await self.compose(work, notices, to, channels.get(one) if (one := notices[0].channel) else None, now)
            for notices, to in wanted
        ]

    async def compose(
        self, work: Work, notices: Sequence[Notice], to: Address, channel: Channel | None, now: datetime
    ) -> tuple[Card | None, list[Notice]]:
        """Notices to one person or channel as one card for where it goes, from the state of now; None when none
        of them is true any more. And those that are not."""
        first = notices[0]
        people = await work.people(first.workspace)
        member = people.member(first.member)
        if member is not None and not member.active:
            return None, list(notices)  # they have left since it was written
        if member is not None:
            reader = reader_for(member, to.platform, people, now)
        else:
            workspace = await work.workspace(first.workspace)
            channel = channel or await work.places.at(to, first.workspace)
            reader = reader_of(channel, workspace, people, now)
        work.audit.speaker = Speaker(
            workspace=first.workspace, actor=first.member, platform=to.platform, channel=first.channel, at=now
        )
        said = [(one, await NOTICES[one.kind](work, one, reader)) for one in notices]
        true, untrue = [one for one, card in said if card], [one for one, card in said if not card]
        card = next((card for _, card in said if card), None)
        if len(true) > 1:
            card = await TOGETHER[first.kind](work, true, reader)
        card = drawn(work, card, reader, first.kind, shared=reader.shared)
        if card is None:
            return None, untrue
        card = await with_users(work, card, to.platform, to.tenant)
        return bound(card, first.workspace, place(to), now, linked=linked(to)), untrue

    async def fall_back(self, work: Work, notice: Notice, now: datetime) -> None:
        """A member or a channel could not be reached: let those around them know."""
        if notice.member is None:
            await CLOSED(work, notice, now)
            return
        about, _, _ = notice.about.partition(":")
        if about in UNREACHABLE:
            await UNREACHABLE[about](work, notice, now)

    async def _turn(self, heard: Heard) -> Reply | None:
        for attempt in range(TRIES):
            try:
                return await self._once(heard)
            except CareError as error:
                return await self._refuse(heard, error)
            except IntegrityError as problem:
                # The same new row in another turn: what is there now decides.
                log.info("turn again", id=heard.id, problem=type(problem).__name__)
            except (Stale, OperationalError) as problem:
                if attempt == TRIES - 1:
                    raise
                log.info("turn again", id=heard.id, problem=type(problem).__name__)
                await asyncio.sleep(0.02 * 2**attempt)
            except Exception:
                return await self._apologise(heard)
        return await self._apologise(heard)

    async def _once(self, heard: Heard) -> Reply | None:
        now = self._clock.now()
        async with open_turn(self._database, heard.sender) as work:
            if not await work.heard.record(replace(heard, at=now)):
                return await self._again(work, heard, now)
            turn = await self._met(work, heard, now)
            if turn is None:
                return None
            if isinstance(turn, Reply):
                return turn
            await self._in_moderation(turn, heard)
            meant, audience = unsealed(heard, turn.workspace, now)
            reply = await aliasing.screened(turn, meant, await self._dispatch.reply(turn, meant))
            if reply is None or not (reply.card or reply.asks or reply.errors):
                return None
            return sealed(await self._kept(work, turn, meant, reply), heard, turn.workspace, audience, now)

    async def _in_moderation(self, turn: Turn, heard: Heard) -> None:
        """Return unless they send more than a person can; buttons and forms are never held back.

        Counted in the database, so that it holds for several replicas, and after a restart.
        """
        if not self._per_minute or not isinstance(heard, Command | Message):
            return
        mine, all_ = await turn.work.heard.lately(heard, turn.actor.id, turn.now - timedelta(minutes=1))
        if mine >= self._per_minute:
            raise CareError("That is more than I can take in at once. Please wait a minute, then send it again.")
        if all_ > 10 * self._per_minute:
            raise CareError("Very much is coming in just now. Please wait a minute, then send it again.")

    async def _kept(self, work: Work, turn: Turn, heard: Heard, reply: Reply) -> Reply:
        """The reply as it will be drawn, kept until the platform has it."""
        platform = heard.address.platform
        if reply.asks is not None and platform not in self._with_forms:
            reply = Reply(card=await dialogue.begin(turn, reply.asks), replaces=reply.replaces)
        many = reply.seen_by is SeenBy.everyone and not turn.channel.private
        card = drawn(work, reply.card, turn.reader, REPLY, shared=many)
        if card is not None:
            card = await with_users(work, card, platform, heard.address.tenant)
            reply = replace(reply, card=card)
        if isinstance(heard, Command) or (
            isinstance(heard, Message) and (turn.channel.private or heard.mentions_bot)
        ):
            await greet(turn)
        await work.heard.reply(heard, reply, turn.actor.id, turn.channel.id)
        return reply

    async def _met(self, work: Work, heard: Heard, now: datetime) -> Turn | Reply | None:
        """Who speaks, where: the turn to give to a handler, or a refusal for who does not belong here."""
        workspace = await work.members.workspace_of(heard.sender.platform, heard.sender.tenant)
        if isinstance(heard, Removed):
            if workspace is not None:
                await leave.removed(work, workspace, heard, now)
            return None
        if workspace is None or heard.sender.outsider:
            if workspace is not None:
                work.audit.note(Act.denial, "", workspace=workspace.id, detail="outsider", at=now)
            say = words(language_of(heard.sender.locale))
            text = say("Sorry, I only work for members of this workspace. Please ask one of them.")
            return Reply(card=note(text, say)) if not isinstance(heard, Changed | Opened) else None
        writing_for(workspace.id)
        if isinstance(heard, Changed):
            return await self._profiled(work, workspace, heard, now)
        actor = await work.members.meet(heard.sender, workspace, now)
        if isinstance(heard, Command | Message):
            for sender in heard.mentions:
                if not sender.outsider:
                    await work.members.meet(sender, workspace, now)
        if not actor.active or not await work.members.seen(heard.sender, now):
            about = f"member:{actor.id}"
            work.audit.note(Act.denial, about, workspace=workspace.id, actor=actor.id, detail="ended", at=now)
            say = words(actor.locale)
            text = say("Your access has ended. Please ask a lead of your team.")
            return Reply(card=note(text, say)) if not isinstance(heard, Opened) else None
        if heard.address.shared:
            work.audit.note(
                Act.denial, "", workspace=workspace.id, actor=actor.id, detail="shared channel", at=now
            )
            return among_others(heard, words(actor.locale))
        return await self._turn_of(work, actor, workspace, heard, now)

    async def _profiled(self, work: Work, workspace: Workspace, heard: Changed, now: datetime) -> Turn | None:
        """A change of somebody's profile; of people whom we have not met, or who left, it is of no interest."""
        actor = await work.members.by_identity(*_user(heard))
        return await self._turn_of(work, actor, workspace, heard, now) if actor and actor.active else None

    async def _turn_of(self, work: Work, actor: Member, workspace: Workspace, heard: Heard, now: datetime) -> Turn:
        channel = await work.places.at(heard.address, workspace.id)
        if not channel.private:
            await work.places.saw(channel.id, actor.id)
        work.audit.speaker = Speaker(
            workspace=workspace.id, actor=actor.id, platform=heard.sender.platform, channel=channel.id, at=now
        )
        people = await work.people(workspace.id)
        actor = people.members[actor.id]
        message = heard.message if isinstance(heard, Press) else None
        if message and not channel.private and await work.notices.at_message(heard.address, message):
            message = None  # a post that everybody reads stays as it is
        return Turn(
            actor=actor,
            workspace=workspace,
            channel=channel,
            now=now,
            work=work,
            people=people,
            reader=reader_for(actor, channel.platform, people, now),
            message=message,
            board=self._board,
        )

    async def _refuse(self, heard: Heard, error: CareError) -> Reply | None:
        """Tell them why not. Nothing of the turn was kept but that it was heard."""
        return await self._instead(heard, lambda say: say.error(error), refusal, error)

    async def _apologise(self, heard: Heard) -> Reply | None:
        reference = secrets.token_hex(4)
        log.exception("turn failed", id=heard.id, platform=heard.address.platform, reference=reference)
        return await self._instead(heard, lambda say: regret(reference, say), apology)

    async def _instead(
        self,
        heard: Heard,
        sentence: Callable[[Words], str],
        card: Callable[[str, str, Words], Card],
        error: CareError | None = None,
    ) -> Reply | None:
        """A turn that only answers, and audits what was refused. A form stays open with what was put in."""
        now = self._clock.now()
        async with open_turn(self._database, heard.sender) as work:
            if not await work.heard.record(replace(heard, at=now)):
                return await self._again(work, heard, now)
            turn = await self._met(work, heard, now)
            if not isinstance(turn, Turn):
                return turn
            meant, audience = as_given(heard, turn.workspace, now)
            if error is not None and (isinstance(error, NotAllowed) or error.about):
                work.audit.note(Act.denial, error.about, patient=error.patient, detail=_asked(heard))
            say = turn.reader.say
            named = error.field if isinstance(error, Naming) else ""
            if field := await self._field(work, turn, meant, named):
                reply = Reply(errors={field: sentence(say)})
            else:
                reply = Reply(card=card(sentence(say), _typed(heard, turn), say))
            return sealed(await self._kept(work, turn, meant, reply), heard, turn.workspace, audience, now)

    async def _field(self, work: Work, turn: Turn, heard: Heard, named: str) -> str | None:
        """The field of the form that was sent where something can be said: the one that is named, or the first."""
        if not isinstance(heard, Answer) or not self._has_forms(heard):
            return None
        asked = await work.questions.by_handle(turn.workspace.id, heard.handle)
        names = [field.name for field in asked.question.fields] if asked else list(heard.values)
        return named if named in names else next(iter(names), None)

    async def _again(self, work: Work, heard: Heard, now: datetime) -> Reply | None:
        """The reply to what was heard before, if the platform has not taken it yet."""
        reply = await work.heard.waiting_reply(heard)
        workspace = await work.members.workspace_of(heard.sender.platform, heard.sender.tenant)
        if reply is None or workspace is None:
            return None
        return sealed(reply, heard, workspace, as_given(heard, workspace, now)[1], now)

    def _has_forms(self, heard: Heard) -> bool:
        return heard.address.platform in self._with_forms


def _asked(heard: Heard) -> str:
    """What somebody wanted, in our own words."""
    match heard:
        case Command():
            return heard.name if heard.name in COMMANDS else "command"
        case Press():
            return heard.action if heard.action in BUTTONS else "press"
        case Message() | Answer() | Opened() | Changed() | Removed():
            return type(heard).__name__.lower()


def _typed(heard: Heard, turn: Turn) -> str:
    """What they typed, to be shown back to them; not where detail is minimal, and it still stands there."""
    if isinstance(heard, Command) and turn.detail is Detail.full and heard.text:
        return turn.named(f"/{heard.name} {heard.text}")
    return ""


def _user(heard: Heard) -> tuple[str, str, str]:
    return heard.sender.platform, heard.sender.tenant, heard.sender.user
