"""Rosters: shifts of teams, what single dates change, and leave."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _shifts()
    _dates()


def _shifts() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_rosters_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_rosters_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
        sa.UniqueConstraint("team", name=op.f("uq_rosters_team")),
    )
    op.create_index(op.f("ix_rosters_workspace"), "rosters", ["workspace"])
    op.create_index(op.f("ix_rosters_check_at"), "rosters", ["check_at"])
    op.create_table(
        "shifts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("end", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("turns", sa.String(32), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("last", sa.String(length=10), nullable=True),
        sa.Column("replaces", _ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["replaces"], ["shifts.id"], name=op.f("fk_shifts_replaces")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_shifts_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_shifts_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("handle", name=op.f("uq_shifts_handle")),
    )
    op.create_index(op.f("ix_shifts_team"), "shifts", ["team"])
    op.create_table(
        "shift_people",
        sa.Column("shift", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_shift_people_member")),
        sa.ForeignKeyConstraint(["shift"], ["shifts.id"], name=op.f("fk_shift_people_shift")),
        sa.PrimaryKeyConstraint("shift", "member", name=op.f("pk_shift_people")),
    )


def _dates() -> None:
    op.create_table(
        "stints",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("shift", _ID, nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("member", _ID, nullable=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_stints_member")),
        sa.ForeignKeyConstraint(["shift"], ["shifts.id"], name=op.f("fk_stints_shift")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_stints_team")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_stints_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stints")),
    )
    op.create_index(op.f("ix_stints_team_day"), "stints", ["team", "day"])
    op.create_table(
        "absences",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("last", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("said_by", _ID, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_absences_member")),
        sa.ForeignKeyConstraint(["said_by"], ["members.id"], name=op.f("fk_absences_said_by")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_absences_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("handle", name=op.f("uq_absences_handle")),
    )
    op.create_index(
        "ix_absences_over",
        "absences",
        ["over_at"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_absences_workspace_ended_at"), "absences", ["workspace", "ended_at"])


def downgrade() -> None:
    for table in ("absences", "stints", "shift_people", "shifts", "rosters"):
        op.drop_table(table)
