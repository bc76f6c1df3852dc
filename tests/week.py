"""A week of a hospital through the real bot: three shifts, 40 patients, a sick call, a clock change, restarts.

`python -m tests.week` runs it and prints what it came to; it ends at the first promise that is not kept.
"""

import argparse
import asyncio
import logging
import random
import tempfile
import time as clocks
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.care.contingencies import Contingency
from bot.care.escalation import DEFAULTS
from bot.care.tasks import Status
from bot.chat.adapter import Receipt
from bot.chat.card import Button, Card
from bot.chat.incoming import Address, Press
from bot.store.database import Database, open_database
from bot.store.migrate import migrate
from bot.store.work import open_work
from tests.conftest import MASTER
from tests.conversations.chat import ZONE, Chat, Shown, Stage

LOCAL = ZoneInfo(ZONE)
BEGIN = datetime(2026, 10, 29, 6, 0, tzinfo=LOCAL)
"""A Thursday; the clocks go back in the night from Saturday to Sunday, between two shifts' handoffs."""
SHIFTS = {
    "days": ("07:00-15:00", ("Dana", "Dev", "Dora")),
    "evenings": ("15:00-23:00", ("Eli", "Eva", "Emil")),
    "nights": ("23:00-07:00", ("Nell", "Nico", "Nura")),
}
LEAD = "Rosa"
STEP = timedelta(minutes=10)
HANDED_BEFORE = timedelta(minutes=20)
LATEST = timedelta(seconds=60)
WAITED_FOR = ("MRI", "CT", "echo", "blood culture", "urinalysis", "family", "pharmacist", "surgeon")
WORK = ("weigh", "turn", "change the dressing of", "send the labs of", "order a walker for", "update the chart of")
LADDER = {urgency: timedelta(minutes=sum(minutes)) for urgency, minutes in DEFAULTS.items()}
"""How long after it is due somebody must have accepted: all rungs of the ladder, one after the other."""


class Broken(AssertionError):
    """A promise was not kept. Says which."""


@dataclass
class TimedStage(Stage):
    """A platform that notes when it was given what."""

    clock: object = None
    times: dict[str, datetime] = field(default_factory=dict)

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        self.times.setdefault(key, self.clock.at)  # type: ignore[attr-defined]
        return await super().send(to, card, key)


