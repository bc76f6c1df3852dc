"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "remembered",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_remembered")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("name", name=op.f("uq_workspaces_name")),
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("external", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_channels_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint(
            "platform", "tenant", "external", "thread", name=op.f("uq_channels_platform_tenant_external_thread")
        ),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("work_days", sa.Text(), nullable=False),
        sa.Column("work_start", sa.String(5), nullable=False),
        sa.Column("work_end", sa.String(5), nullable=False),
        sa.Column("quiet_start", sa.String(5), nullable=False),
        sa.Column("quiet_end", sa.String(5), nullable=False),
        sa.Column("backup", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("welcomed", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["backup"], ["members.id"], name=op.f("fk_members_backup")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_members_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_workspace"), "members", ["workspace"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_teams_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("workspace", "folded", name=op.f("uq_teams_workspace_folded")),
    )
    op.create_table(
        "tenants",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_tenants_workspace")),
        sa.PrimaryKeyConstraint("platform", "tenant", name=op.f("pk_tenants")),
    )
    op.create_table(
        "channel_members",
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_channel_members_channel")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_channel_members_member")),
        sa.PrimaryKeyConstraint("channel", "member", name=op.f("pk_channel_members")),
    )
    op.create_table(
        "handoffs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("sender", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receiver", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("only", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("synthesis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_handoffs_channel")),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_handoffs_decided_by")),
        sa.ForeignKeyConstraint(["receiver"], ["members.id"], name=op.f("fk_handoffs_receiver")),
        sa.ForeignKeyConstraint(["sender"], ["members.id"], name=op.f("fk_handoffs_sender")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_handoffs_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_handoffs_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
        sa.UniqueConstraint("handle", name=op.f("uq_handoffs_handle")),
        sa.UniqueConstraint("workspace", "number", name=op.f("uq_handoffs_workspace_number")),
    )
    op.create_index(
        "ix_handoffs_due_alarm",
        "handoffs",
        ["alarm_at"],
        unique=False,
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_handoffs_workspace_status"), "handoffs", ["workspace", "status"], unique=False)
    op.create_table(
        "huddles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("rrule", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("skip", sa.String(length=10), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_huddles_channel")),
        sa.ForeignKeyConstraint(["set_by"], ["members.id"], name=op.f("fk_huddles_set_by")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_huddles_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_huddles")),
        sa.UniqueConstraint("channel", name=op.f("uq_huddles_channel")),
        sa.UniqueConstraint("handle", name=op.f("uq_huddles_handle")),
    )
    op.create_index(
        "ix_huddles_due",
        "huddles",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "identities",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(length=120), nullable=False),
        sa.Column("direct", sa.String(length=64), nullable=True),
        sa.Column("unreachable", sa.String(length=64), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_identities_member")),
        sa.PrimaryKeyConstraint("platform", "tenant", "user", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_member"), "identities", ["member"], unique=False)
    op.create_table(
        "incoming",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_incoming_channel")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_incoming_member")),
        sa.PrimaryKeyConstraint("platform", "tenant", "event", name=op.f("pk_incoming")),
    )
    op.create_index(
        "ix_incoming_unanswered",
        "incoming",
        ["heard_at"],
        unique=False,
        sqlite_where=sa.text("reply IS NOT NULL AND answered_at IS NULL"),
        postgresql_where=sa.text("reply IS NOT NULL AND answered_at IS NULL"),
    )
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handle", sa.String(length=32), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_link_codes_channel")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_link_codes_member")),
        sa.ForeignKeyConstraint(["used_by"], ["members.id"], name=op.f("fk_link_codes_used_by")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("handle", name=op.f("uq_link_codes_handle")),
    )
    op.create_index(op.f("ix_link_codes_member"), "link_codes", ["member"], unique=False)
    op.create_table(
        "wrong_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_wrong_codes_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_codes")),
    )
    op.create_index(op.f("ix_wrong_codes_member"), "wrong_codes", ["member"], unique=False)
    op.create_table(
        "links",
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joined", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("was_lead", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_links_channel")),
        sa.ForeignKeyConstraint(["joined"], ["members.id"], name=op.f("fk_links_joined")),
        sa.ForeignKeyConstraint(["kept"], ["members.id"], name=op.f("fk_links_kept")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_links_workspace")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_joined"), "links", ["joined"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("only", sa.String(length=16), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("maybe_sent", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("platform", sa.String(length=16), nullable=True),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("external", sa.String(length=64), nullable=True),
        sa.Column("thread", sa.String(length=64), nullable=True),
        sa.Column("message", sa.String(length=64), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_notices_channel")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_notices_member")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_notices_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index("ix_notices_message", "notices", ["platform", "external", "message"], unique=False)
    op.create_index(
        "ix_notices_pending",
        "notices",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "questions",
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_questions_channel")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_questions_member")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_questions_workspace")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_member_channel"), "questions", ["member", "channel"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("patient", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("creator", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("urgency", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("whole_day", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("rrule", sa.String(length=200), nullable=True),
        sa.Column("interval_s", sa.Integer(), nullable=True),
        sa.Column("series_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("series_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("waiting_on", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("alarm", sa.String(32), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_tasks_channel")),
        sa.ForeignKeyConstraint(["closed_by"], ["members.id"], name=op.f("fk_tasks_closed_by")),
        sa.ForeignKeyConstraint(["creator"], ["members.id"], name=op.f("fk_tasks_creator")),
        sa.ForeignKeyConstraint(["owner"], ["members.id"], name=op.f("fk_tasks_owner")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_tasks_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_tasks_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("handle", name=op.f("uq_tasks_handle")),
        sa.UniqueConstraint("workspace", "number", name=op.f("uq_tasks_workspace_number")),
    )
    op.create_index(
        "ix_tasks_due_alarm",
        "tasks",
        ["alarm_at"],
        unique=False,
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_tasks_workspace_channel_status"), "tasks", ["workspace", "channel", "status"], unique=False
    )
    op.create_index(
        op.f("ix_tasks_workspace_owner_status"), "tasks", ["workspace", "owner", "status"], unique=False
    )
    op.create_index(op.f("ix_tasks_workspace_patient"), "tasks", ["workspace", "patient"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_team_members_member")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_team_members_team")),
        sa.PrimaryKeyConstraint("team", "member", name=op.f("pk_team_members")),
    )
    op.create_table(
        "handoff_items",
        sa.Column("handoff", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["handoff"], ["handoffs.id"], name=op.f("fk_handoff_items_handoff")),
        sa.ForeignKeyConstraint(["task"], ["tasks.id"], name=op.f("fk_handoff_items_task")),
        sa.PrimaryKeyConstraint("handoff", "task", name=op.f("pk_handoff_items")),
    )
    op.create_table(
        "handoff_patients",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handoff", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("patient", sa.String(length=16), nullable=True),
        sa.Column("severity", sa.String(32), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("contingencies", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["handoff"], ["handoffs.id"], name=op.f("fk_handoff_patients_handoff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_patients")),
        sa.UniqueConstraint("handoff", "position", name=op.f("uq_handoff_patients_handoff_position")),
    )
    op.create_table(
        "handoff_questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("handoff", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asker", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asker"], ["members.id"], name=op.f("fk_handoff_questions_asker")),
        sa.ForeignKeyConstraint(["handoff"], ["handoffs.id"], name=op.f("fk_handoff_questions_handoff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_questions")),
        sa.UniqueConstraint("handle", name=op.f("uq_handoff_questions_handle")),
    )
    op.create_index(op.f("ix_handoff_questions_handoff"), "handoff_questions", ["handoff"], unique=False)
    op.create_table(
        "task_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("successor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["members.id"], name=op.f("fk_task_events_by")),
        sa.ForeignKeyConstraint(["successor"], ["tasks.id"], name=op.f("fk_task_events_successor")),
        sa.ForeignKeyConstraint(["task"], ["tasks.id"], name=op.f("fk_task_events_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_events")),
        sa.UniqueConstraint("handle", name=op.f("uq_task_events_handle")),
        sa.UniqueConstraint("task", "version", name=op.f("uq_task_events_task_version")),
    )


def downgrade() -> None:
    op.drop_table("task_events")
    op.drop_index(op.f("ix_handoff_questions_handoff"), table_name="handoff_questions")
    op.drop_table("handoff_questions")
    op.drop_table("handoff_patients")
    op.drop_table("handoff_items")
    op.drop_table("team_members")
    op.drop_index(op.f("ix_tasks_workspace_patient"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_workspace_owner_status"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_workspace_channel_status"), table_name="tasks")
    op.drop_index(
        "ix_tasks_due_alarm",
        table_name="tasks",
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.drop_table("tasks")
    op.drop_index(op.f("ix_questions_member_channel"), table_name="questions")
    op.drop_table("questions")
    op.drop_index(
        "ix_notices_pending",
        table_name="notices",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_index("ix_notices_message", table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_links_joined"), table_name="links")
    op.drop_table("links")
    op.drop_index(op.f("ix_wrong_codes_member"), table_name="wrong_codes")
    op.drop_table("wrong_codes")
    op.drop_index(op.f("ix_link_codes_member"), table_name="link_codes")
    op.drop_table("link_codes")
    op.drop_index(
        "ix_incoming_unanswered",
        table_name="incoming",
        sqlite_where=sa.text("reply IS NOT NULL AND answered_at IS NULL"),
        postgresql_where=sa.text("reply IS NOT NULL AND answered_at IS NULL"),
    )
    op.drop_table("incoming")
    op.drop_index(op.f("ix_identities_member"), table_name="identities")
    op.drop_table("identities")
    op.drop_index(
        "ix_huddles_due",
        table_name="huddles",
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.drop_table("huddles")
    op.drop_index(op.f("ix_handoffs_workspace_status"), table_name="handoffs")
    op.drop_index(
        "ix_handoffs_due_alarm",
        table_name="handoffs",
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.drop_table("handoffs")
    op.drop_table("channel_members")
    op.drop_table("tenants")
    op.drop_table("teams")
    op.drop_index(op.f("ix_members_workspace"), table_name="members")
    op.drop_table("members")
    op.drop_table("channels")
    op.drop_table("workspaces")
    op.drop_table("remembered")
