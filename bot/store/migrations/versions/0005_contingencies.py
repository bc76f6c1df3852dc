"""Contingencies: accepted if/thens that are watched."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contingencies",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("handoff", _ID, nullable=False),
        sa.Column("patient", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("owner", _ID, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("watch", sa.String(32), nullable=False),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item", _ID, nullable=True),
        sa.Column("raised", _ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_by", _ID, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"], name=op.f("fk_contingencies_ended_by")),
        sa.ForeignKeyConstraint(["handoff"], ["handoffs.id"], name=op.f("fk_contingencies_handoff")),
        sa.ForeignKeyConstraint(["item"], ["tasks.id"], name=op.f("fk_contingencies_item")),
        sa.ForeignKeyConstraint(["owner"], ["members.id"], name=op.f("fk_contingencies_owner")),
        sa.ForeignKeyConstraint(["raised"], ["tasks.id"], name=op.f("fk_contingencies_raised")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_contingencies_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contingencies")),
        sa.UniqueConstraint("handle", name=op.f("uq_contingencies_handle")),
        # Armed means watched until a time: there is no armed one without, and no other with.
        sa.CheckConstraint("(watch = 'armed') = (alarm_at IS NOT NULL)", name="armed_has_time"),
    )
    op.create_index(
        "ix_contingencies_due",
        "contingencies",
        ["alarm_at"],
        unique=False,
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_contingencies_workspace_patient"), "contingencies", ["workspace", "patient"], unique=False
    )
    op.create_index(op.f("ix_contingencies_owner"), "contingencies", ["owner"], unique=False)


def downgrade() -> None:
    op.drop_table("contingencies")
