"""Settings that would send tokens or words in the clear, or let strangers in, are refused before the start."""

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.mark.parametrize("setting", ["slack_api_url", "telegram_api_url", "model_url", "heartbeat_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/api/",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "http://127.0.0.1@example.org/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "ftp://127.0.0.1/",
        "https://user:secret@example.org/",
        "http://[bad",
    ],
)
def test_base_addresses_are_encrypted_or_on_this_machine(setting: str, url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **{setting: url})


@pytest.mark.parametrize(
    "url", ["https://slack.com/api/", "http://127.0.0.1:8081/", "http://[::1]/v1", "http://localhost/v1"]
)
def test_encrypted_and_local_addresses_are_taken(url: str) -> None:
    assert Settings(_env_file=None, model_url=url).model_url == url


def test_the_demo_team_is_never_offered_to_other_machines() -> None:
    with pytest.raises(ValidationError, match="HOST must be"):
        Settings(_env_file=None, HOST="0.0.0.0")
    assert Settings(_env_file=None, HOST="0.0.0.0", STITCH_WEB=False).host == "0.0.0.0"
