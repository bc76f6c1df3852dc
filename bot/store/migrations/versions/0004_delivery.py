"""Delivery: lanes, and the indexes by which what is due is found however much is pending."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_INDEXES = (
    ("ix_notices_wake", "notices", ["rank", "wake_at"], "state = 'pending'"),
    ("ix_notices_member", "notices", ["member", "wake_at"], "state = 'pending'"),
    ("ix_notices_leased", "notices", ["lease_until"], "lease IS NOT NULL"),
    ("ix_notices_retried", "notices", ["due_at"], "state = 'pending' AND attempt > 0"),
    ("ix_notices_dead", "notices", ["id"], "state = 'dead'"),
    ("ix_lanes_failing", "lanes", ["place"], "failures > 0"),
)


def upgrade() -> None:
    op.create_table(
        "lanes",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lanes")),
    )
    for name, table, on, where in _INDEXES:
        op.create_index(name, table, on, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table)
    op.drop_table("lanes")