@dataclass
class Hospital:
    """A hospital, with what its people expect of the bot."""

    chat: Chat
    chance: random.Random
    patients: int
    step: timedelta = STEP
    with_nurse: dict[str, list[str]] = field(default_factory=dict)
    """Who looks after whom, as they themselves see it."""
    expected: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """What will be needed when, unless it is heard of: by patient and by what is waited for."""
    came: Counter[str] = field(default_factory=Counter)
    late: list[timedelta] = field(default_factory=list)
    accepted_in: list[timedelta] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    sent_at: dict[str, datetime] = field(default_factory=dict)
    restart_at: datetime = BEGIN
    out: str = ""
    overlooked: set[str] = field(default_factory=set)
    """Items that whoever was asked never looks at: only the ladder finds somebody for them."""

    @property
    def now(self) -> datetime:
        """By the clock on the wall."""
        return self.chat.clock.at.astimezone(LOCAL)

    async def open(self) -> "Hospital":
        """Everybody says hello; three shifts are set up, and who stands in for whom."""
        chat = self.chat
        chat.clock.at = BEGIN.astimezone(UTC)
        await chat.open()
        for who in (LEAD, *(one for _, people in SHIFTS.values() for one in people)):
            await chat.say(who, "/help")
        await chat.say(LEAD, f"/team lead @{LEAD.lower()}")
        await chat.say(LEAD, "/profile quiet none")
        await chat.say(LEAD, "/profile days mon-sun")
        for name, (hours, people) in SHIFTS.items():
            await chat.say(LEAD, f"/shift {name} {hours} daily " + " ".join(f"@{one.lower()}" for one in people))
            for one, other in zip(people, (*people[1:], people[0]), strict=True):
                await chat.say(one, f"/team backup @{other.lower()}")
        aliases = [f"K-{number}" for number in range(1, self.patients + 1)]
        for place, nurse in enumerate(SHIFTS["nights"][1]):
            self.with_nurse[nurse] = aliases[place::3]
        for nurse in SHIFTS["nights"][1]:
            await self._work(nurse)
        chat.at_once = False
        return self

    async def live(self, days: float) -> None:
        """So many days, in steps; every step is looked through."""
        until = self.chat.clock.at + timedelta(days=days)
        while self.chat.clock.at < until:
            for name, (hours, _) in SHIFTS.items():
                if await self._is_time(hours.split("-")[1], HANDED_BEFORE):
                    await self._hand_over(name)
                if await self._is_time(hours.split("-")[0], -timedelta(hours=1)):
                    for nurse in self._people_of(name):
                        await self._work(nurse)
                if await self._is_time(hours.split("-")[0], -timedelta(hours=2)):
                    await self._nobody_orphaned()
            if days > 3 and self.now.weekday() == 0 and (self.now.hour, self.now.minute) == (9, 0):
                await self._sick("Dora")
            await self._hear_of_some()
            await self.chat.scheduler.catch_up()
            await self._react()
            await self.chat.scheduler.catch_up()
            await self._pass_time()
            await self._ledger()
        await self._come_to_the_end()

    async def _is_time(self, wall: str, before: timedelta) -> bool:
        """Whether this step begins so long before (or after) a time of the day."""
        hour, minute = (int(part) for part in wall.split(":"))
        at = (
            datetime.combine(self.now.date(), datetime.min.time()) + timedelta(hours=hour, minutes=minute)
        ) - before
        return (self.now.hour, self.now.minute) == (at.hour, at.minute)

    async def _pass_time(self) -> None:
        """The clock goes on; every few hours the bot is stopped and started again."""
        chat = self.chat
        until = chat.clock.at + self.step
        if chat.clock.at >= self.restart_at.astimezone(UTC):
            self.came["restarts"] += 1
            self.restart_at = chat.clock.at + timedelta(hours=self.chance.uniform(2, 5))
            down = timedelta(seconds=self.chance.uniform(5, 50))
            await chat.advance(seconds=self._worst_moment(until - down).total_seconds())
            chat.clock.at += down
            chat.restart()
            await chat.scheduler.catch_up()
        await chat.advance(seconds=(until - chat.clock.at).total_seconds())

    def _worst_moment(self, before: datetime) -> timedelta:
        """How long from now the bot is stopped: just when an if/then is to come, if one is."""
        now = self.chat.clock.at
        soon = [due for due in self.expected.values() if now < due < before]
        return max(min(soon) - now - timedelta(seconds=2), timedelta()) if soon else (before - now) / 2

    async def _work(self, nurse: str) -> None:
        """What a nurse writes down in a shift."""
        chance, patients = self.chance, self.with_nurse.get(nurse, [])
        for _ in range(4 if patients else 0):
            patient, when = (
                chance.choice(patients),
                chance.choice(("in 40 min", "in 2h", "in 5h", "in 9h", "in 26h")),
            )
            whose = ""
            if chance.random() < 0.3:
                others = [one for one in self._on_duty() if one != nurse]
                whose = f" @{chance.choice(others).lower()}, urgent"
            number = await self._capture(nurse, f"/task {chance.choice(WORK)} {patient} {when}{whose}")
            if whose and chance.random() < 0.4:
                self.overlooked.add(number)
                self.came["overlooked"] += 1
        if patients:
            await self._capture(nurse, f"/followup call the daughter of {chance.choice(patients)} in 3h")

    async def _capture(self, nurse: str, words: str) -> str:
        """Returns its number."""
        shown = await self.chat.say(nurse, words, where="@")
        if shown is None or not shown.text.startswith("Saved as"):
            raise Broken(f"{words} was not saved: {shown.text if shown else 'no answer'}")
        self.came["captured"] += 1
        return shown.text.split("#")[1].split()[0]

    async def _hand_over(self, ending: str) -> None:
        """Everybody of a shift gives what they have to somebody of the next one."""
        names = list(SHIFTS)
        following = self._people_of(names[(names.index(ending) + 1) % 3])
        givers = self._people_of(ending)
        for giver, taker in zip(givers, following * 2, strict=False):
            patients = await self._holds(giver)
            if not patients:
                continue
            form = await self.chat.say(giver, f"/handoff @{taker.lower()} {' '.join(patients)}", where="@")
            number = await self._filled(giver, form)
            self.sent_at[number] = self.chat.clock.at
            self.with_nurse[giver] = []
            self.with_nurse[taker] = list(dict.fromkeys((*self.with_nurse.get(taker, []), *patients)))

    async def _filled(self, giver: str, shown: Shown | None) -> str:
        """Patient by patient, then sent. Returns its number."""
        chat, chance = self.chat, self.chance
        while shown is not None and (shown.question is not None or shown.card is not None):
            if shown.question is not None:
                patient = shown.question.title.split()[0]
                field_of = {one.name: one.value for one in shown.question.fields}
                texts = [text for text in str(field_of["contingencies"]).splitlines() if text]
                if chance.random() < 0.4 and (text := self._if_then(patient)):
                    texts.append(text)
                severity = chance.choices(("stable", "watcher", "unstable"), (6, 3, 1))[0]
                shown = await chat.fill_in(
                    giver, shown, severity=severity, summary="day 2", contingencies="\n".join(texts)
                )
                continue
            first = shown.card.buttons[0]  # type: ignore[union-attr]
            if first.action not in ("handoff_fill", "handoff_send"):
                break
            number = shown.text.split("#")[1].split()[0]
            shown = await self._push(giver, shown, first)
            if first.action == "handoff_send":
                self.came["handoffs"] += 1
                return number
        raise Broken(f"a handoff of {giver} came to nothing: {shown.text if shown else 'no answer'}")

    def _if_then(self, patient: str) -> str:
        """Something that is waited for, with the moment at which it will be needed."""
        what = self.chance.choice(WAITED_FOR)
        at = self.now + timedelta(minutes=5 * self.chance.randrange(12, 220))
        at = at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)
        change = at.date().isoformat() == "2026-11-01" and at.hour == 1
        if (patient, what) in self.expected or change:
            return ""
        wall = at if at > self.now + timedelta(minutes=50) else at + timedelta(hours=1)
        self.expected[patient, what] = wall.astimezone(UTC)
        # Said at night, 10:50 may be the next one, before midnight: people say which they mean.
        clock = f"{wall:%I:%M %p}" if 10 <= wall.hour <= 12 else f"{wall:%H:%M}"
        return f"if the {what} is not back by {clock}, then call about it"

    async def _holds(self, nurse: str) -> list[str]:
        """Whom a nurse looks after, and whose items or if/thens are with them."""
        async with open_work(self.chat.database) as work:
            workspace = (await work.ledger.workspaces())[0][0]
            people = await work.people(workspace)
            member = next(one for one in people.active() if one.name == nurse)
            tasks = await work.tasks.open_where(workspace, owner=member.id)
            watched = await work.contingencies.live(workspace, owner=member.id)
        held = [*(task.patient for task in tasks if task.patient), *(one.patient for one in watched)]
        return list(dict.fromkeys((*self.with_nurse.get(nurse, []), *held)))

    async def _hear_of_some(self) -> None:
        """What was waited for comes, of some."""
        for (patient, what), due in [*self.expected.items()]:
            left = due - self.chat.clock.at
            if self.step < left < 3 * self.step and self.chance.random() < 0.2:
                watch = await self._watch(patient, what)
                if watch is None:
                    continue
                shown = await self.chat.say(watch, f"/heard {patient} {what} back", where="@")
                if shown is not None and shown.text.startswith("Heard"):
                    del self.expected[patient, what]
                    self.came["heard of"] += 1

    async def _watch(self, patient: str, what: str) -> str | None:
        """Who watches it."""
        async with open_work(self.chat.database) as work:
            workspace = (await work.ledger.workspaces())[0][0]
            people = await work.people(workspace)
            for one in await work.contingencies.live(workspace, patient=patient):
                if f"the {what} is" in one.text:
                    return people.members[one.owner].name
        return None

    async def _react(self) -> None:
        """People look at what was written to them, when they are there, and mostly act upon it."""
        for who in (LEAD, *self._on_duty()):
            messages = self.chat.dms(who)
            new = messages[self.seen.get(who, 0) :]
            self.seen[who] = len(messages)
            for shown in new:
                await self._react_to(who, shown)
        await self._stand_in()

    async def _react_to(self, who: str, shown: Shown) -> None:
        if shown.key.startswith("contingency:"):
            self._fired(shown)
        number = shown.text.partition("#")[2].split(" ")[0].split("\n")[0]
        for button in shown.buttons():
            if number in self.overlooked and button.action in ("claim", "done"):
                continue
            likely = {"out_all": 1.0, "have": 1.0, "claim": 0.85, "handoff_accept": 0.9, "done": 0.6}
            if self.chance.random() >= likely.get(button.action, 0.0):
                continue
            if button.action == "handoff_accept":
                await self._accept(who, shown)
            else:
                after = await self._push(who, shown, button)
                if after is not None and after.card is not None and after.text.startswith("What came of"):
                    await self._push(who, after, after.button("Reached"))
            return

    async def _accept(self, who: str, shown: Shown) -> None:
        """Said back in a few words, and talked through."""
        number = shown.text.split("#")[1].split()[0].rstrip(".:")
        form = await self._push(who, shown, next(one for one in shown.buttons() if one.action == "handoff_accept"))
        if form is None or form.question is None:
            return
        said = await self.chat.fill_in(who, form, synthesis="all of them as you said")
        if said is not None and "We have talked it through" in said.text:
            said = await self._push(who, said, said.button("We have talked it through"))
        if number in self.sent_at and said is not None and "is yours now" in said.text:
            self.accepted_in.append(self.chat.clock.at - self.sent_at.pop(number))

    async def _stand_in(self) -> None:
        """Who did not accept for 30 minutes has somebody who stands in for them."""
        for number, sent in [*self.sent_at.items()]:
            if self.chat.clock.at - sent < timedelta(minutes=30):
                continue
            for who in self._on_duty():
                shown = await self.chat.say(who, f"/handoff {number}", where="@")
                if shown is not None and any(one.action == "handoff_accept" for one in shown.buttons()):
                    await self._accept(who, shown)
                if number not in self.sent_at:
                    self.came["stood in"] += 1
                    break

    def _fired(self, shown: Shown) -> None:
        """An if/then has come to somebody: when, and was it to be?"""
        stage = self.chat.stage
        assert isinstance(stage, TimedStage)
        for (patient, what), due in [*self.expected.items()]:
            if shown.text.startswith(f"{patient}:") and f"the {what} is" in shown.text:
                self.late.append(stage.times[shown.key] - due)
                if not timedelta() <= self.late[-1] <= LATEST:
                    raise Broken(f"{what} for {patient}: due {due}, came {self.late[-1]} late")
                del self.expected[patient, what]
                self.came["fired"] += 1
                return

    async def _sick(self, who: str) -> None:
        """Somebody falls ill in the middle of a shift: what they hold is offered to the others."""
        shown = await self.chat.say(LEAD, f"/out @{who.lower()} today", where="@")
        if shown is not None and (offer := [one for one in shown.buttons() if one.action == "out_offer"]):
            await self._push(LEAD, shown, offer[0])
        left, self.out = self.with_nurse.pop(who, []), who
        others = [one for one in SHIFTS["days"][1] if one != who]
        for place, other in enumerate(others):
            self.with_nurse[other] = [*self.with_nurse.get(other, []), *left[place :: len(others)]]
        self.came["sick calls"] += 1

    async def _nobody_orphaned(self) -> None:
        """Two hours after a shift began everything that is watched is with somebody who is there."""
        async with open_work(self.chat.database) as work:
            workspace = (await work.ledger.workspaces())[0][0]
            people = await work.people(workspace)
            for one in await work.contingencies.live(workspace):
                if people.members[one.owner].name not in self._on_duty():
                    raise Broken(
                        f"{self.now}: {_named(one)} is with {people.members[one.owner].name}, who is gone"
                    )
        if self.sent_at:
            raise Broken(f"{self.now}: nobody has accepted handoffs {', '.join(self.sent_at)}")
        self.came["shift changes"] += 1

    async def _ledger(self) -> None:
        """Everything stands in one place, and with somebody who has accepted it within the ladder's time."""
        async with open_work(self.chat.database) as work:
            workspace = (await work.ledger.workspaces())[0][0]
            people, now = await work.people(workspace), self.chat.clock.at
            balance = await work.ledger.of_all(workspace, people, now)
            if balance.remainder or balance.captured < self.came["captured"]:
                raise Broken(f"{self.now}: {balance.as_text()}, of {self.came['captured']} captured")
            for task in await work.tasks.open_where(workspace, limit=None):
                asked_since = max(task.created_at, task.due_at or task.created_at)
                if task.status is Status.requested and now - asked_since > LADDER[task.urgency]:
                    raise Broken(f"{self.now}: nobody has accepted #{task.number}, {task.urgency}")

    async def _come_to_the_end(self) -> None:
        """What was due has come, to the last."""
        for who in [LEAD, *(one for _, people in SHIFTS.values() for one in people)]:
            for shown in self.chat.dms(who)[self.seen.get(who, 0) :]:
                if shown.key.startswith("contingency:"):
                    self._fired(shown)
        for (patient, what), due in self.expected.items():
            if due < self.chat.clock.at - LATEST:
                raise Broken(f"{what} for {patient} was due {due} and has not come")

    def _people_of(self, name: str) -> list[str]:
        there = [one for one in SHIFTS[name][1] if one != self.out]
        if name == "nights":
            self.out = ""
        return there

    def _on_duty(self) -> list[str]:
        for hours, people in SHIFTS.values():
            start, end = (int(part.split(":")[0]) for part in hours.split("-"))
            hour = self.now.hour
            if start <= hour < end if start < end else hour >= start or hour < end:
                return [one for one in people if one != self.out]
        raise LookupError(self.now)

    async def _push(self, who: str, shown: Shown, button: Button) -> Shown | None:
        base = self.chat._base(who, shown.where, None)
        return await self.chat.hear(
            Press(**base, action=button.action, value=button.value, handle=button.handle, message=shown.id)
        )


