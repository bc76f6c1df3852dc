"""Patients: what aliases stand for, sealed, and each workspace's policy of screening."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "patients",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("alias", sa.String(16), nullable=False),
        sa.Column("stands_for", sa.Text(), nullable=False),
        sa.Column("made_by", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_patients_workspace")),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_patients_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("workspace", "alias", name=op.f("uq_patients_workspace_alias")),
    )
    op.create_table(
        "patient_policies",
        sa.Column("workspace", _ID, nullable=False),
        sa.Column("screening", sa.String(32), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_patient_policies_workspace")),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_patient_policies")),
    )


def downgrade() -> None:
    op.drop_table("patient_policies")
    op.drop_table("patients")
