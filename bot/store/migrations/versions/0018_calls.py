"""Concerns, critical read-backs, and what everybody has to acknowledge."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _concerns()
    _readbacks()
    _acks()
    with op.batch_alter_table("escalations") as table:
        for name in ("concern", "readback"):
            table.add_column(sa.Column(name, _ID, nullable=True))
            table.create_foreign_key(op.f(f"fk_escalations_{name}"), f"{name}s", [name], ["id"])
    for name in ("concern", "readback"):
        op.create_index(op.f(f"ix_escalations_{name}"), "escalations", [name])


def downgrade() -> None:
    for name in ("concern", "readback"):
        op.drop_index(op.f(f"ix_escalations_{name}"), table_name="escalations")
    of_these = "concern IS NOT NULL OR readback IS NOT NULL"
    op.execute(f"DELETE FROM escalation_told WHERE escalation IN (SELECT id FROM escalations WHERE {of_these})")  # noqa: S608
    op.execute(f"DELETE FROM escalations WHERE {of_these}")  # noqa: S608
    with op.batch_alter_table("escalations") as table:
        for name in ("concern", "readback"):
            table.drop_constraint(op.f(f"fk_escalations_{name}"), type_="foreignkey")
            table.drop_column(name)
    for name in ("ack_asked", "acks", "readbacks", "concerns"):
        op.drop_table(name)


def _concerns() -> None:
    op.create_table(
        "concerns",
        *_keys("concerns", "raiser"),
        sa.Column("patient", sa.String(16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        *_to(
            "concerns",
            target="members",
            team="teams",
            channel="channels",
            heeded_by="members",
            closed_by="members",
        ),
        sa.Column("heed", sa.String(32), nullable=False),
        sa.Column("closed_at", _AT, nullable=True),
        sa.Column("alarm_at", _AT, nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(heed IN ('heeded', 'settled')) = (alarm_at IS NOT NULL)",
            name=op.f("ck_concerns_heeded_is_asked_about"),
        ),
        sa.CheckConstraint(
            "(heed = 'closed') = (closed_by IS NOT NULL)", name=op.f("ck_concerns_closed_by_somebody")
        ),
    )
    _index("ix_concerns_due", "concerns", "alarm_at", "alarm_at IS NOT NULL")
    _index("ix_concerns_open", "concerns", "workspace", "heed <> 'closed'")


def _readbacks() -> None:
    op.create_table(
        "readbacks",
        *_keys("readbacks", "sender", "receiver"),
        sa.Column("patient", sa.String(16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("heard", sa.String(32), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        *_to("readbacks", typed_by="members"),
        sa.Column("typed_at", _AT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
    )
    _index("ix_readbacks_waiting", "readbacks", "workspace", "heard = 'waiting'")


def _acks() -> None:
    op.create_table(
        "acks",
        *_keys("acks", "sender"),
        sa.Column("team", _ID, nullable=False),
        sa.Column("shift", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("urgency", sa.String(32), nullable=False),
        *_to("acks", channel="channels"),
        sa.Column("ended_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_acks_team")),
    )
    _index("ix_acks_open", "acks", "workspace", "ended_at IS NULL")
    op.create_table(
        "ack_asked",
        sa.Column("ack", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("acked_at", _AT, nullable=True),
        sa.Column("alarm_at", _AT, nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.CheckConstraint("acked_at IS NULL OR alarm_at IS NULL", name=op.f("ck_ack_asked_acked_is_left_alone")),
        sa.ForeignKeyConstraint(["ack"], ["acks.id"], name=op.f("fk_ack_asked_ack")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_ack_asked_member")),
        sa.PrimaryKeyConstraint("ack", "member", name=op.f("pk_ack_asked")),
    )
    _index("ix_ack_asked_due", "ack_asked", "alarm_at", "alarm_at IS NOT NULL")


def _keys(table: str, *people: str) -> list[sa.schema.SchemaItem]:
    """What each of them has: key, tenant, handle, version, beginning, and people without whom it is nothing."""
    wanted = {"workspace": "workspaces"} | dict.fromkeys(people, "members")
    found: list[sa.schema.SchemaItem] = [sa.Column("id", _ID, nullable=False)]
    found += [sa.Column(name, _ID, nullable=False) for name in wanted]
    found += [
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("handle", name=op.f(f"uq_{table}_handle")),
    ]
    return found + [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in wanted.items()
    ]


def _to(table: str, **others: str) -> list[sa.schema.SchemaItem]:
    found: list[sa.schema.SchemaItem] = [sa.Column(name, _ID, nullable=True) for name in others]
    return found + [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in others.items()
    ]


def _index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
