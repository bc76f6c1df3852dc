"""Swaps: shifts that somebody wants to give away."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "swaps",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("asker", _ID, nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("giver", _ID, nullable=True),
        sa.Column("to", _ID, nullable=True),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("other_day", sa.String(length=10), nullable=True),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'asked') = (alarm_at IS NOT NULL)", name=op.f("ck_swaps_asked_has_alarm")),
        sa.ForeignKeyConstraint(["asker"], ["members.id"], name=op.f("fk_swaps_asker")),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_swaps_decided_by")),
        sa.ForeignKeyConstraint(["giver"], ["members.id"], name=op.f("fk_swaps_giver")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_swaps_team")),
        sa.ForeignKeyConstraint(["to"], ["members.id"], name=op.f("fk_swaps_to")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_swaps_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
        sa.UniqueConstraint("handle", name=op.f("uq_swaps_handle")),
    )
    op.create_index(
        "ix_swaps_due",
        "swaps",
        ["alarm_at"],
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("swaps")
