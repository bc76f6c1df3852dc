"""The ledger: what must be true of every item is said to the database, and each workspace is looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OVER = "status IN ('completed', 'cancelled')"
_CHECKS = {
    "open_has_somebody": f"{_OVER} OR status = 'draft' OR owner IS NOT NULL OR team IS NOT NULL",
    "open_has_alarm": f"({_OVER}) = (alarm_at IS NULL)",
    "alarm_has_time": "(alarm IS NULL) = (alarm_at IS NULL)",
    "closed_by_somebody": f"({_OVER}) = (closed_at IS NOT NULL AND closed_by IS NOT NULL)",
    "completed_has_outcome": "(status = 'completed') = (outcome IS NOT NULL)",
    "cancelled_has_reason": "status <> 'cancelled' OR note <> ''",
}
# What an earlier version may have left otherwise: the item is kept, and comes up at once if it is open. A dropped
# item without a reason is open again: a reason cannot be made up.
_MENDED = (
    "UPDATE tasks SET status = CASE WHEN owner IS NULL THEN 'requested' ELSE 'accepted' END "
    "WHERE status = 'cancelled' AND note = ''",
    "UPDATE tasks SET owner = creator "
    "WHERE status IN ('requested', 'accepted') AND owner IS NULL AND team IS NULL",
    "UPDATE tasks SET alarm = 'nudge' WHERE status IN ('requested', 'accepted') AND alarm IS NULL",
    "UPDATE tasks SET alarm = 'unfinished' WHERE status = 'draft' AND alarm IS NULL",
    "UPDATE tasks SET alarm_at = updated_at WHERE status NOT IN ('completed', 'cancelled') AND alarm_at IS NULL",
    "UPDATE tasks SET closed_at = NULL, closed_by = NULL, outcome = NULL "
    "WHERE status NOT IN ('completed', 'cancelled')",
    "UPDATE tasks SET alarm = NULL, alarm_at = NULL WHERE status IN ('completed', 'cancelled')",
    "UPDATE tasks SET closed_at = updated_at WHERE status IN ('completed', 'cancelled') AND closed_at IS NULL",
    "UPDATE tasks SET closed_by = COALESCE(owner, creator) "
    "WHERE status IN ('completed', 'cancelled') AND closed_by IS NULL",
    "UPDATE tasks SET outcome = 'other' WHERE status = 'completed' AND outcome IS NULL",
    "UPDATE tasks SET outcome = NULL WHERE status = 'cancelled'",
    "UPDATE handoffs SET alarm_at = created_at WHERE status = 'requested' AND alarm_at IS NULL",
)


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("check_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_workspaces_check_at"), "workspaces", ["check_at"])
    for statement in _MENDED:
        op.execute(statement)
    with op.batch_alter_table("tasks") as tasks:
        for name, condition in _CHECKS.items():
            tasks.create_check_constraint(name, condition)
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.create_check_constraint("offered_has_alarm", "status <> 'requested' OR alarm_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.drop_constraint("offered_has_alarm", type_="check")
    with op.batch_alter_table("tasks") as tasks:
        for name in _CHECKS:
            tasks.drop_constraint(name, type_="check")
    op.drop_index(op.f("ix_workspaces_check_at"), "workspaces")
    op.drop_column("workspaces", "check_at")
