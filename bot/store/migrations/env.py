"""Alembic's way in: on the connection that the caller has opened, or offline for a look at the SQL."""

from alembic import context

from bot.store import kept_tables  # noqa: F401 - the metadata knows its tables
from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
