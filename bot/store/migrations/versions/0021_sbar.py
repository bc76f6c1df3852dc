"""A patient can be handed to another department in SBAR: the four parts, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("handoff_patients", sa.Column("sbar", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("handoff_patients", "sbar")
