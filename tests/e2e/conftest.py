"""What these tests share: logs as an operator has them, at their most talkative."""

import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Everything that was written to the logs, at level DEBUG."""
    set_up_logs("DEBUG", "json")
    logging.getLogger().addHandler(caplog.handler)
    yield lambda: caplog.text + "".join(capsys.readouterr())
    structlog.reset_defaults()
    logging.getLogger().setLevel(logging.WARNING)
