"""What is due, asked of all tables in one statement: handlers with nothing to see to are not called."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.escalation import About
from bot.store import (
    acks,
    briefs,
    concerns,
    contingencies,
    escalations,
    handoffs,
    heard,
    holds,
    huddles,
    ledger,
    reliefs,
    rosters,
    sessions,
    swaps,
    tasks,
    wraps,
)
from bot.store.alarms import Alarm
from bot.store.columns import Moment
from bot.store.tables import workspaces

# By the name of who sees to it. Two may watch one table, each the rows that are its own.
ALARMS: Mapping[str, Sequence[Alarm]] = {
    "reminder": [tasks.ALARM],
    "escalate": [escalations.STEPS[About.item]],
    "concern": [escalations.STEPS[About.concern], concerns.ALARM],
    "readback": [escalations.STEPS[About.readback]],
    "ack": [acks.ALARM],
    "handoff_late": [escalations.STEPS[About.handoff]],
    "heard": [contingencies.ALARM],
    "handoff_notice": [handoffs.ALARM],
    "huddle": [huddles.ALARM],
    "late_reply": [heard.RESCUE],
    "ledger": [ledger.CHECK],
    "brief": [briefs.LOOK],
    "wrap": [wraps.LOOK],
    "gap": [rosters.CHECK, rosters.BACK],
    "swap": [swaps.ALARM],
    "out": [reliefs.ALARM],
    "retention": [holds.SWEEP],
    "board": [sessions.LINKS, sessions.SESSIONS],
}

# What waits for no moment: it is due as soon as it is there.
AT_ONCE: Mapping[str, Sequence[Select[Any]]] = {
    "escalate": [select(escalations.escalations.c.id).where(escalations.over(About.item)), tasks.UNANSWERED],
    "handoff_late": [select(escalations.escalations.c.id).where(escalations.over(About.handoff))],
    "leave": [tasks.LEFT_BEHIND],
    "ledger": [select(workspaces.c.id).where(ledger.NEVER_CHECKED)],
    "brief": [briefs.NEVER_LOOKED],
    "wrap": [wraps.NEVER_LOOKED],
}

SEERS = tuple(dict.fromkeys((*ALARMS, *AT_ONCE)))
_EACH = [alarm for several in ALARMS.values() for alarm in several]


class Due:
    """All alarms within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def who(self, now: datetime) -> frozenset[str]:
        """Who has something to see to now."""
        row = (await self._run(_WHO, _moments(now))).one()
        return frozenset(name for name, anything in zip(SEERS, row, strict=True) if anything)

    async def at_once(self) -> bool:
        """Whether somebody has something to see to that waits for no moment."""
        return bool((await self._run(_AT_ONCE)).scalar_one())

    async def next_after(self, after: datetime) -> datetime | None:
        """The first moment after this one at which somebody has something to see to."""
        row = (await self._run(_NEXT, _moments(after))).one()
        return min((at + alarm.late for at, alarm in zip(row, _EACH, strict=True) if at is not None), default=None)


def _moments(at: datetime) -> dict[str, datetime]:
    return {_name(alarm): at - alarm.late for alarm in _EACH}


def _moment(alarm: Alarm) -> BindParameter[datetime]:
    return bindparam(_name(alarm), type_=Moment())


def _name(alarm: Alarm) -> str:
    return f"at_{alarm.late.seconds}"


def _anything(name: str) -> ColumnElement[bool]:
    moments = [select(alarm.at).where(alarm.up_to(_moment(alarm))).exists() for alarm in ALARMS.get(name, ())]
    return or_(*moments, *(one.exists() for one in AT_ONCE.get(name, ())))


# Put together once: they are asked all the time.
_WHO = select(*(_anything(name).label(name) for name in SEERS))
_AT_ONCE = select(or_(*(one.exists() for several in AT_ONCE.values() for one in several)))
_NEXT = select(*(alarm.first(_moment(alarm)).scalar_subquery() for alarm in _EACH))
