"""The tables of keys and of the audit, which name nobody and hold no words."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false

from bot.store.columns import Choice, Listing, Moment
from bot.store.sealing import Purpose
from bot.store.tables import KEY, metadata

# The keys that seal patient text, each wrapped by a master key that is not in the database.
data_keys = Table(
    "data_keys",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("workspace", KEY, ForeignKey("workspaces.id"), nullable=False),
    Column("purpose", Choice(Purpose), nullable=False),
    Column("master", String(32), nullable=False),
    Column("wrapped", Text, nullable=False),
    # Whether what it seals is bound to its row; not so of keys from before that was done.
    Column("by_row", Boolean, nullable=False, server_default=false()),
    Column("created_at", Moment, nullable=False),
    Index(None, "workspace", "purpose"),
    sqlite_autoincrement=True,
)

# Who did what, when: ids and names of fields only. Append-only by triggers; chained by `digest`. Without foreign
# keys to people and places: it stays when they go, and is not touched when two members become one.
audit = Table(
    "audit",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("workspace", KEY, ForeignKey("workspaces.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("act", String(16), nullable=False),
    Column("about", String(64), nullable=False),
    Column("actor", KEY),
    Column("platform", String(16), nullable=False),
    Column("channel", KEY),
    Column("patient", String(16)),
    Column("detail", String(32), nullable=False),
    Column("fields", Listing, nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("workspace", "position"),
    Index(None, "patient", "at"),
    Index(None, "actor", "at"),
)

# The last link of each workspace's chain.
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("workspace", KEY, ForeignKey("workspaces.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
