"""What the platform does when people talk: keep it, have the bot hear it, and draw what the bot answers."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from bot.adapters.web.archive import Archive, Posting, Stored, buttons_of
from bot.adapters.web.clock import Clock
from bot.adapters.web.draw import plain_text
from bot.adapters.web.forms import closed, filled
from bot.adapters.web.live import Live
from bot.adapters.web.refusal import Refused
from bot.adapters.web.workspace import BOT, Persona, Workspace, without_bot
from bot.chat.adapter import Hear
from bot.chat.card import Button, Reply, SeenBy
from bot.chat.incoming import Address, Answer, Command, Heard, Message, Press, Quoted
from bot.chat.text import clean

LONGEST_TEXT = 40_000
"""Characters in one message, as on Slack."""

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Turn:
    """What came of something a person did: their own message, and what the bot answered."""

    said: Stored | None = None
    answers: list[Stored] = field(default_factory=list)
    errors: Mapping[str, str] = field(default_factory=dict)


class Chat:
    """The platform's side of the conversation.

    `retries` are the seconds after which words that the bot could not take in are put to it again; after the
    last of them they wait for the next start.
    """

    def __init__(
        self, workspace: Workspace, archive: Archive, clock: Clock, live: Live, retries: Sequence[float]
    ) -> None:
        self.workspace = workspace
        self.archive = archive
        self.clock = clock
        self.live = live
        self._retries = retries
        self._hear: Hear | None = None
        self._in_flight: dict[str, asyncio.Task[Turn]] = {}
        self._failed = asyncio.Event()
        self._retrying: asyncio.Task[None] | None = None

    async def start(self, hear: Hear) -> None:
        """Take in words from now on, first of all those that were not heard before the last stop."""
        self._hear = hear
        if await self.archive.unheard():
            self._failed.set()
        self._retrying = asyncio.create_task(self._hear_again((0, *self._retries)))

    async def stop(self) -> None:
        """Take in nothing more and finish what is in flight."""
        self._hear = None
        if self._retrying is not None:
            self._retrying.cancel()
            await asyncio.wait([self._retrying])
        if self._in_flight:
            await asyncio.wait(self._in_flight.values())

    async def say(
        self, person: Persona, channel: str, text: str, thread: str | None = None, id: str | None = None
    ) -> Turn:
        """Somebody writes. Stored before anything else; the bot hears it when it is meant for it."""
        stored_channel = self.workspace.stored_channel(person, channel)
        if stored_channel is None:
            raise Refused(404, f"There is no channel “{clean(channel)[:40]}” here.")
        text = text.strip()
        if not text:
            raise Refused(422, "There is nothing to say in an empty message.")
        if len(text) > LONGEST_TEXT:
            raise Refused(422, f"That is too long for one message: {LONGEST_TEXT:,} characters is the most.")
        quoted = None if thread is None else await self.visible(person, thread)
        if quoted is not None and quoted.channel != stored_channel:
            raise Refused(404, "The message that this replies to is in another channel.")
        heard_id = _id("say", person, id)
        if (known := await self.archive.known(heard_id)) is not None:
            return await self._said_before(heard_id, known[1])
        root = None if quoted is None else quoted.thread or quoted.id
        heard = self._heard(person, self.workspace.address(stored_channel, root), text, quoted, heard_id)
        ephemeral = isinstance(heard, Command) or (quoted is not None and quoted.seen_by is not None)
        said = await self.archive.post(
            Posting(
                channel=stored_channel,
                author=person.key,
                at=self.clock.now(),
                text=text,
                thread=root,
                seen_by=person.key if ephemeral else None,
                key=heard_id,
            ),
            heard,
        )
        self.live.announce()
        if heard is None:
            return Turn(said=said)
        try:
            turn = await self._take_in(heard)
        except _NotHeard:
            self._failed.set()
            raise Refused(503, "Stitch could not take this in just now. It is kept and tried again.") from None
        turn.said = said
        return turn

    async def press(
        self, person: Persona, message: str, button: str, line: int | None = None, id: str | None = None
    ) -> Turn:
        """Somebody presses a button, given by its label, its handle, or `action:value:handle`. What a line's
        button brings is a message of its own, so that the list stays for the other lines and people."""
        on = await self.visible(person, message)
        pressed, of_a_line = _find(on, button, line)
        heard = Press(
            id=_id("press", person, id),
            sender=self.workspace.sender(person),
            address=self.workspace.address(on.channel, on.thread),
            at=self.clock.now(),
            action=pressed.action,
            handle=pressed.handle,
            value=pressed.value,
            message=None if of_a_line else str(on.id),
        )
        return await self._at_once(heard)

    async def answer(
        self, person: Persona, handle: str, values: Mapping[str, str | Sequence[str]], id: str | None = None
    ) -> Turn:
        """Somebody sends a form, which closes unless the bot finds something wrong with it."""
        heard_id = _id("answer", person, id)
        if (known := await self.archive.known(heard_id)) is not None:
            return await self._said_before(heard_id, known[1])
        on = await self.archive.question(handle, self.workspace.channels(person), person.key)
        if on is None or on.question is None:
            raise Refused(404, "That form is not open any more.")
        heard = Answer(
            id=heard_id,
            sender=self.workspace.sender(person),
            address=self.workspace.address(on.channel, on.thread),
            at=self.clock.now(),
            handle=handle,
            values=filled(on.question, values),
        )
        turn = await self._at_once(heard)
        if turn.errors:
            raise Refused(422, "Please look at the form again: " + next(iter(turn.errors.values())), turn.errors)
        await self._close(on.id, handle)
        return turn

    async def dismiss(self, person: Persona, message: str) -> None:
        """Somebody clears away what only they see."""
        shown = await self.visible(person, message)
        if shown.seen_by != person.key:
            raise Refused(409, "Only a message that nobody else sees can be dismissed.")
        await self.archive.dismiss(shown.id)
        self.live.announce()

    async def visible(self, person: Persona, message: str) -> Stored:
        """The message, if this person may see it; for others it does not exist. Raises Refused."""
        number = int(message) if message.isascii() and message.isdigit() and len(message) < 18 else 0
        stored = await self.archive.message(number)
        if (
            stored is None
            or stored.gone
            or stored.seen_by not in (None, person.key)
            or stored.channel not in self.workspace.channels(person)
        ):
            raise Refused(404, "There is no such message.")
        return stored

    def _heard(
        self, person: Persona, address: Address, text: str, quoted: Stored | None, id: str
    ) -> Command | Message | None:
        """What the bot hears of a text; None when people talk among themselves."""
        sender, at = self.workspace.sender(person), self.clock.now()
        reply = None if quoted is None else self._quoted(quoted, person)
        if text.startswith("/") and text[1:] and not text[1].isspace():
            name, *words = text[1:].split(None, 1)
            rest, mentions = self.workspace.named(words[0] if words else "")
            return Command(
                id=id,
                sender=sender,
                address=address,
                at=at,
                name=name.lower(),
                text=rest,
                mentions=mentions,
                quoted=reply,
            )
        text, mentions_bot = without_bot(text)
        if not (mentions_bot or address.private or (reply and reply.by_bot)):
            return None
        text, mentions = self.workspace.named(text)
        return Message(
            id=id,
            sender=sender,
            address=address,
            at=at,
            text=text,
            mentions_bot=mentions_bot,
            mentions=mentions,
            quoted=reply,
        )

    def _quoted(self, message: Stored, person: Persona) -> Quoted:
        return Quoted(message=str(message.id), text=plain_text(message, person.zone), by_bot=message.author == BOT)

    async def _said_before(self, heard: str, message: int | None) -> Turn:
        """The same again, because the answer to the first request got lost: nothing is done twice."""
        if (running := self._in_flight.get(heard)) is not None:
            await asyncio.wait([running])
        said = None if message is None else await self.archive.message(message)
        return Turn(said=said, answers=await self.archive.caused_by(heard))

    async def _at_once(self, heard: Press | Answer) -> Turn:
        """Have the bot hear a press or a form. When it cannot, the person is told, so it is not tried again
        behind their back; only a crash in between leaves it for the next start."""
        if (known := await self.archive.known(heard.id)) is not None:
            return await self._said_before(heard.id, known[1])
        await self.archive.remember(heard)
        try:
            return await self._take_in(heard)
        except _NotHeard:
            await self.archive.forget(heard.id)
            raise Refused(503, "Stitch could not take this in just now. Nothing was changed; try again.") from None

    async def _take_in(self, heard: Heard) -> Turn:
        """Have the bot hear something that is stored, once at a time. It goes on when who asked has gone."""
        task = self._in_flight.get(heard.id)
        if task is None:
            if self._hear is None:
                raise _NotHeard
            task = asyncio.create_task(self._turn(heard, self._hear))
            self._in_flight[heard.id] = task
            task.add_done_callback(self._landed(heard.id))
        return await asyncio.shield(task)

    def _landed(self, heard: str) -> Callable[[asyncio.Task[Turn]], None]:
        def landed(task: asyncio.Task[Turn]) -> None:
            self._in_flight.pop(heard, None)
            if not task.cancelled():
                task.exception()  # looked at, because who asked may have gone

        return landed

    async def _turn(self, heard: Heard, hear: Hear) -> Turn:
        turn = Turn()

        async def respond(reply: Reply) -> None:
            turn.errors = reply.errors
            turn.answers += await self._answers(heard, reply)

        try:
            await hear(heard, respond)
        except Exception as error:
            # The kind of error only: its text may quote what people wrote.
            log.error("web.not_heard", heard=heard.id, error=type(error).__name__)
            raise _NotHeard from None
        await self.archive.done(heard.id)
        return turn

    async def _answers(self, heard: Heard, reply: Reply) -> list[Stored]:
        """Draw a reply, in place of the message it replaces or as a new one; the same reply twice stands once."""
        if reply.card is None and reply.asks is None:
            return []
        if earlier := await self.archive.caused_by(heard.id):
            return earlier
        stored = None
        to = reply.to or heard.address
        private = reply.seen_by is SeenBy.sender and not to.private
        place = await self._place(heard, reply, to, private)
        if place is not None:
            stored = await self.archive.edit(place, card=reply.card, question=reply.asks, cause=heard.id)
        if stored is None:
            stored = await self.archive.post(
                Posting(
                    channel=to.channel,
                    author=BOT,
                    at=self.clock.now(),
                    thread=thread_of(to),
                    seen_by=heard.sender.user if private else None,
                    card=reply.card,
                    question=reply.asks,
                    key=f"reply:{heard.id}",
                    cause=heard.id,
                )
            )
        self.live.announce()
        return [stored]

    async def _place(self, heard: Heard, reply: Reply, to: Address, private: bool) -> int | None:
        """The message whose place a reply takes: the one it replaces, or the form that it answers, when that
        stands where the reply goes and is seen by the same people."""
        if reply.replaces is not None and reply.replaces.isdecimal():
            return int(reply.replaces)
        if not isinstance(heard, Answer):
            return None
        form = await self.archive.question(heard.handle, (to.channel,), heard.sender.user)
        return form.id if form is not None and (form.seen_by is not None) is private else None

    async def _close(self, message: int, handle: str) -> None:
        """A form that was sent and is answered elsewhere: clear it away, or say so where others saw it."""
        now = await self.archive.message(message)
        if now is None or now.question is None or now.question.handle != handle:
            return
        if now.seen_by is not None or now.channel.startswith("@"):
            await self.archive.dismiss(message)
        else:
            await self.archive.edit(message, card=closed(now.question), question=None)
        self.live.announce()

    async def _hear_again(self, delays: Sequence[float]) -> None:
        """Put to the bot again what it could not take in, after each of the delays, until all is heard."""
        while True:
            await self._failed.wait()
            self._failed.clear()
            for delay in delays:
                await asyncio.sleep(delay)
                if await self._all_heard():
                    break

    async def _all_heard(self) -> bool:
        failed = False
        for heard in await self.archive.unheard():
            if heard.id in self._in_flight:
                continue
            try:
                await self._take_in(heard)
            except _NotHeard:
                failed = True
        return not failed


class _NotHeard(Exception):
    """The bot stored nothing of it."""


def thread_of(address: Address) -> int | None:
    """The root message that an address points to."""
    return int(address.thread) if address.thread is not None and address.thread.isdecimal() else None


def _id(kind: str, person: Persona, given: str | None) -> str:
    """The id of something heard: made from the one that the client gave, so that its repetition is noticed."""
    return f"{kind}:{person.key}:{given or secrets.token_hex(12)}"


def _find(message: Stored, wanted: str, line: int | None) -> tuple[Button, bool]:
    """The button that is meant, and whether it belongs to a line: first among those that stand there (the
    message's own before those of its lines), then among those that stood there before."""
    lines = message.lines
    if line is None and (found := _named(message.card.buttons if message.card else (), wanted)):
        return found, False
    meant = lines if line is None else lines[line : line + 1] if line >= 0 else ()
    if found := _named([button for one in meant for button in buttons_of(one)], wanted):
        return found, True
    if found := _named(message.former, wanted, exactly=line is not None):
        return found, line is not None
    if not meant and line is not None:
        raise Refused(404, f"The message has no line {line}; it has {len(lines)}, counted from 0.")
    raise Refused(404, "There is no such button on this message.")


def _named(buttons: Iterable[Button], wanted: str, *, exactly: bool = False) -> Button | None:
    """The first with this `action:value:handle`, else with this label, else the only one with this handle."""
    found = list(dict.fromkeys(buttons))
    label = clean(wanted).casefold()
    for one in found:
        if one.data == wanted:
            return one
    if exactly:
        return None
    for one in found:
        if clean(one.label).casefold() == label:
            return one
    same = [one for one in found if one.handle == wanted]
    if len(same) > 1:
        names = ", ".join(clean(one.label) for one in same)
        raise Refused(409, f"Several buttons have this handle, so say which one by its label: {names}.")
    return same[0] if same else None
