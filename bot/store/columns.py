"""Column types: moments are aware and in UTC, choices are enums, and what people wrote has a type of its own."""

import json
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, String, Table, Text, event
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from bot.store.sealing import ring_in_use


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be kept")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[time]):
    """A time of day by the wall clock, kept as `HH:MM`."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:%H:%M}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A date, kept as `YYYY-MM-DD`, which sorts as it should."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Choice(TypeDecorator[StrEnum]):
    """One of a StrEnum's values, kept as its text so that the next version may know more of them."""

    impl = String(32)
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.choices(value)


class PatientText(TypeDecorator[str]):
    """Words that people wrote: they may say something about a patient. The one type for such columns.

    Sealed on the way into the database and opened on the way out (bot/store/sealing.py). `place` is set by the
    column that it is the type of. SQL cannot look into it: comparing it with anything but NULL is refused.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else ring_in_use().seal(value, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else ring_in_use().open(value, self.place)

    class Comparator(TypeDecorator.Comparator[str]):
        """Refuses what could never be true of a sealed text."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            if op not in (operators.is_, operators.is_not):
                raise TypeError("sealed text cannot be compared; ask bot/store/words.py for words in it")
            return super().operate(op, *other, **kwargs)

    comparator_factory = Comparator


@event.listens_for(Column, "after_parent_attach")
def _placed(column: Column[Any], table: Table) -> None:
    if isinstance(column.type, PatientText):
        column.type.place = f"{table.name}.{column.name}"


class Listing(TypeDecorator[tuple[Any, ...]]):
    """A short tuple of texts or numbers, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else _as_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:
        return None if value is None else tuple(json.loads(value))


class PatientListing(PatientText):
    """A short tuple of texts about a patient, kept as sealed JSON."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else super().process_bind_param(_as_json(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else tuple(json.loads(super().process_result_value(value, dialect)))


def _as_json(value: tuple[Any, ...]) -> str:
    return json.dumps(list(value), ensure_ascii=False)
