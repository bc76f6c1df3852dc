"""Protections: patients whose records are under 42 CFR Part 2."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "protections",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("patient", sa.String(16), nullable=False),
        sa.Column("set_by", _ID, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_protections_workspace")),
        sa.ForeignKeyConstraint(["set_by"], ["members.id"], name=op.f("fk_protections_set_by")),
        sa.PrimaryKeyConstraint("workspace", "patient", name=op.f("pk_protections")),
    )


def downgrade() -> None:
    op.drop_table("protections")
