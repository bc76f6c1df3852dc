"""Break-glass: who may look at which patient for a while, and who is told."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "glasses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("patient", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", _AT, nullable=False),
        sa.Column("ends_at", _AT, nullable=False),
        sa.Column("ended_by", _ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_to("glasses", workspace="workspaces", member="members", ended_by="members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glasses")),
        sa.UniqueConstraint("handle", name=op.f("uq_glasses_handle")),
    )
    for name in ("member", "workspace"):
        op.create_index(op.f(f"ix_glasses_{name}_ends_at"), "glasses", [name, "ends_at"])
    op.create_table(
        "glass_watchers",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        *_to("glass_watchers", workspace="workspaces", member="members"),
        sa.PrimaryKeyConstraint("workspace", "member", name=op.f("pk_glass_watchers")),
    )


def downgrade() -> None:
    op.drop_table("glass_watchers")
    op.drop_table("glasses")


def _to(table: str, **others: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in others.items()
    ]
