"""The whole bot as a process: it starts, forgets nothing when it is killed, and stops in order."""

import asyncio
import random
from pathlib import Path

import httpx
import pytest

from bot.store.keys import new_entry
from tests.e2e.process import Bot


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_database"), "STITCH_KEY": new_entry()}


async def test_killed_at_any_point_it_loses_nothing_and_doubles_nothing(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    dice = random.Random(17)
    bot = Bot(tmp_path, **settings)
    said = 0
    for _ in range(4):
        async with bot:
            for number in range(said, said + dice.randint(1, 6)):
                await bot.say("omar", f"/task restock shelf {number} in 30 minutes, urgent")
                said += 1
            # A turn takes some 20 ms: somewhere in the next one.
            asyncio.get_running_loop().call_later(dice.uniform(0, 0.03), bot.kill)
            with pytest.raises(httpx.TransportError):
                while said < 200:
                    await bot.say("omar", f"/task restock shelf {said} in 30 minutes, urgent")
                    said += 1
            said += 1
        bot = Bot(tmp_path, **settings)
    async with bot:
        await bot.advance("PT5S")
        typed = [one["text"] for one in await bot.messages("omar") if one["from"] == "omar"]
        assert len(typed) >= 4
        found = (await bot.say("omar", "/find restock shelf")).json()["messages"][0]["text"]
        assert found.splitlines()[0] == f"Found ({min(len(typed), 100)})"
        # Whatever the hour and day at which this test runs.
        await bot.say("omar", "/profile quiet none")
        await bot.say("omar", "/profile days every day")
        await bot.advance("PT40M")
        reminders = [one["text"] for one in await bot.messages("omar", "@stitch")]
        due = [text for text in reminders if text.startswith("Now due") and "restock shelf" in text]
        assert len(due) == len(typed)
        assert len(set(due)) == len(due)


async def test_what_falls_due_while_it_is_down_comes_when_it_is_back(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    async with Bot(tmp_path, **settings) as bot:
        await bot.say("nina", "/task check the pump in 1 minute, stat")
        assert bot.stop() == 0
    async with Bot(tmp_path, **settings) as bot:
        await bot.advance("PT3M")
        reminders = [one["text"] for one in await bot.messages("nina", "@stitch")]
        assert any(text.startswith("Now due") and "check the pump" in text for text in reminders)


async def test_it_says_what_is_wrong_with_a_setting_and_shows_no_trace(tmp_path: Path) -> None:
    bot = Bot(tmp_path, STITCH_ZONE="Mars/Olympus")
    with pytest.raises(AssertionError, match="not a time zone"):
        await bot.start()
    assert "Traceback" not in bot.log.read_text()
    await bot.client.aclose()


async def test_metrics_and_health_are_served(tmp_path: Path) -> None:
    async with Bot(tmp_path) as bot:
        assert (await bot.client.get("/healthz")).json() == {"live": True, "ready": True, "database": True}
        assert (await bot.client.get("/healthz/live")).json() == {"live": True}
        metrics = (await bot.client.get("/metrics")).text
        assert "stitch_notices_sent_total" in metrics
        assert "\nstitch_notices_due " in metrics


async def test_the_log_holds_no_words_that_people_wrote(tmp_path: Path) -> None:
    async with Bot(tmp_path, LOG_LEVEL="DEBUG") as bot:
        await bot.say("nina", "/followup ring Canaryfield about K-17 in 5 minutes")
        await bot.say("nina", "/frobnicate Canaryfield")
        await bot.say("nina", "remind me about Canaryfield", channel="@stitch")
        await bot.advance("PT1H")
        bot.stop()
    assert "Canaryfield" not in bot.log.read_text()
