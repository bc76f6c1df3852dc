"""A handoff can be for a shift of a team."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("shift", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.drop_column("shift")
