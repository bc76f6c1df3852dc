"""A turn: what a handler is given. Who speaks, where, when, and one transaction to read and change things in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards import handoff as handoff_cards
from bot.cards import handoff_changes, handoff_heard
from bot.cards.reader import Reader
from bot.cards.words import words
from bot.care import handoffs, policy
from bot.care.contingencies import Contingency
from bot.care.errors import AlreadyClosed, NotAllowed, NotFound
from bot.care.handoffs import Handoff
from bot.care.members import Channel, ChannelId, Member, MemberId, Team, Workspace, awake
from bot.care.people import People
from bot.care.policy import Action
from bot.care.privacy import Detail
from bot.care.reminders import replanned, with_alarm
from bot.care.roster import NEXT
from bot.care.tasks import CLOSED, Task, TaskId
from bot.care.urgency import Urgency
from bot.chat.card import Card, Line, Question, Reply, SeenBy, Span
from bot.chat.incoming import Platform
from bot.chat.text import moment
from bot.language.reading import Directory, Person
from bot.language.said_back import compare
from bot.store.audit import Act
from bot.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`reader` draws for the actor, where they are."""

    actor: Member
    workspace: Workspace
    channel: Channel
    now: datetime
    work: Work
    people: People
    reader: Reader
    message: str | None = None
    """The message that was pressed, if the answer may take its place."""
    board: str = ""
    """Where the board's pages are; empty when there are none."""

    @property
    def detail(self) -> Detail:
        """How much of an item may be shown where this turn takes place."""
        return self.reader.detail

    async def task(self, handle_or_number: str, action: Action = Action.view) -> Task:
        """The task that a button's handle or a typed number names, if the actor may do `action` to it.

        Raises NotFound and NotAllowed.
        """
        number = handle_or_number.strip().lstrip("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            found = await self.work.tasks.by_number(self.workspace.id, int(number))
        else:
            found = await self.work.tasks.by_handle(self.workspace.id, handle_or_number)
        if found is None:
            if number.isdigit():
                raise NotFound(
                    "There is no item #{number} that you can see. See what you have: /mine", number=number
                )
            raise NotFound("There is no such item that you can see. See what you have: /mine")
        await self.must(action, found)
        return found

    async def open_task(self, handle_or_number: str, action: Action) -> Task:
        """As `task`, but it must still be open. Raises AlreadyClosed, which says who was first and when."""
        found = await self.task(handle_or_number, action)
        if found.status in CLOSED and found.closed_at is not None:
            when = moment(self.reader.when(found.closed_at), self.reader.say.language)
            if found.closed_by == self.actor.id:
                raise AlreadyClosed("You closed #{number} already, on {when}.", number=found.number, when=when)
            who = self.reader.name(found.closed_by)
            raise AlreadyClosed(
                "{who} was first: #{number} was closed on {when}.", who=who, number=found.number, when=when
            )
        return found

    async def visible(self, tasks: Sequence[Task]) -> list[Task]:
        """Those of the tasks that the actor may see."""
        channels = await self.work.places.of_member(self.actor.id)
        seen = {one.id for one in tasks if self._allowed(Action.view, one, channels)}
        glass = await self.broken_glass() if len(seen) < len(tasks) else ()
        return [one for one in tasks if one.id in seen or self._through(glass, f"task:{one.id}", one.patient)]

    async def broken_glass(self) -> frozenset[str]:
        """The patients at whom the actor may look for a while all the same, in a direct message: `/breakglass`."""
        if not self.channel.private or self.detail is not Detail.full:
            return frozenset()
        return await self.work.glasses.patients(self.actor.id, self.now)

    def _through(self, glass: Collection[str], about: str, patient: str | None) -> bool:
        """Whether it is seen only through broken glass; the audit says so."""
        if patient is None or patient not in glass:
            return False
        self.work.audit.note(Act.view, about, patient=patient, detail="break-glass")
        return True

    async def must(self, action: Action, task: Task) -> None:
        """Return if the actor may do this to the task, else raise NotFound or NotAllowed. Either is audited."""
        channels = await self.work.places.of_member(self.actor.id)
        try:
            self._must(action, task, channels)
        except (NotAllowed, NotFound) as refused:
            refused.about, refused.patient = f"task:{task.id}", task.patient
            glass = await self.broken_glass()
            if not self._allowed(action, task, channels, glass):
                raise
            self._through(glass, refused.about, task.patient)
        self.reader.shows(f"task:{task.id}", task.patient)

    async def handoff(self, handle_or_number: str) -> Handoff:
        """The handoff that a button's handle or a typed number names. Raises NotFound.

        Who is no part of it but in the channel where it was made may know of it; a draft is its sender's.
        """
        number = handle_or_number.strip().lstrip("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            found = await self.work.handoffs.by_number(self.workspace.id, int(number))
        else:
            found = await self.work.handoffs.by_handle(self.workspace.id, handle_or_number)
        if found is not None:
            if handoffs.sees_all(found, self.actor.id, self.people):
                return found
            there = policy.seen_in_channel(
                found.channel, await self.work.places.of_member(self.actor.id),
                [one.patient for one in found.patients], self.people.protected,
            )  # fmt: skip
            if found.sent_at and (there or handoffs.may_receive(found, self.actor.id, self.people)):
                return found
        refused = NotFound("There is no such handoff that you can see. See what you have: /mine")
        if number.isdigit():
            refused = NotFound(
                "There is no handoff #{number} that you can see. See what you have: /mine", number=number
            )
        refused.about = f"handoff:{found.id}" if found else ""
        raise refused

    async def watched(self, patient: str) -> list[Contingency]:
        """The if/thens that are watched for a patient, as far as the actor may know of them."""
        found = await self.work.contingencies.live(self.workspace.id, patient=patient)
        return [one for one in found if await self.sees_watch(one)]

    async def watch(self, handle: str) -> Contingency:
        """The if/then that a button names. Raises NotFound when the actor has no part in it."""
        found = await self.work.contingencies.by_handle(self.workspace.id, handle)
        if found is None or not await self._has_part(found):
            raise NotFound("There is no such if/then that you can see. What is watched: /heard")
        return found

    async def awaited(self, patient: str) -> list[Contingency]:
        """Those of a patient that the actor may end, also those that are an item by now, which is open."""
        found = await self.work.contingencies.awaited(self.workspace.id, patient)
        return [one for one in found if await self._has_part(one)]

    async def sees_watch(self, one: Contingency) -> bool:
        """Whether the actor has part in it, or looks through broken glass."""
        if await self._has_part(one):
            return True
        return self._through(await self.broken_glass(), f"contingency:{one.id}", one.patient)

    async def _has_part(self, one: Contingency) -> bool:
        """Whether the actor watches it, backs up who does, leads, or is part of its handoff."""
        owner = self.people.member(one.owner)
        if self.actor.lead or one.owner == self.actor.id or (owner and owner.backup == self.actor.id):
            return True
        handoff = await self.work.handoffs.by_id(one.handoff)
        return handoff is not None and handoffs.sees_all(handoff, self.actor.id, self.people)

    def _allowed(
        self, action: Action, task: Task, channels: Collection[ChannelId], glass: Collection[str] = ()
    ) -> bool:
        try:
            self._must(action, task, channels, glass)
        except (NotAllowed, NotFound):
            return False
        return True

    def _must(
        self, action: Action, task: Task, channels: Collection[ChannelId], glass: Collection[str] = ()
    ) -> None:
        policy.must_be_allowed(
            action,
            task,
            self.actor,
            owner=self.people.member(task.owner),
            teams=self.people.teams_of(self.actor.id),
            channels=channels,
            glass=glass,
            protected=self.people.protected,
        )

    async def tell(
        self,
        kind: str,
        about: str,
        *,
        key: str,
        to: MemberId | None = None,
        extra: str = "",
        urgency: Urgency = Urgency.routine,
        in_channel: Channel | None = None,
        only: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Tell a member (on one platform `only`, if need be), or a channel, once this turn is committed, or `at`
        a later moment."""
        await self.work.notices.add(
            self.workspace.id,
            kind,
            about,
            key=key,
            to=to,
            extra=extra,
            urgency=urgency,
            channel=in_channel.id if in_channel else None,
            only=only,
            due_at=at or self.now,
        )

    async def save(
        self, task: Task, before: Task, verb: str, *, successor: TaskId | None = None
    ) -> tuple[Task, str]:
        """Write a changed task with its next alarm set. Returns it and the handle that undoes the change."""
        ready = with_alarm(replace(task, updated_at=self.now), self.people.member(task.owner), self.now)
        return await self.work.tasks.save(ready, before, verb, self.actor.id, self.now, successor=successor)

    async def save_member(self, member: Member, before: Member) -> Member:
        """Write a changed member. New hours move the alarms of what they have to do."""
        saved = await self.work.members.save(member)
        if _hours(member) != _hours(before):
            await self.work.look_again(self.workspace.id, self.now)
            await self.replan(saved)
        return saved

    async def replan(self, member: Member) -> None:
        """Set the alarms of a member's open items by their hours."""
        for task in await self.work.tasks.held_by(self.workspace.id, member.id):
            ready = replanned(task, member, self.now) if task.owner == member.id else task
            if ready != task:
                await self.work.tasks.set_alarm(ready)

    async def tell_owner(self, task: Task) -> None:
        """Let a new owner know, unless it is who is speaking; a team hears of it in the channel, or one by one.

        What is not urgent waits until they are on duty. Of a team with shifts those hear of it who have it now;
        who comes on later does when it comes up.
        """
        about, key = f"task:{task.id}", f"assigned:{task.id}:{task.version}"
        owner, team = self.people.member(task.owner), self.people.team(task.team)
        if owner is not None:
            if owner.id != self.actor.id:
                at = awake(owner, self.now) if task.urgency is Urgency.routine else self.now
                await self.tell("assigned", about, key=key, to=owner.id, urgency=task.urgency, at=at)
        elif team and self.people.roster.has(team.id, self.now):
            for member in self._on_it_now(task, team):
                await self.tell("assigned", about, key=f"{key}:{member}", to=member, urgency=task.urgency)
        elif not self.channel.private:
            await self.tell("assigned", about, key=key, in_channel=self.channel, urgency=task.urgency)
        elif team:
            for member in sorted(team.members - {self.actor.id}):
                await self.tell("assigned", about, key=f"{key}:{member}", to=member, urgency=task.urgency)

    def _on_it_now(self, task: Task, team: Team) -> list[MemberId]:
        """Who of a team with shifts is on now and, unless it presses, still will be when it is due."""
        since = task.created_at
        if self.people.on_duty_from(team, self.now, shift=task.shift, since=since) > self.now:
            return []
        now = {one.id for one in self.people.on_duty(team, self.now, shift=task.shift, since=since)}
        if task.urgency is Urgency.routine and task.due_at is not None and task.due_at > self.now:
            now &= {one.id for one in self.people.on_duty(team, task.due_at, shift=task.shift, since=since)}
        return sorted(now - {self.actor.id})

    async def tell_creator(self, task: Task, verb: str) -> None:
        """Let whoever made an item know what somebody else did with it."""
        if task.creator != self.actor.id:
            key = f"{verb}:{task.id}:{task.version}"
            await self.tell("change", f"task:{task.id}", key=key, to=task.creator, extra=verb)

    def card(self, card: Card, *, everyone: bool = False) -> Reply:
        """A reply that takes the place of what was pressed, if something was."""
        seen_by = SeenBy.everyone if everyone else SeenBy.sender
        return Reply(card=card, replaces=self.message, seen_by=seen_by)

    async def ask(self, question: Question, form: str, about: str) -> Reply:
        """A form; its answer comes back to ANSWERS[form] with `about`."""
        await self.work.questions.ask(
            question,
            workspace=self.workspace.id,
            member=self.actor.id,
            form=form,
            about=about,
            channel=self.channel.id,
            message=self.message,
            now=self.now,
        )
        return Reply(asks=question)

    def directory(self) -> Directory:
        """Everybody who may be meant, by all their names, with the ids of members and teams as keys."""
        return directory_of(self.people, self.actor.id)

    def named(self, text: str) -> str:
        """The text with platform ids (`@U123`) turned into names."""
        if "@" not in text:
            return text
        for member, names in self.people.usernames.items():
            found = self.people.member(member)
            for name in names:
                if found is not None:
                    text = text.replace(f"@{name}", found.name)
        return text

    def my_teams(self) -> list[Team]:
        """The teams that the actor is in."""
        return self.people.teams_of(self.actor.id)


async def handoff_card(
    work: Work,
    handoff: Handoff,
    reader: Reader,
    *,
    title: tuple[Span, ...] | None = None,
    more: Sequence[Line] = (),
    brief: bool = False,
) -> Card:
    """A handoff as it stands now, with its items and what was asked about it."""
    items = await work.tasks.keyed(handoff.items)
    questions = await work.handoffs.questions(handoff.id)
    said = _said_back(handoff, items, reader)
    if not brief:
        more = (*more, *await _changed(work, handoff, reader))
    return handoff_cards.handoff(
        handoff, items, questions, reader, title=title, more=(*more, *said), brief=brief,
        outlined=not (said and handoff.waiting),
    )  # fmt: skip


async def _changed(work: Work, handoff: Handoff, reader: Reader) -> list[Line]:
    """For a receiver who had a patient before: what has changed since."""
    me = reader.me
    if not handoff.waiting or me is None or not handoffs.may_receive(handoff, me, reader.people):
        return []
    lines: list[Line] = []
    for one in handoff_cards.sickest_first(handoff):
        before = await work.handoffs.last_with(handoff.workspace, one.patient, me) if one.patient else None
        if one.patient is None or one.sbar is not None or before is None:
            continue
        since, said = before
        tasks = await work.tasks.moved_about(handoff.workspace, one.patient, since)
        lines += handoff_changes.changed(one, said, since, tasks, reader)
    return lines


def _said_back(handoff: Handoff, items: Mapping[TaskId, Task], reader: Reader) -> list[Line]:
    """What was heard of it, for who is part of it."""
    if handoff.said_by is None or reader.me is None or not handoffs.sees_all(handoff, reader.me, reader.people):
        return []
    moving = {
        id: task for id, task in items.items() if id in handoff.moved or handoffs.movable(handoff, task)
    }  # fmt: skip
    return handoff_heard.heard_of(handoff, compare(handoff, moving), reader)


def directory_of(people: People, me: MemberId) -> Directory:
    """Everybody whom a member may mean, by all their names, with the ids of members and teams as keys."""
    return Directory(
        members=tuple(
            Person(key=str(one.id), names=(one.name, *people.usernames.get(one.id, ()))) for one in people.active()
        ),
        teams=tuple(_teams_and_shifts(people, me)),
        me=str(me),
    )


def _teams_and_shifts(people: People, me: MemberId) -> Iterator[Person]:
    """Teams, who is on call for them, their shifts by name, and the next shift of those that `me` is in, else of
    all."""
    with_shifts = {one.team for one in people.roster.shifts} | {one.team for one in people.roster.stints}
    mine = with_shifts & {team.id for team in people.teams_of(me)} or with_shifts
    for team in people.teams.values():
        key, name = str(team.id), team.name
        if team.id not in with_shifts:
            yield Person(key=key, names=(name,))
            continue
        on_call = (
            f"{name} on call",
            f"{name} on-call",
            f"on call {name}",
            f"on-call {name}",
            f"{name} de guardia",
        )
        yield Person(key=key, names=(name, *on_call))
        for shift in people.roster.named(team.id):
            if shift.casefold() != name.casefold():
                yield Person(key=key, names=(f"{name} {shift}", shift), shift=shift)
        names: tuple[str, ...] = (f"{name} next shift", f"next {name} shift", f"next shift of {name}")
        if team.id in mine:
            names = (*names, "next shift", "próximo turno", "siguiente turno")
        yield Person(key=key, names=names, shift=NEXT)


def reader_for(member: Member, platform: str, people: People, now: datetime) -> Reader:
    """How a member reads what comes to them on a platform."""
    return Reader(
        say=words(member.locale),
        zone=member.zone,
        now=now,
        people=people,
        me=member.id,
        detail=detail_on(platform),
    )


def reader_of(channel: Channel, workspace: Workspace, people: People, now: datetime) -> Reader:
    """How a whole channel reads: in the workspace's language and the channel's zone."""
    return Reader(
        say=words(workspace.locale),
        zone=channel.zone or workspace.zone,
        now=now,
        people=people,
        detail=detail_on(channel.platform),
    )


def detail_on(platform: str) -> Detail:
    """Never more than alias, verb and time, but where words may go: Telegram signs no business associate
    agreement."""
    return Detail.full if platform in (Platform.slack, Platform.web) else Detail.minimal


def _hours(member: Member) -> tuple[object, ...]:
    return member.zone, member.work_days, member.work_start, member.work_end, member.quiet_start, member.quiet_end


def local_now(turn: Turn) -> tuple[datetime, ZoneInfo]:
    """Now by the actor's clock, and their zone."""
    zone = ZoneInfo(turn.actor.zone)
    return turn.now.astimezone(zone), zone
