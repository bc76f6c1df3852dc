"""Answers go to Slack and nowhere else, whatever address a request asks for."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.respond import Responder


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/actions/T/1/x",
        "https://hooks.slack.com.example.org/x",
        "https://hooks.slack.com@example.org/x",
        "https://example.org/hooks.slack.com",
        "https://hooks.slack.com:8443/x",
        "https://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[bad",
        "",
    ],
)
def test_an_address_that_is_not_slacks_is_refused(url: str) -> None:
    assert not Responder(AsyncWebClient(), "slack.com").trusts(url)


def test_slacks_addresses_and_the_api_itself_are_trusted() -> None:
    responder = Responder(AsyncWebClient(), "127.0.0.1")
    for url in ("https://hooks.slack.com/actions/T/1/x", "https://hooks.slack-gov.com/x", "http://127.0.0.1:80/x"):
        assert responder.trusts(url)
