"""The doctor: what is configured, what answers, and what is missing, in a list that an operator can read."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from bot import upkeep
from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.app import slack_of, telegram_of
from bot.chat.adapter import CannotStart
from bot.custody import master_key, must_have_key
from bot.listener import address, listen_on
from bot.model import model_of
from bot.settings import Settings
from bot.store.database import open_database, reach
from bot.store.migrate import schema
from bot.store.wall import bypassed

_FREE = (
    "PostgreSQL; no wall between workspaces holds the role {role}, which is a superuser or bypasses row-level "
    "security. Use another: docs/operations.md says which"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's list. `ok` is None for what is merely off; what is to be done is no problem yet."""

    what: str
    ok: bool | None
    said: str
    to_do: bool = False


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at each part in turn. Contacts the database, platforms and model that are set; changes nothing."""
    yield _data_dir(settings)
    database = await _database(settings)
    yield database
    async for what, said in _upkeep(settings, database):
        yield Finding(what, None, said, to_do=True)
    yield await _http(settings)
    slack = slack_of(settings)
    yield await _platform("Slack", slack, "SLACK_BOT_TOKEN is not set")
    for said in slack.to_do if slack is not None else ():
        yield Finding("Slack", None, said, to_do=True)
    yield await _platform("Telegram", telegram_of(settings), "TELEGRAM_BOT_TOKEN is not set")
    yield _web(settings)
    yield await _model(settings)
    yield _goes_out(settings)


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Finding("Data directory", True, str(folder))
    said = f"{folder} cannot be written to. Set DATA_DIR to a folder that this user can write to"
    return Finding("Data directory", False, said)


async def _database(settings: Settings) -> Finding:
    try:
        master, fresh = master_key(settings)
        if settings.database_file is not None and not settings.database_file.exists():
            return Finding("Database", True, "SQLite; made at the first start")
        database = open_database(settings.database, master)
        try:
            await reach(database)
            has, wants = await schema(database)
            if has == wants:
                await must_have_key(database, settings)
            free = None if database.sqlite else await bypassed(database.engine)
        finally:
            await database.close()
    except CannotStart as problem:
        return Finding("Database", False, str(problem))
    kind = "SQLite" if database.sqlite else "PostgreSQL"
    if has is not None and wants is not None and has > wants:
        said = f"{kind}; the tables are of a newer version ({has}): upgrade this one to it"
        return Finding("Database", False, said)
    if has != wants:
        return Finding("Database", True, f"{kind}; tables are brought up to date at the next start")
    if free is not None:
        return Finding("Database", False, _FREE.format(role=free))
    key = "; a master key is made at the next start" if fresh else ""
    return Finding("Database", True, f"{kind}; tables are up to date ({has}){key}")


async def _upkeep(settings: Settings, found: Finding) -> AsyncIterator[tuple[str, str]]:
    """What is overdue, by a database that is there and up to date."""
    if not found.ok or (settings.database_file is not None and not settings.database_file.exists()):
        return
    database = open_database(settings.database, master_key(settings)[0])
    try:
        has, wants = await schema(database)
        if has == wants:
            async for one in upkeep.to_do(database, settings, datetime.now(UTC)):
                yield one
    finally:
        await database.close()


async def _http(settings: Settings) -> Finding:
    """The port is free, or it is this bot that has it."""
    try:
        listen_on(settings).close()
        return Finding("HTTP", True, f"{address(settings)} is free")
    except CannotStart as problem:
        if await _is_stitch(settings):
            return Finding("HTTP", True, f"Stitch is running at {address(settings)}")
        return Finding("HTTP", False, str(problem))


async def _is_stitch(settings: Settings) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            answer = (await client.get(f"{address(settings)}/healthz")).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(answer, dict) and "live" in answer


async def _platform(name: str, adapter: Slack | Telegram | None, off: str) -> Finding:
    if adapter is None:
        return Finding(name, None, f"off; {off}")
    try:
        return Finding(name, True, await adapter.check())
    except CannotStart as problem:
        return Finding(name, False, str(problem))


def _web(settings: Settings) -> Finding:
    if settings.web:
        return Finding("Web workspace", True, f"demo at {address(settings)}")
    if slack_of(settings) is None and telegram_of(settings) is None:
        said = "off, and so is everything else. Set STITCH_WEB=1, SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN in .env"
        return Finding("Web workspace", False, said)
    return Finding("Web workspace", None, "off; STITCH_WEB=0")


def _goes_out(settings: Settings) -> Finding:
    """For the firewall: nothing else is contacted."""
    hosts = ", ".join(settings.egress)
    return Finding("Goes out to", True, hosts or "nowhere")


async def _model(settings: Settings) -> Finding:
    try:
        model = model_of(settings)
        if model is None:
            return Finding("Model", None, "off; the rules answer (MODEL_URL is not set)")
        return Finding("Model", True, await model.check())
    except CannotStart as problem:
        return Finding("Model", False, str(problem))
