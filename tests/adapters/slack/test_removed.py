"""Slack says that the app was uninstalled, or that its token was revoked; a person's own token is none of ours."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.channels import Channels
from bot.adapters.slack.files import Files
from bot.adapters.slack.listen import Listener
from bot.adapters.slack.people import People
from bot.chat.incoming import Removed


@pytest.mark.parametrize(
    ("event", "removed"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, False),
    ],
)
async def test_the_bot_hears_that_it_is_removed(event: dict, removed: bool) -> None:
    client = AsyncWebClient()
    people = People(client)
    people.tenant = "T1"
    listener = Listener(people, Channels(client), "", Files("xoxb", "https://slack.com/api/"))
    taken = await listener.removed({"event_id": "Ev1", "event": event})
    assert (taken is not None) == removed
    if taken is not None:
        assert isinstance(taken[0], Removed)
        assert (taken[0].id, taken[0].sender.tenant) == ("event:Ev1", "T1")
