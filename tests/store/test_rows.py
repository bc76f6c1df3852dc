"""Rows: written only over what was read, and taken only by whoever they belong to."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.care.members import WorkspaceId
from bot.care.tasks import Task
from bot.store.database import Database
from bot.store.rows import Stale, made
from bot.store.sealing import Walled
from bot.store.tables import tasks
from bot.store.work import open_work
from tests.conversations.chat import Chat


async def test_who_writes_second_over_what_both_have_read_is_told_so(database: Database) -> None:
    chat = await Chat(database).open()
    await chat.say("Nina", "/task call the lab at 9am")
    async with open_work(database) as work:
        read = await work.tasks.by_number(WorkspaceId(1), 1)
        assert read is not None
        await work.tasks.save(replace(read, what="call the pharmacy"), read, "edit", read.creator, chat.clock.at)
        with pytest.raises(Stale):
            await work.tasks.save(replace(read, what="call the ward"), read, "edit", read.creator, chat.clock.at)


async def test_a_row_of_another_workspace_is_not_taken(database: Database) -> None:
    chat = await Chat(database).open()
    await chat.say("Nina", "/task call the lab at 9am")
    async with open_work(database) as work:
        row = (await work.connection.execute(select(tasks))).one()
    assert made(Task, row).number == 1
    async with open_work(database, WorkspaceId(2)):
        with pytest.raises(Walled):
            made(Task, row)
