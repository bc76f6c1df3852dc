"""Escalations, who was told, and the ladders of teams."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RUNS = sa.text("next_at IS NOT NULL")
_UNANSWERED = sa.text("status = 'requested' AND urgency <> 'routine' AND escalated_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("item", _ID, nullable=True),
        sa.Column("handoff", _ID, nullable=True),
        sa.Column("owner", _ID, nullable=True),
        sa.Column("team", _ID, nullable=True),
        sa.Column("unaccepted", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_by", _ID, nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(32), nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["began_by"], ["members.id"], name=op.f("fk_escalations_began_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"], name=op.f("fk_escalations_ended_by")),
        sa.ForeignKeyConstraint(["handoff"], ["handoffs.id"], name=op.f("fk_escalations_handoff")),
        sa.ForeignKeyConstraint(["item"], ["tasks.id"], name=op.f("fk_escalations_item")),
        sa.ForeignKeyConstraint(["owner"], ["members.id"], name=op.f("fk_escalations_owner")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_escalations_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_escalations_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        sa.UniqueConstraint("handle", name=op.f("uq_escalations_handle")),
        # Until its end it has a next step: there is no dead end.
        sa.CheckConstraint("(next_at IS NULL) = (ended_at IS NOT NULL)", name="running_has_next_step"),
    )
    op.create_index(
        "ix_escalations_due", "escalations", ["next_at"], unique=False, sqlite_where=_RUNS, postgresql_where=_RUNS
    )
    op.create_index(
        "ix_escalations_running_item", "escalations", ["item"], unique=True, sqlite_where=_RUNS,
        postgresql_where=_RUNS,
    )  # fmt: skip
    op.create_index(op.f("ix_escalations_handoff"), "escalations", ["handoff"], unique=False)
    op.create_table(
        "escalation_told",
        sa.Column("escalation", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("rung", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["escalation"], ["escalations.id"], name=op.f("fk_escalation_told_escalation")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_escalation_told_member")),
        sa.PrimaryKeyConstraint("escalation", "member", name=op.f("pk_escalation_told")),
    )
    op.create_table(
        "ladders",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("team", _ID, nullable=True),
        sa.Column("urgency", sa.String(32), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_ladders_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_ladders_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladders")),
    )
    op.create_index(op.f("ix_ladders_workspace"), "ladders", ["workspace"], unique=False)
    op.create_index(
        "ix_tasks_unanswered", "tasks", ["id"], unique=False, sqlite_where=_UNANSWERED,
        postgresql_where=_UNANSWERED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_tasks_unanswered", table_name="tasks")
    op.drop_table("ladders")
    op.drop_table("escalation_told")
    op.drop_table("escalations")
