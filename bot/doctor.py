"""The doctor: what is configured, what answers, and what is missing, in a list that an operator can read."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.app import slack_of, telegram_of
from bot.chat.adapter import CannotStart
from bot.model import model_of
from bot.settings import Settings
from bot.store.database import open_database
from bot.store.migrate import schema


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's list. `ok` is None for what is merely off."""

    what: str
    ok: bool | None
    said: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at each part in turn. Contacts the database, platforms and model that are set; changes nothing."""
    yield await _database(settings)
    yield _data_dir(settings)
    yield await _platform("Slack", slack_of(settings), "SLACK_BOT_TOKEN is not set")
    yield await _platform("Telegram", telegram_of(settings), "TELEGRAM_BOT_TOKEN is not set")
    yield _web(settings)
    yield await _model(settings)


async def _database(settings: Settings) -> Finding:
    try:
        database = open_database(settings.database)
        has, wants = await schema(database)
        await database.close()
    except (SQLAlchemyError, OSError, ValueError) as problem:
        return Finding("Database", False, f"does not answer ({type(problem).__name__}); look at DATABASE_URL")
    kind = "SQLite" if database.sqlite else "PostgreSQL"
    if has != wants:
        return Finding("Database", True, f"{kind}; tables are brought up to date at the next start")
    return Finding("Database", True, f"{kind}; tables are up to date ({has})")


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    there = folder if folder.exists() else folder.parent
    writable = os.access(there, os.W_OK)
    return Finding("Data directory", writable, str(folder) if writable else f"{folder} cannot be written to")


async def _platform(name: str, adapter: Slack | Telegram | None, off: str) -> Finding:
    if adapter is None:
        return Finding(name, None, f"off; {off}")
    try:
        return Finding(name, True, await adapter.check())
    except CannotStart as problem:
        return Finding(name, False, str(problem))


def _web(settings: Settings) -> Finding:
    if not settings.web:
        return Finding("Web workspace", None, "off; STITCH_WEB=0")
    return Finding("Web workspace", True, f"demo at http://{settings.host}:{settings.port}")


async def _model(settings: Settings) -> Finding:
    try:
        model = model_of(settings)
        if model is None:
            return Finding("Model", None, "off; the rules answer (MODEL_URL is not set)")
        return Finding("Model", True, await model.check())
    except CannotStart as problem:
        return Finding("Model", False, str(problem))
