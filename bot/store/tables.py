"""The tables. Column names are those of the dataclasses in bot/care, so that a row becomes one without a map."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.care.handoffs import HandoffStatus, Severity
from bot.care.tasks import Alarm, Kind, Outcome, Status
from bot.care.urgency import Urgency
from bot.store.columns import Choice, Listing, Moment, PatientListing, PatientText, WallTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers its rows only when the key is a plain INTEGER.
KEY = BigInteger().with_variant(Integer, "sqlite")


_OVER = "status IN ('completed', 'cancelled')"


def _id() -> Column[int]:
    return Column("id", KEY, primary_key=True)


def _to(name: str, table: str, *, null: bool = True, key: bool = False) -> Column[int]:
    return Column(name, KEY, ForeignKey(f"{table}.id"), nullable=null and not key, primary_key=key)


def _partial(name: str, *on: str, where: str) -> Index:
    return Index(name, *on, sqlite_where=text(where), postgresql_where=text(where))


workspaces = Table(
    "workspaces",
    metadata,
    _id(),
    Column("name", String(80), nullable=False, unique=True),
    Column("zone", String(64), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("last_number", Integer, nullable=False, server_default=text("0")),
    # When its ledger is looked through next; not yet known of a new one.
    Column("check_at", Moment),
    Index(None, "check_at"),
)

tenants = Table(
    "tenants",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("tenant", String(64), primary_key=True),
    _to("workspace", "workspaces", null=False),
)

members = Table(
    "members",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("name", String(120), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("work_days", Listing, nullable=False),
    Column("work_start", WallTime, nullable=False),
    Column("work_end", WallTime, nullable=False),
    Column("quiet_start", WallTime, nullable=False),
    Column("quiet_end", WallTime, nullable=False),
    _to("backup", "members"),
    Column("lead", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("welcomed", Boolean, nullable=False),
    Column("chosen", Listing, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "workspace"),
)

identities = Table(
    "identities",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("tenant", String(64), primary_key=True),
    Column("user", String(64), primary_key=True),
    _to("member", "members", null=False),
    Column("username", String(120), nullable=False),
    # The direct chat, once known, and why it cannot be reached, if so.
    Column("direct", String(64)),
    Column("unreachable", String(64)),
    # Whoever it belongs to said that it is not theirs: it may do nothing until a lead unlocks it.
    Column("locked_at", Moment),
    Column("seen_at", Moment, nullable=False),
    Index(None, "member"),
)

teams = Table(
    "teams",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("name", String(80), nullable=False),
    # The name without case, by which it is unique.
    Column("folded", String(160), nullable=False),
    UniqueConstraint("workspace", "folded"),
)

team_members = Table("team_members", metadata, _to("team", "teams", key=True), _to("member", "members", key=True))

channels = Table(
    "channels",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("platform", String(16), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("external", String(64), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("name", String(120), nullable=False),
    Column("zone", String(64)),
    Column("private", Boolean, nullable=False),
    UniqueConstraint("platform", "tenant", "external", "thread"),
)

channel_members = Table(
    "channel_members",
    metadata,
    _to("channel", "channels", key=True),
    _to("member", "members", key=True),
)

# What is not over has somebody who is accountable and a next alarm; what is over has neither alarm nor gaps.
tasks = Table(
    "tasks",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("number", Integer, nullable=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("kind", Choice(Kind), nullable=False),
    Column("status", Choice(Status), nullable=False),
    Column("what", PatientText, nullable=False),
    Column("patient", String(16)),
    _to("owner", "members"),
    _to("team", "teams"),
    Column("shift", String(40), nullable=False, server_default=""),
    _to("creator", "members", null=False),
    _to("channel", "channels"),
    Column("link", Text),
    Column("urgency", Choice(Urgency), nullable=False),
    Column("due_at", Moment),
    Column("whole_day", Boolean, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("rrule", String(200)),
    Column("interval_s", Integer),
    Column("series_start", Moment),
    Column("series_at", Moment),
    Column("missed", Integer, nullable=False),
    Column("waiting_on", PatientText),
    Column("needs", PatientListing, nullable=False),
    Column("doubts", PatientText, nullable=False),
    Column("outcome", Choice(Outcome)),
    Column("note", PatientText, nullable=False),
    Column("closed_at", Moment),
    _to("closed_by", "members"),
    Column("alarm", Choice(Alarm)),
    Column("alarm_at", Moment),
    Column("nudges", Integer, nullable=False),
    Column("escalated_at", Moment),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("workspace", "number"),
    CheckConstraint(f"{_OVER} OR status = 'draft' OR owner IS NOT NULL OR team IS NOT NULL", "open_has_somebody"),
    CheckConstraint(f"({_OVER}) = (alarm_at IS NULL)", name="open_has_alarm"),
    CheckConstraint("(alarm IS NULL) = (alarm_at IS NULL)", name="alarm_has_time"),
    CheckConstraint(f"({_OVER}) = (closed_at IS NOT NULL AND closed_by IS NOT NULL)", name="closed_by_somebody"),
    CheckConstraint("(status = 'completed') = (outcome IS NOT NULL)", name="completed_has_outcome"),
    CheckConstraint("status <> 'cancelled' OR note <> ''", name="cancelled_has_reason"),
    Index(
        "ix_tasks_due_alarm",
        "alarm_at",
        sqlite_where=text("alarm_at IS NOT NULL"),
        postgresql_where=text("alarm_at IS NOT NULL"),
    ),
    _partial(
        "ix_tasks_unanswered", "id", where="status = 'requested' AND urgency <> 'routine' AND escalated_at IS NULL"
    ),
    Index(None, "workspace", "owner", "status"),
    Index(None, "workspace", "channel", "status"),
    Index(None, "workspace", "patient"),
)

# The words of an item, each as a keyed digest, so that it can be found without being read.
task_words = Table(
    "task_words",
    metadata,
    _to("task", "tasks", key=True),
    Column("digest", String(32), primary_key=True),
    Index(None, "digest"),
)

# What was done to a task, for its history and for undo: `before` is the whole row as it was.
task_events = Table(
    "task_events",
    metadata,
    _id(),
    _to("task", "tasks", null=False),
    Column("version", Integer, nullable=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("verb", String(16), nullable=False),
    _to("by", "members"),
    Column("at", Moment, nullable=False),
    Column("before", PatientText),
    _to("successor", "tasks"),
    UniqueConstraint("task", "version"),
)

handoffs = Table(
    "handoffs",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("number", Integer, nullable=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("status", Choice(HandoffStatus), nullable=False),
    _to("sender", "members", null=False),
    _to("receiver", "members"),
    _to("team", "teams"),
    Column("shift", String(40), nullable=False, server_default=""),
    _to("channel", "channels"),
    Column("only", Listing, nullable=False),
    Column("refused", Listing, nullable=False),
    Column("notes", PatientText, nullable=False),
    Column("synthesis", PatientText, nullable=False),
    _to("said_by", "members"),
    Column("said_at", Moment),
    Column("verified_at", Moment),
    Column("talked_at", Moment),
    Column("reason", PatientText, nullable=False),
    Column("not_taken", Listing, nullable=False, server_default="[]"),
    _to("decided_by", "members"),
    Column("sent_at", Moment),
    _to("seen_by", "members"),
    Column("seen_at", Moment),
    Column("decided_at", Moment),
    Column("escalated_at", Moment),
    Column("alarm_at", Moment),
    Column("nudges", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace", "number"),
    CheckConstraint("status <> 'requested' OR alarm_at IS NOT NULL", name="offered_has_alarm"),
    _partial("ix_handoffs_due_alarm", "alarm_at", where="alarm_at IS NOT NULL"),
    Index(None, "workspace", "status"),
)

# One patient of a handoff, in I-PASS form; without an alias, what belongs to no patient.
handoff_patients = Table(
    "handoff_patients",
    metadata,
    _id(),
    _to("handoff", "handoffs", null=False),
    Column("position", Integer, nullable=False),
    Column("patient", String(16)),
    Column("severity", Choice(Severity)),
    Column("summary", PatientText, nullable=False),
    Column("contingencies", PatientText, nullable=False),
    Column("severity_at", Moment),
    Column("sbar", PatientListing),
    UniqueConstraint("handoff", "position"),
)

# One item whose responsibility moves when the handoff is accepted.
handoff_items = Table(
    "handoff_items",
    metadata,
    _to("handoff", "handoffs", key=True),
    _to("task", "tasks", key=True),
    Column("moved_at", Moment),
)

huddles = Table(
    "huddles",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("handle", String(32), nullable=False, unique=True),
    _to("channel", "channels", null=False),
    Column("at", WallTime, nullable=False),
    Column("rrule", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("skip", String(10)),
    Column("active", Boolean, nullable=False),
    Column("next_at", Moment),
    _to("set_by", "members", null=False),
    Column("started_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("channel"),
    Index(
        "ix_huddles_due",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
)

# A form or a question that somebody has been asked; the dialogue's state, where the platform has no forms.
questions = Table(
    "questions",
    metadata,
    Column("handle", String(32), primary_key=True),
    _to("workspace", "workspaces", null=False),
    _to("member", "members", null=False),
    Column("form", String(32), nullable=False),
    Column("about", Text, nullable=False),
    Column("question", PatientText, nullable=False),
    Column("values", PatientText, nullable=False),
    Column("position", Integer, nullable=False),
    _to("channel", "channels", null=False),
    Column("message", String(64)),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Index(None, "member", "channel"),
)

# What was heard, once each; `reply` is kept until the platform took it, and gone soon after.
incoming = Table(
    "incoming",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("tenant", String(64), primary_key=True),
    Column("event", String(200), primary_key=True),
    # None of a stranger's.
    _to("workspace", "workspaces"),
    _to("member", "members"),
    Column("heard_at", Moment, nullable=False),
    Column("reply", PatientText),
    Column("answered_at", Moment),
    _to("channel", "channels"),
    Index(None, "heard_at"),
    _partial("ix_incoming_unanswered", "heard_at", where="reply IS NOT NULL AND answered_at IS NULL"),
)

# What somebody is to be told. `key` makes it once; `state` is pending, sent, dropped (no longer true), dead
# (it did not arrive) or discard (so, and given up on purpose).
notices = Table(
    "notices",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("about", String(64), nullable=False),
    Column("extra", PatientText, nullable=False),
    _to("member", "members"),
    _to("channel", "channels"),
    Column("only", String(16)),
    Column("rank", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    # When it may be tried next: its due time, or later because of a limit or a failure.
    Column("wake_at", Moment, nullable=False),
    Column("give_up_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),
    # By the clock of the database, which is the same for all replicas.
    Column("lease_until", Moment),
    Column("lease", String(32)),
    Column("attempt", Integer, nullable=False),
    Column("maybe_sent", Boolean, nullable=False),
    # The key of the message that it is sent in together with others.
    Column("sent_as", String(120)),
    Column("sent_at", Moment),
    Column("platform", String(16)),
    Column("tenant", String(64)),
    Column("external", String(64)),
    Column("thread", String(64)),
    Column("message", String(64)),
    Column("link", Text),
    Column("error", String(200)),
    Column("discarded_at", Moment),
    Column("discarded_by", String(120)),
    Column("discarded_because", PatientText),
    Column("created_at", Moment, nullable=False),
    _partial("ix_notices_wake", "rank", "wake_at", where="state = 'pending'"),
    _partial("ix_notices_member", "member", "wake_at", where="state = 'pending'"),
    _partial("ix_notices_leased", "lease_until", where="lease IS NOT NULL"),
    _partial("ix_notices_retried", "due_at", where="state = 'pending' AND attempt > 0"),
    _partial("ix_notices_dead", "id", where="state = 'dead'"),
    Index("ix_notices_message", "platform", "external", "message"),
)

# How soon something may be sent again: to a destination, or by the bot as a whole. `full_at` is the theoretical
# arrival time of the generic cell rate algorithm; `blocked_until` is what the platform asked for, or a backoff.
lanes = Table(
    "lanes",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("place", String(100), nullable=False),
    Column("full_at", Moment, nullable=False),
    Column("blocked_until", Moment),
    Column("failures", Integer, nullable=False, default=0),
    Column("reason", String(64)),
    _partial("ix_lanes_failing", "place", where="failures > 0"),
)

# A message that the rules could make nothing of, until a model has been asked and the person has answered.
thoughts = Table(
    "thoughts",
    metadata,
    _id(),
    _to("workspace", "workspaces", null=False),
    _to("member", "members", null=False),
    _to("channel", "channels", null=False),
    Column("platform", String(16), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("event", String(200), nullable=False),
    Column("handle", String(32), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("said", PatientText, nullable=False),
    Column("quoted", PatientText),
    _to("draft", "tasks"),
    Column("command", String(16), nullable=False),
    Column("text", PatientText, nullable=False),
    Column("lease", String(32)),
    Column("lease_until", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("platform", "tenant", "event"),
    Index(
        "ix_thoughts_waiting",
        "created_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

# A code that was made in one direct message (`channel`) and typed in another, by `used_by`; `handle` is on the
# button that they confirm it with.
link_codes = Table(
    "link_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    _to("member", "members", null=False),
    _to("channel", "channels", null=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    _to("used_by", "members"),
    Column("handle", String(32), unique=True),
    Column("confirmed_at", Moment),
    Index(None, "member"),
)

# Codes that were wrong, counted so that nobody can try many.
wrong_codes = Table(
    "wrong_codes",
    metadata,
    _id(),
    _to("member", "members", null=False),
    Column("at", Moment, nullable=False),
    Index(None, "member"),
)

# Two members who are one: `moved` says which rows were the joined one's, so that it can be undone.
links = Table(
    "links",
    metadata,
    Column("handle", String(32), primary_key=True),
    _to("workspace", "workspaces", null=False),
    _to("kept", "members", null=False),
    _to("joined", "members", null=False),
    _to("channel", "channels", null=False),
    Column("was_lead", Boolean, nullable=False),
    Column("moved", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Index(None, "joined"),
)

# Numbers that the process itself remembers, such as how far the demo's clock was moved.
remembered = Table(
    "remembered", metadata, Column("name", String(64), primary_key=True), Column("value", Text, nullable=False)
)
