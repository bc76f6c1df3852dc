"""A chat to talk in: people say and press things, the bot answers, the clock is moved by hand.

Everything but the platform is real: router, handlers, store, delivery. The platform is a stage in memory that
draws cards as text, so that what a person would read stands in the test.
"""

import contextlib
import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.adapters.slack.draw import draw as slack_draw
from bot.adapters.slack.forms import modal
from bot.adapters.telegram.draw import draw as telegram_draw
from bot.adapters.web.draw import _card as web_draw
from bot.care.errors import CareError
from bot.chat.adapter import Hear, Limits, Receipt, Undeliverable
from bot.chat.card import Button, Card, Question, Reply, SeenBy
from bot.chat.incoming import (
    LONGEST_FILE,
    Address,
    Answer,
    Attached,
    Changed,
    Command,
    Heard,
    Message,
    Opened,
    Platform,
    Press,
    Quoted,
    Sender,
)
from bot.chat.text import card_text, line_text
from bot.delivery import Delivery
from bot.router import Router
from bot.scheduler import Scheduler
from bot.store.database import Database
from bot.store.handles import bound, opened, person, place
from bot.store.work import open_work
from tests.standins.slack_blocks import message_errors, view_errors
from tests.standins.telegram import check_message

TENANT = "T1"
ZONE = "America/Chicago"
MONDAY_7 = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
"""Monday 23 November 2026, 07:00 in Chicago."""

PEOPLE = {"Nina": "Nina Alvarez", "Omar": "Omar Haddad", "Lea": "Lea Brandt", "Sam": "Sam Okafor"}


@dataclass
class Clock:
    """Stands still unless it is moved."""

    at: datetime = MONDAY_7

    def now(self) -> datetime:
        return self.at


@dataclass
class Shown:
    """A message as people see it: in a channel, or to one person."""

    id: str
    where: str
    card: Card | None = None
    question: Question | None = None
    seen_by: str | None = None
    key: str = ""
    below: str | None = None
    """The message in whose thread it stands."""

    @property
    def text(self) -> str:
        if self.question is not None:
            fields = [f"  {one.label}: {one.value}" for one in self.question.fields]
            lines = [line_text(line, "en") for line in self.question.intro]
            return "\n".join([self.question.title, *lines, *fields, f"  [{self.question.submit}]"])
        assert self.card is not None
        lines = [card_text(self.card)]
        for line in self.card.lines:
            if line.buttons:
                lines.append(" ".join(f"[{button.label}]" for button in line.buttons))
        if self.card.buttons:
            lines.append(" ".join(f"[{button.label}]" for button in self.card.buttons))
        return "\n".join(lines)

    def buttons(self) -> list[Button]:
        assert self.card is not None
        found = list(self.card.buttons)
        for line in self.card.lines:
            found += line.buttons
            if line.opens:
                found.append(line.opens)
        return found

    def button(self, label: str) -> Button:
        for button in self.buttons():
            if button.label == label:
                return button
        raise AssertionError(f"no button {label!r} in:\n{self.text}")


@dataclass
class Stage:
    """A platform in memory."""

    platform: Platform
    forms: bool
    limits: Limits = field(default_factory=Limits)
    messages: list[Shown] = field(default_factory=list)
    unreachable: set[str] = field(default_factory=set)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def routes(self) -> list:
        return []

    async def start(self, hear: Hear) -> str:
        return TENANT

    async def stop(self) -> None: ...

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        assert_can_be_drawn(card, None)
        if to.private and to.thread not in {one.id for one in self.messages}:
            to = replace(to, thread=None)  # as every adapter does when the message is gone
        shown = Shown(id=f"m{next(self.numbers)}", where=_where(to), card=card, key=key, below=to.thread)
        self.messages.append(shown)
        return Receipt(address=to, message=shown.id, link=f"https://chat.example/{shown.id}")

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        for shown in self.messages:
            if shown.key == key:
                return Receipt(address=to, message=shown.id)
        return None

    async def direct(self, tenant: str, user: str) -> Address:
        if user in self.unreachable:
            raise Undeliverable("bot_blocked")
        return Address(platform=self.platform, tenant=tenant, channel=f"@{user}", private=True)


def assert_can_be_drawn(card: Card | None, question: Question | None) -> None:
    """Every platform takes it as its adapter draws it, and a lock screen shows no more than it may."""
    if card is not None:
        assert not message_errors(slack_draw(card)), message_errors(slack_draw(card))
        drawn = telegram_draw(card, link="https://t.me/StitchCareBot")
        check_message({
            "text": drawn.text,
            "entities": [one.to_dict() for one in drawn.entities],
            "reply_markup": drawn.keyboard.to_dict() if drawn.keyboard else None,
        })  # fmt: skip
        web_draw(card)
        assert card.fallback.strip()
    if question is not None:
        assert not view_errors(modal(question)), view_errors(modal(question))


