"""Askings: whether it has come to what an if/then stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "askings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("contingency", _ID, nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("denied_by", _ID, nullable=True),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_askings_workspace")),
        sa.ForeignKeyConstraint(["contingency"], ["contingencies.id"], name=op.f("fk_askings_contingency")),
        sa.ForeignKeyConstraint(["by"], ["members.id"], name=op.f("fk_askings_by")),
        sa.ForeignKeyConstraint(["denied_by"], ["members.id"], name=op.f("fk_askings_denied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_askings")),
        sa.UniqueConstraint("handle", name=op.f("uq_askings_handle")),
        sa.UniqueConstraint("contingency", "about", name=op.f("uq_askings_contingency_about")),
    )
    op.create_index(op.f("ix_askings_contingency_denied_at"), "askings", ["contingency", "denied_at"])


def downgrade() -> None:
    op.drop_table("askings")
