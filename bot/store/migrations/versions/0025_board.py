"""The board: links by which people sign in, and their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create("board_links")
    _create("board_sessions", sa.Column("began_at", _AT, nullable=False))


def downgrade() -> None:
    op.drop_table("board_sessions")
    op.drop_table("board_links")


def _create(name: str, *more: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        *more,
        sa.Column("ends_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f(f"fk_{name}_workspace")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f(f"fk_{name}_member")),
        sa.PrimaryKeyConstraint("digest", name=op.f(f"pk_{name}")),
    )
    for column in ("member", "ends_at"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
