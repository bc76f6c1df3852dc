"""Conservation: people say and press things at random, the bot dies at any step, events come twice, clocks jump.

After every step every item that was ever captured stands in exactly one place, once.
`python -m tests.conservation --operations 10000` runs more of it than the tests do.
"""

import argparse
import asyncio
import itertools
import logging
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import event, text

from bot.chat.card import Button
from bot.chat.card import Kind as FieldKind
from bot.chat.incoming import Answer, Command, Heard, Message, Platform, Press
from bot.store.database import Database, open_database
from bot.store.migrate import migrate
from bot.store.work import open_work
from tests.conftest import MASTER
from tests.conversations.chat import MONDAY_7, PEOPLE, Chat, Shown

PATIENTS = ("K-2", "K-4", "K-17", "K-21", "K-30")
WHATS = ("call radiology", "order a walker", "weigh", "fax the referral", "ring the daughter", "check the pump")
WHENS = (
    "in 5 min",
    "in 20 min",
    "in 2h",
    "at 3pm",
    "tomorrow 9am",
    "tomorrow 2:30am",
    "in 3 days",
    "",
    "",
    "at 5",
)
AGAIN = ("every day at 9am", "every 6 hours", "every day at 1:30am")
WHOSE = ("", "", "", " @omar", " @lea", " @sam", " @nina", " @nights", " @maria", " next shift")
URGENCIES = ("", "", ", urgent", ", stat", ", asap")
IF_THEN = (
    "if the MRI is not back in 3 h, call radiology",
    "unless they rang in 30 min, ring them",
    "if K > 6, page",
)
ABOUT = (
    "done {n}", "done {n} reached", "done {n} no answer", "snooze {n} 2h", "snooze {n} tomorrow 9", "undo", "undo",
    "cancel {n} went home", "cancel {n}", "reopen {n}", "decline {n} I am off", "assign {n} @omar",
    "assign {n} nights", "assign {n} @lea", "edit {n} tomorrow 4pm", "edit {n} @sam", "wrap", "wrap", "brief",
    "escalate {n} nobody answers", "out @lea today", "out @omar until friday", "out @lea back", "brief on",
)  # fmt: skip
SAID = ("K-17 is a watcher, I call radiology", "tomorrow 9am", "went home", "all of it", "2h", "Omar", "")
SET_BY = (60.0, 1800.0, 7200.0, 86400.0)
"""Seconds by which a clock is set wrongly, at most."""

WARD = 250
"""Operations after which a new ward begins."""

_SAVED = re.compile(r"Saved as \S+ #(\d+)")


class Killed(BaseException):
    """The process dies here."""


class Lost(AssertionError):
    """Something is not where it should be. Says what, and what led to it."""


@dataclass
class Fuse:
    """Lets the process die at one of its next statements, and every statement of what is left of it fail."""

    left: int = 0
    dead: bool = False

    def burn(self, *_: object) -> None:
        """One statement more."""
        if self.left:
            self.left -= 1
            self.dead = self.dead or not self.left
        if self.dead:
            raise Killed


