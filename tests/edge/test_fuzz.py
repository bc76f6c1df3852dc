"""Whatever is brought to the webhooks, the bot is not at fault and says nothing of it."""

from pathlib import Path

from tests.edge.fuzz import HOOK, SLACK, TELEGRAM, fuzz


async def test_a_few_hundred_requests_of_any_shape_find_no_fault(tmp_path: Path) -> None:
    seen = await fuzz(240, seed=11, folder=tmp_path)
    assert seen.faults == []
    assert {(SLACK, 200), (SLACK, 400), (SLACK, 401), (TELEGRAM, 200), (TELEGRAM, 403)} <= set(seen.statuses)
    assert {(HOOK, 200), (HOOK, 400), (HOOK, 401), (HOOK, 422)} <= set(seen.statuses)
