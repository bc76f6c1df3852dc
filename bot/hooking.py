"""`stitch hook`: which other systems may say what has come; a secret for one more, shown once."""

import asyncio
import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import refuse, settings_or_end, the_workspace, working
from bot.listener import address

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(invoke_without_command=True, help="Other systems that may say what has come.")

Which = Annotated[str | None, typer.Option(help="Its workspace, if there are several.")]


@app.callback()
def listed(context: typer.Context, workspace: Which = None) -> None:
    """List them, and when each was last heard."""
    if context.invoked_subcommand is None:
        asyncio.run(_listed(settings_or_end(), workspace))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What people read: heard by RIS.")], workspace: Which = None
) -> None:
    """Make the address and the secret of one more system. The secret is shown this once."""
    asyncio.run(_new(settings_or_end(), " ".join(name.split()), workspace))


@app.command()
def revoke(name: Annotated[str, typer.Argument()], workspace: Which = None) -> None:
    """Hear a system no more, from this moment on."""
    asyncio.run(_revoke(settings_or_end(), " ".join(name.split()), workspace))


async def _listed(settings: "Settings", where: str | None) -> None:
    async with working(settings) as work:
        found = await work.hooks.all(await the_workspace(work, where))
        for hook, heard_at in found:
            state = f"revoked {hook.revoked_at:%Y-%m-%d %H:%M UTC}" if hook.revoked_at else "live"
            last = f"last heard {heard_at:%Y-%m-%d %H:%M UTC}" if heard_at else "never heard"
            typer.echo(f"{hook.name}: {state}; made {hook.made_at:%Y-%m-%d %H:%M UTC}, {last}")
        if not found:
            typer.echo("No other system may say anything. Let one: stitch hook new RIS")


async def _new(settings: "Settings", name: str, where: str | None) -> None:
    from bot.care.hooks import LONGEST_NAME
    from bot.care.members import Member, MemberId
    from bot.store.hooks import live_ones, secret_of

    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        refuse(f"A name has 1 to {LONGEST_NAME} characters. For example: stitch hook new RIS")
    async with working(settings) as work:
        workspace = await the_workspace(work, where)
        for one in live_ones(await work.hooks.all(workspace)):
            if one.name.casefold() == name.casefold():
                refuse(f"There is {one.name} already. Take another name, or: stitch hook revoke {one.name!r}", 1)
        # Nobody who could sign in: audit and history say by this name who did it.
        bearer = Member(id=MemberId(0), workspace=workspace, name=name, active=False, welcomed=True)
        hook = await work.hooks.add(workspace, name, bearer, datetime.now(UTC))
        secret = base64.b64encode(secret_of(hook)).decode()
    base = settings.public_url.rstrip("/") or address(settings)
    typer.echo(f"{name} may say what has come.")
    typer.echo(f"Address: {base}/hooks/heard/{hook.handle}")
    typer.echo(f"Secret:  whsec_{secret}")
    typer.echo("The secret is not shown again. How to sign: docs/operations.md, Other systems")


async def _revoke(settings: "Settings", name: str, where: str | None) -> None:
    from bot.store.hooks import live_ones

    async with working(settings) as work:
        workspace = await the_workspace(work, where)
        on = [one for one in live_ones(await work.hooks.all(workspace)) if one.name.casefold() == name.casefold()]
        if not on:
            refuse(f"There is no {name}. Which there are: stitch hook", 1)
        await work.hooks.revoke(on[0], datetime.now(UTC))
        typer.echo(f"Revoked: {on[0].name} is not heard any more.")
