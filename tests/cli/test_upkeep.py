"""What an operator is reminded of: keys, retention, agreements."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import upkeep
from bot.care.agreements import Agreement
from bot.care.retention import Kept, Retention
from bot.settings import Settings
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import ZONE, Chat

NOW = datetime.now(UTC) + timedelta(minutes=10)
"""After all that a test makes."""


@pytest.fixture
async def ward(database: Database) -> Database:
    await Chat(database).open()
    return database


async def said(database: Database, days: int = 0, **settings: object) -> list[tuple[str, str]]:
    given = Settings(_env_file=None, **settings)
    return [one async for one in upkeep.to_do(database, given, NOW + timedelta(days=days))]


async def set_up(database: Database, vendor: str = "") -> None:
    async with open_work(database) as work:
        ward = (await work.members.workspace("Ward", zone=ZONE, demo=False)).id
        await work.holds.keep_for_good(ward, Kept.items)
        if vendor:
            signed = Agreement(
                workspace=ward, vendor=vendor, plan="Enterprise", signed_on=date(2026, 5, 1),
                recorded_by="Ruth Meyer", recorded_at=NOW,
            )  # fmt: skip
            await work.agreements.record(signed)


@ON_ONE_DATABASE
async def test_keys_that_are_old_are_to_be_exchanged(ward: Database) -> None:
    await set_up(ward)
    assert await said(ward, 365) == []
    assert await said(ward, 400, STITCH_KEY_DAYS=0) == []
    assert await said(ward, 400) == [(
        "Keys",
        "exchanged 400 days ago, which is longer than STITCH_KEY_DAYS=365. Exchange them: stitch keys rotate",
    )]  # fmt: skip


@ON_ONE_DATABASE
async def test_retention_that_nobody_chose_or_that_did_not_run_is_told(ward: Database) -> None:
    assert await said(ward) == [(
        "Retention",
        "Ward keeps all for good, and nobody has said so. Say for how long: stitch retention items 365, "
        "or stitch retention items off",
    )]  # fmt: skip
    await set_up(ward)
    assert await said(ward) == []
    async with open_work(ward) as work:
        whose = (await work.members.workspace("Ward", zone=ZONE, demo=False)).id
        await work.holds.keep(Retention(workspace=whose, kind=Kept.calls, days=90, sweep_at=NOW))
    assert await said(ward) == []
    [(what, late)] = await said(ward, 2)
    assert what == "Retention"
    assert late.startswith(f"calls of Ward were to be erased {NOW:%Y-%m-%d %H:%M} UTC, and were not.")


@ON_ONE_DATABASE
async def test_an_agreement_that_is_not_on_record_is_told(ward: Database) -> None:
    await set_up(ward)
    remote = {"model_url": "https://api.example.com/v1"}
    assert [one for one, _ in await said(ward, slack_bot_token="xoxb-1", **remote)] == ["Agreements", "Agreements"]
    assert await said(ward, model_url="http://127.0.0.1:11434/v1") == []
    await set_up(ward, "slack")
    [(_, told)] = await said(ward, slack_bot_token="xoxb-1", **remote)
    assert told == (
        "none of Ward with api.example.com is on record, so the model is not asked. Once it is signed: "
        "stitch baa api.example.com --plan Enterprise --signed 2026-05-01 --by 'Ruth Meyer'"
    )
    await set_up(ward, "api.example.com")
    assert await said(ward, slack_bot_token="xoxb-1", **remote) == []
