"""The clock of the demo, and the state that the page begins with."""

from datetime import UTC, datetime

import pytest

from tests.adapters.web.conftest import Serve, Served


async def test_the_state_says_who_is_there_and_what_may_be_typed(chat: Served) -> None:
    state = (await chat.http.get("/workspace/state")).json()
    assert [person["key"] for person in state["people"]] == ["nina", "omar", "lea", "sam"]
    assert [room["key"] for room in state["rooms"]] == ["care-team", "discharge-planning", "@stitch"]
    assert state["commands"][0]["name"] == "followup"
    assert state["clock"]["movable"]
    assert state["clock"]["zone"] == "America/Chicago"
    assert state["clock"]["now"].startswith("2026-11-23T08:12:00")
    assert state["clock"]["next_huddle"] == "2026-11-24T07:30:00-06:00"


@pytest.mark.parametrize(
    ("body", "to"),
    [
        ({"to": "2026-11-24T13:30:00Z"}, datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        ({"to": "2026-11-24T07:00"}, datetime(2026, 11, 24, 13, 0, tzinfo=UTC)),
        ({"to": "2026-11-24T07:00", "as": "omar"}, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
    ],
)
async def test_the_clock_goes_to_a_moment_in_the_zone_of_who_moves_it(
    chat: Served, body: dict[str, str], to: datetime
) -> None:
    assert (await chat.http.post("/workspace/clock", json=body)).status_code == 200
    assert chat.time.moved == [to]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"to": "2026-11-22T07:00"}, 409, "only goes forward"),
        ({"advance": "-PT1H"}, 409, "only goes forward"),
        ({"advance": "P400D"}, 422, "at most a year"),
        ({"to": "2999-01-01T00:00Z"}, 422, "at most a year"),
        ({"advance": "soon"}, 422, "advance"),
        ({}, 422, "PT2H"),
        ({"advance": "PT1H", "to": "2026-11-24T07:00"}, 422, "PT2H"),
    ],
)
async def test_the_clock_refuses_what_it_cannot_do(
    chat: Served, body: dict[str, str], status: int, words: str
) -> None:
    response = await chat.http.post("/workspace/clock", json=body)
    assert response.status_code == status
    assert words in response.json()["error"]
    assert chat.time.moved == []


async def test_the_real_time_cannot_be_moved(serve: Serve) -> None:
    async with serve(time=None) as chat:
        state = (await chat.http.get("/workspace/state")).json()
        assert not state["clock"]["movable"]
        assert (await chat.http.post("/workspace/clock", json={"advance": "PT1H"})).status_code == 404
