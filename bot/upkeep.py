"""Upkeep: what whoever runs the bot has to do now and then, and has not: for the doctor, one sentence for each."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.care.members import WorkspaceId
from bot.settings import Settings, is_loopback
from bot.store.database import Database
from bot.store.keys import sealing_since
from bot.store.work import Work, open_work

SWEEP_WITHIN = timedelta(days=1)
"""What goes by age goes every night."""


async def to_do(database: Database, settings: Settings, now: datetime) -> AsyncIterator[tuple[str, str]]:
    """What is overdue, each with the part of the bot that it concerns."""
    async with open_work(database) as work:
        since = await sealing_since(work.connection)
        age = (now - since).days if since else 0
        if settings.key_days and age > settings.key_days:
            in_file = not settings.key.get_secret_value()
            how = "stitch keys rotate" if in_file else "docs/privacy-and-security.md says how, with STITCH_KEY"
            said = f"exchanged {age} days ago, which is longer than STITCH_KEY_DAYS={settings.key_days}."
            yield "Keys", f"{said} Exchange them: {how}"
        for workspace, name in await work.ledger.workspaces():
            if (await work.workspace(workspace)).demo:
                continue
            async for said in _retention(work, workspace, name, now):
                yield "Retention", said
            for vendor in _vendors(settings):
                if not await work.agreements.covers(workspace, vendor):
                    yield "Agreements", _unsigned(vendor, name)


async def _retention(work: Work, workspace: WorkspaceId, name: str, now: datetime) -> AsyncIterator[str]:
    wanted = await work.holds.retentions(workspace)
    if not wanted and not await work.holds.decided(workspace):
        yield (
            f"{name} keeps all for good, and nobody has said so. Say for how long: stitch retention items 365, "
            "or stitch retention items off"
        )
    for one in wanted:
        if now - one.sweep_at > SWEEP_WITHIN:
            yield (
                f"{one.kind} of {name} were to be erased {one.sweep_at:%Y-%m-%d %H:%M UTC}, and were not. "
                "Is the bot running? Look at /healthz and its log"
            )


def _vendors(settings: Settings) -> list[str]:
    """Who gets words about patients by these settings, and has to have signed."""
    vendors = ["slack"] if settings.slack_bot_token.get_secret_value() else []
    host = urlsplit(settings.model_url).hostname or ""
    return vendors + ([host] if host and not is_loopback(host) else [])


def _unsigned(vendor: str, name: str) -> str:
    without = "whom an alias means is not told there" if vendor == "slack" else "the model is not asked"
    return (
        f"none of {name} with {vendor} is on record, so {without}. Once it is signed: "
        f"stitch baa {vendor} --plan Enterprise --signed 2026-05-01 --by 'Ruth Meyer'"
    )
