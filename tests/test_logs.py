"""Logs: of what libraries say only the sentence in their code and its place are written."""

import json
import logging
from collections.abc import Callable

import pytest
import structlog

Record = Callable[[], Callable[[], str]]


def lines(written: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.splitlines()]


@pytest.mark.parametrize("name", ["telegram.request", "slack_bolt.app", "httpx", "somebody.new"])
def test_what_a_library_puts_into_its_sentence_is_not_written(name: str, record_logs: Record) -> None:
    written = record_logs()
    logging.getLogger(name).warning('Can not load "%s"', "call Maria Lopez, MRN 4711")
    (line,) = lines(written())
    assert (line["event"], line["library"], line["level"]) == ('Can not load "%s"', name, "warning")


def test_a_sentence_that_a_library_has_made_up_already_is_not_written(record_logs: Record) -> None:
    written = record_logs()
    body = "call Maria Lopez"
    logging.getLogger("slack_bolt").error(f"Unhandled: {body}")
    (line,) = lines(written())
    assert "Lopez" not in str(line)
    assert str(line["place"]).startswith("test_logs.py:")


def test_an_error_of_a_library_is_its_type_and_places(record_logs: Record) -> None:
    written = record_logs()
    try:
        raise ValueError("call Maria Lopez")
    except ValueError:
        logging.getLogger("apscheduler").exception("job %s failed", "tick")
    (line,) = lines(written())
    assert line["error"] == "ValueError"
    assert "Lopez" not in str(line)
    assert "Traceback" not in str(line)


def test_a_word_in_the_place_of_an_id_is_not_written(record_logs: Record) -> None:
    written = record_logs()
    for channel in ("rosamarquez", "C02ABC"):
        structlog.get_logger().info("not shown in channel", channel=channel, error="channel_not_found")
    assert [line["channel"] for line in lines(written())] == ["[left out]", "C02ABC"]
