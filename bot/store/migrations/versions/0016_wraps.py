"""Wraps: how far somebody has come with what they have open."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RUNS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "wraps",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_wraps_member")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_wraps_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wraps")),
    )
    op.create_index(
        "ix_wraps_running", "wraps", ["member"], unique=True, sqlite_where=_RUNS, postgresql_where=_RUNS
    )
    op.create_table(
        "wrap_items",
        sa.Column("wrap", _ID, nullable=False),
        sa.Column("task", _ID, nullable=False),
        sa.Column("fate", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["tasks.id"], name=op.f("fk_wrap_items_task")),
        sa.ForeignKeyConstraint(["wrap"], ["wraps.id"], name=op.f("fk_wrap_items_wrap")),
        sa.PrimaryKeyConstraint("wrap", "task", name=op.f("pk_wrap_items")),
    )


def downgrade() -> None:
    op.drop_table("wrap_items")
    op.drop_table("wraps")