def _named(one: Contingency) -> str:
    return f"“{one.text}” for {one.patient}"


async def week(
    database: Database, *, days: float, patients: int, seed: int = 1, step: timedelta = STEP
) -> Hospital:
    """So many days on an empty database. Raises Broken."""
    chat = Chat(database)
    chat.stage = TimedStage(chat.platform, True, clock=chat.clock)
    chat.restart()
    hospital = await Hospital(chat, random.Random(seed), patients, step).open()
    await hospital.live(days)
    return hospital


def main() -> None:
    """Run it, and print what it came to."""
    asked = argparse.ArgumentParser(prog="python -m tests.week", description=__doc__)
    asked.add_argument("--days", type=float, default=7)
    asked.add_argument("--patients", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    began = clocks.monotonic()
    found = asyncio.run(_on_a_file(given.days, given.patients, given.seed))
    print(f"{given.days:g} days, {given.patients} patients, seed {given.seed}, {clocks.monotonic() - began:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(found.came.items())))
    print(f"if/thens: latest {max(found.late).total_seconds():.0f} s late; none orphaned at a shift change")
    print(
        f"handoffs accepted after {max(found.accepted_in)} at the most; every item within its ladder; remainder 0"
    )


async def _on_a_file(days: float, patients: int, seed: int) -> Hospital:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'stitch.db'}", MASTER)
        await migrate(database)
        try:
            return await week(database, days=days, patients=patients, seed=seed)
        finally:
            await database.close()


if __name__ == "__main__":
    main()
