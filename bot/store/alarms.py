"""Alarms: rows that wait for a moment, and which column says when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, select

NONE = timedelta()


@dataclass(frozen=True)
class Alarm:
    """Rows that somebody has to see to `late` after the moment in `at`, where all of `only` holds."""

    at: ColumnElement[datetime]
    only: Sequence[ColumnElement[bool]] = ()
    late: timedelta = NONE

    def due(self, now: datetime) -> ColumnElement[bool]:
        """The moment has come."""
        return self.up_to(now - self.late)

    def up_to(self, moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """What `at` says is no later."""
        return and_(self.at <= moment, *self.only)

    def first(self, after: BindParameter[datetime]) -> Select[datetime]:
        """The first of what `at` says that is later."""
        return select(func.min(self.at)).where(self.at > after, *self.only)