@dataclass
class Ward:
    """A ward in which everything happens at random, from one seed."""

    chat: Chat
    chance: random.Random
    fuse: Fuse = field(default_factory=Fuse)
    people: list[str] = field(default_factory=lambda: list(PEOPLE))
    marks: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    confirmed: dict[str, set[int]] = field(default_factory=dict)
    """By a word that only one item has: the numbers under which the bot said that it was saved."""
    heard: list[Heard] = field(default_factory=list)
    items: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)

    async def open(self) -> "Ward":
        """People arrive; some of them are a team with shifts."""
        await self.chat.open()
        for who in self.people:
            await self.chat.say(who, "/help")
        await self.chat.say("Nina", "/team lead @nina")
        await self.chat.say("Nina", "/shift nights 19:00-07:00 daily @lea @sam")
        return self

    async def step(self) -> None:
        """One operation, with whatever goes wrong on its way; then everything is looked through."""
        kind = self.chance.choices(
            ("new", "word", "press", "answer", "handoff", "heard", "time", "out", "jump", "replay", "race", "go"),
            (22, 18, 24, 14, 5, 2, 5, 2, 3, 4, 3, 1),
        )[0]  # fmt: skip
        self.counts[kind] += 1
        await self._survived(self._act(kind))
        await self._look()

    async def _act(self, kind: str) -> None:
        match kind:
            case "new":
                await self._hear(self._new())
            case "handoff":
                await self._hand_over()
            case "word" | "heard":
                await self._hear(self._said(kind))
            case "press" | "answer":
                if one := self._pressed(kind):
                    await self._hear(one)
            case "time":
                await self.chat.advance(minutes=self.chance.choice((1, 5, 20, 60)))
            case "out":
                await self.chat.jump(hours=self.chance.choice((1, 4, 10, 20)))
            case "jump":
                await self._jump()
            case "replay":
                if self.heard:
                    await self._hear(self.chance.choice(self.heard[-30:]), again=True)
            case "race":
                both = [one for one in (self._pressed("press"), self._said("word"), self._pressed("press")) if one]
                both += both[:1]  # delivered twice at once
                await asyncio.gather(*(self._hear(one) for one in both))
            case "go":
                await self._leave()

    async def _survived(self, what: Awaitable[object]) -> None:
        """Do it; if the process dies of it, start another one, to which the platform tells it again."""
        if self.chance.random() < 0.2:
            self.fuse.left = self.chance.randrange(1, 70)
        doing = asyncio.ensure_future(what)
        while not doing.done() and not self.fuse.dead:
            await asyncio.wait([doing], timeout=0.05)
        self.fuse.left = 0
        if not self.fuse.dead:
            await doing
            return
        self.counts["crash"] += 1
        self._tell("-- the process died")
        # None of them gets any further. Who waits for another is cancelled; SQLAlchemy closes what they held.
        left = {doing, *asyncio.all_tasks()} - {asyncio.current_task()}
        _, waiting = await asyncio.wait(left, timeout=0.2)
        for one in waiting:
            if "terminate" not in one.get_coro().__qualname__:
                one.cancel()
        if waiting:
            await asyncio.wait(waiting, timeout=5)
        self.fuse.dead = False
        self.chat.restart()
        await self.chat.scheduler.catch_up()
        if self.heard and self.chance.random() < 0.8:
            await self._hear(self.heard[-1], again=True)

    async def _hand_over(self) -> None:
        """A patient goes from one to another, as far as they come."""
        giver, taker = self.chance.sample(self.people, 2)
        patient = self.chance.choice((*PATIENTS, ""))
        words = f"{self.chance.choice((f'@{taker.lower()}', 'nights'))} {patient}"
        shown = await self._hear(Command(**self.chat._base(giver, "ward", None), name="handoff", text=words))
        if shown is not None and shown.question is not None:
            shown = await self._hear(self._filled(giver, shown))
        await self._press_on(giver, shown, "handoff_send")
        offered = self.chat.dms(taker)
        how = self.chance.choice(("handoff_accept", "handoff_part"))
        shown = await self._press_on(taker, offered[-1] if offered else None, how)
        if shown is not None and shown.question is not None:
            shown = await self._hear(self._filled(taker, shown))
        await self._press_on(
            taker, shown, self.chance.choice(("handoff_talked", "handoff_decline", "handoff_ask"))
        )

    async def _press_on(self, who: str, shown: Shown | None, action: str) -> Shown | None:
        """Press the button for this, if there is one."""
        for button in shown.buttons() if shown is not None and shown.card is not None else ():
            if button.action == action:
                return await self._hear(self._push(who, shown, button))
        return None

    async def _hear(self, one: Heard, *, again: bool = False) -> Shown | None:
        if not again:
            self.heard.append(one)
        said = " ".join(
            str(getattr(one, name)) for name in ("name", "text", "action", "value") if hasattr(one, name)
        )
        self._tell(f"{one.sender.name}{' again' if again else ''}: {type(one).__name__} {one.id} {said}")
        shown = await self.chat.hear(one)
        if isinstance(one, Command) and shown is not None and (saved := _SAVED.match(shown.text)):
            self.confirmed.setdefault(one.text, set()).add(int(saved[1]))
        return shown

    def _new(self) -> Command:
        chance = self.chance
        mark = f"mark{next(self.marks)}x"
        when = chance.choice(AGAIN) if chance.random() < 0.1 else chance.choice(WHENS)
        words = f"{chance.choice(WHATS)} {mark} for {chance.choice(PATIENTS)} {when}{chance.choice(WHOSE)}"
        name = chance.choice(("task", "followup"))
        return self._command(name, words + chance.choice(URGENCIES))

    def _said(self, kind: str) -> Command:
        chance = self.chance
        if kind == "heard":
            return self._command("heard", f"{chance.choice(PATIENTS)} {chance.choice(('', 'MRI', 'they rang'))}")
        newest = chance.random() < 0.7
        number = chance.randint(max(1, self.items - 12) if newest else 1, max(1, self.items))
        name, _, rest = chance.choice(ABOUT).format(n=number).partition(" ")
        return self._command(name, rest)

    def _pressed(self, kind: str) -> Heard | None:
        """A button, or a form, of one of the last messages that somebody sees."""
        chance, who = self.chance, self.chance.choice(self.people)
        seen = [
            one for one in self.chat.stage.messages[-60:]
            if one.seen_by in (None, who.lower()) and one.where in ("ward", f"@{who.lower()}")
        ][-12:]  # fmt: skip
        if kind == "answer":
            forms = [one for one in seen if one.question is not None]
            if forms:
                return self._filled(who, forms[-1])
            if not self.chat.stage.forms:
                base = self.chat._base(who, "@", None)
                return Message(**base, text=chance.choice((*SAID, *IF_THEN)))
        able = [(one, button) for one in seen if one.card is not None for button in one.buttons()]
        if not able:
            return None
        shown, button = chance.choice(able)
        return self._push(who, shown, button)

    def _push(self, who: str, shown: Shown, button: Button) -> Press:
        base = self.chat._base(who, shown.where, None)
        return Press(
            **base, action=button.action, value=button.value, handle=button.handle, message=shown.id
        )  # fmt: skip

    def _filled(self, who: str, shown: Shown) -> Answer:
        chance, values = self.chance, {}
        assert shown.question is not None
        for one in shown.question.fields:
            match one.kind:
                case FieldKind.choice:
                    values[one.name] = chance.choice(one.options).value
                case FieldKind.choices:
                    values[one.name] = tuple(option.value for option in one.options if chance.random() < 0.7)
                case FieldKind.text | FieldKind.long:
                    kept = one.name == "what" or chance.random() < 0.4
                    values[one.name] = one.value if kept else chance.choice((*SAID, *IF_THEN))
        return Answer(**self.chat._base(who, shown.where, None), handle=shown.question.handle, values=values)

    def _command(self, name: str, words: str) -> Command:
        base = self.chat._base(self.chance.choice(self.people), self.chance.choice(("ward", "@")), None)
        return Command(**base, name=name, text=words)

    async def _jump(self) -> None:
        """The clock of the host is set, forward or back."""
        by = timedelta(seconds=self.chance.choice(SET_BY) * self.chance.uniform(-1, 1))
        self._tell(f"-- the clock is set by {by}")
        self.chat.clock.at += by
        if by < timedelta():
            async with open_work(self.chat.database) as work:
                await work.outbox.after_clock_moved_back(self.chat.clock.at)
        await self.chat.scheduler.catch_up()

    async def _leave(self) -> None:
        """Somebody leaves for good, and somebody else begins."""
        who = self.chance.choice(self.people[1:])
        self._tell(f"-- {who} leaves")
        fresh = f"{who.rstrip('0123456789')}{self.items}"
        self.people[self.people.index(who)] = fresh
        await self.chat.say(fresh, "/help")
        await self.chat.say("Nina", f"/team add nights @{fresh.lower()}")
        await self.chat.leaves(who)

    async def _look(self) -> None:
        """Everything stands in one place, and nothing that was there is gone."""
        async with open_work(self.chat.database) as work:
            workspace = (await work.ledger.workspaces())[0][0]
            people = await work.people(workspace)
            balance = await work.ledger.of_all(workspace, people, self.chat.clock.at)
            rows = (await work.connection.execute(text("SELECT count(*), max(number) FROM tasks"))).one()
        if balance.remainder:
            self._lost(f"the ledger does not add up: {balance.as_text()}; {balance.faults}")
        if balance.captured != rows[0] or rows[0] < self.items:
            self._lost(
                f"{rows[0]} items are kept, {balance.captured} accounted for, {self.items} were there before"
            )
        self.items = rows[0]

    async def settled(self) -> None:
        """At the end: what was confirmed is there once, and nothing is due that has not come."""
        await self.chat.jump(days=2)
        await self._look()
        async with open_work(self.chat.database) as work:
            workspace = (await work.ledger.workspaces())[0][0]
            for words, numbers in self.confirmed.items():
                kept = [await work.tasks.by_number(workspace, number) for number in numbers]
                if len(kept) != 1 or kept[0] is None:
                    self._lost(f"confirmed as {numbers}: {words}")
            for mark in range(1, next(self.marks)):
                found = await work.tasks.containing(workspace, f"mark{mark}x", 500)
                if len([one for one in found if not one.recurring]) > 1:
                    self._lost(f"captured once, kept {len(found)} times: {found[0].what}")
            due = await work.next_due(MONDAY_7 - timedelta(days=365))
        if due is not None and due <= self.chat.clock.at:
            self._lost(f"something was due at {due} and has not come; it is {self.chat.clock.at}")

    async def kept(self) -> Counter[str]:
        """How many of what there are at the end."""
        found = Counter(items=self.items)
        async with open_work(self.chat.database) as work:
            for table, column in (("handoffs", "status"), ("contingencies", "watch")):
                counted = f"SELECT {column}, count(*) FROM {table} GROUP BY {column}"
                for name, count in await work.connection.execute(text(counted)):
                    found[f"{table} {name}"] = count
        return found

    def _tell(self, line: str) -> None:
        self.story.append(f"{self.chat.clock.at:%a %H:%M:%S} {line}")

    def _lost(self, what: str) -> None:
        raise Lost("\n".join([what, *self.story[-25:]]))


