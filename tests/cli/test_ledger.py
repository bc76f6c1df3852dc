"""`stitch ledger`: the equation for people and programs, without a key, and 1 when something is lost."""

import asyncio
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store.database import open_database
from tests.conftest import MASTER
from tests.conversations.chat import Chat


@pytest.fixture
def file(tmp_path: Path, migrated_file: Path) -> Path:
    """A ward with an item that nobody has taken up in time, and a closed one."""

    async def live() -> None:
        database = open_database(f"sqlite:///{tmp_path / 'stitch.db'}", MASTER)
        chat = await Chat(database).open()
        asked = await chat.say("Nina", "/task call the lab about K-17")
        await chat.press("Nina", "No time", asked)
        await chat.say("Nina", "/task weigh K-17 at 2pm")
        await chat.say("Nina", "/done 2")
        await database.close()

    shutil.copy(migrated_file, tmp_path / "stitch.db")
    asyncio.run(live())
    return tmp_path / "stitch.db"


def ledger(file: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["ledger", *options], env={"DATABASE_URL": f"sqlite:///{file}"})


def test_it_adds_up_and_names_what_does_not(file: Path) -> None:
    well = ledger(file)
    assert well.output.startswith("Ward: captured 2 = open 1 + handed 0 + scheduled 0 + closed 1 + dropped 0;")
    assert well.output.endswith("; remainder 0\n")
    assert well.exit_code == 0
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("UPDATE tasks SET outcome = NULL WHERE number = 2")
    connection.commit()
    connection.close()
    lost = ledger(file)
    assert lost.output.splitlines()[1:] == ["  #2: it was closed without an outcome"]
    assert lost.exit_code == 1
    told = ledger(file, "--json", "--workspace", "Ward")
    [ward] = json.loads(told.output)
    assert (ward["workspace"], ward["captured"], ward["closed"], ward["remainder"]) == ("Ward", 2, 0, 1)
    assert ward["faults"] == [{"number": 2, "why": "it was closed without an outcome"}]
    nowhere = ledger(file, "--workspace", "Attic")
    assert (nowhere.exit_code, nowhere.output) == (2, "There is no workspace Attic. All of them: stitch ledger\n")
