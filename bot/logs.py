"""Logs: structured, ids only. Libraries that would write what people typed, or a token, are kept quiet."""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict

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
    logging.basicConfig(level=number, handlers=[_Libraries()], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    as_json, as_text = structlog.processors.JSONRenderer(), structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_it_went_wrong,
            as_json if format == "json" else as_text,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class _Libraries(logging.Handler):
    """What a library logs, with the sentence that stands in its code. What it put into it may be anything that
    went over the line; without arguments the sentence may be made of that already, and only its place is said."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno,
            str(record.msg) if record.args else "a library has something to say",
            library=record.name,
            place=f"{record.filename}:{record.lineno}",
            exc_info=record.exc_info,
        )


def _where_it_went_wrong(_logger: object, _name: str, entry: EventDict) -> EventDict:
    """An error as its type and its places in the code. Its message is left out: it may quote what people wrote."""
    error = entry.pop("exc_info", None)
    if error is True:
        error = sys.exception()
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        entry["error"] = type(error).__name__
        entry["at"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    return entry
