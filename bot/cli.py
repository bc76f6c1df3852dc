"""The command line: `stitch run`, `doctor`, `read`, `screen`, `grade`, `keys`, `audit`, `ledger` and more."""

import asyncio
import gc
import getpass
import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import auditing, hooking, keeping
from bot.chat.adapter import CannotStart
from bot.console import opened, opened_without_key, refuse, settings_or_end, working
from bot.listener import address, listen_on, server_of
from bot.logs import redacted, set_up_logs
from bot.settings import Settings

# Everything else is imported where it is needed: on a small machine that takes seconds, and whoever typed
# `stitch run` should know before that where to look.
if TYPE_CHECKING:
    from bot.app import App

LISTED = 500

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Stitch, a chat bot for care teams.",
    pretty_exceptions_enable=False,
)
keys = typer.Typer(no_args_is_help=True, help="The master key, and the keys that it wraps.")
app.add_typer(keys, name="keys")
app.add_typer(auditing.app, name="audit")
outbox = typer.Typer(invoke_without_command=True, help="What did not arrive.")
app.add_typer(outbox, name="outbox")
app.add_typer(keeping.app)
app.add_typer(hooking.app, name="hook")


roster = typer.Typer(no_args_is_help=True, help="The shifts of a team.")
app.add_typer(roster, name="roster")


@app.callback()
def every() -> None:
    """Stitch, a chat bot for care teams."""
    set_up_logs("WARNING", "text")


@app.command()
def run() -> None:
    """Start the bot on every platform that is set up; without any, the web workspace."""
    settings = settings_or_end()
    set_up_logs(settings.log_level, settings.log_format)
    typer.echo(f"Stitch is starting, at {address(settings)}", err=True)
    from bot.app import build

    try:
        asyncio.run(_serve(build(settings)))
    except CannotStart as problem:
        typer.echo(f"Stitch cannot start: {redacted(str(problem))}", err=True)
        raise typer.Exit(2) from None


@app.command()
def doctor() -> None:
    """Say what is configured, reachable and missing."""
    sys.exit(0 if asyncio.run(_examine(settings_or_end())) else 1)


@outbox.callback()
def show_outbox(context: typer.Context) -> None:
    """List what did not arrive, and why. Ids and names only, never what a notice says."""
    if context.invoked_subcommand is None:
        asyncio.run(_outbox(settings_or_end()))


@outbox.command()
def retry(which: Annotated[str, typer.Argument(metavar="ID|all")]) -> None:
    """Send again what did not arrive: one notice by its id, or all that was not given up on purpose."""
    id = _which(which, "stitch outbox retry 17, or retry all")
    typer.echo(f"To be sent again: {_some(asyncio.run(_retry(settings_or_end(), id)), which)}")


@outbox.command()
def discard(
    which: Annotated[str, typer.Argument(metavar="ID|all")],
    reason: Annotated[str, typer.Option(help="Why nobody needs it any more.")] = "",
    by: Annotated[str, typer.Option(help="Who says so; you, if not said.")] = "",
) -> None:
    """Give up on purpose what did not arrive: one notice by its id, or all. It alarms nobody any more."""
    like = "stitch outbox discard 17 --reason 'the ward has closed'"
    id = _which(which, like)
    if not reason.strip():
        refuse(f"Please say why. For example: {like}")
    done = asyncio.run(_discard(settings_or_end(), id, (by or _login())[:120], reason.strip()))
    again = "all of them by their ids" if which == "all" else f"it all the same: stitch outbox retry {which}"
    typer.echo(f"Given up on purpose: {_some(done, which)}. Send {again}")


@outbox.command()
def discarded() -> None:
    """List what was given up on purpose: by whom, when and why."""
    asyncio.run(_discarded(settings_or_end()))


@app.command()
def read() -> None:
    """Read messages from standard input, a JSON object a line, and print what was understood of each."""
    from bot.language.lines import read_line

    for line in sys.stdin:
        if line.strip():
            print(read_line(line), flush=True)


