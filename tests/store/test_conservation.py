"""Whatever people do, and whatever goes wrong on the way, every item stands in one place, once."""

from bot.store.database import Database
from tests.conservation import live


async def test_nothing_is_lost_by_what_people_do_at_random_nor_by_crashes_replays_and_jumps(
    database: Database,
) -> None:
    happened = await live(database, seed=7 if database.sqlite else 8, operations=60)
    assert happened["crash"] > 5
    assert happened["items"] > 10
