"""The first hours of the simulated week: nothing late, nothing without somebody, nothing lost."""

from datetime import timedelta

import pytest

from bot.store.database import Database
from tests.week import LATEST, week


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_through_three_shifts_and_restarts_every_promise_is_kept(database: Database) -> None:
    day = await week(database, days=0.7, patients=5, step=timedelta(minutes=20))
    assert day.came["shift changes"] == 2
    assert day.came["restarts"] > 2
    assert day.came["fired"] + day.came["heard of"] > 1
    assert day.came["overlooked"] > 1
    assert day.late
    assert max(day.late) <= LATEST
    assert max(day.accepted_in) <= timedelta(hours=1)
