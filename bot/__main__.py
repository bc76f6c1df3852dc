"""`python -m bot` is `stitch`."""

from bot.cli import app

app()