@app.command()
def screen() -> None:
    """Screen messages from standard input, a JSON object a line, and print what in each may identify somebody."""
    from bot.language.screening import screen_line

    for line in sys.stdin:
        if line.strip():
            print(screen_line(line), flush=True)


@app.command()
def grade() -> None:
    """Compare handoffs with what was said back, a JSON object a line, and print what was not heard of each."""
    from bot.language.graded import grade_line

    for line in sys.stdin:
        if line.strip():
            print(grade_line(line), flush=True)


@app.command()
def ledger(
    workspace: Annotated[str | None, typer.Option(help="Only this one, by its name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Count where every captured item stands. Ends with 1 if anything is lost."""
    sys.exit(0 if asyncio.run(_ledger(settings_or_end(), workspace, as_json)) else 1)


@roster.command("import")
def roster_import(
    file: Annotated[Path, typer.Argument(help="A CSV or ICS file.")],
    team: Annotated[str, typer.Option(help="The team, by its name.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Its workspace, if there are several.")] = None,
    zone: Annotated[str | None, typer.Option(help="Of hours without a zone; else the workspace's.")] = None,
    days: Annotated[int, typer.Option(help="How far ahead a calendar is read.", min=1, max=400)] = 90,
) -> None:
    """Import the shifts of a team from a file. Ends with 1, and changes nothing, if anything cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as problem:
        typer.echo(f"{file} cannot be read: {problem.strerror}", err=True)
        raise typer.Exit(1) from None
    where, ahead = (team, workspace, zone), timedelta(days=days)
    sys.exit(0 if asyncio.run(_import_roster(settings_or_end(), file.name, data, where, ahead, dry_run)) else 1)


@keys.command("new")
def keys_new() -> None:
    """Print a new master key, for STITCH_KEY."""
    from bot.store.keys import new_entry

    typer.echo(new_entry())


@keys.command("rotate")
def keys_rotate() -> None:
    """Seal everything again with new keys. Restart the bot afterwards."""
    asyncio.run(_rotate(settings_or_end()))


async def _rotate(settings: Settings) -> None:
    from bot import custody

    database, in_file = await opened(settings), not settings.key.get_secret_value()
    done = await custody.rotate(database, settings.key_file if in_file else None)
    await database.close()
    typer.echo(f"{done.rows} rows sealed again; {done.keys} data keys, {done.dropped} old ones dropped.")
    if in_file:
        typer.echo(f"The master key in {settings.key_file} is new. Keep a copy; restart the bot.")


async def _examine(settings: Settings) -> bool:
    from bot.doctor import examine

    healthy = True
    async for finding in examine(settings):
        mark = "TO DO  " if finding.to_do else {True: "ok     ", False: "PROBLEM", None: "off    "}[finding.ok]
        typer.echo(f"{mark}  {finding.what}: {redacted(finding.said)}")
        healthy = healthy and finding.ok is not False
    return healthy


async def _ledger(settings: Settings, name: str | None, as_json: bool) -> bool:
    from bot.store.work import open_without_key

    database, found = await opened_without_key(settings), []
    async with open_without_key(database) as work:
        for id, known_as in await work.ledger.workspaces(name):
            counted = await work.ledger.of_all(id, await work.people(id), datetime.now(UTC))
            found.append((known_as, counted))
    await database.close()
    if name is not None and not found:
        typer.echo(f"There is no workspace {name}. All of them: stitch ledger", err=True)
        raise typer.Exit(2)
    if as_json:
        typer.echo(json.dumps([{"workspace": known_as, **counted.as_dict()} for known_as, counted in found]))
    else:
        for known_as, counted in found:
            typer.echo(f"{known_as}: {counted.as_text()}")
            for one in counted.faults:
                typer.echo(f"  #{one.number}: {one.fault}")
    return not any(counted.remainder for _, counted in found)


async def _import_roster(
    settings: Settings,
    file: str,
    data: bytes,
    where: tuple[str, str | None, str | None],
    ahead: timedelta,
    dry_run: bool,
) -> bool:
    from bot import roster_import
    from bot.language.roster_file import NotARoster
    from bot.store.rows import Stale
    from bot.store.work import open_work

    database = await opened(settings)
    try:
        async with open_work(database) as work:
            wanted = await roster_import.planned(work, data, *where, ahead=ahead, now=datetime.now(UTC))
            for problem in wanted.problems:
                typer.echo(f"{file}, line {problem.line}: {problem.why}", err=True)
            if not wanted.problems:
                typer.echo("\n".join(roster_import.as_text(wanted)))
            if wanted.changes and not wanted.problems and not dry_run:
                await roster_import.carry_out(work, wanted, datetime.now(UTC))
    except NotARoster as problem:
        typer.echo(f"{file}: {problem}", err=True)
        return False
    except Stale:
        typer.echo("Somebody changed these shifts at the same time. Nothing was imported; run it again.", err=True)
        return False
    finally:
        await database.close()
    if wanted.problems:
        typer.echo(f"Nothing was imported: {len(wanted.problems)} of its lines cannot be used.", err=True)
        return False
    done = "Nothing would change." if dry_run else "Nothing has changed."
    if wanted.changes:
        done = "Nothing has changed yet. To import it: the same without --dry-run" if dry_run else "Imported."
    typer.echo(done)
    return True


async def _outbox(settings: Settings) -> None:
    from bot.reasons import in_words
    from bot.store.notices import DEAD
    from bot.store.work import open_without_key

    database = await opened_without_key(settings)
    async with open_without_key(database) as work:
        found = await work.outbox.stuck(LISTED)
        dead = (await work.outbox.backlog(datetime.now(UTC))).dead
        gone = await work.discards.count()
    await database.close()
    if not found:
        typer.echo("Everything has arrived." if not gone else "Everything else has arrived.")
    for one in found:
        state = "given up" if one.state == DEAD else f"tried {one.attempt} times"
        due = one.due_at.strftime("%Y-%m-%d %H:%M UTC")
        typer.echo(f"{one.id:>8}  {one.kind:20} to {one.to:24} due {due}  {state}: {in_words(one.reason)}")
    if found:
        typer.echo(f"Given up: {dead}. Send again: stitch outbox retry ID, or retry all")
    if gone:
        typer.echo(f"Given up on purpose: {gone}. See them: stitch outbox discarded")


def _which(which: str, like: str) -> int | None:
    """The id of a notice, or None for all."""
    if which != "all" and not which.isdecimal():
        refuse(f"{which} is not the id of a notice. For example: {like}")
    return None if which == "all" else int(which)


def _some(done: int, which: str) -> int:
    """How many it was. Ends the process when the one that was asked for is not there."""
    if not done and which != "all":
        refuse(f"Notice {which} is not among those that did not arrive. See them: stitch outbox", 1)
    return done


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "an operator"


async def _discard(settings: Settings, id: int | None, by: str, reason: str) -> int:
    async with working(settings) as work:
        return await work.discards.discard(id, by=by, reason=reason, now=datetime.now(UTC))


async def _discarded(settings: Settings) -> None:
    async with working(settings) as work:
        found = await work.discards.all(LISTED)
    for one in found:
        due, at = (f"{moment:%Y-%m-%d %H:%M UTC}" for moment in (one.due_at, one.at))
        typer.echo(f"{one.id:>8}  {one.kind:20} to {one.to:24} due {due}  given up {at} by {one.by}: {one.reason}")
    if not found:
        typer.echo("Nothing was given up on purpose.")


async def _retry(settings: Settings, id: int | None) -> int:
    from bot.store.work import open_without_key

    database = await opened_without_key(settings)
    async with open_without_key(database) as work:
        done = await work.outbox.retry(datetime.now(UTC), id)
    await database.close()
    return done


async def _serve(bot: "App") -> None:
    server = server_of(bot.http())
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    with listen_on(bot.settings) as listener:
        await bot.start()
        gc.collect()
        gc.freeze()  # what stays for good is not looked through again: that held all up for a tenth of a second
        serving = asyncio.create_task(server._serve([listener]))
        typer.echo(f"Stitch is listening. Open {address(bot.settings)}", err=True)
        await asyncio.wait((serving, asyncio.create_task(stopping.wait())), return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await bot.stop()
        await serving
