"""The wall: two workspaces in which everything has the same name and number, and neither learns of the other.

What is done in the one is drawn by chance from all commands and buttons. On PostgreSQL each table of the metadata
is tried by itself, so that a new one is tried too.
"""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, Text, insert, select, text, type_coerce, update
from sqlalchemy.exc import NoResultFound, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.adapter import Receipt
from bot.chat.card import Button, Card
from bot.chat.incoming import Address, Press
from bot.delivery import Delivery
from bot.doctor import examine
from bot.handlers import BUTTONS, COMMANDS
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.store.columns import PatientText
from bot.store.database import Database, open_database
from bot.store.erasable import of_workspace
from bot.store.handles import bound, person
from bot.store.keys import new_entry
from bot.store.migrate import migrate
from bot.store.sealing import EVERY, Sealed, Walled, Whose, ring_in_use, writing_for
from bot.store.tables import metadata, workspaces
from bot.store.wall import _statements, enter, walled
from bot.store.work import Work, open_turn, open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat, Stage

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
WARD, CLINIC = 1, 2
CANARY = "quokkahouse"
"""What only the clinic has said."""

STORY = (
    ("Nina", "/team new pharmacy"),
    ("Nina", "/team add pharmacy @omar"),
    ("Nina", "/shift nights 19:00-07:00 daily @lea @sam"),
    ("Nina", "/patient K-17 is Rosa {word}"),
    ("Nina", "/followup call K-17's daughter about the {word} MRI tomorrow 9am waiting for {word}"),
    ("Nina", "/task order a {word} walker for K-17 @lea tomorrow 10am, urgent"),
    ("Nina", "/task ask {word} at 9"),
    ("Omar", "/task water the {word} plants friday 3pm"),
    ("Omar", "/cancel 4 {word}"),
    ("Nina", "/handoff K-17 to @lea"),
    ("Omar", "/concern K-17 {word} looks worse @lea"),
    ("Omar", "/readback K-17 potassium 6.1 {word} @lea"),
    ("Nina", "/ack pharmacy {word} is out of order"),
    ("Nina", "/huddle daily 8am"),
    ("Nina", "/brief on"),
    ("Nina", "/wrap on"),
    ("Omar", "/wrap"),
    ("Lea", "/link"),
    ("Nina", "/out Sam today"),
)  # fmt: skip
ASKED = (
    "", "1", "2", "3 done", "K-17", "#2", "@lea", "K-17 to @omar", "1 tomorrow 10am", "1 @omar", "weigh K-17 4pm",
    "Rosa", "who is K-17", "walker", "lead", "list", "off", "all", "policy hide", "K-17 is Rosa", "Sam today",
)  # fmt: skip


class Both(Stage):
    """One platform on which both are, each in its own tenant."""

    def __init__(self, stages: dict[str, Stage]) -> None:
        first = next(iter(stages.values()))
        super().__init__(first.platform, first.forms)
        self.stages = stages

    async def send(self, to: Address, card: Card, key: str) -> Receipt:
        return await self.stages[to.tenant].send(to, card, key)

    async def sent_before(self, to: Address, key: str) -> Receipt | None:
        return await self.stages[to.tenant].sent_before(to, key)


async def tell(chat: Chat, word: str) -> None:
    for who in PEOPLE:
        await chat.say(who, "/help", where="@")
    for who, line in STORY:
        await chat.say(who, line.format(word=word), where="ward" if line.startswith("/huddle") else "@")


@pytest.fixture
async def both(database: Database) -> AsyncIterator[tuple[Chat, Chat]]:
    """A ward and a clinic of one bot, in which the same has been said, but for one word."""
    ward, clinic = Chat(database), Chat(database, tenant="T2")
    clinic.clock = ward.clock
    stage = Both({"T1": ward.stage, "T2": clinic.stage})
    for chat in (ward, clinic):
        chat.restart()
        chat.delivery = Delivery(database, chat.router, {chat.platform: stage}, chat.clock)
        chat.scheduler = Scheduler(chat.router, chat.delivery, chat.clock, database)
    await ward.open()
    await clinic.open(workspace="Clinic")
    for chat, word in ((ward, "zebrafish"), (clinic, CANARY)):
        chat.at_once = False
        await tell(chat, word)
    await ward.scheduler.catch_up()
    yield ward, clinic


def raw(table: Table) -> list[Any]:
    return [type_coerce(one, Text) if isinstance(one.type, PatientText) else one for one in table.columns]


