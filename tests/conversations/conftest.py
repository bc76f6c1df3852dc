"""A ward to talk in, on each kind of database in turn.

What is said before every test is said once: the database in which it was said is kept, and each test has a copy.
"""

import asyncio
import itertools
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
import pytest

from bot.store.database import Database, open_database
from tests.conftest import MASTER
from tests.conversations.chat import PEOPLE, Chat

FAR = 1_000_000
"""Numbers that no event or message of a test has."""


async def greeted(chat: Chat) -> None:
    """Nina, Omar, Lea and Sam have said hello."""
    for who in PEOPLE:
        await chat.say(who, "/help")


async def at_work(chat: Chat) -> None:
    """Nina has two items for K-17, one for K-21 and one without a patient."""
    await greeted(chat)
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    await chat.say("Nina", "/followup check transport for K-21 by 5pm")
    await chat.say("Nina", "/task restock the fridge at 6pm")


SCENES: dict[str, Callable[[Chat], Awaitable[None]]] = {"chat": greeted, "ward": at_work}
"""What was said before, by the fixture that a test begins with."""


@pytest.fixture(scope="session")
def files() -> dict[str, Path]:
    """SQLite files in which a scene was played."""
    return {}


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """PostgreSQL databases in which a scene was played."""
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of one's own, after the scene that the test begins with."""
    scene = next((one for one in SCENES if one in request.fixturenames), "")
    if request.param == "sqlite":
        shutil.copy(_file(request, scene), tmp_path / "stitch.db")
        return f"sqlite:///{tmp_path / 'stitch.db'}"
    server, template = request.getfixturevalue("postgres"), _template(request, scene)
    return _copied(server, template, "conversation")


@pytest.fixture
async def chat(database: Database) -> Chat:
    """A ward where Nina, Omar, Lea and Sam have said hello."""
    return Chat(database)


@pytest.fixture
async def ward(database: Database) -> Chat:
    """Nina has two items for K-17, one for K-21 and one without a patient."""
    return Chat(database)


def _file(request: pytest.FixtureRequest, scene: str) -> Path:
    """The SQLite file to be copied."""
    migrated: Path = request.getfixturevalue("migrated_file")
    files: dict[str, Path] = request.getfixturevalue("files")
    if scene and scene not in files:
        file = migrated.with_name(f"{scene}.db")
        shutil.copy(migrated, file)
        asyncio.run(_played(f"sqlite:///{file}", scene))
        files[scene] = file
    return files.get(scene, migrated)


def _template(request: pytest.FixtureRequest, scene: str) -> str:
    """The PostgreSQL database to be copied."""
    migrated: str = request.getfixturevalue("migrated_postgres")
    templates: dict[str, str] = request.getfixturevalue("templates")
    if scene and scene not in templates:
        url = _copied(request.getfixturevalue("postgres"), migrated, f"scene_{scene}")
        asyncio.run(_played(url, scene))
        templates[scene] = f"scene_{scene}"
    return templates.get(scene, migrated)


def _copied(server: str, template: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.replace("/postgres?", f"/{name}?")


async def _played(url: str, scene: str) -> None:
    database = open_database(url, MASTER)
    chat = await Chat(database).open()
    chat.numbers, chat.stage.numbers = itertools.count(FAR), itertools.count(FAR)
    await SCENES[scene](chat)
    await database.close()
