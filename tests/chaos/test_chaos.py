"""Three replicas that are killed at random: nothing is lost, and only what nobody can know comes twice."""

from pathlib import Path

from tests.chaos.storm import Storm


async def test_three_replicas_killed_at_random_lose_nothing(tmp_path: Path, postgres_database: str) -> None:
    count = await Storm(postgres_database, tmp_path, lease_s=5.0, seed=7).run(seconds=9, kill_every_s=2.5)
    assert count.kills >= 2
    assert count.notices > 250
    assert count.lost == []
    assert count.doubled == [], "Slack was asked, and knew"
    assert count.repeated_unsaid == [], "on Telegram it may come again, and then says so"
    assert (count.unheard, count.heard_twice) == ([], [])
    assert count.written > 0