@contextmanager
def dying(database: Database, fuse: Fuse) -> Iterator[None]:
    """The process can die before any statement, and before any commit."""
    engine = database.engine.sync_engine
    names = ("before_cursor_execute", "commit")
    for name in names:
        event.listen(engine, name, fuse.burn)
    try:
        yield
    finally:
        for name in names:
            event.remove(engine, name, fuse.burn)


async def live(database: Database, seed: int, operations: int) -> Counter[str]:
    """So many random operations from a seed, on an empty database. Raises Lost. Returns what happened."""
    chance = random.Random(seed)
    platform = chance.choice((Platform.web, Platform.slack, Platform.telegram))
    chat = Chat(database, platform, forms=platform is not Platform.telegram)
    chat.clock.at = chance.choice((MONDAY_7, datetime.fromisoformat("2026-10-31T22:00:00+00:00")))
    ward = await Ward(chat, chance).open()
    with dying(database, ward.fuse):
        try:
            for _ in range(operations):
                await ward.step()
            await ward.settled()
        except Exception as problem:
            raise Lost(f"seed {seed}, after {sum(ward.counts.values())} operations: {problem}") from problem
    return ward.counts + await ward.kept()


def main() -> None:
    """Run as many operations as asked for, a new ward every 250, and print what happened."""
    asked = argparse.ArgumentParser(prog="python -m tests.conservation", description=__doc__)
    asked.add_argument("--operations", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    counts: Counter[str] = Counter()
    began, done, seed = time.monotonic(), 0, given.seed
    while done < given.operations:
        length = min(WARD, given.operations - done)
        counts += asyncio.run(_on_a_file(seed, length))
        done, seed = done + length, seed + 1
    happened = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    took = time.monotonic() - began
    print(f"{done} operations from seeds {given.seed} to {seed - 1} in {took:.0f} s: {happened}; remainder 0")


async def _on_a_file(seed: int, operations: int) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'stitch.db'}", MASTER)
        await migrate(database)
        try:
            return await live(database, seed, operations)
        finally:
            await database.close()


if __name__ == "__main__":
    main()
