"""The database itself refuses an item that would be lost, and what is there already is mended, not refused."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, text

from bot.store.database import Database, IntegrityError, open_database
from bot.store.migrate import _config, migrate
from bot.store.sealing import EVERY
from bot.store.wall import enter

AT = datetime(2026, 11, 23, 13, tzinfo=UTC)
WORDS = "stays as it is: no key is needed to move it"

GOOD = {
    "status": "accepted", "owner": 1, "team": None, "outcome": None, "note": "", "closed_at": None,
    "closed_by": None, "alarm": "nudge", "alarm_at": AT,
}  # fmt: skip
OVER = GOOD | {"alarm": None, "alarm_at": None, "closed_at": AT, "closed_by": 1}
DONE = OVER | {"status": "completed", "outcome": "done"}
DROPPED = OVER | {"status": "cancelled", "note": WORDS}

_TASK = text(
    "INSERT INTO tasks (id, workspace, number, handle, kind, status, what, owner, team, creator, urgency,"
    " whole_day, zone, missed, needs, doubts, outcome, note, closed_at, closed_by, alarm, alarm_at, nudges,"
    " version, created_at, updated_at) VALUES (:id, 1, :id, :handle, 'task', :status, :what, :owner,"
    " :team, 1, 'routine', :whole_day, 'UTC', 0, '[]', '', :outcome, :note, :closed_at, :closed_by, :alarm,"
    " :alarm_at, 0, 1, :at, :at)"
)
_EVENT = text("INSERT INTO task_events (task, version, handle, verb, at) VALUES (:id, 1, :handle, 'create', :at)")
_PEOPLE = (
    "INSERT INTO workspaces (id, name, zone, locale, demo, last_number) VALUES (1, 'Ward', 'UTC', 'en', :no, 9)",
    "INSERT INTO members (id, workspace, name, zone, locale, work_days, work_start, work_end, quiet_start,"
    " quiet_end, lead, active, welcomed, chosen, version) VALUES (1, 1, 'Nina', 'UTC', 'en', '[]',"
    " '08:00', '17:00', '21:00', '06:30', :no, :yes, :no, '[]', 1)",
)


def _people(connection: Connection) -> None:
    for statement in _PEOPLE:
        connection.execute(text(statement), {"yes": True, "no": False})


def _add(connection: Connection, id: int, values: dict[str, object]) -> None:
    more = {"id": id, "handle": f"h{id}", "what": WORDS, "whole_day": False, "at": _moment(connection, AT)}
    moments = {name: _moment(connection, value) for name, value in values.items()}
    connection.execute(_TASK, moments | more)


def _moment(connection: Connection, value: object) -> object:
    if isinstance(value, datetime) and connection.dialect.name == "sqlite":
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value


LOST = [
    (GOOD | {"owner": None}, "open_has_somebody"),
    (GOOD | {"alarm": None, "alarm_at": None}, "open_has_alarm"),
    (GOOD | {"alarm": None}, "alarm_has_time"),
    (GOOD | {"closed_at": AT, "closed_by": 1}, "closed_by_somebody"),
    (GOOD | {"outcome": "done"}, "completed_has_outcome"),
    (DONE | {"alarm": "due", "alarm_at": AT}, "open_has_alarm"),
    (DONE | {"outcome": None}, "completed_has_outcome"),
    (DONE | {"closed_by": None}, "closed_by_somebody"),
    (DROPPED | {"closed_at": None}, "closed_by_somebody"),
    (DROPPED | {"note": ""}, "cancelled_has_reason"),
]


async def test_an_item_that_would_be_lost_cannot_be_written(database: Database) -> None:
    async with database.engine.begin() as connection:
        await enter(connection, EVERY)
        await connection.run_sync(_people)
        for id, good in enumerate((GOOD, DONE, DROPPED, GOOD | {"status": "draft", "owner": None}), 1):
            await connection.run_sync(_add, id, good)
        for values, constraint in LOST:
            with pytest.raises(IntegrityError, match=constraint):
                async with connection.begin_nested():
                    await connection.run_sync(_add, 9, values)


async def test_what_an_earlier_version_left_is_mended_and_all_that_points_to_it_stays(database_url: str) -> None:
    def earlier(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        _people(connection)
        broken = (
            GOOD | {"owner": None},
            GOOD | {"alarm": None, "alarm_at": None},
            DONE | {"outcome": None},
            DONE | {"closed_by": None, "alarm": "due", "alarm_at": AT},
            DROPPED | {"note": ""},
            DROPPED,
        )
        for id, values in enumerate(broken, 1):
            _add(connection, id, values)
            event = {"id": id, "handle": f"e{id}", "at": _moment(connection, AT)}
            connection.execute(_EVENT, event)

    found = open_database(database_url)
    async with found.engine.begin() as connection:
        await enter(connection, EVERY)
        await connection.run_sync(earlier)
    await migrate(found)
    async with found.engine.begin() as connection:
        await enter(connection, EVERY)
        rows = await connection.execute(
            text("SELECT t.status, t.owner, t.alarm, t.outcome, t.closed_by, t.what FROM tasks t"
                 " JOIN task_events e ON e.task = t.id ORDER BY t.id")
        )  # fmt: skip
        assert [tuple(row) for row in rows] == [
            ("accepted", 1, "nudge", None, None, WORDS),
            ("accepted", 1, "nudge", None, None, WORDS),
            ("completed", 1, None, "other", 1, WORDS),
            ("completed", 1, None, "done", 1, WORDS),
            ("accepted", 1, "nudge", None, None, WORDS),
            ("cancelled", 1, None, None, 1, WORDS),
        ]
        with pytest.raises(IntegrityError):
            async with connection.begin_nested():
                await connection.execute(text("DELETE FROM tasks WHERE id = 1"))
    await found.close()
