"""Keys that seal patient text, and the index by which sealed items are found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("master", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_data_keys_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_data_keys_workspace_purpose"), "data_keys", ["workspace", "purpose"], unique=False)
    op.create_table(
        "task_words",
        sa.Column("task", _ID, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["tasks.id"], name=op.f("fk_task_words_task")),
        sa.PrimaryKeyConstraint("task", "digest", name=op.f("pk_task_words")),
    )
    op.create_index(op.f("ix_task_words_digest"), "task_words", ["digest"], unique=False)


def downgrade() -> None:
    op.drop_table("task_words")
    op.drop_table("data_keys")
