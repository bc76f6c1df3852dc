"""Agreements: with which vendors a workspace has a business associate agreement on record."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("vendor", sa.String(120), nullable=False),
        sa.Column("plan", sa.String(120), nullable=False),
        sa.Column("signed_on", sa.String(10), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_agreements_workspace")),
        sa.PrimaryKeyConstraint("workspace", "vendor", name=op.f("pk_agreements")),
    )


def downgrade() -> None:
    op.drop_table("agreements")
