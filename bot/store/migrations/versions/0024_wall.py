"""What was heard says of which workspace it is, as every table does that a wall goes round.

The walls themselves are raised after the migrations, for whatever tables there are then (bot/store/wall.py).
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_OF_ITS_TENANT = """UPDATE incoming SET workspace = (
  SELECT workspace FROM tenants WHERE tenants.platform = incoming.platform AND tenants.tenant = incoming.tenant)"""

_TAKE_DOWN = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema() LOOP
  EXECUTE format('DROP POLICY %I ON %I', one.policyname, one.tablename);
  EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', one.tablename);
END LOOP; END $$"""


def upgrade() -> None:
    with op.batch_alter_table("incoming") as batch:
        batch.add_column(sa.Column("workspace", _ID, nullable=True))
        batch.create_foreign_key(op.f("fk_incoming_workspace"), "workspaces", ["workspace"], ["id"])
    op.execute(_OF_ITS_TENANT)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_TAKE_DOWN)
    with op.batch_alter_table("incoming") as batch:
        batch.drop_constraint(op.f("fk_incoming_workspace"), type_="foreignkey")
        batch.drop_column("workspace")
