"""A piece of work: one transaction, and everything that can be read or changed in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import Workspace, WorkspaceId
from bot.care.people import People
from bot.chat.incoming import Sender
from bot.store.acks import Acks
from bot.store.agreements import Agreements
from bot.store.askings import Askings
from bot.store.audit import Audit
from bot.store.briefs import Briefs
from bot.store.concerns import Concerns
from bot.store.contingencies import Contingencies
from bot.store.database import Database
from bot.store.discards import Discards
from bot.store.due import Due
from bot.store.erasing import Erasing
from bot.store.escalations import Escalations
from bot.store.exporting import Exporting
from bot.store.glasses import Glasses
from bot.store.handoffs import Handoffs
from bot.store.heard import HeardEvents
from bot.store.holds import Holds
from bot.store.hooks import Hooks
from bot.store.huddles import Huddles
from bot.store.lanes import Lanes
from bot.store.ledger import Ledger
from bot.store.links import Links
from bot.store.members import Members
from bot.store.notices import Notices
from bot.store.outbox import Outbox
from bot.store.patients import Patients
from bot.store.places import Places
from bot.store.questions import Questions
from bot.store.readbacks import Readbacks
from bot.store.reliefs import Reliefs
from bot.store.rosters import Rosters
from bot.store.sealing import EVERY, Ring, Whose, using
from bot.store.sessions import Sessions
from bot.store.swaps import Swaps
from bot.store.tasks import Tasks
from bot.store.texts import Texts
from bot.store.thoughts import Thoughts
from bot.store.wall import enter, enter_tenant
from bot.store.wraps import Wraps


class Work:
    """What the store offers, room by room, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.audit = Audit(connection)
        self.members = Members(connection, self.audit)
        self.places = Places(connection)
        self.tasks = Tasks(connection, self.audit)
        self.handoffs = Handoffs(connection, self.audit)
        self.contingencies = Contingencies(connection, self.audit)
        self.askings = Askings(connection, self.audit)
        self.escalations = Escalations(connection, self.audit)
        self.concerns = Concerns(connection, self.audit)
        self.readbacks = Readbacks(connection, self.audit)
        self.acks = Acks(connection, self.audit)
        self.huddles = Huddles(connection, self.audit)
        self.rosters = Rosters(connection, self.audit)
        self.reliefs = Reliefs(connection, self.audit)
        self.swaps = Swaps(connection, self.audit)
        self.ledger = Ledger(connection)
        self.briefs = Briefs(connection)
        self.wraps = Wraps(connection)
        self.due = Due(connection)
        self.notices = Notices(connection)
        self.outbox = Outbox(connection)
        self.discards = Discards(connection, self.audit)
        self.patients = Patients(connection, self.audit)
        self.agreements = Agreements(connection, self.audit)
        self.texts = Texts(connection, self.audit)
        self.holds = Holds(connection, self.audit)
        self.erasing = Erasing(connection, self.audit)
        self.exporting = Exporting(connection, self.audit)
        self.glasses = Glasses(connection, self.audit)
        self.lanes = Lanes(connection)
        self.heard = HeardEvents(connection)
        self.hooks = Hooks(connection, self.audit)
        self.questions = Questions(connection)
        self.thoughts = Thoughts(connection)
        self.links = Links(connection)
        self.sessions = Sessions(connection, self.audit)
        self._people: dict[WorkspaceId, People] = {}
        self._workspaces: dict[WorkspaceId, Workspace] = {}

    def part(self) -> "Work":
        """Another piece of work in the same transaction, which has read nothing yet."""
        return Work(self.connection)

    async def workspace(self, id: WorkspaceId) -> Workspace:
        """A workspace that is known to exist, read once in a piece of work."""
        if id not in self._workspaces:
            self._workspaces[id] = await self.members.workspace_by_id(id)
        return self._workspaces[id]

    async def people(self, workspace: WorkspaceId) -> People:
        """Everybody in a workspace, read once in a piece of work."""
        if workspace not in self._people:
            roster = await self.rosters.of(workspace)
            everyone = await self.members.everyone(workspace)
            self._people[workspace] = People(
                members={one.id: replace(one, roster=roster) for one in everyone},
                teams={team.id: team for team in await self.members.teams(workspace)},
                usernames=await self.members.usernames(workspace),
                roster=roster,
                protected=await self.patients.protected(workspace),
            )
        return self._people[workspace]

    def forget_people(self, workspace: WorkspaceId) -> None:
        """Their shifts were changed in this piece of work: who asks next reads them again."""
        self._people.pop(workspace, None)

    async def look_again(self, workspace: WorkspaceId, now: datetime) -> None:
        """Shifts or hours have changed: what comes before they begin or end is looked through once more."""
        await self.briefs.look_at(workspace, now)
        await self.wraps.look_at(workspace, now)

    async def next_due(self, after: datetime) -> datetime | None:
        """The next moment after `after` at which somebody has something to see to, or something is to be sent."""
        found = (await self.due.next_after(after), await self.outbox.next_wake(after))
        return min((at for at in found if at is not None), default=None)


@asynccontextmanager
async def open_work(database: Database, whose: Whose = EVERY) -> AsyncIterator[Work]:
    """For one workspace; or for every one, as the clock, delivery and the command line do it.

    Commits at the end, rolls back on error. Raises Stale where somebody else changed a row first.
    """
    async with database.transaction() as connection:
        newest = await enter(connection, whose)
        with using(await database.keys.ring(connection, whose, newest)):
            work = Work(connection)
            yield work
            await work.audit.write()


@asynccontextmanager
async def open_turn(database: Database, sender: Sender) -> AsyncIterator[Work]:
    """As `open_work`, for nobody but the workspace that the sender's tenant belongs to."""
    async with database.transaction() as connection:
        whose, newest = await enter_tenant(connection, sender.platform, sender.tenant)
        with using(await database.keys.ring(connection, whose, newest)):
            work = Work(connection)
            yield work
            await work.audit.write()


@asynccontextmanager
async def open_without_key(database: Database) -> AsyncIterator[Work]:
    """For every workspace, but what people wrote can be neither read nor kept, and nothing is audited."""
    async with database.transaction() as connection:
        await enter(connection, EVERY)
        with using(Ring(None, ())):
            yield Work(connection)
