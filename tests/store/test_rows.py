"""Rows: written only over what was read, and taken only by whoever they belong to."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from bot.care.members import WorkspaceId
from bot.care.tasks import Task
from bot.store.database import Database
from bot.store.rows import Stale, made, one_of
from bot.store.sealing import Walled
from bot.store.tables import lanes, tasks
from bot.store.work import open_work
from tests.conversations.chat import Chat

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


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


async def test_many_are_looked_for_in_one_go_by_a_plan_that_was_made_for_a_small_table(database: Database) -> None:
    names = [f"slack:T1:C{number}" for number in range(300)]
    async with open_work(database) as work:
        for name in (*names[:2], "slack:T1:other"):
            await work.connection.execute(
                insert(lanes).values(name=name, place="slack:T1", full_at=NOW, failures=0)
            )
        asked = select(lanes.c.name).where(one_of(work.connection, lanes.c.name, names)).order_by(lanes.c.name)
        assert list((await work.connection.execute(asked)).scalars()) == names[:2]
        if not database.sqlite:
            statement = re.sub(r"%\(\w+\)s", "$1", str(asked.compile(database.engine.sync_engine)))
            for line in (f"PREPARE asked AS {statement}", "SET LOCAL plan_cache_mode = force_generic_plan"):
                await work.connection.exec_driver_sql(line)
            plan = await work.connection.exec_driver_sql("EXPLAIN EXECUTE asked('[]')")
            assert not [line for line in plan.scalars() if " = ANY (" in line], "each row with each value"
