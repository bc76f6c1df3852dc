"""A replica that does nothing but deliver, to be killed: `python -m benchmarks.worker DATABASE_URL SLACK_URL`."""

import argparse
import asyncio
from datetime import timedelta

from benchmarks import load


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("database")
    arguments.add_argument("slack")
    arguments.add_argument("--lease", type=float, default=15.0)
    given = arguments.parse_args()
    database = await load.opened(given.database)
    engine = load.engine(database, await load.slack(given.slack), timedelta(seconds=given.lease))
    engine.scheduler.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
