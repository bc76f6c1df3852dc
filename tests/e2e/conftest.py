"""What these tests share: logs as an operator has them, at their most talkative."""

import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture
def record_logs(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[], Callable[[], str]]]:
    """From its call on everything is logged, at level DEBUG; what it returns gives all that was written."""

    def begin() -> Callable[[], str]:
        set_up_logs("DEBUG", "json")
        logging.getLogger().addHandler(caplog.handler)
        return lambda: caplog.text + "".join(capsys.readouterr())

    yield begin
    structlog.reset_defaults()
    logging.getLogger().setLevel(logging.WARNING)
