"""Workspaces, members, their identities on platforms, and teams."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import Member, MemberId, Team, TeamId, Workspace, WorkspaceId, with_profile
from bot.chat.incoming import Sender
from bot.store.audit import Act, Audit
from bot.store.keys import provide
from bot.store.rows import columns, made, one_of, save
from bot.store.tables import identities, members, team_members, teams, tenants, workspaces
from bot.store.wall import here

# Put together once: whoever is named or told something is looked for among all of them.
_HERE: BindParameter[int] = bindparam("workspace")
_EVERYONE = select(members).where(members.c.workspace == _HERE).order_by(members.c.name)
_USERNAMES = (
    select(identities.c.member, identities.c.user, identities.c.username)
    .join(members, members.c.id == identities.c.member)
    .where(members.c.workspace == _HERE)
)
_TEAMS = (
    select(teams, team_members.c.member)
    .outerjoin(team_members, team_members.c.team == teams.c.id)
    .where(teams.c.workspace == _HERE)
    .order_by(teams.c.name)
)


class Members:
    """Who there is."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._run = connection.execute
        self._audit = audit
        self._connection = connection

    async def workspace(self, name: str, *, zone: str, demo: bool, locale: str = "en") -> Workspace:
        """The workspace of this name, made if it is new."""
        found = (await self._run(select(workspaces).where(workspaces.c.name == name))).first()
        if found is None:
            await self._run(insert(workspaces).values(name=name, zone=zone, locale=locale, demo=demo))
            found = (await self._run(select(workspaces).where(workspaces.c.name == name))).one()
            await provide(self._connection, found.id)
        return made(Workspace, found)

    async def workspace_by_id(self, id: WorkspaceId) -> Workspace:
        """A workspace that is known to exist."""
        return made(Workspace, (await self._run(select(workspaces).where(workspaces.c.id == id))).one())

    async def speak(self, workspace: WorkspaceId, locale: str) -> None:
        """Let a workspace have this language from now on; its members keep theirs."""
        await self._run(update(workspaces).where(workspaces.c.id == workspace).values(locale=locale))

    async def attach(self, platform: str, tenant: str, workspace: WorkspaceId) -> None:
        """Let a platform's tenant belong to a workspace; one that belongs already stays where it is."""
        known = await self._run(select(tenants).where(tenants.c.platform == platform, tenants.c.tenant == tenant))
        if known.first() is None:
            await self._run(insert(tenants).values(platform=platform, tenant=tenant, workspace=workspace))

    async def workspace_of(self, platform: str, tenant: str) -> Workspace | None:
        """The workspace that a platform's tenant belongs to; None for a stranger."""
        row = await self._run(
            select(workspaces)
            .join(tenants, tenants.c.workspace == workspaces.c.id)
            .where(tenants.c.platform == platform, tenants.c.tenant == tenant)
        )
        found = row.first()
        return made(Workspace, found) if found else None

    async def next_number(self, workspace: WorkspaceId) -> int:
        """The next free number of an item or handoff; numbers are never used twice."""
        statement = (
            update(workspaces)
            .where(workspaces.c.id == workspace)
            .values(last_number=workspaces.c.last_number + 1)
            .returning(workspaces.c.last_number)
        )
        return int((await self._run(statement)).scalar_one())

    async def by_identity(self, platform: str, tenant: str, user: str) -> Member | None:
        """The member behind a platform's user."""
        row = await self._run(
            select(members)
            .join(identities, identities.c.member == members.c.id)
            .where(
                identities.c.platform == platform,
                identities.c.tenant == tenant,
                identities.c.user == user,
                here(members),
            )
        )
        found = row.first()
        return made(Member, found) if found else None

    async def by_id(self, id: MemberId) -> Member | None:
        """The member with this key."""
        found = (await self._run(select(members).where(members.c.id == id, here(members)))).first()
        return made(Member, found) if found else None

    async def meet(self, sender: Sender, workspace: Workspace, now: datetime) -> Member:
        """The member behind a sender, made from their profile when they are new. Leads if nobody else does.

        Somebody who was only mentioned so far, without a name, gets their profile when they speak.
        """
        member = await self.by_identity(sender.platform, sender.tenant, sender.user)
        if member is not None:
            return await self._named(member, sender)
        # Two who are the first at the same moment wait for each other here.
        await self._run(select(workspaces.c.id).where(workspaces.c.id == workspace.id).with_for_update())
        leads = select(members.c.id).where(members.c.workspace == workspace.id, members.c.active, members.c.lead)
        known = await self._run(leads.limit(1))
        new = Member(
            id=MemberId(0),
            workspace=workspace.id,
            name=_nameless(sender),
            zone=workspace.zone,
            locale=workspace.locale,
            lead=known.first() is None,
        )
        new = with_profile(new, name=sender.name, zone=sender.zone, locale=sender.locale)
        statement = insert(members).values(columns(new, members)).returning(members.c.id)
        member = replace(new, id=MemberId((await self._run(statement)).scalar_one()))
        await self._run(
            insert(identities).values(
                platform=sender.platform,
                tenant=sender.tenant,
                user=sender.user,
                member=member.id,
                username=sender.username,
                seen_at=now,
            )
        )
        return member

    async def _named(self, member: Member, sender: Sender) -> Member:
        unnamed = {_nameless(sender), _nameless(replace(sender, username=""))}
        if not sender.name or member.name not in unnamed - {sender.name}:
            return member
        named = with_profile(member, name=sender.name, zone=sender.zone, locale=sender.locale)
        await self.save(named)
        return replace(named, version=named.version + 1)

    async def seen(self, sender: Sender, now: datetime) -> bool:
        """They were here just now: that platform is the one that reminders go to. False when it is locked."""
        found = await self._run(
            update(identities)
            .where(_is(sender), identities.c.locked_at.is_(None))
            .values(seen_at=now, unreachable=None)
        )
        return bool(found.rowcount == 1)

    async def welcome(self, member: MemberId) -> bool:
        """They are being greeted. False when they were before."""
        found = await self._run(
            update(members)
            .where(members.c.id == member, here(members), members.c.welcomed.is_(False))
            .values(welcomed=True, version=members.c.version + 1)
        )
        return bool(found.rowcount == 1)

    async def everyone(self, workspace: WorkspaceId) -> list[Member]:
        """All members of a workspace, also those who left."""
        return [made(Member, row) for row in await self._run(_EVERYONE, {"workspace": workspace})]

    async def usernames(self, workspace: WorkspaceId) -> dict[MemberId, tuple[str, ...]]:
        """By member, the ways a platform writes them: user name and id."""
        rows = await self._run(_USERNAMES, {"workspace": workspace})
        names: dict[MemberId, tuple[str, ...]] = {}
        for member, user, username in rows:
            names[member] = (*names.get(member, ()), *(name for name in (username, user) if name))
        return names

    async def identities_of(self, member: MemberId) -> list[Sender]:
        """Where a member can be found, the platform they used last first; those who cannot be reached last."""
        return (await self.identities_of_all([member])).get(member, [])

    async def identities_of_all(self, wanted: Collection[MemberId]) -> dict[MemberId, list[Sender]]:
        """As `identities_of`, for several."""
        if not wanted:
            return {}
        rows = await self._run(
            select(identities)
            .where(one_of(self._connection, identities.c.member, wanted), identities.c.locked_at.is_(None))
            .order_by(identities.c.unreachable.is_not(None), identities.c.seen_at.desc())
        )
        found: dict[MemberId, list[Sender]] = {}
        for row in rows:
            sender = Sender(platform=row.platform, tenant=row.tenant, user=row.user, username=row.username)
            found.setdefault(row.member, []).append(sender)
        return found

    async def users_on(self, platform: str, tenant: str, wanted: list[MemberId]) -> dict[MemberId, str]:
        """The platform's own id of each of these members who is there."""
        rows = await self._run(
            select(identities.c.member, identities.c.user).where(
                identities.c.platform == platform, identities.c.tenant == tenant, identities.c.member.in_(wanted)
            )
        )
        return {member: user for member, user in rows}  # noqa: C416 - rows are not tuples for mypy

    async def set_unreachable(self, identity: Sender, reason: str) -> None:
        """A direct message could not be delivered there."""
        await self._run(update(identities).where(_is(identity)).values(unreachable=reason[:64]))

    async def lock(self, member: MemberId, at: datetime | None) -> int:
        """None of a member's identities may do anything from now on; with None they may again. Says how many."""
        done = await self._run(update(identities).where(identities.c.member == member).values(locked_at=at))
        return int(done.rowcount)

    async def save(self, member: Member) -> Member:
        """Write a changed member. Returns them with their new version. Raises Stale."""
        await save(self._connection, members, member)
        self._audit.note(Act.configure, f"member:{member.id}", workspace=member.workspace, detail="profile")
        return replace(member, version=member.version + 1)

    async def teams(self, workspace: WorkspaceId) -> list[Team]:
        """All teams with who is in them."""
        rows = await self._run(_TEAMS, {"workspace": workspace})
        found: dict[int, Team] = {}
        for row in rows:
            team = found.get(row.id) or Team(id=TeamId(row.id), workspace=row.workspace, name=row.name)
            if row.member is not None:
                team = replace(team, members=team.members | {row.member})
            found[row.id] = team
        return list(found.values())

    async def add_team(self, workspace: WorkspaceId, name: str) -> Team:
        """A new team without members. Raises IntegrityError when there is one of this name."""
        statement = (
            insert(teams).values(workspace=workspace, name=name, folded=name.casefold()).returning(teams.c.id)
        )
        added = Team(id=TeamId((await self._run(statement)).scalar_one()), workspace=workspace, name=name)
        self._audit.note(Act.configure, f"team:{added.id}", workspace=workspace, detail="new")
        return added

    async def join_team(self, team: Team, member: MemberId) -> None:
        """One more member; no harm if they are in it."""
        if member not in team.members:
            about = f"team:{team.id}"
            self._audit.note(Act.configure, about, workspace=team.workspace, detail=f"join member:{member}")
            await self._run(insert(team_members).values(team=team.id, member=member))

    async def leave_team(self, team: Team, member: MemberId) -> None:
        """One member less."""
        about = f"team:{team.id}"
        self._audit.note(Act.configure, about, workspace=team.workspace, detail=f"leave member:{member}")
        await self._run(
            delete(team_members).where(and_(team_members.c.team == team.id, team_members.c.member == member))
        )


def _is(identity: Sender):  # type: ignore[no-untyped-def]
    return and_(
        identities.c.platform == identity.platform,
        identities.c.tenant == identity.tenant,
        identities.c.user == identity.user,
    )


def _nameless(sender: Sender) -> str:
    """What to call somebody whose name the platform did not say."""
    return (sender.username or f"Member {sender.user}")[:120]
