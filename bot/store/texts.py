"""Texts: what of people's words a turn has kept so far, wherever; and other words put in their place."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.handoffs import HandoffId
from bot.store.audit import Act, Audit
from bot.store.columns import BETWEEN, row_columns, row_name, sealed_columns, sealed_in
from bot.store.erasable import of_workspace
from bot.store.rows import Stale
from bot.store.sealing import EVERY, ring_in_use, whose_in_use, writing_for
from bot.store.tables import handoffs, metadata, questions
from bot.store.wall import here

Change = Callable[[str, str | None], Awaitable[str]]
"""Other words for a text, and the alias that its row has."""


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in a column of patient text of one row. `row` is as the text is bound to it."""

    table: str
    column: str
    row: str
    words: str


class Texts:
    """Every column of patient text there is, whoever writes it."""

    def __init__(self, connection: AsyncConnection, audit: Audit) -> None:
        self._run = connection.execute
        self._audit = audit

    def written(self) -> list[Text]:
        """All that this turn has sealed, in order; the same place again when it was written again."""
        found = [(*place.split(".", 1), row, words) for place, row, words in ring_in_use().written]
        return [Text(table, column, row, words) for table, column, row, words in found]

    def kept(self) -> list[Text]:
        """Of each place what it holds now."""
        return [*{(one.table, one.column, one.row): one for one in self.written()}.values()]

    async def handoff(self, name: str, row: str) -> HandoffId | None:
        """The handoff that a row is or is part of, or that a question in that form is about."""
        table = metadata.tables[name]
        if "handoff" in table.c:
            found = select(table.c.handoff).where(*_is(table, row))
        elif table in (handoffs, questions):
            found = select(handoffs.c.id).where(handoffs.c.handle == row, here(handoffs))
        else:
            return None
        return (await self._run(found)).scalar()

    async def change(self, name: str, row: str, change: Change) -> None:
        """Other words in every text of a row, if it is still there. Raises Stale."""
        table, whose = metadata.tables[name], whose_in_use()
        mine = of_workspace(table, whose) if whose not in (None, EVERY) else None
        known_by, texts = row_columns(table), sealed_columns(table)
        if mine is None or whose is None:
            return
        more = [table.c[one] for one in ("id", "patient", "version") if one in table.c and one not in known_by]
        which = _is(table, row)
        named = [table.c[one] for one in known_by]
        found = (await self._run(select(*named, *more, *texts).where(mine, *which))).first()
        if found is None:
            return
        values = found._mapping
        changed = {
            column.name: await _changed(values[column.name], values.get("patient"), change) for column in texts
        }
        writing_for(whose)
        sealed: dict[str, Any] = sealed_in(row_name(values[one] for one in known_by), changed, table)
        if "version" in values:
            which.append(table.c.version == values["version"])
            sealed["version"] = values["version"] + 1
        if (await self._run(update(table).where(mine, *which).values(sealed))).rowcount != 1:
            raise Stale(f"{name} {values.get('id', '')}")
        about = f"{name}:{values.get('id', '')}"
        self._audit.note(Act.change, about, patient=values.get("patient"), detail="alias")


async def _changed(value: Any, patient: str | None, change: Change) -> Any:
    if isinstance(value, tuple):
        return tuple([await change(one, patient) for one in value])
    return await change(value, patient) if value else value


def _is(table: Table, row: str) -> list[ColumnElement[bool]]:
    parts = zip(row_columns(table), row.split(BETWEEN), strict=True)
    return [table.c[name] == table.c[name].type.python_type(part) for name, part in parts]
