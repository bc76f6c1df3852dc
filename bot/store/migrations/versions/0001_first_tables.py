"""The first tables: people, places, tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_workspaces()
    _create_people()
    _create_places()
    _create_links()
    _create_tasks()
    _create_task_events()


def downgrade() -> None:
    """Tables go with their indexes, those that refer to others first."""
    for table in """
        task_events tasks wrong_codes links link_codes channel_members channels team_members
        identities teams members tenants workspaces remembered
    """.split():
        op.drop_table(table)


def _create_workspaces() -> None:
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
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("name", name=op.f("uq_workspaces_name")),
    )
    op.create_table(
        "tenants",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_tenants_workspace")),
        sa.PrimaryKeyConstraint("platform", "tenant", name=op.f("pk_tenants")),
    )


def _create_people() -> None:
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
        "team_members",
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_team_members_member")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_team_members_team")),
        sa.PrimaryKeyConstraint("team", "member", name=op.f("pk_team_members")),
    )


def _create_places() -> None:
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
        "channel_members",
        sa.Column("channel", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_channel_members_channel")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_channel_members_member")),
        sa.PrimaryKeyConstraint("channel", "member", name=op.f("pk_channel_members")),
    )


def _create_links() -> None:
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
        "wrong_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_wrong_codes_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_codes")),
    )
    op.create_index(op.f("ix_wrong_codes_member"), "wrong_codes", ["member"], unique=False)


def _create_tasks() -> None:
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


def _create_task_events() -> None:
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
