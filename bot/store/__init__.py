"""How things are kept: tables, one transaction per turn, migrations. SQLite by default, PostgreSQL by choice."""
