"""What is kept, at the command line: `stitch backup`, `restore`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.chat.adapter import CannotStart
from bot.console import opened, settings_or_end
from bot.settings import Settings

app = typer.Typer()


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to; it must not be there yet.")]) -> None:
    """Copy the SQLite database into a file, while the bot runs. The key is not in it."""
    settings = settings_or_end()
    asyncio.run(_back_up(settings, file))
    key = "STITCH_KEY" if settings.key.get_secret_value() else str(settings.key_file)
    typer.echo(f"Backed up to {file}. The key is not in it: without {key} nobody can read it. Keep them apart.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup made by stitch backup.")]) -> None:
    """Put a backup in place of a SQLite database that is gone. Ends with 1 if its audit is not whole."""
    if not asyncio.run(_restore(settings_or_end(), file)):
        raise typer.Exit(1)


async def _back_up(settings: Settings, file: Path) -> None:
    from bot import backup

    try:
        source = backup.database_file(settings)
        if not source.exists():
            raise backup.Refused(f"There is no database at {source} yet. Start the bot first: stitch run")
        database = await opened(settings)
        try:
            await backup.back_up(database, source, file)
        finally:
            await database.close()
    except backup.Refused as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None


async def _restore(settings: Settings, file: Path) -> bool:
    from bot import backup

    try:
        broken, heads = await backup.restore(settings, file)
        target = backup.database_file(settings)
    except (backup.Refused, CannotStart) as problem:
        typer.echo(f"Nothing was restored. {problem}", err=True)
        raise typer.Exit(2) from None
    for one in broken:
        typer.echo(f"{one.workspace}: the audit is not whole: row {one.position}: {one.why}", err=True)
    for name, length, digest in heads:
        typer.echo(f"{name}: {length} rows of audit, the last is {digest}")
    typer.echo(f"Restored to {target}, and the key fits. Now: stitch doctor, then stitch run")
    return not broken