def _user(who: str) -> str:
    return who.lower().replace(" ", ".")


def _where(address: Address) -> str:
    return address.channel


class Chat:
    """Says things as people and returns what the bot answered."""

    def __init__(
        self,
        database: Database,
        platform: Platform = Platform.web,
        *,
        forms: bool = True,
        thinks: bool = False,
        tenant: str = TENANT,
    ) -> None:
        self.tenant = tenant
        self.clock = Clock()
        self.database = database
        self.stage = Stage(platform, forms)
        self.platform = platform
        self._thinks = thinks
        self.board = ""
        """Where the board's pages are; what is set here counts from the next `restart` on."""
        self.restart()
        self.numbers = itertools.count(1)
        self.answers: list[Shown] = []
        self.at_once = True
        """Whatever is due after somebody has spoken comes before the next one does."""
        self.locales: dict[str, str] = {}
        """What the platform says of people's language."""

    def restart(self) -> None:
        """A new process: all that the one before had in memory is gone."""
        with_forms = frozenset({self.platform} if self.stage.forms else ())
        self.router = Router(
            self.database, self.clock, with_forms=with_forms, thinks=self._thinks, board=self.board
        )
        self.delivery = Delivery(self.database, self.router, {self.platform: self.stage}, self.clock)
        self.scheduler = Scheduler(self.router, self.delivery, self.clock, self.database)

    async def open(self, locale: str = "en", workspace: str = "Ward") -> "Chat":
        async with open_work(self.database) as work:
            found = await work.members.workspace(workspace, zone=ZONE, demo=False, locale=locale)
            await work.members.attach(self.platform, self.tenant, found.id)
        return self

    async def say(
        self,
        who: str,
        text: str,
        *,
        where: str = "ward",
        quoting: Shown | None = None,
        below: Shown | None = None,
        to_bot: bool = False,
        event: str | None = None,
        mentions: tuple[str, ...] = (),
        quoted_text: str = "",
        file: tuple[str, str] | None = None,
    ) -> Shown | None:
        """Type something: a command when it begins with a slash, else a message. `where="@"` is the DM. `quoting`
        is a reply to that very message; `below` it is in its thread, which hangs on the first message there."""
        base = self._base(who, where, event)
        quoted = Quoted(message=quoting.id, by_bot=True) if quoting else None
        if below is not None:
            quoted = Quoted(message=below.below or below.id, by_bot=True)
            base |= {"address": replace(base["address"], thread=quoted.message)}
        if quoted_text:
            quoted = Quoted(message="q1", text=quoted_text, link="https://chat.example/q1")
        named = tuple(self._sender(name) for name in mentions)
        attached = None
        if file is not None:
            data = file[1].encode()
            long = len(data) > LONGEST_FILE
            attached = Attached(name=file[0], data=None if long else data, long=long)
        if text.startswith("/"):
            name, _, rest = text[1:].partition(" ")
            return await self.hear(
                Command(**base, name=name, text=rest, quoted=quoted, mentions=named, attached=attached)
            )
        return await self.hear(
            Message(**base, text=text, quoted=quoted, mentions_bot=to_bot, mentions=named, attached=attached)
        )

    async def press(
        self, who: str, label: str, on: Shown | None = None, *, event: str | None = None
    ) -> Shown | None:
        """Press a button of a message; the last one shown anywhere when none is given. A card that was drawn for
        somebody else is pressed as if the bot had drawn it for this person too, so that the policy answers."""
        on = on or self.last()
        button = await self._drawn_for(who, on, on.button(label))
        base = self._base(who, on.where, event)
        return await self.hear(
            Press(**base, action=button.action, value=button.value, handle=button.handle, message=on.id)
        )

    async def fill_in(self, who: str, on: Shown | None = None, **values: str | tuple[str, ...]) -> Shown | None:
        """Send a form off; what is not given stays as it was."""
        on = on or self.last()
        assert on.question is not None, f"not a form:\n{on.text}"
        filled = {one.name: one.value for one in on.question.fields} | values
        asked = await self._drawn_for(who, on, Button(label="", action="ask", handle=on.question.handle))
        return await self.hear(Answer(**self._base(who, on.where, None), handle=asked.handle, values=filled))

    async def _drawn_for(self, who: str, on: Shown, button: Button) -> Button:
        """The button as it was given to this person, or would have been when it was given to another."""
        async with open_work(self.database) as work:
            workspace = await work.members.workspace_of(self.platform, self.tenant)
            assert workspace is not None
            base, now = self._base(who, on.where, "-"), self.clock.now()
            mine = (place(base["address"]), person(base["sender"]))
            others = [
                (person(self._sender(name)), place(self._base(name, "@", "-")["address"])) for name in PEOPLE
            ]
            for audiences in (mine, *others):
                with contextlib.suppress(CareError):
                    more = {"action": button.action, "value": button.value}
                    bare, _ = opened(button.handle, workspace.id, audiences, now, **more)
                    if audiences is mine:
                        return button
                    card = Card(title=(), buttons=(replace(button, handle=bare),), fallback="-")
                    return bound(card, workspace.id, mine[1], now).buttons[0]
        return button

    async def start(self, who: str, token: str = "") -> Shown | None:
        return await self.hear(Opened(**self._base(who, "@", None), token=token))

    async def opens_home(self, who: str) -> Shown | None:
        return await self.hear(Opened(**self._base(who, "@", None), home=True))

    async def leaves(self, who: str) -> None:
        await self.hear(Changed(**self._base(who, "@", None), active=False))

    async def changes(self, who: str, **profile: str) -> None:
        """The platform says that somebody's profile is different now: `name`, `zone`, `locale`."""
        base = self._base(who, "@", None)
        await self.hear(Changed(**base | {"sender": replace(base["sender"], **profile)}))

    def beside(self, platform: Platform, *, forms: bool = False) -> "Chat":
        """The same bot on one more platform: one database, one clock, one delivery. Open it before use."""
        other = Chat(self.database, platform, forms=forms)
        other.clock = self.clock
        both = {self.platform: self.stage, platform: other.stage}
        other.router = Router(
            self.database, self.clock,
            with_forms=frozenset(one for one, stage in both.items() if stage.forms), board=self.board,
        )  # fmt: skip
        for chat in (self, other):
            chat.delivery = Delivery(self.database, other.router, both, self.clock)
            chat.scheduler = Scheduler(other.router, chat.delivery, self.clock, self.database)
        return other

    async def hear(self, heard: Heard) -> Shown | None:
        shown: list[Shown] = []

        async def respond(reply: Reply) -> None:
            shown.append(self._draw(heard, reply))

        await self.router.hear(heard, respond)
        if self.at_once:
            await self.scheduler.catch_up()
        return shown[0] if shown else None

    async def advance(self, **length: float) -> None:
        """Let time pass, from one due moment to the next, so that reminders come as they would."""
        until = self.clock.at + timedelta(**length)
        while (due := await self._next_due()) is not None and due <= until:
            self.clock.at = due
            await self.scheduler.catch_up()
        self.clock.at = until
        await self.scheduler.catch_up()

    async def _next_due(self) -> datetime | None:
        async with open_work(self.database) as work:
            return await work.next_due(self.clock.at)

    async def jump(self, **length: float) -> None:
        """Let time pass at once, as when the bot was down."""
        self.clock.at += timedelta(**length)
        await self.scheduler.catch_up()

    def dms(self, who: str) -> list[Shown]:
        """What has been sent to a person in their DM, oldest first."""
        return [shown for shown in self.stage.messages if shown.where == f"@{_user(who)}" and shown.key]

    def posts(self, where: str = "ward") -> list[Shown]:
        """What has been posted into a channel on the bot's own initiative."""
        return [shown for shown in self.stage.messages if shown.where == where and shown.key]

    def last(self) -> Shown:
        return self.stage.messages[-1]

    def _draw(self, heard: Heard, reply: Reply) -> Shown:
        where = _where(reply.to or heard.address)
        if reply.errors:
            text = "; ".join(f"{name}: {what}" for name, what in reply.errors.items())
            card = Card(title=(text,), fallback=text)
            return Shown(id="error", where=where, card=card)
        assert_can_be_drawn(reply.card, reply.asks)
        seen_by = heard.sender.user if reply.seen_by is SeenBy.sender else None
        if reply.replaces:
            for shown in self.stage.messages:
                if shown.id == reply.replaces:
                    shown.card, shown.question = reply.card, reply.asks
                    self.stage.messages.remove(shown)
                    self.stage.messages.append(shown)
                    return shown
        shown = Shown(
            id=f"m{next(self.stage.numbers)}", where=where, card=reply.card, question=reply.asks, seen_by=seen_by
        )
        self.stage.messages.append(shown)
        return shown

    def _base(self, who: str, where: str, event: str | None) -> dict:
        private = where.startswith("@")
        channel = f"@{_user(who)}" if private else where
        return {
            "id": event or f"e{next(self.numbers)}",
            "sender": self._sender(who),
            "address": Address(
                platform=self.platform,
                tenant=self.tenant,
                channel=channel,
                private=private,
                name="" if private else where,
            ),
            "at": self.clock.now(),
        }

    def _sender(self, who: str) -> Sender:
        return Sender(
            platform=self.platform,
            tenant=self.tenant,
            user=_user(who),
            name=PEOPLE.get(who, who),
            username=who.lower(),
            zone=ZONE,
            locale=self.locales.get(who),
        )
