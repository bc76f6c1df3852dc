"""People: they promise, press, hand over, forget, leave and come back, at the worst possible moments."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.chat.card import Button, Card, Question
from bot.chat.card import Kind as FieldKind
from bot.chat.incoming import Address, Answer, Changed, Command, Heard, Message, Opened, Platform, Press, Sender
from tests.simulation.hosts import TENANT
from tests.simulation.platforms import Posted, SimulatedPlatform

if TYPE_CHECKING:
    from tests.simulation.world import World

WHATS = (
    "call the lab", "weigh K-17", "order a walker", "fax the referral", "check the pump", "ring the daughter",
    "ask about K-4", "sort the chart of K-9", "book the MRI for K-2", "tell the family", "count the meds",
)  # fmt: skip
WHENS = (
    "in 20 minutes", "in 5 minutes", "in 1h", "in 3h", "in 2 days", "tomorrow 9am", "tomorrow 7:30",
    "tomorrow 3pm", "in 26h", "in 90 minutes",
)  # fmt: skip
AGAIN = (
    "every day at 9am", "every day at 1:30am", "every day at 2:30am", "every 6 hours", "every weekday at 8am",
    "every 4 hours", "every day at 23:45",
)  # fmt: skip
HUDDLES = ("7:30 weekdays", "1:30 daily", "2:30 daily", "16:45 weekdays", "0:15 daily", "off", "on", "skip", "")
URGENCIES = ("", "", "", ", urgent", ", asap", ", stat")
PRESSING = (", urgent", ", asap", ", stat")
WORDS = ("K-17 is a watcher, I call if it gets worse", "tomorrow 9am", "it is done", "she moved to Unit 4", "2h")


@dataclass
class Person:
    """Somebody on one platform."""

    name: str
    there: SimulatedPlatform
    zone: str
    here: bool = True

    @property
    def user(self) -> str:
        return self.name.lower()

    def sender(self) -> Sender:
        return Sender(
            platform=self.there.name, tenant=TENANT, user=self.user, name=self.name, username=self.user,
            zone=self.zone if self.there.name is not Platform.telegram else None,
        )  # fmt: skip

    def place(self, *, private: bool) -> Address:
        channel = f"@{self.user}" if private else f"ward-{self.there.name}"
        name = "" if private else "ward"
        return Address(platform=self.there.name, tenant=TENANT, channel=channel, private=private, name=name)


class People:
    """Everybody, and what they do all day."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self._numbers = itertools.count(1)
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._resting = False
        chance = world.chance
        names = ["Nina", "Omar", "Lea", "Sam", "Ada"]
        self.everybody: list[Person] = []
        for name in names[: chance.randrange(3, 6)]:
            there = chance.choice([*world.platforms.values()])
            zone = world.zone if chance.random() < 0.8 else "Europe/London"
            self.everybody.append(Person(name, there, zone))
        self.busy_s = chance.choice((2.0, 5.0, 10.0)) * 3600
        """How long, on average, from one thing that a person does to the next."""
        self.patience = chance.choice((3, 6, 12))
        """So often somebody is reminded of an item before they see to it: what nobody ever does piles up."""

    def arrive(self) -> None:
        """They begin to work."""
        for person in self.everybody:
            self._spawn(self._live(person))

    def rest(self) -> None:
        """Nobody does anything any more."""
        self._resting = True

    def left_to_themselves(self, seconds: float) -> None:
        """A platform has trouble: nobody is reminded there, and some see to things all the same."""
        for person in self.everybody:
            if person.here and self.world.chance.random() < 0.5:
                self._spawn(self._see_to_it(person, self.world.chance.random() * seconds))

    def leave(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _live(self, person: Person) -> None:
        chance = self.world.chance
        await asyncio.sleep(chance.random() * 60)
        self._hear(person, Command, name="start", private=True)
        await asyncio.sleep(chance.random() * 60 + 60)
        if chance.random() < 0.5:
            self._hear(person, Command, name="profile", text="quiet none", private=True)
        if person is self.everybody[0]:
            self._hear(person, Command, name="team", text="new nights")
            await asyncio.sleep(30)
        self._hear(person, Command, name="team", text=f"add nights @{chance.choice(self.everybody).user}")
        while not self._resting:
            await asyncio.sleep(self._pause(person))
            if self._resting:
                return
            self._catch_up(person)
            for _ in range(chance.choice((1, 1, 1, 2, 4))):
                self._act(person)
                await asyncio.sleep(chance.choice((0.0, 0.3, 5.0)) * chance.random())

    def promise_much(self) -> None:
        """A rush: what everybody takes on now is due before long, and cannot wait."""
        for person in self.everybody:
            if person.here:
                text = f"{self.world.chance.choice(WHATS)} in 5 minutes{self.world.chance.choice(PRESSING)}"
                self._hear(person, Command, name="task", text=text, private=True)

    async def _see_to_it(self, person: Person, after: float) -> None:
        await asyncio.sleep(after)
        numbers = self.world.watch.untold()
        if numbers and person.here and not self._resting:
            name, more = self.world.chance.choice((("done", " reached, all well"), ("cancel", " went home")))
            text = f"{self.world.chance.choice(numbers)}{more}"
            self._hear(person, Command, name=name, text=text, private=True)

    def _catch_up(self, person: Person) -> None:
        """See to what they have been reminded of long enough."""
        for number in self.world.watch.weary(person.name, self.patience) if person.here else ():
            name, more = self.world.chance.choice((("done", " reached, all well"), ("cancel", " went home")))
            self._hear(person, Command, name=name, text=f"{number}{more}", private=True)

    def _pause(self, person: Person) -> float:
        """Until they do something again: less by night, and often just when something is due."""
        chance = self.world.chance
        wait = chance.expovariate(1 / self.busy_s)
        hour = (self.world.now() + timedelta(seconds=wait)).astimezone(ZoneInfo(person.zone)).hour
        if hour < 6 and chance.random() < 0.7:
            wait += 6 * 3600
        soon = self.world.watch.due_soon()
        if soon and chance.random() < 0.3:
            at = chance.choice(soon).row["alarm_at"]
            from tests.simulation.watch import _at

            left = (_at(at) - self.world.now()).total_seconds()
            if 0 < left < 3 * self.busy_s:
                wait = left + chance.uniform(-2, 6)
        return max(0.0, wait)

    def _act(self, person: Person) -> None:
        chance = self.world.chance
        if not person.here:
            if chance.random() < 0.3:
                self._come_back(person)
            return
        kind = chance.choices(
            ("new", "press", "word", "handoff", "huddle", "list", "leave", "zone", "team"),
            (26, 40, 18, 4, 4, 2, 1, 1, 2),
        )[0]
        match kind:
            case "new":
                self._new(person)
            case "press":
                self._press(person)
            case "word":
                self._word(person)
            case "handoff":
                whom = chance.choice(("@nights", f"@{chance.choice(self.everybody).user}"))
                self._hear(person, Command, name="handoff", text=whom)
            case "huddle":
                self._hear(person, Command, name="huddle", text=chance.choice(HUDDLES))
            case "list":
                self._hear(person, Command, name=chance.choice(("mine", "home")), private=True)
            case "leave":
                self._go(person)
            case "zone":
                person.zone = chance.choice((self.world.zone, "Europe/London", "Asia/Kolkata"))
                self._hear(person, Changed, private=True)
            case "team":
                verb = chance.choice(("add", "remove", "backup"))
                whom = f"@{chance.choice(self.everybody).user}"
                text = f"backup {whom}" if verb == "backup" else f"{verb} nights {whom}"
                self._hear(person, Command, name="team", text=text)

    def _new(self, person: Person) -> None:
        chance = self.world.chance
        when = chance.choice(AGAIN) if chance.random() < 0.15 else chance.choice(WHENS)
        whose = chance.choice(("", "", "", " @nights", f" @{chance.choice(self.everybody).user}"))
        text = f"{chance.choice(WHATS)} {when}{whose}{chance.choice(URGENCIES)}"
        name = chance.choice(("task", "task", "followup"))
        self._hear(person, Command, name=name, text=text, private=chance.random() < 0.5)

    def _word(self, person: Person) -> None:
        """A command about an item by its number; often about one that is due just now."""
        chance = self.world.chance
        soon = self.world.watch.due_soon()
        known = [*self.world.watch.tasks.values()][-20:]
        if not known:
            return
        number = chance.choice(soon or known if chance.random() < 0.7 else known).row["number"]
        name, more = chance.choice((
            ("done", ""), ("done", " reached, all well"), ("snooze", " 2h"), ("snooze", " 20m"), ("undo", None),
            ("snooze", " tomorrow 9am"), ("cancel", " went home"), ("reopen", ""), ("decline", " I am off today"),
            ("assign", f" @{chance.choice(self.everybody).user}"), ("assign", " @nights"),
            ("edit", " tomorrow 4pm"), ("undo", None),
        ))  # fmt: skip
        text = "" if more is None else f"{number}{more}"
        self._hear(person, Command, name=name, text=text, private=chance.random() < 0.5)

    def _press(self, person: Person) -> None:
        """Press one of the buttons that they can see, or fill in the form that stands there."""
        chance = self.world.chance
        private = chance.random() < 0.6
        place = person.place(private=private)
        seen = [
            one for one in person.there.seen.get(place.channel, ()) if one.only_for in (None, person.user)
        ][-4:]  # fmt: skip
        if not seen:
            return
        shown = chance.choice(seen)
        if shown.question is not None:
            self._hear(person, Answer, private=private, handle=shown.question.handle,
                       values=self._filled(shown.question))  # fmt: skip
        elif shown.card is not None and (buttons := _buttons(shown.card)):
            self._push(person, shown, chance.choice(buttons), private)
            if chance.random() < 0.15:
                self._push(person, shown, chance.choice(buttons), private)  # pressed twice, or next to it
        elif not person.there.forms and private:
            self._hear(person, Message, text=chance.choice(WORDS), private=True)

    def _push(self, person: Person, shown: Posted, button: Button, private: bool) -> None:
        self._hear(person, Press, private=private, action=button.action, handle=button.handle,
                   value=button.value, message=shown.id)  # fmt: skip

    def _filled(self, question: Question) -> dict[str, str | tuple[str, ...]]:
        chance = self.world.chance
        values: dict[str, str | tuple[str, ...]] = {}
        for one in question.fields:
            match one.kind:
                case FieldKind.choice:
                    values[one.name] = chance.choice(one.options).value
                case FieldKind.choices:
                    values[one.name] = tuple(option.value for option in one.options if chance.random() < 0.6)
                case FieldKind.text | FieldKind.long:
                    values[one.name] = one.value if one.value and chance.random() < 0.7 else chance.choice(WORDS)
        return values

    def _go(self, person: Person) -> None:
        """They leave for good, as far as the platform knows, or only block the bot for a while."""
        if sum(one.here for one in self.everybody) < 3:
            return
        chance = self.world.chance
        if chance.random() < 0.6:
            person.there.blocked.add(person.user)
            self.world.log("blocks", person.name)
            self._spawn(self._unblock(person))
        else:
            person.here = False
            self._hear(person, Changed, private=True, active=False)

    async def _unblock(self, person: Person) -> None:
        await asyncio.sleep(self.world.chance.uniform(600, 86400))
        person.there.blocked.discard(person.user)
        self.world.log("unblocks", person.name)
        self._hear(person, Opened, private=True)

    def _come_back(self, person: Person) -> None:
        """Somebody new begins in their place."""
        person.here = True
        person.name = f"{person.name[:3]}{next(self._numbers)}"
        self._hear(person, Command, name="start", private=True)

    def _hear(self, person: Person, kind: type[Heard], *, private: bool = False, **more: Any) -> None:
        """They do it, and their platform tells the bot."""
        heard = kind(
            id=f"e{next(self._numbers)}", sender=person.sender(), address=person.place(private=private),
            at=self.world.now(), **more,
        )  # fmt: skip
        words = [more[one] for one in ("name", "text", "action", "value") if one in more]
        self.world.log(person.name, kind.__name__, heard.id, *words)
        self._spawn(self.world.deliver(person.there, heard))

    def _spawn(self, coroutine: Any) -> None:
        task = self.world.loop.create_task(coroutine)
        self._tasks[task] = None
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (problem := task.exception()) is not None:
            self.world.raised(problem)


def _buttons(card: Card) -> list[Button]:
    found = [*card.buttons]
    for line in card.lines:
        found += line.buttons
        if line.opens:
            found.append(line.opens)
    return found
