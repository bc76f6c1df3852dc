"""Who has nothing to do with a thing can press whatever there is: nothing changes. Made from the list of buttons,
so that a new one is pressed too."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.card import Button, Card, Reply
from bot.chat.incoming import Press, Sender
from bot.handlers import BUTTONS
from bot.store.database import Database
from bot.store.handles import bound, person
from bot.store.tables import metadata
from bot.store.work import open_work
from tests.conversations.chat import PEOPLE, TENANT, Chat

NOTED = {"incoming", "audit", "audit_heads", "channels", "channel_members", "lanes", "remembered"}
"""That somebody was there and was refused."""
OWN = {"profile": {"questions"}, "wrap_again": {"wraps"}, "wrap_offer": {"wraps"}}
"""The tables in which a button changes something of the presser's own, whatever handle comes with it."""


@pytest.fixture
async def ward(database: Database) -> Chat:
    """Nina keeps things of each sort to herself; Omar is a colleague who has no part in any."""
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help", where="@")
    await chat.say("Nina", "/team lead @nina", where="@")
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea @sam", where="@")
    await chat.say("Nina", "/followup call K-17's daughter about the MRI tomorrow 9am", where="@")
    await chat.say("Nina", "/task order a walker for K-17 @lea tomorrow 10am, urgent", where="@")
    await chat.say("Nina", "/handoff K-17 to @lea", where="@")
    await chat.say("Nina", "/out Sam today", where="@")
    return chat


async def kept(database: Database) -> dict[str, list[Any]]:
    """Every row of every table but those that note who was there."""
    async with open_work(database) as work:
        return {
            table.name: [
                tuple(row) for row in await work.connection.execute(select(table).order_by(*table.columns))
            ]
            for table in metadata.sorted_tables
            if table.name not in NOTED
        }


async def handles(database: Database) -> dict[str, str]:
    """The handle of one thing of each sort, by the table that it is in."""
    async with open_work(database) as work:
        tables = [table for table in metadata.sorted_tables if "handle" in table.columns]
        found = {table.name: await work.connection.scalar(select(table.c.handle).limit(1)) for table in tables}
    return {name: handle for name, handle in found.items() if handle}


async def press(chat: Chat, sender: Sender, action: str, handle: str) -> None:
    """A button as good as if the bot had drawn it for them."""
    base = chat._base("Omar", "@", None) | {"sender": sender}
    async with open_work(chat.database) as work:
        workspace = await work.members.workspace_of(chat.platform, TENANT)
        assert workspace is not None
        card = Card(title=(), buttons=(Button(label="", action=action, handle=handle),), fallback="-")
        given = bound(card, workspace.id, person(sender), chat.clock.now()).buttons[0].handle

    async def nothing(_: Reply) -> None: ...

    await chat.router.hear(Press(**base, action=action, handle=given), nothing)


async def test_a_colleague_who_has_no_part_in_it_changes_nothing(ward: Chat, database: Database) -> None:
    there = await handles(database)
    assert set(there) >= {"tasks", "handoffs", "shifts", "questions", "task_events"}
    before, changed = await kept(database), {}
    for action in BUTTONS:
        for handle in there.values():
            await press(ward, ward._sender("Omar"), action, handle)
        now = await kept(database)
        if tables := {name for name in now if now[name] != before[name]}:
            changed[action] = tables
        before = now
    assert changed == OWN


@pytest.mark.parametrize("who", ["a guest", "somebody who has left"])
async def test_who_does_not_belong_here_changes_nothing(ward: Chat, database: Database, who: str) -> None:
    sender = ward._sender("Lea")
    if who == "a guest":
        sender = replace(sender, outsider=True)
    else:
        await ward.leaves("Lea")
    there, before = await handles(database), await kept(database)
    for action in BUTTONS:
        await press(ward, sender, action, there["tasks"])
    assert await kept(database) == before
