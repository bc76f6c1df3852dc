"""Places: the channels and direct messages that the bot has been spoken to in, and who was seen there."""

from collections.abc import Collection

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import Channel, ChannelId, MemberId, WorkspaceId
from bot.chat.incoming import Address, Platform
from bot.store.rows import all_made, fields_of, made, one_of
from bot.store.tables import channel_members, channels
from bot.store.wall import here


class Places:
    """Where there is."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._run = connection.execute

    async def at(self, address: Address, workspace: WorkspaceId) -> Channel:
        """The channel at an address, made if it is new. A new name is taken over."""
        where = (
            channels.c.platform == address.platform,
            channels.c.tenant == address.tenant,
            channels.c.external == address.channel,
            channels.c.thread == _thread(address),
        )
        found = (await self._run(select(channels).where(*where))).first()
        if found is None:
            await self._run(
                insert(channels).values(
                    workspace=workspace,
                    platform=address.platform,
                    tenant=address.tenant,
                    external=address.channel,
                    thread=_thread(address),
                    name=address.name,
                    private=address.private,
                )
            )
            found = (await self._run(select(channels).where(*where))).one()
        elif address.name and found.name != address.name:
            await self._run(update(channels).where(channels.c.id == found.id).values(name=address.name))
        return made(Channel, found)

    async def by_id(self, channel: ChannelId) -> Channel:
        """A channel that is known to exist."""
        where = channels.c.id == channel, here(channels)
        return made(Channel, (await self._run(select(channels).where(*where))).one())

    async def by_ids(self, wanted: Collection[ChannelId]) -> dict[ChannelId, Channel]:
        """Channels by their keys."""
        if not wanted:
            return {}
        which = one_of(self._connection, channels.c.id, wanted)
        rows = await self._run(select(*fields_of(Channel, channels)).where(which, here(channels)))
        return {one.id: one for one in all_made(Channel, rows)}

    async def everywhere(self, workspace: WorkspaceId) -> list[Channel]:
        """All channels of a workspace that are not direct messages."""
        rows = await self._run(
            select(channels)
            .where(channels.c.workspace == workspace, channels.c.private.is_(False))
            .order_by(channels.c.name)
        )
        return [made(Channel, row) for row in rows]

    async def saw(self, channel: ChannelId, member: MemberId) -> None:
        """A member spoke in a channel: they are in it."""
        if member not in await self.members_of(channel):
            await self._run(insert(channel_members).values(channel=channel, member=member))

    async def members_of(self, channel: ChannelId) -> set[MemberId]:
        """Who has been seen in a channel."""
        rows = await self._run(select(channel_members.c.member).where(channel_members.c.channel == channel))
        return set(rows.scalars())

    async def of_member(self, member: MemberId) -> set[ChannelId]:
        """The channels in which a member has been seen."""
        rows = await self._run(select(channel_members.c.channel).where(channel_members.c.member == member))
        return set(rows.scalars())


def address_of(channel: Channel) -> Address:
    """The channel as platforms know it."""
    return Address(
        platform=Platform(channel.platform),
        tenant=channel.tenant,
        channel=channel.external,
        thread=channel.thread or None,
        private=channel.private,
        name=channel.name,
    )


def _thread(address: Address) -> str:
    # A Telegram topic is a place of its own; a Slack thread belongs to its channel.
    return address.thread or "" if address.platform is Platform.telegram else ""
