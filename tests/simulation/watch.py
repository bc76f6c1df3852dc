"""The watch: after every commit, every message and every quarter of an hour, what was promised must hold.

It reads what is committed, on a connection of its own, and knows nothing of how the bot comes to its decisions.
"""

import sqlite3
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.chat.incoming import Heard
from tests.simulation.database import opened

if TYPE_CHECKING:
    from tests.simulation.hosts import Life
    from tests.simulation.platforms import Posted, SimulatedPlatform
    from tests.simulation.world import World

EVENT: ContextVar[Heard | None] = ContextVar("event", default=None)
"""What is being heard, in the process that hears it."""

EFFECTS = frozenset(
    "tasks task_events handoffs handoff_items handoff_patients handoff_questions huddles notices contingencies "
    "teams team_members".split()
)
ON_ITEMS = frozenset(("reminder", "escalation", "assigned", "unreachable", "contingency"))
"""Kinds of notices that speak of an item as of something still to be done."""

OPEN, CLOSED = ("requested", "accepted"), ("completed", "cancelled")
ON_ITS_WAY = timedelta(seconds=3)
"""So long a message may take from being composed to being sent."""
QUEUED = timedelta(seconds=60)
"""So long a message may wait between being claimed and being composed."""
SWEEP = timedelta(hours=4)

Row = dict[str, Any]


@dataclass
class Known:
    """What is known of an item beyond its row."""

    row: Row
    closed_at: datetime | None = None
    changed_at: datetime | None = None
    left_at: datetime | None = None
    edited: bool = False
    told: list[datetime] = field(default_factory=list)


