"""Who saw a handoff first and when, and when it was last said how ill a patient is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("handoffs") as table:
        table.add_column(sa.Column("seen_by", _ID, nullable=True))
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f("fk_handoffs_seen_by"), "members", ["seen_by"], ["id"])
    op.add_column("handoff_patients", sa.Column("severity_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("handoff_patients", "severity_at")
    with op.batch_alter_table("handoffs") as table:
        table.drop_constraint(op.f("fk_handoffs_seen_by"), type_="foreignkey")
        table.drop_column("seen_at")
        table.drop_column("seen_by")
