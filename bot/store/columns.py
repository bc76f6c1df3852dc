"""Column types: moments are aware and in UTC, choices are enums, and what people wrote has a type of its own."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Label,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    event,
    literal_column,
    type_coerce,
)
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from bot.store.sealing import Sealed, ring_in_use

BETWEEN = "\x1f"
"""Stands between the parts of a row's name."""


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


@dataclass(frozen=True, slots=True)
class InRow:
    """What goes into a column of patient text, and the row that it is for."""

    row: str
    value: Any


def sealed_columns(table: Table) -> list[Column[Any]]:
    """Where people's words are."""
    return [column for column in table.columns if isinstance(column.type, PatientText)]


@cache
def row_columns(table: Table) -> tuple[str, ...]:
    """What a row's texts are bound to: its handle, or else its key, or else what it is the only one to have. Known
    before the row is there, and the same for as long as it is."""
    if "handle" in table.c:
        return ("handle",)
    if "id" not in table.c:
        return tuple(column.name for column in table.primary_key)
    alone: list[tuple[str, ...]] = [(column.name,) for column in table.c if column.unique]
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            alone.append(tuple(column.name for column in rule.columns))
    return min(alone, default=("id",))


def row_name(parts: Iterable[Any]) -> str:
    """A row by its `row_columns`, as its texts are bound to it."""
    return BETWEEN.join(str(part) for part in parts)


def sealed_in(row: str, values: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """These values with the texts among them bound to the row."""
    return {
        name: InRow(row, value)
        if value not in (None, "") and isinstance(table.c[name].type, PatientText)
        else value
        for name, value in values.items()
    }


def of_row(table: Table, **values: Any) -> dict[str, Any]:
    """Values for a row that is named among them, with the texts bound to it."""
    return sealed_in(row_name(values[name] for name in row_columns(table)), values, table)


class PatientText(TypeDecorator[str]):
    """Words that people wrote: they may say something about a patient. The one type for such columns.

    Sealed for its row on the way into the database (`of_row`) and opened on the way out (bot/store/sealing.py);
    the row is asked for with every text. `place` is set by the column that it is the type of. SQL cannot look into
    it: comparing it with anything but NULL is refused.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.place = place

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The text with its row before it. Raises Sealed where the row is not at hand."""
        asked: Any = column.element if isinstance(column, Label) else column
        there = getattr(getattr(asked, "table", None), "c", {})
        names = [
            name for base in asked.base_columns if isinstance(base, Column) for name in row_columns(base.table)
        ]
        if not names or not all(name in there for name in names):
            raise Sealed(f"{self.place}: asked for without what its row is known by")
        expression: ColumnElement[Any] = type_coerce(asked, Text)
        for name in reversed(names):
            expression = cast(there[name], Text).concat(literal_column(f"'{BETWEEN}'", Text)).concat(expression)
        return type_coerce(expression, self)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if isinstance(value, InRow):
            return ring_in_use().seal(self._kept(value.value), self.place, value.row)
        if value not in (None, ""):
            raise Sealed(f"{self.place}: nobody said for which row this is written")
        return value  # type: ignore[no-any-return]

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        row, asked_for, sealed = value.rpartition(BETWEEN)
        if not asked_for:
            raise Sealed(f"{self.place}: asked for without what its row is known by")
        return self._told(ring_in_use().open(sealed, self.place, row))

    def _kept(self, value: Any) -> str:
        return value  # type: ignore[no-any-return]

    def _told(self, opened: str) -> Any:
        return opened

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

    def _kept(self, value: Any) -> str:
        return _as_json(value)

    def _told(self, opened: str) -> Any:
        return tuple(json.loads(opened))


def _as_json(value: tuple[Any, ...]) -> str:
    return json.dumps(list(value), ensure_ascii=False)
