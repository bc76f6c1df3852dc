"""What an operator says about what is kept: for how long, what is held, who gets it, what goes."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store.database import open_database
from bot.store.keys import new_entry, parsed
from tests.conversations.chat import Chat

Stitch = Callable[..., Result]


@pytest.fixture
def stitch(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Stitch:
    """A ward whose items were closed a hundred days ago, but for one."""
    key, url = new_entry(), f"sqlite:///{tmp_path / 'stitch.db'}"
    shutil.copy(migrated_file, tmp_path / "stitch.db")
    monkeypatch.chdir(tmp_path)

    async def live() -> None:
        chat = await Chat(open_database(url, parsed(key))).open()
        chat.clock.at = datetime.now(UTC) - timedelta(days=100)
        await chat.say("Nina", "/task call the zebrafish lab about K-17 in 1h")
        await chat.say("Nina", "/task call the walrus lab about R-3 in 1h")
        await chat.say("Nina", "/task weigh R-3 in 200 days")
        await chat.say("Nina", "/done 1")
        await chat.say("Nina", "/done 2")
        await chat.database.close()

    asyncio.run(live())
    given = {"DATABASE_URL": url, "STITCH_KEY": key}
    return lambda *words: CliRunner().invoke(app, words, env=given)


def test_what_is_kept_is_counted_before_it_is_set(stitch: Stitch) -> None:
    assert stitch("retention").output.splitlines()[0].startswith("items      for good  (closed items: their words")
    dry = stitch("retention", "items", "90", "--dry-run").output
    assert dry.startswith("items: 2 older than 90 days, would be erased 20")
    assert dry.endswith("Nothing has changed. To set it: the same without --dry-run\n")
    assert "for good" in stitch("retention").output.splitlines()[0]
    assert ", and every night from then on." in stitch("retention", "items", "90").output
    assert stitch("retention").output.splitlines()[0].startswith("items      90 days; 2 to be erased 20")
    held = stitch("hold", "k-17", "--reason", "claim of 3 May")
    assert held.output == "Held: K-17. Nothing of it is erased until: stitch release K-17\n"
    assert stitch("retention").output.splitlines()[0].startswith("items      90 days; 1 to be erased 20")
    assert "Held: K-17" in stitch("retention").output
    assert "claim of 3 May" in stitch("hold").output
    assert stitch("release", "K-17").output == "Released: K-17\n"
    assert stitch("retention", "items", "off").output == "items: kept for good.\n"


REFUSED = (
    ("retention audit 30", 2, "audit is none of items, handoffs, calls, messages, notices."),
    ("retention items 3", 2, "items are kept 30 days or more: stitch retention items 365"),
    ("hold Rosa --reason x", 2, "Rosa is no alias of a patient. One looks like K-17"),
    ("hold K-17", 2, "Say why: stitch hold K-17 --reason 'claim of 3 May'"),
    ("release K-17", 1, "K-17 is not held. What is: stitch hold"),
    ("export", 2, "Say of whom: stitch export --patient K-17"),
    ("export --member Nobody", 1, "0 members are called Nobody."),
    ("erase", 2, "Say what: stitch erase --patient K-17 --dry-run"),
    ("erase --patient R-3 --yes", 1, "R-3 still has what is open: #3. Close, drop or decide"),
    ("erase --workspace Attic", 2, "There is no workspace Attic. All of them: stitch ledger"),
)


def test_what_cannot_be_done_is_refused_with_what_can(stitch: Stitch) -> None:
    for words, status, said in REFUSED:
        refused = stitch(*words.split())
        assert said in refused.output, words
        assert refused.exit_code == status, words


def as_kept() -> bytes:
    """What stands in the files for the words of the first item."""
    connection = sqlite3.connect("stitch.db")
    [(sealed,)] = connection.execute("SELECT what FROM tasks WHERE number = 1")
    connection.close()
    found = sealed.encode()
    assert any(found in file.read_bytes() for file in Path().glob("stitch.db*"))
    return found


def test_a_patient_is_handed_over_held_and_erased(stitch: Stitch) -> None:
    rows = [json.loads(line) for line in stitch("export", "--patient", "K-17").output.splitlines()]
    assert [one["what"] for one in rows if one["table"] == "tasks"] == ["call the zebrafish lab about K-17"]
    stitch("hold", "all", "--reason", "inspection")
    held = stitch("erase", "--patient", "K-17", "--yes")
    assert held.output.startswith("all is held since 20")
    assert held.exit_code == 1
    stitch("release", "all")
    dry = stitch("erase", "--patient", "K-17", "--dry-run").output
    assert "  tasks: 1\n" in dry
    assert "  task_events: 1\n" in dry
    assert dry.endswith("Nothing was erased. To do it: the same without --dry-run\n")
    assert "zebrafish" in stitch("export", "--patient", "K-17").output
    sealed, running = as_kept(), sqlite3.connect("stitch.db")
    running.execute("SELECT count(*) FROM tasks").fetchone()  # as the bot, which has it open all the time
    assert stitch("erase", "--patient", "K-17", "--yes").output.splitlines()[-1].startswith("Erased: ")
    assert not any(sealed in file.read_bytes() for file in Path().glob("stitch.db*")), "not even sealed"
    running.close()
    assert "zebrafish" not in stitch("export", "--patient", "K-17").output
    assert "closed 2 + dropped 0; remainder 0" in stitch("ledger").output
    assert stitch("audit", "verify").exit_code == 0
    assert "erase" in stitch("audit", "who", "K-17").output


def test_an_agreement_is_recorded_listed_and_ended(stitch: Stitch) -> None:
    example = "stitch baa slack --plan Enterprise --signed 2026-05-01 --by 'Ruth Meyer'"
    assert stitch("baa").output == f"None is on record. {example}\n"
    for wrong in (("--plan", "Enterprise"), ("--plan", "E", "--signed", "May", "--by", "Ruth")):
        refused = stitch("baa", "slack", *wrong)
        assert refused.output == f"Say the plan, when it was signed, and who says so: {example}\n"
        assert refused.exit_code == 2
    ahead = stitch("baa", "slack", "--plan", "E", "--signed", "2999-01-01", "--by", "Ruth")
    assert ahead.output.startswith("2999-01-01 is still to come.")
    assert "signs none" in stitch("baa", "telegram", "--plan", "E", "--signed", "2026-05-01", "--by", "R").output
    done = stitch("baa", "Slack", "--plan", "Enterprise", "--signed", "2026-05-01", "--by", "Ruth Meyer")
    assert done.output == "On record: slack, Enterprise, signed 2026-05-01, says Ruth Meyer.\n"
    assert stitch("baa").output.startswith("slack  Enterprise, signed 2026-05-01; recorded by Ruth Meyer, 20")
    assert "agreement on record" in stitch("audit", "all").output
    assert stitch("baa", "slack", "--ended").output.startswith("Taken off the record: slack.")
    assert stitch("baa", "slack", "--ended").exit_code == 1


def test_a_workspace_goes_as_a_whole(stitch: Stitch) -> None:
    dry = stitch("erase", "--workspace", "Ward", "--dry-run").output
    assert dry == "Ward: 1 members, 3 items, and all that belongs to them\n"
    stitch("hold", "K-17", "--reason", "claim")
    assert "K-17 is held since 20" in stitch("erase", "--workspace", "Ward", "--yes").output
    stitch("release", "K-17")
    assert (
        "What stays is the audit, without words, under 'erased 1'."
        in stitch("erase", "--workspace", "Ward", "--yes").output
    )
    assert "captured 0" in stitch("ledger").output
    assert stitch("audit", "verify").exit_code == 0
