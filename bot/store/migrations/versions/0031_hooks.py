"""Hooks: other systems that may say what has come."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_hooks_workspace")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_hooks_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
        sa.UniqueConstraint("handle", name=op.f("uq_hooks_handle")),
    )
    op.create_index(op.f("ix_hooks_workspace"), "hooks", ["workspace"])


def downgrade() -> None:
    op.drop_table("hooks")
