"""Briefs: when shifts are looked through for those that begin soon, and who wants to be briefed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "briefs",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_briefs_workspace")),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_briefs")),
    )
    op.create_index(op.f("ix_briefs_look_at"), "briefs", ["look_at"])
    op.create_table(
        "brief_wishes",
        sa.Column("member", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_brief_wishes_member")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_brief_wishes_workspace")),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_brief_wishes")),
    )
    op.create_index(op.f("ix_brief_wishes_workspace"), "brief_wishes", ["workspace"])


def downgrade() -> None:
    op.drop_table("brief_wishes")
    op.drop_table("briefs")
