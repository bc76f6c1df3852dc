"""Reliefs: what of somebody who is out is on offer to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TO = {
    "workspace": "workspaces", "absence": "absences", "holder": "members", "task": "tasks",
    "contingency": "contingencies", "to": "members", "decided_by": "members",
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "reliefs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("absence", _ID, nullable=False),
        sa.Column("holder", _ID, nullable=False),
        sa.Column("task", _ID, nullable=True),
        sa.Column("contingency", _ID, nullable=True),
        sa.Column("to", _ID, nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("led", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'offered') = (alarm_at IS NOT NULL)", name=op.f("ck_reliefs_offered_has_time")
        ),
        sa.CheckConstraint("(task IS NULL) <> (contingency IS NULL)", name=op.f("ck_reliefs_one_thing")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_reliefs_{column}"))
            for column, table in _TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reliefs")),
        sa.UniqueConstraint("handle", name=op.f("uq_reliefs_handle")),
    )
    op.create_index(op.f("ix_reliefs_absence"), "reliefs", ["absence"])
    op.create_index(
        "ix_reliefs_due",
        "reliefs",
        ["alarm_at"],
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("reliefs")
