"""Logs: structured, ids only. Libraries that would write what people typed, or a token, are kept quiet."""

import logging
import sys

import structlog

# httpx writes request URLs, and Telegram's hold the token; Bolt and the SDK write bodies.
_QUIET = (
    "httpx",
    "httpcore",
    "slack_bolt",
    "slack_sdk",
    "telegram",
    "apscheduler",
    "aiosqlite",
    "alembic",
    "sqlalchemy",
)


def set_up_logs(level: str, format: str) -> None:
    """`level` is a name such as INFO, `format` is `text` or `json`."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(level=number, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    drawn = (
        structlog.processors.JSONRenderer() if format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            as_json if format == "json" else as_text,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
