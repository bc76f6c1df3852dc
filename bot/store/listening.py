"""Listening: PostgreSQL says when another process has left something to send. SQLite has no other process."""

import asyncio
from collections.abc import Callable

import structlog

from bot.store.database import Database
from bot.store.notices import NEWS

log = structlog.get_logger()

AGAIN_S = 5.0


async def listen(database: Database, heard: Callable[[], object]) -> None:
    """Call `heard` whenever there is news, until cancelled. What is missed meanwhile is found by looking."""
    if database.sqlite:
        return
    import psycopg  # not in memory where there is no PostgreSQL

    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {NEWS}")
                heard()
                async for _ in connection.notifies():
                    heard()
        except psycopg.Error as problem:
            log.warning("not listening to the database", error=type(problem).__name__)
        await asyncio.sleep(AGAIN_S)
