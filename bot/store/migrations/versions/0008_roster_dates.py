"""Single dates of rosters can be named by a button."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("stints") as stints:
        stints.add_column(sa.Column("handle", sa.String(length=32), nullable=True))
    op.execute("UPDATE stints SET handle = 'date-' || id")
    with op.batch_alter_table("stints") as stints:
        stints.alter_column("handle", existing_type=sa.String(length=32), nullable=False)
        stints.create_unique_constraint("uq_stints_handle", ["handle"])


def downgrade() -> None:
    with op.batch_alter_table("stints") as stints:
        stints.drop_constraint("uq_stints_handle", type_="unique")
        stints.drop_column("handle")