async def rows_of(work: Work, workspace: int) -> dict[str, list[Any]]:
    """All that a workspace has, by table; sealed words as they are kept."""
    found = {}
    for table in metadata.sorted_tables:
        theirs = workspaces.c.id == workspace if table is workspaces else of_workspace(table, workspace)
        if theirs is not None:
            rows = await work.connection.execute(select(*raw(table)).where(theirs).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    return found


async def kept(database: Database, workspace: int) -> dict[str, list[Any]]:
    async with open_work(database) as work:
        return await rows_of(work, workspace)


async def handles(database: Database, workspace: int) -> list[str]:
    async with open_work(database) as work:
        tables = [table for table in metadata.sorted_tables if "handle" in table.c]
        found = []
        for table in tables:
            theirs = of_workspace(table, workspace)
            found += (await work.connection.execute(select(table.c.handle).where(theirs))).scalars().all()
        return [one for one in found if one]


async def pressed(chat: Chat, who: str, action: str, handle: str) -> None:
    """A button as good as if the bot had drawn it for them, in their own workspace."""
    base = chat._base(who, "@", None)
    async with open_work(chat.database) as work:
        workspace = await work.members.workspace_of(chat.platform, chat.tenant)
        card = Card(title=(), buttons=(Button(label="", action=action, handle=handle),), fallback="-")
        given = bound(card, workspace.id, person(base["sender"]), chat.clock.now()).buttons[0].handle
    await chat.hear(Press(**base, action=action, handle=given))


async def by_chance(chat: Chat, chance: random.Random) -> None:
    who, where = chance.choice(list(PEOPLE)), chance.choice(("ward", "@"))
    buttons = [one for shown in chat.stage.messages[-15:] if shown.card for one in shown.buttons()]
    if buttons and chance.random() < 0.5:
        button = chance.choice(buttons)
        base = chat._base(who, where, None)
        await chat.hear(Press(**base, action=button.action, value=button.value, handle=button.handle))
    else:
        await chat.say(who, f"/{chance.choice(list(COMMANDS))} {chance.choice(ASKED)}".strip(), where=where)


def shown(chat: Chat) -> str:
    return "\n".join(f"{one.text} {one.card} {one.question}" for one in chat.stage.messages)


async def test_whatever_is_done_in_the_one_nothing_of_the_other_changes_or_shows(
    both: tuple[Chat, Chat], database: Database
) -> None:
    ward, clinic = both
    before = await kept(database, CLINIC)
    assert {name for name, rows in before.items() if rows} >= {
        "tasks", "task_events", "task_words", "handoffs", "questions", "patients", "audit", "incoming", "notices",
        "members", "identities", "team_members", "channels", "shifts", "absences", "concerns", "readbacks", "acks",
    }  # fmt: skip
    chance = random.Random(17)
    for _ in range(60):
        await by_chance(ward, chance)
    theirs = await handles(database, CLINIC)
    for action in BUTTONS:
        await pressed(ward, "Nina", action, chance.choice(theirs))
    given = [one for message in clinic.stage.messages if message.card for one in message.buttons()]
    for button in chance.sample(given, 20):
        base = ward._base("Nina", "@", None)
        said = await ward.hear(Press(**base, action=button.action, value=button.value, handle=button.handle))
        assert said is not None
        assert said.text.startswith("That button is not valid here")
    await ward.scheduler.catch_up()
    assert CANARY in shown(clinic)
    assert CANARY not in shown(ward)
    assert await kept(database, CLINIC) == before


@ON_ONE_DATABASE
async def test_what_is_done_for_the_one_has_no_key_and_no_row_of_the_other(
    both: tuple[Chat, Chat], database: Database
) -> None:
    theirs = await kept(database, CLINIC)
    async with open_turn(database, both[0]._sender("Nina")) as work:
        rooms = {name: room for name, room in vars(work).items() if hasattr(room, "by_id")}
        assert len(rooms) > 8
        for name, room in rooms.items():
            table = {"places": "channels"}.get(name, name)
            for row in theirs[table]:
                try:
                    assert await room.by_id(row[0]) is None, name
                except NoResultFound:
                    assert name == "places"
        with pytest.raises(Walled):
            writing_for(CLINIC)
        with pytest.raises(Sealed, match="workspace 2 has no words key"):
            ring_in_use().digest("walker", CLINIC)


def plain(table: Table) -> Table:
    """The same columns without their types, so that rows are written as they were read."""
    return Table(table.name, MetaData(), *(Column(one.name, primary_key=one.primary_key) for one in table.c))


async def seen(database: Database, whose: Whose) -> dict[str, dict[tuple[Any, ...], Any]]:
    """What the database itself gives to who works for them: by table, rows by their keys."""
    found = {}
    async with database.engine.begin() as connection:
        await enter(connection, whose)
        for known in metadata.sorted_tables:
            table = plain(known)
            rows = (await connection.execute(select(table))).mappings().all()
            found[table.name] = {tuple(row[one.name] for one in table.primary_key): row for row in rows}
    return found


@ON_POSTGRESQL
async def test_postgresql_itself_gives_and_takes_nothing_of_another(
    both: tuple[Chat, Chat], database: Database
) -> None:
    ours, theirs, nobodys, all_ = [await seen(database, whose) for whose in (WARD, CLINIC, None, EVERY)]
    async with database.engine.begin() as connection:
        assert await walled(connection) == set(metadata.tables)
    assert sum(bool(rows) for rows in theirs.values()) > 25
    shared = {name for name in metadata.tables if theirs[name].keys() & ours[name].keys()}
    assert shared == set(), "shown to both"
    assert {name for name, rows in nobodys.items() if rows} == {"tenants"}, "by which it is known for whom to work"
    whole = {"lanes", "remembered"}
    assert all(all_[name].keys() == ours[name].keys() | theirs[name].keys() for name in all_.keys() - whole)
    async with database.engine.connect() as connection:
        for name, rows in theirs.items():
            table = plain(metadata.tables[name])
            for key, row in list(rows.items())[:1]:
                await enter(connection, WARD)
                it = [column == part for column, part in zip(table.primary_key, key, strict=True)]
                if name != "audit":  # of which nobody changes anything
                    same = {one: one for one in table.columns}
                    assert (await connection.execute(update(table).where(*it).values(same))).rowcount == 0
                with pytest.raises(ProgrammingError, match="row-level security"):
                    await connection.execute(insert(table).values(dict(row)))
                await connection.rollback()
    said, counted = text("SELECT current_setting('stitch.workspace', true)"), text("SELECT count(*) FROM tasks")
    stranger = replace(both[0]._sender("Nina"), tenant="T9")
    for sender, whose in ((both[0]._sender("Nina"), "1"), (both[1]._sender("Nina"), "2"), (stranger, "")):
        async with open_turn(database, sender) as work:
            assert (await work.connection.execute(said)).scalar_one() == whose
    fresh = open_database(database.engine.url.render_as_string(hide_password=False))
    async with fresh.engine.connect() as connection:
        assert (await connection.execute(said)).scalar_one() is None
        assert (await connection.execute(counted)).scalar_one() == 0
    await fresh.close()


@ON_POSTGRESQL
async def test_the_version_before_goes_on_for_a_while_and_no_longer(database: Database) -> None:
    """It says nothing of a workspace. The wall is raised while it runs."""
    chat = await Chat(database).open()
    await chat.say("Nina", "/task weigh K-17 at 9am")
    url = database.engine.url.render_as_string(hide_password=False)

    async def sees() -> int:
        before = open_database(url)
        async with before.engine.connect() as connection:
            count = (await connection.execute(text("SELECT count(*) FROM tasks"))).scalar_one()
        await before.close()
        return int(count)

    async with database.engine.begin() as connection:
        for table in ("tasks", "members"):
            await connection.execute(text(f"DROP POLICY wall ON {table}"))
    await migrate(database)
    assert await sees() == 1
    now = datetime.now(UTC)
    async with database.engine.begin() as connection:
        *_, over = _statements(metadata.tables["tasks"], now - timedelta(minutes=1))
        await connection.execute(text(f"DROP POLICY {(await until(connection))[0]} ON tasks"))
        await connection.execute(text(over))
    assert await sees() == 0
    await migrate(database)
    async with database.engine.begin() as connection:
        assert len(await until(connection)) == 1, "what is over is taken away"


async def until(connection: AsyncConnection) -> list[str]:
    found = text("SELECT policyname FROM pg_policies WHERE policyname LIKE 'until%' ORDER BY tablename DESC")
    return list((await connection.execute(found)).scalars())


@ON_POSTGRESQL
async def test_the_doctor_says_when_no_wall_holds_the_role(
    database: Database, postgres: str, tmp_path: Path
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    for given, ok in ((url, True), (url.replace("//stitch@", "//postgres@"), False)):
        settings = Settings(_env_file=None, data_dir=tmp_path, database_url=given, STITCH_KEY=new_entry())
        [found] = [one async for one in examine(settings) if one.what == "Database"]
        assert found.ok is ok, found.said
    assert "no wall between workspaces holds the role postgres" in found.said
