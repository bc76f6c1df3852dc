"""A key says whether the texts that it seals are bound to their rows: those that are there are not."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("data_keys", sa.Column("by_row", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("data_keys", "by_row")
