"""The clock, which every night erases what is older than it is to be kept."""

from datetime import datetime, timedelta

import structlog

from bot.care.ledger import next_check
from bot.store.work import Work

log = structlog.get_logger()

BATCH = 5
ROWS = 500
SOON = timedelta(seconds=10)
"""So many of each table at a time: what more there is waits so long, and lets others speak."""


async def sweep(work: Work, now: datetime) -> int:
    """Erase what is too old and not held. Returns how many sorts of it were looked through."""
    due = await work.holds.due(now, BATCH)
    for one in due:
        held = await work.holds.on(one.workspace)
        done = await work.erasing.sweep(one, held, now, ROWS)
        workspace = await work.workspace(one.workspace)
        again = next_check(now, workspace.zone) if done < ROWS else now + SOON
        await work.holds.sweep_again(one, again)
        if done:
            log.info("erased what is too old", workspace=one.workspace, kind=one.kind, rows=done)
    return len(due)
