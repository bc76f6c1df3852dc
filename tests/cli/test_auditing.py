"""The audit, asked at the command line: by patient, by person, between two times; and who asked is in it."""

import asyncio
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store.database import open_database
from bot.store.keys import parsed
from tests.conversations.chat import Chat

Stitch = Callable[..., Result]


@pytest.fixture
def audit(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Stitch:
    """Ten days ago Omar made an item about K-17 and one about R-3; an hour ago Nina, who leads, saw the first."""
    key, url = CliRunner().invoke(app, ["keys", "new"]).output.strip(), f"sqlite:///{tmp_path / 'stitch.db'}"
    shutil.copy(migrated_file, tmp_path / "stitch.db")
    monkeypatch.chdir(tmp_path)

    async def live() -> None:
        chat = await Chat(open_database(url, parsed(key))).open()
        chat.at_once = False
        chat.clock.at = datetime.now(UTC) - timedelta(days=10)
        await chat.say("Nina", "/help")
        await chat.say("Omar", "/task weigh K-17 in 20 days")
        await chat.say("Omar", "/task weigh R-3 in 20 days")
        chat.clock.at = datetime.now(UTC) - timedelta(hours=1)
        await chat.say("Nina", "/open K-17")
        await chat.database.close()

    asyncio.run(live())
    given = {"DATABASE_URL": url, "STITCH_KEY": key}
    return lambda *words: CliRunner().invoke(app, ["audit", *words], env=given)


def lines(found: Result) -> list[list[str]]:
    """Who did what to whom, of each line."""
    assert found.exit_code == 0, found.output
    return [line.split("  ")[1:4] for line in found.output.splitlines()]


def test_it_is_searched_by_patient_by_person_and_between_two_times(audit: Stitch) -> None:
    nina, omar = "Nina Alvarez (member 1)", "Omar Haddad (member 2)"
    of_omar = [[omar, "create", "K-17"], [omar, "view", "K-17"]]
    assert lines(audit("who", "k-17")) == [[nina, "view", "K-17"]]
    assert lines(audit("who", "K-17", "--since", "2w", "--until", "5d")) == of_omar
    day = f"{datetime.now(UTC) - timedelta(days=11):%Y-%m-%d}"
    assert lines(audit("by", "omar haddad", "--since", day)) == [
        *of_omar, [omar, "create", "R-3"], [omar, "view", "R-3"],
    ]  # fmt: skip
    assert lines(audit("by", "1", "--since", "2h")) == [[nina, "view", "K-17"]]
    assert lines(audit("all", "--since", f"{day} 00:00", "--until", "2h")) == lines(
        audit("by", "2", "--since", "12d", "--until", "2h")
    )


def test_it_is_handed_over_a_row_a_line_and_who_looked_is_in_it(audit: Stitch) -> None:
    [row] = [json.loads(line) for line in audit("who", "K-17", "--since", "2h", "--json").output.splitlines()]
    assert (row["workspace"], row["actor"]) == ("Ward", {"id": 1, "name": "Nina Alvarez"})
    assert (row["act"], row["about"], row["patient"], row["detail"]) == ("view", "task:1", "K-17", "reply")
    audit("by", "Omar Haddad")
    looked = [line.split("  ", 1)[1] for line in audit("all", "--since", "1h").output.splitlines()]
    assert looked[-2:] == [
        "the bot, or an operator  export  K-17  audit who",
        "the bot, or an operator  view  member:2  audit by",
    ]
    assert audit("verify").exit_code == 0


def test_what_cannot_be_searched_for_is_said_with_what_can(audit: Stitch) -> None:
    for words, status, said in (
        (("who", "K-17", "--since", "soon"), 2, "--since is a number of hours, days or weeks, for example 7d"),
        (("by", "Rosa"), 1, "Nobody is called Rosa. Say their whole name, for example: stitch audit by 'Nina"),
        (("all", "--workspace", "Attic"), 2, "There is no workspace Attic."),
    ):
        refused = audit(*words)
        assert said in refused.output
        assert refused.exit_code == status
