"""The console: what each command of the command line begins with, the settings and the database with its key."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NoReturn

import typer
from pydantic import ValidationError

from bot.chat.adapter import CannotStart
from bot.logs import redacted
from bot.settings import Settings

# Imported where it is needed, as all of the command line: it takes seconds on a small machine.
if TYPE_CHECKING:
    from bot.care.members import WorkspaceId
    from bot.store.database import Database
    from bot.store.work import Work


def settings_or_end() -> Settings:
    """The settings. Ends the process with a sentence for each that cannot be used."""
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as problem:
        for one in problem.errors():
            name = ".".join(str(part) for part in one["loc"]).upper()
            said = redacted(one["msg"].removeprefix("Value error, "))
            typer.echo(f"The setting {name} cannot be used: {said}. What works stands in .env.example", err=True)
        sys.exit(2)


async def opened(settings: Settings) -> "Database":
    """The database, with its key proved. Ends the process with a sentence when that fails."""
    from bot import custody
    from bot.store.database import open_database, reach

    try:
        master, fresh = custody.master_key(settings)
        database = open_database(settings.database, master)
        await reach(database)
        await custody.prove_key(database, settings, fresh)
    except CannotStart as problem:
        typer.echo(redacted(str(problem)), err=True)
        raise typer.Exit(2) from None
    return database


async def opened_without_key(settings: Settings) -> "Database":
    """The database, brought up to date. Without a key nothing that people wrote can show."""
    from bot.store.database import open_database
    from bot.store.migrate import migrate

    database = open_database(settings.database)
    await migrate(database)
    return database


@asynccontextmanager
async def working(settings: Settings, *, erasing: bool = False) -> "AsyncIterator[Work]":
    """A piece of work by an operator; nothing of it is done when the command ends with a refusal."""
    from bot.store.work import open_work

    database = await opened(settings)
    try:
        async with open_work(database) as work:
            yield work
        if erasing:
            await database.write_over()
    finally:
        await database.close()


async def the_workspace(work: "Work", name: str | None) -> "WorkspaceId":
    """The one of this name, or the only one. Ends the process when there is none, or several."""
    found = await work.ledger.workspaces(name)
    if len(found) > 1:
        names = ", ".join(known_as for _, known_as in found)
        refuse(f"There are several workspaces: {names}. Say which, for example: --workspace {found[0][1]!r}")
    if not found:
        refuse(
            f"There is no workspace {name}. All of them: stitch ledger" if name else "There is no workspace yet."
        )
    return found[0][0]


def refuse(why: str, status: int = 2) -> NoReturn:
    """End with a sentence and a status; nothing was done."""
    typer.echo(why, err=True)
    raise typer.Exit(status)
