"""Retention: for how many days things are kept, and holds."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "retentions",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sweep_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_retentions_workspace")),
        sa.PrimaryKeyConstraint("workspace", "kind", name=op.f("pk_retentions")),
    )
    op.create_index(op.f("ix_retentions_sweep_at"), "retentions", ["sweep_at"])
    op.create_table(
        "holds",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("patient", sa.String(16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", _AT, nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_holds_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    on = sa.text("ended_at IS NULL")
    op.create_index("ix_holds_on", "holds", ["workspace"], sqlite_where=on, postgresql_where=on)


def downgrade() -> None:
    op.drop_table("holds")
    op.drop_table("retentions")
