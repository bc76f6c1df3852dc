"""A handoff can be accepted but for some of its items, which stay with the sender."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("not_taken", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("handoffs", "not_taken")
