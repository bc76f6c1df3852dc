"""Discards: notices that were given up on purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("notices", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notices", sa.Column("discarded_by", sa.String(120), nullable=True))
    op.add_column("notices", sa.Column("discarded_because", sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("UPDATE notices SET state = 'dead' WHERE state = 'discard'")
    for name in ("discarded_because", "discarded_by", "discarded_at"):
        op.drop_column("notices", name)
