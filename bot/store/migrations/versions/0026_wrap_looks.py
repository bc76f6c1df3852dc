"""Wraps: when shifts are looked through for those that end soon, and who wants a wrap to be offered."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "wrap_looks",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_wrap_looks_workspace")),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_wrap_looks")),
    )
    op.create_index(op.f("ix_wrap_looks_look_at"), "wrap_looks", ["look_at"])
    op.create_table(
        "wrap_wishes",
        sa.Column("member", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_wrap_wishes_member")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_wrap_wishes_workspace")),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_wrap_wishes")),
    )
    op.create_index(op.f("ix_wrap_wishes_workspace"), "wrap_wishes", ["workspace"])


def downgrade() -> None:
    op.drop_table("wrap_wishes")
    op.drop_table("wrap_looks")
