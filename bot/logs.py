"""Logs: structured, ids only. Libraries that would write what people typed, or a token, are kept quiet."""

import logging
import re
import sys
import threading
import traceback
from types import TracebackType

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

_OURS = frozenset(("event", "timestamp", "level", "help", "file", "library"))
"""What may be a sentence. All else that stands beside one is an id, a number or a single word."""

_THEIRS, _ID = frozenset(("channel", "user")), re.compile(r"[A-Z0-9]{1,24}")
"""What Slack names with ids of its own, and their form."""

_SECRET = re.compile(
    r"xox[a-z]+[-.][\w.-]+|xapp-[\w-]+|\d{5,}:[\w-]{30,}|(?<=[Bb]earer )\S+|(?<=\w:)[\w-]{43}(?![\w-])"
)
"""Tokens of Slack and Telegram, of whoever answers as a model, and master keys."""


def set_up_logs(level: str, format: str) -> None:
    """`level` is a name such as INFO, `format` is `text` or `json`. What ends the process, or a thread, and what
    Python warns of go the same way: a traceback of its own would show what was being worked upon."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(level=number, handlers=[_Libraries()], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _last_words
    threading.excepthook = lambda ended: _last_words(ended.exc_type, ended.exc_value, ended.exc_traceback)
    as_json, as_text = structlog.processors.JSONRenderer(), structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _no_words,
            _where_it_went_wrong,
            _no_secrets,
            as_json if format == "json" else as_text,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def redacted(text: str) -> str:
    """The text without what has the form of a token or key."""
    return _SECRET.sub("[left out]", text)


def _last_words(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("ended by an error", exc_info=error or kind())


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


def _no_words(_logger: object, _name: str, entry: EventDict) -> EventDict:
    """Nothing with a blank in it is an id; it may be what people wrote. Nor is what a platform calls an id without
    having its form."""
    for name, value in entry.items():
        no_id = name in _THEIRS and not _ID.fullmatch(str(value))
        if name not in _OURS and isinstance(value, str) and (no_id or len(value.split()) > 1):
            entry[name] = "[left out]"
    return entry


def _no_secrets(_logger: object, _name: str, entry: EventDict) -> EventDict:
    return {name: redacted(value) if isinstance(value, str) else value for name, value in entry.items()}


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