class Watch:
    """Holds what the bot does against what it promises."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self._raw = opened(world.file)
        self._raw.row_factory = sqlite3.Row
        self._seen = 0
        self.tasks: dict[int, Known] = {}
        self.rows: dict[tuple[str, int], Row] = {}
        self.pending: dict[int, Row] = {}
        self.keys: set[str] = set()
        self.slots: set[tuple[int, str]] = set()
        self.told: Counter[int] = Counter()
        self.effects: Counter[str] = Counter()
        self.made: dict[str, list[int]] = {}
        self.counts: Counter[str] = Counter()

    def committed(self, life: "Life", written: set[str]) -> None:
        """What a transaction has left behind."""
        event = EVENT.get()
        if event is not None and {one.lstrip("+") for one in written} & EFFECTS:
            name = f"{event.sender.platform}:{event.id}"
            self.effects[name] += 1
            if self.effects[name] > 1:
                self._broken("one effect per event", name)
        rows = self._raw.execute("SELECT name, row, count(*) FROM trace WHERE at > ? GROUP BY 1, 2", (self._seen,))
        changes = [(row[0], row[1], row[2]) for row in rows]
        if not changes:
            return
        self._seen = self._one("SELECT max(at) AS at FROM trace")["at"]
        notices: dict[int, Row | None] = {}
        for name, id, writes in changes:
            row = self._one(f"SELECT * FROM {name} WHERE id = ?", id)
            before = self.rows.get((name, id))
            self.rows[name, id] = row
            if name != "notices" and before is not None and row["version"] != before["version"] + writes:
                self._broken(
                    "no change is lost", f"{name} {id}: {before['version']} + {writes} > {row['version']}"
                )
            match name:
                case "tasks":
                    self._task(id, row, before)
                case "notices":
                    notices[id] = before
                    self._notice(id, row, before, life)
                case "handoffs":
                    self._handoff(id, row, before)
                case "huddles":
                    self._huddle(id, row)
                case "members":
                    self._member(id, row, before)
        for id in notices:
            if (row := self.rows["notices", id])["kind"] == "reminder":
                self._taken(row, notices)

    def acknowledged(self, heard: Heard) -> None:
        """The platform was told "ok": what was heard must be in the database."""
        name = (heard.sender.platform, heard.sender.tenant, heard.id)
        if not self._raw.execute(
            "SELECT 1 FROM incoming WHERE platform = ? AND tenant = ? AND event = ?", name
        ).fetchone():
            self._broken("durable before acknowledged", heard.id)

    def posted(self, there: "SimulatedPlatform", posted: "Posted", asked_at: datetime, *, first: bool) -> None:
        """What it speaks of must hold, and it must be the only one, or say that it is not."""
        found = self._raw.execute(
            "SELECT * FROM notices WHERE key = ?"
            + (" OR sent_as = ?" if posted.key.startswith("together:") else ""),
            (posted.key,) * (2 if posted.key.startswith("together:") else 1),
        )
        rows = [dict(row) for row in found if row["state"] != "dropped"]
        if not rows:
            self._broken("nothing is said that nobody was to be told", posted.key)
        for row in rows:
            self.counts[row["kind"]] += 1
            self.told[row["id"]] += 1
            if self.told[row["id"]] > 1:
                self.counts["repeated"] += 1
                if there.looks_up:
                    self._broken("told once where the platform can be looked up", posted.key)
                elif not there.looks_repeated(posted.card):
                    self._broken("what may be a repetition says so", posted.key)
            self._still_true(row, asked_at)
            if row["kind"] == "reminder" and self.told[row["id"]] == 1:
                self._newest(row, asked_at)

    def left_alone(self, place: str) -> None:
        """A platform asked for patience, and is asked again and again all the same."""
        if all(abs(host.skew) < timedelta(seconds=3) for host in self.world.hosts):
            self._broken("who asks for patience is left alone", place)

    def check(self) -> None:
        """Nothing is due and not done, and every item is somebody's."""
        now = self.world.now()
        for id, known in self.tasks.items():
            row = known.row
            if row["status"] not in CLOSED and self._nobodys(row):
                known.left_at = known.left_at or now
                if now - known.left_at > SWEEP and self.world.settled():
                    self._broken("every open item has an accountable owner", f"task {id}")
            else:
                known.left_at = None
        if not self.world.settled():
            return
        late = now - timedelta(seconds=300)
        for row in self.pending.values():
            if _at(row["due_at"]) < late:
                self._broken("nothing is due and unsent", f"{row['key']} due {row['due_at']} {row['error'] or ''}")
        for (name, id), row in self.rows.items():
            column = {"huddles": "next_at"}.get(name, "alarm_at")
            if column in row and row[column] is not None and _at(row[column]) < late:
                self._broken("no alarm is overslept", f"{name} {id} at {row[column]}")
        for row in self._raw.execute(
            "SELECT * FROM incoming WHERE reply IS NOT NULL AND answered_at IS NULL AND heard_at < ?",
            (_text(late - timedelta(minutes=1)),),
        ):
            self._broken("who asked gets the answer", row["event"])

    def last_check(self) -> None:
        """At the end, everything that was ever captured is somewhere."""
        self.check()
        for id in self.tasks:
            if self._one("SELECT 1 AS there FROM tasks WHERE id = ?", id) is None:
                self._broken("nothing vanishes", f"task {id}")

    def due_soon(self) -> list[Known]:
        """Open items with an alarm, the next first; for people who act just when the bot does."""
        found = [one for one in self.tasks.values() if one.row["alarm_at"] and one.row["status"] in OPEN]
        return sorted(found, key=lambda one: (one.row["alarm_at"], one.row["id"]))[:5]

    def untold(self) -> list[int]:
        """The numbers of items of which somebody should have been reminded by now."""
        about = {
            int(one["about"].removeprefix("task:")) for one in self.pending.values() if one["kind"] == "reminder"
        }
        return [self.tasks[id].row["number"] for id in sorted(about) if self.tasks[id].row["status"] in OPEN]

    def weary(self, name: str, times: int) -> list[int]:
        """The numbers of items of which somebody, or nobody in particular, was reminded so often."""
        mine = {id for (table, id), row in self.rows.items() if table == "members" and row["name"] == name}
        return [
            one.row["number"] for one in self.tasks.values()
            if one.row["status"] in OPEN and len(one.told) >= times and one.row["owner"] in (None, *mine)
        ][:3]  # fmt: skip

    def _task(self, id: int, row: Row, before: Row | None) -> None:
        now = self.world.now()
        known = self.tasks.get(id)
        if known is None:
            known = self.tasks[id] = Known(row)
            if (event := EVENT.get()) is not None:
                self.made.setdefault(f"{event.sender.platform}:{event.id}", []).append(id)
        known.row = row
        if before is None or any(row[one] != before[one] for one in ("status", "owner", "team", "due_at")):
            known.changed_at = now
        event = self._one("SELECT * FROM task_events WHERE task = ? ORDER BY id DESC LIMIT 1", id)
        verb = event["verb"] if event else ""
        known.edited |= verb == "edit"
        self._in_one_state(id, row)
        known.closed_at = (known.closed_at or now) if row["status"] in CLOSED else None
        claimed = before is not None and row["owner"] != before["owner"] and verb == "accept"
        if claimed and before is not None and before["owner"] is not None:
            self._broken("never two owners", f"task {id} was {before['owner']}'s, {row['owner']} claimed it")
        comes_again = row["rrule"] or row["interval_s"]
        if comes_again and not known.edited:
            self._series(id, row)
        if verb == "done" and comes_again and event["version"] == row["version"] and event["successor"] is None:
            self._broken("what comes again comes again", f"task {id}")

    def _in_one_state(self, id: int, row: Row) -> None:
        """The ledger: open with an owner or team and an alarm, closed with an outcome, dropped with a reason."""
        match row["status"]:
            case "requested" | "accepted" | "draft":
                if row["alarm_at"] is None:
                    self._broken("every open item has a next alarm", f"task {id}")
                if row["owner"] is None and row["team"] is None and row["status"] != "draft":
                    self._broken("every open item has an accountable owner", f"task {id}")
            case "completed":
                if row["outcome"] is None or row["closed_at"] is None or row["closed_by"] is None:
                    self._broken("closed with an outcome", f"task {id}")
            case "cancelled":
                if not row["note"] or row["closed_at"] is None:
                    self._broken("dropped with a reason", f"task {id}")
            case other:
                self._broken("every item is in one state", f"task {id} is {other}")

    def _series(self, id: int, row: Row) -> None:
        """An occurrence is at the wall-clock time that was said, or a whole number of intervals from the first."""
        at = _at(row["series_at"])
        if row["interval_s"]:
            if (at - _at(row["series_start"])).total_seconds() % row["interval_s"]:
                self._broken("an interval is kept", f"task {id} at {row['series_at']}")
            return
        parts = dict(part.split("=") for part in row["rrule"].split(";"))
        if "BYHOUR" in parts and parts["FREQ"] in ("DAILY", "WEEKLY"):
            said = time(int(parts["BYHOUR"]), int(parts.get("BYMINUTE", 0)))
            if not _on_the_wall(at, said, row["zone"]):
                self._broken("the wall-clock time is kept", f"task {id} at {row['series_at']}, not {said}")

    def _notice(self, id: int, row: Row, before: Row | None, life: "Life") -> None:
        if before is None:
            if row["key"] in self.keys:
                self._broken("a key is told once", row["key"])
            self.keys.add(row["key"])
            if row["kind"] == "huddle" and not row["key"].startswith("huddle:now"):
                self._slot(row)
        if before is not None and before["state"] == "sent" and row["state"] != "sent":
            self._broken("what is sent stays sent", row["key"])
        if row["state"] == "pending":
            self.pending[id] = row
            return
        self.pending.pop(id, None)
        if row["state"] == "sent" and (before is None or before["state"] != "sent"):
            there = self.world.platforms[row["platform"]]
            if not any(one.id == row["message"] for one in there.sent.get(row["sent_as"] or row["key"], ())):
                self._broken("never marked as sent by hope", row["key"])
            if row["kind"] == "reminder":
                self._told_of(row)
        if row["state"] == "dropped" and row["kind"] == "reminder":
            self._rightly_dropped(row, life)

    def _rightly_dropped(self, row: Row, life: "Life") -> None:
        """A reminder is left out only when it is not true any more, or a newer one says the same."""
        known = self.tasks[int(row["about"].removeprefix("task:"))]
        item = known.row
        newer = [
            one for one in self.pending.values()
            if one["kind"] == "reminder" and one["about"] == row["about"] and one["member"] == row["member"]
            and one["id"] > row["id"]
        ]  # fmt: skip
        moved = known.changed_at is not None and known.changed_at > _at(row["due_at"]) - timedelta(hours=3)
        member = self.rows.get(("members", row["member"]))
        if item["status"] in OPEN and not newer and not moved and member is not None and member["active"]:
            self._broken("no reminder is left out", row["key"])

    def _slot(self, row: Row) -> None:
        huddle = next(
            one for (name, _), one in self.rows.items() if name == "huddles" and one["channel"] == row["channel"]
        )
        due = _at(row["due_at"])
        day = due.astimezone(ZoneInfo(huddle["zone"])).date().isoformat()
        if (row["channel"], day) in self.slots:
            self._broken("one huddle per slot", f"channel {row['channel']} on {day}")
        self.slots.add((row["channel"], day))
        self.counts["huddle slots"] += 1

    def _huddle(self, id: int, row: Row) -> None:
        if not row["active"]:
            return
        if row["next_at"] is None:
            self._broken("an active huddle has a next time", f"huddle {id}")
        elif not _on_the_wall(_at(row["next_at"]), time.fromisoformat(row["at"]), row["zone"]):
            self._broken("a huddle is at its wall-clock time", f"huddle {id} at {row['next_at']}, not {row['at']}")

    def _handoff(self, id: int, row: Row, before: Row | None) -> None:
        if row["status"] == "requested" and row["alarm_at"] is None:
            self._broken("a handoff that waits has an alarm", f"handoff {id}")
        decided = before is not None and before["status"] not in ("draft", "requested")
        if decided and before is not None and any(before[one] != row[one] for one in ("status", "decided_by")):
            self._broken("a handoff is decided once", f"handoff {id}")
        if row["status"] == "accepted" and (before is None or before["status"] != "accepted"):
            self.counts["handed"] += 1

    def _member(self, id: int, row: Row, before: Row | None) -> None:
        if before is not None and before["active"] and not row["active"]:
            row["left_at"] = self.world.now()
            self.counts["left"] += 1

    def _told_of(self, row: Row) -> None:
        self.tasks[int(row["about"].removeprefix("task:"))].told.append(self.world.now())

    def _still_true(self, row: Row, asked_at: datetime) -> None:
        """Composed from the state at the time of sending."""
        since = asked_at - ON_ITS_WAY
        member = self.rows.get(("members", row["member"])) if row["member"] else None
        if member is not None and not member["active"] and member.get("left_at", asked_at) < since:
            self._broken("who has left is told nothing", row["key"])
        if row["kind"] in ON_ITEMS and row["about"].startswith("task:"):
            known = self.tasks[int(row["about"].removeprefix("task:"))]
            if known.closed_at is not None and known.closed_at < since:
                self._broken("nothing is sent for closed items", row["key"])
            if (
                row["kind"] == "reminder" and row["member"] and known.row["owner"] not in (None, row["member"])
                and known.changed_at is not None and known.changed_at < since
            ):  # fmt: skip
                self._broken("only the owner is reminded", row["key"])

    def _newest(self, row: Row, asked_at: datetime) -> None:
        """Of several about the same item, for the same person, only the newest is said."""
        if self.world.loop.at - self.world.clocks_right_since < 60 or row["maybe_sent"]:
            return
        for one in self.pending.values():
            same = all(one[name] == row[name] for name in ("kind", "about", "member", "channel", "only"))
            ready = one["lease"] is None and max(_at(one["due_at"]), _at(one["wake_at"])) < asked_at - QUEUED
            if same and one["id"] > row["id"] and _at(one["due_at"]) > _at(row["due_at"]) and ready:
                self._broken("late reminders are no flood", f"{row['key']} although {one['key']}")

    def _taken(self, row: Row, before: dict[int, Row | None]) -> None:
        """A reminder is not taken to be sent while a newer one about the same is due, whatever holds that back."""
        known = before[row["id"]]
        if known is None or known["lease"] is not None or row["lease"] is None or row["maybe_sent"]:
            return
        if self.world.loop.at - self.world.clocks_right_since < 60:
            return
        due = self.world.now() - timedelta(seconds=5)
        for one in self.pending.values():
            was = before.get(one["id"], one)
            same = all(one[name] == row[name] for name in ("kind", "about", "member", "channel", "only"))
            if same and was is not None and was["lease"] is None and one["id"] > row["id"] and (
                _at(row["due_at"]) < _at(was["due_at"]) < due
            ):  # fmt: skip
                self._broken("late reminders are no flood", f"{row['key']} is taken although {one['key']} waits")

    def _nobodys(self, row: Row) -> bool:
        """Neither an owner who is here, nor a team with somebody in it."""
        if row["status"] == "draft":
            return not self._here(row["creator"])
        if row["owner"] is not None:
            return not self._here(row["owner"])
        team = self._raw.execute("SELECT member FROM team_members WHERE team = ?", (row["team"],))
        return not any(self._here(one[0]) for one in team)

    def _here(self, member: int) -> bool:
        return bool(self.rows["members", member]["active"])

    def _one(self, sql: str, *values: object) -> Any:
        row = self._raw.execute(sql, values).fetchone()
        return None if row is None else dict(row)

    def _broken(self, promise: str, about: str) -> None:
        self.world.fail(f"{promise}: {about}")

    def close(self) -> None:
        self._raw.close()


def _on_the_wall(moment: datetime, said: time, zone: str) -> bool:
    """Whether it is the moment at which a clock on the wall shows this time; the first, if it does so twice. A
    time that it skips is as much later as the clock is set."""
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date(), said, tzinfo=ZoneInfo(zone)).astimezone(UTC) == moment


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
