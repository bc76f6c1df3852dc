"""A replica as `stitch run` starts it, but with a lease that is given: `python -m tests.chaos.replica SECONDS`."""

import asyncio
import sys
from datetime import timedelta

from bot.app import build
from bot.cli import _serve
from bot.console import settings_or_end
from bot.logs import set_up_logs


async def main() -> None:
    settings = settings_or_end()
    set_up_logs("WARNING", "json")
    await _serve(build(settings, lease=timedelta(seconds=float(sys.argv[1]))))


if __name__ == "__main__":
    asyncio.run(main())
